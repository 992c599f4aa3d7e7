"""Every POST there is, sent three times with the same Idempotency-Key, happens once."""

from contextlib import AsyncExitStack

import asyncpg
from starlette.applications import Starlette

from tests.architecture.gevuld import make_gevuld
from tests.architecture.rijen import rows_of
from tests.architecture.routes import SCHRIJVEND
from tests.contacten import contact
from tests.gemeente import Gemeente


async def test_every_post_that_is_sent_three_times_happens_once(
    api_app: Starlette, surveys_app: Starlette, api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection
) -> None:
    owners = (api_owner, surveys_owner)
    posts = [pad for pad in SCHRIJVEND if pad.method == "POST"]
    async with AsyncExitStack() as clients:
        gevuld = await make_gevuld(api_app, surveys_app, clients)
        before = await rows_of(gevuld.gemeente.id, *owners)
        # To a closed meting nothing can be done any more.
        for pad in sorted(posts, key=lambda pad: pad.path.endswith("/sluiting")):
            client, body, key = gevuld.client(pad, "beheer"), gevuld.body(pad), f"dezelfde-sleutel {pad}"
            first = await gevuld.send(client, pad, body, key)
            assert first.is_success, (pad, first.text)
            once = await rows_of(gevuld.gemeente.id, *owners)
            assert once != before, pad

            for _ in range(2):
                again = await gevuld.send(client, pad, body, key)
                assert (again.status_code, again.content) == (first.status_code, first.content), pad
                assert again.headers["idempotency-replayed"] == "true", pad
            before = await rows_of(gevuld.gemeente.id, *owners)
            assert before == once, pad


async def test_the_same_key_of_another_caller_is_another_key(gemeente: Gemeente) -> None:
    headers = {"Idempotency-Key": "die-een-ander-ook-koos"}
    for naam in ("wegwijs", "buurvrouw"):
        client = gemeente.at_api(f"aanbieder:{naam}")
        answer = await client.post("/v1/aanleveringen?soort=contacten", json=[contact(1)], headers=headers)
        assert (answer.status_code, answer.json()["nieuw"]) == (201, 1), answer.text
        assert "idempotency-replayed" not in answer.headers
