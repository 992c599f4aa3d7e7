"""Figures that an official enters by hand, such as a budget or a grade from a report."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class HandmatigeWaarde(Revisie, Base):
    """The figure of one indicator (rekenwijze handmatig) over one period, with where it comes from."""

    __tablename__ = "handmatige_waarden"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(64), primary_key=True)
    periode: Mapped[str] = mapped_column(String(8), primary_key=True)
    waarde: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    toelichting: Mapped[str] = mapped_column(String(500))
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
