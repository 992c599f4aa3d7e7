"""Of one gemeente in a test: its rows as a backup would have them, and what puts those back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from zicht_shared.db import Database
from zicht_shared.wisregister import Wisregister


@dataclass(frozen=True)
class Kopie:
    """Rows of some tables as they were."""

    owner: asyncpg.Connection
    gemeente: UUID
    tables: tuple[str, ...]

    async def put_back(self) -> None:
        async with self.owner.transaction():
            # Other tables may refer to these: they find them again in a moment.
            await self.owner.execute("SET LOCAL session_replication_role = replica")
            for table in self.tables:
                await self.owner.execute(f"DELETE FROM {table} WHERE gemeente_id = $1", self.gemeente)
                await self.owner.execute(f"INSERT INTO {table} SELECT * FROM kopie_{table}")


async def copy_rows(owner: asyncpg.Connection, gemeente: UUID, *tables: str) -> Kopie:
    for table in tables:
        await owner.execute(
            f"CREATE TEMP TABLE kopie_{table} AS SELECT * FROM {table} WHERE gemeente_id = '{UUID(int=gemeente.int)}'"
        )
    return Kopie(owner, gemeente, tables)


@contextmanager
def with_register(database: Database, folder: Path) -> Iterator[Wisregister]:
    """A service that keeps a register in this folder."""
    database.wisregister = register = Wisregister(folder)
    try:
        yield register
    finally:
        database.wisregister = None
