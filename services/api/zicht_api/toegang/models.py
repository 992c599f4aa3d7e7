"""Whose access tokens a gemeente takes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Toegangsdienst(Base):
    """The gemeente's own issuer of access tokens.

    kenmerk: another one after every change; what was found good before it is looked at again. toewijzingen: which value
    of the claim gives which role and purpose, the first that fits. clients: systems that are named one by one.
    """

    __tablename__ = "toegangsdiensten"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    kenmerk: Mapped[UUID] = mapped_column()
    issuer: Mapped[str] = mapped_column(String(500))
    audience: Mapped[str] = mapped_column(String(200))
    claim: Mapped[str] = mapped_column(String(200))
    toewijzingen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    clients: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    versie: Mapped[int] = mapped_column(Integer, server_default="1")
