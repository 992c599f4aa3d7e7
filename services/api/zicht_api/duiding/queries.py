"""SQL of the duidingssessies. `sessies_of` is the one place that says which of them a caller may see."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, false, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.duiding.models import Duidingsbijdrage, Duidingssessie
from zicht_shared.auth import Doel, Principal
from zicht_shared.errors import NietGevonden


def sessies_of(caller: Principal) -> Select[Duidingssessie]:
    """All sessions of the caller's gemeente; for a credential for verantwoorden there are none (doelbinding)."""
    mine = select(Duidingssessie).where(Duidingssessie.gemeente_id == caller.gemeente_id)
    return mine.where(false()) if caller.doel is Doel.verantwoorden else mine


async def bestaande_sessies(db: AsyncSession, caller: Principal, ids: Collection[UUID]) -> set[UUID]:
    """Which of these there are, for this caller."""
    found = sessies_of(caller).where(Duidingssessie.id.in_(ids)).with_only_columns(Duidingssessie.id)
    return set(await db.scalars(found))


async def sessies_over(db: AsyncSession, caller: Principal, indicatoren: Collection[str]) -> list[Duidingssessie]:
    """The sessions that were closed and that discussed one of these indicators, itself or through a knoop or a signaal;
    the newest first."""
    about = sessies_of(caller).where(
        Duidingssessie.indicatoren.overlap(list(indicatoren)), Duidingssessie.status == "vastgesteld"
    )
    return list(await db.scalars(about.order_by(Duidingssessie.datum.desc(), Duidingssessie.id)))


async def sessies_van_cyclus(db: AsyncSession, caller: Principal, monitorcyclus: str) -> list[Duidingssessie]:
    """The sessions of a monitorcyclus, whatever their status; the oldest first."""
    of_cycle = sessies_of(caller).where(Duidingssessie.monitorcyclus == monitorcyclus)
    return list(await db.scalars(of_cycle.order_by(Duidingssessie.datum, Duidingssessie.id)))


async def list_sessies(
    db: AsyncSession,
    caller: Principal,
    *,
    status: str | None,
    monitorcyclus: str | None,
    indicator: str | None,
    before: tuple[date, UUID] | None,
    limit: int,
) -> list[Duidingssessie]:
    """By date, the newest first."""
    query = sessies_of(caller)
    if status is not None:
        query = query.where(Duidingssessie.status == status)
    if monitorcyclus is not None:
        query = query.where(Duidingssessie.monitorcyclus == monitorcyclus)
    if indicator is not None:
        query = query.where(Duidingssessie.indicatoren.contains([indicator]))
    if before is not None:
        query = query.where(tuple_(Duidingssessie.datum, Duidingssessie.id) < before)
    return list(await db.scalars(query.order_by(Duidingssessie.datum.desc(), Duidingssessie.id.desc()).limit(limit)))


async def get_sessie(db: AsyncSession, caller: Principal, sessie_id: UUID) -> Duidingssessie:
    row = await db.scalar(sessies_of(caller).where(Duidingssessie.id == sessie_id))
    if row is None:
        raise NietGevonden("duidingssessie")
    return row


async def get_sessie_for_update(db: AsyncSession, caller: Principal, sessie_id: UUID) -> Duidingssessie:
    """Locked: changes of one session, of any part of it, go one by one."""
    row = await db.scalar(sessies_of(caller).where(Duidingssessie.id == sessie_id).with_for_update())
    if row is None:
        raise NietGevonden("duidingssessie")
    return row


async def load_bijdragen(db: AsyncSession, caller: Principal, sessie_id: UUID) -> dict[tuple[str, str], dict[str, Any]]:
    """The answers by onderwerp and perspectief."""
    rows = await db.scalars(
        select(Duidingsbijdrage).where(
            Duidingsbijdrage.gemeente_id == caller.gemeente_id, Duidingsbijdrage.sessie_id == sessie_id
        )
    )
    return {(row.onderwerp, row.perspectief): row.antwoorden for row in rows}


async def put_bijdrage(
    db: AsyncSession, sessie: Duidingssessie, onderwerp: str, perspectief: str, antwoorden: dict[str, Any]
) -> None:
    """Lay down the answers of a perspective about an onderwerp, in the place of what it answered before."""
    key = {
        "gemeente_id": sessie.gemeente_id,
        "sessie_id": sessie.id,
        "onderwerp": onderwerp,
        "perspectief": perspectief,
    }
    row = insert(Duidingsbijdrage).values(**key, antwoorden=antwoorden)
    await db.execute(row.on_conflict_do_update(index_elements=list(key), set_={"antwoorden": antwoorden}))


async def remove_bijdrage(db: AsyncSession, sessie: Duidingssessie, onderwerp: str, perspectief: str) -> None:
    await db.execute(
        delete(Duidingsbijdrage).where(
            Duidingsbijdrage.gemeente_id == sessie.gemeente_id,
            Duidingsbijdrage.sessie_id == sessie.id,
            Duidingsbijdrage.onderwerp == onderwerp,
            Duidingsbijdrage.perspectief == perspectief,
        )
    )
