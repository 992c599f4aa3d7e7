"""Wijken, buurten and kernen: a tree under the gemeente."""

from uuid import UUID

from sqlalchemy import Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class Gebied(Revisie, Base):
    """nr is what facts hold; ouder_nr is None directly under the gemeente."""

    __tablename__ = "gebieden"
    __table_args__ = (
        Index("uq_gebieden_code", "gemeente_id", "code", unique=True, postgresql_where=text("versie_tot IS NULL")),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    naam: Mapped[str] = mapped_column(String(200))
    soort: Mapped[str] = mapped_column(String(16))
    ouder_nr: Mapped[int | None] = mapped_column(Integer)
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
