"""From a meting to answers, as people do it: over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from tests.gemeente import Gemeente
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

Answers = Mapping[str, str | list[str]]


def day(offset: int) -> str:
    """The date this many days from now."""
    return (datetime.now(UTC).date() + timedelta(days=offset)).isoformat()


def nieuwe_meting(**changes: Any) -> dict[str, Any]:
    """What is sent to make a meting of the HOEWijzer, with these changes."""
    return {
        "naam": "Ervaring met cliëntondersteuning",
        "vragenlijst": "hoewijzer",
        "periode": "2026-K4",
        "begintOp": day(-30),
        "eindigtOp": day(60),
        "aanbieders": ["wegwijs", "buurvrouw"],
        **changes,
    }


async def post(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> httpx.Response:
    """A POST under an Idempotency-Key of its own."""
    return await client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})


async def make_meting(gemeente: Gemeente, **changes: Any) -> dict[str, Any]:
    answer = await post(gemeente.at_surveys("beheer"), "/v1/metingen", nieuwe_meting(**changes))
    assert answer.status_code == 201, answer.text
    meting: dict[str, Any] = answer.json()
    return meting


async def invite(
    gemeente: Gemeente,
    meting: dict[str, Any],
    aantal: int,
    *,
    aanbieder: str = "wegwijs",
    contactmomenten: int = 1,
    gebied: str | None = None,
) -> list[str]:
    """The addresses of this many new invitations."""
    uitnodiging = {"contactmomenten": contactmomenten, "aanbieder": aanbieder, "gebied": gebied}
    body = {"metingId": meting["id"], "qr": "geen", "uitnodigingen": [uitnodiging] * aantal}
    answer = await post(gemeente.at_surveys("beheer"), "/v1/uitnodigingen", body)
    assert answer.status_code == 201, answer.text
    return [item["url"] for item in answer.json()["items"]]


async def fill_in(inwoner: httpx.AsyncClient, url: str, answers: Answers, *, code: str, variant: str) -> None:
    """One resident goes through all the pages and sends."""
    path = urlsplit(url).path
    for stap, onderdeel in enumerate(vragenlijst(code, variant).onderdelen, start=1):
        velden = {veld for vraag in onderdeel.vragen for veld in vraag.velden}
        page = {veld: answer for veld, answer in answers.items() if veld in velden}
        if page:
            answer = await inwoner.post(f"{path}/{stap}", data=page)
            assert answer.status_code == 303, answer.text
    answer = await inwoner.post(f"{path}/verzenden")
    assert (answer.status_code, answer.headers.get("location")) == (303, f"{path}/bedankt"), answer.text


async def answer_kort(inwoner: httpx.AsyncClient, urls: Sequence[str], waarde: str = "4") -> None:
    """Everybody with a link to the short HOEWijzer gives the same answer to every question, eight at a time."""
    answers = {vraag.code: waarde for vraag in vragenlijst("hoewijzer", "kort").vragen}
    await at_once([partial(fill_in, inwoner, url, answers, code="hoewijzer", variant="kort") for url in urls])


async def at_once(work: Sequence[Callable[[], Awaitable[object]]], concurrency: int = 8) -> None:
    gate = asyncio.Semaphore(concurrency)

    async def through(one: Callable[[], Awaitable[object]]) -> None:
        async with gate:
            await one()

    async with asyncio.TaskGroup() as group:
        for one in work:
            group.create_task(through(one))
