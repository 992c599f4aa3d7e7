"""Published figures, kept in rows for whoever pulls many at once."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Integer, Numeric, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Publicatie(Base):
    """A block of observations: one indicator over one year, whole or by one dimensie.

    soort: see BlokSoort. dimensie: '' for the totals. basis: the number of the only aanbieder that counts; 0: all of
    them. versie: the last data version that touched what it rests on. dag: the day on which it was worked out, or the
    first one after its year: then it no longer changes with the day. aantal: how many rows. Two readers may make the
    same block at once: then it is here twice, with the same rows in the same order.
    """

    __tablename__ = "publicaties"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    jaar: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    soort: Mapped[str] = mapped_column(String(8), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(64), primary_key=True)
    dimensie: Mapped[str] = mapped_column(String(12), primary_key=True)
    basis: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    versie: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    dag: Mapped[date] = mapped_column(Date, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    aantal: Mapped[int] = mapped_column(Integer)
    gemaakt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Waarneming(Base):
    """A published figure. It never changes: a change of facts or definitions makes a new Publicatie.

    gebied, aanbieder, doelgroep, leefgebied, vorm: the code of the member; _T: not broken down by it; _U: what is not
    broken down by it (as SDMX names a total and what is unknown). onder, boven, methode: of the interval.
    """

    __tablename__ = "waarnemingen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    publicatie: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(Integer, primary_key=True)
    indicator: Mapped[str] = mapped_column(String(64))
    periode: Mapped[str] = mapped_column(String(8))
    periodesoort: Mapped[str] = mapped_column(String(8))
    gebied: Mapped[str] = mapped_column(String(64))
    aanbieder: Mapped[str] = mapped_column(String(64))
    doelgroep: Mapped[str] = mapped_column(String(64))
    leefgebied: Mapped[str] = mapped_column(String(64))
    vorm: Mapped[str] = mapped_column(String(64))
    waarde: Mapped[Decimal | None] = mapped_column(Numeric)
    teller: Mapped[Decimal | None] = mapped_column(Numeric)
    noemer: Mapped[Decimal | None] = mapped_column(Numeric)
    n: Mapped[int | None] = mapped_column(BigInteger)
    onderdrukt: Mapped[bool]
    reden: Mapped[str | None] = mapped_column(String(16))
    voorlopig: Mapped[bool]
    onder: Mapped[Decimal | None] = mapped_column(Numeric)
    boven: Mapped[Decimal | None] = mapped_column(Numeric)
    methode: Mapped[str | None] = mapped_column(String(100))
    streefwaarde: Mapped[Decimal | None] = mapped_column(Numeric)
    status: Mapped[str | None] = mapped_column(String(16))
