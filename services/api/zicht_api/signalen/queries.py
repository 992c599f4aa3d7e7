"""SQL of the signals. `signalen_of` is the one place that says which of them a caller may see."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.signalen.models import Signaal
from zicht_api.signalen.schemas import SignaalVraag
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.errors import NietGevonden

_BEGIN = text("INSERT INTO signaleringen (gemeente_id) VALUES (:gemeente_id) ON CONFLICT DO NOTHING")
_LOCK = text("SELECT dataversie, dag FROM signaleringen WHERE gemeente_id = :gemeente_id FOR UPDATE")
_TRY_LOCK = text("SELECT dataversie, dag FROM signaleringen WHERE gemeente_id = :gemeente_id FOR UPDATE SKIP LOCKED")
_END = text("UPDATE signaleringen SET dataversie = :dataversie, dag = :dag WHERE gemeente_id = :gemeente_id")


def signalen_of(caller: Principal) -> Select[Signaal]:
    """The signals of the gemeente; an aanbieder sees those about itself. Those about an indicator that the caller may
    not see are not there (doelbinding)."""
    mine = select(Signaal).where(Signaal.gemeente_id == caller.gemeente_id)
    if caller.rol is Rol.aanbieder:
        mine = mine.where(Signaal.aanbieder == caller.aanbieder)
    if caller.doel is Doel.verantwoorden:
        visible = indicatoren_of(caller).with_only_columns(Indicator.code)
        mine = mine.where(or_(Signaal.indicator.is_(None), Signaal.indicator.in_(visible)))
    return mine


async def list_signalen(
    db: AsyncSession, caller: Principal, vraag: SignaalVraag, before: tuple[datetime, UUID] | None, limit: int
) -> list[Signaal]:
    """The newest first."""
    query = signalen_of(caller)
    for name in ("status", "soort", "indicator", "gebied"):
        if (asked := getattr(vraag, name)) is not None:
            query = query.where(getattr(Signaal, name) == asked)
    if vraag.perioden is not None:
        query = query.where(Signaal.periode.in_(vraag.perioden))
    if before is not None:
        query = query.where(tuple_(Signaal.gevonden_op, Signaal.id) < before)
    return list(await db.scalars(query.order_by(Signaal.gevonden_op.desc(), Signaal.id.desc()).limit(limit)))


async def get_signaal(db: AsyncSession, caller: Principal, signaal_id: UUID) -> Signaal:
    row = await db.scalar(signalen_of(caller).where(Signaal.id == signaal_id))
    if row is None:
        raise NietGevonden("signaal")
    return row


async def get_signaal_for_update(db: AsyncSession, caller: Principal, signaal_id: UUID) -> Signaal:
    row = await db.scalar(signalen_of(caller).where(Signaal.id == signaal_id).with_for_update())
    if row is None:
        raise NietGevonden("signaal")
    return row


async def load_signalen(db: AsyncSession, caller: Principal, ids: Collection[UUID]) -> dict[UUID, Signaal]:
    """Those of these that the caller may see."""
    return {row.id: row for row in await db.scalars(signalen_of(caller).where(Signaal.id.in_(ids)))}


async def lock_signalen(db: AsyncSession, caller: Principal, ids: Collection[UUID], status: str) -> list[Signaal]:
    """Those of these that have this status, locked, in a fixed order."""
    wanted = signalen_of(caller).where(Signaal.id.in_(ids), Signaal.status == status)
    return list(await db.scalars(wanted.order_by(Signaal.id).with_for_update()))


async def load_known(
    db: AsyncSession, gemeente_id: UUID, sleutels: Collection[str], bekeken: Collection[tuple[str, str]]
) -> list[Signaal]:
    """Every signal, locked, that is one of these findings, or that still holds and is of what was looked at."""
    looked = tuple_(Signaal.soort, Signaal.periode).in_(bekeken)
    wanted = or_(Signaal.sleutel.in_(sleutels), Signaal.vervallen_op.is_(None) & looked)
    return list(await db.scalars(select(Signaal).where(Signaal.gemeente_id == gemeente_id, wanted).with_for_update()))


async def load_visible_codes(db: AsyncSession, caller: Principal) -> set[str | None]:
    """The indicators of which the caller may see the signals; None: those about no indicator."""
    return {None, *await db.scalars(indicatoren_of(caller).with_only_columns(Indicator.code))}


async def lock_signalering(db: AsyncSession, gemeente_id: UUID) -> None:
    """Until this transaction ends nobody else looks at this gemeente; whoever does now is waited for."""
    await db.execute(_BEGIN, {"gemeente_id": gemeente_id})
    await db.execute(_LOCK, {"gemeente_id": gemeente_id})


async def try_lock_signalering(db: AsyncSession, gemeente_id: UUID) -> Row[Any] | None:
    """When was last looked, locked; None when somebody is looking now."""
    await db.execute(_BEGIN, {"gemeente_id": gemeente_id})
    return (await db.execute(_TRY_LOCK, {"gemeente_id": gemeente_id})).one_or_none()


async def end_signalering(db: AsyncSession, gemeente_id: UUID, stand: Stand) -> None:
    await db.execute(_END, {"gemeente_id": gemeente_id, "dataversie": stand.dataversie, "dag": stand.dag})
