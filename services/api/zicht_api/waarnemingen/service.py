"""Keeping published figures in rows: which blocks an answer consists of, and making those that are not there yet."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.formaten.tabel import ONBEKEND, TOTAAL, Tabel
from zicht_api.gemeenten.queries import ALLE_JAREN, DEFINITIES, Stand, load_geraakt
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.perioden import Periode, parse_reeks
from zicht_api.waarden.blokken import Blok, BlokSoort, blok_of
from zicht_api.waarden.dimensies import Dimensie, load_leden
from zicht_api.waarden.rekening import start_rekening
from zicht_api.waarden.selectie import Selectie
from zicht_api.waarden.vergelijken import nulmeting_periode_of
from zicht_api.waarnemingen import queries
from zicht_api.waarnemingen.queries import Publicatie, Rij, Sleutel
from zicht_api.waarnemingen.schemas import WaarnemingenVraag
from zicht_api.waarnemingen.stroom import Stroom
from zicht_api.waarnemingen.tabel import make_tabel
from zicht_shared.auth import Principal, Rol
from zicht_shared.db import Database
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.meters import OBSERVATION_BLOCKS

# How many indicators are worked out together: what they share is read once, and all of it is in memory at once.
_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Blokwens:
    """Which observations are asked for.

    indicatoren: None: all that the caller sees. jaren: None: every year that something is known of. dimensies: besides
    the totals, which are always there. soort: by year, quarter and month, or by week.
    """

    indicatoren: tuple[str, ...] | None = None
    jaren: tuple[int, ...] | None = None
    dimensies: tuple[Dimensie, ...] = tuple(Dimensie)
    soort: BlokSoort = BlokSoort.kalender


@dataclass(frozen=True)
class Uitvoer:
    """An answer that is ready to be written."""

    tabel: Tabel
    stroom: Stroom


async def answer(
    db: AsyncSession, caller: Principal, stand: Stand, vraag: WaarnemingenVraag, database: Database
) -> Uitvoer:
    """All that was asked for. Raises InvoerOngeldig for indicators that the caller does not see."""
    indicatoren = await _load_indicatoren(db, caller, stand, vraag.indicatoren)
    unknown = set(vraag.indicatoren or ()) - {indicator.code for indicator in indicatoren}
    if unknown:
        reason = "Niet alle indicatoren hierin kennen we."
        raise InvoerOngeldig([Fout("?indicator", "onbekende-waarde", reason)])
    perioden = parse_reeks(vraag.periode) if vraag.periode else ()
    soort = blok_of(perioden[0]).soort if perioden else BlokSoort.kalender
    jaren = tuple({blok_of(periode).jaar for periode in perioden}) if perioden else None
    wens = Blokwens(tuple(indicator.code for indicator in indicatoren), jaren, vraag.dimensies, soort)
    publicaties = await prepare(db, caller, stand, wens)
    stroom = Stroom(database, caller.gemeente_id, publicaties, [periode.code for periode in perioden] or None)
    begun = [
        code
        for jaar in sorted({publicatie.jaar for publicatie in publicaties})
        for code, (begin, _) in Blok(soort, jaar).perioden.items()
        if begin <= stand.dag
    ]
    named = [code for code in begun if stroom.perioden is None or code in stroom.perioden]
    tabel = await make_tabel(db, caller, stand, indicatoren, named, vraag.dimensies, stroom)
    return Uitvoer(tabel, stroom)


async def prepare(db: AsyncSession, caller: Principal, stand: Stand, wens: Blokwens) -> list[Publicatie]:
    """The blocks of an answer, made where they were not there, in the one order that answers have.

    That order is: indicator by code, year, totals first, then the dimensies as they are defined.
    """
    indicatoren = await _load_indicatoren(db, caller, stand, wens.indicatoren)
    geraakt = await load_geraakt(db, caller.gemeente_id, stand.dataversie)
    blokken = [Blok(wens.soort, jaar) for jaar in await _load_jaren(db, caller, stand, geraakt, wens)]
    kenmerken = [(blok, _touched(blok, geraakt), min(stand.dag, _settled_on(blok))) for blok in blokken]
    sleutels = [
        Sleutel(indicator.code, blok.jaar, wens.soort, dimensie, max(versie, nulmeting), dag)
        for indicator in indicatoren
        for nulmeting in [_touched_nulmeting(indicator, geraakt)]
        for blok, versie, dag in kenmerken
        for dimensie in ("", *wens.dimensies)
    ]
    basis = (caller.aanbieder_nr or 0) if caller.rol is Rol.aanbieder else 0
    kept = await queries.load_kept(db, caller.gemeente_id, basis, sleutels)
    OBSERVATION_BLOCKS.labels("kept").inc(len(kept))
    OBSERVATION_BLOCKS.labels("made").inc(len(sleutels) - len(kept))
    missing: dict[tuple[int, str], list[Sleutel]] = {}
    for sleutel in sleutels:
        if sleutel not in kept:
            missing.setdefault((sleutel.jaar, sleutel.dimensie), []).append(sleutel)
    for (jaar, dimensie), some in missing.items():
        blok, per = Blok(wens.soort, jaar), Dimensie(dimensie) if dimensie else None
        for first in range(0, len(some), _TOGETHER):
            together = some[first : first + _TOGETHER]
            made = await _observe(db, caller, stand, [sleutel.indicator for sleutel in together], blok, per)
            for sleutel in together:
                rijen = made[sleutel.indicator]
                kept[sleutel] = await queries.keep(db, caller.gemeente_id, basis, sleutel, uuid4(), rijen)
    return [kept[sleutel] for sleutel in sleutels]


async def _load_indicatoren(
    db: AsyncSession, caller: Principal, stand: Stand, codes: Collection[str] | None
) -> Sequence[Indicator]:
    mine = indicatoren_of(caller, stand.peil).order_by(Indicator.code)
    return (await db.scalars(mine if codes is None else mine.where(Indicator.code.in_(codes)))).all()


async def _load_jaren(
    db: AsyncSession, caller: Principal, stand: Stand, geraakt: Mapping[int, int], wens: Blokwens
) -> list[int]:
    """The years that something is known of and that have begun, as far as they are asked for."""
    known = {jaar for jaar in geraakt if jaar > 0}
    known |= await queries.load_years_by_hand(db, caller.gemeente_id, stand.dataversie)
    begun = {jaar for jaar in known if Blok(wens.soort, jaar).begin <= stand.dag}
    return sorted(begun if wens.jaren is None else begun & set(wens.jaren))


def _touched(blok: Blok, geraakt: Mapping[int, int]) -> int:
    """The last data version that changed anything under the figures of a block."""
    touching = (ALLE_JAREN, DEFINITIES, *range(blok.begin.year, blok.eind.year + 1))
    return max(geraakt.get(jaar, 0) for jaar in touching)


def _touched_nulmeting(indicator: Indicator, geraakt: Mapping[int, int]) -> int:
    """The last data version that changed the figure of the nulmeting."""
    nulmeting = nulmeting_periode_of(indicator)
    return 0 if nulmeting is None else max(geraakt.get(dag.year, 0) for dag in (nulmeting.begin, nulmeting.eind))


def _settled_on(blok: Blok) -> date:
    """From which day on nothing in a block changes with the day: the calendar years that it touches are over then."""
    return date(blok.eind.year + 1, 1, 1)


async def _observe(
    db: AsyncSession, caller: Principal, stand: Stand, codes: Collection[str], blok: Blok, per: Dimensie | None
) -> dict[str, list[Rij]]:
    """The rows of some blocks: every period that has begun, with every member."""
    perioden = tuple(Periode.parse(code) for code, (begin, _) in blok.perioden.items() if begin <= stand.dag)
    getoond = await load_leden(db, caller, stand.peil, [per]) if per else {}
    selectie = Selectie(perioden, None, getoond, {}, eigen=caller.rol is Rol.aanbieder)

    def held_against(indicator: Indicator, _: Periode) -> Iterable[Periode]:
        nulmeting = nulmeting_periode_of(indicator)
        return () if nulmeting is None else (nulmeting,)

    rekening = await start_rekening(db, caller, stand, codes, selectie, held_against=held_against)

    def rijen_of(code: str) -> Iterator[Rij]:
        for periode, leden, cijfer in rekening.observe(code):
            named = {naam: ONBEKEND if lid is None else lid for naam, lid in leden.items()}
            voorlopig = periode.eind >= stand.dag
            yield Rij(code, periode.code, periode.soort, _TOTALEN | named, voorlopig, cijfer)

    return {code: list(rijen_of(code)) for code in codes}


_TOTALEN = {dimensie.value: TOTAAL for dimensie in Dimensie}
