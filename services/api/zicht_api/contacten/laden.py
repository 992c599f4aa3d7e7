"""Writing contacten by the thousand: per chunk one statement adds what is new and one closes what it replaces."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import asyncpg

from zicht_api.aanleveringen.uitkomst import Uitkomst
from zicht_api.contacten.rijen import ContactRij, Omgeving
from zicht_shared.crypto import pseudonym

# Every column travels as one text. Of an array the driver would look at each value in Python, which takes as long as
# PostgreSQL needs for all the rest. No field can hold the separator: `rijen` refuses control characters.
_SEPARATOR = "\x1f"
_SEPARATOR_SQL = "chr(31)"

# The order of the parameters from $6 on; `Kolommen` gives them in this order.
_FIELDS = """
    datum, soort, client, duur_minuten, leefgebieden, doelgroep, gebied_nr, vorm, verwijzer, doorverwezen_naar,
    afgesloten
"""

ADD = f"""
WITH rij AS (
    SELECT aanbieder_nr::smallint, bron_id, verwijderd::boolean, datum::date, soort::smallint,
           decode(client, 'hex') AS client, duur_minuten::integer, leefgebieden::smallint[], doelgroep::smallint,
           gebied_nr::integer, vorm::smallint, verwijzer::smallint, doorverwezen_naar::smallint, afgesloten::date
    FROM unnest({", ".join(f"string_to_array(${number}, {_SEPARATOR_SQL}, '')" for number in range(3, 17))})
         AS r (aanbieder_nr, bron_id, verwijderd, datum, soort, client, duur_minuten, leefgebieden, doelgroep,
               gebied_nr, vorm, verwijzer, doorverwezen_naar, afgesloten)
), vergeleken AS (
    SELECT r.*, c.versie_van, c.ctid AS plaats, c.datum AS datum_was,
           (c.datum, c.soort, c.client, c.duur_minuten, c.leefgebieden, c.doelgroep, c.gebied_nr, c.vorm, c.verwijzer,
            c.doorverwezen_naar, c.afgesloten)
           IS DISTINCT FROM
           (r.datum, r.soort, r.client, r.duur_minuten, r.leefgebieden, r.doelgroep, r.gebied_nr, r.vorm, r.verwijzer,
            r.doorverwezen_naar, r.afgesloten) AS anders
    FROM rij r
    -- One look-up in the primary key per row, and no other plan: a new table has no statistics to go by.
    LEFT JOIN LATERAL (
        SELECT c.*, c.ctid FROM contacten c
        WHERE c.gemeente_id = $1 AND c.aanbieder_nr = r.aanbieder_nr AND c.bron_id = r.bron_id
        ORDER BY c.versie_van DESC LIMIT 1
    ) c ON c.versie_tot IS NULL
), toegevoegd AS (
    INSERT INTO contacten (gemeente_id, aanbieder_nr, bron_id, versie_van, {_FIELDS})
    SELECT $1, aanbieder_nr, bron_id, $2, {_FIELDS} FROM vergeleken
    WHERE NOT verwijderd AND (versie_van IS NULL OR anders)
    RETURNING 1
)
SELECT (SELECT count(*) FROM toegevoegd) AS toegevoegd,
       count(*) FILTER (WHERE NOT verwijderd) AS gewijzigd,
       count(*) FILTER (WHERE verwijderd) AS verwijderd,
       array_agg(plaats) AS plaatsen,
       (SELECT array_agg(DISTINCT date_part('year', dag)::integer) FROM (
           SELECT datum FROM vergeleken WHERE NOT verwijderd AND (versie_van IS NULL OR anders)
           UNION ALL SELECT datum_was FROM vergeleken WHERE versie_van IS NOT NULL AND (verwijderd OR anders)
       ) AS d (dag)) AS jaren
FROM vergeleken WHERE versie_van IS NOT NULL AND (verwijderd OR anders)
"""

CLOSE = "UPDATE contacten SET versie_tot = $2 WHERE gemeente_id = $1 AND ctid = ANY($3::tid[])"


class Kolommen:
    """Makes the parameters of ADD from $3 on. One for each delivery: it remembers what it has worked out."""

    def __init__(self, omgeving: Omgeving, pseudonym_key: bytes) -> None:
        codes = omgeving.codes
        self._aanbieder = {code: (str(nr), str(vorm)) for code, (nr, vorm) in omgeving.aanbieders.items()}
        self._eigen = omgeving.eigen or ""
        self._soort = _as_text(codes["soort"])
        self._doelgroep = _as_text(codes["doelgroep"])
        self._verwijzer = _as_text(codes["verwijzer"])
        self._doorverwijzing = _as_text(codes["doorverwijzing"])
        self._vorm = _as_text(codes["vorm"])
        self._gebied = _as_text(omgeving.gebieden)
        self._leefgebied = codes["leefgebied"]
        # Clients, days and combinations of leefgebieden come back all the time; bounded, whatever the delivery's size.
        self._pseudonym = lru_cache(maxsize=50_000)(lambda text: pseudonym(pseudonym_key, text).hex() if text else "")
        self._leefgebieden = lru_cache(maxsize=5_000)(self._as_array)
        self._plain = lru_cache(maxsize=5_000)(_text)

    def __call__(self, rijen: Sequence[ContactRij]) -> tuple[list[str], ...]:
        """A list of texts a column, empty for NULL.

        Raises KeyError for a code that is not known; rows that have passed `rules` have none.
        """
        aanbieders = [self._aanbieder[rij.aanbieder or self._eigen] for rij in rijen]
        return (
            [nr for nr, _ in aanbieders],
            [rij.bron_id for rij in rijen],
            ["t" if rij.verwijderd else "f" for rij in rijen],
            [self._plain(rij.datum) for rij in rijen],
            [self._soort[rij.soort] for rij in rijen],
            [self._pseudonym(rij.client_pseudoniem) for rij in rijen],
            [self._plain(rij.duur_minuten) for rij in rijen],
            [self._leefgebieden(tuple(rij.leefgebieden)) for rij in rijen],
            [self._doelgroep[rij.doelgroep] for rij in rijen],
            [self._gebied[rij.gebied] for rij in rijen],
            [self._vorm[rij.vorm] or vorm for rij, (_, vorm) in zip(rijen, aanbieders, strict=True)],
            [self._verwijzer[rij.verwijzer] for rij in rijen],
            [self._doorverwijzing[rij.doorverwezen_naar] for rij in rijen],
            [self._plain(rij.afgesloten) for rij in rijen],
        )

    def _as_array(self, codes: tuple[str, ...]) -> str:
        return "{" + ",".join(map(str, sorted({self._leefgebied[code] for code in codes}))) + "}"


def _as_text(known: Mapping[str, int]) -> dict[str | None, str]:
    """None is a code as well: a field that was left out stays empty. Any other unknown code raises KeyError."""
    return dict[str | None, str]([(None, ""), *((code, str(nr)) for code, nr in known.items())])


def _text(value: date | int | None) -> str:
    return "" if value is None else str(value)


async def write(
    connection: asyncpg.Connection, gemeente_id: UUID, versie: int, parameters: tuple[list[Any], ...]
) -> Uitkomst:
    """Write one chunk at a data version. No key may occur twice in it, nor in an earlier chunk of the delivery."""
    row = await connection.fetchrow(ADD, gemeente_id, versie, *map(_SEPARATOR.join, parameters))
    if row["plaatsen"]:
        # By physical place, in a statement of its own: safe, because the gemeente's lock is held and nobody else moves
        # these rows; and quick, because no plan has to be found.
        await connection.execute(CLOSE, gemeente_id, versie, row["plaatsen"])
    return Uitkomst.of(row, rows=len(parameters[0]))
