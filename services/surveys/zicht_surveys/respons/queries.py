"""SQL of the response: links that were made, and answers that were released. Which link was used is not read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.metingen.models import Meting

# Of an open link count those that were given out: of its supply nobody knows which.
_COUNTS = text("""
    WITH gemaakt AS (
        SELECT variant, aanbieder,
            count(*) FILTER (WHERE ingetrokken_op IS NULL) AS uitgenodigd,
            count(*) FILTER (WHERE ingetrokken_op IS NOT NULL) AS ingetrokken,
            count(*) FILTER (WHERE ingetrokken_op IS NULL AND verloopt_op <= now()) AS verlopen
        FROM uitnodigingen
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND open_link_id IS NULL
        GROUP BY variant, aanbieder
        UNION ALL
        SELECT variant, aanbieder, uitgegeven, 0, 0 FROM open_links
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND uitgegeven > 0
    ), geantwoord AS (
        SELECT variant, aanbieder, count(*) AS aantal FROM antwoorden
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id GROUP BY variant, aanbieder
    ), opgeteld AS (
        SELECT variant, aanbieder, sum(uitgenodigd)::int AS uitgenodigd, sum(ingetrokken)::int AS ingetrokken,
            sum(verlopen)::int AS verlopen
        FROM gemaakt GROUP BY variant, aanbieder
    )
    SELECT variant, aanbieder, coalesce(uitgenodigd, 0) AS uitgenodigd, coalesce(ingetrokken, 0) AS ingetrokken,
        coalesce(verlopen, 0) AS verlopen, coalesce(g.aantal, 0)::int AS geantwoord
    FROM opgeteld FULL JOIN geantwoord g USING (variant, aanbieder)
    ORDER BY variant, aanbieder
""")
_MAIL = text("""
    SELECT mail, count(*) AS aantal FROM uitnodigingen
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND mail IS NOT NULL GROUP BY mail ORDER BY mail
""")


async def count_respons(db: AsyncSession, meting: Meting) -> Sequence[Row[Any]]:
    """Rows of variant, aanbieder, uitgenodigd, ingetrokken, verlopen, geantwoord.

    aanbieder is empty for answers that were merged when the meting closed.
    """
    return (await db.execute(_COUNTS, {"gemeente_id": meting.gemeente_id, "meting_id": meting.id})).all()


async def count_mail(db: AsyncSession, meting: Meting) -> dict[str, int]:
    """What came of the letters by e-mail: how many of each state."""
    rows = await db.execute(_MAIL, {"gemeente_id": meting.gemeente_id, "meting_id": meting.id})
    return {row.mail: row.aantal for row in rows}
