"""Pulling a million figures, as CSV and page by page through OData; the unchanged feed; and one indicator's page.

Held against what PostgreSQL gives for the same query by COPY TO STDOUT, and against a bare Starlette route.
"""

import asyncio
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Final

import asyncpg
import httpx

from bench.installatie import Installatie, free_port
from zicht_api.waarnemingen.queries import compose_rows
from zicht_api.waarnemingen.weergave import CSV_KOLOMMEN
from zicht_shared.auth import Credential
from zicht_shared.db import set_tenant_statement
from zicht_shared.tenancy import gemeente_id

WAARNEMINGEN: Final = 1_000_000
AT_ONCE: Final = 8
_GEBIEDEN: Final = 200
_PER_JAAR: Final = 3_000
_ALLES: Final = "uitsplitsing=gebied,aanbieder,doelgroep,leefgebied,vorm"
VRAGEN: Final = 8_000
FEED: Final = "/v1/waarden?formaat=json"
JAAR: Final = datetime.now(UTC).year - 1
BLAD: Final = f"/v1/indicatoren/uren/waarden?periode={JAAR}-01..{JAAR}-12&per=leefgebied"
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.I)
_LARGEST: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class Bron:
    """A gemeente with a million figures, and who reads them. rijen: how many there are."""

    code: str
    sleutel: Credential
    base: str
    rijen: int


def prepare(installatie: Installatie) -> Bron:
    """Deliver as many years as it takes, and let them be worked out."""
    code, sleutel = installatie.new_gemeente()
    base = installatie.omgeving.public_url("api")
    jaar = datetime.now(UTC).year
    with httpx.Client(base_url=base, headers=_plain(sleutel), timeout=600) as api:
        api.post("/v1/aanbieders", json={"code": "wegwijs", "naam": "Wegwijs", "vorm": "formeel"}).raise_for_status()
        for number in range(_GEBIEDEN):
            gebied = {"code": f"WK{number:03d}", "naam": f"Wijk {number}", "soort": "wijk", "ouder": None}
            api.post("/v1/gebieden", json=gebied).raise_for_status()
        rijen = 0
        while rijen < WAARNEMINGEN:
            jaar -= 1
            contacten = [_contact(jaar, number) for number in range(_PER_JAAR)]
            api.post("/v1/aanleveringen?soort=contacten", json=contacten).raise_for_status()
            with api.stream("GET", f"/v1/waarden?{_ALLES}&formaat=csv") as answer:
                rijen = sum(piece.count(b"\n") for piece in answer.iter_raw()) - 1
    return Bron(code, sleutel, base, rijen)


def _plain(sleutel: Credential) -> dict[str, str]:
    """Headers for an answer that is not compressed."""
    return {**sleutel.as_header(), "Accept-Encoding": "identity"}


def _contact(jaar: int, number: int) -> dict[str, object]:
    return {
        "bronId": f"{jaar}-{number}",
        "aanbieder": "wegwijs",
        "datum": f"{jaar}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "soort": ("gesprek", "huisbezoek", "telefonisch")[number % 3],
        "clientPseudoniem": f"client-{number % 1500}",
        "duurMinuten": 15 + number % 60,
        "leefgebieden": ["wonen", "financien"] if number % 2 else ["welzijn"],
        "doelgroep": "ouderen" if number % 3 else "lvb",
        "gebied": f"WK{number % _GEBIEDEN:03d}",
        "vorm": "formeel",
    }


@dataclass
class Geheugen:
    """The memory of a process while something happens, in MB. meer: how much more than before at most."""

    meer: float = 0.0


@contextmanager
def geheugen(pid: int) -> Iterator[Geheugen]:
    """Looks every twentieth of a second."""
    before, found, done = _resident(pid), Geheugen(), threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            found.meer = max(found.meer, _resident(pid) - before)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()


def settle(pid: int) -> None:
    """Wait until a process that was started has done what it does at the start."""
    ticks, quiet = -1, 0
    while quiet < 4:
        time.sleep(0.5)
        now = sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
        ticks, quiet = now, quiet + 1 if now - ticks <= 2 else 0


def _resident(pid: int) -> float:
    """Of the process and what it started, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return (int(own[1]) / 1024 if own else 0.0) + sum(_resident(int(child)) for child in children)


def csv_ours(bron: Bron) -> float:
    """Rows a second, from the request until the last byte."""
    begin, lines = time.perf_counter(), 0
    with httpx.stream(
        "GET", f"{bron.base}/v1/waarden?{_ALLES}&formaat=csv",
        headers=_plain(bron.sleutel), timeout=600,
    ) as answer:  # fmt: skip
        for piece in answer.raise_for_status().iter_raw():
            lines += piece.count(b"\n")
    assert lines == bron.rijen + 1
    return bron.rijen / (time.perf_counter() - begin)


def csv_limit(installatie: Installatie, bron: Bron) -> float:
    """Rows a second of COPY TO STDOUT of the same rows, as the service's own role."""

    async def copy() -> float:
        connection = await asyncpg.connect(installatie.omgeving.service_url("api"))
        lines = 0

        async def count(data: bytes) -> None:
            nonlocal lines
            lines += data.count(b"\n")

        tenant = gemeente_id(bron.code)
        async with connection.transaction():
            await connection.execute(set_tenant_statement(tenant))
            ids = await connection.fetch(
                "SELECT id FROM publicaties WHERE gemeente_id = $1 ORDER BY jaar, indicator", tenant
            )
            begin = time.perf_counter()
            query = compose_rows(CSV_KOLOMMEN)
            await connection.copy_from_query(
                query, [row["id"] for row in ids], tenant, None, output=count, format="csv"
            )
            seconds = time.perf_counter() - begin
        await connection.close()
        assert lines >= bron.rijen
        return lines / seconds

    return asyncio.run(copy())


def odata_ours(bron: Bron) -> float:
    """Rows a second over all pages."""
    begin, rows = time.perf_counter(), 0
    url: str | None = f"{bron.base}/odata/v4/Observations"
    with httpx.Client(headers=_plain(bron.sleutel), timeout=600) as api:
        while url is not None:
            page = api.get(url).raise_for_status()
            rows += page.content.count(b'"Id":')
            found = re.search(rb'"@odata.nextLink":\s*"([^"]+)"', page.content)
            url = found[1].decode() if found else None
    assert rows == bron.rijen, (rows, bron.rijen)
    return rows / (time.perf_counter() - begin)


@dataclass
class Antwoorden:
    """How many answers a second, and how long each took."""

    per_second: float
    seconds: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return quantiles(self.seconds, n=20)[-1] * 1000


def unchanged_limit(aantal: int) -> float:
    """Answers a second of a bare route that says 304."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.kaal", str(port)], start_new_session=True)
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        return ask(port, request, 304, aantal).per_second
    finally:
        process.terminate()
        process.wait()


def feed(bron: Bron, path: str, *, known: bool) -> tuple[Antwoorden, int]:
    """The same question again and again; known: with the ETag of the first answer. Also the size of that answer."""
    first = httpx.get(
        f"{bron.base}{path}", headers={**bron.sleutel.as_header(), "Accept": "application/json"}, timeout=600
    )
    headers = {"Host": "127.0.0.1", "Accept": "application/json", **bron.sleutel.as_header()}
    if known:
        headers["If-None-Match"] = first.raise_for_status().headers["ETag"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()
    port = httpx.URL(bron.base).port or 80
    return ask(port, request, 304 if known else 200, VRAGEN), len(first.content)


def ask(port: int, request: bytes, status: int, aantal: int) -> Antwoorden:
    """The same request over AT_ONCE connections, each sending the next when it has its answer."""
    expected = f"HTTP/1.1 {status} ".encode()

    async def one(times: int) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_LARGEST)
        seconds = []
        for _ in range(times):
            begin = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(expected), head
            if length := _LENGTH.search(head):
                await reader.readexactly(int(length[1]))
            elif status != 304:
                await reader.readuntil(b"\r\n0\r\n\r\n")
            seconds.append(time.perf_counter() - begin)
        writer.close()
        return seconds

    async def all_at_once() -> Antwoorden:
        begin = time.perf_counter()
        seconds = await asyncio.gather(*(one(aantal // AT_ONCE) for _ in range(AT_ONCE)))
        return Antwoorden(aantal / (time.perf_counter() - begin), [value for some in seconds for value in some])

    return asyncio.run(all_at_once())
