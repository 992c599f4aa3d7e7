"""Answers after their release from the box: nothing joins them to an invitation or to their own confidential part.

These three tables, too, are rewritten whole and shuffled at each release. Otherwise a row's version and place would
tell in which batch it came, and so about when; and a telephone number, which names a person, would point at the few
sets of answers that were released together with it.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base

# What the service's Keyring seals each text for.
OPEN_ANTWOORD: Final = "open-antwoord"
CONTACTVERZOEK: Final = "contactverzoek"


class Antwoord(Base):
    """The counted answers of one respondent. aanbieder is empty when its slice never reached the drempel."""

    __tablename__ = "antwoorden"
    __table_args__ = (Index(None, "gemeente_id", "meting_id"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    meting_id: Mapped[UUID]
    variant: Mapped[str] = mapped_column(String(32))
    aanbieder: Mapped[str | None] = mapped_column(String(64))
    gebied: Mapped[str | None] = mapped_column(String(64))
    antwoorden: Mapped[dict[str, Any]] = mapped_column(JSONB)


class OpenAntwoord(Base):
    """One answer in the respondent's own words, encrypted, apart from all other answers."""

    __tablename__ = "open_antwoorden"
    __table_args__ = (Index(None, "gemeente_id", "meting_id"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    meting_id: Mapped[UUID]
    vraag: Mapped[str] = mapped_column(String(64))
    tekst: Mapped[bytes] = mapped_column(LargeBinary)
    verwijderen_na: Mapped[date]


class Contactverzoek(Base):
    """A telephone number that a respondent left for a call-back, encrypted, kept for a short time."""

    __tablename__ = "contactverzoeken"
    __table_args__ = (Index(None, "gemeente_id", "meting_id"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    meting_id: Mapped[UUID]
    telefoon: Mapped[bytes] = mapped_column(LargeBinary)
    verwijderen_na: Mapped[date]
