"""The core in this process over a real PostgreSQL, as those see it who deliver, who read, and who own the database."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self, TypeVar
from uuid import UUID

import asyncpg
import httpx

from tests.contacten import Rij, as_csv
from tests.gemeente import AANBIEDERS, GEBIEDEN, client_of
from zicht_api.aanbieders.schemas import NieuweAanbieder
from zicht_api.aanbieders.service import create_aanbieder
from zicht_api.gemeenten.service import create_gemeente
from zicht_api.main import create_app
from zicht_api.settings import Settings
from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_api.sleutels.service import create_sleutel, operator
from zicht_shared.auth import Credential, Rol
from zicht_shared.tenancy import gemeente_id

T = TypeVar("T")

_MEDIA_TYPES = {"json": "application/json", "ndjson": "application/x-ndjson", "csv": "text/csv"}
# Who delivers what: of hours the one has contacten, the other tellingen.
_LEVERANCIERS = {"contacten": "wegwijs", "tellingen": "buurvrouw"}
_MAANDEN = [f"{jaar}-{maand:02d}" for jaar in range(2001, 2026) for maand in range(1, 13)]
_CONTACTEN = """
    SELECT count(*) FILTER (WHERE versie_tot IS NULL), count(*),
           count(DISTINCT client) FILTER (WHERE versie_tot IS NULL)
    FROM contacten WHERE gemeente_id = $1 AND bron_id ~ $2
"""
_TELLINGEN = """
    SELECT coalesce(array_agg(waarde ORDER BY waarde) FILTER (WHERE versie_tot IS NULL), '{}') AS waarden, count(*)
    FROM tellingen WHERE gemeente_id = $1 AND periode = $2
"""


@dataclass(frozen=True)
class Plek:
    """Where a sequence plays: in a month of a gemeente, in which nobody else delivers. naam: begins its source ids."""

    gemeente: UUID
    maand: str
    naam: str


@dataclass(frozen=True)
class Levering:
    """As it is sent. rijen: a member that is None is left out, and so is `fout`."""

    soort: str
    rijen: list[Rij]
    notatie: str = "json"
    bij_fouten: str = "alles-of-niets"
    droogloop: bool = False

    @property
    def content(self) -> bytes:
        rijen = [
            {naam: value for naam, value in rij.items() if value is not None and naam != "fout"} for rij in self.rijen
        ]
        if self.notatie == "csv":
            return as_csv([rij | {"verwijderd": "ja"} if "verwijderd" in rij else rij for rij in rijen]).encode()
        if self.notatie == "ndjson":
            return b"\n".join(json.dumps(rij).encode() for rij in rijen)
        return json.dumps(rijen).encode()


@dataclass(frozen=True)
class Antwoord:
    status: int
    bewijs: dict[str, Any]


@dataclass
class Wereld:
    """url, owner_url: the database of the core, as its service and as its owner. nummer: of the process."""

    url: str
    owner_url: str
    nummer: int
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner, init=False)
    _clients: dict[str, httpx.AsyncClient] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        settings = Settings(
            database_url=self.url,
            geheimen=["v" * 32],
            public_url="http://api.test",
            log_level="ERROR",
            lezen_per_minuut=0,
            schrijven_per_minuut=0,
            aanleveren_mb_per_minuut=0,
        )
        self._app = create_app(settings)
        self._owner = self._run(asyncpg.connect(self.owner_url))
        self._plekken = self._all_plekken()
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._owner.close())
        self._run(self._app.state.db.close())
        self._runner.close()

    def next_plek(self) -> Plek:
        return next(self._plekken)

    def send(self, levering: Levering, key: str | None = None) -> Antwoord:
        """Deliver; a refusal is answered with the receipt that it carries."""
        query = {
            "soort": levering.soort,
            "bijFouten": levering.bij_fouten,
            "droogloop": "true" if levering.droogloop else "false",
        }
        headers = {"Content-Type": _MEDIA_TYPES[levering.notatie], **({"Idempotency-Key": key} if key else {})}
        client = self._clients[_LEVERANCIERS[levering.soort]]
        sent = client.post("/v1/aanleveringen", params=query, content=levering.content, headers=headers)
        answer = self._run(sent)
        body = answer.json()
        return Antwoord(answer.status_code, body.get("aanlevering", body))

    def read_contacten(self, plek: Plek) -> dict[str, Rij]:
        """What beheer sees of the month, by bronId."""
        url = f"/v1/contacten?vanaf={plek.maand}-01&totEnMet={plek.maand}-28&limit=1000"
        items = self._run(self._clients["beheer"].get(url)).raise_for_status().json()["items"]
        shown = ("datum", "soort", "duurMinuten", "leefgebieden", "doelgroep", "gebied", "vorm")
        return {
            item["bronId"]: {naam: item[naam] for naam in shown} | {"leefgebieden": sorted(item["leefgebieden"])}
            for item in items
        }

    def count_contacten(self, plek: Plek) -> tuple[int, ...]:
        """Of those with a letter after the name of the place: how many hold, how many ever did, of how many clients."""
        row = self._run(self._owner.fetchrow(_CONTACTEN, plek.gemeente, f"^{plek.naam}-[a-z]"))
        return tuple(row)

    def read_tellingen(self, plek: Plek) -> tuple[list[float], int]:
        """The values that hold, and how many ever did."""
        row = self._run(self._owner.fetchrow(_TELLINGEN, plek.gemeente, plek.maand))
        return [float(waarde) for waarde in row["waarden"]], row["count"]

    def read_uren(self, plek: Plek) -> float:
        answer = self._run(self._clients["bi"].get(f"/v1/indicatoren/uren/waarden?periode={plek.maand}"))
        [waarde] = answer.raise_for_status().json()["waarden"]
        return float(waarde["waarde"])

    def _all_plekken(self) -> Iterator[Plek]:
        for volgnummer in count():
            gemeente = self._run(self._make_gemeente(f"GM{8999 - 100 * self.nummer - volgnummer}"))
            for maand in _MAANDEN:
                yield Plek(gemeente, maand, maand)

    async def _make_gemeente(self, code: str) -> UUID:
        caller, gemeente = operator(code, code), gemeente_id(code)
        db = self._app.state.db
        async with db.transaction(gemeente) as session:
            await create_gemeente(session, caller)
            for aanbieder in AANBIEDERS:
                levert = {"tellingen_voor": ["uren"] if aanbieder["code"] == "buurvrouw" else []}
                await create_aanbieder(session, caller, NieuweAanbieder.model_validate(aanbieder | levert))
            for wie in ("beheer", "bi", "wegwijs", "buurvrouw"):
                rol, eigen = (Rol.aanbieder, wie) if wie in _LEVERANCIERS.values() else (Rol(wie), None)
                nieuw = NieuweSleutel(rol=rol, omschrijving="volgorde", aanbieder=eigen)
                sleutel = await create_sleutel(session, caller, nieuw)
                self._clients[wie] = client_of(self._app, Credential(sleutel.id, sleutel.geheim))
        for gebied in GEBIEDEN:
            (await self._clients["beheer"].post("/v1/gebieden", json=gebied)).raise_for_status()
        return gemeente

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)
