"""SQL that finds what was erased and is there again. ids: as the register has them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CursorResult, text
from sqlalchemy.ext.asyncio import AsyncSession

_PAIRS: Final = """
    (SELECT split_part(deel, ' ', 1) AS id, split_part(deel, ' ', 2) AS tot FROM unnest(CAST(:ids AS text[])) AS deel)
"""
# Locked, all of them: telling of the first takes a lock after which none may be taken (0023).
_VERHALEN = text("""
    SELECT id FROM verhalen WHERE gemeente_id = :gemeente_id AND id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE
""")
# A number above all that were: so that who reads it again and releases it, releases it for good.
_VERHAALVERSIES = text(f"""
    UPDATE verhalen v SET status = 'concept', versie = oud.tot + 1
    FROM (SELECT CAST(id AS uuid) AS id, max(CAST(tot AS integer)) AS tot FROM {_PAIRS} AS p GROUP BY 1) AS oud
    WHERE v.gemeente_id = :gemeente_id AND v.id = oud.id AND v.versie <= oud.tot
    RETURNING v.id
""")
_SLEUTELS = text("""
    SELECT id FROM sleutels WHERE gemeente_id = :gemeente_id AND id = ANY (:ids) AND ingetrokken_op IS NULL
""")
_SLEUTELEINDEN = text(f"""
    UPDATE sleutels s SET verloopt_op = LEAST(s.verloopt_op, eind.tot)
    FROM (SELECT id, min(CAST(tot AS timestamptz)) AS tot FROM {_PAIRS} AS p GROUP BY id) AS eind
    WHERE s.gemeente_id = :gemeente_id AND s.id = eind.id AND (s.verloopt_op IS NULL OR s.verloopt_op > eind.tot)
    RETURNING s.id
""")
_AANMELDDIENST, _TOEGANGSDIENST = (
    text(f"""
        DELETE FROM {table} WHERE gemeente_id = :gemeente_id AND kenmerk = ANY (CAST(:ids AS uuid[])) RETURNING kenmerk
    """)
    for table in ("aanmelddiensten", "toegangsdiensten")
)
# Who joined again on that day or after it, takes part.
_DEELNAMES = text(f"""
    DELETE FROM benchmarkdeelnames b USING gemeenten g, {_PAIRS} AS oud
    WHERE g.id = :gemeente_id AND b.deelnemer = g.code AND b.groep = oud.id AND b.sinds < CAST(oud.tot AS date)
    RETURNING b.groep
""")
_SESSIES = text("""
    DELETE FROM aanmeldsessies WHERE gemeente_id = :gemeente_id AND encode(afdruk, 'hex') = ANY (:ids)
""")
_WEBHOOKS = text(f"""
    SELECT DISTINCT w.id FROM webhooks w JOIN {_PAIRS} AS oud ON w.id = CAST(oud.id AS uuid)
    WHERE w.gemeente_id = :gemeente_id AND w.versie <= CAST(oud.tot AS integer)
""")


async def find_verhalen(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[UUID]:
    return await _ids(db, _VERHALEN, gemeente_id, ids)


async def hide_verhaalversies(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[UUID]:
    """Make a concept of a story that stands in a version that was left behind; returns which."""
    return await _ids(db, _VERHAALVERSIES, gemeente_id, ids)


async def find_sleutels(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[str]:
    """Those that were not withdrawn."""
    return await _ids(db, _SLEUTELS, gemeente_id, ids)


async def end_sleutels(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[str]:
    """Let keys that were replaced be good no longer than was said then; returns which."""
    return await _ids(db, _SLEUTELEINDEN, gemeente_id, ids)


async def delete_aanmelddienst(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[UUID]:
    return await _ids(db, _AANMELDDIENST, gemeente_id, ids)


async def delete_toegangsdienst(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[UUID]:
    return await _ids(db, _TOEGANGSDIENST, gemeente_id, ids)


async def delete_deelnames(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[str]:
    return await _ids(db, _DEELNAMES, gemeente_id, ids)


async def delete_sessies(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> int:
    done: CursorResult[Any] = await db.execute(_SESSIES, _of(gemeente_id, ids))  # type: ignore[assignment]
    return done.rowcount


async def find_webhooks(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[UUID]:
    """Those that stand in a version that was changed or removed."""
    return await _ids(db, _WEBHOOKS, gemeente_id, ids)


async def _ids(db: AsyncSession, statement: Any, gemeente_id: UUID, ids: Sequence[str]) -> list[Any]:
    return list(await db.scalars(statement, _of(gemeente_id, ids)))


def _of(gemeente_id: UUID, ids: Sequence[str]) -> dict[str, Any]:
    return {"gemeente_id": gemeente_id, "ids": list(ids)}
