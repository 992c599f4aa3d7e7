"""What happened, in the order in which it was committed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, DateTime, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Gebeurtenis(Base):
    """nr: from Gebeurtenisteller, whose lock is held until the commit: no lower number ever appears after a higher one.
    It never leaves: the gaps in it would tell how much a reader may not see.

    onderwerp, pad: what it happened to, and where that stands. alleen_leren: not for a credential for accounting.
    indicator, aanbieder: whom it is about, and so who may know of it. gegevens: small, and never what people wrote.
    """

    __tablename__ = "gebeurtenissen"
    __table_args__ = (Index("ix_gebeurtenissen_tijdstip", "gemeente_id", "tijdstip"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID]
    soort: Mapped[str] = mapped_column(String(40))
    tijdstip: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    onderwerp: Mapped[str] = mapped_column(String(64))
    pad: Mapped[str] = mapped_column(String(300))
    alleen_leren: Mapped[bool] = mapped_column(Boolean)
    indicator: Mapped[str | None] = mapped_column(String(64))
    aanbieder: Mapped[str | None] = mapped_column(String(64))
    gegevens: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Gebeurtenisteller(Base):
    """nr: of the last event. Who writes an event holds the lock of this row until its commit."""

    __tablename__ = "gebeurtenistellers"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(BigInteger)
