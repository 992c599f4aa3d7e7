"""Pieces of SQL that every source of figures shares."""

from collections.abc import Mapping, Sequence

from zicht_api.gebieden.boom import boom
from zicht_api.revisies import geldig
from zicht_api.waarden.dimensies import Dimensie

# Which periods of the block a day falls in, by their place in it.
INDELING = """
    indeling AS (
        SELECT * FROM unnest(CAST(:dagen AS date[]), CAST(:plaatsen AS smallint[])) AS i (dag, plaats)
    )
"""
# The periods of the block, for what is delivered per period.
PERIODEN = """
    perioden AS (
        SELECT plaats - 1 AS plaats, begin, eind
        FROM unnest(CAST(:begin AS date[]), CAST(:eind AS date[])) WITH ORDINALITY AS p (begin, eind, plaats)
    )
"""


def knopen(peil: int | None) -> str:
    """The tree of gebieden; and as minus its number, what is registered on a gebied itself that has others below it.

    Nobody asks for the latter, but who subtracts knows it.
    """
    return f"""
        {boom(peil)}, knopen (top, nr) AS (
            SELECT top, nr FROM boom
            UNION ALL SELECT DISTINCT -o.ouder_nr, o.ouder_nr FROM gebieden o
            WHERE o.gemeente_id = :gemeente_id AND o.ouder_nr IS NOT NULL AND {geldig("o", peil)}
        )
    """


def names_of(per: Sequence[Dimensie]) -> str:
    return "".join(f", per_{dimensie}" for dimensie in per)


def columns_of(columns: Mapping[Dimensie, str], per: Sequence[Dimensie]) -> str:
    return "".join(f", {columns[dimensie]} AS per_{dimensie}" for dimensie in per)
