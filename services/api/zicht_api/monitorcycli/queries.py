"""SQL of the monitorcycli. `monitorcycli_of` is the one place that says which of them a caller may see."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.monitorcycli.models import Monitorcyclus, Monitorcyclusovergang
from zicht_api.signalen.models import Signaal, Signalering
from zicht_api.signalen.queries import signalen_of
from zicht_api.verbeterplannen.models import Verbeterplan
from zicht_api.verbeterplannen.queries import plannen_of
from zicht_api.vragenlijstresultaten.models import Vragenlijstresultaat
from zicht_api.vragenlijstresultaten.queries import resultaten_of
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden


def monitorcycli_of(caller: Principal) -> Select[Monitorcyclus]:
    """All monitorcycli of the caller's gemeente. What may not be seen within one, the service leaves out."""
    return select(Monitorcyclus).where(Monitorcyclus.gemeente_id == caller.gemeente_id)


async def monitorcyclus_exists(db: AsyncSession, caller: Principal, code: str) -> bool:
    found = monitorcycli_of(caller).where(Monitorcyclus.code == code).with_only_columns(Monitorcyclus.code)
    return await db.scalar(found) is not None


async def list_monitorcycli(
    db: AsyncSession, caller: Principal, *, status: str | None, after: str, limit: int
) -> list[Monitorcyclus]:
    query = monitorcycli_of(caller).where(Monitorcyclus.code > after)
    if status is not None:
        query = query.where(Monitorcyclus.status == status)
    return list(await db.scalars(query.order_by(Monitorcyclus.code).limit(limit)))


async def get_monitorcyclus(db: AsyncSession, caller: Principal, code: str) -> Monitorcyclus:
    row = await db.scalar(monitorcycli_of(caller).where(Monitorcyclus.code == code))
    if row is None:
        raise NietGevonden("monitorcyclus")
    return row


async def get_monitorcyclus_for_update(db: AsyncSession, caller: Principal, code: str) -> Monitorcyclus:
    row = await db.scalar(monitorcycli_of(caller).where(Monitorcyclus.code == code).with_for_update())
    if row is None:
        raise NietGevonden("monitorcyclus")
    return row


async def insert_monitorcyclus(db: AsyncSession, caller: Principal, **columns: Any) -> Monitorcyclus | None:
    """None when there is one with this code already, also one that somebody else is laying down now."""
    row = insert(Monitorcyclus).values(gemeente_id=caller.gemeente_id, **columns).on_conflict_do_nothing()
    return await db.scalar(row.returning(Monitorcyclus))


async def list_overgangen(db: AsyncSession, cyclus: Monitorcyclus) -> list[Monitorcyclusovergang]:
    """Each time that it was closed or opened again, the oldest first."""
    of_cycle = select(Monitorcyclusovergang).where(
        Monitorcyclusovergang.gemeente_id == cyclus.gemeente_id, Monitorcyclusovergang.code == cyclus.code
    )
    return list(await db.scalars(of_cycle.order_by(Monitorcyclusovergang.nr)))


async def load_resultaten(
    db: AsyncSession, caller: Principal, peil: int | None, metingen: Collection[UUID]
) -> dict[UUID, Vragenlijstresultaat]:
    """What is known of these metingen, by id; of some of them nothing may be."""
    known = resultaten_of(caller, peil).where(Vragenlijstresultaat.id.in_(metingen))
    return {row.id: row for row in await db.scalars(known)}


async def was_looked(db: AsyncSession, caller: Principal) -> bool:
    """Whether it was ever looked what stands out in this gemeente."""
    looked = select(Signalering.dag).where(Signalering.gemeente_id == caller.gemeente_id, Signalering.dag.is_not(None))
    return await db.scalar(looked) is not None


async def list_signalen(
    db: AsyncSession, caller: Principal, perioden: Collection[str], indicatoren: Collection[str]
) -> Sequence[Row[UUID, str]]:
    """id and status of what stands out in these periods, in these indicators or in the deliveries; the oldest first."""
    mine = signalen_of(caller).where(
        Signaal.vervallen_op.is_(None),
        Signaal.periode.in_(perioden),
        or_(Signaal.indicator.is_(None), Signaal.indicator.in_(indicatoren)),
    )
    ordered = mine.order_by(Signaal.gevonden_op, Signaal.id)
    return (await db.execute(ordered.with_only_columns(Signaal.id, Signaal.status))).all()


async def list_plannen(db: AsyncSession, caller: Principal, monitorcyclus: str) -> Sequence[Row[UUID, str]]:
    """id and status of the plans of a cycle, the oldest first."""
    of_cycle = plannen_of(caller).where(Verbeterplan.monitorcyclus == monitorcyclus)
    ordered = of_cycle.order_by(Verbeterplan.aangemaakt_op, Verbeterplan.id)
    return (await db.execute(ordered.with_only_columns(Verbeterplan.id, Verbeterplan.status))).all()
