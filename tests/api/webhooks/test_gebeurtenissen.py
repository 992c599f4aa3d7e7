"""Whatever happens, to whoever wants to know of it: under the id that it has in the feed."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.api.webhooks.ontvanger import Ontvanger, listening
from tests.api.webhooks.opstelling import URL, add_webhook, assert_signed, point_at, verzender
from tests.contacten import contact
from tests.gemeente import Gemeente
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.webhooks import outbox

ALLE = [soort.value for soort in Gebeurtenissoort]


async def feed(gemeente: Gemeente) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await gemeente.beheer.get("/v1/gebeurtenissen")).json()["items"]
    return items


async def push(gemeente: Gemeente, nummer: int) -> None:
    pushed = await gemeente.aanbieder("wegwijs").post("/v1/aanleveringen?soort=contacten", json=[contact(nummer)])
    assert pushed.status_code == 201, pushed.text


async def bezorgingen(gemeente: Gemeente, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await gemeente.beheer.get(f"{URL}/{webhook['id']}/bezorgingen")).json()["items"]
    return items


async def test_one_event_reaches_each_webhook_by_itself_under_the_id_of_the_feed(
    gemeente: Gemeente, ontvanger: Ontvanger, api_owner: asyncpg.Connection
) -> None:
    signalen = await add_webhook(gemeente)
    assert signalen["gebeurtenissen"] == ["signaal.nieuw"]
    async with listening() as tweede:
        webhooks = [await add_webhook(gemeente, gebeurtenissen=ALLE) for _ in range(2)]
        for webhook, waar in zip(webhooks, (ontvanger, tweede), strict=True):
            await point_at(gemeente, webhook, waar.url, api_owner)
        tweede.answer_with(503)
        await push(gemeente, 1)
        assert await outbox.deliver(gemeente.db, verzender(), gemeente.id) == 1
        [gebeurtenis] = await feed(gemeente)
        for webhook, waar, status in zip(webhooks, (ontvanger, tweede), ("bezorgd", "wacht"), strict=True):
            [bericht] = waar.berichten
            assert_signed(bericht, webhook["geheim"])
            assert bericht.headers["webhook-id"] == gebeurtenis["id"]
            assert json.loads(bericht.inhoud) == {
                "type": "aanlevering.ontvangen",
                "timestamp": gebeurtenis["tijdstip"],
                "data": gebeurtenis,
            }
            [item] = await bezorgingen(gemeente, webhook)
            assert {name: item[name] for name in ("id", "soort", "onderwerp", "status")} == {
                name: gebeurtenis[name] for name in ("id", "soort", "onderwerp")
            } | {"status": status}
    assert await bezorgingen(gemeente, signalen) == []

    no_more = {"url": "https://meldingen.example/", "omschrijving": "Weinig", "gebeurtenissen": ["actie.status"]}
    changed = await gemeente.beheer.put(f"{URL}/{webhooks[0]['id']}", json=no_more, headers={"If-Match": '"1"'})
    assert changed.json()["gebeurtenissen"] == ["actie.status"]
    await push(gemeente, 2)
    assert [len(await bezorgingen(gemeente, webhook)) for webhook in webhooks] == [1, 2]


async def test_who_dies_between_sending_and_knowing_sends_again_under_the_same_id(
    gemeente: Gemeente, ontvanger: Ontvanger, api_owner: asyncpg.Connection
) -> None:
    webhook = await add_webhook(gemeente, gebeurtenissen=["aanlevering.ontvangen"])
    await point_at(gemeente, webhook, ontvanger.url, api_owner)
    await push(gemeente, 1)
    ontvanger.antwoord = None
    dying = asyncio.create_task(outbox.deliver(gemeente.db, verzender(), gemeente.id))
    await asyncio.wait_for(ontvanger.gekomen.wait(), 5)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying

    ontvanger.answer_with(204)
    assert await outbox.deliver(gemeente.db, verzender(), gemeente.id) == 0
    await api_owner.execute(
        "UPDATE webhookbezorgingen SET volgende_poging_op = now() WHERE gemeente_id = $1", gemeente.id
    )
    # Two at once: it is one message all the same.
    rounds = [outbox.deliver(gemeente.db, verzender(), gemeente.id) for _ in range(2)]
    assert sorted(await asyncio.gather(*rounds)) == [0, 1]
    [gebeurtenis] = await feed(gemeente)
    assert [bericht.headers["webhook-id"] for bericht in ontvanger.berichten] == [gebeurtenis["id"]] * 2


async def test_what_is_undone_is_told_to_nobody(gemeente: Gemeente) -> None:
    webhook = await add_webhook(gemeente, gebeurtenissen=ALLE)
    async with gemeente.db.transaction(gemeente.id) as db:
        soort = Gebeurtenissoort.verbeterplan_status
        await meld(db, gemeente.id, soort, uuid4(), pad="/v1/verbeterplannen/x", alleen_leren=False)
        await db.rollback()
    assert (await feed(gemeente), await bezorgingen(gemeente, webhook)) == ([], [])
