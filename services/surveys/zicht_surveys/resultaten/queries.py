"""SQL of the results: only what was released."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.metingen.models import Meting

Per = Literal["totaal", "aanbieder", "gebied"]

_DEEL = "CASE CAST(:per AS text) WHEN 'aanbieder' THEN aanbieder WHEN 'gebied' THEN gebied END AS deel"
_INVITED = text(f"""
    SELECT variant, {_DEEL}, sum(aantal)::int AS aantal FROM (
        SELECT variant, aanbieder, gebied, 1 AS aantal FROM uitnodigingen
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND ingetrokken_op IS NULL AND open_link_id IS NULL
        UNION ALL
        -- Of an open link those that it gave out: which of its supply that are, nobody knows.
        SELECT variant, aanbieder, gebied, uitgegeven FROM open_links
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND uitgegeven > 0
    ) AS uitgenodigd
    GROUP BY 1, 2 ORDER BY 1, 2
""")
_RECEIVED = text(f"""
    SELECT variant, {_DEEL}, count(*) AS aantal FROM antwoorden
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id GROUP BY 1, 2 ORDER BY 1, 2
""")
# A list of chosen options is one answer of one person: n counts it once, each of its options counts by itself.
_COUNTS = text(f"""
    WITH gegeven AS MATERIALIZED (
        SELECT variant, veld.key AS vraag, {_DEEL}, veld.value AS gekozen, count(*) AS aantal
        FROM antwoorden CROSS JOIN LATERAL jsonb_each(antwoorden) AS veld
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id
        GROUP BY 1, 2, 3, 4
    ), gevraagd AS (
        SELECT variant, vraag, deel, sum(aantal)::int AS n FROM gegeven GROUP BY variant, vraag, deel
    ), geteld AS (
        SELECT variant, vraag, deel, waarde, sum(aantal)::int AS aantal
        FROM gegeven CROSS JOIN LATERAL jsonb_array_elements_text(
            CASE jsonb_typeof(gekozen) WHEN 'array' THEN gekozen ELSE jsonb_build_array(gekozen) END
        ) AS waarde
        GROUP BY variant, vraag, deel, waarde
    )
    SELECT variant, vraag, g.deel, n, jsonb_object_agg(waarde, geteld.aantal) AS antwoorden
    FROM gevraagd g JOIN geteld USING (variant, vraag)
    WHERE g.deel IS NOT DISTINCT FROM geteld.deel
    GROUP BY variant, vraag, g.deel, n
    ORDER BY variant, vraag, g.deel
""")


async def count_invited(db: AsyncSession, meting: Meting, per: Per) -> Sequence[Row[Any]]:
    """Rows of variant, deel and aantal: invitations that were not withdrawn."""
    return (await db.execute(_INVITED, _key(meting) | {"per": per})).all()


async def count_received(db: AsyncSession, meting: Meting, per: Per) -> Sequence[Row[Any]]:
    """Rows of variant, deel and aantal: people whose answers were released."""
    return (await db.execute(_RECEIVED, _key(meting) | {"per": per})).all()


async def count_answers(db: AsyncSession, meting: Meting, per: Per) -> Sequence[Row[Any]]:
    """Rows of variant, vraag, deel, n and antwoorden; deel: an aanbieder or gebied, empty without a breakdown."""
    return (await db.execute(_COUNTS, _key(meting) | {"per": per})).all()


def _key(meting: Meting) -> dict[str, Any]:
    return {"gemeente_id": meting.gemeente_id, "meting_id": meting.id}
