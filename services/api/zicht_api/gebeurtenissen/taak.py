"""Letting go of what happened long ago, for every gemeente."""

from datetime import datetime

from zicht_api.gebeurtenissen.queries import delete_before
from zicht_api.gebeurtenissen.volgen import BEWAREN
from zicht_api.gemeenten.werklijst import load_werklijst
from zicht_shared import klok
from zicht_shared.db import Database


async def purge_overal(database: Database, nu: datetime | None = None) -> None:
    """One round. Copies of the service may do this at once. nu: the database's own moment, when not given."""
    async with database.transaction(None) as db:
        nu = nu or await klok.now(db)
        gemeenten = await load_werklijst(db)
    for gemeente in gemeenten:
        async with database.transaction(gemeente.id) as db:
            await delete_before(db, gemeente.id, nu - BEWAREN)
