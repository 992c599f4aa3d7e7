"""SQL of the gebieden and of their tree."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

_GEBIED = """
    SELECT g.nr, g.code, g.naam, g.soort, o.code AS ouder, g.versie
    FROM gebieden g LEFT JOIN gebieden o ON o.gemeente_id = g.gemeente_id AND o.nr = g.ouder_nr
    WHERE g.gemeente_id = :gemeente_id
"""
_PAGE = text(f"{_GEBIED} AND g.code > :after ORDER BY g.code LIMIT :limit")
_ONE = text(f"{_GEBIED} AND g.code = :code")
_NRS = text("SELECT code, nr FROM gebieden WHERE gemeente_id = :gemeente_id")
_INSERT = text("""
    INSERT INTO gebieden (gemeente_id, nr, code, naam, soort, ouder_nr)
    SELECT :gemeente_id, COALESCE(max(nr), 0) + 1, :code, :naam, :soort, :ouder_nr
    FROM gebieden WHERE gemeente_id = :gemeente_id
""")
_UPDATE = text("""
    UPDATE gebieden SET naam = :naam, soort = :soort, ouder_nr = :ouder_nr, versie = versie + 1
    WHERE gemeente_id = :gemeente_id AND code = :code
""")
_IS_BELOW = text("""
    WITH RECURSIVE boven AS (
        SELECT nr, ouder_nr FROM gebieden WHERE gemeente_id = :gemeente_id AND nr = :nr
        UNION SELECT g.nr, g.ouder_nr FROM gebieden g JOIN boven b ON g.nr = b.ouder_nr
        WHERE g.gemeente_id = :gemeente_id
    )
    SELECT EXISTS (SELECT FROM boven WHERE nr = :top)
""")


async def list_gebieden(db: AsyncSession, gemeente_id: UUID, after: str, limit: int) -> list[Row[Any]]:
    rows = await db.execute(_PAGE, {"gemeente_id": gemeente_id, "after": after, "limit": limit})
    return list(rows)


async def find_gebied(db: AsyncSession, gemeente_id: UUID, code: str) -> Row[Any] | None:
    return (await db.execute(_ONE, {"gemeente_id": gemeente_id, "code": code})).one_or_none()


async def load_nrs(db: AsyncSession, gemeente_id: UUID) -> dict[str, int]:
    """Code to the number that facts hold."""
    return {row.code: row.nr for row in await db.execute(_NRS, {"gemeente_id": gemeente_id})}


async def insert_gebied(
    db: AsyncSession, gemeente_id: UUID, *, code: str, naam: str, soort: str, ouder_nr: int | None
) -> None:
    """The caller of this holds the gemeente's lock, so the number is free."""
    values = {"gemeente_id": gemeente_id, "code": code, "naam": naam, "soort": soort, "ouder_nr": ouder_nr}
    await db.execute(_INSERT, values)


async def update_gebied(
    db: AsyncSession, gemeente_id: UUID, *, code: str, naam: str, soort: str, ouder_nr: int | None
) -> None:
    values = {"gemeente_id": gemeente_id, "code": code, "naam": naam, "soort": soort, "ouder_nr": ouder_nr}
    await db.execute(_UPDATE, values)


async def is_below(db: AsyncSession, gemeente_id: UUID, nr: int, top: int) -> bool:
    """Whether gebied `nr` is `top` itself or lies somewhere below it."""
    return bool(await db.scalar(_IS_BELOW, {"gemeente_id": gemeente_id, "nr": nr, "top": top}))
