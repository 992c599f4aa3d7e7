"""What people said and did about the figures: signals, stories, sessions, plans. Each by the rules of its own noun.

Who may read what is settled by the functions of those nouns for whoever calls them; which role comes to them at all is
the same here as on the routes of the API.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import load_codes
from zicht_api.dashboard.gegevens import Cijfers
from zicht_api.duiding.bespreking import load_besproken
from zicht_api.duiding.schemas import BesprokenSessie
from zicht_api.indicatoren.queries import load_indicatoren
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.signalen.queries import list_signalen
from zicht_api.signalen.schemas import Signaal, SignaalVraag
from zicht_api.signalen.service import as_seen
from zicht_api.verbeterplannen import queries as plannen
from zicht_api.verbeterplannen.acties import get_effect
from zicht_api.verbeterplannen.effect import Omstandigheden, find_kanttekeningen, judge
from zicht_api.verbeterplannen.meten import load_na
from zicht_api.verbeterplannen.models import Verbeteractie
from zicht_api.verbeterplannen.overgangen import Planstatus
from zicht_api.verbeterplannen.schemas import Meetwaarden, VerbeteractieInLijst, Verbeterplan, Verwachting
from zicht_api.verbeterplannen.weergave import describe_acties, describe_plan
from zicht_api.verhalen.schemas import Verhaal, Verhaalstatus, VerhaalVraag
from zicht_api.verhalen.service import list_verhalen
from zicht_api.vragenlijstresultaten.models import Vragenlijstresultaat
from zicht_api.vragenlijstresultaten.queries import resultaten_of
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.crypto import Keyring

_BELEID: Final = frozenset({Rol.beheer, Rol.beleid})
_MET_SIGNALEN: Final = _BELEID | {Rol.aanbieder}
_MET_GESPREK: Final = _MET_SIGNALEN
_ALLE: Final = 200
_LAATSTE: Final = 4
_NIEUW: Final = "nieuw"
# What is on the way, or was done: not what is only thought of, nor what was given up.
_GETOOND: Final = frozenset({Planstatus.vastgesteld, Planstatus.in_uitvoering, Planstatus.afgerond})


@dataclass(frozen=True, slots=True)
class Grenzen:
    """How much of each a page shows: a dashboard less than a report."""

    verhalen: int
    plannen: int
    effecten: int


@dataclass(frozen=True, slots=True)
class Gemeten:
    """What the last measurement of an actie found. na: held against the period before; voor: only of a knoop."""

    actie: VerbeteractieInLijst
    voor: Meetwaarden | None
    na: Meetwaarden
    verwachting: Verwachting
    kanttekeningen: Sequence[str]


@dataclass(frozen=True, slots=True)
class PlanMetActies:
    """gemeten: what was measured of an actie, by its code."""

    plan: Verbeterplan
    acties: Sequence[VerbeteractieInLijst]
    gemeten: Mapping[str, Gemeten]


@dataclass(frozen=True, slots=True)
class Gesprek:
    """None: not for this visitor, which is another thing than that there is nothing. aanbieders: names by code, of
    those that signals are about."""

    signalen: Sequence[Signaal] | None
    aanbieders: Mapping[str, str]
    sessies: Sequence[BesprokenSessie] | None
    verhalen: Sequence[Verhaal]
    plannen: Sequence[PlanMetActies] | None
    metingen: Sequence[Vragenlijstresultaat] | None


async def load_gesprek(
    db: AsyncSession, caller: Principal, keyring: Keyring, cijfers: Cijfers, grenzen: Grenzen
) -> Gesprek:
    """Of a page of an earlier data version: what was there by the end of its day, as it is now."""
    signalen = await _load_signalen(db, caller, cijfers)
    return Gesprek(
        signalen=signalen,
        aanbieders=await _load_aanbieders(db, caller, cijfers) if signalen else {},
        sessies=await _load_sessies(db, caller, cijfers),
        verhalen=await _load_verhalen(db, caller, keyring, cijfers, grenzen.verhalen),
        plannen=await _load_plannen(db, caller, cijfers, grenzen),
        metingen=await _load_metingen(db, caller, cijfers),
    )


async def _load_signalen(db: AsyncSession, caller: Principal, cijfers: Cijfers) -> list[Signaal] | None:
    """Those about the period that still follow from the figures, and those that were talked about anyhow."""
    if caller.alleen_openbaar or caller.rol not in _MET_SIGNALEN:
        return None
    about = [periode.code for periode in parts_of(cijfers.periode)]
    vraag = SignaalVraag(perioden=about, gebied=cijfers.vraag.gebied)
    rows = await list_signalen(db, caller, vraag, None, _ALLE)
    found = [as_seen(row, caller) for row in rows if row.vervallen_op is None or row.status != _NIEUW]
    return [each for each in found if each.gevonden_op.date() <= cijfers.stand.dag]


async def _load_aanbieders(db: AsyncSession, caller: Principal, cijfers: Cijfers) -> dict[str, str]:
    return {code: row.naam for code, row in (await load_codes(db, caller, cijfers.stand.peil)).items()}


async def _load_sessies(db: AsyncSession, caller: Principal, cijfers: Cijfers) -> list[BesprokenSessie] | None:
    """Sessions are to learn from."""
    if caller.rol not in _MET_GESPREK or caller.doel is not Doel.leren:
        return None
    found = await load_besproken(db, caller, cijfers.indicatoren.keys())
    return [sessie for sessie in found if _touches(Periode.parse(sessie.periode), cijfers.periode)]


async def _load_verhalen(
    db: AsyncSession, caller: Principal, keyring: Keyring, cijfers: Cijfers, hoogstens: int
) -> list[Verhaal]:
    """What residents told in the year up to the end of the period, the latest first."""
    begin = Periode.containing(PeriodeSoort.maand, cijfers.periode.eind).year_before().next().begin
    vraag = VerhaalVraag(
        status=Verhaalstatus.vrijgegeven,
        begin=min(begin, cijfers.periode.begin),
        eind=cijfers.periode.eind,
        gebied=cijfers.vraag.gebied,
        doelgroep=cijfers.vraag.doelgroep,
    )
    return await list_verhalen(db, caller, keyring, vraag, None, hoogstens)


async def _load_plannen(
    db: AsyncSession, caller: Principal, cijfers: Cijfers, grenzen: Grenzen
) -> list[PlanMetActies] | None:
    if caller.alleen_openbaar or caller.rol not in _BELEID:
        return None
    dag = cijfers.stand.dag
    rows = [
        row
        for row in await plannen.list_plannen(db, caller, plannen.PlanVraag(), None, _ALLE)
        if row.status in _GETOOND and _is_of_late(row.eind, cijfers) and row.aangemaakt_op.date() <= dag
    ][: grenzen.plannen]
    actierijen = await plannen.load_acties(db, caller, [row.id for row in rows])
    acties = await describe_acties(db, caller, actierijen)
    beschreven = [await describe_plan(db, caller, row) for row in rows]
    uit_signaal = {plan.id for plan in beschreven if plan.aanleiding.signalen}
    pairs = [
        (rij, actie)
        for rij, actie in zip(actierijen, acties, strict=True)
        if any(meting.vergeleken for meting in actie.effectmetingen)
    ]
    gemeten = [
        await _load_gemeten(db, caller, rij, actie, uit_signaal=rij.plan_id in uit_signaal)
        for rij, actie in pairs[: grenzen.effecten]
    ]
    return [
        PlanMetActies(
            plan,
            [actie for actie in acties if actie.plan == plan.id],
            {een.actie.code: een for een in gemeten if een.actie.plan == plan.id},
        )
        for plan in beschreven
    ]


async def _load_gemeten(
    db: AsyncSession, caller: Principal, rij: Verbeteractie, actie: VerbeteractieInLijst, *, uit_signaal: bool
) -> Gemeten:
    """The whole effect of a knoop; of an indicator what follows from its last figure, which says what was before."""
    if rij.indicator is None:
        effect = await get_effect(db, caller, rij.plan_id, rij.code, None)
        return Gemeten(actie, effect.voor, effect.na, effect.verwachting, effect.kanttekeningen)
    meting = [each for each in actie.effectmetingen if each.vergeleken][-1]
    na = await load_na(db, caller, rij, meting.dataversie, meting.dag)
    indicatoren = await load_indicatoren(db, caller, [rij.indicator], meting.dataversie)
    richting = indicatoren[rij.indicator].richting if indicatoren else "neutraal"
    omstandigheden = Omstandigheden(
        periode_voor=Periode.parse(rij.periode_voor),
        periode_na=Periode.parse(rij.periode_na),
        ook=[ander.code for ander in await plannen.load_same_aim(db, caller, rij)],
        uit_signaal=uit_signaal,
    )
    kanttekeningen = find_kanttekeningen(omstandigheden, knoop=False, anders_bekend=False)
    return Gemeten(actie, None, na, judge(richting, rij.verwachte_waarde, na), kanttekeningen)


async def _load_metingen(db: AsyncSession, caller: Principal, cijfers: Cijfers) -> list[Vragenlijstresultaat] | None:
    """The metingen within the period, to see of which residents heard what came of their answers."""
    if caller.rol not in _BELEID or caller.doel is not Doel.leren:
        return None
    within = resultaten_of(caller, cijfers.stand.peil).where(
        Vragenlijstresultaat.begin >= cijfers.periode.begin, Vragenlijstresultaat.eind <= cijfers.periode.eind
    )
    return list(await db.scalars(within.order_by(Vragenlijstresultaat.begin, Vragenlijstresultaat.naam)))


def parts_of(periode: Periode) -> Collection[Periode]:
    """A period, and the quarters, months and weeks in it."""
    found = [periode]
    for soort in PeriodeSoort:
        part = Periode.containing(soort, periode.begin)
        while part.begin <= periode.eind:
            if periode.contains(part):
                found.append(part)
            part = part.next()
    return dict.fromkeys(found)


def _touches(een: Periode, ander: Periode) -> bool:
    return een.begin <= ander.eind and ander.begin <= een.eind


def _is_of_late(eind: date, cijfers: Cijfers) -> bool:
    """Whether a plan that ends on this day ran in the last periods of the trend, or is to run after them."""
    return eind >= cijfers.reeks[-min(len(cijfers.reeks), _LAATSTE)].begin
