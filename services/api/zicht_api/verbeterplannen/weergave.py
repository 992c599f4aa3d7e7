"""Plans and acties as they leave: without what the caller may not know of, as if it were not there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.signalen.queries import load_signalen
from zicht_api.verbeterplannen import queries
from zicht_api.verbeterplannen.meten import load_voor
from zicht_api.verbeterplannen.models import Verbeteractie as ActieRow
from zicht_api.verbeterplannen.models import Verbeterovergang
from zicht_api.verbeterplannen.models import Verbeterplan as PlanRow
from zicht_api.verbeterplannen.overgangen import Actiestatus
from zicht_api.verbeterplannen.rijen import gegevens_of_actie, gegevens_of_plan
from zicht_api.verbeterplannen.schemas import (
    Aanleiding,
    ActieMeetpunt,
    EffectmetingInLijst,
    OpenEffect,
    PlanVerloop,
    Planwaarschuwing,
    Verbeteractie,
    VerbeteractieInLijst,
    Verbeterplan,
    WegVerwijzing,
)
from zicht_api.verbeterplannen.verwijzingen import load_gone, verwijzingen_in_plan
from zicht_api.verbeterplannen.voortgang import compute_budget, compute_voortgang, waits_for_effect
from zicht_api.verbeterplannen.waarschuwingen import find_waarschuwingen
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.errors import NietGevonden


def today() -> date:
    return datetime.now(NEDERLAND).date()


async def describe_plan(db: AsyncSession, caller: Principal, row: PlanRow) -> Verbeterplan:
    """A plan, with how far it is, what it costs, and what should be finished first."""
    gegevens = gegevens_of_plan(row)
    gegevens = gegevens.model_copy(update={"aanleiding": await _seen_aanleiding(db, caller, gegevens.aanleiding)})
    acties, dag = await queries.load_acties(db, caller, [row.id]), today()
    indicatoren = await queries.load_indicatorstanden(db, caller, _indicatoren_in(acties))
    gezien = {actie.code for actie in acties if _sees(caller, actie, indicatoren)}
    gemeten = {code for _, code in await queries.load_vergeleken(db, caller, [row.id])}
    gone = await load_gone(db, caller, set(verwijzingen_in_plan(gegevens).values()))
    return Verbeterplan(
        id=row.id,
        **{name: getattr(gegevens, name) for name in type(gegevens).model_fields},
        status=row.status,
        aangemaakt_op=row.aangemaakt_op,
        versie=row.versie,
        verwijderd=[WegVerwijzing(soort=naar.soort, sleutel=naar.sleutel) for naar in sorted(gone)],
        voortgang=compute_voortgang(acties, gezien, gemeten, dag),
        budget=compute_budget(acties, [resultaat.code for resultaat in gegevens.resultaten]),
        waarschuwingen=await load_waarschuwingen(db, caller, row),
        verloop=_as_verloop(caller, await queries.load_verloop(db, caller, row.id), gezien),
    )


async def describe_actie(db: AsyncSession, caller: Principal, plan: PlanRow, row: ActieRow) -> Verbeteractie:
    """An actie, with the value before it, and every step that it took."""
    [in_lijst] = await describe_acties(db, caller, [row])
    gezien = set() if in_lijst.meetpunt is None else {row.code}
    return Verbeteractie(
        **dict(in_lijst),
        uitgangspunt=await load_voor(db, caller, row) if gezien else None,
        waarschuwingen=await load_waarschuwingen(db, caller, plan),
        verloop=_as_verloop(caller, await queries.load_verloop(db, caller, row.plan_id, [row.code]), gezien),
    )


async def describe_acties(db: AsyncSession, caller: Principal, rows: Sequence[ActieRow]) -> list[VerbeteractieInLijst]:
    """Acties of one or more plans, in the order in which they come."""
    plan_ids = {row.plan_id for row in rows}
    indicatoren = await queries.load_indicatorstanden(db, caller, _indicatoren_in(rows))
    knopen = await queries.load_knopen(db, caller, {row.doelenboom for row in rows if row.doelenboom is not None})
    meetpunten = {(row.plan_id, row.code): find_meetpunt(caller, row, indicatoren, knopen) for row in rows}
    metingen: dict[tuple[UUID, str], list[EffectmetingInLijst]] = {}
    for meting in await queries.load_effectmetingen(db, caller, plan_ids):
        metingen.setdefault((meting.plan_id, meting.actie), []).append(EffectmetingInLijst.model_validate(meting))
    known = {(row.plan_id, row.code) for row in await queries.load_acties(db, caller, plan_ids)}
    found = []
    for row in rows:
        gegevens, sleutel = gegevens_of_actie(row), (row.plan_id, row.code)
        meetpunt = meetpunten[sleutel]
        fields = {name: getattr(gegevens, name) for name in type(gegevens).model_fields}
        fields |= {
            "meetpunt": meetpunt,
            "effectmetingen": [] if meetpunt is None else metingen.get(sleutel, []),
            "hangt_af_van": [code for code in row.hangt_af_van if (row.plan_id, code) in known],
        }
        found.append(
            VerbeteractieInLijst(plan=row.plan_id, code=row.code, status=row.status, versie=row.versie, **fields)
        )
    return found


def find_meetpunt(
    caller: Principal, row: ActieRow, indicatoren: Mapping[str, bool], knopen: Mapping[str, set[str]]
) -> ActieMeetpunt | None:
    """What an actie aims at; None when the caller may not know of it.

    indicatoren: those that the caller may see, and whether each is still there. knopen: of each doelenboom that is.
    """
    if not _sees(caller, row, indicatoren):
        return None
    there = (
        indicatoren[row.indicator]
        if row.indicator is not None
        else row.doelenboom is not None and row.knoop in knopen.get(row.doelenboom, set())
    )
    meetpunt = dict(gegevens_of_actie(row).meetpunt)
    return ActieMeetpunt(**meetpunt, dataversie=row.dataversie, dag=row.dag, verwijderd=not there)


async def load_meetpunt(db: AsyncSession, caller: Principal, row: ActieRow) -> ActieMeetpunt:
    """What an actie aims at. Raises NietGevonden for who may not know of it: to them nothing was measured either."""
    [actie] = await describe_acties(db, caller, [row])
    if actie.meetpunt is None:
        raise NietGevonden("effectmeting")
    return actie.meetpunt


async def load_waarschuwingen(db: AsyncSession, caller: Principal, plan: PlanRow) -> list[Planwaarschuwing]:
    """For who can do something about it: an aanbieder does not see the plans of others."""
    if caller.rol is Rol.aanbieder:
        return []
    acties = await queries.load_open_acties(db, caller)
    gezien = await queries.load_indicatorstanden(db, caller, _indicatoren_in(row for row, _ in acties))
    gemeten = await queries.load_vergeleken(db, caller, {row.plan_id for row, _ in acties})
    dag = today()
    zonder_effect = [
        OpenEffect(plan=row.plan_id, naam=naam, actie=row.code, meetdatum=row.meetdatum)
        for row, naam in acties
        if waits_for_effect(row, dag) and _sees(caller, row, gezien) and (row.plan_id, row.code) not in gemeten
    ]
    return find_waarschuwingen(plan, await queries.load_open_plannen(db, caller), zonder_effect)


def _indicatoren_in(rows: Iterable[ActieRow]) -> set[str]:
    return {row.indicator for row in rows if row.indicator is not None}


def _sees(caller: Principal, row: ActieRow, indicatoren: Collection[str]) -> bool:
    """Whether the caller may know what an actie aims at. To an aanbieder no tree is shown, nor what another did."""
    if caller.rol is Rol.aanbieder:
        return row.indicator in indicatoren and row.filters.get("aanbieder") in {None, caller.aanbieder}
    return row.indicator is None or row.indicator in indicatoren


async def _seen_aanleiding(db: AsyncSession, caller: Principal, aanleiding: Aanleiding) -> Aanleiding:
    if caller.doel is Doel.leren:
        return aanleiding
    seen = await load_signalen(db, caller, aanleiding.signalen)
    signalen = [signaal_id for signaal_id in aanleiding.signalen if signaal_id in seen]
    return Aanleiding(duidingssessies=[], signalen=signalen)


def _as_verloop(caller: Principal, rows: Iterable[Verbeterovergang], gezien: Collection[str]) -> list[PlanVerloop]:
    """gezien: the acties of which the caller may know what they aim at."""
    return [
        PlanVerloop(
            actie=row.actie,
            van=row.van,
            naar=row.naar,
            # Why an actie was closed is about its effect.
            reden=None if row.naar == Actiestatus.afgesloten and row.actie not in gezien else row.reden,
            sleutel_id=None if caller.rol is Rol.aanbieder else row.sleutel_id,
            tijdstip=row.tijdstip,
        )
        for row in rows
    ]
