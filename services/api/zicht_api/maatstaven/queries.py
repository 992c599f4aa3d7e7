"""SQL of the maatstaven."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.maatstaven.models import Maatstaf
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden


def maatstaven_of(caller: Principal) -> Select[Maatstaf]:
    """All maatstaven of the caller's gemeente: what is counted is no secret to who may read."""
    return select(Maatstaf).where(Maatstaf.gemeente_id == caller.gemeente_id)


async def load_maatstaven(db: AsyncSession, caller: Principal) -> dict[str, Maatstaf]:
    """All maatstaven of the gemeente, by code."""
    rows = await db.scalars(maatstaven_of(caller).order_by(Maatstaf.code))
    return {row.code: row for row in rows}


async def list_maatstaven(db: AsyncSession, caller: Principal, after: str, limit: int) -> list[Maatstaf]:
    rows = await db.scalars(maatstaven_of(caller).where(Maatstaf.code > after).order_by(Maatstaf.code).limit(limit))
    return list(rows)


async def find_maatstaf(db: AsyncSession, caller: Principal, code: str) -> Maatstaf | None:
    return await db.scalar(maatstaven_of(caller).where(Maatstaf.code == code))


async def get_maatstaf(db: AsyncSession, caller: Principal, code: str) -> Maatstaf:
    row = await find_maatstaf(db, caller, code)
    if row is None:
        raise NietGevonden("maatstaf")
    return row
