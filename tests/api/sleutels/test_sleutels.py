"""Keys: issued, replaced with an overlap, at their end, and checked alike whether they exist or not."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_api.sleutels import service
from zicht_shared.auth import Credential, Rol

URL = "/v1/sleutels"


async def issue(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    nieuw = {"rol": "bi", "omschrijving": "Voor het dashboard"} | fields
    return await client.post(URL, json=nieuw, headers={"Idempotency-Key": str(uuid4())})


async def replace(client: httpx.AsyncClient, sleutel_id: str, **query: Any) -> httpx.Response:
    path = f"{URL}/{sleutel_id}/vervanging"
    return await client.post(path, params=query, headers={"Idempotency-Key": str(uuid4())})


async def works(gemeente: Gemeente, sleutel: dict[str, Any]) -> bool:
    async with client_of(gemeente.api_app, Credential(sleutel["id"], sleutel["geheim"])) as client:
        return (await client.get("/v1/ik")).status_code == 200


def _in(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat().replace("+00:00", "Z")


def assert_in(moment: str, **time: float) -> None:
    """So long from now, give or take a minute."""
    assert abs(datetime.fromisoformat(moment) - datetime.now(UTC) - timedelta(**time)) < timedelta(minutes=1)


async def test_a_key_is_replaced_by_one_with_the_same_rights_and_works_on_for_as_long_as_is_chosen(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    fields = {"rol": "aanbieder", "aanbieder": "wegwijs", "doel": "verantwoorden", "scopes": ["aanleveren"]}
    old = (await issue(gemeente.beheer, **fields, verlooptOp=_in(days=90))).json()
    answer = await replace(gemeente.beheer, old["id"], overlapUren=24)
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert {name: new[name] for name in fields} == fields
    # As long as the one before it was to work.
    assert_in(new["verlooptOp"], days=90)
    shown = (await gemeente.beheer.get(f"{URL}/{old['id']}")).json()
    assert shown["vervangenDoor"] == new["id"]
    assert_in(shown["verlooptOp"], days=1)
    assert await works(gemeente, old)
    assert await works(gemeente, new)
    moved = "UPDATE sleutels SET verloopt_op = verloopt_op - interval '25 hours' WHERE id = $1"
    await api_owner.execute(moved, old["id"])
    assert not await works(gemeente, old)

    plain = (await issue(gemeente.beheer)).json()
    week = (await replace(gemeente.beheer, plain["id"])).json()
    assert week["verlooptOp"] is None
    assert_in((await gemeente.beheer.get(f"{URL}/{plain['id']}")).json()["verlooptOp"], days=7)
    at_once = await replace(gemeente.beheer, week["id"], overlapUren=0)
    assert at_once.status_code == 201
    assert not await works(gemeente, week)
    for hours in (-1, 169, "veel"):
        refused = await replace(gemeente.beheer, at_once.json()["id"], overlapUren=hours)
        assert {pointer for pointer, _ in faults_of(assert_probleem(refused, 400, "invoer-ongeldig"))} == {
            "?overlapUren"
        }


async def test_what_is_at_its_end_is_not_replaced(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    withdrawn, expired, replaced = [(await issue(gemeente.beheer)).json() for _ in range(3)]
    assert (await gemeente.beheer.delete(f"{URL}/{withdrawn['id']}")).status_code == 204
    await api_owner.execute("UPDATE sleutels SET verloopt_op = now() WHERE id = $1", expired["id"])
    assert (await replace(gemeente.beheer, replaced["id"])).status_code == 201
    before = len((await gemeente.beheer.get(URL)).json()["items"])
    for each in (withdrawn, expired, replaced):
        assert_probleem(await replace(gemeente.beheer, each["id"], overlapUren=168), 409, "sleutel-voorbij")
    assert not await works(gemeente, withdrawn)
    assert not await works(gemeente, expired)
    assert len((await gemeente.beheer.get(URL)).json()["items"]) == before


async def test_a_key_ends_when_that_was_said_and_not_before_it_begins(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    refused = await issue(gemeente.beheer, verlooptOp=_in(seconds=-1))
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {("/verlooptOp", "te-vroeg")}
    made = (await issue(gemeente.beheer, verlooptOp=_in(hours=1))).json()
    async with client_of(gemeente.api_app, Credential(made["id"], made["geheim"])) as client:
        assert (await client.get("/v1/ik")).json()["verlooptOp"] == made["verlooptOp"]
        await api_owner.execute("UPDATE sleutels SET verloopt_op = now() WHERE id = $1", made["id"])
        assert_probleem(await client.get("/v1/ik"), 401, "niet-aangemeld")


async def test_when_a_key_was_used_is_written_once_an_hour(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    made = (await issue(gemeente.beheer)).json()
    assert made["laatstGebruiktOp"] is None

    async def state() -> tuple[Any, ...]:
        # The transaction that wrote the row last, too.
        query = "SELECT laatst_gebruikt_op, xmin::text FROM sleutels WHERE id = $1"
        return tuple(await api_owner.fetchrow(query, made["id"]))

    assert await works(gemeente, made)
    first = await state()
    assert first[0] is not None
    for _ in range(3):
        assert await works(gemeente, made)
    assert await state() == first
    back = "UPDATE sleutels SET laatst_gebruikt_op = laatst_gebruikt_op - interval '61 minutes' WHERE id = $1"
    await api_owner.execute(back, made["id"])
    assert await works(gemeente, made)
    assert (await state())[0] > first[0]


async def test_a_key_that_does_not_exist_takes_the_same_way_as_one_with_a_wrong_secret(
    gemeente: Gemeente, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes as long says nothing of which ids there are: one statement, one comparison and one answer for all."""
    compared: list[tuple[int, int]] = []
    asked: list[str] = []
    compare, find = hmac.compare_digest, service.queries.find_valid

    def counting(expected: bytes, sent: bytes) -> bool:
        compared.append((len(expected), len(sent)))
        return compare(expected, sent)

    async def finding(db: Any, gemeente_id: Any, sleutel_id: str) -> Any:
        asked.append(sleutel_id)
        return await find(db, gemeente_id, sleutel_id)

    monkeypatch.setattr(service.hmac, "compare_digest", counting)
    monkeypatch.setattr(service.queries, "find_valid", finding)
    known = gemeente.sleutels[Rol.bi].sleutel_id
    other = "0001" if gemeente.code != "GM0001" else "0002"
    tries = [known, f"{known[:-1]}{'a' if known[-1] != 'a' else 'b'}", f"{other}{known[4:]}", f"9999{known[4:]}"]
    answers = set()
    for each in tries:
        async with client_of(gemeente.api_app, Credential(each, "x" * 43)) as client:
            answer = await client.get("/v1/ik")
            body = assert_probleem(answer, 401, "niet-aangemeld")
            answers.add(f"{body | {'instance': ''}} {answer.headers['www-authenticate']}")
    assert asked == tries
    assert compared == [(32, 32)] * len(tries)
    assert len(answers) == 1
