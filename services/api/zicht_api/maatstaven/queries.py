from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.maatstaven.models import Maatstaf
from zicht_shared.auth import Principal


async def load_maatstaven(db: AsyncSession, caller: Principal) -> dict[str, Maatstaf]:
    """All maatstaven of the gemeente, by code."""
    rows = await db.scalars(select(Maatstaf).where(Maatstaf.gemeente_id == caller.gemeente_id).order_by(Maatstaf.code))
    return {row.code: row for row in rows}
