"""The tree of gebieden in SQL: a figure for a gebied is about all that lies below it too."""

from zicht_api.revisies import geldig

IN_GEBIED = "IN (SELECT nr FROM boom WHERE top = :gebied)"


def boom(peil: int | None = None) -> str:
    """Every gebied (top) with itself and with all that lies below it, for WITH RECURSIVE; now or at a data version."""
    return f"""
        boom (top, nr) AS (
            SELECT g.nr, g.nr FROM gebieden g WHERE g.gemeente_id = :gemeente_id AND {geldig("g", peil)}
            UNION
            SELECT b.top, g.nr FROM boom b
            JOIN gebieden g ON g.gemeente_id = :gemeente_id AND g.ouder_nr = b.nr AND {geldig("g", peil)}
        )
    """
