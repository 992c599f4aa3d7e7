"""Bringing a gemeente to life: its row, and the starter set of maatstaven and indicators."""

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten import queries
from zicht_api.indicatoren.starterset import insert_starterset
from zicht_shared.audit import record
from zicht_shared.auth import Principal


async def create_gemeente(db: AsyncSession, caller: Principal) -> bool:
    """Make the caller's gemeente with its starter set. False, and nothing changes, when it is there already."""
    if not await queries.insert_gemeente(db, caller.gemeente_id, caller.gemeente, caller.gemeente_naam):
        return False
    await insert_starterset(db, caller.gemeente_id)
    await record(db, caller, "gemeente.aangemaakt", caller.gemeente)
    return True
