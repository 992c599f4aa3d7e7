"""From the outbox to the core, through everything that can go wrong on the way."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from tests.surveys.meting import answer_kort, invite, make_meting
from zicht_shared.db import Database
from zicht_surveys.outbox import queries
from zicht_surveys.outbox.bezorging import CoreUnreachable, deliver
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.sleutels import Sleutelbos

Handler = Callable[[httpx.Request], httpx.Response]


class Bezorging:
    """One gemeente with one released result, and a core that answers as the test wants."""

    def __init__(
        self, gemeente: Gemeente, meting: dict[str, Any], database: Database, sleutels: Sleutelbos, api_app: Starlette
    ) -> None:
        self.gemeente, self.meting, self.database, self.sleutels = gemeente, meting, database, sleutels
        self.api_app = api_app
        self.sent: list[dict[str, Any]] = []

    async def to_core(self) -> int:
        async with client_of(self.api_app) as core:
            return await deliver(self.database, core, self.sleutels)

    async def to(self, handler: Handler) -> int:
        def remember(request: httpx.Request) -> httpx.Response:
            self.sent.append(json.loads(request.content))
            return handler(request)

        async with httpx.AsyncClient(transport=httpx.MockTransport(remember), base_url="http://kern.test") as core:
            return await deliver(self.database, core, self.sleutels)

    async def waiting(self) -> list[dict[str, Any]]:
        answer = await self.gemeente.at_surveys("beheer").get("/v1/outbox")
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def at_core(self) -> dict[str, Any] | None:
        answer = await self.gemeente.beleid.get(f"/v1/vragenlijstresultaten/{self.meting['id']}")
        body: dict[str, Any] = answer.json()
        return body if answer.status_code == 200 else None


@pytest.fixture
async def bezorging(
    gemeente: Gemeente,
    surveys: httpx.AsyncClient,
    surveys_app: Starlette,
    api_app: Starlette,
    surveys_owner: asyncpg.Connection,
    sleutels_file: Path,
) -> Bezorging:
    meting = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, meting, 5), "4")
    await release(surveys_app.state.db)
    # What other tests left is not delivered by this one.
    await surveys_owner.execute("UPDATE outbox SET status = 'bezorgd' WHERE gemeente_id <> $1", gemeente.id)
    return Bezorging(gemeente, meting, surveys_app.state.db, Sleutelbos(sleutels_file), api_app)


def answer_with(status: int, **problem: str) -> Handler:
    return lambda _: httpx.Response(status, json=problem)


async def test_a_released_result_reaches_the_core_whole(bezorging: Bezorging) -> None:
    assert (await bezorging.waiting())[0]["status"] == "wacht"
    assert await bezorging.to_core() == 1
    known = await bezorging.at_core()
    assert known is not None
    assert (known["versie"], known["naam"], known["periode"]) == (1, bezorging.meting["naam"], "2026-K4")
    assert await bezorging.waiting() == []
    assert await bezorging.to_core() == 0


async def test_what_is_sent_is_the_contract_with_the_core(bezorging: Bezorging) -> None:
    await bezorging.to(answer_with(204))
    [body] = bezorging.sent
    assert {name: body[name] for name in body if name != "uitslagen"} == {
        "versie": 1,
        "naam": bezorging.meting["naam"],
        "vragenlijst": "hoewijzer",
        "periode": "2026-K4",
        "ontvangen": {"kort": 5},
    }
    assert len(body["uitslagen"]) == 6
    assert body["uitslagen"][0] == {
        "variant": "kort", "vraag": "geluisterd", "aanbieder": "wegwijs", "gebied": None, "antwoorden": {"4": 5},
    }  # fmt: skip


async def test_where_somebody_may_give_several_answers_it_is_said_how_many_people_answered(
    bezorging: Bezorging, surveys: httpx.AsyncClient, surveys_owner: asyncpg.Connection
) -> None:
    """Also questions that no library knows, such as the row of a matrix of one's own, reach the core by their codes."""
    await answer_kort(surveys, await invite(bezorging.gemeente, bezorging.meting, 5), "4")
    await surveys_owner.execute(
        """UPDATE stembus SET antwoorden = antwoorden || '{"hulp": ["wmo", "wonen"], "praten": "5"}'
        WHERE gemeente_id = $1""",
        bezorging.gemeente.id,
    )
    await release(bezorging.database)
    await bezorging.to(answer_with(500))
    by_code = {uitslag["vraag"]: uitslag for uitslag in bezorging.sent[0]["uitslagen"]}
    assert (by_code["hulp"]["antwoorden"], by_code["hulp"]["beantwoord"]) == ({"wmo": 5, "wonen": 5}, 5)
    assert by_code["praten"]["antwoorden"] == {"5": 5}
    assert "beantwoord" not in by_code["praten"]
    await surveys_owner.execute(
        "UPDATE outbox SET volgende_poging_op = now() WHERE gemeente_id = $1", bezorging.gemeente.id
    )
    assert await bezorging.to_core() == 1


async def test_a_core_that_falls_away_halfway_is_tried_again_soon(
    bezorging: Bezorging, surveys: httpx.AsyncClient
) -> None:
    other = await make_meting(bezorging.gemeente)
    await answer_kort(surveys, await invite(bezorging.gemeente, other, 5))
    await release(bezorging.database)
    answers = iter([200, 503])
    assert await bezorging.to(lambda _: httpx.Response(next(answers))) == 1
    assert len(await bezorging.waiting()) == 1
    with pytest.raises(CoreUnreachable):
        await bezorging.to(answer_with(503))


async def test_a_delivery_that_nobody_wrote_down_is_done_again_without_effect(
    bezorging: Bezorging, surveys_owner: asyncpg.Connection
) -> None:
    await bezorging.to_core()
    before = await bezorging.at_core()
    await surveys_owner.execute("UPDATE outbox SET status = 'wacht' WHERE gemeente_id = $1", bezorging.gemeente.id)
    await surveys_owner.execute(
        "UPDATE outbox SET volgende_poging_op = now() WHERE gemeente_id = $1", bezorging.gemeente.id
    )
    assert await bezorging.to_core() == 1
    assert await bezorging.at_core() == before


async def test_a_newer_result_that_comes_during_a_delivery_is_not_taken_for_delivered(
    bezorging: Bezorging, surveys: httpx.AsyncClient
) -> None:
    first = await take(bezorging)
    await answer_kort(surveys, await invite(bezorging.gemeente, bezorging.meting, 5), "2")
    await release(bezorging.database)
    async with bezorging.database.transaction(bezorging.gemeente.id) as db:
        await queries.mark_delivered(db, first)
    assert [(item["versie"], item["status"]) for item in await bezorging.waiting()] == [(2, "wacht")]
    await bezorging.to(answer_with(200))
    assert [(body["versie"], body["ontvangen"]) for body in bezorging.sent] == [(2, {"kort": 10})]


async def take(bezorging: Bezorging) -> queries.Zending:
    async with bezorging.database.transaction(bezorging.gemeente.id) as db:
        zending = await queries.take(db, bezorging.gemeente.id)
    assert zending is not None
    return zending


async def test_a_message_that_somebody_has_taken_is_left_alone_until_it_comes_free(
    bezorging: Bezorging, surveys_owner: asyncpg.Connection
) -> None:
    await take(bezorging)
    assert await bezorging.to(answer_with(200)) == 0
    await surveys_owner.execute(
        "UPDATE outbox SET volgende_poging_op = volgende_poging_op - interval '16 seconds' WHERE gemeente_id = $1",
        bezorging.gemeente.id,
    )
    assert await bezorging.to(answer_with(200)) == 1


@pytest.mark.parametrize("down", [httpx.ConnectError("nee"), httpx.ReadTimeout("traag"), 502, 503, 504])
async def test_while_the_core_is_away_everything_waits_and_nothing_counts_as_an_attempt(
    bezorging: Bezorging, down: Exception | int
) -> None:
    def away(_: httpx.Request) -> httpx.Response:
        if isinstance(down, int):
            return httpx.Response(down, text="<html>even niet</html>")
        raise down

    for _ in range(3):
        with pytest.raises(CoreUnreachable):
            await bezorging.to(away)
    [item] = await bezorging.waiting()
    assert (item["status"], item["pogingen"]) == ("wacht", 0)
    assert item["laatsteFout"]
    assert "html" not in item["laatsteFout"]
    assert await bezorging.to_core() == 1


@pytest.mark.parametrize("status", [500, 408, 429])
async def test_after_a_fault_that_may_pass_the_next_attempt_comes_later(
    bezorging: Bezorging, surveys_owner: asyncpg.Connection, status: int
) -> None:
    wait = "SELECT extract(epoch FROM volgende_poging_op - now())::float FROM outbox WHERE gemeente_id = $1"
    for attempt in range(1, 5):
        await surveys_owner.execute(
            "UPDATE outbox SET volgende_poging_op = now(), pogingen = $2 WHERE gemeente_id = $1",
            bezorging.gemeente.id,
            attempt * 10,
        )
        assert await bezorging.to(answer_with(status, code="druk", detail="Even wachten.")) == 0
        [item] = await bezorging.waiting()
        assert (item["status"], item["pogingen"], item["laatsteFout"]) == (
            "wacht", attempt * 10 + 1, f"{status} druk: Even wachten.",
        )  # fmt: skip
        assert -1 < await surveys_owner.fetchval(wait, bezorging.gemeente.id) <= 600


async def test_a_refused_result_is_put_apart_with_the_reason_until_somebody_restores_it(bezorging: Bezorging) -> None:
    refusal = answer_with(400, code="invoer-ongeldig", detail="Er is 1 fout gevonden.")
    assert await bezorging.to(refusal) == 0
    assert await bezorging.to(refusal) == 0
    assert len(bezorging.sent) == 1
    [item] = await bezorging.waiting()
    assert (item["metingId"], item["status"]) == (bezorging.meting["id"], "onbestelbaar")
    assert item["laatsteFout"] == "400 invoer-ongeldig: Er is 1 fout gevonden."

    beheer, path = bezorging.gemeente.at_surveys("beheer"), f"/v1/outbox/{bezorging.meting['id']}/herstel"
    restored = await beheer.post(path)
    assert (restored.status_code, restored.json()["status"]) == (200, "wacht")
    assert await bezorging.to_core() == 1
    assert_probleem(await beheer.post(path), 404, "niet-gevonden")


async def test_without_a_key_for_the_gemeente_its_result_waits_and_says_so(
    bezorging: Bezorging, tmp_path: Path
) -> None:
    keys, bezorging.sleutels = bezorging.sleutels, Sleutelbos(tmp_path / "nog-niet.json")
    assert await bezorging.to(answer_with(200)) == 0
    assert bezorging.sent == []
    [item] = await bezorging.waiting()
    assert (item["status"], item["laatsteFout"]) == ("wacht", "Deze dienst heeft geen sleutel voor deze gemeente.")
    await bezorging.gemeente.at_surveys("beheer").post(f"/v1/outbox/{item['metingId']}/herstel")
    bezorging.sleutels = keys
    assert await bezorging.to_core() == 1


async def test_a_new_name_of_a_meting_with_results_reaches_the_core(bezorging: Bezorging) -> None:
    await bezorging.to_core()
    meting = bezorging.meting
    await bezorging.gemeente.at_surveys("beheer").put(
        f"/v1/metingen/{meting['id']}",
        json={"naam": "Najaar", "eindigtOp": meting["eindigtOp"], "aanbieders": meting["aanbieders"]},
        headers={"If-Match": "*"},
    )
    assert await bezorging.to_core() == 1
    known = await bezorging.at_core()
    assert known is not None
    assert (known["versie"], known["naam"]) == (2, "Najaar")


async def test_only_beheer_of_the_gemeente_itself_sees_and_restores(
    bezorging: Bezorging, nieuwe_gemeente: MakeGemeente
) -> None:
    path = f"/v1/outbox/{UUID(bezorging.meting['id'])}/herstel"
    for wie in ("beleid", "bi", "aanbieder:wegwijs", "vragenlijsten"):
        client = bezorging.gemeente.at_surveys(wie)
        assert_probleem(await client.get("/v1/outbox"), 403, "niet-toegestaan")
        assert_probleem(await client.post(path), 403, "niet-toegestaan")
    other = (await nieuwe_gemeente()).at_surveys("beheer")
    assert (await other.get("/v1/outbox")).json()["items"] == []
    assert_probleem(await other.post(path), 404, "niet-gevonden")
