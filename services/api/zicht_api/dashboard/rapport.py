"""The report of a period: everything that the dashboard shows, to read from front to back and to print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from zicht_api.aanmelden.bezoeker import Bezoeker
from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.boom import boom, boom_bladen
from zicht_api.beelden.samenstellen import reeks_of
from zicht_api.beelden.takken import Tak, tak_of
from zicht_api.beelden.thema import Thema, thema_of
from zicht_api.beelden.trend import trend
from zicht_api.beelden.vonk import vonk
from zicht_api.dashboard.bomen import MAX_KNOPEN, cut_down
from zicht_api.dashboard.gegevens import Cijfers, load_bomen, load_cijfers
from zicht_api.dashboard.gesprek import Gesprek, Grenzen, load_gesprek
from zicht_api.dashboard.opvallend import find_ontbreekt, find_veranderd
from zicht_api.dashboard.pagina import Kruimel, pagina_of
from zicht_api.dashboard.plannen import make_plannen
from zicht_api.dashboard.sjablonen import make_sjablonen
from zicht_api.dashboard.tabellen import Tabel, tabel_van_alles, tabel_van_reeks
from zicht_api.dashboard.tegels import Pijler, Tegel, make_pijlers, make_tegel
from zicht_api.dashboard.tekening import Getekend, draw_all
from zicht_api.dashboard.verhalen import make_signalen, make_verhalen, signaalnamen
from zicht_api.dashboard.vraag import Vraag
from zicht_api.dashboard.weergave import KAART, summary_of, with_figures
from zicht_api.dashboard.woorden import ONTBREEKT_UITLEG
from zicht_api.doelenbomen.schemas import Realisatie
from zicht_api.duiding.woorden import in_kort
from zicht_api.formaten.tabel import Definitie
from zicht_api.huisstijl.service import load_kleuren
from zicht_api.indicatoren.definities import definitie_of
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.peildatum import stand_at
from zicht_api.waarden.dimensies import Dimensie
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring

RAPPORT: Final = Grenzen(verhalen=20, plannen=20, effecten=12)
# The trends of these are drawn large; of what comes after, and matters less, small. A report must be quick to open.
_GROOT: Final = 16
# Of fewer figures a picture says no more than the table.
_MINSTENS: Final = 2
# Of a page of A4 that stands upright, with a heading above it.
_BLAD_BREED: Final = 640
_BLAD_HOOG: Final = 780
_NU: Final = text("SELECT now()")
_SJABLOON: Final = make_sjablonen(Path(__file__).parent / "templates").get_template("rapport.html")


@dataclass(frozen=True, slots=True)
class Rapport:
    """moment: a peildatum at which this same report can be asked for again."""

    cijfers: Cijfers
    pijlers: tuple[Pijler, ...]
    definities: Mapping[str, Definitie]
    bomen: Sequence[Realisatie]
    gesprek: Gesprek
    thema: Thema
    moment: str


@dataclass(frozen=True, slots=True)
class Blok:
    """One indicator in the report. beeld: None where there are too few figures for a trend."""

    tegel: Tegel
    definitie: Definitie
    beeld: Getekend | None
    tabel: Tabel


@dataclass(frozen=True, slots=True)
class Hoofdstuk:
    pijler: Pijler
    blokken: tuple[Blok, ...]


@dataclass(frozen=True, slots=True)
class Boomblad:
    """A tree on its pages, and all of it in words. heel: whether all of it is drawn."""

    naam: str
    bladen: tuple[Getekend, ...]
    top: Tak
    heel: bool


async def load_rapport(db: AsyncSession, caller: Principal, keyring: Keyring, vraag: Vraag) -> Rapport:
    """Raises InvoerOngeldig for what is asked and is not there."""
    stand = await stand_at(db, caller.gemeente_id, vraag.peildatum)
    cijfers = await load_cijfers(db, caller, stand, vraag)
    maatstaven = await load_maatstaven(db, caller, stand.peil)
    now = await db.scalar(_NU)
    assert now is not None
    return Rapport(
        cijfers=cijfers,
        pijlers=make_pijlers(cijfers.indicatoren.values(), cijfers.reeksen, cijfers.periode),
        definities={
            code: definitie_of(row, maatstaven, list(cijfers.indicatoren)) for code, row in cijfers.indicatoren.items()
        },
        bomen=await load_bomen(db, caller, cijfers),
        gesprek=await load_gesprek(db, caller, keyring, cijfers, RAPPORT),
        thema=thema_of(await load_kleuren(db, caller.gemeente_id)),
        moment=vraag.peildatum or now.isoformat(timespec="seconds").replace("+00:00", "Z"),
    )


async def write_rapport(request: Request, bezoeker: Bezoeker, rapport: Rapport) -> str:
    cijfers = rapport.cijfers
    beelden = await draw_all(dict(_pictures(rapport)))
    indicatoren = list(cijfers.indicatoren.values())
    gesprek, namen = rapport.gesprek, cijfers.namen
    titel = f"Rapport {in_kort(cijfers.periode.code)}"
    dashboard = cijfers.vraag.adres(f"/dashboard/{bezoeker.caller.gemeente}", periode=cijfers.periode.code)
    kruimels = (Kruimel("Dashboard", dashboard), Kruimel(titel))
    return _SJABLOON.render(
        pagina=pagina_of(request, bezoeker, titel, "rapport", kruimels),
        vraag=cijfers.vraag,
        stand=cijfers.stand,
        periode=cijfers.periode,
        reeks=cijfers.reeks,
        pad=request.url.path,
        vast=cijfers.vraag.adres(request.url.path, periode=None, cijfer=None, peildatum=rapport.moment),
        openbaar=bezoeker.caller.alleen_openbaar,
        eigen=cijfers.eigen,
        filter=[namen[Dimensie(naam)][code] for naam, code in cijfers.vraag.filters.items()],
        samenvatting=summary_of(cijfers),
        alles=tabel_van_alles(with_figures(cijfers, rapport.pijlers), cijfers.nu),
        veranderd=find_veranderd(indicatoren, cijfers.nu),
        ontbreekt=find_ontbreekt(with_figures(cijfers, rapport.pijlers), cijfers.nu),
        ontbreekt_uitleg=ONTBREEKT_UITLEG,
        hoofdstukken=list(_hoofdstukken(rapport, beelden)),
        bomen=[_boom(nr, realisatie, beelden) for nr, realisatie in enumerate(rapport.bomen)],
        signalen=None
        if gesprek.signalen is None
        else make_signalen(gesprek.signalen, signaalnamen(cijfers, gesprek.aanbieders)),
        sessies=gesprek.sessies,
        verhalen=make_verhalen(gesprek.verhalen, namen[Dimensie.gebied], namen[Dimensie.doelgroep]),
        plannen=None
        if gesprek.plannen is None
        else make_plannen(
            gesprek.plannen, {row.code: row.eenheid for row in indicatoren}, {row.code: row.naam for row in indicatoren}
        ),
        metingen=gesprek.metingen,
    )


def _pictures(rapport: Rapport) -> Iterator[tuple[str, Beeld]]:
    cijfers = rapport.cijfers
    for place, indicator in enumerate(with_figures(cijfers, rapport.pijlers)):
        waarden = cijfers.reeksen[indicator.code]
        if sum(waarde.waarde is not None for waarde in waarden) < _MINSTENS:
            continue
        reeks = reeks_of(indicator, waarden, heel=cijfers.heel)
        large = place < _GROOT
        yield (
            f"t-{indicator.code}",
            trend(reeks, rapport.thema, breedte=KAART) if large else vonk(reeks, rapport.thema),
        )
    for nr, realisatie in enumerate(rapport.bomen):
        for blad, beeld in enumerate(_boombladen(cut_down(realisatie, MAX_KNOPEN), rapport.thema)):
            yield f"boom-{nr}-{blad}", beeld


def _boombladen(realisatie: Realisatie, thema: Thema) -> tuple[Beeld, ...]:
    """On one page where it fits there."""
    heel = boom(realisatie, thema, breedte=_BLAD_BREED)
    return (heel,) if heel.hoogte <= _BLAD_HOOG else boom_bladen(realisatie, thema)


def _hoofdstukken(rapport: Rapport, beelden: Mapping[str, Getekend]) -> Iterator[Hoofdstuk]:
    cijfers = rapport.cijfers
    for pijler in rapport.pijlers:
        blokken = []
        for rij in pijler.rijen:
            indicator = cijfers.indicatoren[rij.code]
            blokken.append(
                Blok(
                    make_tegel(indicator, cijfers.nu[rij.code]),
                    rapport.definities[rij.code],
                    beelden.get(f"t-{rij.code}"),
                    tabel_van_reeks(indicator, cijfers.reeksen[rij.code], heel=cijfers.heel),
                )
            )
        yield Hoofdstuk(pijler, tuple(blokken))


def _boom(nr: int, realisatie: Realisatie, beelden: Mapping[str, Getekend]) -> Boomblad:
    bladen = tuple(beeld for sleutel, beeld in beelden.items() if sleutel.startswith(f"boom-{nr}-"))
    return Boomblad(realisatie.naam, bladen, tak_of(realisatie), heel=len(realisatie.knopen) <= MAX_KNOPEN)
