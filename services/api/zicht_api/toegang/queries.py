"""SQL of whose access tokens are taken. Row-level security is already on: the gemeente follows from the audience."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.models import Aanbieder
from zicht_api.toegang.models import Toegangsdienst

_CURRENT = text("""
    SELECT d.kenmerk, d.issuer, d.audience, d.claim, d.toewijzingen, d.clients, g.naam AS gemeente_naam
    FROM toegangsdiensten d JOIN gemeenten g ON g.id = d.gemeente_id
    WHERE d.gemeente_id = :gemeente_id
""")


async def find_current(db: AsyncSession, gemeente_id: UUID) -> Row[Any] | None:
    """The toegangsdienst as it is now, with the gemeente's name."""
    return (await db.execute(_CURRENT, {"gemeente_id": gemeente_id})).one_or_none()


async def find_aanbieder(db: AsyncSession, gemeente_id: UUID, code: str) -> Aanbieder | None:
    query = select(Aanbieder).where(Aanbieder.gemeente_id == gemeente_id, Aanbieder.code == code)
    return await db.scalar(query.where(Aanbieder.versie_tot.is_(None)))


async def find_dienst(db: AsyncSession, gemeente_id: UUID) -> Toegangsdienst | None:
    return await db.scalar(select(Toegangsdienst).where(Toegangsdienst.gemeente_id == gemeente_id))


async def lock_dienst(db: AsyncSession, gemeente_id: UUID) -> Toegangsdienst | None:
    query = select(Toegangsdienst).where(Toegangsdienst.gemeente_id == gemeente_id)
    return await db.scalar(query.with_for_update())


async def insert_dienst(db: AsyncSession, gemeente_id: UUID, columns: dict[str, Any]) -> Toegangsdienst | None:
    """None, and nothing changes, when there is one already."""
    added = insert(Toegangsdienst).values(gemeente_id=gemeente_id, **columns).on_conflict_do_nothing()
    return await db.scalar(added.returning(Toegangsdienst))
