"""Where people of a gemeente sign in, and who has signed in now."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Integer, LargeBinary, String, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zicht_api.base import Base


class Aanmelddienst(Base):
    """The gemeente's own OpenID Connect issuer.

    kenmerk: another one after every change; who signed in before it, is signed out. geheim: sealed, the client's secret
    or its private key. toewijzingen: which value of the claim gives which role and purpose, the first that fits.
    """

    __tablename__ = "aanmelddiensten"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    kenmerk: Mapped[UUID] = mapped_column()
    naam: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(500))
    client_id: Mapped[str] = mapped_column(String(200))
    client_authenticatie: Mapped[str] = mapped_column(String(24))
    geheim: Mapped[bytes] = mapped_column(LargeBinary)
    publieke_sleutel: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(100)))
    claim: Mapped[str] = mapped_column(String(200))
    toewijzingen: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    versie: Mapped[int] = mapped_column(Integer, server_default="1")


class Aanmeldsessie(Base):
    """Somebody who signed in to the pages: by a key (sleutel_id), or at the aanmelddienst (dienst, its kenmerk).

    afdruk: of what the browser's cookie holds. onderwerp: a keyed hash of who it is at the aanmelddienst; no name.
    """

    __tablename__ = "aanmeldsessies"
    __table_args__ = (CheckConstraint("(sleutel_id IS NULL) <> (dienst IS NULL)", name="wijze"),)

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    afdruk: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sleutel_id: Mapped[str | None] = mapped_column(String(64))
    dienst: Mapped[UUID | None] = mapped_column()
    onderwerp: Mapped[bytes | None] = mapped_column(LargeBinary)
    rol: Mapped[str] = mapped_column(String(16))
    doel: Mapped[str] = mapped_column(String(16))
    begonnen_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    gezien_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Aanmeldstaat(Base):
    """A `state` that came back from the aanmelddienst: it is good for one time. Kept for as long as it could return."""

    __tablename__ = "aanmeldstaten"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    afdruk: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    gebruikt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
