"""Slow clients before the proxy of docker-compose.yml: they hold on to what they have, and others notice nothing.

`python -m tests.chaos.langzaam [connections] [seconds]`. From many addresses, so that it is not the limit per address
that answers the question.
"""

import asyncio
import contextlib
import itertools
import multiprocessing
import os
import random
import socket
import ssl
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Final

from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from tests.chaos.proxy import NAMES, Proxy, client_context, proxy
from zicht_shared.auth import Credential

P99_SECONDS: Final = 0.5
_ADDRESSES: Final = 20
_HEALTHY_AT_ONCE: Final = 4


@dataclass
class Druk:
    """What the slow ones did. open: how many hold a connection now; hung_up: how often the proxy ended one."""

    open: Counter[str] = field(default_factory=Counter)
    hung_up: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Gezond:
    """What others had of it. seconds: per request; faults: anything but the answer that they should have had."""

    seconds: list[float]
    faults: Counter[str]

    @property
    def p50(self) -> float:
        return quantiles(self.seconds, n=100)[49]

    @property
    def p99(self) -> float:
        return quantiles(self.seconds, n=100)[98]


Slow = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Coroutine[None, None, None]]


async def _drip(writer: asyncio.StreamWriter, start: bytes, drop: bytes) -> None:
    writer.write(start)
    while True:
        await writer.drain()
        await asyncio.sleep(1)
        writer.write(drop)


async def drip_headers(_: asyncio.StreamReader, writer: asyncio.StreamWriter, wie: bytes) -> None:
    await _drip(writer, b"GET /v1/aanbieders HTTP/1.1\r\n" + wie, b"X-A: b\r\n")


async def drip_body(_: asyncio.StreamReader, writer: asyncio.StreamWriter, wie: bytes) -> None:
    head = b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    await _drip(writer, b"POST /v1/aanbieders HTTP/1.1\r\n" + wie + head, b" ")


async def drip_delivery(_: asyncio.StreamReader, writer: asyncio.StreamWriter, wie: bytes) -> None:
    """Deliveries go straight through to the service."""
    head = b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    await _drip(writer, b"POST /v1/aanleveringen?soort=contacten HTTP/1.1\r\n" + wie + head, b"1\r\n \r\n")


async def sip_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wie: bytes) -> None:
    """Ask for much, and take it in by the byte."""
    writer.write(b"GET /v1/openapi.json HTTP/1.1\r\n" + wie + b"\r\n")
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    await _never()


async def say_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter, __: bytes) -> None:
    await reader.read()


KINDS: Final[dict[str, Slow]] = {
    "headers, by the second": drip_headers,
    "body, by the second": drip_body,
    "delivery, by the second": drip_delivery,
    "answer not taken": sip_answer,
    "nothing at all": say_nothing,
}


@dataclass(frozen=True)
class Doel:
    """Where the slow ones go: the port of the proxy, and the head that makes them known."""

    port: int
    wie: bytes


class Aanval:
    """Slow clients of all kinds; who is hung up on comes back. In a process of their own: what they cost, counts for
    the machine, and not for who is measured."""

    def __init__(self, doel: Doel, connections: int) -> None:
        self._doel, self._connections = doel, connections
        self._druk, self._context = Druk(), client_context()
        self._connected = asyncio.Event()

    async def hold_on(self, line: Connection) -> None:
        """Until something is said over the line. Says when all are connected, and at the end what came of it."""
        kinds = itertools.islice(itertools.cycle(KINDS.items()), self._connections)
        tasks = [
            asyncio.create_task(self._return(f"127.0.0.{2 + nr % _ADDRESSES}", name, slow))
            for nr, (name, slow) in enumerate(kinds)
        ]
        await self._connected.wait()
        line.send("connected")
        await asyncio.to_thread(line.recv)
        line.send(Druk(Counter(self._druk.open), Counter(self._druk.hung_up), Counter(self._druk.answered)))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _return(self, address: str, name: str, slow: Slow) -> None:
        while True:
            with contextlib.suppress(OSError):
                await self._once(address, name, slow)
            self._druk.hung_up[name] += 1
            await asyncio.sleep(random.uniform(0.1, 1))

    async def _once(self, address: str, name: str, slow: Slow) -> None:
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.setblocking(False)
        line.bind((address, 0))
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", self._doel.port))
        reader, writer = await asyncio.open_connection(
            sock=line, ssl=self._context, server_hostname=NAMES["api"], limit=1024
        )
        self._druk.open[name] += 1
        if self._druk.open.total() >= self._connections * 0.9:
            self._connected.set()
        sending = asyncio.create_task(slow(reader, writer, self._doel.wie))
        # An answer, where none was to be expected, is the end of this one.
        heard = asyncio.create_task(reader.readline() if slow in _SENDERS else _never())
        try:
            await asyncio.wait((heard, sending), return_when=asyncio.FIRST_COMPLETED)
            if heard.done() and (first := heard.result()):
                self._druk.answered[f"{name}: {first.decode().split(' ')[1]}"] += 1
        finally:
            self._druk.open[name] -= 1
            for task in (heard, sending):
                task.cancel()
            await asyncio.gather(heard, sending, return_exceptions=True)
            writer.transport.abort()


async def _never() -> bytes:
    await asyncio.Event().wait()
    return b""


def _attack(line: Connection, doel: Doel, connections: int) -> None:
    asyncio.run(Aanval(doel, connections).hold_on(line))


@contextlib.contextmanager
def slow_clients(doel: Doel, connections: int) -> Iterator[Callable[[], Druk]]:
    """All of them connected, until the end of the block. What is given ends them, and tells what came of them."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_attack, args=(theirs, doel, connections), daemon=True)
    process.start()
    try:
        if not ours.poll(120):
            raise RuntimeError("the slow clients could not connect")
        ours.recv()

        def end() -> Druk:
            ours.send("end")
            druk: Druk = ours.recv()
            return druk

        yield end
    finally:
        process.terminate()
        process.join()


_SENDERS: Final = {drip_headers, drip_body, drip_delivery}


async def ask_healthy(door: Proxy, sleutel: Credential, seconds: float) -> Gezond:
    """Others meanwhile, from an address of their own: with a fresh connection each time, as who has just come."""
    wie = f"X-Api-Key: {sleutel.sleutel_id}.{sleutel.geheim}\r\n"
    asked = (
        ("api", "/gezondheid/gereed", "", 200),
        ("api", "/v1/aanbieders", wie, 200),
        ("surveys", "/gezondheid/gereed", "", 200),
        ("surveys", "/i/geen-link", "", 404),
    )
    context, found, faults = client_context(), list[float](), Counter[str]()
    end = time.monotonic() + seconds

    async def visit(turns: "itertools.cycle[tuple[str, str, str, int]]") -> None:
        while time.monotonic() < end:
            service, path, headers, status = next(turns)
            begun = time.monotonic()
            try:
                async with asyncio.timeout(20):
                    given = await _get(door, context, NAMES[service], path, headers)
            except (OSError, ssl.SSLError, TimeoutError, asyncio.IncompleteReadError) as fault:
                given = type(fault).__name__
            found.append(time.monotonic() - begun)
            if given != str(status) and not (given == "429" and path.startswith("/i/")):
                faults[f"{path}: {given}"] += 1
            # A tempo that the limit per address lets through.
            await asyncio.sleep(0.05)

    turns = itertools.cycle(asked)
    await asyncio.gather(*(visit(turns) for _ in range(_HEALTHY_AT_ONCE)))
    return Gezond(found, faults)


async def _get(door: Proxy, context: ssl.SSLContext, host: str, path: str, headers: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port, ssl=context, server_hostname=host)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n".encode())
        answer = await reader.read()
        return answer.split(b" ", 2)[1].decode() if answer else "nothing"
    finally:
        writer.transport.abort()


@dataclass(frozen=True)
class Uitkomst:
    """voor: without slow clients; tijdens: with. meer: what the core then held more of memory, in MB."""

    voor: Gezond
    tijdens: Gezond
    druk: Druk
    meer: float


def play(installatie: Installatie, folder: Path, connections: int, seconds: float) -> Uitkomst:
    """Healthy visitors alone, and then among so many slow ones; both for so many seconds."""
    _, sleutel = installatie.new_gemeente()
    wie = f"Host: {NAMES['api']}\r\nX-Api-Key: {sleutel.sleutel_id}.{sleutel.geheim}\r\n".encode()
    pid = installatie.diensten.processes["api"].pid
    with proxy(installatie, folder) as door:
        voor = asyncio.run(ask_healthy(door, sleutel, seconds))
        before = _memory(pid)
        with slow_clients(Doel(door.port, wie), connections) as end:
            tijdens = asyncio.run(ask_healthy(door, sleutel, seconds))
            return Uitkomst(voor, tijdens, end(), _memory(pid) - before)


def _memory(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(connections: int, seconds: float) -> None:
    """So many slow clients, for so many seconds."""
    with tempfile.TemporaryDirectory(prefix="zicht-langzaam-") as folder, installation() as installatie:
        uitkomst = play(installatie, Path(folder), connections, seconds)
    table = Table("healthy visitors", "requests", "p50 ms", "p99 ms", "faults")
    for name, gezond in (("alone", uitkomst.voor), (f"among {connections} slow", uitkomst.tijdens)):
        table.add_row(
            name,
            str(len(gezond.seconds)),
            f"{gezond.p50 * 1000:.0f}",
            f"{gezond.p99 * 1000:.0f}",
            str(dict(gezond.faults) or 0),
        )
    slow = Table("slow clients", "connected at the end", "hung up on")
    for kind in KINDS:
        slow.add_row(kind, str(uitkomst.druk.open[kind]), str(uitkomst.druk.hung_up[kind]))
    console = Console()
    console.print(table, slow)
    console.print(f"answered: {dict(uitkomst.druk.answered)}; memory of the core: {uitkomst.meer:+.0f} MB")
    if uitkomst.tijdens.faults or uitkomst.tijdens.p99 > P99_SECONDS:
        sys.exit(f"p99 {uitkomst.tijdens.p99:.3f} s, faults {dict(uitkomst.tijdens.faults)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500, float(sys.argv[2]) if len(sys.argv) > 2 else 60)
