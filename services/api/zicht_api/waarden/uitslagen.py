"""SQL for figures that follow from the answers to one question of a vragenlijst.

Parameters: gemeente_id, perioden, begin, eind, vragenlijst, vraag, and a number for each filter by name.
"""

from collections.abc import Collection

from zicht_api.gebieden.boom import IN_GEBIED, boom
from zicht_api.revisies import geldig
from zicht_api.vragenlijstresultaten.maten import Maat
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.fragmenten import PERIODEN, columns_of, conditions_of, names_of

BOOM = boom()

# Answers are released by aanbieder and gebied only: nothing of them is known by the other dimensions.
_COLUMNS = {
    Dimensie.gebied: "b.top",
    Dimensie.aanbieder: "NULLIF(u.aanbieder_nr, 0)",
    Dimensie.doelgroep: "CAST(NULL AS smallint)",
    Dimensie.leefgebied: "CAST(NULL AS smallint)",
    Dimensie.vorm: "CAST(NULL AS smallint)",
}
_CONDITIONS = {
    Dimensie.gebied: f"u.gebied_nr {IN_GEBIED}",
    Dimensie.aanbieder: "u.aanbieder_nr = :aanbieder",
    Dimensie.doelgroep: "CAST(:doelgroep AS smallint) IS NULL",
    Dimensie.leefgebied: "CAST(:leefgebied AS smallint) IS NULL",
    Dimensie.vorm: "CAST(:vorm AS smallint) IS NULL",
}


def compose(maat: Maat, per: Collection[Dimensie], filters: Collection[Dimensie]) -> str:
    """The statement: rows of periode, `per_<dimensie>` for each asked one, the points, and the respondents."""
    return f"""
        WITH RECURSIVE {BOOM}, {PERIODEN}
        SELECT periode{names_of(per)}, sum(aantal * punten) AS teller, sum(aantal) AS n_teller,
               sum(aantal) AS noemer, sum(aantal) AS n_noemer
        FROM (
            SELECT p.periode, u.aantal, {maat.punten} AS punten{columns_of(_COLUMNS, per)}
            FROM uitslagen u
            JOIN perioden p ON u.begin >= p.begin AND u.eind <= p.eind
            {"LEFT JOIN boom b ON b.nr = u.gebied_nr" if Dimensie.gebied in per else ""}
            WHERE u.gemeente_id = :gemeente_id AND u.vragenlijst = :vragenlijst AND u.vraag = :vraag
                  AND {geldig("u")} AND {maat.telt_mee} {conditions_of(_CONDITIONS, filters)}
        ) AS u
        GROUP BY periode{names_of(per)}
    """
