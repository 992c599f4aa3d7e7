"""While a resident answers: the draft, the mark that a link was used, and the ballot box (stembus).

All three are rewritten whole at each release of the box (see resultaten/vrijgave.py): an order, a row version or a
dead row of any of them would tell when a link was used, and so which batch of answers holds its answers.

What a transaction that touches them must keep to, because the release locks and truncates them:
- the order gestemd, concepten, stembus, which is also the order in which the release locks them (no deadlock);
- a link is used by `INSERT INTO gestemd ... ON CONFLICT DO NOTHING`, never by looking first: only the unique index
  sees through a TRUNCATE that committed in between;
- nothing of it is written to `uitnodigingen`, and no row there is locked (FOR UPDATE, FOR SHARE): that leaves an xmax.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base


class Concept(Base):
    """A draft, encrypted under a key that only the holder of the link can derive."""

    __tablename__ = "concepten"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    inhoud: Mapped[bytes] = mapped_column(LargeBinary)


class Gestemd(Base):
    """This link was used. Nothing more: no time, no answer."""

    __tablename__ = "gestemd"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class Stem(Base):
    """One set of answers in the box, in the three parts of `antwoorden.split`; aanbieder, gebied: of the invitation.

    antwoorden: the closed answers, `{veld: waarde}` or `{veld: [waarde, ...]}`, readable: they are counted in SQL.
    open_antwoorden, contact: `{veld: base64(keyring.seal(purpose, text.encode()))}`, purpose OPEN_ANTWOORD and
    CONTACTVERZOEK of resultaten/models.py. Each text is sealed on its own: so the release can part the kinds from each
    other and shuffle each of them in SQL, without a key.
    id: random (uuid4), and thrown away at the release.
    """

    __tablename__ = "stembus"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    meting_id: Mapped[UUID]
    variant: Mapped[str] = mapped_column(String(32))
    aanbieder: Mapped[str] = mapped_column(String(64))
    gebied: Mapped[str | None] = mapped_column(String(64))
    antwoorden: Mapped[dict[str, Any]] = mapped_column(JSONB)
    open_antwoorden: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    contact: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
