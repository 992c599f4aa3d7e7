"""SQL of the figures that are entered by hand."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.handmatige_waarden.models import HandmatigeWaarde
from zicht_shared.errors import NietGevonden


def waarden_of(gemeente_id: UUID, indicator: str, peil: int | None = None) -> Select[HandmatigeWaarde]:
    """All that was entered for one indicator. Who may see it follows from who may see the indicator."""
    mine = select(HandmatigeWaarde).where(HandmatigeWaarde.gemeente_id == gemeente_id)
    return mine.where(HandmatigeWaarde.indicator == indicator, HandmatigeWaarde.geldt(peil))


async def list_waarden(
    db: AsyncSession, gemeente_id: UUID, indicator: str, peil: int | None, after: str, limit: int
) -> list[HandmatigeWaarde]:
    query = waarden_of(gemeente_id, indicator, peil).where(HandmatigeWaarde.periode > after)
    return list(await db.scalars(query.order_by(HandmatigeWaarde.periode).limit(limit)))


async def get_waarde(
    db: AsyncSession, gemeente_id: UUID, indicator: str, periode: str, peil: int | None = None
) -> HandmatigeWaarde:
    row = await db.scalar(waarden_of(gemeente_id, indicator, peil).where(HandmatigeWaarde.periode == periode))
    if row is None:
        raise NietGevonden("handmatige waarde")
    return row


async def find_last(db: AsyncSession, gemeente_id: UUID, indicator: str, periode: str) -> HandmatigeWaarde | None:
    """The last revision, also when it was deleted."""
    mine = select(HandmatigeWaarde).where(
        HandmatigeWaarde.gemeente_id == gemeente_id,
        HandmatigeWaarde.indicator == indicator,
        HandmatigeWaarde.periode == periode,
    )
    return await db.scalar(mine.order_by(HandmatigeWaarde.versie_van.desc()).limit(1))


async def close_all(db: AsyncSession, gemeente_id: UUID, indicator: str, dataversie: int) -> None:
    """End all that was entered for an indicator, as of a data version."""
    await db.execute(
        update(HandmatigeWaarde)
        .where(
            HandmatigeWaarde.gemeente_id == gemeente_id,
            HandmatigeWaarde.indicator == indicator,
            HandmatigeWaarde.geldt(),
        )
        .values(versie_tot=dataversie)
    )


async def load_handmatig(
    db: AsyncSession, gemeente_id: UUID, peil: int | None, codes: Collection[str], perioden: Collection[str]
) -> dict[tuple[str, str], Decimal]:
    """What was entered, by code of the indicator and code of the period. codes: those that the caller may see."""
    mine = select(HandmatigeWaarde.indicator, HandmatigeWaarde.periode, HandmatigeWaarde.waarde).where(
        HandmatigeWaarde.gemeente_id == gemeente_id,
        HandmatigeWaarde.geldt(peil),
        HandmatigeWaarde.indicator.in_(codes),
        HandmatigeWaarde.periode.in_(perioden),
    )
    return {(row.indicator, row.periode): row.waarde for row in await db.execute(mine)}
