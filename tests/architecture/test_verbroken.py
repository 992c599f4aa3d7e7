"""Clients that go away before the answer and come back: whatever they send again, in whatever order, adds nothing.

Over real sockets. One gemeente sends every write of the survey service once; another sends each of them first to no
avail, then again, and then all of them three times more, at random. Both must end with as many rows.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import asyncpg
import httpx
import msgspec
import uvicorn
from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld, make_gevuld
from tests.architecture.rijen import rows_of
from tests.architecture.routes import BUITEN_V1, SCHRIJVEND, Pad
from tests.surveys.meting import day, nieuwe_meting, post
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

# What makes something new each time by design: it has no key, and stands in no walk.
EACH_TIME_NEW = {
    "POST /o/{token}": "whoever presses the button of an open link is somebody else, and gets a link of their own",
}
TIMES = 3
PADEN = [pad for pad in SCHRIJVEND if pad.service == "surveys"]


@dataclass(frozen=True)
class Verzoek:
    """One write, and what its answer must be when it is sent again (None: the same as the first time)."""

    naam: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    again: int | None = None

    def raw(self, netloc: str) -> bytes:
        headers = {"Host": netloc, "Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[tuple[uvicorn.Server, str]]:
    """The app on a socket, and the address. Without its jobs: the rows must only move by what is sent."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield server, f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  uvicorn has no event for these
        await asyncio.sleep(0.01)


async def go_away(server: uvicorn.Server, netloc: str, verzoek: Verzoek, seconds: float) -> None:
    """Send, and hang up after so long without having read anything; returns when the service has done with it."""
    host, _, port = netloc.partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(verzoek.raw(netloc))
    await writer.drain()
    await asyncio.sleep(seconds)
    writer.transport.abort()
    await until(lambda: not (server.server_state.connections or server.server_state.tasks))


async def writes_of(gevuld: Gevuld) -> list[Verzoek]:
    """Every write that there is, with what is this gemeente's; those that end something come last."""
    ending = ("/intrekking", "/sluiting")
    paden = sorted(PADEN, key=lambda pad: pad.path.endswith(ending) + pad.path.endswith("/sluiting"))
    return [await _write(gevuld, pad) for pad in paden]


async def _write(gevuld: Gevuld, pad: Pad) -> Verzoek:
    client, path = gevuld.client(pad, "beheer"), gevuld.address(pad)
    headers = {"Content-Type": "application/json", **dict(_credential(client)), "Idempotency-Key": f"sleutel {pad}"}
    if pad.method == "POST":
        headers["If-Match"] = "*"
    again = None
    if pad.method == "PUT":
        etag = (await client.get(path)).headers["etag"]
        # Who repeats a change of what has changed since, by that change itself, is told so.
        headers, again = headers | {"If-Match": etag}, 412
    body = gevuld.body(pad)
    return Verzoek(str(pad), pad.method, path, headers, b"" if body is None else msgspec.json.encode(body), again)


def _credential(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    return [(name, value) for name, value in client.headers.items() if name.lower() in {"authorization", "x-api-key"}]


async def pages_of(gevuld: Gevuld) -> list[Verzoek]:
    """Every form of a resident: a whole visit, and that of who looks at a preview."""
    surveys, form = gevuld.gemeente.at_surveys("beheer"), {"Content-Type": "application/x-www-form-urlencoded"}
    meting = nieuwe_meting(naam="bladen", aanbieders=[gevuld.een], eindigtOp=day(9))
    made = (await post(surveys, "/v1/metingen", meting)).json()
    wens = {"metingId": made["id"], "qr": "geen", "uitnodigingen": [{"contactmomenten": 1, "aanbieder": gevuld.een}]}
    link = urlsplit((await post(surveys, "/v1/uitnodigingen", wens)).json()["items"][0]["url"]).path
    seen = {"van": 1, "variant": "standaard"}
    voorbeeld = await post(surveys, f"/v1/vragenlijsten/{gevuld.ids['vragenlijst']}/voorbeelden", seen)
    preview = urlsplit(voorbeeld.json()["url"]).path
    pages = [
        Verzoek(
            "POST /i/{token}/{stap}",
            "POST",
            f"{link}/{stap}",
            form,
            urlencode({vraag.code: "4" for vraag in onderdeel.vragen}).encode(),
            # Of a link that was used there is no page any more; it says so.
            again=200,
        )
        for stap, onderdeel in enumerate(vragenlijst("hoewijzer", "kort").onderdelen, start=1)
    ]
    return [
        *pages,
        Verzoek("POST /i/{token}/verzenden", "POST", f"{link}/verzenden", {}, b"", again=200),
        Verzoek("POST /voorbeeld/{token}/{stap}", "POST", f"{preview}/1", form, b"hulp=ja"),
        Verzoek("POST /voorbeeld/{token}/verzenden", "POST", f"{preview}/verzenden", {}, b""),
    ]


async def test_who_goes_away_and_sends_again_in_any_order_adds_nothing(
    api_app: Starlette, surveys_app: Starlette, api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection
) -> None:
    owners, dice = (api_owner, surveys_owner), random.Random(4)
    async with AsyncExitStack() as clients, served(surveys_app) as (server, netloc):
        inwoner = await clients.enter_async_context(httpx.AsyncClient(base_url=f"http://{netloc}"))

        async def send(verzoek: Verzoek) -> httpx.Response:
            return await inwoner.request(
                verzoek.method, verzoek.path, content=verzoek.body, headers={**verzoek.headers, "Connection": "close"}
            )

        async def all_of(gevuld: Gevuld) -> list[Verzoek]:
            verzoeken = [*await pages_of(gevuld), *await writes_of(gevuld)]
            forms = {str(pad) for pad in BUITEN_V1["surveys"] if pad.startswith("POST ")} - EACH_TIME_NEW.keys()
            assert {verzoek.naam for verzoek in verzoeken} == forms | {str(pad) for pad in PADEN}
            return verzoeken

        calm = await make_gevuld(api_app, surveys_app, clients)
        for verzoek in await all_of(calm):
            answer = await send(verzoek)
            assert answer.status_code < 400, f"{verzoek.naam}: {answer.text}"

        hasty = await make_gevuld(api_app, surveys_app, clients)
        done: list[tuple[Verzoek, httpx.Response]] = []
        for verzoek in await all_of(hasty):
            await go_away(server, netloc, verzoek, dice.choice([0, 0.003, 0.03, 0.3]))
            answer = await send(verzoek)
            assert answer.status_code < 400 or answer.status_code == verzoek.again, f"{verzoek.naam}: {answer.text}"
            done.append((verzoek, answer))
        once = await rows_of(hasty.gemeente.id, *owners)
        assert sizes(once) == sizes(await rows_of(calm.gemeente.id, *owners))

        for verzoek, first in dice.sample(done * TIMES, len(done) * TIMES):
            if dice.random() < 1 / TIMES:
                await go_away(server, netloc, verzoek, dice.choice([0, 0.003, 0.03]))
                continue
            answer = await send(verzoek)
            assert answer.status_code == (verzoek.again or first.status_code), f"{verzoek.naam}: {answer.text}"
            if verzoek.again is None and verzoek.path.startswith("/v1"):
                assert answer.content == first.content
                assert answer.headers["idempotency-replayed"] == "true"
        assert await rows_of(hasty.gemeente.id, *owners) == once


def sizes(rows: Mapping[str, Any]) -> dict[str, int]:
    return {table: len(found) for table, found in rows.items()}
