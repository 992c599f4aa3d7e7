"""Indicators and deliveries of a gemeente among ten million contacten, against the same gemeente alone in its database.

Three installations run at once, and every measurement goes round all of them before the next begins, because a
machine's speed drifts; the median ratio counts. The question is twelve months by gebied, within a wijk of ten buurten:
the wijk itself comes too, so 12 x 11 cells. The largest gemeente is held against the measured one alone.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

import asyncpg
import httpx
from rich.console import Console
from rich.table import Table

from bench import miljoenen
from bench.installatie import Installatie, installation
from bench.miljoenen import Gemeente
from bench.push import ndjson
from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_cli import beheer
from zicht_shared.auth import Credential, Rol

INDICATOREN = {
    "uren": "maatstaf",
    "clienten-bereikt": "uniek",
    "gesprekken-per-client": "verhouding",
    "doorlooptijd": "doorlooptijd",
}
JAAR = datetime.now(UTC).year - 1
WIJK, BUURTEN = 1, 10
ROUNDS = 9
WARM_READS = 5
SMALL, LARGE = 10, 10_000
DELIVERIES = 5


@dataclass
class Plek:
    """A gemeente in one of the installations, with who reads there and who delivers."""

    installatie: Installatie
    gemeente: Gemeente
    lezer: httpx.Client
    leveraar: httpx.Client
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def read(self, indicator: str, vraag: dict[str, str]) -> tuple[float, dict[str, Any]]:
        """Seconds until the whole answer is in, and the answer."""
        begin = time.perf_counter()
        answer = self.lezer.get(f"/v1/indicatoren/{indicator}/waarden", params=vraag)
        seconds = time.perf_counter() - begin
        return seconds, answer.raise_for_status().json()

    def deliver(self, aantal: int) -> tuple[float, dict[str, Any]]:
        """Seconds from the first byte sent until the receipt, and the receipt. The contacten are all new."""
        body = ndjson([self._contact(number) for number in itertools.islice(self._numbers, aantal)])
        begin = time.perf_counter()
        answer = self.leveraar.post("/v1/aanleveringen?soort=contacten", content=body)
        seconds = time.perf_counter() - begin
        bewijs: dict[str, Any] = answer.raise_for_status().json()
        assert bewijs["nieuw"] == aantal, bewijs
        return seconds, bewijs

    def _contact(self, number: int) -> dict[str, Any]:
        return {
            "bronId": f"lev-{number:08d}",
            "datum": f"{JAAR}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "soort": ("gesprek", "huisbezoek", "telefonisch")[number % 3],
            "clientPseudoniem": f"client-{number // 4:06d}",
            "duurMinuten": 15 + number % 60,
            "leefgebieden": ["wonen", "financien"] if number % 2 else ["welzijn"],
            "doelgroep": "ouderen",
            "gebied": self.gemeente.buurt(WIJK, number % BUURTEN + 1),
            "verwijzer": "huisarts",
        }

    def cold_and_warm(self, indicator: str) -> tuple[float, float]:
        """Seconds of the first read after a small delivery, which must show it; and of one after that, the median."""
        vraag = {"periode": f"{JAAR}-01..{JAAR}-12", "per": "gebied", "gebied": self.gemeente.wijk(WIJK)}
        _, bewijs = self.deliver(SMALL)
        cold, answer = self.read(indicator, vraag)
        assert answer["dataversie"] >= bewijs["dataversie"], "the answer is older than the delivery"
        assert len(answer["waarden"]) == 12 * (BUURTEN + 1), len(answer["waarden"])
        return cold, median(self.read(indicator, vraag)[0] for _ in range(WARM_READS))


def main(deel: float) -> None:
    """Fill, measure, and print. deel: which part of ten million to make."""
    with ExitStack() as stack:
        alone, among, empty = (stack.enter_context(installation()) for _ in range(3))
        if alone.omgeving.postgres is None:
            raise SystemExit("This makes three databases; it needs the embedded PostgreSQL, not one by address.")
        console = Console(width=120)
        gemeenten = miljoenen.gemeenten(deel)
        grootste, gemeten, *_ = gemeenten
        for installatie, te_vullen in ((alone, [gemeten]), (among, gemeenten)):
            console.print(_fill(installatie, te_vullen))
        plekken = [
            stack.enter_context(_plek(installatie, gemeente))
            for installatie, gemeente in ((alone, gemeten), (among, gemeten), (among, grootste))
        ]
        for plek in plekken:
            _check(plek)
        console.print(_indicatoren(plekken))
        console.print(_leveringen(empty, plekken[1:]))


def _fill(installatie: Installatie, gemeenten: Sequence[Gemeente]) -> str:
    """Fill the core of an installation. Says how long it took and how large it became."""
    begin = time.perf_counter()
    urls = installatie.omgeving.owner_url("api"), installatie.omgeving.service_url("api")
    asyncio.run(miljoenen.fill(*urls, gemeenten, JAAR))
    seconds = time.perf_counter() - begin
    rijen, bytes_ = asyncio.run(
        _fetchrow(installatie, "SELECT count(*), pg_database_size(current_database()) FROM contacten")
    )
    aantal = sum(gemeente.contacten for gemeente in gemeenten)
    return (
        f"{aantal:,} contacten of {len(gemeenten)} gemeenten in {rijen:,} revisions, written and vacuumed in "
        f"{seconds:,.0f} s; the database takes {bytes_ / 1e9:,.2f} GB."
    )


@contextmanager
def _plek(installatie: Installatie, gemeente: Gemeente) -> Iterator[Plek]:
    url, caller = installatie.omgeving.service_url("api"), gemeente.caller
    wensen = [
        NieuweSleutel(rol=Rol.beleid, omschrijving="meting"),
        NieuweSleutel(rol=Rol.aanbieder, aanbieder=gemeente.aanbieder(1), omschrijving="meting"),
    ]
    sleutels = asyncio.run(beheer.issue(url, caller, wensen))
    lezer, leveraar = (Credential(sleutel.id, sleutel.geheim).as_header() for sleutel in sleutels)
    base = installatie.omgeving.public_url("api")
    ndjson_header = {"Content-Type": "application/x-ndjson"}
    with (
        httpx.Client(base_url=base, headers=lezer, timeout=120) as reads,
        httpx.Client(base_url=base, headers=leveraar | ndjson_header, timeout=120) as delivers,
    ):
        for client in (reads, delivers):
            # The connection is there and the key is known before anything is measured.
            client.get("/v1/ik").raise_for_status()
        yield Plek(installatie, gemeente, reads, delivers)


def _check(plek: Plek) -> None:
    """Raises when the figures of a year are not those of the rows: an engine that has missed the filling is fast too.

    Within one per cent, because what is published may be rounded.
    """
    plek.deliver(SMALL)
    row = asyncio.run(
        _fetchrow(
            plek.installatie,
            "SELECT sum(duur_minuten) / 60.0, count(DISTINCT client) FROM contacten "
            "WHERE gemeente_id = $1 AND versie_tot IS NULL AND extract(year FROM datum) = $2",
            plek.gemeente.id,
            JAAR,
        )
    )
    for indicator, expected in zip(("uren", "clienten-bereikt"), map(float, row), strict=True):
        _, answer = plek.read(indicator, {"periode": str(JAAR)})
        found = float(answer["waarden"][0]["waarde"])
        if abs(found - expected) > expected / 100:
            raise SystemExit(f"{indicator} of {plek.gemeente.code} in {JAAR} is {found}, and must be {expected:.1f}.")


def _indicatoren(plekken: list[Plek]) -> Table:
    table = Table("12 months x 11 gebieden", "gemeente of", "read", "alone", "among", "ratio", "at most")
    _, among, largest = range(3)
    for indicator, soort in INDICATOREN.items():
        rounds = [[plek.cold_and_warm(indicator) for plek in plekken] for _ in range(ROUNDS)]
        for place, at_most in ((among, 1.5), (largest, 3.0)):
            for moment, read in enumerate(("first after a delivery", "again")):
                pairs = [(seconds[0][moment], seconds[place][moment]) for seconds in rounds]
                names = f"{soort}: {indicator}", f"{plekken[place].gemeente.contacten:,}", read
                _add_row(table, names, pairs, at_most)
    return table


def _leveringen(empty: Installatie, plekken: list[Plek]) -> Table:
    """Deliveries into each gemeente, against one into a gemeente that has none yet in a database that has none."""
    table = Table("delivery", "gemeente of", "empty", "among", "ratio", "at most")
    rounds = [
        (_deliver_into_empty(empty, Gemeente(nr, 0)), *(plek.deliver(LARGE)[0] for plek in plekken))
        for nr in range(1, DELIVERIES + 1)
    ]
    for place, plek in enumerate(plekken, 1):
        pairs = [(seconds[0], seconds[place]) for seconds in rounds]
        _add_row(table, (f"{LARGE:,} contacten", f"{plek.gemeente.contacten:,}"), pairs, 1.5)
    return table


def _deliver_into_empty(empty: Installatie, gemeente: Gemeente) -> float:
    asyncio.run(_fetchrow(empty, "TRUNCATE contacten"))
    _fill(empty, [gemeente])
    with _plek(empty, gemeente) as plek:
        return plek.deliver(LARGE)[0]


def _add_row(table: Table, names: tuple[str, ...], pairs: list[tuple[float, float]], at_most: float) -> None:
    limit, ours = (median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = median(ours / limit for limit, ours in pairs)
    table.add_row(*names, f"{limit:,.1f} ms", f"{ours:,.1f} ms", f"{ratio:.2f}", f"{at_most}")


async def _fetchrow(installatie: Installatie, statement: str, *values: Any) -> Any:
    """One row, as the owner: all gemeenten are seen."""
    connection = await asyncpg.connect(installatie.omgeving.owner_url("api"))
    try:
        return await connection.fetchrow(statement, *values)
    finally:
        await connection.close()
