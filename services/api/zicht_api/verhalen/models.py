"""Experience stories: all that is known of one stands in one row, so that what is withdrawn is gone with it."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, Index, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base

# What the texts are sealed for.
VERHAAL: Final = "verhaal"


class Verhaal(Base):
    """inhoud: titel, citaat and delen as they were screened, sealed (see inhoud.py). No moment stands here: when a
    story came in could tell whose it is.

    themas, knopen, indicatoren, aanbieder, gebied, doelgroep: codes of what it is about. begin, eind: of the periode.
    waarvoor, wijze, gegeven_op, tot: the consent; after the day `tot` the story may not be read any more.
    """

    __tablename__ = "verhalen"
    __table_args__ = (Index(None, "gemeente_id", "eind", "id"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(12))
    herkomst: Mapped[str] = mapped_column(String(16))
    meting: Mapped[UUID | None]
    inhoud: Mapped[bytes] = mapped_column(LargeBinary)
    themas: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    knopen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    indicatoren: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    aanbieder: Mapped[str | None] = mapped_column(String(64))
    gebied: Mapped[str | None] = mapped_column(String(64))
    doelgroep: Mapped[str | None] = mapped_column(String(64))
    periode: Mapped[str] = mapped_column(String(8))
    begin: Mapped[date] = mapped_column(Date)
    eind: Mapped[date] = mapped_column(Date)
    waarvoor: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    wijze: Mapped[str] = mapped_column(String(16))
    gegeven_op: Mapped[date] = mapped_column(Date)
    tot: Mapped[date] = mapped_column(Date)
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
