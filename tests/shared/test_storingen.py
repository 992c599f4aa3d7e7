"""What PostgreSQL, the network and the disk can do to a request: 503 with a time to come back, never 500, never a hang.

Raised by a real PostgreSQL, through SQLAlchemy and on the driver's own connection.
"""

import asyncio
import errno
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette

from tests.conftest import SECRET
from tests.contacten import as_csv, contact
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from zicht_api.main import create_app
from zicht_api.settings import Settings
from zicht_shared.db import Database, driver_connection
from zicht_shared.errors import OnverwachteFout, Probleem, TijdelijkNietBereikbaar, as_problem

# SQLSTATE: what its detail must say, and after how many seconds to come back.
STATES = {
    "08006": ("seconden", 5),  # connection failure
    "25006": ("alleen gelezen", 30),  # read-only, after a failover
    "25P03": ("seconden", 5),  # idle in a transaction
    "28P01": ("seconden", 5),  # the password is being changed
    "3D000": ("seconden", 5),  # the database is being put back
    "40001": ("tegelijk", 1),  # serialization failure
    "40P01": ("tegelijk", 1),  # deadlock
    "53000": ("te druk", 5),
    "53100": ("opslagruimte", 60),  # disk full
    "53200": ("geheugen", 30),  # out of memory
    "53300": ("te druk", 5),  # too many connections
    "55P03": ("bezet", 5),  # lock timeout
    "57014": ("te lang", 30),  # statement timeout
    "57P01": ("seconden", 5),  # admin shutdown
    "57P03": ("seconden", 5),  # cannot connect now
    "58030": ("seconden", 5),  # I/O error
}
OURS = ("22P02", "23505", "42P01", "42501", "XX000")


@pytest.fixture
async def database(databases: Any) -> AsyncIterator[Database]:
    database = Database(databases.api, pool_size=3, application="zicht-storing")
    yield database
    await database.close()


async def raised(database: Database, statement: str, *, raw: bool) -> Exception:
    """What a transaction raises when it carries this out."""
    try:
        async with database.transaction(None) as db:
            await db.execute(text("SELECT 1"))
            if raw:
                await (await driver_connection(db)).execute(statement)
            else:
                await db.execute(text(statement))
    except (asyncpg.PostgresError, DBAPIError) as fault:
        return fault
    pytest.fail("nothing was raised")


@pytest.mark.parametrize("raw", [False, True], ids=["sqlalchemy", "asyncpg"])
async def test_what_passes_is_503_with_its_own_words_and_what_does_not_is_500(database: Database, raw: bool) -> None:
    for state, (words, seconds) in STATES.items():
        problem = as_problem(await raised(database, _raising(state), raw=raw))
        assert isinstance(problem, TijdelijkNietBereikbaar), state
        assert (problem.headers["Retry-After"], words in problem.detail) == (str(seconds), True), state
    for state in OURS:
        assert isinstance(as_problem(await raised(database, _raising(state), raw=raw)), OnverwachteFout), state


def _raising(state: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "opslagruimte"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "opslagruimte"),
        (OSError(errno.EMFILE, "Too many open files"), "te druk"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "seconden"),
        (OSError("Multiple exceptions: [Errno 111] Connect call failed"), "seconden"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "seconden"),
        (ConnectionResetError(), "seconden"),
        (asyncpg.InterfaceError("connection is closed"), "seconden"),
    ],
)
def test_what_the_network_and_the_disk_do_is_503_too(fault: OSError, words: str) -> None:
    problem = as_problem(fault)
    assert isinstance(problem, TijdelijkNietBereikbaar)
    assert words in problem.detail


def test_a_file_that_should_be_there_is_our_own_fault() -> None:
    assert isinstance(as_problem(FileNotFoundError(errno.ENOENT, "No such file")), OnverwachteFout)


def test_every_503_says_when_to_come_back() -> None:
    """Also those that a noun makes of its own."""
    kinds = [Probleem]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert {kind for kind in kinds if kind.status == 503} == {TijdelijkNietBereikbaar}


async def test_a_table_that_was_changed_under_a_statement_is_no_fault_of_the_caller(
    database: Database, api_owner: asyncpg.Connection
) -> None:
    await api_owner.execute("CREATE TABLE bijgewerkt (a int); GRANT SELECT ON bijgewerkt TO zicht_api")
    try:
        async with database.transaction(None) as db:
            await db.execute(text("SELECT * FROM bijgewerkt"))
            pooled = await (await driver_connection(db)).fetchval("SELECT pg_backend_pid()")
        await api_owner.execute("ALTER TABLE bijgewerkt ADD b int")
        async with database.transaction(None) as db:
            assert await db.scalar(text("SELECT pg_backend_pid()")) == pooled
            with pytest.raises(DBAPIError) as found:
                await db.execute(text("SELECT * FROM bijgewerkt"))
        problem = as_problem(found.value)
        assert (problem.status, problem.headers["Retry-After"]) == (503, "1")
        async with database.transaction(None) as db:
            await db.execute(text("SELECT * FROM bijgewerkt"))
    finally:
        await api_owner.execute("DROP TABLE bijgewerkt")


async def test_connections_that_the_server_closed_are_replaced_unseen(
    database: Database, api_owner: asyncpg.Connection
) -> None:
    """Every one of the pool, those that only look too."""
    gemeente = Gemeente("GM0001", None, None, {}, None).id  # type: ignore[arg-type]

    async def one(_: int) -> int | None:
        async with database.transaction(gemeente) as db:
            found: int | None = await db.scalar(text("SELECT 1"))
            await asyncio.sleep(0.05)
            return found

    async def look(_: int) -> int:
        record = await database.look(gemeente, "SELECT 1 AS een")
        assert record is not None
        een: int = record["een"]
        return een

    assert await asyncio.gather(*map(one, range(3)), *map(look, range(2))) == [1] * 5
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'zicht-storing'"
    assert len(await api_owner.fetch(ended)) >= 4
    assert await asyncio.gather(*map(one, range(3)), *map(look, range(2))) == [1] * 5


async def test_a_connection_that_died_without_a_word_is_replaced_before_anything_was_asked(database: Database) -> None:
    """The end of it has not come by yet: what is sent first does not arrive."""
    gemeente = Gemeente("GM0001", None, None, {}, None).id  # type: ignore[arg-type]
    async with database.transaction(gemeente) as db:
        driver = await driver_connection(db)
    # This process sees no end of the connection; the next that is sent fails.
    driver._transport.get_extra_info("socket").shutdown(socket.SHUT_WR)
    async with database.transaction(gemeente) as db:
        assert await db.scalar(text("SELECT 1")) == 1
        assert await driver_connection(db) is not driver


@pytest.fixture
async def impatient(databases: Any) -> AsyncIterator[Starlette]:
    """A core of which no statement waits long for a lock."""
    app = create_app(Settings(database_url=databases.api, geheimen=[SECRET], public_url="http://api.test", pool_size=3))
    app.state.db._server_settings |= {"lock_timeout": "100"}
    yield app
    await app.state.db.close()


async def push(app: Starlette, gemeente: Gemeente) -> httpx.Response:
    async with client_of(app, gemeente.sleutels["aanbieder:wegwijs"]) as client:
        return await client.post(
            "/v1/aanleveringen?soort=contacten", content=as_csv([contact(1)]), headers={"Content-Type": "text/csv"}
        )


async def test_who_comes_at_what_somebody_else_holds_is_told_to_come_back(
    impatient: Starlette, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    async with api_owner.transaction():
        await api_owner.execute("SELECT FROM gemeenten WHERE id = $1 FOR UPDATE", gemeente.id)
        refused = await push(impatient, gemeente)
    assert "bezet" in assert_probleem(refused, 503, "tijdelijk-niet-bereikbaar")["detail"]
    assert refused.headers["retry-after"] == "5"
    assert (await push(impatient, gemeente)).status_code == 201


async def test_a_backend_that_is_ended_in_the_middle_of_a_delivery_leaves_nothing_half(
    impatient: Starlette, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    impatient.state.db._server_settings["lock_timeout"] = "30000"
    waiting = "SELECT pid FROM pg_locks WHERE NOT granted"
    async with api_owner.transaction():
        await api_owner.execute("SELECT FROM gemeenten WHERE id = $1 FOR UPDATE", gemeente.id)
        pushing = asyncio.create_task(push(impatient, gemeente))
        for _ in range(200):
            await asyncio.sleep(0.02)
            if pid := await api_owner.fetchval(waiting):
                break
        await api_owner.execute("SELECT pg_terminate_backend($1, 5000)", pid)
        refused = await pushing
    assert_probleem(refused, 503, "tijdelijk-niet-bereikbaar")
    assert refused.headers["retry-after"] == "5"
    assert (await push(impatient, gemeente)).json()["nieuw"] == 1


async def test_a_database_that_only_reads_says_so_and_goes_on_by_itself(
    impatient: Starlette, gemeente: Gemeente
) -> None:
    """As after a failover to a copy that was not made the first yet."""
    # A key that was used just now: that it was used is not written down again.
    assert (await push(impatient, gemeente)).status_code == 201
    await impatient.state.db.engine.dispose()
    impatient.state.db._server_settings["default_transaction_read_only"] = "on"
    refused = await push(impatient, gemeente)
    assert "alleen gelezen" in assert_probleem(refused, 503, "tijdelijk-niet-bereikbaar")["detail"]
    assert refused.headers["retry-after"] == "30"
    async with client_of(impatient, gemeente.sleutels["aanbieder:wegwijs"]) as client:
        assert (await client.get("/v1/aanleveringen")).status_code == 200


async def test_a_role_that_may_have_no_more_connections_is_told_at_once(
    impatient: Starlette, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    await api_owner.execute("ALTER ROLE zicht_api CONNECTION LIMIT 0")
    try:
        begun = time.monotonic()
        refused = await push(impatient, gemeente)
        async with client_of(impatient) as visitor:
            ready = await visitor.get("/gezondheid/gereed")
        # As the residents' pages have one: from the pool itself.
        with pytest.raises(Exception, match="too many connections") as found:
            await impatient.state.db.engine.raw_connection()
    finally:
        await api_owner.execute("ALTER ROLE zicht_api CONNECTION LIMIT -1")
    assert "te druk" in assert_probleem(refused, 503, "tijdelijk-niet-bereikbaar")["detail"]
    assert_probleem(ready, 503, "tijdelijk-niet-bereikbaar")
    assert as_problem(found.value).status == 503
    assert time.monotonic() - begun < 2
    assert (await push(impatient, gemeente)).status_code == 201


async def test_a_fault_of_the_database_does_not_say_what_was_sent(database: Database) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with database.transaction(None) as db:
            await db.execute(text("SELECT length(:sent) / 0"), {"sent": "kanarie"})
    assert "kanarie" not in str(refused.value)
