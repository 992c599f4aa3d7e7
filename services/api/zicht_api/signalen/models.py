"""What stands out, and how far the conversation about it has come."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, String, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Signaal(Base):
    """sleutel: which finding this is (see bevindingen.py): found again, it is the same signal.

    waarden: the figures that it rests on, as they were published in data version `dataversie`. vervallen_op: since when
    the finding no longer holds; the signal and what was said about it stay.
    """

    __tablename__ = "signalen"
    __table_args__ = (
        Index("uq_signalen_sleutel", "gemeente_id", "sleutel", unique=True),
        Index("ix_signalen_gevonden", "gemeente_id", "gevonden_op", "id"),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sleutel: Mapped[str] = mapped_column(String(64))
    soort: Mapped[str] = mapped_column(String(16))
    periode: Mapped[str] = mapped_column(String(8))
    indicator: Mapped[str | None] = mapped_column(String(64))
    gebied: Mapped[str | None] = mapped_column(String(64))
    aanbieder: Mapped[str | None] = mapped_column(String(64))
    doelgroep: Mapped[str | None] = mapped_column(String(64))
    leefgebied: Mapped[str | None] = mapped_column(String(64))
    regel: Mapped[str] = mapped_column(Text)
    methode: Mapped[str] = mapped_column(Text)
    waarden: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    dataversie: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16), server_default="nieuw")
    toelichting: Mapped[str | None] = mapped_column(String(2000))
    duidingssessie: Mapped[UUID | None]
    gevonden_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    gewijzigd_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    vervallen_op: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Signalering(Base):
    """The last time that was looked: at which data version, on which day. Who looks holds the lock of this row."""

    __tablename__ = "signaleringen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    dataversie: Mapped[int] = mapped_column(BigInteger, server_default="0")
    dag: Mapped[date | None] = mapped_column(Date)
