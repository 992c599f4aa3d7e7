"""Whole visits of residents: all pages of a questionnaire, each answered, checked and sent, eight residents at a time.

The Putten as it stands, on three pages; and its six questions on one page, as other software is measured.

Everybody comes with a browser of their own: a connection of their own, and an empty cache on the first page. Beside
it the bare transactions that such a visit needs, as many at a time: one read for each page, one row for each that is
answered, and three rows for the sending.
"""

import asyncio
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import mean, quantiles
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

import asyncpg
import httpx

from bench.installatie import Installatie
from bench.uitnodigen import invite
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst
from zicht_surveys.vragenlijsten.schemas import Vragenlijst

VISITS: Final = 1_500
AT_ONCE: Final = 8
CORES: Final = 2
PUTTEN: Final = vragenlijst("putten", "standaard")
OP_EEN_BLAD: Final = PUTTEN.model_copy(
    update={
        "code": "putten-op-een-blad",
        "onderdelen": (PUTTEN.onderdelen[0].model_copy(update={"vragen": PUTTEN.vragen}),),
    }
)
_ANSWERS: Final = {"likert5": "4", "ja-nee-want": "ja"}
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.I)
_RESOURCE: Final = re.compile(r'<link [^>]*href="([^"]+)"')


@dataclass
class Pages:
    """What was measured of the pages, by their name: from the click until all of it is there."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    requests: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    received: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def p95(self, *names: str) -> float:
        """Milliseconds within which 95 of 100 of these pages (without names: of all) were there."""
        seconds = [value for name in names or self.seconds for value in self.seconds[name]]
        return quantiles(seconds, n=20)[-1] * 1000

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Of each page its name, and on average its requests and bytes; and its p95."""
        return [
            (name, f"{mean(self.requests[name]):.0f}", f"{mean(self.received[name]):,.0f}", f"{self.p95(name):.0f} ms")
            for name in self.seconds
        ]


@dataclass(frozen=True)
class _Exchange:
    """One request and how its answer must begin and what must be in its head."""

    request: bytes
    status: bytes
    head: bytes = b""


# A page is what follows one click: its name, and the requests for it in their order.
_Page = tuple[str, list[_Exchange]]


def links(installatie: Installatie, lijst: Vragenlijst) -> list[str]:
    return invite(installatie, lijst, VISITS)[1]


def ours(urls: list[str], lijst: Vragenlijst, pages: Pages) -> float:
    """Whole visits a second; adds to pages what each of them took."""
    address = urlsplit(urls[0])
    host, port = str(address.hostname), int(address.port or 80)
    resources = [urljoin(address.path, found) for found in _RESOURCE.findall(httpx.get(urls[0]).text)]
    visits = [_visit(address.netloc, urlsplit(url).path, resources, lijst) for url in urls]

    async def residents(mine: list[list[_Page]]) -> None:
        loop = asyncio.get_running_loop()
        for visit in mine:
            transport, browser = await loop.create_connection(_Browser, host, port)
            for name, exchanges in visit:
                begin = time.perf_counter()
                received = 0
                for exchange in exchanges:
                    received += await browser.send(exchange)
                pages.seconds[name].append(time.perf_counter() - begin)
                pages.requests[name].append(len(exchanges))
                pages.received[name].append(received)
            transport.close()

    async def all_at_once() -> float:
        begin = time.perf_counter()
        await asyncio.gather(*(residents(visits[start::AT_ONCE]) for start in range(AT_ONCE)))
        return len(visits) / (time.perf_counter() - begin)

    return asyncio.run(all_at_once())


def _visit(netloc: str, path: str, resources: list[str], lijst: Vragenlijst) -> list[_Page]:
    def get(address: str) -> _Exchange:
        return _Exchange(f"GET {address} HTTP/1.1\r\nHost: {netloc}\r\n\r\n".encode(), b"HTTP/1.1 200 ")

    def post(address: str, form: dict[str, str], to: str) -> _Exchange:
        body = urlencode(form)
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}"
        request = f"POST {address} HTTP/1.1\r\nHost: {netloc}\r\n{head}\r\n\r\n{body}"
        return _Exchange(request.encode(), b"HTTP/1.1 303 ", f"location: {to}\r\n".encode())

    stappen = [str(number) for number, _ in enumerate(lijst.onderdelen, start=1)]
    pages: list[_Page] = [
        ("start", [get(path), *map(get, resources)]),
        ("1", [get(f"{path}/1")]),
    ]
    for onderdeel, (stap, volgende) in zip(lijst.onderdelen, pairwise([*stappen, "controle"]), strict=True):
        form = {vraag.code: _ANSWERS[vraag.soort] for vraag in onderdeel.vragen}
        pages.append((volgende, [post(f"{path}/{stap}", form, f"{path}/{volgende}"), get(f"{path}/{volgende}")]))
    pages.append(("bedankt", [post(f"{path}/verzenden", {}, f"{path}/bedankt"), get(f"{path}/bedankt")]))
    return pages


class _Browser(asyncio.Protocol):
    """One connection, one request after the other; for its economy see submit._Sending."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = bytearray()

    def send(self, exchange: _Exchange) -> asyncio.Future[int]:
        """Resolves to the size of the answer once all of it is there."""
        self._exchange, self._size = exchange, 0
        self._received.clear()
        self._answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._transport.write(exchange.request)
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._size:
            head, end, _ = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            if not (head.startswith(self._exchange.status) and self._exchange.head in head + b"\r\n"):
                self._fail(AssertionError(bytes(self._received)))
                return
            length = _LENGTH.search(head + b"\r\n")
            self._size = len(head) + len(end) + (int(length[1]) if length else 0)
        if len(self._received) == self._size:
            self._answered.set_result(self._size)

    def connection_lost(self, fault: Exception | None) -> None:
        self._fail(fault or ConnectionError("the service hung up"))

    def _fail(self, fault: Exception) -> None:
        if not self._answered.done():
            self._answered.set_exception(fault)
            self._transport.abort()


def limit(installatie: Installatie, lijst: Vragenlijst, aantal: int = VISITS) -> float:
    """Visits a second of their bare transactions, on plain tables with a primary key."""
    url, answers = installatie.omgeving.owner_url("surveys"), str(_ANSWERS)
    stappen = len(lijst.onderdelen)

    async def resident(visits: int) -> None:
        connection = await asyncpg.connect(url)
        read = await connection.prepare("SELECT inhoud FROM bench_concept WHERE id = $1")
        write = await connection.prepare(
            "INSERT INTO bench_concept VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET inhoud = EXCLUDED.inhoud"
        )
        send = await connection.prepare(
            "WITH oud AS (DELETE FROM bench_concept WHERE id = $1), bus AS (INSERT INTO bench_stem VALUES ($1, $2)) "
            "INSERT INTO bench_gestemd VALUES ($1)"
        )
        for _ in range(visits):
            wie = uuid4()
            # Beside the pages with questions: the start, the check and the thanks.
            for _ in range(stappen + 3):
                await read.fetchval(wie)
            for _ in range(stappen):
                await write.fetchval(wie, answers)
            await send.fetchval(wie, answers)
        await connection.close()

    async def all_at_once() -> float:
        owner = await asyncpg.connect(url)
        await owner.execute(
            "CREATE TABLE bench_concept (id uuid PRIMARY KEY, inhoud text);"
            "CREATE TABLE bench_stem (id uuid PRIMARY KEY, antwoorden text);"
            "CREATE TABLE bench_gestemd (id uuid PRIMARY KEY)"
        )
        try:
            begin = time.perf_counter()
            await asyncio.gather(*(resident(aantal // AT_ONCE) for _ in range(AT_ONCE)))
            return aantal / (time.perf_counter() - begin)
        finally:
            await owner.execute("DROP TABLE bench_concept, bench_stem, bench_gestemd")
            await owner.close()

    return asyncio.run(all_at_once())
