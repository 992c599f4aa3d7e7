"""SQL of the catalogue: since when there is an indicator, of which years it has figures, when anything last changed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_SINDS = text("""
    SELECT i.code, min(d.tijdstip) AS sinds
    FROM indicatoren i
    JOIN dataversies d ON d.gemeente_id = i.gemeente_id AND d.versie = i.versie_van
    WHERE i.gemeente_id = :gemeente_id AND i.code = ANY (CAST(:codes AS text[]))
    GROUP BY i.code
""")
_TIJDSTIP = text("SELECT tijdstip FROM dataversies WHERE gemeente_id = :gemeente_id AND versie = :dataversie")
_MET_DE_HAND = text("""
    SELECT indicator, CAST(left(min(periode), 4) AS int) AS eerste, CAST(left(max(periode), 4) AS int) AS laatste
    FROM handmatige_waarden
    WHERE gemeente_id = :gemeente_id AND indicator = ANY (CAST(:codes AS text[])) AND versie_van <= :dataversie
      AND (versie_tot IS NULL OR versie_tot > :dataversie)
    GROUP BY indicator
""")


async def load_sinds(db: AsyncSession, gemeente_id: UUID, codes: Collection[str]) -> Mapping[str, datetime]:
    """When each of these indicators first came to be."""
    rows = await db.execute(_SINDS, {"gemeente_id": gemeente_id, "codes": list(codes)})
    return {row.code: row.sinds for row in rows}


async def find_tijdstip(db: AsyncSession, gemeente_id: UUID, dataversie: int) -> datetime | None:
    """When a data version came to be; None for the one that a gemeente begins with."""
    moment: datetime | None = await db.scalar(_TIJDSTIP, {"gemeente_id": gemeente_id, "dataversie": dataversie})
    return moment


async def load_years_by_hand(
    db: AsyncSession, gemeente_id: UUID, codes: Collection[str], dataversie: int
) -> Mapping[str, tuple[int, int]]:
    """The first and the last year of each of these indicators that figures were entered for by hand."""
    values = {"gemeente_id": gemeente_id, "codes": list(codes), "dataversie": dataversie}
    return {row.indicator: (row.eerste, row.laatste) for row in await db.execute(_MET_DE_HAND, values)}
