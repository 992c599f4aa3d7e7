"""SQL about the gemeente itself and its data version."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NEXT_VERSION = text("""
    WITH volgende AS (
        UPDATE gemeenten SET dataversie = dataversie + 1 WHERE id = :gemeente_id RETURNING id, dataversie
    )
    INSERT INTO dataversies (gemeente_id, versie, oorzaak)
    SELECT id, dataversie, :oorzaak FROM volgende RETURNING versie
""")
_LOCK = text("SELECT dataversie FROM gemeenten WHERE id = :gemeente_id FOR UPDATE")
_STAND = text("SELECT dataversie, drempel FROM gemeenten WHERE id = :gemeente_id")

_INSERT = text("""
    INSERT INTO gemeenten (id, code, naam) VALUES (:id, :code, :naam) ON CONFLICT DO NOTHING RETURNING 1
""")


@dataclass(frozen=True, slots=True)
class Stand:
    """What an answer about figures stands on."""

    dataversie: int
    drempel: int


async def next_dataversie(db: AsyncSession, gemeente_id: UUID, oorzaak: str) -> int:
    """Raise the data version, and hold its lock until the transaction ends: changes of figures go one by one."""
    versie = await db.scalar(_NEXT_VERSION, {"gemeente_id": gemeente_id, "oorzaak": oorzaak})
    assert isinstance(versie, int)
    return versie


async def lock_dataversie(db: AsyncSession, gemeente_id: UUID) -> int:
    """The present data version, locked: until this transaction ends nobody else changes figures of the gemeente."""
    versie = await db.scalar(_LOCK, {"gemeente_id": gemeente_id})
    assert isinstance(versie, int)
    return versie


async def get_stand(db: AsyncSession, gemeente_id: UUID) -> Stand:
    row = (await db.execute(_STAND, {"gemeente_id": gemeente_id})).one()
    return Stand(row.dataversie, row.drempel)


async def insert_gemeente(db: AsyncSession, gemeente_id: UUID, code: str, naam: str) -> bool:
    """False when the gemeente is there already."""
    return await db.scalar(_INSERT, {"id": gemeente_id, "code": code, "naam": naam}) is not None


async def gemeente_exists(db: AsyncSession, gemeente_id: UUID) -> bool:
    return await db.scalar(_STAND, {"gemeente_id": gemeente_id}) is not None
