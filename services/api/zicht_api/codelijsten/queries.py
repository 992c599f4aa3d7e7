from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_ALL = text("SELECT lijst, nr, code, naam FROM codes ORDER BY lijst, nr")


async def load_codes(db: AsyncSession) -> dict[str, dict[str, int]]:
    """Per list: code to the number that facts hold."""
    lijsten: dict[str, dict[str, int]] = {}
    for row in await db.execute(_ALL):
        lijsten.setdefault(row.lijst, {})[row.code] = row.nr
    return lijsten


async def load_names(db: AsyncSession) -> dict[str, list[tuple[str, str]]]:
    """Per list: codes with the name that people read, in the list's own order."""
    lijsten: dict[str, list[tuple[str, str]]] = {}
    for row in await db.execute(_ALL):
        lijsten.setdefault(row.lijst, []).append((row.code, row.naam))
    return lijsten
