"""A gemeente with figures, as a tool for BI knows it, and as it is in the database."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Event
from typing import Any

import asyncpg
import httpx

from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import LopendeGemeente
from zicht_shared.auth import Credential
from zicht_shared.tenancy import gemeente_id

Rij = dict[str, Any]

# The columns of Observations, and what the database calls them.
DIMENSIES = {
    "Perioden": "periode", "Gebieden": "gebied", "Aanbieders": "aanbieder", "Doelgroepen": "doelgroep",
    "Leefgebieden": "leefgebied", "Vormen": "vorm",
}  # fmt: skip
KOLOMMEN = DIMENSIES | {
    "Measure": "indicator", "Periodesoort": "periodesoort", "Value": "waarde", "Teller": "teller", "Noemer": "noemer",
    "N": "n", "Ondergrens": "onder", "Bovengrens": "boven", "Methode": "methode", "Streefwaarde": "streefwaarde",
    "Status": "status", "Voorlopig": "voorlopig", "Verborgen": "onderdrukt",
}  # fmt: skip
_SINCE = "SELECT DISTINCT versie FROM publicaties WHERE gemeente_id = $1 AND versie >= $2"
# Two readers may have made the same block at once: then it is there twice.
_KEPT = f"""
    SELECT {", ".join(f'w.{name} AS "{kolom}"' for kolom, name in KOLOMMEN.items())} FROM (
        SELECT DISTINCT ON (jaar, soort, indicator, dimensie, basis) gemeente_id, id FROM publicaties
        WHERE gemeente_id = $1 AND versie = $2 AND soort = 'kalender'
    ) p JOIN waarnemingen w ON w.gemeente_id = p.gemeente_id AND w.publicatie = p.id
"""


@dataclass
class Bron:
    """sleutel: of a reader. indicatoren: all that it sees."""

    gemeente: LopendeGemeente
    sleutel: Credential
    indicatoren: tuple[str, ...]
    _nummers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def adres(self) -> str:
        return self.gemeente.installatie.omgeving.public_url("api")

    @property
    def odata(self) -> str:
        return f"{self.adres}/odata/v4"

    @property
    def login(self) -> tuple[str, str]:
        return self.sleutel.sleutel_id, self.sleutel.geheim

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for an address under the root of OData."""
        return httpx.get(f"{self.odata}{path}", auth=self.login, headers=headers, timeout=30)

    def deliver(self, aantal: int, **fields: str) -> None:
        """Contacten of 2025 that nobody delivered before."""
        rijen = [contact(nummer, **fields) for nummer in itertools.islice(self._nummers, aantal)]
        receipt = self.gemeente.push(as_csv(rijen)).json()
        assert receipt["nieuw"] == aantal, receipt

    @property
    def dataversie(self) -> int:
        """The version that the figures have now."""
        [row] = self._fetch("SELECT dataversie FROM gemeenten WHERE id = $1")
        versie: int = row["dataversie"]
        return versie

    def read_kept(self, since: int) -> tuple[list[int], list[Rij]]:
        """The data versions from this one on that somebody read, and the rows of the first, as they are kept."""
        versies = sorted(row["versie"] for row in self._fetch(_SINCE, since))
        return versies, self._fetch(_KEPT, versies[0]) if versies else []

    def _fetch(self, query: str, *values: Any) -> list[Rij]:
        """As the owner, who sees all rows."""

        async def fetch() -> list[Rij]:
            connection = await asyncpg.connect(self.gemeente.installatie.omgeving.owner_url("api"))
            try:
                return [dict(row) for row in await connection.fetch(query, gemeente_id(self.gemeente.code), *values)]
            finally:
                await connection.close()

        return asyncio.run(fetch())


@contextmanager
def deliveries(bron: Bron) -> Iterator[None]:
    """One after the other, until the end. At least one of them is acknowledged after the block is done."""
    stop = Event()

    def deliver() -> None:
        while not stop.is_set():
            bron.deliver(5)
            time.sleep(0.1)
        bron.deliver(5)

    with ThreadPoolExecutor(1) as pool:
        delivering = pool.submit(deliver)
        try:
            yield
        finally:
            stop.set()
        delivering.result()


def comparable(rijen: Sequence[Rij], kolommen: Sequence[str]) -> list[tuple[Any, ...]]:
    """These columns of rows of Observations or of the database, in one order, and with numbers as what they are."""
    return sorted((tuple(_plain(rij[kolom]) for kolom in kolommen) for rij in rijen), key=repr)


def _plain(value: Any) -> Any:
    """A number as the decimal that it is, whatever a client made of it; what is not there as None."""
    # A number that is not itself is how pandas says that there is none.
    if value is None or value != value:
        return None
    if isinstance(value, str):
        return value
    # Some know yes and no as one and zero.
    return Decimal(str(+value)).normalize()
