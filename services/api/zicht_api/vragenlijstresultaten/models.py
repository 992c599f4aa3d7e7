"""What the survey service sends: whole aggregates of a meting, never increments, never single answers."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, Integer, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie

# In the place of an answer, which is never empty: how many people answered this question, where each may give several.
BEANTWOORD: Final = ""


class Vragenlijstresultaat(Revisie, Base):
    """One meting, as a version of it came in. versie: that of the survey service, which rises.

    teruggekoppeld_op: since when residents can read what was done with their answers, if they can.
    """

    __tablename__ = "vragenlijstresultaten"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    versie: Mapped[int] = mapped_column(BigInteger)
    naam: Mapped[str] = mapped_column(String(200))
    vragenlijst: Mapped[str] = mapped_column(String(64))
    periode: Mapped[str] = mapped_column(String(8))
    begin: Mapped[date]
    eind: Mapped[date]
    ontvangen: Mapped[dict[str, Any]] = mapped_column(JSONB)
    teruggekoppeld_op: Mapped[date | None]
    bijgewerkt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Uitslag(Base):
    """How many respondents gave one answer to one question (or answered it: BEANTWOORD), by revision as contacten are.

    aanbieder_nr and gebied_nr are 0 where the answers were released without them (too few in the slice). vragenlijst,
    begin and eind stand here too, so that a meting that moves to another period leaves its history behind.
    """

    __tablename__ = "uitslagen"
    __table_args__ = (Index(None, "gemeente_id", "vragenlijst", "vraag"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    resultaat_id: Mapped[UUID] = mapped_column(primary_key=True)
    variant: Mapped[str] = mapped_column(String(32), primary_key=True)
    vraag: Mapped[str] = mapped_column(String(64), primary_key=True)
    aanbieder_nr: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    gebied_nr: Mapped[int] = mapped_column(Integer, primary_key=True)
    antwoord: Mapped[str] = mapped_column(String(64), primary_key=True)
    versie_van: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    versie_tot: Mapped[int | None] = mapped_column(BigInteger)
    vragenlijst: Mapped[str] = mapped_column(String(64))
    begin: Mapped[date]
    eind: Mapped[date]
    aantal: Mapped[int] = mapped_column(Integer)
