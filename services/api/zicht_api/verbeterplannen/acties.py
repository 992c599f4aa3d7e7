"""Laying down an actie, taking its steps, and measuring its effect. Each of them holds the lock of the plan."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import get_stand
from zicht_api.verbeterplannen import queries
from zicht_api.verbeterplannen.effect import is_compared
from zicht_api.verbeterplannen.fouten import (
    ActieStaatVast,
    ActieWacht,
    EffectOntbreekt,
    MeetpuntStaatVast,
    NietUitgevoerd,
    OvergangKanNiet,
    PlanNietZoVer,
    TeVeelActies,
)
from zicht_api.verbeterplannen.meten import load_effect, load_figuren
from zicht_api.verbeterplannen.models import Effectmeting, Verbeterplan
from zicht_api.verbeterplannen.models import Verbeteractie as ActieRow
from zicht_api.verbeterplannen.overgangen import (
    ACTIE,
    ACTIE_GEDAAN,
    ACTIE_IN_PLAN,
    ACTIE_KLAAR,
    Actiestatus,
    find_waiting_for,
)
from zicht_api.verbeterplannen.regels import find_actie_faults
from zicht_api.verbeterplannen.rijen import columns_of_actie, gegevens_of_actie
from zicht_api.verbeterplannen.schemas import (
    MAX_ACTIES,
    ActieOvergang,
    Effect,
    Meetpunt,
    NieuweVerbeteractie,
    Verbeteractie,
    VerbeteractieGegevens,
)
from zicht_api.verbeterplannen.stappen import (
    as_json,
    check_open,
    check_reden,
    keep_change,
    keep_measured,
    keep_new,
    keep_step,
    meld_actie,
    meld_effect,
)
from zicht_api.verbeterplannen.verwijzingen import Naar, find_unknown, verwijzingen_in_actie
from zicht_api.verbeterplannen.weergave import describe_actie, load_meetpunt
from zicht_shared.auth import Principal, check_leren
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, InvoerOngeldig, NietGevonden


async def create_actie(db: AsyncSession, caller: Principal, plan_id: UUID, nieuw: NieuweVerbeteractie) -> Verbeteractie:
    """Lay down an actie; the value before it is that of this state of the data from now on."""
    check_leren(caller)
    plan = await queries.get_plan_for_update(db, caller, plan_id)
    check_open(plan)
    anderen = await queries.load_acties(db, caller, [plan_id])
    if any(actie.code == nieuw.code for actie in anderen):
        raise BestaatAl("actie")
    if len(anderen) >= MAX_ACTIES:
        raise TeVeelActies
    gegevens = VerbeteractieGegevens(**{name: getattr(nieuw, name) for name in VerbeteractieGegevens.model_fields})
    await _check(db, caller, plan, nieuw.code, gegevens, anderen, ())
    stand = await get_stand(db, caller.gemeente_id)
    row = ActieRow(
        gemeente_id=caller.gemeente_id,
        plan_id=plan_id,
        code=nieuw.code,
        dataversie=stand.dataversie,
        dag=stand.dag,
        status=Actiestatus.gepland,
        versie=1,
        **columns_of_actie(gegevens),
    )
    await keep_new(db, caller, row)
    made = await describe_actie(db, caller, plan, row)
    await meld_actie(db, plan, row, None)
    return made


async def change_actie(
    db: AsyncSession, caller: Principal, plan_id: UUID, code: str, gegevens: VerbeteractieGegevens, if_match: str | None
) -> Verbeteractie:
    """Raises PlanStaatVast, ActieStaatVast or MeetpuntStaatVast, and 412/428 by the rules of If-Match."""
    check_leren(caller)
    plan = await queries.get_plan_for_update(db, caller, plan_id)
    row = await queries.get_actie(db, caller, plan_id, code)
    check_if_match(if_match, row.versie)
    check_open(plan)
    if row.status in ACTIE_KLAAR:
        raise ActieStaatVast
    eerder = gegevens_of_actie(row)
    if row.status in ACTIE_GEDAAN and gegevens.meetpunt != eerder.meetpunt:
        raise MeetpuntStaatVast
    anderen = [actie for actie in await queries.load_acties(db, caller, [plan_id]) if actie.code != code]
    await _check(db, caller, plan, code, gegevens, anderen, verwijzingen_in_actie(eerder).values())
    before = as_json(row)
    if _aim_of(gegevens.meetpunt) != _aim_of(eerder.meetpunt):
        # It is about another figure from now on: the value before is what is known of that now.
        stand = await get_stand(db, caller.gemeente_id)
        row.dataversie, row.dag = stand.dataversie, stand.dag
    for name, value in columns_of_actie(gegevens).items():
        setattr(row, name, value)
    await keep_change(db, caller, row, before)
    return await describe_actie(db, caller, plan, row)


async def step_actie(
    db: AsyncSession, caller: Principal, plan_id: UUID, code: str, overgang: ActieOvergang, if_match: str | None
) -> Verbeteractie:
    """Take the next step. Raises OvergangKanNiet, PlanNietZoVer, ActieWacht or EffectOntbreekt, and InvoerOngeldig
    where a reason is missing."""
    check_leren(caller)
    plan = await queries.get_plan_for_update(db, caller, plan_id)
    row = await queries.get_actie(db, caller, plan_id, code)
    check_if_match(if_match, row.versie)
    van, naar = Actiestatus(row.status), overgang.naar
    if naar not in ACTIE[van]:
        raise OvergangKanNiet(van, ACTIE[van])
    if plan.status not in ACTIE_IN_PLAN[naar]:
        raise PlanNietZoVer(ACTIE_IN_PLAN[naar])
    check_reden(naar, overgang)
    if naar is Actiestatus.bezig:
        await _check_others_done(db, caller, row)
    if naar is Actiestatus.afgesloten and overgang.reden is None:
        await _check_measured(db, caller, row)
    await keep_step(db, caller, row, naar, overgang.reden)
    stepped = await describe_actie(db, caller, plan, row)
    await meld_actie(db, plan, row, van)
    return stepped


async def measure_actie(
    db: AsyncSession, caller: Principal, plan_id: UUID, code: str, if_match: str | None
) -> tuple[Effect, int]:
    """Measure what came of an actie, on the data as it is now. Gives it with the version of the actie.

    Raises NietUitgevoerd. Each measurement stays: it can be looked up again, and made again later.
    """
    check_leren(caller)
    plan = await queries.get_plan_for_update(db, caller, plan_id)
    row = await queries.get_actie(db, caller, plan_id, code)
    check_if_match(if_match, row.versie)
    if row.status not in ACTIE_GEDAAN:
        raise NietUitgevoerd
    stand = await get_stand(db, caller.gemeente_id)
    figuren = await load_figuren(db, caller, row, stand.dataversie, stand.dag)
    meting = Effectmeting(
        gemeente_id=row.gemeente_id,
        plan_id=plan_id,
        actie=code,
        nr=await queries.next_meting_nr(db, row),
        dataversie=stand.dataversie,
        dag=stand.dag,
        vergeleken=is_compared(figuren.voor, figuren.na),
        sleutel_id=caller.sleutel_id,
    )
    await keep_measured(db, caller, row, meting)
    effect = await load_effect(db, caller, plan, row, await load_meetpunt(db, caller, row), meting, figuren)
    await meld_effect(db, plan, row, meting.nr)
    return effect, row.versie


async def get_effect(db: AsyncSession, caller: Principal, plan_id: UUID, code: str, nr: int | None) -> Effect:
    """What a measurement found, or the last one. Raises NietGevonden also for who may not know what was measured."""
    row = await queries.get_actie(db, caller, plan_id, code)
    metingen = await queries.load_effectmetingen(db, caller, [plan_id], code)
    wanted = [meting for meting in metingen if nr is None or meting.nr == nr]
    if not wanted:
        raise NietGevonden("effectmeting")
    meting, plan = wanted[-1], await queries.get_plan(db, caller, plan_id)
    meetpunt = await load_meetpunt(db, caller, row)
    figuren = await load_figuren(db, caller, row, meting.dataversie, meting.dag)
    return await load_effect(db, caller, plan, row, meetpunt, meting, figuren)


async def _check(
    db: AsyncSession,
    caller: Principal,
    plan: Verbeterplan,
    code: str,
    gegevens: VerbeteractieGegevens,
    anderen: list[ActieRow],
    eerder: Collection[Naar],
) -> None:
    """Raises InvoerOngeldig with every fault. eerder: what the actie referred to before."""
    resultaten = {resultaat["code"] for resultaat in plan.resultaten}
    afhankelijk = {actie.code: actie.hangt_af_van for actie in anderen}
    faults = [
        *find_actie_faults(gegevens, code, resultaten, afhankelijk),
        *await find_unknown(db, caller, verwijzingen_in_actie(gegevens), eerder),
    ]
    if faults:
        raise InvoerOngeldig(faults)


async def _check_others_done(db: AsyncSession, caller: Principal, row: ActieRow) -> None:
    acties = await queries.load_acties(db, caller, [row.plan_id])
    waiting = find_waiting_for(row.hangt_af_van, {actie.code: Actiestatus(actie.status) for actie in acties})
    if waiting:
        raise ActieWacht(waiting)


async def _check_measured(db: AsyncSession, caller: Principal, row: ActieRow) -> None:
    """What promised a change is not finished until someone looked whether it came."""
    if (row.plan_id, row.code) not in await queries.load_vergeleken(db, caller, [row.plan_id]):
        raise EffectOntbreekt


def _aim_of(meetpunt: Meetpunt) -> dict[str, object]:
    """Of which figure it is, whatever is expected of it and when."""
    return meetpunt.model_dump(exclude={"verwachte_waarde", "meetdatum"})
