"""Many write at once, and who follows meanwhile misses nothing."""

import asyncio
import random
from uuid import uuid4

import httpx

from tests.api.gebeurtenissen.test_router import onderwerpen, read
from tests.api.vragenlijstresultaten.test_router import resultaat
from tests.api.webhooks.opstelling import add_webhook
from tests.contacten import contact
from tests.gemeente import Gemeente
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort

SCHRIJVERS, PER_SCHRIJVER = 5, 12
METING = uuid4()


async def test_whoever_follows_while_others_write_gets_everything_once(gemeente: Gemeente) -> None:
    chance = random.Random(5)
    committed: set[str] = set()
    done = asyncio.Event()

    async def write(schrijver: int) -> None:
        for nummer in range(PER_SCHRIJVER):
            onderwerp = f"{schrijver}-{nummer}"
            async with gemeente.db.transaction(gemeente.id) as db:
                await asyncio.sleep(chance.uniform(0, 0.01))
                soort = Gebeurtenissoort.actie_status
                await meld(db, gemeente.id, soort, onderwerp, pad="/v1/verbeterplannen", alleen_leren=False)
                # The time between taking a number and its being there for others.
                await asyncio.sleep(chance.uniform(0, 0.01))
                if chance.random() < 0.2:
                    await db.rollback()
                    continue
            committed.add(onderwerp)

    async def follow(limit: int) -> list[str]:
        seen: list[str] = []
        url = f"/v1/gebeurtenissen?limit={limit}"
        while True:
            ready = done.is_set()
            page = await read(gemeente.beheer, url)
            seen += [item["onderwerp"] for item in page["items"]]
            url = page["verder"]
            if ready and page["volgende"] is None:
                return seen

    readers = [asyncio.create_task(follow(limit)) for limit in (1, 3, 1000)]
    await asyncio.gather(*(write(schrijver) for schrijver in range(SCHRIJVERS)))
    done.set()
    everything = await onderwerpen(gemeente.beheer, "/v1/gebeurtenissen?limit=1000")
    assert set(everything) == committed
    assert len(everything) == len(committed) > SCHRIJVERS * PER_SCHRIJVER / 2
    assert [await reader for reader in readers] == [everything] * 3


async def test_all_who_write_at_once_wait_for_one_another_and_never_in_a_circle(gemeente: Gemeente) -> None:
    """Both aanbieders, the survey service, who looks what stands out, and who changes where that is sent."""
    webhook = await add_webhook(gemeente)

    async def push(aanbieder: str, nummer: int) -> httpx.Response:
        return await gemeente.aanbieder(aanbieder).post("/v1/aanleveringen?soort=contacten", json=[contact(nummer)])

    async def count(nummer: int) -> httpx.Response:
        uitkomst = resultaat(versie=nummer)
        return await gemeente.at_api("vragenlijsten").put(f"/v1/vragenlijstresultaten/{METING}", json=uitkomst)

    async def look() -> httpx.Response:
        return await gemeente.beleid.post("/v1/signaleringen")

    async def change() -> httpx.Response:
        haak = {"url": "https://elders.example/", "omschrijving": "Elders", "gebeurtenissen": ["resultaat.ontvangen"]}
        return await gemeente.beheer.put(f"/v1/webhooks/{webhook['id']}", json=haak, headers={"If-Match": "*"})

    rounds = [(push("wegwijs", n), push("buurvrouw", n), count(n), look(), change()) for n in range(1, 4)]
    answers = await asyncio.gather(*(request for requests in rounds for request in requests))
    assert [answer.status_code for answer in answers] == [201, 201, 200, 201, 200] * 3
    told = await onderwerpen(gemeente.beheer, "/v1/gebeurtenissen?soort=aanlevering.ontvangen")
    assert set(told) == {answer.json()["id"] for answer in answers if "afgekeurd" in answer.json()}
    assert len(told) == 6
