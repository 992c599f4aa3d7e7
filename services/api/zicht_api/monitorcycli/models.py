"""Monitorcycli, and each time that one was closed or opened again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Integer, String, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Monitorcyclus(Base):
    """indicatoren: codes; none: those of the doelenboom. metingen: ids that only the surveys service knows.

    kerngroep, huidige_situatie: as they go over the wire; the questions of the latter stand in situatie.py.
    """

    __tablename__ = "monitorcycli"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    doelenboom: Mapped[str | None] = mapped_column(String(64))
    begin: Mapped[date] = mapped_column(Date)
    eind: Mapped[date] = mapped_column(Date)
    functies: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    indicatoren: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    metingen: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    kerngroep: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    huidige_situatie: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(String(16), server_default="lopend")
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Monitorcyclusovergang(Base):
    """naar: the status from then on. ontbrak: codes of the checks that found something missing then (toetsen.py), by
    data version `dataversie` on `dag`. The service's role can only add to these.
    """

    __tablename__ = "monitorcyclusovergangen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    nr: Mapped[int] = mapped_column(Integer, primary_key=True)
    naar: Mapped[str] = mapped_column(String(16))
    reden: Mapped[str | None] = mapped_column(String(2000))
    ontbrak: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    dataversie: Mapped[int] = mapped_column(BigInteger)
    dag: Mapped[date] = mapped_column(Date)
    sleutel_id: Mapped[str] = mapped_column(String(64))
    tijdstip: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
