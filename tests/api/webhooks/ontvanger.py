"""A receiver of webhooks: a real HTTP server on this machine, that answers as the test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Bericht:
    """One request as it came."""

    regel: str
    headers: dict[str, str]
    inhoud: bytes


@dataclass
class Ontvanger:
    """antwoord: what is written back, whole; None: nothing, ever. gekomen: set once something came."""

    port: int = 0
    antwoord: bytes | None = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
    berichten: list[Bericht] = field(default_factory=list)
    gekomen: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/haak"

    def answer_with(self, status: int, *headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Status", "Content-Length: 0", *headers]
        self.antwoord = ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
            inhoud = await reader.readexactly(int(headers.get("content-length", 0)))
            self.berichten.append(Bericht(head[0], headers, inhoud))
            self.gekomen.set()
            if self.antwoord is None:
                await asyncio.sleep(60)
            writer.write(self.antwoord or b"")
            await writer.drain()
        except (asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Ontvanger]:
    ontvanger = Ontvanger()
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await ontvanger.handle(reader, writer)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    ontvanger.port = server.sockets[0].getsockname()[1]
    yield ontvanger
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
