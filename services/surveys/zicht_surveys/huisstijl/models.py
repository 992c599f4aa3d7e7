"""How the residents' pages of a gemeente look; no row: as Zicht itself looks."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_surveys.base import Base
from zicht_surveys.gemeenten.models import Gemeente


class Huisstijl(Base):
    """tokens: what the gemeente set. stijlblad, kenmerk: the stylesheet that follows, and its fingerprint, if any."""

    __tablename__ = "huisstijlen"

    gemeente_id: Mapped[UUID] = mapped_column(ForeignKey(Gemeente.id), primary_key=True)
    tokens: Mapped[dict[str, Any]] = mapped_column(JSONB)
    stijlblad: Mapped[str | None] = mapped_column(Text)
    kenmerk: Mapped[str | None] = mapped_column(String(12))
    versie: Mapped[int] = mapped_column(Integer, server_default="0")
