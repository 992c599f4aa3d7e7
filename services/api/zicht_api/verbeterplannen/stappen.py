"""Keeping a change of a plan or an actie: its version, the audit trail, the steps taken, and telling others of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.verbeterplannen.fouten import PlanStaatVast
from zicht_api.verbeterplannen.models import Effectmeting, Verbeteractie, Verbeterovergang, Verbeterplan
from zicht_api.verbeterplannen.overgangen import MET_REDEN, PLAN_OPEN, Actiestatus, Planstatus
from zicht_api.verbeterplannen.rijen import gegevens_of_actie, gegevens_of_plan
from zicht_api.verbeterplannen.schemas import Overgang
from zicht_shared.audit import record
from zicht_shared.auth import Doel, Principal
from zicht_shared.errors import Fout, InvoerOngeldig


def check_open(plan: Verbeterplan) -> None:
    """Raises PlanStaatVast."""
    if plan.status not in PLAN_OPEN:
        raise PlanStaatVast


def check_reden(naar: Planstatus | Actiestatus, overgang: Overgang) -> None:
    """Raises InvoerOngeldig."""
    if naar in MET_REDEN and overgang.reden is None:
        raise InvoerOngeldig([Fout("/reden", "verplicht", f"Zeg waarom dit {naar} is.")])


async def keep_new(db: AsyncSession, caller: Principal, row: Verbeterplan | Verbeteractie) -> None:
    """A plan or an actie that was laid down: its first step."""
    db.add(row)
    await db.flush()
    await db.refresh(row)
    _add_overgang(db, caller, row, None, None)
    await db.flush()
    await record(db, caller, f"{_noun(row)}.aangemaakt", _object_id(row), na=as_json(row))


async def keep_change(db: AsyncSession, caller: Principal, row: Verbeterplan | Verbeteractie, before: str) -> None:
    """before: what `as_json` gave of the row then."""
    row.versie += 1
    await db.flush()
    await record(db, caller, f"{_noun(row)}.gewijzigd", _object_id(row), voor=before, na=as_json(row))


async def keep_step(
    db: AsyncSession,
    caller: Principal,
    row: Verbeterplan | Verbeteractie,
    naar: Planstatus | Actiestatus,
    reden: str | None,
) -> None:
    """The caller of this has looked whether it may be taken."""
    before, van = as_json(row), row.status
    row.status, row.versie = naar.value, row.versie + 1
    _add_overgang(db, caller, row, van, reden)
    await db.flush()
    await record(db, caller, f"{_noun(row)}.{naar}", _object_id(row), voor=before, na=as_json(row))


async def keep_measured(db: AsyncSession, caller: Principal, actie: Verbeteractie, meting: Effectmeting) -> None:
    actie.versie += 1
    db.add(meting)
    await db.flush()
    await db.refresh(meting)
    measured = f'{{"nr": {meting.nr}, "dataversie": {meting.dataversie}, "dag": "{meting.dag}"}}'
    await record(db, caller, "verbeteractie.gemeten", _object_id(actie), na=measured)


async def meld_plan(db: AsyncSession, plan: Verbeterplan, van: str | None) -> None:
    """One of the last statements of a transaction, as meld says."""
    await meld(
        db,
        plan.gemeente_id,
        Gebeurtenissoort.verbeterplan_status,
        plan.id,
        pad=f"/v1/verbeterplannen/{plan.id}",
        alleen_leren=_is_alleen_leren(plan),
        gegevens={"van": van, "naar": plan.status},
    )


async def meld_actie(db: AsyncSession, plan: Verbeterplan, actie: Verbeteractie, van: str | None) -> None:
    """One of the last statements of a transaction, as meld says."""
    await meld(
        db,
        plan.gemeente_id,
        Gebeurtenissoort.actie_status,
        actie.code,
        pad=pad_of(actie),
        alleen_leren=_is_alleen_leren(plan),
        aanbieder=actie.aanbieder,
        gegevens={"plan": str(plan.id), "van": van, "naar": actie.status},
    )


async def meld_effect(db: AsyncSession, plan: Verbeterplan, actie: Verbeteractie, nr: int) -> None:
    """One of the last statements of a transaction, as meld says."""
    await meld(
        db,
        plan.gemeente_id,
        Gebeurtenissoort.effect_gemeten,
        actie.code,
        pad=f"{pad_of(actie)}/effect?nr={nr}",
        alleen_leren=_is_alleen_leren(plan),
        indicator=actie.indicator,
        aanbieder=actie.aanbieder,
        gegevens={"plan": str(plan.id), "nr": nr},
    )


def pad_of(actie: Verbeteractie) -> str:
    return f"/v1/verbeterplannen/{actie.plan_id}/acties/{actie.code}"


def as_json(row: Verbeterplan | Verbeteractie) -> str:
    """What was laid down, with how far it is; for the audit trail."""
    gegevens = gegevens_of_plan(row) if isinstance(row, Verbeterplan) else gegevens_of_actie(row)
    document = gegevens.model_dump_json(by_alias=True)
    return f'{{"status": "{row.status}", "versie": {row.versie}, "gegevens": {document}}}'


def _add_overgang(
    db: AsyncSession, caller: Principal, row: Verbeterplan | Verbeteractie, van: str | None, reden: str | None
) -> None:
    plan_id, actie = (row.id, None) if isinstance(row, Verbeterplan) else (row.plan_id, row.code)
    db.add(
        Verbeterovergang(
            gemeente_id=row.gemeente_id,
            plan_id=plan_id,
            actie=actie,
            van=van,
            naar=row.status,
            reden=reden,
            sleutel_id=caller.sleutel_id,
        )
    )


def _is_alleen_leren(plan: Verbeterplan) -> bool:
    return Doel.verantwoorden not in plan.doelen


def _noun(row: Verbeterplan | Verbeteractie) -> str:
    return "verbeterplan" if isinstance(row, Verbeterplan) else "verbeteractie"


def _object_id(row: Verbeterplan | Verbeteractie) -> str:
    return str(row.id) if isinstance(row, Verbeterplan) else f"{row.plan_id}/{row.code}"
