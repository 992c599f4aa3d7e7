"""SQL of the deliveries. `_MINE` is the one place that says which of them a caller may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Row, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanleveringen.models import Aanlevering
from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import Fout

_MINE = "gemeente_id = :gemeente_id AND (CAST(:aanbieder_nr AS smallint) IS NULL OR aanbieder_nr = :aanbieder_nr)"
_PAGE = text(f"""
    SELECT * FROM aanleveringen WHERE {_MINE}
      AND (CAST(:voor AS timestamptz) IS NULL OR (ontvangen_op, id) < (:voor, CAST(:voor_id AS uuid)))
    ORDER BY ontvangen_op DESC, id DESC LIMIT :limit
""")
_ONE = text(f"SELECT * FROM aanleveringen WHERE {_MINE} AND id = :id")
_FOUTEN = text("""
    SELECT regel, volgnr, pointer, code, reden FROM aanleverfouten
    WHERE gemeente_id = :gemeente_id AND aanlevering_id = :id AND (regel, volgnr) > (:regel, :volgnr)
    ORDER BY regel, volgnr LIMIT :limit
""")
_INSERT_FOUTEN = """
    INSERT INTO aanleverfouten (gemeente_id, aanlevering_id, regel, volgnr, pointer, code, reden)
    SELECT $1, $2, * FROM unnest($3::integer[], $4::smallint[], $5::text[], $6::text[], $7::text[])
"""


def _scope(caller: Principal) -> dict[str, Any]:
    own = caller.aanbieder_nr if caller.rol is Rol.aanbieder else None
    return {"gemeente_id": caller.gemeente_id, "aanbieder_nr": own}


async def list_aanleveringen(
    db: AsyncSession, caller: Principal, voor: datetime | None, voor_id: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first."""
    values = {**_scope(caller), "voor": voor, "voor_id": voor_id, "limit": limit}
    return (await db.execute(_PAGE, values)).all()


async def find_aanlevering(db: AsyncSession, caller: Principal, aanlevering_id: UUID) -> Row[Any] | None:
    return (await db.execute(_ONE, {**_scope(caller), "id": aanlevering_id})).one_or_none()


async def list_fouten(
    db: AsyncSession, caller: Principal, aanlevering_id: UUID, after: tuple[int, int], limit: int
) -> Sequence[Row[Any]]:
    """Faults of a delivery that the caller was already found to own."""
    values = {
        "gemeente_id": caller.gemeente_id, "id": aanlevering_id, "regel": after[0], "volgnr": after[1], "limit": limit,
    }  # fmt: skip
    return (await db.execute(_FOUTEN, values)).all()


async def insert_aanlevering(db: AsyncSession, **columns: Any) -> None:
    await db.execute(insert(Aanlevering).values(**columns))


async def insert_fouten(
    connection: asyncpg.Connection, gemeente_id: UUID, aanlevering_id: UUID, fouten: dict[int, list[Fout]]
) -> None:
    rows = [
        (regel, volgnr, fout.pointer[:200], fout.code, fout.reason)
        for regel, faults in fouten.items()
        for volgnr, fout in enumerate(faults)
    ]
    await connection.execute(_INSERT_FOUTEN, gemeente_id, aanlevering_id, *map(list, zip(*rows, strict=True)))
