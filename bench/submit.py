"""Sending a whole HOEWijzer kort, 32 residents at a time, against one-row INSERTs that commit, as many at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from bench.installatie import Installatie
from bench.uitnodigen import invite
from zicht_shared.crypto import sha256
from zicht_shared.db import set_tenant_statement
from zicht_shared.tenancy import gemeente_id
from zicht_surveys.invullen.concept import seal_draft
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

T = TypeVar("T")
SUBMITS = 4_000
AT_ONCE = 32
_VRAGENLIJST = vragenlijst("hoewijzer", "kort")
ANSWERS: dict[str, str | list[str]] = {vraag.code: "4" for vraag in _VRAGENLIJST.vragen}


def links(installatie: Installatie, aantal: int = SUBMITS) -> list[str]:
    """Addresses of invitations behind which every question is already answered: only the sending is left."""
    code, urls = invite(installatie, _VRAGENLIJST, aantal)
    asyncio.run(_save_drafts(installatie.omgeving.service_url("surveys"), code, urls))
    return urls


async def _save_drafts(url: str, code: str, links: list[str]) -> None:
    tokens = [urlsplit(link).path.removeprefix("/i/") for link in links]
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(set_tenant_statement(gemeente_id(code)))
            await connection.execute(
                "INSERT INTO concepten (gemeente_id, token_hash, inhoud) "
                "SELECT $1, * FROM unnest($2::bytea[], $3::bytea[])",
                gemeente_id(code),
                [sha256(token) for token in tokens],
                [seal_draft(token, ANSWERS) for token in tokens],
            )
    finally:
        await connection.close()


def ours(urls: list[str]) -> float:
    """Sends a second, each answered 303 after its commit."""
    address = urlsplit(urls[0])
    host, port = str(address.hostname), int(address.port or 80)
    requests = [
        f"POST {urlsplit(url).path}/verzenden HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 0\r\n\r\n".encode()
        for url in urls
    ]

    async def resident(mine: list[bytes]) -> None:
        loop = asyncio.get_running_loop()
        _, sending = await loop.create_connection(lambda: _Sending(mine), host, port)
        await sending.done

    return _per_second(requests, resident)


class _Sending(asyncio.Protocol):
    """Sends one request after the other over one connection, each after the answer to the one before.

    Not httpx and not streams: what they cost would be taken from the service, which shares the cores.
    """

    def __init__(self, requests: list[bytes]) -> None:
        self._requests = iter(requests)
        self._received = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send_next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._received.endswith(b"\r\n\r\n"):
            return
        # A redirect has no body, so this is the whole answer.
        if not (self._received.startswith(b"HTTP/1.1 303 ") and b"/bedankt\r\n" in self._received):
            self._fail(AssertionError(self._received))
        self._received = b""
        self._send_next()

    def connection_lost(self, fault: Exception | None) -> None:
        self._fail(fault or ConnectionError("the service hung up"))

    def _send_next(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()

    def _fail(self, fault: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(fault)
            self._transport.abort()


def limit(installatie: Installatie, aantal: int = SUBMITS) -> float:
    """Commits a second of one row with the same answers, into a plain table with a primary key."""
    answers = str(ANSWERS)

    async def writer(mine: list[int]) -> None:
        connection = await asyncpg.connect(installatie.omgeving.owner_url("surveys"))
        try:
            for _ in mine:
                await connection.execute("INSERT INTO bench_stem (id, antwoorden) VALUES ($1, $2)", uuid4(), answers)
        finally:
            await connection.close()

    async def prepare(statement: str) -> None:
        connection = await asyncpg.connect(installatie.omgeving.owner_url("surveys"))
        await connection.execute(statement)
        await connection.close()

    asyncio.run(prepare("CREATE TABLE bench_stem (id uuid PRIMARY KEY, antwoorden text)"))
    try:
        return _per_second(list(range(aantal)), writer)
    finally:
        asyncio.run(prepare("DROP TABLE bench_stem"))


def _per_second(work: list[T], worker: Callable[[list[T]], Awaitable[None]]) -> float:
    async def all_at_once() -> float:
        begin = time.perf_counter()
        await asyncio.gather(*(worker(work[start::AT_ONCE]) for start in range(AT_ONCE)))
        return len(work) / (time.perf_counter() - begin)

    return asyncio.run(all_at_once())
