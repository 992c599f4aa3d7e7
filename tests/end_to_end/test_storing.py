"""What breaks around the services, once each: PostgreSQL restarts, a service is asked to stop.

`make chaos` does the same for longer (tests/chaos/herstart.py, klok.py, schijf.py, uitrol.py).
"""

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest
from bench.installatie import Installatie, installation

from tests.chaos import herstart
from tests.chaos.belasting import Belasting
from tests.end_to_end.gemeente import LopendeGemeente, make_running


@pytest.fixture(scope="module")
def eigen() -> Iterator[Installatie]:
    """A server that may be stopped: nobody else uses it."""
    with installation(surveys={"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1"}) as running:
        yield running


def test_who_asks_while_the_database_restarts_is_told_when_to_come_back_and_nothing_is_lost(
    eigen: Installatie,
) -> None:
    boek, [found], told = herstart.measure(eigen, herstart.FAULTS["stop en start"], 1, links=12)
    assert (boek.wrong, dict(boek.verbroken)) == ([], {})
    assert (told.kwijt, told.dubbel) == (0, 0)
    assert told.bevestigd > 0
    assert found.gereed <= 5


@pytest.fixture
def gemeente(eigen: Installatie) -> Iterator[LopendeGemeente]:
    with make_running(eigen) as gemeente:
        yield gemeente


def test_a_service_that_is_asked_to_stop_says_so_finishes_what_it_began_and_takes_nothing_new(
    eigen: Installatie, gemeente: LopendeGemeente
) -> None:
    """Each request gets its answer, or no connection at all: so a proxy can send it elsewhere, whatever it is."""
    diensten, omgeving = eigen.diensten, eigen.omgeving
    before = dict(diensten.extra)
    diensten.stop("api")
    diensten.extra["api"] = {**before["api"], "ZICHT_API_AFBOUWEN_SECONDEN": "2"}
    diensten.start("api", workers=2)
    load = Belasting(gemeente, omgeving.public_url("api"), omgeving.public_url("surveys"))
    process = diensten.processes["api"]
    try:
        with load.under_way(fresh=True) as boek:
            while boek.answers["aanleveren", httpx.codes.CREATED] < 3:
                time.sleep(0.02)
            process.terminate()
            time.sleep(1)
            with httpx.Client(base_url=omgeving.public_url("api"), timeout=30) as visitor:
                ready, live = visitor.get("/gezondheid/gereed"), visitor.get("/gezondheid/live")
            assert process.wait(timeout=20) == 0
    finally:
        diensten.extra.update(before)
        diensten.stop("api")
        diensten.start("api")
    assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
    assert (live.status_code, live.headers["connection"]) == (200, "close")
    assert {what.split()[1] for what in boek.verbroken} <= {"ConnectError"}
    assert boek.wrong == []
    told = asyncio.run(load.count())
    assert (told.kwijt, told.dubbel) == (0, 0)
