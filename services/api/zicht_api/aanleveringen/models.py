"""Deliveries and what was wrong with them: the receipt that is given at once can be asked for again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Aanlevering(Base):
    __tablename__ = "aanleveringen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    aanbieder_nr: Mapped[int | None] = mapped_column(SmallInteger)
    sleutel_id: Mapped[str] = mapped_column(String(64))
    soort: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    bij_fouten: Mapped[str] = mapped_column(String(16))
    ontvangen_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    dataversie: Mapped[int | None] = mapped_column(BigInteger)
    ontvangen: Mapped[int] = mapped_column(Integer)
    nieuw: Mapped[int] = mapped_column(Integer)
    gewijzigd: Mapped[int] = mapped_column(Integer)
    ongewijzigd: Mapped[int] = mapped_column(Integer)
    verwijderd: Mapped[int] = mapped_column(Integer)
    afgekeurd: Mapped[int] = mapped_column(Integer)
    regels_met_fouten: Mapped[int] = mapped_column(Integer)
    inhoud_hash: Mapped[bytes] = mapped_column(LargeBinary)


class Aanleverfout(Base):
    """One fault in one row of a delivery: where and what, never the value itself."""

    __tablename__ = "aanleverfouten"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    aanlevering_id: Mapped[UUID] = mapped_column(primary_key=True)
    regel: Mapped[int] = mapped_column(Integer, primary_key=True)
    volgnr: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    pointer: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(64))
    reden: Mapped[str] = mapped_column(String(300))
