"""Adding up once and keeping it: all cells of one figure over one block of time, until the facts under it change.

A read adds up at most the blocks that it needs and that nobody read since the last change, never the whole history.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_tellers
from zicht_api.gebieden.queries import load_gebieden
from zicht_api.gemeenten.queries import ALLE_JAREN, Stand, load_geraakt
from zicht_api.waarden import registratie, uitslagen
from zicht_api.waarden.blokken import Blok, BlokSoort
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Cel, Doorlooptijd, Figuur, Registratie, Uitslag
from zicht_shared.auth import Principal, Rol

Leden = tuple[int | None, ...]

_KEPT = text("""
    SELECT DISTINCT ON (k.jaar, k.sleutel) k.jaar, k.sleutel, k.cellen
    FROM unnest(CAST(:jaren AS smallint[]), CAST(:sleutels AS text[]), CAST(:versies AS bigint[]))
         AS g (jaar, sleutel, versie)
    JOIN kubussen k ON k.gemeente_id = :gemeente_id AND k.jaar = g.jaar AND k.sleutel = g.sleutel
                   AND k.versie = g.versie
""")
# For sorting the contacten of one year in memory; only where something has to be added up.
_ROOM = text("SET LOCAL work_mem = '64MB'")
_KEEP = text("""
    INSERT INTO kubussen (gemeente_id, jaar, sleutel, versie, id, cellen)
    VALUES (:gemeente_id, :jaar, :sleutel, :versie, :id, :cellen)
""")
_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(list[tuple[int, Leden, Cel]])


@dataclass(frozen=True)
class Bekend:
    """Where something was delivered from which a figure follows, as a figure of its own: by aanbieder."""

    figuur: Registratie | None
    deler: int = 1

    @property
    def sleutel(self) -> str:
        return f"b:{self.figuur.code if self.figuur else ''}"


@dataclass(frozen=True)
class Vlak:
    """Which cells: one figure, over one block, broken down by these dimensies, in the order of Dimensie."""

    figuur: Figuur | Bekend
    blok: Blok
    per: tuple[Dimensie, ...] = ()


@dataclass(frozen=True)
class Kubus:
    """The cells of a Vlak by period code and members; None: not broken down by that dimensie.

    A negative number of a gebied is what was registered on itself, though it has others below it.
    """

    cellen: Mapping[tuple[str, Leden], Cel]

    @cached_property
    def per_lid(self) -> Mapping[Leden, Mapping[str, int]]:
        """How many people stand behind each period, per members that occur."""
        found: dict[Leden, dict[str, int]] = {}
        for (periode, leden), cel in self.cellen.items():
            found.setdefault(leden, {})[periode] = cel.n
        return found

    @cached_property
    def perioden(self) -> Mapping[str, frozenset[int]]:
        """For a Bekend: the aanbieders by period."""
        found: dict[str, set[int]] = {}
        for periode, (aanbieder, *_) in self.cellen:
            found.setdefault(periode, set()).add(aanbieder or 0)
        return {periode: frozenset(nrs) for periode, nrs in found.items()}


@dataclass
class Lezing:
    """Reading figures in one request: what it needs to know once, and what it has read already."""

    db: AsyncSession
    caller: Principal
    stand: Stand
    _geraakt: Mapping[int, int] | None = None
    _tellers: Mapping[str, list[int]] | None = None
    _read: dict[Vlak, Kubus] = field(default_factory=dict)

    @property
    def basis(self) -> int | None:
        """The only aanbieder that counts, when the caller is one."""
        return self.caller.aanbieder_nr if self.caller.rol is Rol.aanbieder else None

    def get(self, vlak: Vlak) -> Kubus:
        """What `load` has read."""
        return self._read[vlak]

    async def load(self, vlakken: Iterable[Vlak]) -> None:
        """Read these, in one round trip when all of it was kept; what was not is added up, and kept."""
        wanted = {vlak: await self._versie(vlak.blok) for vlak in vlakken if vlak not in self._read}
        if not wanted:
            return
        kept = await self._load_kept(wanted)
        for vlak, versie in wanted.items():
            cellen = kept.get((vlak.blok.jaar, self._sleutel(vlak)))
            if cellen is None:
                cellen = _ENCODER.encode(await self._add_up(vlak) if versie else [])
                if versie:
                    await self._keep(vlak, versie, cellen)
            codes = list(vlak.blok.perioden)
            self._read[vlak] = Kubus({(codes[plaats], leden): cel for plaats, leden, cel in _DECODER.decode(cellen)})

    async def load_kinderen(self) -> Mapping[int | None, Sequence[int]]:
        """The gebieden below each gebied; None: directly under the gemeente."""
        kinderen: dict[int | None, list[int]] = {}
        for gebied in await load_gebieden(self.db, self.caller.gemeente_id, self.stand.peil):
            kinderen.setdefault(gebied.ouder_nr, []).append(gebied.nr)
        return kinderen

    async def _load_kept(self, wanted: Mapping[Vlak, int]) -> dict[tuple[int, str], bytes]:
        values = {
            "gemeente_id": self.caller.gemeente_id,
            "jaren": [vlak.blok.jaar for vlak in wanted],
            "sleutels": [self._sleutel(vlak) for vlak in wanted],
            "versies": list(wanted.values()),
        }
        return {(row.jaar, row.sleutel): row.cellen for row in await self.db.execute(_KEPT, values)}

    async def _keep(self, vlak: Vlak, versie: int, cellen: bytes) -> None:
        values = {
            "gemeente_id": self.caller.gemeente_id,
            "jaar": vlak.blok.jaar,
            "sleutel": self._sleutel(vlak),
            "versie": versie,
            "id": uuid4(),
            "cellen": cellen,
        }
        await self.db.execute(_KEEP, values)

    async def _versie(self, blok: Blok) -> int:
        """The last data version that changed anything under this block; 0: nothing ever did."""
        if self._geraakt is None:
            self._geraakt = await load_geraakt(self.db, self.caller.gemeente_id, self.stand.dataversie)
        touched = max((self._geraakt.get(jaar, 0) for jaar in blok.jaren), default=0)
        return max(touched, self._geraakt.get(ALLE_JAREN, 0)) if touched else 0

    async def _tellers_of(self, code: str) -> list[int]:
        """The aanbieders of which this maatstaf comes from tellingen."""
        if self._tellers is None:
            self._tellers = await load_tellers(self.db, self.caller.gemeente_id, self.stand.peil)
        return self._tellers.get(code, [])

    def _sleutel(self, vlak: Vlak) -> str:
        wie = "" if self.basis is None else f"{self.basis}"
        return f"{vlak.blok.soort}|{vlak.figuur.sleutel}|{','.join(vlak.per)}|{wie}"

    async def _add_up(self, vlak: Vlak) -> list[tuple[int, Leden, Cel]]:
        figuur, per, peil = vlak.figuur, vlak.per, self.stand.peil
        values: dict[str, Any] = {"gemeente_id": self.caller.gemeente_id, "basis": self.basis, **_days(vlak.blok)}
        match figuur:
            case Registratie():
                values |= {"maatstaf": figuur.code, "tellers": await self._tellers_of(figuur.code)}
                met_tellingen = bool(values["tellers"])
                statement = registratie.compose_maatstaf(figuur, per, peil, met_tellingen=met_tellingen)
            case Bekend(figuur=None):
                values |= {"tellers": []}
                statement = registratie.compose_bekend(None, peil)
            case Bekend(figuur=Registratie(code=code)):
                values |= {"maatstaf": code, "tellers": await self._tellers_of(code)}
                statement = registratie.compose_bekend(figuur.figuur, peil)
            case Doorlooptijd():
                values |= {"tellers": []}
                statement = registratie.compose_doorlooptijd(per, peil)
            case Uitslag():
                values |= {"vragenlijst": figuur.vragenlijst, "vraag": figuur.vraag}
                statement = uitslagen.compose(figuur, per, peil)
        await self.db.execute(_ROOM)
        rows = await self.db.execute(text(statement), values)
        if isinstance(figuur, Bekend):
            return [(row.plaats, (row.aanbieder_nr,), Cel("0", 0, 0)) for row in rows]
        return [(row.plaats, tuple(row._mapping[f"per_{dimensie}"] for dimensie in per), _cel(row)) for row in rows]


@lru_cache(maxsize=64)
def _days(blok: Blok) -> dict[str, Any]:
    """The periods of a block as parameters of the pieces in fragmenten.py, each by its place in the block."""
    plaats = {code: nr for nr, code in enumerate(blok.perioden)}
    dagen = [
        (begin + timedelta(days=offset), blad)
        for blad in blok.nesting
        for begin, eind in [blok.perioden[blad]]
        for offset in range((eind - begin).days + 1)
    ]
    lagen = [
        (plaats[blad], niveau, plaats[code])
        for blad, codes in blok.nesting.items()
        for niveau, code in enumerate(codes, 1)
    ]
    return {
        "eerste": blok.begin,
        "laatste": blok.eind,
        "dagen": [dag for dag, _ in dagen],
        "bladen": [plaats[blad] for _, blad in dagen],
        "takken": [plaats[blok.nesting[blad][:2][-1]] for _, blad in dagen],
        "van": [van for van, _, _ in lagen],
        "niveaus": [niveau for _, niveau, _ in lagen],
        "naar": [naar for _, _, naar in lagen],
        "begin": [begin for begin, _ in blok.perioden.values()],
        "eind": [eind for _, eind in blok.perioden.values()],
    }


def _cel(row: Row[Any]) -> Cel:
    spread = (row.kwadraten, row.mediaan, row.onder, row.boven)
    return Cel(str(row.som), row.n, row.aantal, *(None if value is None else str(value) for value in spread))


def kalender(jaar: int) -> Blok:
    return Blok(BlokSoort.kalender, jaar)


def all_of(figuren: Collection[Figuur | Bekend], blokken: Collection[Blok], per: tuple[Dimensie, ...]) -> list[Vlak]:
    """Every figure over every block."""
    return [Vlak(figuur, blok, per) for figuur in figuren for blok in blokken]
