"""SQL of the indicators. `indicatoren_of` is the one place that says which of them a caller may see."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.verwijzingen import FormuleIndicator
from zicht_shared.auth import Doel, Principal
from zicht_shared.errors import NietGevonden


def indicatoren_of(caller: Principal, peil: int | None = None) -> Select[Indicator]:
    """All indicators of the gemeente; a credential for verantwoorden sees only those that serve it (doelbinding), and
    who has none only those of them that are public."""
    mine = operands_of(caller, peil)
    return mine.where(Indicator.openbaar) if caller.alleen_openbaar else mine


def operands_of(caller: Principal, peil: int | None = None) -> Select[Indicator]:
    """What the formulas among `indicatoren_of` rest on: a public outcome may rest on figures that are not public."""
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


async def load_operands(
    db: AsyncSession, caller: Principal, codes: Collection[str], peil: int | None
) -> dict[str, Indicator]:
    """Those of these codes that a formula of this caller may rest on, by code."""
    rows = await db.scalars(operands_of(caller, peil).where(Indicator.code.in_(codes)))
    return {row.code: row for row in rows}


async def find_last(db: AsyncSession, caller: Principal, code: str) -> Indicator | None:
    """The last revision with this code, also when the indicator was deleted or is one that the caller does not see."""
    mine = select(Indicator).where(Indicator.gemeente_id == caller.gemeente_id, Indicator.code == code)
    return await db.scalar(mine.order_by(Indicator.versie_van.desc()).limit(1))


async def load_doelen(db: AsyncSession, caller: Principal) -> dict[str, list[str]]:
    """The purposes of each indicator that the caller may see, by code."""
    rows = await db.execute(indicatoren_of(caller).with_only_columns(Indicator.code, Indicator.doelen))
    return {row.code: row.doelen for row in rows}


async def load_formules(db: AsyncSession, caller: Principal) -> list[FormuleIndicator]:
    """Every formula of the gemeente, also those that the caller does not see: what they rest on must hold for them."""
    mine = select(Indicator.code, Indicator.doelen, Indicator.formule).where(
        Indicator.gemeente_id == caller.gemeente_id, Indicator.geldt(), Indicator.formule.is_not(None)
    )
    rows = await db.execute(mine.order_by(Indicator.code))
    return [FormuleIndicator(row.code, row.doelen, row.formule) for row in rows]
