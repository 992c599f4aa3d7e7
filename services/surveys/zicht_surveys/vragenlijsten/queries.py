"""SQL of a gemeente's own questionnaires."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import NietGevonden
from zicht_surveys.vragenlijsten.models import Vragenlijst, Vragenlijstversie

_PUBLISHED: Final = """
    SELECT code, versie, inhoud FROM vragenlijstversies v
    JOIN unnest($2::text[], $3::int[]) AS gevraagd (code, versie) USING (code, versie)
    WHERE v.gemeente_id = $1
"""


def vragenlijsten_of(gemeente_id: UUID) -> Select[Vragenlijst]:
    return select(Vragenlijst).where(Vragenlijst.gemeente_id == gemeente_id)


def versies_of(gemeente_id: UUID) -> Select[Vragenlijstversie]:
    return select(Vragenlijstversie).where(Vragenlijstversie.gemeente_id == gemeente_id)


async def find_vragenlijst(db: AsyncSession, gemeente_id: UUID, code: str) -> Vragenlijst | None:
    return await db.scalar(vragenlijsten_of(gemeente_id).where(Vragenlijst.code == code))


async def get_vragenlijst(db: AsyncSession, caller: Principal, code: str) -> Vragenlijst:
    row = await find_vragenlijst(db, caller.gemeente_id, code)
    if row is None:
        raise NietGevonden("vragenlijst")
    return row


async def get_vragenlijst_for_update(db: AsyncSession, caller: Principal, code: str) -> Vragenlijst:
    row = await db.scalar(vragenlijsten_of(caller.gemeente_id).where(Vragenlijst.code == code).with_for_update())
    if row is None:
        raise NietGevonden("vragenlijst")
    return row


async def insert_vragenlijst(db: AsyncSession, values: dict[str, Any]) -> Vragenlijst | None:
    """The new questionnaire; None when the gemeente has one with this code already."""
    new = insert(Vragenlijst).values(versie=1, **values).on_conflict_do_nothing().returning(Vragenlijst)
    return await db.scalar(new)


async def list_vragenlijsten(
    db: AsyncSession, caller: Principal, after: str, limit: int
) -> Sequence[Row[Vragenlijst, int | None]]:
    """Each with the number of its newest published version, by code; what was never published only to who makes it."""
    # In the order of Python, which puts the library's between them.
    code = Vragenlijst.code.collate("C")
    newest = (
        select(func.max(Vragenlijstversie.versie))
        .where(Vragenlijstversie.gemeente_id == Vragenlijst.gemeente_id, Vragenlijstversie.code == Vragenlijst.code)
        .scalar_subquery()
    )
    found = (
        select(Vragenlijst, newest.label("nieuwste"))
        .where(Vragenlijst.gemeente_id == caller.gemeente_id, code > after)
        .order_by(code)
        .limit(limit)
    )
    if caller.rol not in (Rol.beheer, Rol.beleid):
        found = found.where(newest.is_not(None))
    return (await db.execute(found)).all()


async def newest_versie(db: AsyncSession, gemeente_id: UUID, code: str) -> int | None:
    """The number of the newest published version of an own questionnaire."""
    newest = select(func.max(Vragenlijstversie.versie)).where(
        Vragenlijstversie.gemeente_id == gemeente_id, Vragenlijstversie.code == code
    )
    return await db.scalar(newest)


async def list_versies(
    db: AsyncSession, caller: Principal, code: str, before: int | None, limit: int
) -> list[Vragenlijstversie]:
    """The newest first."""
    found = versies_of(caller.gemeente_id).where(Vragenlijstversie.code == code)
    if before is not None:
        found = found.where(Vragenlijstversie.versie < before)
    return list(await db.scalars(found.order_by(Vragenlijstversie.versie.desc()).limit(limit)))


async def find_published(db: AsyncSession, gemeente_id: UUID, code: str, versie: int) -> str | None:
    """The JSON of a published version."""
    return await db.scalar(
        select(Vragenlijstversie.inhoud).where(
            Vragenlijstversie.gemeente_id == gemeente_id,
            Vragenlijstversie.code == code,
            Vragenlijstversie.versie == versie,
        )
    )


async def published_for_pages(
    driver: asyncpg.Connection, gemeente_id: UUID, keys: Sequence[tuple[str, int]]
) -> list[asyncpg.Record]:
    """Rows of code, versie and inhoud, of those of these (code, versie) that there are."""
    codes, versies = [code for code, _ in keys], [versie for _, versie in keys]
    rows: list[asyncpg.Record] = await driver.fetch(_PUBLISHED, gemeente_id, codes, versies)
    return rows
