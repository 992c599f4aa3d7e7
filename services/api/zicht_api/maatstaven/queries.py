"""SQL of the maatstaven."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.maatstaven.models import Maatstaf
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden


def maatstaven_of(caller: Principal, peil: int | None = None) -> Select[Maatstaf]:
    """All maatstaven of the caller's gemeente: what is counted is no secret to who may read."""
    return select(Maatstaf).where(Maatstaf.gemeente_id == caller.gemeente_id, Maatstaf.geldt(peil))


async def load_maatstaven(db: AsyncSession, caller: Principal, peil: int | None = None) -> dict[str, Maatstaf]:
    """All maatstaven of the gemeente, by code."""
    rows = await db.scalars(maatstaven_of(caller, peil).order_by(Maatstaf.code))
    return {row.code: row for row in rows}


async def list_maatstaven(
    db: AsyncSession, caller: Principal, peil: int | None, after: str, limit: int
) -> list[Maatstaf]:
    query = maatstaven_of(caller, peil).where(Maatstaf.code > after)
    return list(await db.scalars(query.order_by(Maatstaf.code).limit(limit)))


async def find_maatstaf(db: AsyncSession, caller: Principal, code: str, peil: int | None = None) -> Maatstaf | None:
    return await db.scalar(maatstaven_of(caller, peil).where(Maatstaf.code == code))


async def get_maatstaf(db: AsyncSession, caller: Principal, code: str, peil: int | None = None) -> Maatstaf:
    row = await find_maatstaf(db, caller, code, peil)
    if row is None:
        raise NietGevonden("maatstaf")
    return row
