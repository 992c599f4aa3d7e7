"""What stands on the page with definitions: every indicator that the visitor sees, and every code in the figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.catalogus.adressen import anchor_of
from zicht_api.catalogus.service import Beschrijving, Beschrijvingen, load_beschrijvingen
from zicht_api.catalogus.woorden import DOELEN, FUNCTIES, RICHTINGEN, SOORTEN, opsomming
from zicht_api.dashboard.woorden import PIJLERS
from zicht_api.duiding.woorden import in_dag, in_periode, met_eenheid
from zicht_api.formaten.tabel import ONBEKEND, TOTAAL
from zicht_api.gebieden.queries import load_gebieden
from zicht_api.gemeenten.queries import NEDERLAND, Stand
from zicht_api.waarden.dimensies import Dimensie, load_namen
from zicht_shared.auth import Principal


class Feit(NamedTuple):
    """One thing to know about an indicator, and what it is called."""

    naam: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Begrip:
    """An indicator on the page. anker: its id there."""

    code: str
    anker: str
    naam: str
    omschrijving: str
    feiten: tuple[Feit, ...]


@dataclass(frozen=True, slots=True)
class Hoofdstuk:
    """The indicators of a pijler, with the question that they answer."""

    anker: str
    naam: str
    vraag: str
    begrippen: tuple[Begrip, ...]


@dataclass(frozen=True, slots=True)
class Codelijst:
    """The codes of a dimension; each row as long as kolommen."""

    naam: str
    kolommen: tuple[str, ...]
    rijen: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Begrippen:
    beschrijvingen: Beschrijvingen
    hoofdstukken: tuple[Hoofdstuk, ...]
    codelijsten: tuple[Codelijst, ...]


async def load_begrippen(db: AsyncSession, caller: Principal, stand: Stand) -> Begrippen:
    """As this caller may see them, by pijler."""
    gegevens = await load_beschrijvingen(db, caller, stand)
    by_pijler = {
        pijler: tuple(_begrip(each) for each in gegevens.indicatoren if each.indicator.pijler == pijler)
        for pijler in PIJLERS
    }
    hoofdstukken = [
        Hoofdstuk(pijler, *PIJLERS[pijler], begrippen) for pijler, begrippen in by_pijler.items() if begrippen
    ]
    codelijsten = [await _codelijst(db, caller, stand, dimensie) for dimensie in Dimensie]
    return Begrippen(gegevens, tuple(hoofdstukken), tuple(codelijsten))


def _begrip(beschrijving: Beschrijving) -> Begrip:
    indicator = beschrijving.indicator
    return Begrip(
        indicator.code,
        anchor_of(indicator.code),
        indicator.naam,
        indicator.omschrijving,
        tuple(_feiten(beschrijving)),
    )


def _feiten(beschrijving: Beschrijving) -> Iterator[Feit]:
    indicator, definitie = beschrijving.indicator, beschrijving.definitie
    yield Feit("Eenheid", definitie.eenheid)
    yield Feit("Zo berekend", definitie.rekenwijze)
    yield Feit("Bron", f"{definitie.bron[0].upper()}{definitie.bron[1:]}.")
    yield Feit("Onzekerheid", f"{definitie.methode[0].upper()}{definitie.methode[1:]}.")
    yield Feit("Hoger of lager", RICHTINGEN[indicator.richting])
    if doelen := list(_streefwaarden(beschrijving)):
        yield Feit("Streefwaarde", f"{opsomming(doelen)}.")
    if nulmeting := _nulmeting(beschrijving):
        yield Feit("Nulmeting", nulmeting)
    yield Feit("Meet", f"{SOORTEN[indicator.soort].capitalize()}.")
    yield Feit("Bedoeld", f"{opsomming([DOELEN[doel] for doel in indicator.doelen]).capitalize()}.")
    if indicator.functies:
        yield Feit("In de monitor om te", f"{opsomming([FUNCTIES[each] for each in indicator.functies])}.")
    if beschrijving.jaren:
        eerste, laatste = beschrijving.jaren
        yield Feit("Gegevens over", f"{eerste}" if eerste == laatste else f"{eerste} tot en met {laatste}")
    yield Feit("Vastgesteld", f"Sinds {in_dag(beschrijving.sinds.astimezone(NEDERLAND).date())}.")
    yield Feit("Openbaar", "Ja." if beschrijving.openbaar else "Nee.")


def _streefwaarden(beschrijving: Beschrijving) -> Iterator[str]:
    indicator, eenheid = beschrijving.indicator, beschrijving.definitie.eenheid
    if indicator.streefwaarde is not None:
        yield met_eenheid(indicator.streefwaarde, eenheid)
    for periode, doel in sorted(indicator.streefwaarden.items()):
        yield f"{met_eenheid(doel, eenheid)} voor {in_periode(periode)}"


def _nulmeting(beschrijving: Beschrijving) -> str | None:
    indicator, definitie = beschrijving.indicator, beschrijving.definitie
    if definitie.nulmeting is not None:
        return f"{met_eenheid(definitie.nulmeting, definitie.eenheid)}."
    return (
        None if indicator.nulmeting_periode is None else f"Het cijfer over {in_periode(indicator.nulmeting_periode)}."
    )


async def _codelijst(db: AsyncSession, caller: Principal, stand: Stand, dimensie: Dimensie) -> Codelijst:
    if dimensie is not Dimensie.gebied:
        namen = await load_namen(db, caller, stand, dimensie)
        return Codelijst(dimensie.capitalize(), ("Code", "Naam"), list(namen.items()))
    rows = await load_gebieden(db, caller.gemeente_id, stand.peil)
    rijen = [(row.code, row.naam, row.soort.capitalize(), row.ouder or "") for row in rows]
    outside = [(TOTAAL, "Totaal", "", ""), (ONBEKEND, "Niet bekend", "", "")]
    return Codelijst(dimensie.capitalize(), ("Code", "Naam", "Soort", "Ligt in"), [outside[0], *rijen, outside[1]])
