"""What the council's page is made of, each through the functions of its own noun, for the eyes that look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.dashboard.tijd import window
from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import list_indicatoren, load_indicatoren
from zicht_api.perioden import Periode
from zicht_api.raadsblad.keuze import (
    PIJLERS,
    Kandidaat,
    Planregel,
    choose_acties,
    choose_cijfers,
    choose_citaat,
    choose_verloop,
)
from zicht_api.verbeterplannen import queries as plannen
from zicht_api.verbeterplannen.acties import get_effect
from zicht_api.verbeterplannen.overgangen import Planstatus
from zicht_api.verbeterplannen.schemas import Effect, VerbeteractieInLijst
from zicht_api.verbeterplannen.weergave import describe_acties
from zicht_api.verhalen.schemas import Verhaal, VerhaalVraag
from zicht_api.verhalen.service import list_verhalen
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.crypto import Keyring

# Who may read plans.
MANAGERS: Final = frozenset({Rol.beheer, Rol.beleid})
_ALLES: Final = 1000
_VERHALEN: Final = 50


@dataclass(frozen=True, slots=True)
class Inhoud:
    """verloop: of which of the figures the course is drawn, with its figures over time. effecten: what the last
    measurement of an actie found, by plan and code. eenheden: of what the acties move, by indicator."""

    cijfers: Mapping[str, Sequence[Kandidaat]]
    verloop: tuple[Kandidaat, Sequence[Waarde]] | None
    citaat: Verhaal | None
    acties: Sequence[tuple[VerbeteractieInLijst, Effect | None]]
    eenheden: Mapping[str, str]

    @property
    def alles_openbaar(self) -> bool:
        return all(each.indicator.openbaar for rij in self.cijfers.values() for each in rij) and not self.acties


def council_eyes(caller: Principal) -> Principal:
    """Whose eyes the page is for: always those of who must account, whoever looks.

    A council decides about money, so that nothing that is there to learn from belongs here. An aanbieder, who sees its
    own figures elsewhere, sees here what the public sees: the page is about the gemeente.
    """
    eyes = replace(caller, doel=Doel.verantwoorden)
    if caller.rol in MANAGERS or caller.rol is Rol.bi:
        return eyes
    return replace(eyes, rol=Rol.bi, aanbieder_id=None, aanbieder=None, aanbieder_nr=None, alleen_openbaar=True)


async def load_inhoud(db: AsyncSession, caller: Principal, keyring: Keyring, stand: Stand, periode: Periode) -> Inhoud:
    """caller: from council_eyes."""
    cijfers = choose_cijfers(await _load_kandidaten(db, caller, stand, periode))
    getoond = [each.indicator.code for rij in cijfers.values() for each in rij]
    vraag = WaardenVraag(periode=f"{window(periode)[0]}..{periode}")
    reeksen = await load_waarden(db, caller, stand, getoond, vraag)
    drawn = choose_verloop(cijfers, reeksen)
    acties = await _load_acties(db, caller, stand, getoond, periode.begin)
    moved = {actie.meetpunt.indicator for actie, _ in acties if actie.meetpunt is not None and actie.meetpunt.indicator}
    indicatoren = await load_indicatoren(db, caller, moved, stand.peil)
    return Inhoud(
        cijfers=cijfers,
        verloop=None if drawn is None else (drawn, reeksen[drawn.indicator.code]),
        citaat=choose_citaat(await _load_verhalen(db, caller, keyring, periode.eind), getoond),
        acties=acties,
        eenheden={code: indicator.eenheid for code, indicator in indicatoren.items()},
    )


async def _load_kandidaten(db: AsyncSession, caller: Principal, stand: Stand, periode: Periode) -> list[Kandidaat]:
    found: dict[str, Indicator] = {}
    for pijler in PIJLERS:
        rows = await list_indicatoren(db, caller, stand.peil, pijler=pijler, rekenwijze=None, after="", limit=_ALLES)
        found |= {row.code: row for row in rows if row.belang == "need-to-know"}
    waarden = await load_waarden(db, caller, stand, list(found), WaardenVraag(periode=periode.code))
    return [Kandidaat(indicator, waarden[code][0]) for code, indicator in found.items()]


async def _load_verhalen(db: AsyncSession, caller: Principal, keyring: Keyring, eind: date) -> list[Verhaal]:
    """What residents told about the year before the end of the period, the latest first."""
    vraag = VerhaalVraag(begin=eind.replace(year=eind.year - 1, day=1), eind=eind)
    return await list_verhalen(db, caller, keyring, vraag, None, _VERHALEN)


async def _load_acties(
    db: AsyncSession, caller: Principal, stand: Stand, getoond: Sequence[str], begin: date
) -> list[tuple[VerbeteractieInLijst, Effect | None]]:
    """For who may read plans; nobody else may do so here either."""
    if caller.rol not in MANAGERS:
        return []
    rows = await plannen.list_plannen(db, caller, plannen.PlanVraag(), None, _ALLES)
    van_plan = {row.id: row for row in rows if row.aangemaakt_op.date() <= stand.dag}
    acties = await describe_acties(db, caller, await plannen.load_acties(db, caller, van_plan))
    regels = [Planregel(each, Planstatus(van_plan[each.plan].status), van_plan[each.plan].eind) for each in acties]
    return [
        (actie, await get_effect(db, caller, actie.plan, actie.code, None) if actie.effectmetingen else None)
        for actie in choose_acties(regels, getoond, begin)
    ]
