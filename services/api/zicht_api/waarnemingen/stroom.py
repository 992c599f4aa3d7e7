"""Reading many observations in constant memory: block after block, each in a short transaction of its own.

A block never changes, so that all of it is of one moment however slowly the caller reads, and no connection waits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from zicht_api.waarnemingen.queries import Publicatie, compose_rows
from zicht_shared.db import Database, driver_connection

Gelezen = TypeVar("Gelezen")

# How many rows are read at once; a block is never cut. Two of these are in memory.
_PORTION = 20_000


@dataclass(frozen=True)
class Stroom:
    """Which observations: these blocks of a gemeente; perioden: only these, None: all."""

    database: Database
    gemeente_id: UUID
    publicaties: Sequence[Publicatie]
    perioden: Sequence[str] | None

    async def rows(self, kolommen: Sequence[str]) -> AsyncIterator[list[tuple[Any, ...]]]:
        """Batches of rows. kolommen: SQL expressions over w."""
        statement = compose_rows(kolommen)

        async def fetch(ids: list[UUID]) -> list[tuple[Any, ...]]:
            async with self.database.transaction(self.gemeente_id) as db:
                connection = await driver_connection(db)
                rows = await connection.fetch(statement, ids, self.gemeente_id, self.perioden)
            return [tuple(row) for row in rows]

        async for rows in _one_ahead(fetch, self._portions()):
            if rows:
                yield rows

    async def csv(self, kolommen: Sequence[str]) -> AsyncIterator[bytes]:
        """Lines of a CSV (RFC 4180), written by PostgreSQL. kolommen: SQL expressions over w."""
        statement = compose_rows(kolommen)

        async def copy(ids: list[UUID]) -> list[bytes]:
            pieces: list[bytes] = []

            async def keep(data: bytes) -> None:
                pieces.append(bytes(data).replace(b"\n", b"\r\n"))

            async with self.database.transaction(self.gemeente_id) as db:
                connection = await driver_connection(db)
                await connection.copy_from_query(
                    statement, ids, self.gemeente_id, self.perioden, output=keep, format="csv"
                )
            return pieces

        async for pieces in _one_ahead(copy, self._portions()):
            for piece in pieces:
                yield piece

    def _portions(self) -> Iterator[list[UUID]]:
        ids: list[UUID] = []
        size = 0
        for publicatie in self.publicaties:
            if ids and size + publicatie.aantal > _PORTION:
                yield ids
                ids, size = [], 0
            ids.append(publicatie.id)
            size += publicatie.aantal
        if ids:
            yield ids


async def _one_ahead(
    read: Callable[[list[UUID]], Coroutine[Any, Any, Gelezen]], portions: Iterable[list[UUID]]
) -> AsyncIterator[Gelezen]:
    """What is read of each portion; the next one is read while this one is passed on."""
    coming: asyncio.Task[Gelezen] | None = None
    try:
        for ids in portions:
            before, coming = coming, asyncio.create_task(read(ids))
            if before is not None:
                yield await before
        if coming is not None:
            yield await coming
    finally:
        if coming is not None:
            coming.cancel()
