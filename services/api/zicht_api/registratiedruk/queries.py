"""SQL of the registration burden."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.revisies import geldig
from zicht_shared.auth import Principal


async def load_all_indicatoren(db: AsyncSession, caller: Principal, peil: int | None) -> Sequence[Indicator]:
    """Every indicator that the caller may see, by code."""
    return (await db.scalars(indicatoren_of(caller, peil).order_by(Indicator.code))).all()


async def load_in_bomen(db: AsyncSession, caller: Principal, peil: int | None) -> set[str]:
    """The codes of all indicators that hang on a doelenboom."""
    statement = text(f"""
        SELECT DISTINCT indicator ->> 'code'
        FROM doelenbomen d
        CROSS JOIN LATERAL jsonb_array_elements(d.knopen) AS knoop
        CROSS JOIN LATERAL jsonb_array_elements(knoop -> 'indicatoren') AS indicator
        WHERE d.gemeente_id = :gemeente_id AND {geldig("d", peil)}
    """)
    return set(await db.scalars(statement, {"gemeente_id": caller.gemeente_id}))


async def count_tellingen(
    db: AsyncSession, caller: Principal, peil: int | None, begin: date, eind: date
) -> dict[int, dict[str, int]]:
    """How many tellingen hold within a stretch of days, by number of the aanbieder and by maatstaf."""
    statement = text(f"""
        SELECT t.aanbieder_nr, t.maatstaf, count(*) AS rijen FROM tellingen t
        WHERE t.gemeente_id = :gemeente_id AND t.begin >= :begin AND t.eind <= :eind AND {geldig("t", peil)}
        GROUP BY t.aanbieder_nr, t.maatstaf
    """)
    found: dict[int, dict[str, int]] = {}
    for row in await db.execute(statement, {"gemeente_id": caller.gemeente_id, "begin": begin, "eind": eind}):
        found.setdefault(row.aanbieder_nr, {})[row.maatstaf] = row.rijen
    return found
