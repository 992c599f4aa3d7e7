"""The dashboard as it is written: every part in plain values, and its pictures drawn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request

from zicht_api.aanmelden.bezoeker import Bezoeker
from zicht_api.beelden.antwoorden import likert, nps
from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.boom import boom
from zicht_api.beelden.cijfers import Reeks
from zicht_api.beelden.samenstellen import groep_of, npsverdeling_of, reeks_of, stelling_of
from zicht_api.beelden.staven import staven
from zicht_api.beelden.takken import Tak, tak_of
from zicht_api.beelden.trend import trend
from zicht_api.beelden.vonk import vonk
from zicht_api.dashboard.antwoorden import Uitslag
from zicht_api.dashboard.bomen import MAX_KNOPEN, cut_down
from zicht_api.dashboard.delen import drawn_of, is_broken_down, without_any
from zicht_api.dashboard.gegevens import Cijfers
from zicht_api.dashboard.inhoud import Dichtbij, Inhoud
from zicht_api.dashboard.keuzes import Optie, make_keuzes
from zicht_api.dashboard.opvallend import find_ontbreekt, find_veranderd
from zicht_api.dashboard.pagina import pagina_of
from zicht_api.dashboard.plannen import make_plannen
from zicht_api.dashboard.sjablonen import make_sjablonen
from zicht_api.dashboard.tabellen import Tabel, tabel_van_antwoorden, tabel_van_delen, tabel_van_reeks
from zicht_api.dashboard.tegels import Pijler
from zicht_api.dashboard.tekening import Getekend, draw_all
from zicht_api.dashboard.verhalen import make_signalen, make_verhalen, signaalnamen
from zicht_api.dashboard.woorden import ONTBREEKT_UITLEG, STATUS
from zicht_api.doelenbomen.schemas import Realisatie
from zicht_api.indicatoren.models import Indicator
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde

# As wide as it is shown on a telephone, and beside others on a screen: its letters stay as large as they are.
KAART: Final = 340
_BOOM: Final = 1080

SJABLONEN: Final = make_sjablonen(Path(__file__).parent / "templates")
_DASHBOARD: Final = SJABLONEN.get_template("dashboard.html")


@dataclass(frozen=True, slots=True)
class Figuurblok:
    """A picture with the table that says the same."""

    kop: str
    beeld: Getekend
    tabel: Tabel
    opmerking: str | None = None


@dataclass(frozen=True, slots=True)
class Boomblok:
    """breed, smal: the same picture, for a screen and for a telephone. heel: whether all of the tree is drawn."""

    naam: str
    breed: Getekend
    smal: Getekend
    top: Tak
    heel: bool


async def write_dashboard(request: Request, bezoeker: Bezoeker, inhoud: Inhoud) -> str:
    cijfers, pad = inhoud.cijfers, request.url.path
    beelden = await draw_all(dict(_pictures(inhoud)))
    indicatoren = list(cijfers.indicatoren.values())
    return _DASHBOARD.render(
        pagina=pagina_of(request, bezoeker, "Dashboard", "dashboard"),
        cijfers=cijfers,
        vraag=cijfers.vraag,
        stand=cijfers.stand,
        periode=cijfers.periode,
        reeks=cijfers.reeks,
        keuzes=make_keuzes(pad, cijfers),
        pad=pad,
        openbaar=bezoeker.caller.alleen_openbaar,
        samenvatting=summary_of(cijfers),
        pijlers=inhoud.pijlers,
        beelden=beelden,
        veranderd=find_veranderd(indicatoren, cijfers.nu),
        ontbreekt=find_ontbreekt(with_figures(cijfers, inhoud.pijlers), cijfers.nu),
        ontbreekt_uitleg=ONTBREEKT_UITLEG,
        signalen=None
        if inhoud.gesprek.signalen is None
        else make_signalen(inhoud.gesprek.signalen, signaalnamen(cijfers, inhoud.gesprek.aanbieders)),
        dichtbij=inhoud.dichtbij and cijfers.indicatoren[inhoud.dichtbij.code],
        figuren=[] if inhoud.dichtbij is None else list(_figures(cijfers, inhoud.dichtbij, beelden)),
        cijferkeuze=_cijferkeuze(inhoud),
        niet_uitgesplitst=_not_broken_down(inhoud.dichtbij),
        bomen=[
            Boomblok(
                realisatie.naam,
                beelden[f"boom-{nr}"],
                beelden[f"boom-{nr}-smal"],
                tak_of(realisatie),
                heel=len(realisatie.knopen) == len(inhoud.bomen[nr].knopen),
            )
            for nr, realisatie in enumerate(_trees(inhoud))
        ],
        stellingen=tabel_van_antwoorden("Antwoorden per vraag", inhoud.uitslagen.stellingen, cijfers.nu)
        if inhoud.uitslagen.stellingen
        else None,
        nps=[
            (uitslag.indicator.naam, beelden.get(f"nps-{nr}"), _table_of(uitslag, cijfers))
            for nr, uitslag in enumerate(inhoud.uitslagen.nps)
        ],
        verhalen=make_verhalen(
            inhoud.gesprek.verhalen, cijfers.namen[Dimensie.gebied], cijfers.namen[Dimensie.doelgroep]
        ),
        plannen=None
        if inhoud.gesprek.plannen is None
        else make_plannen(
            inhoud.gesprek.plannen,
            {row.code: row.eenheid for row in indicatoren},
            {row.code: row.naam for row in indicatoren},
        ),
        metingen=inhoud.gesprek.metingen,
    )


def summary_of(cijfers: Cijfers) -> list[tuple[str, str, int]]:
    """How many figures are how far from their target: status, its word, how many. Nothing without targets."""
    counted: Counter[str] = Counter(waarde.status for waarde in cijfers.nu.values() if waarde.status is not None)
    return [(status, word, counted[status]) for status, word in STATUS.items()] if counted else []


def with_figures(cijfers: Cijfers, pijlers: Sequence[Pijler]) -> list[Indicator]:
    """The indicators of which there was a figure at some time, in the order of the page."""
    return [cijfers.indicatoren[rij.code] for pijler in pijlers for rij in pijler.rijen]


def _pictures(inhoud: Inhoud) -> Iterator[tuple[str, Beeld]]:
    """Every picture of the page, by its key."""
    cijfers, thema = inhoud.cijfers, inhoud.thema
    for pijler in inhoud.pijlers:
        for tegel in pijler.tegels:
            yield f"v-{tegel.code}", vonk(_reeks(cijfers, tegel.code), thema)
    if inhoud.dichtbij is not None:
        indicator = cijfers.indicatoren[inhoud.dichtbij.code]
        yield "verloop", trend(_reeks(cijfers, indicator.code), thema, breedte=KAART)
        for dimensie, delen in _broken_down(inhoud.dichtbij):
            drawn = drawn_of(delen, dimensie, cijfers)
            groep = groep_of(indicator, drawn, dimensie, cijfers.namen[dimensie], cijfers.nu[indicator.code])
            yield f"per-{dimensie}", staven(groep, thema, breedte=KAART)
    for nr, realisatie in enumerate(_trees(inhoud)):
        yield f"boom-{nr}", boom(realisatie, thema, breedte=_BOOM)
        yield f"boom-{nr}-smal", boom(realisatie, thema, breedte=KAART)
    if inhoud.uitslagen.stellingen:
        stellingen = [stelling_of(each.verdeling, each.indicator.naam) for each in inhoud.uitslagen.stellingen]
        yield "stellingen", likert("Wat inwoners antwoordden", stellingen, thema, breedte=KAART)
    for nr, uitslag in enumerate(inhoud.uitslagen.nps):
        verdeling = npsverdeling_of(uitslag.verdeling, uitslag.indicator.naam, cijfers.nu[uitslag.indicator.code])
        if verdeling is not None:
            yield f"nps-{nr}", nps(verdeling, thema, breedte=KAART)


def _trees(inhoud: Inhoud) -> list[Realisatie]:
    return [cut_down(realisatie, MAX_KNOPEN) for realisatie in inhoud.bomen]


def _reeks(cijfers: Cijfers, code: str) -> Reeks:
    return reeks_of(cijfers.indicatoren[code], cijfers.reeksen[code], heel=cijfers.heel)


def _figures(cijfers: Cijfers, dichtbij: Dichtbij, beelden: dict[str, Getekend]) -> Iterator[Figuurblok]:
    indicator = cijfers.indicatoren[dichtbij.code]
    tabel = tabel_van_reeks(indicator, cijfers.reeksen[indicator.code], heel=cijfers.heel)
    yield Figuurblok("In de tijd", beelden["verloop"], tabel)
    for dimensie, delen in _broken_down(dichtbij):
        tabel = tabel_van_delen(indicator, delen, dimensie, cijfers.namen[dimensie])
        yield Figuurblok(f"Per {dimensie}", beelden[f"per-{dimensie}"], tabel, without_any(delen, dimensie, cijfers))


def _table_of(uitslag: Uitslag, cijfers: Cijfers) -> Tabel:
    return tabel_van_antwoorden(f"Antwoorden: {uitslag.indicator.naam}", [uitslag], cijfers.nu)


def _not_broken_down(dichtbij: Dichtbij | None) -> list[str]:
    """By what the figure could be broken down, if it were known."""
    delen = dichtbij.delen if dichtbij is not None else {}
    return [dimensie.value for dimensie, waarden in delen.items() if not is_broken_down(waarden, dimensie)]


def _broken_down(dichtbij: Dichtbij) -> list[tuple[Dimensie, Sequence[Waarde]]]:
    return [(dimensie, delen) for dimensie, delen in dichtbij.delen.items() if is_broken_down(delen, dimensie)]


def _cijferkeuze(inhoud: Inhoud) -> list[tuple[str, list[Optie]]]:
    """The figures to look at closely, by pillar."""
    gekozen = inhoud.dichtbij.code if inhoud.dichtbij is not None else None
    return [
        (pijler.naam, [Optie(rij.code, rij.naam, rij.code == gekozen) for rij in pijler.rijen])
        for pijler in inhoud.pijlers
        if pijler.rijen
    ]
