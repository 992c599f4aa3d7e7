"""How the dashboard and the other pages of a gemeente look; no row: as Zicht itself looks."""

from typing import Any
from uuid import UUID

from sqlalchemy import Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Huisstijl(Base):
    """tokens: what the gemeente set, by the names of NL Design System."""

    __tablename__ = "huisstijlen"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    tokens: Mapped[dict[str, Any]] = mapped_column(JSONB)
    versie: Mapped[int] = mapped_column(Integer, server_default="0")
