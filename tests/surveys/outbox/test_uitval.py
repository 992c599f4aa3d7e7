"""The core is away for hours (eight at most) while people answer (ten thousand), and comes back over a bad line.

The loop of the job, its pauses, the release of the box, the outbox and the proxy are the real ones; only its sleeping
is not: a clock is put forward instead. Ballots are put in the box as a submit leaves them.
"""

import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.gemeente import Gemeente
from tests.grondig import aantal
from tests.surveys.meting import make_meting
from tests.surveys.outbox.storing import Storing
from zicht_shared import jobs
from zicht_surveys.outbox import queries
from zicht_surveys.outbox.bezorging import deliver
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.sleutels import Sleutelbos
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

HOUR = 3600
HOURS, PEOPLE = aantal(2, 8), aantal(200, 1100)
AWAY = HOURS * HOUR
LIKERT = [vraag.code for vraag in vragenlijst("hoewijzer", "kort").vragen]
Counts = Counter[tuple[str, str, str, str]]


class Uitgeleverd(Exception):
    """Nothing waits any more."""


class Klok:
    """Time that passes while the job sleeps. plan: what happens at which second."""

    def __init__(
        self, plan: dict[float, Callable[[], Awaitable[object]]], drained: Callable[[], Awaitable[bool]]
    ) -> None:
        self.now = 0.0
        self.sleeps = 0
        self._plan = dict(sorted(plan.items()))
        self._drained = drained

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.sleeps += 1
        for moment in [moment for moment in self._plan if moment <= self.now]:
            await self._plan.pop(moment)()
        if not self._plan and await self._drained():
            raise Uitgeleverd
        assert self.now < AWAY + HOUR, "not delivered an hour after the core came back"


def make_ballot(meting: str, source: random.Random) -> tuple[str, str, dict[str, Any]]:
    """Answers of somebody: meting, aanbieder, and what they chose, with rows of a matrix and several options."""
    answers: dict[str, Any] = {code: source.choice(["1", "2", "3", "4", "5", "weet-niet"]) for code in LIKERT}
    answers |= {f"rij-{row}": source.choice("12345") for row in "ab"}
    if source.random() < 0.8:
        answers["hulp"] = source.sample(["wmo", "wonen", "werk"], source.randint(1, 3))
    return meting, source.choice(["wegwijs", "buurvrouw"]), answers


def recount(ballots: list[tuple[str, str, dict[str, Any]]]) -> Counts:
    counts: Counts = Counter()
    for meting, aanbieder, answers in ballots:
        for vraag, given in answers.items():
            for waarde in given if isinstance(given, list) else [given]:
                counts[meting, aanbieder, vraag, waarde] += 1
            if isinstance(given, list):
                # How many people answered.
                counts[meting, aanbieder, vraag, ""] += 1
    return counts


async def test_all_answers_reach_the_core_within_minutes_of_its_return(
    gemeente: Gemeente,
    surveys_app: Starlette,
    api_app: Starlette,
    surveys_owner: asyncpg.Connection,
    api_owner: asyncpg.Connection,
    sleutels_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, database, ballots = random.Random(20261122), surveys_app.state.db, list[tuple[str, str, dict[str, Any]]]()
    metingen = [(await make_meting(gemeente))["id"] for _ in range(aantal(3, 12))]

    async def answer(aantal: int) -> None:
        # So many that each slice reaches its drempel: nothing stays behind in the box.
        fresh = [make_ballot(source.choice(metingen), source) for _ in range(aantal)]
        await surveys_owner.copy_records_to_table(
            "stembus",
            records=[
                (gemeente.id, uuid4(), UUID(meting), "kort", aanbieder, json.dumps(answers))
                for meting, aanbieder, answers in fresh
            ],
            columns=["gemeente_id", "id", "meting_id", "variant", "aanbieder", "antwoorden"],
        )
        ballots.extend(fresh)
        await release(database)

    async def only_this_gemeente(_: object) -> list[tuple[UUID, str]]:
        return [(gemeente.id, gemeente.code)]

    async def drained() -> bool:
        waiting = "SELECT count(*) FROM outbox WHERE gemeente_id = $1 AND status <> 'bezorgd'"
        return not await surveys_owner.fetchval(waiting, gemeente.id)

    storing = Storing(api_app, seed=7)
    port = await storing.reserve()
    plan: dict[float, Callable[[], Awaitable[object]]] = {hour * HOUR: lambda: answer(PEOPLE) for hour in range(HOURS)}
    # While it drains people go on answering: newer versions overtake older ones.
    plan |= {AWAY: storing.open, AWAY + 1: lambda: answer(PEOPLE // 2), AWAY + 70: lambda: answer(PEOPLE // 2)}
    klok = Klok(plan, drained)
    monkeypatch.setattr(jobs, "asyncio", SimpleNamespace(sleep=klok.sleep))
    # The gemeenten of other tests are not waited for: of each of them it would be asked a thousand times.
    monkeypatch.setattr(queries, "list_gemeenten", only_this_gemeente)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as core:
        with pytest.raises(Uitgeleverd):
            await jobs.repeat("bezorging", lambda: deliver(database, core, Sleutelbos(sleutels_file)), 2)
    await storing.replay_late()
    await storing.close()

    assert klok.now - AWAY <= 5 * 60
    # It kept trying, and not all the time.
    assert AWAY / 60 <= klok.sleeps <= AWAY / 10
    kinds = {"goed", "afgebroken-voor", "afgebroken-na", "half-antwoord", "dubbel", "later-nog-eens"}
    assert set(storing.seen) <= kinds
    # Few deliveries do not meet with everything that can go wrong.
    assert len(set(storing.seen)) >= aantal(3, len(kinds))
    assert len(ballots) == (HOURS + 1) * PEOPLE
    known = await api_owner.fetch(
        "SELECT u.resultaat_id, a.code, u.vraag, u.antwoord, u.aantal FROM uitslagen u"
        " JOIN aanbieders a ON a.gemeente_id = u.gemeente_id AND a.nr = u.aanbieder_nr"
        " WHERE u.gemeente_id = $1 AND u.versie_tot IS NULL",
        gemeente.id,
    )
    assert {(str(row[0]), row[1], row[2], row[3]): row[4] for row in known} == recount(ballots)
    ontvangen = await api_owner.fetch(
        "SELECT ontvangen FROM vragenlijstresultaten WHERE gemeente_id = $1 AND versie_tot IS NULL", gemeente.id
    )
    assert sum(json.loads(row[0])["kort"] for row in ontvangen) == len(ballots)
