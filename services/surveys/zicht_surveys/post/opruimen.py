"""After a round the table of letters is rewritten whole: a deleted row, with its address, stays readable in the files.

As the release of the ballot box does (docs/decisions/0007): what stays is put aside, the table is truncated, and it is
put back. What the write-ahead log holds stands in the threat model.
"""

from typing import Final

import structlog
from asyncpg import PostgresError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from zicht_shared.db import Database, driver_connection, set_tenant_statement
from zicht_shared.failpoints import afailpoint
from zicht_surveys.resultaten import vrijgave_queries as rewriting

log = structlog.get_logger()

_TABLE: Final = "uitgaande_mail"
_HAS_FILES: Final = f"SELECT pg_relation_size('{_TABLE}') > 0"
_IS_EMPTY: Final = f"SELECT NOT EXISTS (SELECT FROM {_TABLE} WHERE gemeente_id = $1)"
_PUT_ASIDE: Final = f"INSERT INTO nieuw_{_TABLE} SELECT * FROM {_TABLE} WHERE gemeente_id = $1"


async def wipe(database: Database, *, settled: int) -> None:
    """Leave nothing of letters that are done with in the files of the table.

    settled: how many this process was done with since the last time. Without any it is done all the same when the
    table is empty: another process may have died before it came to this. When the table cannot be had at once it is
    left to the next round that settles one, or to the first at which the table is empty.
    """
    try:
        await _wipe(database, settled)
    except (DBAPIError, PostgresError) as fault:
        log.warning("letters_not_wiped", fault=type(fault).__name__)


async def _wipe(database: Database, settled: int) -> None:
    async with database.transaction(None) as db:
        await db.execute(text(rewriting.LOCK_TIMEOUT))
        driver = await driver_connection(db)
        if not await driver.fetchval(_HAS_FILES):
            return
        gemeenten = [row["id"] for row in await driver.fetch(rewriting.GEMEENTEN)]
        if not settled:
            for gemeente in gemeenten:
                await driver.execute(set_tenant_statement(gemeente))
                if not await driver.fetchval(_IS_EMPTY, gemeente):
                    return
        await driver.execute(rewriting.lock((_TABLE,)))
        await driver.execute(rewriting.create_copy(_TABLE))
        for gemeente in gemeenten:
            await driver.execute(set_tenant_statement(gemeente))
            await driver.execute(_PUT_ASIDE, gemeente)
        await driver.execute(rewriting.truncate((_TABLE,)))
        await afailpoint("opruimen.post")
        for gemeente in gemeenten:
            await driver.execute(set_tenant_statement(gemeente))
            await driver.execute(rewriting.put_back(_TABLE), gemeente)
