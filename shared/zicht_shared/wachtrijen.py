"""What waits to be sent, or needs a person: how much, and since when, over all gemeenten together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from zicht_shared.db import Database, driver_connection, set_tenant_statement


@dataclass(frozen=True, slots=True)
class Wachtrij:
    """wacht: how much waits. oudste: for how many seconds the oldest does, 0 when none. onbestelbaar: what will not go
    by itself."""

    wacht: int = 0
    oudste: float = 0.0
    onbestelbaar: int = 0

    def __add__(self, other: "Wachtrij") -> "Wachtrij":
        return Wachtrij(
            self.wacht + other.wacht, max(self.oudste, other.oudste), self.onbestelbaar + other.onbestelbaar
        )


async def load_wachtrijen(database: Database, gemeenten: Sequence[UUID], statement: str) -> Mapping[str, Wachtrij]:
    """By kind. statement: for the gemeente that is $1, rows of soort and what a Wachtrij has."""
    gevonden: dict[str, Wachtrij] = {}
    async with database.transaction(None) as db:
        await db.execute(text("SET TRANSACTION READ ONLY"))
        driver = await driver_connection(db)
        for gemeente in gemeenten:
            await driver.execute(set_tenant_statement(gemeente))
            for soort, wacht, oudste, onbestelbaar in await driver.fetch(statement, gemeente):
                gevonden[soort] = gevonden.get(soort, Wachtrij()) + Wachtrij(wacht, float(oudste), onbestelbaar)
    return gevonden
