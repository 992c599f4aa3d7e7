"""Letting go of observations that newer ones followed, for every gemeente."""

from zicht_api.gemeenten.werklijst import load_werklijst
from zicht_api.waarnemingen.queries import purge
from zicht_shared.db import Database
from zicht_shared.failpoints import afailpoint


async def purge_waarnemingen(database: Database) -> None:
    """One round. Copies of the service may do this at once."""
    async with database.transaction(None) as db:
        gemeenten = await load_werklijst(db)
    for gemeente in gemeenten:
        async with database.transaction(gemeente.id) as db:
            await purge(db, gemeente.id)
            await afailpoint("opruimen.waarnemingen")
