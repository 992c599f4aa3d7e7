"""SQL of the indicators. `indicatoren_of` is the one place that says which of them a caller may see."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.indicatoren.models import Indicator
from zicht_shared.auth import Doel, Principal
from zicht_shared.errors import NietGevonden


def indicatoren_of(caller: Principal, peil: int | None = None) -> Select[Indicator]:
    """All indicators of the gemeente; a credential for verantwoorden sees only those that serve it (doelbinding)."""
    mine = select(Indicator).where(Indicator.gemeente_id == caller.gemeente_id, Indicator.geldt(peil))
    return mine.where(Indicator.doelen.contains([caller.doel])) if caller.doel is Doel.verantwoorden else mine


async def list_indicatoren(
    db: AsyncSession,
    caller: Principal,
    peil: int | None,
    *,
    pijler: str | None,
    rekenwijze: str | None,
    after: str,
    limit: int,
) -> list[Indicator]:
    query = indicatoren_of(caller, peil).where(Indicator.code > after)
    if pijler is not None:
        query = query.where(Indicator.pijler == pijler)
    if rekenwijze is not None:
        query = query.where(Indicator.rekenwijze == rekenwijze)
    return list(await db.scalars(query.order_by(Indicator.code).limit(limit)))


async def get_indicator(db: AsyncSession, caller: Principal, code: str, peil: int | None = None) -> Indicator:
    row = await db.scalar(indicatoren_of(caller, peil).where(Indicator.code == code))
    if row is None:
        raise NietGevonden("indicator")
    return row


async def load_indicatoren(
    db: AsyncSession, caller: Principal, codes: Collection[str], peil: int | None = None
) -> dict[str, Indicator]:
    """Those of these codes that the caller may see, by code."""
    rows = await db.scalars(indicatoren_of(caller, peil).where(Indicator.code.in_(codes)))
    return {row.code: row for row in rows}


async def is_taken(db: AsyncSession, caller: Principal, code: str) -> bool:
    """Whether any indicator of the gemeente has this code, also one that the caller does not see."""
    mine = select(Indicator.code).where(Indicator.gemeente_id == caller.gemeente_id)
    taken = mine.where(Indicator.code == code, Indicator.geldt())
    return await db.scalar(taken) is not None
