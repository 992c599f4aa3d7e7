"""Contacten that may not be changed or removed any more: those of a closed period."""

from typing import Any
from uuid import UUID

import asyncpg

from zicht_api.afsluitingen.dagen import AfgeslotenDagen

_FIND = """
    SELECT r.plek - 1 AS plek
    FROM unnest(CAST($2::text[] AS smallint[]), $3::text[]) WITH ORDINALITY AS r (aanbieder_nr, bron_id, plek)
    CROSS JOIN LATERAL (
        SELECT c.datum, c.versie_tot FROM contacten c
        WHERE c.gemeente_id = $1 AND c.aanbieder_nr = r.aanbieder_nr AND c.bron_id = r.bron_id
        ORDER BY c.versie_van DESC LIMIT 1
    ) c
    WHERE c.versie_tot IS NULL
      AND EXISTS (SELECT FROM unnest($4::date[], $5::date[]) AS a (eerste, laatste)
                  WHERE c.datum BETWEEN a.eerste AND a.laatste)
"""


async def find_vast(
    connection: asyncpg.Connection, gemeente_id: UUID, parameters: tuple[list[Any], ...], afgesloten: AfgeslotenDagen
) -> list[int]:
    """Which rows name a contact whose present date is closed, by their place in the columns, from 0.

    parameters: as `laden.Kolommen` makes them; the number of the aanbieder and the bronId come first.
    """
    eerste, laatste = zip(*afgesloten.reeksen, strict=True)
    rows = await connection.fetch(_FIND, gemeente_id, *parameters[:2], list(eerste), list(laatste))
    return [row["plek"] for row in rows]
