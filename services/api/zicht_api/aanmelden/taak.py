"""Letting go of who signed in and has gone, for every gemeente."""

from zicht_api.aanmelden.queries import purge
from zicht_api.gemeenten.werklijst import load_werklijst
from zicht_shared.db import Database
from zicht_shared.failpoints import afailpoint


async def purge_aanmeldingen(database: Database) -> None:
    """One round. Copies of the service may do this at once."""
    async with database.transaction(None) as db:
        gemeenten = await load_werklijst(db)
    for gemeente in gemeenten:
        async with database.transaction(gemeente.id) as db:
            await purge(db, gemeente.id)
            await afailpoint("opruimen.aanmeldingen")
