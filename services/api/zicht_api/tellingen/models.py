"""Counts that an aanbieder delivers instead of contacten, kept by revision as contacten are."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Numeric, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Telling(Base):
    """Its key is all of its dimensions; 0 in one says: not broken down by it. begin, eind: the days of the period."""

    __tablename__ = "tellingen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    aanbieder_nr: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    maatstaf: Mapped[str] = mapped_column(String(64), primary_key=True)
    periode: Mapped[str] = mapped_column(String(8), primary_key=True)
    gebied_nr: Mapped[int] = mapped_column(Integer, primary_key=True)
    doelgroep: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    leefgebied: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    vorm: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    versie_van: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    versie_tot: Mapped[int | None] = mapped_column(BigInteger)
    begin: Mapped[date]
    eind: Mapped[date]
    waarde: Mapped[Decimal] = mapped_column(Numeric(14, 2))
