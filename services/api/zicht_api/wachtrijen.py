"""What waits to leave the core."""

from collections.abc import Mapping

from zicht_api.gemeenten.werklijst import load_werklijst
from zicht_shared import wachtrijen
from zicht_shared.db import Database
from zicht_shared.wachtrijen import Wachtrij

_WACHTRIJEN = """
    SELECT 'webhooks' AS soort, count(*) FILTER (WHERE status = 'wacht') AS wacht,
        coalesce(extract(epoch FROM now() - min(aangemaakt_op) FILTER (WHERE status = 'wacht')), 0) AS oudste,
        count(*) FILTER (WHERE status = 'onbestelbaar') AS onbestelbaar
    FROM webhookbezorgingen WHERE gemeente_id = $1
"""


async def load_wachtrijen(database: Database) -> Mapping[str, Wachtrij]:
    """Messages for webhooks, over all gemeenten."""
    async with database.transaction(None) as db:
        gemeenten = [gemeente.id for gemeente in await load_werklijst(db)]
    # Also when there is no gemeente yet: a figure that is not there cannot be watched.
    return {"webhooks": Wachtrij(), **await wachtrijen.load_wachtrijen(database, gemeenten, _WACHTRIJEN)}
