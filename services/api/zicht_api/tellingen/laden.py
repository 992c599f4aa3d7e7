"""Writing tellingen by the thousand, by the key of all their dimensions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from zicht_api.aanleveringen.uitkomst import Uitkomst
from zicht_api.perioden import Periode
from zicht_api.tellingen.rijen import Omgeving, TellingRij

ADD = """
WITH rij AS (
    SELECT * FROM unnest(
        $3::smallint[], $4::text[], $5::text[], $6::integer[], $7::smallint[], $8::smallint[], $9::smallint[],
        $10::boolean[], $11::date[], $12::date[], $13::numeric[]
    ) AS r (aanbieder_nr, maatstaf, periode, gebied_nr, doelgroep, leefgebied, vorm, verwijderd, begin, eind, waarde)
), vergeleken AS (
    SELECT r.*, t.versie_van, t.ctid AS plaats, t.waarde IS DISTINCT FROM r.waarde AS anders
    FROM rij r
    LEFT JOIN LATERAL (
        SELECT t.*, t.ctid FROM tellingen t
        WHERE t.gemeente_id = $1 AND t.aanbieder_nr = r.aanbieder_nr AND t.maatstaf = r.maatstaf
          AND t.periode = r.periode AND t.gebied_nr = r.gebied_nr AND t.doelgroep = r.doelgroep
          AND t.leefgebied = r.leefgebied AND t.vorm = r.vorm
        ORDER BY t.versie_van DESC LIMIT 1
    ) t ON t.versie_tot IS NULL
), toegevoegd AS (
    INSERT INTO tellingen (gemeente_id, aanbieder_nr, maatstaf, periode, gebied_nr, doelgroep, leefgebied, vorm,
                           versie_van, begin, eind, waarde)
    SELECT $1, aanbieder_nr, maatstaf, periode, gebied_nr, doelgroep, leefgebied, vorm, $2, begin, eind, waarde
    FROM vergeleken WHERE NOT verwijderd AND (versie_van IS NULL OR anders)
    RETURNING 1
)
SELECT (SELECT count(*) FROM toegevoegd) AS toegevoegd,
       count(*) FILTER (WHERE NOT verwijderd) AS gewijzigd,
       count(*) FILTER (WHERE verwijderd) AS verwijderd,
       array_agg(plaats) AS plaatsen,
       (SELECT array_agg(DISTINCT date_part('year', dag)::integer) FROM (
           SELECT begin FROM vergeleken UNION ALL SELECT eind FROM vergeleken
       ) AS d (dag)) AS jaren
FROM vergeleken WHERE versie_van IS NOT NULL AND (verwijderd OR anders)
"""

CLOSE = "UPDATE tellingen SET versie_tot = $2 WHERE gemeente_id = $1 AND ctid = ANY($3::tid[])"

# Zero in a dimension: not broken down by it. NULL could not be part of the key.
NIET_UITGESPLITST = 0


def columns(rijen: Sequence[TellingRij], omgeving: Omgeving) -> tuple[list[Any], ...]:
    """The parameters of ADD from $3 on, a list a column. The rows have passed `rules`."""
    codes = omgeving.codes
    perioden = [Periode.parse(rij.periode) for rij in rijen]
    return (
        [omgeving.aanbieders[rij.aanbieder or omgeving.eigen or ""][0] for rij in rijen],
        [rij.maatstaf for rij in rijen],
        [rij.periode for rij in rijen],
        [omgeving.gebieden.get(rij.gebied or "", NIET_UITGESPLITST) for rij in rijen],
        [codes["doelgroep"].get(rij.doelgroep or "", NIET_UITGESPLITST) for rij in rijen],
        [codes["leefgebied"].get(rij.leefgebied or "", NIET_UITGESPLITST) for rij in rijen],
        [codes["vorm"].get(rij.vorm or "", NIET_UITGESPLITST) for rij in rijen],
        [rij.verwijderd for rij in rijen],
        [periode.begin for periode in perioden],
        [periode.eind for periode in perioden],
        [rij.waarde or 0 for rij in rijen],
    )


async def write(
    connection: asyncpg.Connection, gemeente_id: UUID, versie: int, parameters: tuple[list[Any], ...]
) -> Uitkomst:
    """Write one chunk at a data version. No key may occur twice in it, nor in an earlier chunk of the delivery."""
    row = await connection.fetchrow(ADD, gemeente_id, versie, *parameters)
    if row["plaatsen"]:
        await connection.execute(CLOSE, gemeente_id, versie, row["plaatsen"])
    return Uitkomst.of(row, rows=len(parameters[0]))
