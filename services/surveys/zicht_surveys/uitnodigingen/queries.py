"""SQL of the uitnodigingen. `uitnodigingen_of` is the one place that says which of them a caller may see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import NietGevonden
from zicht_surveys.uitnodigingen.models import Uitnodiging

_INSERT = text("""
    INSERT INTO uitnodigingen
        (gemeente_id, meting_id, verloopt_op, token_hash, id, variant, aanbieder, gebied, mail,
        open_link_id)
    SELECT CAST(:gemeente_id AS uuid), CAST(:meting_id AS uuid), CAST(:verloopt_op AS timestamptz), nieuw.*,
        CAST(:open_link_id AS uuid)
    FROM unnest(
        CAST(:token_hash AS bytea[]), CAST(:id AS uuid[]), CAST(:variant AS text[]), CAST(:aanbieder AS text[]),
        CAST(:gebied AS text[]), CAST(:mail AS text[])
    ) AS nieuw
""")
# The links that an open link gives out have a withdrawal of their own.
_WITHDRAW = text("""
    UPDATE uitnodigingen SET ingetrokken_op = now()
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND open_link_id IS NULL AND ingetrokken_op IS NULL
        AND (CAST(:aanbieder AS text) IS NULL OR aanbieder = :aanbieder)
        AND (CAST(:ids AS uuid[]) IS NULL OR id = ANY(:ids))
    RETURNING id
""")
_KNOWN = text("""
    SELECT id FROM uitnodigingen
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND open_link_id IS NULL AND id = ANY(:ids)
        AND (CAST(:aanbieder AS text) IS NULL OR aanbieder = :aanbieder)
""")


def uitnodigingen_of(caller: Principal) -> Select[Uitnodiging]:
    """All of the caller's gemeente; an aanbieder sees those of its own clients only.

    Without the supply of open links: of those nobody knows who has which.
    """
    mine = select(Uitnodiging).where(Uitnodiging.gemeente_id == caller.gemeente_id, Uitnodiging.open_link_id.is_(None))
    return mine.where(Uitnodiging.aanbieder == caller.aanbieder) if caller.rol is Rol.aanbieder else mine


async def insert_uitnodigingen(db: AsyncSession, rows: Sequence[dict[str, Any]], **shared: Any) -> None:
    """rows: what differs from one to the next; shared: gemeente_id, meting_id, verloopt_op and open_link_id."""
    columns = ("token_hash", "id", "variant", "aanbieder", "gebied", "mail")
    await db.execute(_INSERT, shared | {column: [row[column] for row in rows] for column in columns})


async def list_uitnodigingen(
    db: AsyncSession, caller: Principal, meting_id: UUID, after: UUID | None, limit: int
) -> list[Uitnodiging]:
    """By id, which is random: the order says nothing."""
    found = uitnodigingen_of(caller).where(Uitnodiging.meting_id == meting_id).order_by(Uitnodiging.id).limit(limit)
    return list(await db.scalars(found if after is None else found.where(Uitnodiging.id > after)))


async def get_uitnodiging(db: AsyncSession, caller: Principal, uitnodiging_id: UUID) -> Uitnodiging:
    # Without a lock: a lock leaves a mark on the row.
    row = await db.scalar(uitnodigingen_of(caller).where(Uitnodiging.id == uitnodiging_id))
    if row is None:
        raise NietGevonden("uitnodiging")
    return row


async def withdraw_uitnodigingen(
    db: AsyncSession, caller: Principal, meting_id: UUID, ids: Sequence[UUID] | None
) -> list[UUID]:
    """Withdraw these invitations, or all of the meting, used or not; returns those not withdrawn before."""
    return list(await db.scalars(_WITHDRAW, _mine(caller, meting_id, ids)))


async def known_ids(db: AsyncSession, caller: Principal, meting_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these ids that are invitations of the meting, and the caller's."""
    return {row.id for row in await db.execute(_KNOWN, _mine(caller, meting_id, ids))}


def _mine(caller: Principal, meting_id: UUID, ids: Sequence[UUID] | None) -> dict[str, Any]:
    return {
        "gemeente_id": caller.gemeente_id,
        "meting_id": meting_id,
        "aanbieder": caller.aanbieder if caller.rol is Rol.aanbieder else None,
        "ids": ids,
    }
