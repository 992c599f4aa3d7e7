"""A bad line to the core: a TCP proxy that cuts connections, doubles requests, and lets them come late."""

import asyncio
from collections import Counter
from random import Random

import httpx
from starlette.applications import Starlette

from tests.gemeente import client_of

# What may happen to a request, and how often that is.
_FAULTS = {
    "goed": 5,
    "afgebroken-voor": 1,
    "afgebroken-na": 1,
    "half-antwoord": 1,
    "dubbel": 2,
    "later-nog-eens": 3,
}
_STATUS = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"


class Storing:
    """The proxy. seen: how often what happened. Before `open` nothing listens: the core is down."""

    def __init__(self, core: Starlette, seed: int) -> None:
        self._core = client_of(core)
        self._random = Random(seed)
        self._late: list[tuple[str, dict[str, str], bytes]] = []
        self._server: asyncio.Server | None = None
        self.seen: Counter[str] = Counter()

    async def reserve(self) -> int:
        """A port on which nobody listens (any more)."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = int(server.sockets[0].getsockname()[1])
        server.close()
        await server.wait_closed()
        return self._port

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        await self._core.aclose()

    async def replay_late(self) -> None:
        """Let everything that is still under way arrive, the newest first."""
        while self._late:
            await self._forward(*self._late.pop())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _read(reader)
            fault = self._random.choices(list(_FAULTS), list(_FAULTS.values()))[0]
            self.seen[fault] += 1
            await self._handle(fault, request, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _handle(
        self, fault: str, request: tuple[str, dict[str, str], bytes], writer: asyncio.StreamWriter
    ) -> None:
        if fault == "afgebroken-voor":
            writer.transport.abort()
            return
        answer = await self._forward(*request)
        if fault == "dubbel":
            answer = await self._forward(*request)
        if fault == "afgebroken-na":
            writer.transport.abort()
            return
        whole = _STATUS % (answer.status_code, len(answer.content)) + answer.content
        writer.write(whole[: len(whole) // 2] if fault == "half-antwoord" else whole)
        if fault == "later-nog-eens":
            self._late.append(request)
        elif self._late and self._random.random() < 0.5:
            # An old request overtaken by newer ones arrives now.
            await self._forward(*self._late.pop(self._random.randrange(len(self._late))))

    async def _forward(self, path: str, headers: dict[str, str], body: bytes) -> httpx.Response:
        kept = {name: headers[name] for name in ("authorization", "content-type")}
        return await self._core.put(path, content=body, headers=kept)


async def _read(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    """Path, headers and body of one PUT."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip("\r\n").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return first.split(" ")[1], headers, await reader.readexactly(int(headers["content-length"]))
