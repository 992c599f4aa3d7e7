"""PostgreSQL is stopped and started while people work, and all its connections are ended at once.

`make chaos` does it ROUNDS times and prints a table; tests/end_to_end/test_storing.py does each of them once.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import asyncpg
import httpx
from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from tests.chaos.belasting import Belasting, Grootboek, Telling
from tests.end_to_end.gemeente import make_running
from zicht_cli.omgeving import SERVICES

_PATIENCE: Final = 30.0
_KINDS: Final = 4
_END_ALL: Final = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename IN ('zicht_api', 'zicht_surveys')"
)


@dataclass(frozen=True)
class Herstel:
    """How long it took, after the database was back: until both services said so, and until all work went on."""

    gereed: float
    werk: float


def stop_and_start(installatie: Installatie, down: float) -> float:
    """A quick stop, as an operator's `restart`; gives the moment at which it was back."""
    server = installatie.omgeving.postgres
    assert server is not None
    port = urlsplit(installatie.omgeving.owner_url("api")).port
    server.stop()
    time.sleep(down)
    server.start(settings={"port": str(port)})
    return time.monotonic()


def end_all_connections(installatie: Installatie) -> float:
    """Every connection of both services; gives the moment at which they were gone."""

    async def end() -> None:
        owner = await asyncpg.connect(installatie.omgeving.owner_url("api"))
        await owner.execute(_END_ALL)
        await owner.close()

    asyncio.run(end())
    return time.monotonic()


def wait_until_well(installatie: Installatie, boek: Grootboek, back: float) -> Herstel:
    """Until both services are ready, and every kind of work was done again since then."""
    while not all(_is_ready(installatie.omgeving.public_url(service)) for service in SERVICES):
        assert time.monotonic() - back < _PATIENCE, "not ready"
        time.sleep(0.02)
    ready = time.monotonic()
    while len([moment for moment in boek.good.values() if moment > back]) < _KINDS:
        assert time.monotonic() - back < _PATIENCE, (boek.good, boek.answers, boek.wrong[:3])
        time.sleep(0.02)
    return Herstel(ready - back, time.monotonic() - back)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/gezondheid/gereed", timeout=10).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


FAULTS: Final[Mapping[str, Callable[[Installatie], float]]] = {
    "stop en start": lambda installatie: stop_and_start(installatie, 0),
    "stop, 3 s weg, start": lambda installatie: stop_and_start(installatie, 3),
    "alle verbindingen": end_all_connections,
}


def measure(
    installatie: Installatie, fault: Callable[[Installatie], float], rounds: int, links: int
) -> tuple[Grootboek, list[Herstel], Telling]:
    """Break it as often as is asked, with work before, between and after."""
    omgeving = installatie.omgeving
    with make_running(installatie) as gemeente:
        load = Belasting(gemeente, omgeving.public_url("api"), omgeving.public_url("surveys"))
        load.prepare(links)
        found = []
        with load.under_way() as boek:
            for _ in range(rounds):
                boek.good.clear()
                wait_until_well(installatie, boek, time.monotonic())
                found.append(wait_until_well(installatie, boek, fault(installatie)))
        return boek, found, asyncio.run(load.count())


def main(rounds: int) -> None:
    table = Table("wat", "keer", "verzoeken", "503", "verbroken", "fout", "traagste", "gereed na", "werk na", *_COUNTS)
    fine = True
    with installation(surveys={"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1"}) as installatie:
        for naam, fault in FAULTS.items():
            boek, found, telling = measure(installatie, fault, rounds, links=60 * rounds)
            figures = (
                rounds, boek.requests, boek.refused, boek.verbroken.total(), len(boek.wrong), f"{boek.slowest:.1f} s",
                f"{max(one.gereed for one in found):.2f} s", f"{max(one.werk for one in found):.2f} s",
                telling.bevestigd, telling.kwijt, telling.dubbel,
            )  # fmt: skip
            table.add_row(naam, *map(str, figures))
            print(naam, *boek.wrong[:5], dict(boek.verbroken), sep="\n  ", file=sys.stderr)
            fine = fine and not (boek.wrong or boek.verbroken or telling.kwijt or telling.dubbel)
    Console(width=140).print(table)
    sys.exit(not fine)


_COUNTS: Final = ("bevestigd", "kwijt", "dubbel")

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
