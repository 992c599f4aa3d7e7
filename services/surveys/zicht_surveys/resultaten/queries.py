"""SQL of the results: only what was released."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.metingen.models import Meting

_INVITED = text("""
    SELECT count(*) FROM uitnodigingen
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND ingetrokken_op IS NULL
""")
_RECEIVED = text("""
    SELECT variant, count(*) AS aantal FROM antwoorden
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id GROUP BY variant ORDER BY variant
""")
# A list of chosen options is one answer of one person: n counts it once, each of its options counts by itself.
_COUNTS = text("""
    WITH gegeven AS MATERIALIZED (
        SELECT variant, veld.key AS vraag, CASE WHEN :per_aanbieder THEN aanbieder END AS aanbieder,
            veld.value AS gekozen, count(*) AS aantal
        FROM antwoorden CROSS JOIN LATERAL jsonb_each(antwoorden) AS veld
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id
        GROUP BY 1, 2, 3, 4
    ), gevraagd AS (
        SELECT variant, vraag, aanbieder, sum(aantal)::int AS n FROM gegeven GROUP BY variant, vraag, aanbieder
    ), geteld AS (
        SELECT variant, vraag, aanbieder, waarde, sum(aantal)::int AS aantal
        FROM gegeven CROSS JOIN LATERAL jsonb_array_elements_text(
            CASE jsonb_typeof(gekozen) WHEN 'array' THEN gekozen ELSE jsonb_build_array(gekozen) END
        ) AS waarde
        GROUP BY variant, vraag, aanbieder, waarde
    )
    SELECT variant, vraag, g.aanbieder, n, jsonb_object_agg(waarde, geteld.aantal) AS antwoorden
    FROM gevraagd g JOIN geteld USING (variant, vraag)
    WHERE g.aanbieder IS NOT DISTINCT FROM geteld.aanbieder
    GROUP BY variant, vraag, g.aanbieder, n
    ORDER BY variant, vraag, g.aanbieder
""")


async def count_invited(db: AsyncSession, meting: Meting) -> int:
    return await db.scalar(_INVITED, _key(meting)) or 0


async def count_received(db: AsyncSession, meting: Meting) -> dict[str, int]:
    """Released answers per variant."""
    return {row.variant: row.aantal for row in await db.execute(_RECEIVED, _key(meting))}


async def count_answers(db: AsyncSession, meting: Meting, *, per_aanbieder: bool) -> Sequence[Row[Any]]:
    """Rows of variant, vraag, aanbieder, n and antwoorden; aanbieder is empty unless asked for."""
    return (await db.execute(_COUNTS, _key(meting) | {"per_aanbieder": per_aanbieder})).all()


def _key(meting: Meting) -> dict[str, Any]:
    return {"gemeente_id": meting.gemeente_id, "meting_id": meting.id}
