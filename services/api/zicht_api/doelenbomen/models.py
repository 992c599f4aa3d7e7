"""Doelenbomen: each one document, kept by revision."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base
from zicht_api.revisies import Revisie


class Doelenboom(Revisie, Base):
    """knopen, verbindingen: as they go over the wire; a tree is only ever written and read whole.

    sleutel_id: the key that laid this revision down. versie: rises with each revision, also of a later tree with the
    code of one that was removed.
    """

    __tablename__ = "doelenbomen"
    __table_args__ = (
        Index("uq_doelenbomen_code", "gemeente_id", "code", unique=True, postgresql_where=text("versie_tot IS NULL")),
    )

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    naam: Mapped[str] = mapped_column(String(200))
    omschrijving: Mapped[str] = mapped_column(Text)
    knopen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    verbindingen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    sleutel_id: Mapped[str] = mapped_column(String(64))
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
