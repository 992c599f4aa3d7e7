"""A figure at one glance: as it stands in a tile, and in the table that says the same. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zicht_api.dashboard.woorden import (
    ONTBREEKT,
    ONTBREEKT_UITLEG,
    PIJLERS,
    STATUS,
    Verschilzin,
    bron_of,
    doel_in_woorden,
    groot_cijfer,
    verschil_met_vorige,
    waarde_in_woorden,
)
from zicht_api.duiding.woorden import in_getal
from zicht_api.indicatoren.models import Indicator
from zicht_api.perioden import Periode
from zicht_api.waarden.onderdrukking import Waarde

# More than these in a pillar stand in its table only.
MAX_TEGELS: Final = 8


@dataclass(frozen=True, slots=True)
class Tegel:
    """cijfer: the number, or in a word why there is none (then `uitleg` says it in a sentence)."""

    code: str
    naam: str
    omschrijving: str
    cijfer: str
    eenheid: str
    getoond: bool
    uitleg: str | None
    n: str | None
    verschil: Verschilzin | None
    status: str | None
    status_tekst: str | None
    doel: str | None
    voorlopig: bool
    bron: str


@dataclass(frozen=True, slots=True)
class Cel:
    tekst: str
    n: str | None
    getoond: bool


@dataclass(frozen=True, slots=True)
class Rij:
    code: str
    naam: str
    cellen: tuple[Cel, ...]


@dataclass(frozen=True, slots=True)
class Pijler:
    """tegels: of the figures that matter most. rijen: of all of them, over every period of the trend. leeg: the names
    of indicators of which over all these periods there is nothing."""

    code: str
    naam: str
    vraag: str
    tegels: tuple[Tegel, ...]
    rijen: tuple[Rij, ...]
    leeg: tuple[str, ...]


def make_pijlers(
    indicatoren: Iterable[Indicator], reeksen: Mapping[str, Sequence[Waarde]], periode: Periode
) -> tuple[Pijler, ...]:
    """The pillars that have any indicator. reeksen: the figures of each over the trend; the last is of `periode`."""
    per_pijler: dict[str, list[Indicator]] = {code: [] for code in PIJLERS}
    for indicator in sorted(indicatoren, key=_order):
        per_pijler[indicator.pijler].append(indicator)
    return tuple(_make_pijler(code, found, reeksen, periode) for code, found in per_pijler.items() if found)


def _make_pijler(
    code: str, indicatoren: Sequence[Indicator], reeksen: Mapping[str, Sequence[Waarde]], periode: Periode
) -> Pijler:
    naam, vraag = PIJLERS[code]
    gevuld = [each for each in indicatoren if any(waarde.reden != "geen-gegevens" for waarde in reeksen[each.code])]
    return Pijler(
        code=code,
        naam=naam,
        vraag=vraag,
        tegels=tuple(make_tegel(each, at(reeksen[each.code], periode)) for each in gevuld[:MAX_TEGELS]),
        rijen=tuple(make_rij(each, reeksen[each.code]) for each in gevuld),
        leeg=tuple(each.naam for each in indicatoren if each not in gevuld),
    )


def at(reeks: Sequence[Waarde], periode: Periode) -> Waarde:
    """The figure of one of the periods of a trend."""
    return next(waarde for waarde in reeks if waarde.periode == periode.code)


def make_tegel(indicator: Indicator, waarde: Waarde) -> Tegel:
    reden = waarde.reden or "geen-gegevens"
    if waarde.waarde is None:
        cijfer, eenheid = ONTBREEKT[reden], ""
    else:
        cijfer, eenheid = groot_cijfer(waarde.waarde, indicator.eenheid)
    return Tegel(
        code=indicator.code,
        naam=indicator.naam,
        omschrijving=indicator.omschrijving,
        cijfer=cijfer,
        eenheid=eenheid,
        getoond=waarde.waarde is not None,
        uitleg=None if waarde.waarde is not None else ONTBREEKT_UITLEG[reden],
        n=in_n(waarde),
        verschil=verschil_met_vorige(waarde, indicator),
        status=waarde.status,
        status_tekst=waarde.status and STATUS[waarde.status],
        doel=doel_in_woorden(waarde, indicator.eenheid),
        voorlopig=waarde.voorlopig and waarde.waarde is not None,
        bron=bron_of(indicator.rekenwijze),
    )


def make_rij(indicator: Indicator, reeks: Iterable[Waarde]) -> Rij:
    return Rij(indicator.code, indicator.naam, tuple(make_cel(indicator, waarde) for waarde in reeks))


def make_cel(indicator: Indicator, waarde: Waarde) -> Cel:
    return Cel(waarde_in_woorden(waarde, indicator.eenheid), in_n(waarde), getoond=waarde.waarde is not None)


def in_n(waarde: Waarde) -> str | None:
    return None if waarde.n is None or waarde.waarde is None else in_getal(Decimal(waarde.n))


def _order(indicator: Indicator) -> tuple[bool, bool, bool, str, str]:
    """What one needs to know first; of that what is aimed at, and how many people it is about."""
    zonder_doel = indicator.streefwaarde is None and not indicator.streefwaarden
    is_nice, is_other = indicator.belang != "need-to-know", indicator.rekenwijze != "uniek"
    return is_nice, zonder_doel, is_other, indicator.naam.casefold(), indicator.code
