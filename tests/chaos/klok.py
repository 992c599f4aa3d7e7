"""Services whose clock is days off: what people do arrives all the same, and nothing ends or goes before its time.

libfaketime stands between the process of a service and its clock; PostgreSQL has the right one. `python -m
tests.chaos.klok` does each service three days ahead and three behind.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import httpx
from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import LopendeGemeente, eventually, make_running
from tests.end_to_end.test_hele_weg import ontvangen
from zicht_cli.omgeving import SERVICES
from zicht_shared.migrations import Service
from zicht_shared.tenancy import gemeente_id

AANTAL: Final = 10
AFWIJKINGEN: Final[tuple[Mapping[Service, str], ...]] = (
    {"surveys": "+3d"},
    {"surveys": "-3d"},
    {"api": "+3d"},
    {"api": "-3d"},
)
_CODE_OLD: Final = """
    INSERT INTO gebeurtenissen (gemeente_id, nr, id, soort, tijdstip, onderwerp, pad, alleen_leren, gegevens)
    SELECT gemeente_id, -$2::int, gen_random_uuid(), soort, now() - $2::int * interval '1 day', onderwerp, pad,
           alleen_leren, gegevens
    FROM gebeurtenissen WHERE gemeente_id = $1 LIMIT 1
"""


def library() -> Path | None:
    """Where libfaketime is, for a process with threads; None where it is not installed (apt-get install faketime)."""
    return next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)


@contextmanager
def clocks(installatie: Installatie, off: Mapping[Service, str]) -> Iterator[None]:
    """Each of these services anew, with its clock that much off; at the end as they were."""
    diensten, before = installatie.diensten, dict(installatie.diensten.extra)
    for service, offset in off.items():
        diensten.stop(service)
        diensten.extra[service] = {
            **before.get(service, {}),
            "LD_PRELOAD": str(library()),
            "FAKETIME": offset,
            # How long something takes stays as it is.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
    try:
        diensten.start(*off)
        yield
    finally:
        diensten.extra.update(before)
        for service in off:
            diensten.stop(service)
        diensten.start(*off)


@dataclass
class Bevinding:
    """What held, and what did not."""

    goed: list[str] = field(default_factory=list)
    fout: list[str] = field(default_factory=list)
    seconden: float = 0

    def check(self, wat: str, held: object, seen: object = "") -> None:
        (self.goed if held else self.fout).append(wat if held else f"{wat}: {seen}")


class _Owner:
    def __init__(self, url: str) -> None:
        self._url = url

    def rows(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        async def ask() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self._url)
            try:
                found: list[asyncpg.Record] = await connection.fetch(statement, *values)
                return found
            finally:
                await connection.close()

        return asyncio.run(ask())


def live_through(installatie: Installatie, off: Mapping[Service, str]) -> Bevinding:
    """A day at a gemeente whose services have such clocks."""
    seen = Bevinding()
    owners = {service: _Owner(installatie.omgeving.owner_url(service)) for service in SERVICES}
    with make_running(installatie) as gemeente:
        # Before: libfaketime and Python's threads, which make the pictures of links, wait for each other for minutes.
        meting, links = gemeente.make_links(AANTAL)
        _, others = gemeente.make_links(2)
        gemeente.push(as_csv([contact(1, datum="2025-03-05")])).raise_for_status()
        wie = gemeente_id(gemeente.code)
        for days in (399, 401):
            owners["api"].rows(_CODE_OLD, wie, days)
        with clocks(installatie, off):
            begun = time.monotonic()
            _answers_arrive(gemeente, meting, links, seen)
            seen.seconden = time.monotonic() - begun
            _what_is_there_stays(gemeente, owners, others, seen)
            _what_is_asked_is_taken(gemeente, owners, seen)
    return seen


def _answers_arrive(gemeente: LopendeGemeente, meting: str, links: list[str], seen: Bevinding) -> None:
    """Sent, released, sent on to the core, counted."""
    for link in links:
        gemeente.fill_in(link)
        seen.check("verzenden", gemeente.send(link).status_code == httpx.codes.SEE_OTHER)
    gemeente.close(meting)
    there = eventually(lambda: ontvangen(gemeente, meting), lambda number: number >= AANTAL, seconds=30)
    seen.check("uitkomst bij de kern", there == AANTAL, there)


def _what_is_there_stays(
    gemeente: LopendeGemeente, owners: Mapping[Service, _Owner], links: list[str], seen: Bevinding
) -> None:
    surveys, wie = owners["surveys"], gemeente_id(gemeente.code)
    skew = "SELECT abs(extract(epoch FROM now() - gesloten_op))::int FROM metingen WHERE gesloten_op IS NOT NULL"
    [[seconds], *_] = surveys.rows(f"{skew} AND gemeente_id = $1", wie)
    seen.check("gesloten op het moment van de database", seconds < 600, seconds)
    kept = "SELECT extract(day FROM verloopt_op - now())::int FROM idempotentiesleutels WHERE gemeente_id = $1"
    for service in SERVICES:
        days = {row[0] for row in owners[service].rows(kept, wie)}
        seen.check("antwoorden zeven dagen bewaard", days == {6}, days)
    # A day before its end a link works, an hour after it does not.
    for link, end, status in zip(links, ("1 day", "-1 hour"), (httpx.codes.OK, httpx.codes.GONE), strict=True):
        token = urlsplit(link).path.removeprefix("/i/")
        surveys.rows(
            f"UPDATE uitnodigingen SET verloopt_op = now() + interval '{end}' WHERE token_hash = sha256($1)",
            token.encode(),
        )
        answer = gemeente.inwoner.get(urlsplit(link).path)
        seen.check(f"link die over {end} verloopt", answer.status_code == status, answer.status_code)
    # The one beyond 400 days shows that the purge has been.
    numbers = "SELECT -nr FROM gebeurtenissen WHERE gemeente_id = $1 AND nr < 0"
    old = eventually(lambda: [row[0] for row in owners["api"].rows(numbers, wie)], lambda found: found == [399])
    seen.check("gebeurtenis van 399 dagen bewaard, van 401 weg", old in ([399], [401, 399], [399, 401]), old)


def _what_is_asked_is_taken(gemeente: LopendeGemeente, owners: Mapping[Service, _Owner], seen: Bevinding) -> None:
    vandaag = datetime.now(UTC).date()
    for name, end, status in (("vandaag", vandaag, 201), ("gisteren", vandaag - timedelta(days=1), 400)):
        wens = {
            "naam": "HOEWijzer", "vragenlijst": "hoewijzer", "periode": vandaag.strftime("%Y-%m"),
            "begintOp": (vandaag - timedelta(days=5)).isoformat(), "eindigtOp": end.isoformat(),
            "aanbieders": ["wegwijs"],
        }  # fmt: skip
        key = {"Idempotency-Key": str(uuid4())}
        answers = [gemeente.surveys.post("/v1/metingen", json=wens, headers=key) for _ in range(2)]
        told = [answer.status_code for answer in answers]
        seen.check(f"meting die {name} eindigt", told == [status] * 2, told)
        seen.check("dezelfde sleutel, hetzelfde antwoord", answers[0].json().get("id") == answers[1].json().get("id"))
    pushed = gemeente.push(as_csv([contact(2, datum=vandaag.isoformat())])).json()
    seen.check("contact van vandaag", pushed.get("nieuw") == 1, pushed)
    surveys, wie = owners["surveys"], gemeente_id(gemeente.code)
    surveys.rows("UPDATE outbox SET status = 'onbestelbaar' WHERE gemeente_id = $1", wie)
    [[meting]] = surveys.rows("SELECT meting_id FROM outbox WHERE gemeente_id = $1", wie)
    gemeente.surveys.post(f"/v1/outbox/{meting}/herstel").raise_for_status()
    done = "SELECT status FROM outbox WHERE gemeente_id = $1"
    status = eventually(lambda: surveys.rows(done, wie)[0][0], lambda found: found == "bezorgd")
    seen.check("outbox opnieuw", status == "bezorgd", status)


def main() -> None:
    if library() is None:
        print("libfaketime is not installed (apt-get install faketime)", file=sys.stderr)
        return
    table = Table("klok", "goed", "fout", "antwoorden bij de kern na")
    fine = True
    with installation(surveys={"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1"}) as installatie:
        for off in AFWIJKINGEN:
            seen = live_through(installatie, off)
            naam = ", ".join(f"{service} {offset}" for service, offset in off.items())
            print(naam, seen, file=sys.stderr)
            table.add_row(naam, str(len(seen.goed)), "\n".join(seen.fout) or "0", f"{seen.seconden:.1f} s")
            fine = fine and not seen.fout
    Console(width=140).print(table)
    sys.exit(not fine)


if __name__ == "__main__":
    os.environ.pop("LD_PRELOAD", None)
    main()
