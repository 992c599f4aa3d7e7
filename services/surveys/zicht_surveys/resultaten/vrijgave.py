"""The release of the ballot box (stembus): what makes answers unjoinable to the invitations they came from.

A submit leaves a mark (gestemd), a ballot (stembus) and a removed draft (concepten), all with the xid of one
transaction: for as long as these rows stand there, whoever reads the data files can lay them side by side. So from
time to time, in one transaction that has these three tables to itself:

- each slice (meting, variant, aanbieder and, where the meting asks for it, gebied) with at least `drempel` ballots goes
  to the results, with new random ids, the open answers and telephone numbers parted from it and from each other;
- what stays is put aside, the tables are truncated (a deleted row stays readable in the files; a truncated file is
  unlinked), and it is put back in random order.

In a second transaction, which residents do not wait for, the tables of results are rewritten in the same way, because
a batch of which the version or the place tells when it came is a small group again. Afterwards the rows of each table
have one xmin and a place that says nothing, and no dead row lies beside them: which links were used can be read, which
answers there are can be read, and nothing says which of them belong together, or which came before which.

A meting that is closed gives its rest, merged over slices: of an aanbieder over its gebieden where that reaches the
drempel, and all else without its aanbieder. Nobody who answered is left out; what is shown of small groups is for
onderdrukking.py, and at the core for its own. Thirty days after the closing, in case it was a mistake, the drafts and
the marks of who answered are destroyed. `ontvangen` always means: released.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.db import Database, driver_connection, set_tenant_statement
from zicht_shared.failpoints import afailpoint
from zicht_surveys.outbox.queries import enqueue
from zicht_surveys.resultaten import vrijgave_queries as queries


async def release(database: Database) -> int:
    """Close what has ended, empty the ballot box as far as the drempels allow, and shuffle what was released.

    Returns the number of metingen that have a new result in the outbox. Raises DBAPIError or a PostgresError when the
    tables could not be had at once: then the transaction did nothing, and the next time does it.
    """
    released = await _empty_the_box(database)
    await afailpoint("vrijgave.na-commit")
    await _shuffle_the_results(database)
    return released


async def _empty_the_box(database: Database) -> int:
    async with _transaction(database) as release:
        await release.for_each(await release.gemeenten(), [queries.CLOSE_ENDED])
        if not await release.where(queries.BUS_HAS_WORK):
            return 0
        gemeenten = await release.take(queries.BUS)
        await release.driver.execute(queries.CREATE_SORTED_OUT)
        await release.for_each(gemeenten, [queries.SORT_OUT, *queries.KEEP_IN_BUS, *queries.RELEASE])
        await afailpoint("vrijgave.na-indelen")
        await release.put_back(queries.BUS, gemeenten)
        released = [await release.announce(gemeente) for gemeente in gemeenten]
        await afailpoint("vrijgave.voor-commit")
    return sum(released)


async def _shuffle_the_results(database: Database) -> None:
    async with _transaction(database) as release:
        if await release.where(queries.VRIJGEGEVEN_HAS_WORK):
            gemeenten = await release.take(queries.VRIJGEGEVEN)
            await release.for_each(gemeenten, queries.KEEP_VRIJGEGEVEN)
            await release.put_back(queries.VRIJGEGEVEN, gemeenten)
            await afailpoint("vrijgave.geschud")


@asynccontextmanager
async def _transaction(database: Database) -> AsyncIterator["_Release"]:
    async with database.transaction(None) as db:
        # By the session, not by the driver: only this makes SQLAlchemy send BEGIN.
        await db.execute(text(queries.ALONE))
        await db.execute(text(queries.LOCK_TIMEOUT))
        yield _Release(db, await driver_connection(db))


@dataclass(frozen=True, slots=True)
class _Release:
    """One transaction that goes from gemeente to gemeente, because each statement may see only one."""

    db: AsyncSession
    driver: "asyncpg.Connection[Any]"

    async def gemeenten(self) -> list[UUID]:
        return [row["id"] for row in await self.driver.fetch(queries.GEMEENTEN)]

    async def enter(self, gemeente: UUID) -> None:
        await self.driver.execute(set_tenant_statement(gemeente))

    async def for_each(self, gemeenten: Iterable[UUID], statements: Iterable[str]) -> None:
        statements = tuple(statements)
        for gemeente in gemeenten:
            await self.enter(gemeente)
            for statement in statements:
                await self.driver.execute(statement, gemeente)

    async def where(self, question: str) -> list[UUID]:
        """The gemeenten for which the answer is yes."""
        found = []
        for gemeente in await self.gemeenten():
            await self.enter(gemeente)
            if await self.driver.fetchval(question, gemeente):
                found.append(gemeente)
        return found

    async def take(self, tables: tuple[str, ...]) -> list[UUID]:
        """Have these tables alone, with an empty copy of each to put rows aside in; returns who has rows in them.

        Asked after the lock: a gemeente may have come, with a first ballot, between the look and the lock.
        """
        await self.driver.execute(queries.lock(tables))
        for table in tables:
            await self.driver.execute(queries.create_copy(table))
        return await self.where(queries.has_rows(tables))

    async def put_back(self, tables: tuple[str, ...], gemeenten: Iterable[UUID]) -> None:
        await self.driver.execute(queries.truncate(tables))
        await afailpoint("vrijgave.na-legen")
        await self.for_each(gemeenten, [queries.put_back(table) for table in tables])

    async def announce(self, gemeente: UUID) -> int:
        """Put the new results of one gemeente in the outbox; returns of how many metingen."""
        await self.enter(gemeente)
        metingen = [row["meting_id"] for row in await self.driver.fetch(queries.RELEASED_METINGEN, gemeente)]
        if metingen:
            await enqueue(self.db, gemeente, metingen)
        return len(metingen)
