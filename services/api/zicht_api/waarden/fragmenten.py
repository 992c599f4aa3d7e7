"""Pieces of SQL that every source of figures shares."""

from collections.abc import Collection, Mapping

from zicht_api.waarden.dimensies import Dimensie

PERIODEN = """
    perioden AS (
        SELECT * FROM unnest(CAST(:perioden AS text[]), CAST(:begin AS date[]), CAST(:eind AS date[]))
                      AS p (periode, begin, eind)
    )
"""


def names_of(per: Collection[Dimensie]) -> str:
    return "".join(f", per_{dimensie}" for dimensie in per)


def columns_of(columns: Mapping[Dimensie, str], per: Collection[Dimensie]) -> str:
    return "".join(f", {columns[dimensie]} AS per_{dimensie}" for dimensie in per)


def conditions_of(conditions: Mapping[Dimensie, str], filters: Collection[Dimensie]) -> str:
    """The filters, each with its own condition; a gebied stands for all that lies below it."""
    return "".join(f" AND {conditions[dimensie]}" for dimensie in filters)
