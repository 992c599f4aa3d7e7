"""After a backup of the core or of the surveys was put back: the results come together again, and none gets less."""

from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.gemeente import Gemeente, client_of
from tests.herstel import Kopie, copy_rows
from tests.surveys.meting import answer_kort, invite, make_meting
from zicht_shared.auth import Rol
from zicht_surveys.herstel.beslissen import keep_ours, list_keuzes
from zicht_surveys.outbox.bezorging import CoreUnreachable, deliver
from zicht_surveys.outbox.vergelijking import Bezorger, compare
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.sleutels import Sleutelbos

_CORE = ("vragenlijstresultaten", "uitslagen")
_SURVEYS = ("metingen", "outbox", "gestemd", "stembus", "antwoorden")


class Twee:
    """Both services, and one meting that residents answer."""

    def __init__(
        self, gemeente: Gemeente, surveys: httpx.AsyncClient, meting: dict[str, Any], links: list[str], sleutels: Path
    ) -> None:
        self.gemeente, self.surveys, self.meting, self.links = gemeente, surveys, meting, links
        self.database = gemeente.surveys_app.state.db
        self.sleutels = Sleutelbos(sleutels)

    async def answer(self, waarde: str) -> None:
        """Five people, whose answers are released."""
        mine, self.links = self.links[:5], self.links[5:]
        await answer_kort(self.surveys, mine, waarde)
        await release(self.database)

    async def deliver(self) -> None:
        async with client_of(self.gemeente.api_app) as core:
            await deliver(self.database, core, self.sleutels)

    async def compare(self) -> None:
        """And deliver what came of it."""
        async with client_of(self.gemeente.api_app) as core:
            await compare(self.database, core, self.gemeente.id, self.gemeente.sleutels[Rol.vragenlijsten])
        await self.deliver()

    async def at_core(self) -> dict[str, int]:
        """How often each answer to one question was given, as the core knows."""
        async with self.gemeente.db.transaction(self.gemeente.id) as db:
            driver = (await (await db.connection()).get_raw_connection()).driver_connection
            assert driver is not None
            rows = await driver.fetch(
                """SELECT antwoord, aantal FROM uitslagen
                WHERE resultaat_id = $1 AND vraag = 'welkom' AND versie_tot IS NULL""",
                UUID(self.meting["id"]),
            )
        return {row["antwoord"]: row["aantal"] for row in rows}

    async def undelivered(self) -> list[str]:
        items = (await self.gemeente.at_surveys("beheer").get("/v1/outbox")).json()["items"]
        return [item["status"] for item in items]


@pytest.fixture
async def twee(
    gemeente: Gemeente, surveys: httpx.AsyncClient, sleutels_file: Path, surveys_owner: asyncpg.Connection
) -> Twee:
    meting = await make_meting(gemeente)
    await surveys_owner.execute("UPDATE outbox SET status = 'bezorgd' WHERE gemeente_id <> $1", gemeente.id)
    twee = Twee(gemeente, surveys, meting, await invite(gemeente, meting, 30), sleutels_file)
    await twee.answer("4")
    await twee.deliver()
    assert await twee.at_core() == {"4": 5}
    return twee


async def of_core(twee: Twee, owner: asyncpg.Connection) -> Kopie:
    return await copy_rows(owner, twee.gemeente.id, *_CORE)


async def of_surveys(twee: Twee, owner: asyncpg.Connection) -> Kopie:
    return await copy_rows(owner, twee.gemeente.id, *_SURVEYS)


async def test_a_core_that_went_back_is_sent_again_what_it_lost_and_that_once(
    twee: Twee, api_owner: asyncpg.Connection
) -> None:
    kopie = await of_core(twee, api_owner)
    await twee.answer("5")
    await twee.deliver()
    await kopie.put_back()
    assert await twee.at_core() == {"4": 5}
    await twee.compare()
    assert await twee.at_core() == {"4": 5, "5": 5}

    # Of one from before the first result it is the same.
    for table in _CORE:
        await api_owner.execute(f"DELETE FROM {table} WHERE gemeente_id = $1", twee.gemeente.id)
    await twee.compare()
    assert await twee.at_core() == {"4": 5, "5": 5}
    before = (await twee.gemeente.beheer.get("/v1/vragenlijstresultaten")).json()["items"]
    await twee.compare()
    assert (await twee.gemeente.beheer.get("/v1/vragenlijstresultaten")).json()["items"] == before
    assert await twee.undelivered() == []


async def test_surveys_that_went_back_never_make_the_core_less_and_go_on_where_they_have_as_much(
    twee: Twee, surveys_owner: asyncpg.Connection
) -> None:
    kopie = await of_surveys(twee, surveys_owner)
    await twee.answer("5")
    await twee.deliver()
    await twee.answer("5")
    await twee.deliver()
    await kopie.put_back()

    await twee.compare()
    assert (await twee.at_core(), await twee.undelivered()) == ({"4": 5, "5": 10}, ["onbestelbaar"])
    await twee.answer("5")
    await twee.deliver()
    assert (await twee.at_core(), await twee.undelivered()) == ({"4": 5, "5": 10}, ["onbestelbaar"])
    await twee.answer("5")
    await twee.deliver()
    assert (await twee.at_core(), await twee.undelivered()) == ({"4": 5, "5": 10}, [])
    await twee.answer("3")
    await twee.deliver()
    assert await twee.at_core() == {"4": 5, "5": 10, "3": 5}


async def test_the_answer_to_a_delivery_alone_tells_that_surveys_went_back(
    twee: Twee, surveys_owner: asyncpg.Connection
) -> None:
    """Also when it has the very number that the core knows, for other answers."""
    kopie = await of_surveys(twee, surveys_owner)
    await twee.answer("5")
    await twee.deliver()
    await kopie.put_back()
    await twee.answer("3")
    await twee.deliver()
    assert (await twee.at_core(), await twee.undelivered()) == ({"4": 5, "5": 5}, ["onbestelbaar"])
    await twee.answer("5")
    await twee.deliver()
    assert (await twee.at_core(), await twee.undelivered()) == ({"4": 5, "5": 5, "3": 5}, [])


async def test_the_operator_may_let_the_figures_of_the_surveys_hold_and_the_core_keeps_its_own_as_history(
    twee: Twee, surveys_owner: asyncpg.Connection, api_owner: asyncpg.Connection
) -> None:
    kopie = await of_surveys(twee, surveys_owner)
    await twee.answer("5")
    await twee.deliver()
    await kopie.put_back()
    await twee.compare()
    [keuze] = [keuze for keuze in await list_keuzes(twee.database) if keuze.gemeente == twee.gemeente.code]
    assert (str(keuze.meting_id), keuze.minder, keuze.open) == (twee.meting["id"], True, True)

    assert await keep_ours(twee.database, keuze.meting_id)
    await twee.deliver()
    assert (await twee.at_core(), await twee.undelivered()) == ({"4": 5}, [])
    kept = await api_owner.fetchval(
        "SELECT aantal FROM uitslagen WHERE gemeente_id = $1 AND vraag = 'welkom' AND antwoord = '5'", twee.gemeente.id
    )
    assert kept == 5
    assert not await keep_ours(twee.database, keuze.meting_id)


async def test_nothing_is_delivered_before_it_was_compared_and_then_again_only_when_it_is_time(
    twee: Twee, surveys_owner: asyncpg.Connection, surveys_app: Starlette
) -> None:
    """A message that was replaced while the core was away may have climbed above the number that the core knows."""
    kopie = await of_surveys(twee, surveys_owner)
    await twee.answer("5")
    await twee.deliver()
    await kopie.put_back()
    await twee.answer("3")
    await twee.answer("3")
    now, asked = 100.0, []

    async def remember(request: httpx.Request) -> None:
        asked.append(request.method)

    async with client_of(twee.gemeente.api_app) as core:
        bezorger = Bezorger(twee.database, core, twee.sleutels, 60, lambda: now)
        core.event_hooks = {"request": [remember]}
        await bezorger.work()
        assert await twee.at_core() == {"4": 5, "5": 5}
        asked.clear()
        await bezorger.work()
        assert "GET" not in asked
        now = 161.0
        await bezorger.work()
        assert "GET" in asked


async def test_a_core_that_is_away_is_not_one_that_lost_everything(twee: Twee) -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("weg", request=request)

    for handler in (gone, lambda _: httpx.Response(503), lambda _: httpx.Response(429)):
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url="http://kern.test") as core:
            with pytest.raises(CoreUnreachable):
                await compare(twee.database, core, twee.gemeente.id, twee.gemeente.sleutels[Rol.vragenlijsten])
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(403)), base_url="http://kern.test"
    ) as core:
        await compare(twee.database, core, twee.gemeente.id, twee.gemeente.sleutels[Rol.vragenlijsten])
    assert await twee.undelivered() == []
