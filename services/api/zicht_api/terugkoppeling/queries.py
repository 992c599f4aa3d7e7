"""SQL of what an aanbieder hears back."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanleveringen.models import Aanlevering
from zicht_api.vragenlijstresultaten.models import Vragenlijstresultaat
from zicht_api.vragenlijstresultaten.queries import resultaten_of
from zicht_shared.auth import Principal


async def load_metingen(
    db: AsyncSession, caller: Principal, peil: int | None, begin: date, eind: date
) -> dict[str, set[str]]:
    """The vragenlijsten that residents answered, by period of the meting; of metingen that lie within these days."""
    within = resultaten_of(caller, peil).where(Vragenlijstresultaat.begin >= begin, Vragenlijstresultaat.eind <= eind)
    found: dict[str, set[str]] = {}
    for row in await db.scalars(within.order_by(Vragenlijstresultaat.begin, Vragenlijstresultaat.periode)):
        found.setdefault(row.periode, set()).add(row.vragenlijst)
    return found


async def load_aanleveringen(db: AsyncSession, caller: Principal, ids: Collection[UUID]) -> list[Aanlevering]:
    """These deliveries, the newest first. ids: of those that the caller was found to be allowed to see."""
    mine = select(Aanlevering).where(Aanlevering.gemeente_id == caller.gemeente_id, Aanlevering.id.in_(ids))
    return list(await db.scalars(mine.order_by(Aanlevering.ontvangen_op.desc(), Aanlevering.id)))
