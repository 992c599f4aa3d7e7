"""Pieces of SQL that every source of figures shares."""

from collections.abc import Mapping, Sequence

from zicht_api.gebieden.boom import boom
from zicht_api.revisies import geldig
from zicht_api.waarden.dimensies import Dimensie

# In which of the finest periods of the block a day falls, by its place, and in which period that lies in turn.
INDELING = """
    indeling AS (
        SELECT * FROM unnest(CAST(:dagen AS date[]), CAST(:bladen AS smallint[]), CAST(:takken AS smallint[]))
            AS i (dag, blad, tak)
    )
"""
# Of each of the finest periods, the periods that it lies in; niveau 1 is itself.
OMVATTEND = """
    omvattend AS (
        SELECT * FROM unnest(CAST(:van AS smallint[]), CAST(:niveaus AS smallint[]), CAST(:naar AS smallint[]))
            AS o (blad, niveau, plaats)
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


def names_of(per: Sequence[Dimensie], van: str = "") -> str:
    """The columns of a breakdown, each after a comma. van: what stands before each name."""
    return "".join(f", {van}per_{dimensie}" for dimensie in per)


def columns_of(columns: Mapping[Dimensie, str], per: Sequence[Dimensie]) -> str:
    return "".join(f", {columns[dimensie]} AS per_{dimensie}" for dimensie in per)
