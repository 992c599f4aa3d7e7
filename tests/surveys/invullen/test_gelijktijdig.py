"""One link that is sent by several at the same moment, also by way of several processes: one set of answers."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.conftest import SECRET, Databases
from tests.gemeente import client_of
from tests.surveys.invullen.conftest import KORT, Inwoner, NieuweInwoner

from zicht_surveys.main import create_app
from zicht_surveys.settings import Settings


@pytest.fixture
async def tweede_proces(databases: Databases, sleutels_file: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Another copy of the service on the same database: it shares no queue with the first."""
    settings = Settings(
        database_url=databases.surveys,
        geheimen=[SECRET],
        public_url="http://surveys.test",
        core_url="http://zicht.test",
        sleutels_file=sleutels_file,
    )
    app = create_app(settings)
    async with client_of(app) as client:
        yield client
    await app.state.db.close()


async def test_links_that_are_sent_through_two_processes_at_once_are_used_once(
    nieuwe_inwoner: NieuweInwoner, tweede_proces: httpx.AsyncClient
) -> None:
    first = await nieuwe_inwoner()
    inwoners = [first, *[await nieuwe_inwoner(samen_met=first) for _ in range(7)]]
    for inwoner in inwoners:
        await inwoner.fill_in(*KORT)
    # The other process hears of them in another order.
    here = [inwoner.send("/verzenden") for inwoner in inwoners]
    there = [tweede_proces.post(f"{inwoner.pad}/verzenden") for inwoner in reversed(inwoners)]
    answers = await asyncio.gather(*here, *there)
    assert sorted(answer.status_code for answer in answers) == [200] * 8 + [303] * 8
    assert len(await first.ballots()) == 8
    assert [await inwoner.is_used() for inwoner in inwoners] == [True] * 8


@pytest.fixture
async def rival(databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else in the database, who is never chosen to give way."""
    connection = await asyncpg.connect(databases.surveys_owner)
    await connection.execute("SET deadlock_timeout = '60s'")
    yield connection
    await connection.close()


async def test_a_resident_who_has_to_give_way_may_send_again(
    nieuwe_inwoner: NieuweInwoner, surveys_app: Starlette, surveys_owner: asyncpg.Connection, rival: asyncpg.Connection
) -> None:
    """A submit marks the link first and fills the box last: somebody comes the other way round."""
    inwoner: Inwoner = await nieuwe_inwoner()
    await inwoner.fill_in(*KORT)
    async with rival.transaction():
        await rival.execute("LOCK TABLE stembus IN EXCLUSIVE MODE")
        loser = asyncio.create_task(inwoner.send("/verzenden"))
        deadline = time.monotonic() + 20
        while not await surveys_owner.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        await rival.execute("LOCK TABLE gestemd IN ACCESS EXCLUSIVE MODE")
        answer = await loser
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (503, True)
    assert (await inwoner.is_used(), await inwoner.ballots()) == (False, [])
    assert (await inwoner.send("/verzenden")).headers["location"].endswith("/bedankt")
    assert len(await inwoner.ballots()) == 1
