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
    INSERT INTO uitnodigingen (gemeente_id, meting_id, verloopt_op, token_hash, id, variant, aanbieder, gebied)
    SELECT CAST(:gemeente_id AS uuid), CAST(:meting_id AS uuid), CAST(:verloopt_op AS timestamptz), nieuw.*
    FROM unnest(
        CAST(:token_hash AS bytea[]), CAST(:id AS uuid[]),
        CAST(:variant AS text[]), CAST(:aanbieder AS text[]), CAST(:gebied AS text[])
    ) AS nieuw
""")


def uitnodigingen_of(caller: Principal) -> Select[Uitnodiging]:
    """All of the caller's gemeente; an aanbieder sees those of its own clients only."""
    mine = select(Uitnodiging).where(Uitnodiging.gemeente_id == caller.gemeente_id)
    return mine.where(Uitnodiging.aanbieder == caller.aanbieder) if caller.rol is Rol.aanbieder else mine


async def insert_uitnodigingen(db: AsyncSession, rows: Sequence[dict[str, Any]], **shared: Any) -> None:
    """rows: what differs from one to the next; shared: gemeente_id, meting_id and verloopt_op."""
    columns = ("token_hash", "id", "variant", "aanbieder", "gebied")
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
