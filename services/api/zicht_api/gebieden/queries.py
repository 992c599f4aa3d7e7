"""SQL of the gebieden and of their tree."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebieden.boom import boom
from zicht_api.revisies import geldig

_INSERT = text("""
    INSERT INTO gebieden (gemeente_id, nr, versie_van, code, naam, soort, ouder_nr)
    SELECT :gemeente_id, COALESCE(max(nr), 0) + 1, :dataversie, :code, :naam, :soort, :ouder_nr
    FROM gebieden WHERE gemeente_id = :gemeente_id
""")
_CLOSE = text(f"""
    UPDATE gebieden g SET versie_tot = :dataversie
    WHERE g.gemeente_id = :gemeente_id AND g.code = :code AND {geldig("g")}
""")
_FOLLOW = text("""
    INSERT INTO gebieden (gemeente_id, nr, versie_van, code, naam, soort, ouder_nr, versie)
    SELECT gemeente_id, nr, :dataversie, code, :naam, :soort, :ouder_nr, versie + 1
    FROM gebieden WHERE gemeente_id = :gemeente_id AND code = :code AND versie_tot = :dataversie
""")
_IS_BELOW = text(f"""
    WITH RECURSIVE boven AS (
        SELECT nr, ouder_nr FROM gebieden g WHERE gemeente_id = :gemeente_id AND nr = :nr AND {geldig("g")}
        UNION SELECT g.nr, g.ouder_nr FROM gebieden g JOIN boven b ON g.nr = b.ouder_nr
        WHERE g.gemeente_id = :gemeente_id AND {geldig("g")}
    )
    SELECT EXISTS (SELECT FROM boven WHERE nr = :top)
""")


def gebieden_at(peil: int | None) -> str:
    """All gebieden of a gemeente, now or at a data version."""
    return f"""
        SELECT g.nr, g.code, g.naam, g.soort, o.code AS ouder, g.ouder_nr, g.versie
        FROM gebieden g
        LEFT JOIN gebieden o ON o.gemeente_id = g.gemeente_id AND o.nr = g.ouder_nr AND {geldig("o", peil)}
        WHERE g.gemeente_id = :gemeente_id AND {geldig("g", peil)}
    """


async def list_gebieden(
    db: AsyncSession, gemeente_id: UUID, peil: int | None, after: str, limit: int
) -> list[Row[Any]]:
    page = text(f"{gebieden_at(peil)} AND g.code > :after ORDER BY g.code LIMIT :limit")
    return list(await db.execute(page, {"gemeente_id": gemeente_id, "after": after, "limit": limit}))


async def find_gebied(db: AsyncSession, gemeente_id: UUID, code: str, peil: int | None = None) -> Row[Any] | None:
    one = text(f"{gebieden_at(peil)} AND g.code = :code")
    return (await db.execute(one, {"gemeente_id": gemeente_id, "code": code})).one_or_none()


async def load_gebieden(db: AsyncSession, gemeente_id: UUID, peil: int | None = None) -> list[Row[Any]]:
    """The whole tree, by code."""
    return list(await db.execute(text(f"{gebieden_at(peil)} ORDER BY g.code"), {"gemeente_id": gemeente_id}))


async def load_nrs(db: AsyncSession, gemeente_id: UUID, peil: int | None = None) -> dict[str, int]:
    """Code to the number that facts hold."""
    return {row.code: row.nr for row in await load_gebieden(db, gemeente_id, peil)}


async def insert_gebied(db: AsyncSession, gemeente_id: UUID, dataversie: int, **columns: Any) -> None:
    """columns: code, naam, soort, ouder_nr. The caller of this holds the gemeente's lock, so the number is free."""
    await db.execute(_INSERT, {"gemeente_id": gemeente_id, "dataversie": dataversie, **columns})


async def revise_gebied(db: AsyncSession, gemeente_id: UUID, dataversie: int, **columns: Any) -> None:
    """columns: code, and the new naam, soort, ouder_nr."""
    await db.execute(_CLOSE, {"gemeente_id": gemeente_id, "dataversie": dataversie, "code": columns["code"]})
    await db.execute(_FOLLOW, {"gemeente_id": gemeente_id, "dataversie": dataversie, **columns})


async def is_below(db: AsyncSession, gemeente_id: UUID, nr: int, top: int) -> bool:
    """Whether gebied `nr` is `top` itself or lies somewhere below it."""
    return bool(await db.scalar(_IS_BELOW, {"gemeente_id": gemeente_id, "nr": nr, "top": top}))


async def load_below(db: AsyncSession, gemeente_id: UUID, nr: int, peil: int | None) -> set[int]:
    """The numbers of a gebied and of all that lies below it."""
    below = text(f"WITH RECURSIVE {boom(peil)} SELECT nr FROM boom WHERE top = :gebied")
    return set(await db.scalars(below, {"gemeente_id": gemeente_id, "gebied": nr}))
