"""The tree of gebieden in SQL: a figure for a gebied is about all that lies below it too."""

# Every gebied (top) with itself and with all that lies below it, for WITH RECURSIVE.
BOOM = """
    boom (top, nr) AS (
        SELECT nr, nr FROM gebieden WHERE gemeente_id = :gemeente_id
        UNION SELECT b.top, g.nr FROM boom b JOIN gebieden g ON g.gemeente_id = :gemeente_id AND g.ouder_nr = b.nr
    )
"""
IN_GEBIED = "IN (SELECT nr FROM boom WHERE top = :gebied)"
