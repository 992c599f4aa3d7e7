"""SQL that erases again what was erased and is there again. ids: as the register has them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CursorResult, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

_UITNODIGINGEN: Final = text("""
    UPDATE uitnodigingen SET ingetrokken_op = now()
    WHERE gemeente_id = :gemeente_id AND id = ANY (CAST(:ids AS uuid[])) AND ingetrokken_op IS NULL
""")
_OPEN_LINKS: Final = text("""
    UPDATE open_links SET ingetrokken_op = now()
    WHERE gemeente_id = :gemeente_id AND id = ANY (CAST(:ids AS uuid[])) AND ingetrokken_op IS NULL
""")
_METINGEN: Final = text("""
    UPDATE metingen SET gesloten_op = now(), vervolg = false, versie = versie + 1
    WHERE gemeente_id = :gemeente_id AND id = ANY (CAST(:ids AS uuid[])) AND gesloten_op IS NULL
""")
# Still in the box, if the backup was made before its release: the ballot stays, the number goes.
_IN_DE_BUS: Final = text("""
    UPDATE stembus s SET contact = (
        SELECT coalesce(jsonb_object_agg(deel.key, deel.value), '{}') FROM jsonb_each_text(s.contact) AS deel
        WHERE encode(sha256(decode(deel.value, 'base64')), 'hex') <> ALL (:ids)
    )
    WHERE gemeente_id = :gemeente_id AND EXISTS (
        SELECT FROM jsonb_each_text(s.contact) AS deel
        WHERE encode(sha256(decode(deel.value, 'base64')), 'hex') = ANY (:ids)
    )
""")
# Out of date from now on: the next release writes the table anew without it.
_CONTACTVERZOEKEN: Final = text("""
    UPDATE contactverzoeken SET verwijderen_na = current_date
    WHERE gemeente_id = :gemeente_id AND encode(sha256(telefoon), 'hex') = ANY (:ids) AND verwijderen_na > current_date
""")
# A number above all that were: so that who reads it again and publishes it, publishes it for good.
_TERUGKOPPELINGEN: Final = text("""
    WITH oud AS (
        SELECT CAST(split_part(deel, ' ', 1) AS uuid) AS id, max(CAST(split_part(deel, ' ', 2) AS integer)) AS versie
        FROM unnest(CAST(:ids AS text[])) AS deel GROUP BY 1
    ), tekst AS (
        UPDATE terugkoppelingen t SET versie = oud.versie
        FROM oud WHERE t.gemeente_id = :gemeente_id AND t.meting_id = oud.id AND t.versie < oud.versie
        RETURNING t.meting_id
    )
    UPDATE metingen m SET teruggekoppeld_op = NULL FROM tekst
    WHERE m.gemeente_id = :gemeente_id AND m.id = tekst.meting_id AND m.teruggekoppeld_op IS NOT NULL
    RETURNING m.id
""")


async def withdraw_uitnodigingen(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> int:
    return await _count(db, _UITNODIGINGEN, gemeente_id, ids)


async def withdraw_open_links(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> int:
    return await _count(db, _OPEN_LINKS, gemeente_id, ids)


async def close_metingen(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> int:
    return await _count(db, _METINGEN, gemeente_id, ids)


async def remove_contactverzoeken(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> int:
    in_the_box = await _count(db, _IN_DE_BUS, gemeente_id, ids)
    return in_the_box + await _count(db, _CONTACTVERZOEKEN, gemeente_id, ids)


async def withdraw_terugkoppelingen(db: AsyncSession, gemeente_id: UUID, ids: Sequence[str]) -> list[UUID]:
    """Let nobody read what was changed or withdrawn since; returns of which metingen."""
    return list(await db.scalars(_TERUGKOPPELINGEN, {"gemeente_id": gemeente_id, "ids": list(ids)}))


async def _count(db: AsyncSession, statement: TextClause, gemeente_id: UUID, ids: Sequence[str]) -> int:
    values = {"gemeente_id": gemeente_id, "ids": list(ids)}
    done: CursorResult[Any] = await db.execute(statement, values)  # type: ignore[assignment]
    return done.rowcount
