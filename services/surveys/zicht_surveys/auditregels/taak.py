"""Chaining what was written in the trails, for every gemeente."""

from sqlalchemy import select

from zicht_shared.db import Database
from zicht_shared.sporen.service import Spoor, seal_overal
from zicht_surveys.gemeenten.models import Gemeente


async def seal_sporen(database: Database) -> None:
    """One round."""
    async with database.transaction(None) as db:
        gemeenten = (await db.execute(select(Gemeente.id, Gemeente.code).order_by(Gemeente.code))).all()
    await seal_overal(database, (Spoor("surveys", row.id, row.code) for row in gemeenten))
