"""SQL of what residents are told about their answers."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.metingen.models import Meting
from zicht_surveys.terugkoppeling.models import Terugkoppeling

_PAGE = text("""
    SELECT g.naam AS gemeente, (SELECT kenmerk FROM huisstijlen WHERE gemeente_id = :gemeente) AS huisstijl,
        m.vragenlijst, m.vragenlijst_versie, m.begint_op, m.teruggekoppeld_op,
        LEAST(m.eindigt_op, (m.gesloten_op AT TIME ZONE 'Europe/Amsterdam')::date) AS eindigt_op,
        m.gesloten_op IS NOT NULL OR m.eindigt_op < (now() AT TIME ZONE 'Europe/Amsterdam')::date AS gesloten,
        CASE WHEN t.verwacht_op > (now() AT TIME ZONE 'Europe/Amsterdam')::date THEN t.verwacht_op END AS verwacht_op,
        CASE WHEN m.teruggekoppeld_op IS NOT NULL THEN t.teksten END AS teksten,
        (t.gewijzigd_op AT TIME ZONE 'Europe/Amsterdam')::date AS gewijzigd_op
    FROM metingen m
    JOIN gemeenten g ON g.id = m.gemeente_id
    LEFT JOIN terugkoppelingen t ON t.gemeente_id = m.gemeente_id AND t.meting_id = m.id
    WHERE m.gemeente_id = :gemeente AND m.id = :meting_id
""")


async def find_terugkoppeling(db: AsyncSession, meting: Meting) -> Terugkoppeling | None:
    """None as long as nothing was written about this meting."""
    return await db.get(Terugkoppeling, (meting.gemeente_id, meting.id), populate_existing=True)


def start_terugkoppeling(db: AsyncSession, meting: Meting) -> Terugkoppeling:
    """A first one, in version 0 and empty."""
    row = Terugkoppeling(gemeente_id=meting.gemeente_id, meting_id=meting.id, versie=0)
    db.add(row)
    return row


async def find_page(db: AsyncSession, gemeente: UUID, meting_id: UUID) -> Row[Any] | None:
    """What the public page of a meting needs; teksten only once they are published. None: there is no such meting."""
    return (await db.execute(_PAGE, {"gemeente": gemeente, "meting_id": meting_id})).one_or_none()
