"""Guessing at links is slowed down; who has one never notices."""

import asyncio
import json
import time

import httpx
import pytest
import structlog
from structlog.processors import KeyValueRenderer
from structlog.testing import CapturingLogger
from tests.conftest import SECRET

from zicht_shared.tenancy import new_token
from zicht_surveys.main import create_app
from zicht_surveys.settings import Settings

from .conftest import KORT


@pytest.fixture
async def throttled(databases, sleutels_file):
    """A service of its own, with the limit that it has when nobody says otherwise."""
    settings = {"database_url": databases.surveys, "geheimen": [SECRET], "public_url": "http://surveys.test"}
    app = create_app(Settings(**settings, core_url="http://zicht.test", sleutels_file=sleutels_file))

    def client(address):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 4321))
        return httpx.AsyncClient(transport=transport, base_url="http://zicht.test")

    yield client
    await app.state.db.close()


async def test_guessing_is_refused_while_every_link_from_the_same_address_is_served(
    throttled, nieuwe_inwoner, monkeypatch
):
    logger = CapturingLogger()
    for module in ("http", "errors"):
        monkeypatch.setattr(
            f"zicht_shared.{module}.log",
            structlog.wrap_logger(logger, [KeyValueRenderer()], wrapper_class=structlog.BoundLogger),
        )
    inwoner = await nieuwe_inwoner()
    async with throttled("198.51.100.7") as guesser, throttled("198.51.100.8") as neighbour:
        guesses = [await guesser.get(f"/i/{new_token('GM0001')}") for _ in range(31)]
        assert [answer.status_code for answer in guesses] == [404] * 30 + [429]
        assert 0 < int(guesses[-1].headers["retry-after"]) <= 120
        assert "Wacht een minuut." in guesses[-1].text
        # Also what cannot be a link, or sends something; and not in one language only.
        assert (await guesser.get("/i/geen-link")).status_code == 429
        assert (await guesser.post(f"/i/{new_token('GM0001')}/verzenden")).status_code == 429
        assert "Wait one minute." in (await guesser.get("/i/geen-link?taal=en")).text
        # A real respondent behind the same address goes all the way, with a wrong page in between.
        assert (await guesser.get(inwoner.pad)).status_code == 200
        for _ in range(40):
            assert (await guesser.get(f"{inwoner.pad}/99")).status_code == 404
        for stap, form in enumerate(KORT, start=1):
            assert (await guesser.post(f"{inwoner.pad}/{stap}", data=form)).status_code == 303
        assert (await guesser.post(f"{inwoner.pad}/verzenden")).status_code == 303
        assert (await neighbour.get("/i/geen-link")).status_code == 404
    assert len(await inwoner.ballots()) == 1
    logged = str(logger.calls)
    assert "route='/i/{token}'" in logged
    assert "198.51.100" not in logged


async def test_the_header_of_a_proxy_that_nobody_trusts_changes_nothing(throttled):
    async with throttled("198.51.100.9") as guesser:
        answers = [
            await guesser.get("/i/geen-link", headers={"x-forwarded-for": f"203.0.113.{nr}"}) for nr in range(31)
        ]
    assert answers[-1].status_code == 429


async def test_two_hundred_people_behind_one_address_are_all_served_within_a_minute(throttled, nieuwe_inwoner):
    first = await nieuwe_inwoner()
    inwoners = [first, *[await nieuwe_inwoner(samen_met=first) for _ in range(199)]]
    started = time.monotonic()
    async with throttled("198.51.100.10") as client:

        async def fill_in(inwoner):
            statuses = [(await client.get(inwoner.pad)).status_code]
            for stap, form in enumerate(KORT, start=1):
                statuses.append((await client.post(f"{inwoner.pad}/{stap}", data=form)).status_code)
            statuses.append((await client.post(f"{inwoner.pad}/verzenden")).status_code)
            return statuses

        answers = await asyncio.gather(*(fill_in(inwoner) for inwoner in inwoners))
    assert answers == [[200, 303, 303, 303, 303]] * 200
    assert time.monotonic() - started < 60
    ballots = await first.ballots()
    assert len(ballots) == 200
    assert all(json.loads(stem["antwoorden"]) == KORT[0] | KORT[1] | KORT[2] for stem in ballots)
