"""Two who write the same at the same moment: one after the other, or one is told to come again. Nothing is lost."""

import asyncio
import time
from itertools import pairwise
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import Databases
from tests.contacten import Rij, as_ndjson, contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem

URL = "/v1/aanleveringen?soort=contacten"


async def push(client: httpx.AsyncClient, rijen: list[Rij], **headers: str) -> httpx.Response:
    headers = {"Content-Type": "application/x-ndjson", **headers}
    return await client.post(URL, content=as_ndjson(rijen), headers=headers)


async def contacten_of(owner: asyncpg.Connection, gemeente: Gemeente) -> dict[str, int]:
    """The minutes of each contact that holds. A contact that holds twice is an error."""
    rows = await owner.fetch(
        "SELECT bron_id, duur_minuten FROM contacten WHERE gemeente_id = $1 AND versie_tot IS NULL", gemeente.id
    )
    found = {row["bron_id"]: row["duur_minuten"] for row in rows}
    assert len(found) == len(rows)
    return found


async def test_deliveries_that_overlap_are_written_one_after_another(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    """Each of six overlaps the next, and the rows stand in another order in each second one."""
    client = gemeente.aanbieder("wegwijs")
    leveringen = [
        [contact(nr, duurMinuten=eerste % 997) for nr in range(eerste, eerste + 200)] for eerste in range(0, 600, 100)
    ]
    answers = await asyncio.gather(
        *(push(client, rijen if nr % 2 else rijen[::-1]) for nr, rijen in enumerate(leveringen))
    )
    assert {answer.status_code for answer in answers} == {201}
    in_order = sorted(zip((answer.json() for answer in answers), leveringen, strict=True), key=_dataversie)
    assert all(one["dataversie"] < other["dataversie"] for (one, _), (other, _) in pairwise(in_order))
    expected: dict[str, int] = {}
    for bewijs, rijen in in_order:
        known = expected.keys() & {rij["bronId"] for rij in rijen}
        assert (bewijs["nieuw"], bewijs["gewijzigd"]) == (200 - len(known), len(known))
        expected |= {rij["bronId"]: rij["duurMinuten"] for rij in rijen}
    assert await contacten_of(api_owner, gemeente) == expected


def _dataversie(levering: tuple[dict[str, Any], list[Rij]]) -> int:
    dataversie: int = levering[0]["dataversie"]
    return dataversie


async def test_the_same_delivery_at_once_under_one_key_is_one_delivery(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    client, rijen = gemeente.aanbieder("wegwijs"), [contact(nr) for nr in range(50)]
    keyed = [push(client, rijen, **{"Idempotency-Key": "tegelijk-1"}) for _ in range(6)]
    others = [push(client, [*rijen, contact(99)], **{"Idempotency-Key": "tegelijk-1"}) for _ in range(2)]
    answers = await asyncio.gather(*keyed, *others)
    # Whichever came first: all with its body hear the same, and the others that the key was taken.
    good = [answer for answer in answers if answer.status_code == 201]
    assert len(good) in {len(keyed), len(others)}
    assert len({answer.content for answer in good}) == 1
    for answer in answers:
        if answer not in good:
            assert_probleem(answer, 409, "idempotentie-conflict")
    assert len((await client.get("/v1/aanleveringen")).json()["items"]) == 1
    assert len(await contacten_of(api_owner, gemeente)) == good[0].json()["nieuw"]


@pytest.fixture
async def rival(databases: Databases) -> Any:
    """Somebody else in the database, who is never chosen to give way."""
    connection = await asyncpg.connect(databases.api_owner)
    await connection.execute("SET deadlock_timeout = '60s'")
    yield connection
    await connection.close()


async def test_who_has_to_give_way_is_told_to_come_again_and_nothing_of_it_is_kept(
    gemeente: Gemeente, api_owner: asyncpg.Connection, rival: asyncpg.Connection
) -> None:
    """A delivery locks its gemeente first and numbers its event last: somebody comes the other way round."""
    client, rijen = gemeente.aanbieder("wegwijs"), [contact(nr) for nr in range(20)]
    await push(client, [contact(100)])
    async with rival.transaction():
        await rival.execute("SELECT FROM gebeurtenistellers WHERE gemeente_id = $1 FOR UPDATE", gemeente.id)
        loser = asyncio.create_task(push(client, rijen, **{"Idempotency-Key": "verliezer-1"}))
        await _waits(api_owner)
        # In a circle now; PostgreSQL ends the delivery.
        await rival.execute("SELECT FROM gemeenten WHERE id = $1 FOR UPDATE", gemeente.id)
        answer = await loser
        assert_probleem(answer, 503, "tijdelijk-niet-bereikbaar")
        assert int(answer.headers["retry-after"]) > 0
    assert len(await contacten_of(api_owner, gemeente)) == 1
    again = await push(client, rijen, **{"Idempotency-Key": "verliezer-1"})
    assert (again.status_code, again.json()["nieuw"]) == (201, 20)
    assert "idempotency-replayed" not in again.headers


async def _waits(owner: asyncpg.Connection) -> None:
    """Until somebody waits for a lock on the counter of events."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'gebeurtenistellers'"
    deadline = time.monotonic() + 20
    while not await owner.fetchval(waiting):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
