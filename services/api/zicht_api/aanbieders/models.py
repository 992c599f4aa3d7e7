"""Providers of cliëntondersteuning in one gemeente."""

from uuid import UUID

from sqlalchemy import Index, Integer, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class Aanbieder(Revisie, Base):
    """nr is what facts hold. tellingen_voor: the maatstaven that come from tellingen; the others from contacten."""

    __tablename__ = "aanbieders"
    __table_args__ = (
        Index("uq_aanbieders_id", "gemeente_id", "id", unique=True, postgresql_where=text("versie_tot IS NULL")),
        Index("uq_aanbieders_code", "gemeente_id", "code", unique=True, postgresql_where=text("versie_tot IS NULL")),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(64))
    naam: Mapped[str] = mapped_column(String(200))
    vorm: Mapped[str] = mapped_column(String(16))
    onafhankelijk: Mapped[bool]
    doelgroepen: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    leefgebieden: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    tellingen_voor: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
