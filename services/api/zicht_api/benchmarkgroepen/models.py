"""Groups of gemeenten that let themselves be compared. None of these tables is of a tenant.

Row-level security cannot guard them, so they hold as little as possible: who takes part, and figures that rest on at
least as many gemeenten as verdeling.py asks for. What one gemeente brought in is nowhere in them.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Benchmarkgroep(Base):
    """omschrijving: why these gemeenten are comparable. vanaf: periods that begin before it are not compared."""

    __tablename__ = "benchmarkgroepen"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    omschrijving: Mapped[str] = mapped_column(Text)
    vanaf: Mapped[date] = mapped_column(Date)
    aangemaakt_op: Mapped[date] = mapped_column(Date)


class Benchmarkdeelname(Base):
    """That the gemeente with this CBS code takes part now."""

    __tablename__ = "benchmarkdeelnames"
    __table_args__ = (CheckConstraint("deelnemer ~ '^GM[0-9]{4}$'", name="deelnemer"),)

    groep: Mapped[str] = mapped_column(ForeignKey("benchmarkgroepen.code"), primary_key=True)
    deelnemer: Mapped[str] = mapped_column(String(6), primary_key=True)
    sinds: Mapped[date] = mapped_column(Date)


class Benchmarkronde(Base):
    """That the figures of a group over a period were settled: once, and from then on they stay."""

    __tablename__ = "benchmarkrondes"

    groep: Mapped[str] = mapped_column(ForeignKey("benchmarkgroepen.code"), primary_key=True)
    periode: Mapped[str] = mapped_column(String(8), primary_key=True)
    vastgesteld_op: Mapped[date] = mapped_column(Date)


class Benchmarkuitkomst(Base):
    """What was settled for an indicator as it is meant by `definitie` (definities.py).

    gemeenten, and all that follows it up to stap: None when too few had a figure. andere_definitie: how many meant
    something else by the same code; zonder_waarde: how many meant the same, and had no figure to show.
    """

    __tablename__ = "benchmarkuitkomsten"

    groep: Mapped[str] = mapped_column(ForeignKey("benchmarkgroepen.code"), primary_key=True)
    periode: Mapped[str] = mapped_column(String(8), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(64), primary_key=True)
    definitie: Mapped[str] = mapped_column(String(64), primary_key=True)
    gemeenten: Mapped[int | None] = mapped_column(SmallInteger)
    gemiddelde: Mapped[Decimal | None] = mapped_column(Numeric)
    kwartiel1: Mapped[Decimal | None] = mapped_column(Numeric)
    mediaan: Mapped[Decimal | None] = mapped_column(Numeric)
    kwartiel3: Mapped[Decimal | None] = mapped_column(Numeric)
    stap: Mapped[Decimal | None] = mapped_column(Numeric)
    andere_definitie: Mapped[int] = mapped_column(SmallInteger)
    zonder_waarde: Mapped[int] = mapped_column(SmallInteger)
