"""Maatstaven: what is counted. Some follow from contacten, others exist only as tellingen."""

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class Maatstaf(Revisie, Base):
    """berekening names how it follows from contacten (see berekeningen.py); None: only from tellingen."""

    __tablename__ = "maatstaven"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    eenheid: Mapped[str] = mapped_column(String(32))
    berekening: Mapped[str | None] = mapped_column(String(32))
