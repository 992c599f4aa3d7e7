"""Laying down a verbeterplan, and taking its steps. Whoever changes anything in a plan holds its lock."""

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.verbeterplannen import queries
from zicht_api.verbeterplannen.fouten import OvergangKanNiet, PlanNietAf
from zicht_api.verbeterplannen.models import Verbeterplan as PlanRow
from zicht_api.verbeterplannen.overgangen import (
    ACTIE_ONAF,
    PLAN,
    Actiestatus,
    Planstatus,
    find_unfinished,
)
from zicht_api.verbeterplannen.regels import find_plan_faults
from zicht_api.verbeterplannen.rijen import columns_of_plan, gegevens_of_plan
from zicht_api.verbeterplannen.schemas import PlanOvergang, Verbeterplan, VerbeterplanGegevens
from zicht_api.verbeterplannen.stappen import (
    as_json,
    check_open,
    check_reden,
    keep_change,
    keep_new,
    keep_step,
    meld_actie,
    meld_plan,
)
from zicht_api.verbeterplannen.verwijzingen import find_unknown, verwijzingen_in_plan
from zicht_api.verbeterplannen.weergave import describe_plan
from zicht_shared.auth import Principal, check_leren
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import InvoerOngeldig


async def create_plan(db: AsyncSession, caller: Principal, gegevens: VerbeterplanGegevens) -> Verbeterplan:
    check_leren(caller)
    faults = [*find_plan_faults(gegevens, ()), *await find_unknown(db, caller, verwijzingen_in_plan(gegevens))]
    if faults:
        raise InvoerOngeldig(faults)
    row = PlanRow(
        gemeente_id=caller.gemeente_id, id=uuid4(), status=Planstatus.concept, versie=1, **columns_of_plan(gegevens)
    )
    await keep_new(db, caller, row)
    made = await describe_plan(db, caller, row)
    await meld_plan(db, row, None)
    return made


async def change_plan(
    db: AsyncSession, caller: Principal, plan_id: UUID, gegevens: VerbeterplanGegevens, if_match: str | None
) -> Verbeterplan:
    """Raises PlanStaatVast, and 412/428 by the rules of If-Match."""
    check_leren(caller)
    row = await queries.get_plan_for_update(db, caller, plan_id)
    check_if_match(if_match, row.versie)
    check_open(row)
    acties = await queries.load_acties(db, caller, [plan_id])
    in_gebruik = {code for actie in acties for code in actie.resultaten}
    eerder = verwijzingen_in_plan(gegevens_of_plan(row)).values()
    faults = [
        *find_plan_faults(gegevens, in_gebruik),
        *await find_unknown(db, caller, verwijzingen_in_plan(gegevens), eerder),
    ]
    if faults:
        raise InvoerOngeldig(faults)
    before = as_json(row)
    for name, value in columns_of_plan(gegevens).items():
        setattr(row, name, value)
    await keep_change(db, caller, row, before)
    return await describe_plan(db, caller, row)


async def step_plan(
    db: AsyncSession, caller: Principal, plan_id: UUID, overgang: PlanOvergang, if_match: str | None
) -> Verbeterplan:
    """Take the next step. Raises OvergangKanNiet or PlanNietAf, and InvoerOngeldig where a reason is missing.

    Of a plan that stops, what was not done yet is dropped; what was done can still be measured and closed.
    """
    check_leren(caller)
    row = await queries.get_plan_for_update(db, caller, plan_id)
    check_if_match(if_match, row.versie)
    van, naar = Planstatus(row.status), overgang.naar
    if naar not in PLAN[van]:
        raise OvergangKanNiet(van, PLAN[van])
    check_reden(naar, overgang)
    acties = await queries.load_acties(db, caller, [plan_id])
    statussen = {actie.code: Actiestatus(actie.status) for actie in acties}
    if naar is Planstatus.afgerond:
        _check_finished(statussen)
    await keep_step(db, caller, row, naar, overgang.reden)
    dropped = [actie for actie in acties if actie.status in ACTIE_ONAF] if naar is Planstatus.gestopt else []
    for actie in dropped:
        await keep_step(db, caller, actie, Actiestatus.vervallen, overgang.reden)
    stepped = await describe_plan(db, caller, row)
    await meld_plan(db, row, van)
    for actie in dropped:
        await meld_actie(db, row, actie, statussen[actie.code])
    return stepped


def _check_finished(statussen: dict[str, Actiestatus]) -> None:
    """A plan is done when something of it came to its end: with only dropped acties it was stopped."""
    unfinished = find_unfinished(statussen)
    if unfinished or Actiestatus.afgesloten not in statussen.values():
        raise PlanNietAf(unfinished)
