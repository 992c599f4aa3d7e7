"""The figures that a page stands on: of one moment, for the eyes that look, in few questions to the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.codelijsten.lijsten import LIJSTEN
from zicht_api.dashboard.bomen import prune
from zicht_api.dashboard.tijd import choose_periode, last_complete, window
from zicht_api.dashboard.vraag import Vraag
from zicht_api.doelenbomen import queries as doelenbomen
from zicht_api.doelenbomen.schemas import Realisatie, RealisatieVraag
from zicht_api.doelenbomen.service import realise, understand
from zicht_api.gebieden.queries import load_gebieden
from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.registratiedruk.queries import load_all_indicatoren
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import Fout, InvoerOngeldig

_ALLE_BOMEN = 20


@dataclass(frozen=True, slots=True)
class Gebied:
    """diepte: how far below the top it stands, 0 for what stands there."""

    code: str
    naam: str
    ouder: str | None
    diepte: int


@dataclass(frozen=True)
class Cijfers:
    """reeks: the periods of the trend, of which `periode` is the last. indicatoren: all that the visitor sees, by code.
    reeksen: the figures of each over the reeks. gebieden: each below what it is part of."""

    stand: Stand
    vraag: Vraag
    periode: Periode
    reeks: tuple[Periode, ...]
    indicatoren: Mapping[str, Indicator]
    reeksen: Mapping[str, Sequence[Waarde]]
    gebieden: Sequence[Gebied]
    eigen: bool

    @cached_property
    def nu(self) -> dict[str, Waarde]:
        """The figure of each indicator over the period."""
        return {code: reeks[-1] for code, reeks in self.reeksen.items()}

    @property
    def heel(self) -> bool:
        """Whether the figures are about the whole gemeente."""
        return not self.eigen and not self.vraag.filters

    @cached_property
    def namen(self) -> dict[Dimensie, dict[str, str]]:
        return {
            Dimensie.gebied: {gebied.code: gebied.naam for gebied in self.gebieden},
            Dimensie.doelgroep: dict(LIJSTEN["doelgroep"]),
        }


async def load_cijfers(db: AsyncSession, caller: Principal, stand: Stand, vraag: Vraag) -> Cijfers:
    """Raises InvoerOngeldig for a gebied or doelgroep that is not there."""
    indicatoren = {row.code: row for row in await load_all_indicatoren(db, caller, stand.peil)}
    periode = Periode.parse(vraag.periode) if vraag.periode else last_complete(PeriodeSoort.kwartaal, stand.dag)
    reeks = window(periode)
    reeksen = await _load_reeksen(db, caller, stand, vraag, indicatoren, reeks)
    if vraag.periode is None and (chosen := choose_periode(reeks, reeksen)) != periode:
        periode, reeks = chosen, window(chosen)
        reeksen = await _load_reeksen(db, caller, stand, vraag, indicatoren, reeks)
    gebieden = _in_order(await load_gebieden(db, caller.gemeente_id, stand.peil))
    return Cijfers(stand, vraag, periode, reeks, indicatoren, reeksen, gebieden, eigen=caller.rol is Rol.aanbieder)


async def _load_reeksen(
    db: AsyncSession,
    caller: Principal,
    stand: Stand,
    vraag: Vraag,
    indicatoren: Mapping[str, Indicator],
    reeks: Sequence[Periode],
) -> Mapping[str, Sequence[Waarde]]:
    asked = WaardenVraag(periode=f"{reeks[0]}..{reeks[-1]}", **vraag.filters)
    return await load_waarden(db, caller, stand, list(indicatoren), asked)


async def load_delen(
    db: AsyncSession, caller: Principal, cijfers: Cijfers, code: str, dimensie: Dimensie
) -> Sequence[Waarde]:
    """The figures of one indicator over the period, broken down; gebieden each below what it is part of."""
    asked = WaardenVraag(periode=cijfers.periode.code, per=dimensie.value, **cijfers.vraag.filters)
    found = (await load_waarden(db, caller, cijfers.stand, [code], asked))[code]
    places = {lid: place for place, lid in enumerate(cijfers.namen[dimensie])}
    # What is not broken down by it stands last.
    return sorted(found, key=lambda waarde: places.get(getattr(waarde, dimensie), len(places)))


async def load_bomen(db: AsyncSession, caller: Principal, cijfers: Cijfers) -> list[Realisatie]:
    """How far the goals of each doelenboom are reached. To an aanbieder no tree is shown; to the public, of each no
    more than what stands above a figure that is public, and nothing where that has no score."""
    if caller.rol is Rol.aanbieder:
        return []
    asked = RealisatieVraag(periode=cijfers.periode.code, **cijfers.vraag.filters)
    rows = await doelenbomen.list_doelenbomen(db, caller, cijfers.stand.peil, "", _ALLE_BOMEN)
    found = []
    for row in rows:
        realisatie = realise(await understand(db, caller, cijfers.stand, row.code, asked), cijfers.nu)
        found.append(prune(realisatie) if caller.alleen_openbaar else realisatie)
    return [realisatie for realisatie in found if not caller.alleen_openbaar or _says_something(realisatie)]


def _says_something(realisatie: Realisatie) -> bool:
    return any(knoop.score is not None for knoop in realisatie.knopen)


def choose_cijfer(cijfers: Cijfers, shown: Sequence[str]) -> str | None:
    """The indicator to look at closely: the one asked for, or else the first of those shown that has a figure.

    Raises InvoerOngeldig for one that the visitor does not see, as for one that is not there.
    """
    asked = cijfers.vraag.cijfer
    if asked is None:
        return next((code for code in shown if cijfers.nu[code].waarde is not None), next(iter(shown), None))
    if asked not in cijfers.indicatoren:
        raise InvoerOngeldig([Fout("?cijfer", "onbekende-waarde", "Dit cijfer kennen we niet.")])
    return asked


def _in_order(rows: Sequence[Row[Any]]) -> list[Gebied]:
    """Each gebied below what it is part of, by name."""
    kinderen: dict[str | None, list[tuple[str, str]]] = {}
    for row in rows:
        kinderen.setdefault(row.ouder, []).append((row.naam, row.code))
    found: list[Gebied] = []

    def visit(ouder: str | None, diepte: int) -> None:
        for naam, code in sorted(kinderen.get(ouder, [])):
            found.append(Gebied(code, naam, ouder, diepte))
            visit(code, diepte + 1)

    visit(None, 0)
    return found
