"""SQL of the aanbieders. `aanbieders_of` is the one place that says which of them a caller may see."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.models import Aanbieder
from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import NietGevonden


def aanbieders_of(caller: Principal, peil: int | None = None) -> Select[Aanbieder]:
    """All aanbieders of the caller's gemeente, now or at a data version; an aanbieder sees itself only."""
    mine = select(Aanbieder).where(Aanbieder.gemeente_id == caller.gemeente_id, Aanbieder.geldt(peil))
    return mine.where(Aanbieder.nr == caller.aanbieder_nr) if caller.rol is Rol.aanbieder else mine


async def find_nr(db: AsyncSession, caller: Principal, code: str) -> int | None:
    return await db.scalar(aanbieders_of(caller).where(Aanbieder.code == code).with_only_columns(Aanbieder.nr))


async def list_aanbieders(
    db: AsyncSession, caller: Principal, peil: int | None, after: str, limit: int
) -> list[Aanbieder]:
    query = aanbieders_of(caller, peil).where(Aanbieder.code > after)
    return list(await db.scalars(query.order_by(Aanbieder.code).limit(limit)))


async def get_aanbieder(db: AsyncSession, caller: Principal, aanbieder_id: UUID, peil: int | None = None) -> Aanbieder:
    row = await db.scalar(aanbieders_of(caller, peil).where(Aanbieder.id == aanbieder_id))
    if row is None:
        raise NietGevonden("aanbieder")
    return row


async def get_aanbieder_for_update(db: AsyncSession, caller: Principal, aanbieder_id: UUID) -> Aanbieder:
    row = await db.scalar(aanbieders_of(caller).where(Aanbieder.id == aanbieder_id).with_for_update())
    if row is None:
        raise NietGevonden("aanbieder")
    return row


async def next_nr(db: AsyncSession, caller: Principal) -> int:
    """The next number; the caller of this holds the gemeente's lock."""
    highest = await db.scalar(select(func.max(Aanbieder.nr)).where(Aanbieder.gemeente_id == caller.gemeente_id))
    return (highest or 0) + 1


async def load_codes(db: AsyncSession, caller: Principal, peil: int | None = None) -> dict[str, Aanbieder]:
    """Every aanbieder that the caller may see, by code."""
    return {row.code: row for row in await db.scalars(aanbieders_of(caller, peil))}


async def load_tellers(db: AsyncSession, gemeente_id: UUID, peil: int | None) -> dict[str, list[int]]:
    """Per maatstaf the numbers of the aanbieders that deliver it as tellingen, whoever asks."""
    rows = await db.execute(
        select(Aanbieder.nr, Aanbieder.tellingen_voor).where(
            Aanbieder.gemeente_id == gemeente_id, Aanbieder.geldt(peil)
        )
    )
    found: dict[str, list[int]] = {}
    for nr, maatstaven in rows:
        for maatstaf in maatstaven:
            found.setdefault(maatstaf, []).append(nr)
    return found
