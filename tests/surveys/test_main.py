import asyncio
from pathlib import Path

import httpx
from starlette.applications import Starlette

from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of
from tests.surveys.meting import answer_kort, invite, make_meting
from zicht_surveys.main import create_app
from zicht_surveys.settings import Settings


async def test_a_running_service_brings_answers_to_the_core_by_itself_and_stops_when_asked(
    gemeente: Gemeente, surveys: httpx.AsyncClient, api_app: Starlette, databases: Databases, sleutels_file: Path
) -> None:
    settings = Settings(
        database_url=databases.surveys,
        geheimen=[SECRET],
        public_url="http://surveys.test",
        core_url="http://zicht.test",
        sleutels_file=sleutels_file,
        vrijgave_seconden=0.1,
    )
    meting = await make_meting(gemeente)
    running = create_app(settings, core=client_of(api_app))
    before = asyncio.all_tasks()
    async with running.router.lifespan_context(running):
        await answer_kort(surveys, await invite(gemeente, meting, 5))
        assert await comes_within(5, gemeente.beleid, f"/v1/vragenlijstresultaten/{meting['id']}")
    assert asyncio.all_tasks() <= before


async def comes_within(seconds: float, client: httpx.AsyncClient, path: str) -> bool:
    for _ in range(int(seconds / 0.05)):
        if (await client.get(path)).status_code == 200:
            return True
        await asyncio.sleep(0.05)
    return False
