"""The one clock: PostgreSQL's. A service whose own is days off must not keep, destroy or refuse anything for that.

A process may look at its own clock for what it only shows, and for how long something takes.
"""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

NEDERLAND: Final = ZoneInfo("Europe/Amsterdam")
_NOW: Final = text("SELECT now()")


async def now(db: AsyncSession) -> datetime:
    """The moment at which this transaction began."""
    moment = await db.scalar(_NOW)
    assert isinstance(moment, datetime)
    return moment


async def today(db: AsyncSession) -> date:
    """The day on which it began, in the Netherlands."""
    return (await now(db)).astimezone(NEDERLAND).date()
