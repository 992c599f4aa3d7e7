"""What is asked again and has not changed is answered at once, and never with what has changed."""

import asyncio

import pytest

from tests.api.waarnemingen.test_router import deliver
from tests.gemeente import Gemeente, client_of
from zicht_shared.auth import Doel, Rol

FEEDS = ["/v1/waarden?uitsplitsing=gebied", "/v1/indicatoren/uren/waarden?periode=2025&per=gebied"]


@pytest.mark.parametrize("url", FEEDS)
async def test_what_is_asked_again_is_the_same_to_the_byte(gemeente: Gemeente, url: str) -> None:
    await deliver(gemeente)
    first, again = await gemeente.bi.get(url), await gemeente.bi.get(url)
    assert again.status_code == 200
    assert again.content == first.content
    # What was streamed the first time, has a length the second.
    # An answer that was kept is not counted against a budget.
    differs = {"content-length", "ratelimit", "ratelimit-policy"}
    assert {name: value for name, value in again.headers.items() if name not in differs} == {
        name: value for name, value in first.headers.items() if name not in differs
    }
    known = await gemeente.bi.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", first.headers["ETag"])


@pytest.mark.parametrize("url", FEEDS)
async def test_a_key_that_was_withdrawn_opens_nothing_that_was_kept(gemeente: Gemeente, url: str) -> None:
    await deliver(gemeente)
    sleutel = await gemeente.add_sleutel(Rol.bi)
    async with client_of(gemeente.api_app, sleutel) as client:
        first = await client.get(url)
        assert first.status_code == 200
        assert (await gemeente.beheer.delete(f"/v1/sleutels/{sleutel.sleutel_id}")).status_code == 204
        assert (await client.get(url)).status_code == 401
        assert (await client.get(url, headers={"If-None-Match": first.headers["ETag"]})).status_code == 401


async def test_nothing_of_what_was_kept_for_learning_is_given_to_who_must_account(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    verantwoorden = await gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)
    to_learn = await gemeente.bi.get("/v1/waarden")
    async with client_of(gemeente.api_app, verantwoorden) as client:
        to_account = await client.get("/v1/waarden")
        assert to_account.content != to_learn.content
        crossed = await client.get("/v1/waarden", headers={"If-None-Match": to_learn.headers["ETag"]})
        assert (crossed.status_code, crossed.content) == (200, to_account.content)


async def test_another_role_is_refused_as_before(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    await gemeente.bi.get(FEEDS[0])
    assert (await gemeente.at_api("vragenlijsten").get(FEEDS[0])).status_code == 403


async def test_what_is_not_there_is_not_unchanged(gemeente: Gemeente) -> None:
    answer = await gemeente.bi.get("/v1/indicatoren/niets/waarden?periode=2025", headers={"If-None-Match": "*"})
    assert answer.status_code == 404


async def test_every_read_that_begins_after_a_delivery_sees_it(gemeente: Gemeente) -> None:
    """With many readers at once, of whom most are answered together."""
    await deliver(gemeente)
    acknowledged = (await gemeente.bi.get(FEEDS[1])).json()["dataversie"]
    behind: list[tuple[int, int]] = []
    done = asyncio.Event()

    async def reader() -> None:
        while not done.is_set():
            least = acknowledged
            seen = (await gemeente.bi.get(FEEDS[1])).json()["dataversie"]
            if seen < least:
                behind.append((seen, least))

    readers = [asyncio.create_task(reader()) for _ in range(6)]
    for batch in range(5):
        await deliver(gemeente, eerste=20_000 + 50 * batch, aantal=50)
        acknowledged += 1
    done.set()
    await asyncio.gather(*readers)
    assert behind == []
    assert (await gemeente.bi.get(FEEDS[1])).json()["dataversie"] == acknowledged
