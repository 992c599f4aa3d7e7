"""SQL of the verbeterplannen. `plannen_of` and `acties_of` are the places that say which of them a caller may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.doelenbomen.models import Doelenboom
from zicht_api.doelenbomen.queries import doelenbomen_of
from zicht_api.indicatoren.models import Indicator
from zicht_api.verbeterplannen.models import Effectmeting, Verbeteractie, Verbeterovergang, Verbeterplan
from zicht_api.verbeterplannen.overgangen import ACTIE_KLAAR, PLAN_OPEN, Actiestatus
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.errors import NietGevonden

Sleutel = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class PlanVraag:
    """Which plans are asked for; None: all of them."""

    status: str | None = None
    monitorcyclus: str | None = None
    duidingssessie: UUID | None = None
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class ActieVraag:
    """Which acties are asked for; None: all of them."""

    status: str | None = None
    aanbieder: str | None = None
    indicator: str | None = None


def plannen_of(caller: Principal) -> Select[Verbeterplan]:
    """The plans of the gemeente; a credential for verantwoorden sees only those that serve it (doelbinding), an
    aanbieder those with an actie that names it."""
    mine = _plannen_for_doel(caller)
    if caller.rol is Rol.aanbieder:
        mine = mine.where(Verbeterplan.id.in_(acties_of(caller).with_only_columns(Verbeteractie.plan_id)))
    return mine


def acties_of(caller: Principal) -> Select[Verbeteractie]:
    """The acties in the plans that serve the purpose of the caller; an aanbieder sees those that name it."""
    mine = _acties_for_doel(caller)
    return mine.where(Verbeteractie.aanbieder == caller.aanbieder) if caller.rol is Rol.aanbieder else mine


def _plannen_for_doel(caller: Principal) -> Select[Verbeterplan]:
    mine = select(Verbeterplan).where(Verbeterplan.gemeente_id == caller.gemeente_id)
    return mine.where(Verbeterplan.doelen.contains([caller.doel])) if caller.doel is Doel.verantwoorden else mine


def _acties_for_doel(caller: Principal) -> Select[Verbeteractie]:
    return select(Verbeteractie).where(
        Verbeteractie.gemeente_id == caller.gemeente_id,
        Verbeteractie.plan_id.in_(_plannen_for_doel(caller).with_only_columns(Verbeterplan.id)),
    )


async def load_indicatorstanden(db: AsyncSession, caller: Principal, codes: Collection[str]) -> dict[str, bool]:
    """Of these indicators those that the caller may see, and whether each is still there.

    A removed one is judged by its last revision: that it is gone does not make it visible.
    """
    if not codes:
        return {}
    last = (
        select(Indicator.code, Indicator.doelen, Indicator.openbaar, Indicator.versie_tot)
        .where(Indicator.gemeente_id == caller.gemeente_id, Indicator.code.in_(codes))
        .ext(distinct_on(Indicator.code))
        .order_by(Indicator.code, Indicator.versie_van.desc())
    )
    seen = (row for row in await db.execute(last) if _serves(row.doelen, caller))
    return {row.code: row.versie_tot is None for row in seen if row.openbaar or not caller.alleen_openbaar}


def _serves(doelen: Sequence[str], caller: Principal) -> bool:
    return caller.doel is not Doel.verantwoorden or caller.doel in doelen


async def list_plannen(
    db: AsyncSession, caller: Principal, vraag: PlanVraag, before: tuple[datetime, UUID] | None, limit: int
) -> list[Verbeterplan]:
    """The newest first."""
    query = plannen_of(caller)
    if vraag.status is not None:
        query = query.where(Verbeterplan.status == vraag.status)
    if vraag.monitorcyclus is not None:
        query = query.where(Verbeterplan.monitorcyclus == vraag.monitorcyclus)
    if vraag.duidingssessie is not None:
        query = query.where(_came_from(caller, vraag.duidingssessie))
    if vraag.indicator is not None:
        aimed = acties_of(caller).where(await _aims_at(db, caller, vraag.indicator))
        query = query.where(Verbeterplan.id.in_(aimed.with_only_columns(Verbeteractie.plan_id)))
    if before is not None:
        query = query.where(tuple_(Verbeterplan.aangemaakt_op, Verbeterplan.id) < before)
    newest = query.order_by(Verbeterplan.aangemaakt_op.desc(), Verbeterplan.id.desc())
    return list(await db.scalars(newest.limit(limit)))


def _came_from(caller: Principal, sessie_id: UUID) -> ColumnElement[bool]:
    # For who may not know of sessions, no plan came from one.
    return false() if caller.doel is Doel.verantwoorden else Verbeterplan.duidingssessies.contains([sessie_id])


async def _aims_at(db: AsyncSession, caller: Principal, indicator: str) -> ColumnElement[bool]:
    """Nothing does, where the caller may not see the indicator."""
    return Verbeteractie.indicator.in_(await load_indicatorstanden(db, caller, [indicator]))


async def get_plan(db: AsyncSession, caller: Principal, plan_id: UUID) -> Verbeterplan:
    row = await db.scalar(plannen_of(caller).where(Verbeterplan.id == plan_id))
    if row is None:
        raise NietGevonden("verbeterplan")
    return row


async def get_plan_for_update(db: AsyncSession, caller: Principal, plan_id: UUID) -> Verbeterplan:
    """Locked: changes of a plan and of its acties go one by one."""
    row = await db.scalar(plannen_of(caller).where(Verbeterplan.id == plan_id).with_for_update())
    if row is None:
        raise NietGevonden("verbeterplan")
    return row


async def plannen_uit_sessie(db: AsyncSession, caller: Principal, sessie_id: UUID) -> list[Verbeterplan]:
    """The plans that a duidingssessie gave rise to, the oldest first."""
    found = plannen_of(caller).where(_came_from(caller, sessie_id))
    return list(await db.scalars(found.order_by(Verbeterplan.aangemaakt_op, Verbeterplan.id)))


async def list_acties(
    db: AsyncSession, caller: Principal, vraag: ActieVraag, after: Sleutel | None, limit: int
) -> list[Verbeteractie]:
    """Of all plans, by plan and code."""
    query = acties_of(caller)
    if vraag.status is not None:
        query = query.where(Verbeteractie.status == vraag.status)
    if vraag.aanbieder is not None:
        query = query.where(Verbeteractie.aanbieder == vraag.aanbieder)
    if vraag.indicator is not None:
        query = query.where(await _aims_at(db, caller, vraag.indicator))
    if after is not None:
        query = query.where(tuple_(Verbeteractie.plan_id, Verbeteractie.code) > after)
    return list(await db.scalars(query.order_by(Verbeteractie.plan_id, Verbeteractie.code).limit(limit)))


async def list_acties_of_plan(
    db: AsyncSession, caller: Principal, plan_id: UUID, after: str, limit: int
) -> list[Verbeteractie]:
    """By code."""
    query = acties_of(caller).where(Verbeteractie.plan_id == plan_id, Verbeteractie.code > after)
    return list(await db.scalars(query.order_by(Verbeteractie.code).limit(limit)))


async def load_acties(db: AsyncSession, caller: Principal, plan_ids: Collection[UUID]) -> list[Verbeteractie]:
    """All acties of these plans that the caller may see, by plan and code."""
    query = acties_of(caller).where(Verbeteractie.plan_id.in_(plan_ids))
    return list(await db.scalars(query.order_by(Verbeteractie.plan_id, Verbeteractie.code)))


async def get_actie(db: AsyncSession, caller: Principal, plan_id: UUID, code: str) -> Verbeteractie:
    row = await db.scalar(acties_of(caller).where(Verbeteractie.plan_id == plan_id, Verbeteractie.code == code))
    if row is None:
        raise NietGevonden("actie")
    return row


async def load_same_aim(db: AsyncSession, caller: Principal, actie: Verbeteractie) -> list[Verbeteractie]:
    """The other acties, of any plan, that aim at the same indicator or knoop and were not dropped."""
    same = (
        (Verbeteractie.doelenboom == actie.doelenboom) & (Verbeteractie.knoop == actie.knoop)
        if actie.indicator is None
        else Verbeteractie.indicator == actie.indicator
    )
    other = tuple_(Verbeteractie.plan_id, Verbeteractie.code) != (actie.plan_id, actie.code)
    query = acties_of(caller).where(same, other, Verbeteractie.status != Actiestatus.vervallen)
    return list(await db.scalars(query.order_by(Verbeteractie.plan_id, Verbeteractie.code)))


async def load_open_acties(db: AsyncSession, caller: Principal) -> list[tuple[Verbeteractie, str]]:
    """Every actie that is not closed, with the name of its plan."""
    query = (
        acties_of(caller)
        .join(
            Verbeterplan,
            (Verbeterplan.gemeente_id == Verbeteractie.gemeente_id) & (Verbeterplan.id == Verbeteractie.plan_id),
        )
        .where(Verbeteractie.status.not_in(ACTIE_KLAAR))
        .order_by(Verbeterplan.aangemaakt_op, Verbeterplan.id, Verbeteractie.code)
        .add_columns(Verbeterplan.naam)
    )
    return [(row[0], row[1]) for row in await db.execute(query)]


async def load_open_plannen(db: AsyncSession, caller: Principal) -> list[Verbeterplan]:
    query = plannen_of(caller).where(Verbeterplan.status.in_(PLAN_OPEN))
    return list(await db.scalars(query.order_by(Verbeterplan.aangemaakt_op, Verbeterplan.id)))


async def load_knopen(db: AsyncSession, caller: Principal, bomen: Collection[str]) -> dict[str, set[str]]:
    """The codes of the knopen in each of these doelenbomen, as they are now."""
    if not bomen:
        return {}
    query = doelenbomen_of(caller).where(Doelenboom.code.in_(bomen))
    rows = await db.execute(query.with_only_columns(Doelenboom.code, Doelenboom.knopen))
    return {row.code: {knoop["code"] for knoop in row.knopen} for row in rows}


@dataclass(frozen=True, slots=True)
class ActieOver:
    """An actie for who looks from an indicator or an aanbieder: which it is, how far it is, and whether its effect was
    measured. indicator: None when it aims at a knoop, or at one that the caller may not see."""

    plan_id: UUID
    plan: str
    code: str
    omschrijving: str
    status: str
    aanbieder: str | None
    indicator: str | None
    gemeten: bool

    @property
    def pad(self) -> str:
        return f"/v1/verbeterplannen/{self.plan_id}/acties/{self.code}"


async def load_acties_over(
    db: AsyncSession, caller: Principal, indicatoren: Collection[str], aanbieder: str | None = None
) -> list[ActieOver]:
    """The acties that aim at one of these indicators or name the aanbieder, as far as the caller may know of them.

    An aanbieder sees those that aim at an indicator too, unless they name or measure another aanbieder; their figures
    it sees only where it is named (`acties_of`).
    """
    seen = await load_indicatorstanden(db, caller, indicatoren)
    about: ColumnElement[bool] = Verbeteractie.indicator.in_(seen)
    if aanbieder is not None:
        about = or_(about, Verbeteractie.aanbieder == aanbieder)
    query = _acties_for_doel(caller).where(about)
    if caller.rol is Rol.aanbieder:
        measured_at = Verbeteractie.filters["aanbieder"].astext
        query = query.where(
            or_(Verbeteractie.aanbieder.is_(None), Verbeteractie.aanbieder == caller.aanbieder),
            or_(measured_at.is_(None), measured_at == caller.aanbieder),
        )
    rows = list(await db.scalars(query.order_by(Verbeteractie.plan_id, Verbeteractie.code)))
    of_rows = _plannen_for_doel(caller).where(Verbeterplan.id.in_({row.plan_id for row in rows}))
    plannen = {row.id: row.naam for row in await db.scalars(of_rows)}
    gemeten = await load_vergeleken(db, caller, plannen)
    named = {row.indicator for row in rows if row.indicator is not None}
    seen = await load_indicatorstanden(db, caller, named)
    return [
        ActieOver(
            plan_id=row.plan_id,
            plan=plannen[row.plan_id],
            code=row.code,
            omschrijving=row.omschrijving,
            status=row.status,
            aanbieder=row.aanbieder,
            indicator=row.indicator if row.indicator in seen else None,
            gemeten=(row.plan_id, row.code) in gemeten and (row.indicator is None or row.indicator in seen),
        )
        for row in rows
    ]


async def load_effectmetingen(
    db: AsyncSession, caller: Principal, plan_ids: Collection[UUID], code: str | None = None
) -> list[Effectmeting]:
    """The measurements of these plans, or of one actie of them, in the order in which they were made."""
    query = select(Effectmeting).where(
        Effectmeting.gemeente_id == caller.gemeente_id, Effectmeting.plan_id.in_(plan_ids)
    )
    if code is not None:
        query = query.where(Effectmeting.actie == code)
    return list(await db.scalars(query.order_by(Effectmeting.plan_id, Effectmeting.actie, Effectmeting.nr)))


async def load_vergeleken(db: AsyncSession, caller: Principal, plan_ids: Collection[UUID]) -> set[Sleutel]:
    """The acties of these plans of which the effect is known: a measurement found two figures to compare."""
    rows = await load_effectmetingen(db, caller, plan_ids)
    return {(row.plan_id, row.actie) for row in rows if row.vergeleken}


async def next_meting_nr(db: AsyncSession, actie: Verbeteractie) -> int:
    """The caller of this holds the lock of the plan."""
    highest = await db.scalar(
        select(func.max(Effectmeting.nr)).where(
            Effectmeting.gemeente_id == actie.gemeente_id,
            Effectmeting.plan_id == actie.plan_id,
            Effectmeting.actie == actie.code,
        )
    )
    return (highest or 0) + 1


async def load_verloop(
    db: AsyncSession, caller: Principal, plan_id: UUID, acties: Collection[str] | None = None
) -> list[Verbeterovergang]:
    """Every step of a plan and of its acties, or only of these acties, in the order in which they were taken."""
    query = select(Verbeterovergang).where(
        Verbeterovergang.gemeente_id == caller.gemeente_id, Verbeterovergang.plan_id == plan_id
    )
    if acties is not None:
        query = query.where(Verbeterovergang.actie.in_(acties))
    return list(await db.scalars(query.order_by(Verbeterovergang.nr)))
