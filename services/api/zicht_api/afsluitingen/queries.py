"""SQL of the closed periods. `afsluitingen_of` is the one place that says which of them a caller may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.afsluitingen.dagen import AfgeslotenDagen
from zicht_api.afsluitingen.models import Afsluiting
from zicht_shared.auth import Principal


def afsluitingen_of(caller: Principal) -> Select[Afsluiting]:
    """All of the gemeente, past ones too: whoever delivers must know why a row is refused."""
    return select(Afsluiting).where(Afsluiting.gemeente_id == caller.gemeente_id)


async def list_afgesloten(
    db: AsyncSession, caller: Principal, peil: int | None, after: str, limit: int
) -> list[Afsluiting]:
    """The periods that are closed, now or at a data version, by code."""
    query = afsluitingen_of(caller).where(Afsluiting.geldt(peil), Afsluiting.afgesloten, Afsluiting.periode > after)
    return list(await db.scalars(query.order_by(Afsluiting.periode).limit(limit)))


async def list_geschiedenis(
    db: AsyncSession, caller: Principal, periode: str, peil: int | None
) -> Sequence[Afsluiting]:
    """Each time that a period was closed or reopened, in order."""
    query = afsluitingen_of(caller).where(Afsluiting.periode == periode)
    if peil is not None:
        query = query.where(Afsluiting.versie_van <= peil)
    return (await db.scalars(query.order_by(Afsluiting.versie_van))).all()


async def find_afsluiting(db: AsyncSession, caller: Principal, periode: str) -> Afsluiting | None:
    """What holds now for a period; None: it was never closed."""
    return await db.scalar(afsluitingen_of(caller).where(Afsluiting.geldt(), Afsluiting.periode == periode))


async def load_dagen(db: AsyncSession, gemeente_id: UUID) -> AfgeslotenDagen:
    """All days that are closed now."""
    query = select(Afsluiting).where(Afsluiting.gemeente_id == gemeente_id, Afsluiting.geldt(), Afsluiting.afgesloten)
    return AfgeslotenDagen.of([(row.begin, row.eind) for row in await db.scalars(query)])
