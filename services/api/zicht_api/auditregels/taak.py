"""Chaining what was written in the trails, for every gemeente."""

from zicht_api.gemeenten.werklijst import load_werklijst
from zicht_shared.db import Database
from zicht_shared.sporen.service import Spoor, seal_overal


async def seal_sporen(database: Database) -> None:
    """One round."""
    async with database.transaction(None) as db:
        gemeenten = await load_werklijst(db)
    await seal_overal(database, (Spoor("api", gemeente.id, gemeente.code) for gemeente in gemeenten))
