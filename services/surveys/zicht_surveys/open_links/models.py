"""An open link: one address for many, on a poster or a kiosk. Whoever opens it gets an invitation of their own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base


class OpenLink(Base):
    """Found by the SHA-256 of its token.

    The invitations that it gives out are made beforehand, all in one transaction and in random order: so no row
    version and no place of an invitation tells when it was given to somebody, or to the how manieth.
    zaad: from which these follow, together with the token; sealed. uitgegeven: how many of them were given out.
    uur, in_uur: how many in the hour that is going on, only where `per_uur` limits it; forgotten when it is over.
    """

    __tablename__ = "open_links"
    __table_args__ = (
        UniqueConstraint("gemeente_id", "token_hash"),
        ForeignKeyConstraint(["gemeente_id", "meting_id"], ["metingen.gemeente_id", "metingen.id"]),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    meting_id: Mapped[UUID]
    variant: Mapped[str] = mapped_column(String(32))
    aanbieder: Mapped[str] = mapped_column(String(64))
    gebied: Mapped[str | None] = mapped_column(String(64))
    soort: Mapped[str] = mapped_column(String(10))
    maximum: Mapped[int] = mapped_column(Integer)
    per_uur: Mapped[int | None] = mapped_column(Integer)
    verloopt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ingetrokken_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    zaad: Mapped[bytes] = mapped_column(LargeBinary)
    uitgegeven: Mapped[int] = mapped_column(Integer, server_default="0")
    uur: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    in_uur: Mapped[int] = mapped_column(Integer, server_default="0")
