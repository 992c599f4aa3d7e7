"""Every POST there is, sent three times with the same Idempotency-Key, happens once."""

from contextlib import AsyncExitStack

import asyncpg
import pytest
from starlette.applications import Starlette

from tests.architecture.gevuld import make_gevuld, rows_of
from tests.architecture.routes import SCHRIJVEND, Pad

POSTS = [pad for pad in SCHRIJVEND if pad.method == "POST"]


@pytest.mark.parametrize("pad", POSTS, ids=str)
async def test_a_post_that_is_sent_three_times_happens_once(
    pad: Pad,
    api_app: Starlette,
    surveys_app: Starlette,
    api_owner: asyncpg.Connection,
    surveys_owner: asyncpg.Connection,
) -> None:
    owners = (api_owner, surveys_owner)
    async with AsyncExitStack() as clients:
        gevuld = await make_gevuld(api_app, surveys_app, clients)
        client, body, key = gevuld.client(pad, "beheer"), gevuld.body(pad), "dezelfde-sleutel"
        before = await rows_of(None, *owners)
        first = await gevuld.send(client, pad, body, key)
        assert first.is_success, first.text
        once = await rows_of(None, *owners)
        assert once != before

        for _ in range(2):
            again = await gevuld.send(client, pad, body, key)
            assert (again.status_code, again.content) == (first.status_code, first.content)
            assert again.headers["idempotency-replayed"] == "true"
            assert await rows_of(None, *owners) == once
