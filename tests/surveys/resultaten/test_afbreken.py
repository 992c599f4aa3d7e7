"""`kill -9` in the middle of a release or a delivery loses nothing and doubles nothing."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import Databases
from tests.gemeente import Gemeente
from tests.surveys.meting import answer_kort, invite, make_meting
from zicht_surveys.resultaten.vrijgave import release

RELEASE = """
import asyncio, sys
from zicht_shared.db import Database
from zicht_surveys.resultaten.vrijgave import release
asyncio.run(release(Database(sys.argv[1])))
"""
DELIVER = """
import asyncio, sys
from pathlib import Path
import httpx
from zicht_shared.db import Database
from zicht_surveys.outbox.bezorging import deliver
from zicht_surveys.sleutels import Sleutelbos

def take(request):
    Path(sys.argv[3]).write_bytes(request.content)
    return httpx.Response(200)

core = httpx.AsyncClient(transport=httpx.MockTransport(take), base_url="http://kern.test")
asyncio.run(deliver(Database(sys.argv[1]), core, Sleutelbos(Path(sys.argv[2]))))
"""


async def run_until_killed(program: str, failpoint: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *arguments, env={**os.environ, "ZICHT_FAILPOINT": failpoint}
    )
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL


async def counts(owner: asyncpg.Connection, gemeente: Gemeente) -> dict[str, int]:
    return {
        table: await owner.fetchval(f"SELECT count(*) FROM {table} WHERE gemeente_id = $1", gemeente.id)
        for table in ("stembus", "gestemd", "antwoorden", "outbox")
    }


@pytest.mark.parametrize(
    ("failpoint", "left"),
    [
        ("vrijgave.voor-commit", {"stembus": 6, "gestemd": 6, "antwoorden": 0, "outbox": 0}),
        ("vrijgave.na-commit", {"stembus": 0, "gestemd": 6, "antwoorden": 6, "outbox": 1}),
    ],
)
async def test_a_release_that_is_killed_has_happened_or_not_and_the_next_one_finishes_it(
    gemeente: Gemeente,
    surveys: httpx.AsyncClient,
    surveys_app: Starlette,
    surveys_owner: asyncpg.Connection,
    databases: Databases,
    failpoint: str,
    left: dict[str, int],
) -> None:
    meting = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, meting, 6))
    await run_until_killed(RELEASE, failpoint, databases.surveys)
    # The server notices a dead client only when it next writes to it: its locks may outlive it for a moment.
    assert await counts(surveys_owner, gemeente) == left
    await release(surveys_app.state.db)
    assert await counts(surveys_owner, gemeente) == {"stembus": 0, "gestemd": 6, "antwoorden": 6, "outbox": 1}
    versions = await surveys_owner.fetch(
        "SELECT DISTINCT xmin::text FROM antwoorden WHERE gemeente_id = $1", gemeente.id
    )
    assert len(versions) == 1
    outbox = await surveys_owner.fetchrow("SELECT versie, status FROM outbox WHERE gemeente_id = $1", gemeente.id)
    assert tuple(outbox) == (1, "wacht")


@pytest.mark.parametrize(("failpoint", "was_sent"), [("outbox.voor-put", False), ("outbox.na-put", True)])
async def test_a_delivery_that_is_killed_comes_due_again(
    gemeente: Gemeente,
    surveys: httpx.AsyncClient,
    surveys_app: Starlette,
    surveys_owner: asyncpg.Connection,
    databases: Databases,
    sleutels_file: Path,
    tmp_path: Path,
    failpoint: str,
    was_sent: bool,
) -> None:
    meting = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, meting, 5))
    await release(surveys_app.state.db)
    await surveys_owner.execute("UPDATE outbox SET status = 'bezorgd' WHERE gemeente_id <> $1", gemeente.id)
    sent = tmp_path / "verzonden.json"
    await run_until_killed(DELIVER, failpoint, databases.surveys, str(sleutels_file), str(sent))
    assert sent.exists() is was_sent
    row = await surveys_owner.fetchrow(
        "SELECT status, volgende_poging_op - now() < interval '16 seconds' FROM outbox WHERE gemeente_id = $1",
        gemeente.id,
    )
    assert tuple(row) == ("wacht", True)
