"""Periods that were closed, and reopened: each time a revision of its own, so the history stays."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class Afsluiting(Revisie, Base):
    """afgesloten: False after it was reopened. reden, sleutel_id, tijdstip: why, by whom and when it became so."""

    __tablename__ = "afsluitingen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    periode: Mapped[str] = mapped_column(String(8), primary_key=True)
    begin: Mapped[date]
    eind: Mapped[date]
    afgesloten: Mapped[bool]
    reden: Mapped[str] = mapped_column(String(500))
    sleutel_id: Mapped[str] = mapped_column(String(64))
    tijdstip: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
