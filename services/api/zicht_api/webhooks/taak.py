"""Sending what waits, for every gemeente."""

from zicht_api.gemeenten.werklijst import load_werklijst
from zicht_api.webhooks.outbox import deliver
from zicht_api.webhooks.versturen import Verzender
from zicht_shared.db import Database


async def deliver_overal(database: Database, verzender: Verzender) -> None:
    """One round. Copies of the service may do this at once: each takes other messages."""
    async with database.transaction(None) as db:
        gemeenten = await load_werklijst(db)
    for gemeente in gemeenten:
        await deliver(database, verzender, gemeente.id)
