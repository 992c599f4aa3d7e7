"""How much one credential may ask, seen from outside: what it is told, and that it is nobody else's budget."""

import asyncio
import re

import httpx
import pytest

from tests.conftest import SECRET
from tests.gemeente import client_of
from tests.problemen import assert_probleem
from zicht_api.main import create_app
from zicht_api.settings import Settings
from zicht_shared.auth import Credential, Rol

TELLING = '{"aanbieder":"wegwijs"}\n'


@pytest.fixture
async def dienst(databases):
    """A core of its own, with budgets that are soon used up."""
    apps = []

    def make(**limits):
        known = {"database_url": databases.api, "geheimen": [SECRET], "public_url": "http://api.test"}
        apps.append(create_app(Settings(**known, **limits)))
        return apps[-1]

    yield make
    for app in apps:
        await app.state.db.close()


def _client(app, credential, address="192.0.2.1"):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://zicht.test", headers=credential.as_header())


def _left(answer):
    """Per kind of work what is left, as the answer says it."""
    return {naam: int(over) for naam, over in re.findall(r'"(\w+)";r=(\d+);t=\d+', answer.headers["ratelimit"])}


async def test_every_answer_that_was_counted_says_what_is_left_and_at_the_end_how_long_to_wait(dienst, gemeente):
    async with _client(dienst(lezen_per_minuut=3), gemeente.sleutels[Rol.bi]) as bi:
        answers = [await bi.get(path) for path in ("/v1/ik", "/v1/bestaat-niet", "/v1/aanbieders", "/v1/ik")]
        assert [answer.status_code for answer in answers] == [200, 404, 200, 200]
        # What nobody has to be known for is counted for nobody.
        assert [answer.headers.get("ratelimit", "")[:11] for answer in answers] == [
            '"lezen";r=2',
            "",
            '"lezen";r=1',
            '"lezen";r=0',
        ]
        assert answers[0].headers["ratelimit-policy"].startswith('"lezen";q=3;w=60')
        refused = await bi.get("/v1/ik")
    assert_probleem(refused, 429, "te-vaak")
    assert _left(refused) == {"lezen": 0}
    wacht = int(refused.headers["retry-after"])
    assert 0 < wacht <= 120
    assert f'"lezen";r=0;t={wacht}' in refused.headers["ratelimit"]


async def test_a_head_and_a_refusal_count_as_well(dienst, gemeente):
    async with _client(dienst(lezen_per_minuut=9), gemeente.sleutels[Rol.bi]) as bi:
        assert _left(await bi.head("/v1/ik")) == {"lezen": 8}
        forbidden = await bi.get("/v1/sleutels")
        assert forbidden.status_code == 403
        assert _left(forbidden) == {"lezen": 7}


async def test_each_kind_of_work_has_its_own_budget(dienst, gemeente):
    app = dienst(lezen_per_minuut=1, schrijven_per_minuut=2, uitvoeren_per_minuut=1)
    async with _client(app, gemeente.sleutels[Rol.beheer]) as beheer:
        assert (await beheer.get("/v1/ik")).status_code == 200
        assert (await beheer.get("/v1/ik")).status_code == 429
        gebied = {"code": "WK77", "naam": "Zuid", "soort": "wijk", "ouder": None}
        made = await beheer.post("/v1/gebieden", json=gebied)
        assert (made.status_code, _left(made)) == (201, {"schrijven": 1})
    app = dienst(uitvoeren_per_minuut=1)
    async with _client(app, gemeente.sleutels[Rol.beheer]) as beheer:
        file = await beheer.get("/v1/waarden", params={"formaat": "csv"})
        assert file.status_code == 200
        assert _left(file)["uitvoeren"] == 0
        assert_probleem(await beheer.get("/v1/waarden", params={"formaat": "xlsx"}), 429, "te-vaak")
        assert (await beheer.get("/v1/waarden", params={"formaat": "json"})).status_code == 200


async def test_a_key_does_not_use_what_is_another_s_nor_does_a_wrong_one(dienst, gemeente):
    app = dienst(lezen_per_minuut=2)
    mine = gemeente.sleutels[Rol.beleid]
    wrong = Credential(mine.sleutel_id, "x" * 43)
    async with _client(app, mine) as beleid, _client(app, gemeente.sleutels[Rol.bi]) as bi, _client(app, wrong) as dief:
        for _ in range(20):
            assert (await dief.get("/v1/ik")).status_code == 401
        for _ in range(3):
            await bi.get("/v1/ik")
        assert (await bi.get("/v1/ik")).status_code == 429
        assert _left(await beleid.get("/v1/ik")) == {"lezen": 1}


async def test_what_did_not_change_costs_nothing(dienst, gemeente):
    async with _client(dienst(lezen_per_minuut=2), gemeente.sleutels[Rol.bi]) as bi:
        first = await bi.get("/v1/waarden")
        assert _left(first) == {"lezen": 1}
        for _ in range(5):
            again = await bi.get("/v1/waarden", headers={"If-None-Match": first.headers["etag"]})
            assert again.status_code == 304
            assert "ratelimit" not in again.headers
        assert _left(await bi.get("/v1/ik")) == {"lezen": 0}


async def test_odata_and_pages_of_who_signed_in_are_counted_too(dienst, gemeente):
    async with _client(dienst(lezen_per_minuut=2), gemeente.sleutels[Rol.bi]) as bi:
        assert _left(await bi.get("/odata/v4/")) == {"lezen": 1}
        await bi.get("/odata/v4/$metadata")
        refused = await bi.get("/odata/v4/")
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "te-vaak"
    assert int(refused.headers["retry-after"]) > 0


async def test_a_delivery_is_counted_by_what_is_in_it_unpacked(dienst, gemeente):
    app = dienst(aanleveren_mb_per_minuut=1)
    async with _client(app, gemeente.sleutels["aanbieder:wegwijs"]) as wegwijs:
        kind = {"Content-Type": "application/x-ndjson"}
        body = TELLING * 10_000
        first = await wegwijs.post("/v1/aanleveringen?soort=contacten", content=body, headers=kind)
        assert first.status_code == 400
        assert _left(first)["aanleveren"] == 1024 * 1024 - len(body)
        second = await wegwijs.post("/v1/aanleveringen?soort=contacten", content=body * 5, headers=kind)
        assert_probleem(second, 429, "te-vaak")
        assert (await wegwijs.get("/v1/ik")).status_code == 200


async def test_a_storm_of_wrong_secrets_for_a_key_and_the_key_goes_on_working_at_once(dienst, gemeente):
    app = dienst(lezen_per_minuut=0, verkeerde_sleutels_per_minuut=60)
    mine = gemeente.sleutels[Rol.beleid]
    statuses = []

    async def guess(nr):
        async with _client(app, Credential(mine.sleutel_id, f"{nr:043d}"), address="198.51.100.7") as dief:
            statuses.append((await dief.get("/v1/ik")).status_code)

    async with _client(app, mine) as beleid:
        # Ten thousand in tests/chaos/langzaam.py; the brake is on after sixty, and the rest is the same.
        for begin in range(0, 240, 30):
            guesses = [asyncio.create_task(guess(nr)) for nr in range(begin, begin + 30)]
            await asyncio.sleep(0)
            assert (await beleid.get("/v1/ik")).status_code == 200
            await asyncio.gather(*guesses)
        # Who mistypes the same key elsewhere has not been guessing.
        async with _client(app, Credential(mine.sleutel_id, "z" * 43), address="203.0.113.5") as elsewhere:
            assert (await elsewhere.get("/v1/ik")).status_code == 401
        # Also from the guesser's own address it works.
        async with _client(app, mine, address="198.51.100.7") as here:
            assert (await here.get("/v1/ik")).status_code == 200
    assert statuses.count(401) == 60
    assert set(statuses) == {401, 429}


async def test_a_guess_too_many_is_told_to_wait(dienst, gemeente):
    app = dienst(verkeerde_sleutels_per_minuut=2)
    async with _client(app, Credential(gemeente.sleutels[Rol.bi].sleutel_id, "y" * 43)) as dief:
        assert [(await dief.get("/v1/ik")).status_code for _ in range(2)] == [401, 401]
        refused = await dief.get("/odata/v4/")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "te-veel-pogingen")
        refused = await dief.get("/v1/ik")
    assert_probleem(refused, 429, "te-veel-pogingen")
    assert int(refused.headers["retry-after"]) > 0
    # No key at all is no guess.
    async with client_of(app) as nobody:
        assert (await nobody.get("/v1/ik")).status_code == 401


async def test_with_every_connection_in_use_one_is_told_to_come_back_and_it_recovers_by_itself(
    dienst, gemeente, api_owner
):
    app = dienst(pool_size=2)
    # Five seconds, elsewhere.
    app.state.db.engine.pool._timeout = 0.3
    async with _client(app, gemeente.sleutels[Rol.beheer]) as beheer:
        async with api_owner.transaction():
            await api_owner.execute("LOCK TABLE aanbieders IN ACCESS EXCLUSIVE MODE")
            held = [asyncio.create_task(beheer.get("/v1/aanbieders")) for _ in range(2)]
            while len(await _waiting(api_owner)) < 2:  # noqa: ASYNC110 (PostgreSQL tells nobody)
                await asyncio.sleep(0.01)
            refused = await asyncio.gather(*(beheer.get("/v1/gebieden") for _ in range(20)))
            for answer in refused:
                assert_probleem(answer, 503, "tijdelijk-niet-bereikbaar")
                assert int(answer.headers["retry-after"]) > 0
            assert (await beheer.get("/gezondheid/live")).status_code == 200
        assert [(await task).status_code for task in held] == [200, 200]
        assert (await beheer.get("/v1/gebieden")).status_code == 200


async def _waiting(owner):
    return await owner.fetch("SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'aanbieders'::regclass")
