"""What a visitor can choose: another period, a part of the gemeente, a figure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zicht_api.codelijsten.lijsten import LIJSTEN
from zicht_api.dashboard.gegevens import Cijfers, Gebied
from zicht_api.dashboard.tijd import SOORTEN, as_soort, next_periode, previous_periode
from zicht_api.dashboard.vraag import Vraag
from zicht_api.duiding.woorden import in_kort
from zicht_api.perioden import Periode

_INSPRINGEN: Final = "\u2003"


@dataclass(frozen=True, slots=True)
class Link:
    tekst: str
    adres: str
    hier: bool = False


@dataclass(frozen=True, slots=True)
class Optie:
    code: str
    tekst: str
    gekozen: bool


@dataclass(frozen=True, slots=True)
class Keuzes:
    """vorige, volgende: the periods beside this one; None where there is none (yet). verborgen: what a form sends along
    unseen, so that the rest of the question stays. filter: what the figures are limited to, in words."""

    vorige: Link | None
    volgende: Link | None
    soorten: tuple[Link, ...]
    gebieden: tuple[Optie, ...]
    doelgroepen: tuple[Optie, ...]
    filter: tuple[str, ...]
    zonder_filter: str


def make_keuzes(pad: str, cijfers: Cijfers) -> Keuzes:
    """pad: where the page stands."""
    vraag, periode, dag = cijfers.vraag, cijfers.periode, cijfers.stand.dag
    namen = {code: naam for leden in cijfers.namen.values() for code, naam in leden.items()}
    return Keuzes(
        vorige=_link(pad, vraag, previous_periode(periode)),
        volgende=_link(pad, vraag, next_periode(periode, dag)),
        soorten=tuple(_soorten(pad, vraag, periode, dag)),
        gebieden=_gebieden(cijfers.gebieden, vraag.gebied),
        doelgroepen=tuple(Optie(code, naam, code == vraag.doelgroep) for code, naam in LIJSTEN["doelgroep"]),
        filter=tuple(namen[code] for code in vraag.filters.values()),
        zonder_filter=vraag.adres(pad, gebied=None, doelgroep=None),
    )


def _link(pad: str, vraag: Vraag, periode: Periode | None) -> Link | None:
    return None if periode is None else Link(in_kort(periode.code), vraag.adres(pad, periode=periode.code))


def _soorten(pad: str, vraag: Vraag, periode: Periode, dag: date) -> list[Link]:
    return [
        Link(
            soort.value.capitalize(),
            vraag.adres(pad, periode=as_soort(periode, soort, dag).code),
            hier=soort is periode.soort,
        )
        for soort in SOORTEN
    ]


def _gebieden(gebieden: Sequence[Gebied], gekozen: str | None) -> tuple[Optie, ...]:
    return tuple(
        Optie(gebied.code, _INSPRINGEN * gebied.diepte + gebied.naam, gebied.code == gekozen) for gebied in gebieden
    )
