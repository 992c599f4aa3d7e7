"""Writing contacten by the thousand: one statement a chunk closes what changed and adds what is new."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from zicht_api.aanleveringen.uitkomst import Uitkomst
from zicht_api.contacten.rijen import ContactRij, Omgeving
from zicht_shared.crypto import pseudonym

# The order of the parameters from $3 on; `columns` gives them in this order.
_FIELDS = """
    datum, soort, client, duur_minuten, leefgebieden, doelgroep, gebied_nr, vorm, verwijzer, doorverwezen_naar,
    afgesloten
"""

UPSERT = f"""
WITH rij AS (
    SELECT aanbieder_nr, bron_id, verwijderd, datum, soort, client, duur_minuten,
           leefgebieden::smallint[] AS leefgebieden, doelgroep, gebied_nr, vorm, verwijzer, doorverwezen_naar,
           afgesloten
    FROM unnest(
        $3::smallint[], $4::text[], $5::boolean[], $6::date[], $7::smallint[], $8::bytea[], $9::integer[], $10::text[],
        $11::smallint[], $12::integer[], $13::smallint[], $14::smallint[], $15::smallint[], $16::date[]
    ) AS r (aanbieder_nr, bron_id, verwijderd, datum, soort, client, duur_minuten, leefgebieden, doelgroep, gebied_nr,
            vorm, verwijzer, doorverwezen_naar, afgesloten)
), vergeleken AS (
    SELECT r.*, c.versie_van,
           (c.datum, c.soort, c.client, c.duur_minuten, c.leefgebieden, c.doelgroep, c.gebied_nr, c.vorm, c.verwijzer,
            c.doorverwezen_naar, c.afgesloten)
           IS DISTINCT FROM
           (r.datum, r.soort, r.client, r.duur_minuten, r.leefgebieden, r.doelgroep, r.gebied_nr, r.vorm, r.verwijzer,
            r.doorverwezen_naar, r.afgesloten) AS anders
    FROM rij r
    LEFT JOIN contacten c ON c.gemeente_id = $1 AND c.aanbieder_nr = r.aanbieder_nr AND c.bron_id = r.bron_id
                         AND c.versie_tot IS NULL
), gesloten AS (
    UPDATE contacten c SET versie_tot = $2
    FROM vergeleken v
    WHERE c.gemeente_id = $1 AND c.aanbieder_nr = v.aanbieder_nr AND c.bron_id = v.bron_id
      AND c.versie_van = v.versie_van AND (v.verwijderd OR v.anders)
    RETURNING v.verwijderd
), toegevoegd AS (
    INSERT INTO contacten (gemeente_id, aanbieder_nr, bron_id, versie_van, {_FIELDS})
    SELECT $1, aanbieder_nr, bron_id, $2, {_FIELDS} FROM vergeleken
    WHERE NOT verwijderd AND (versie_van IS NULL OR anders)
    RETURNING 1
)
SELECT (SELECT count(*) FROM toegevoegd) AS toegevoegd,
       (SELECT count(*) FROM gesloten WHERE NOT verwijderd) AS gewijzigd,
       (SELECT count(*) FROM gesloten WHERE verwijderd) AS verwijderd
"""


def columns(rijen: Sequence[ContactRij], omgeving: Omgeving, pseudonym_key: bytes) -> tuple[list[Any], ...]:
    """The parameters of UPSERT from $3 on, a list a column. The rows have passed `rules`."""
    codes, gebieden = omgeving.codes, omgeving.gebieden
    soort, doelgroep, vorm = codes["soort"].get, codes["doelgroep"].get, codes["vorm"]
    verwijzer, doorverwijzing = codes["verwijzer"].get, codes["doorverwijzing"].get
    aanbieders = [omgeving.aanbieders[rij.aanbieder or omgeving.eigen or ""] for rij in rijen]
    return (
        [nr for nr, _ in aanbieders],
        [rij.bron_id for rij in rijen],
        [rij.verwijderd for rij in rijen],
        [rij.datum for rij in rijen],
        [soort(rij.soort or "") for rij in rijen],
        [pseudonym(pseudonym_key, rij.client_pseudoniem) if rij.client_pseudoniem else None for rij in rijen],
        [rij.duur_minuten for rij in rijen],
        [omgeving.leefgebieden(rij.leefgebieden) for rij in rijen],
        [doelgroep(rij.doelgroep or "") for rij in rijen],
        [gebieden.get(rij.gebied or "") for rij in rijen],
        [vorm[rij.vorm] if rij.vorm else eigen for rij, (_, eigen) in zip(rijen, aanbieders, strict=True)],
        [verwijzer(rij.verwijzer or "") for rij in rijen],
        [doorverwijzing(rij.doorverwezen_naar or "") for rij in rijen],
        [rij.afgesloten for rij in rijen],
    )


async def write(
    connection: asyncpg.Connection, gemeente_id: UUID, versie: int, parameters: tuple[list[Any], ...]
) -> Uitkomst:
    """Write one chunk at a data version. No key may occur twice in it, nor in an earlier chunk of the delivery."""
    row = await connection.fetchrow(UPSERT, gemeente_id, versie, *parameters)
    return Uitkomst.of(row, rows=len(parameters[0]))
