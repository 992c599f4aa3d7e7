"""The audit trail: who changed what, when, from what to what; written in the transaction of the change itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from zicht_shared.auth import Principal


class AuditColumns:
    """One change. The service's role may insert and read, never update or delete."""

    __tablename__ = "auditregels"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    nr: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    tijdstip: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sleutel_id: Mapped[str] = mapped_column(String(64))
    actie: Mapped[str] = mapped_column(String(64))
    object_id: Mapped[str] = mapped_column(String(200))
    voor: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    na: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


_RECORD = text("""
    INSERT INTO auditregels (gemeente_id, sleutel_id, actie, object_id, voor, na)
    VALUES (:gemeente_id, :sleutel_id, :actie, :object_id, CAST(:voor AS jsonb), CAST(:na AS jsonb))
""")


async def record(
    db: AsyncSession, caller: Principal, actie: str, object_id: str, *, voor: str | None = None, na: str | None = None
) -> None:
    """Write one audit row. actie: `noun.verb`, e.g. `aanbieder.gewijzigd`; voor, na: JSON texts without secrets."""
    await db.execute(
        _RECORD,
        {
            "gemeente_id": caller.gemeente_id,
            "sleutel_id": caller.sleutel_id,
            "actie": actie,
            "object_id": object_id,
            "voor": voor,
            "na": na,
        },
    )
