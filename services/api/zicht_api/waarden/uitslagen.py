"""SQL that adds up the answers to the questions of a vragenlijst.

Parameters: gemeente_id, begin, eind (of the block's periods), vragenlijst, vraag, and basis: the only aanbieder that
counts, or NULL.
"""

from collections.abc import Sequence

from zicht_api.revisies import geldig
from zicht_api.vragenlijstresultaten.maten import MATEN
from zicht_api.vragenlijstresultaten.models import BEANTWOORD
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Uitslag
from zicht_api.waarden.fragmenten import PERIODEN, columns_of, knopen, names_of

# Answers are released by aanbieder and gebied only: nothing of them is known by the other dimensions.
_COLUMNS = {
    Dimensie.gebied: "k.top",
    Dimensie.aanbieder: "NULLIF(u.aanbieder_nr, 0)",
    Dimensie.doelgroep: "CAST(NULL AS smallint)",
    Dimensie.leefgebied: "CAST(NULL AS smallint)",
    Dimensie.vorm: "CAST(NULL AS smallint)",
}


def _once_a_person(peil: int | None) -> str:
    """Which rows count people: where one may give several answers, only the row that says how many answered."""
    return f"""(u.antwoord = '{BEANTWOORD}' OR NOT EXISTS (
        SELECT FROM uitslagen b
        WHERE b.gemeente_id = u.gemeente_id AND b.resultaat_id = u.resultaat_id AND b.variant = u.variant
          AND b.vraag = u.vraag AND b.aanbieder_nr = u.aanbieder_nr AND b.gebied_nr = u.gebied_nr
          AND b.antwoord = '{BEANTWOORD}' AND {geldig("b", peil)}
    ))"""


def compose(figuur: Uitslag, per: Sequence[Dimensie], peil: int | None) -> str:
    """The statement: a row per period (`plaats`) and members (`per_<dimensie>`), with what a Cel holds."""
    maat = MATEN.get(figuur.maat)
    punten, telt_mee = (maat.punten, maat.telt_mee) if maat else ("0", _once_a_person(peil))
    rows = f"""
        SELECT p.plaats, u.vraag, u.aantal, {punten} AS punten{columns_of(_COLUMNS, per)}
        FROM uitslagen u
        JOIN perioden p ON u.begin >= p.begin AND u.eind <= p.eind
        {"LEFT JOIN knopen k ON k.nr = u.gebied_nr" if Dimensie.gebied in per else ""}
        WHERE u.gemeente_id = :gemeente_id AND u.vragenlijst = :vragenlijst AND {geldig("u", peil)}
          AND (CAST(:vraag AS text) IS NULL OR u.vraag = :vraag) AND {telt_mee}
          AND (CAST(:basis AS smallint) IS NULL OR u.aanbieder_nr = :basis)
    """
    # How many people answered at all is what the question with the most answers says.
    return f"""
        WITH RECURSIVE {knopen(peil)}, {PERIODEN}
        SELECT plaats{names_of(per)}, CAST(max(som) AS numeric) AS som, CAST(max(n) AS bigint) AS n,
               CAST(max(n) AS bigint) AS aantal, max(kwadraten) AS kwadraten, NULL AS mediaan, NULL AS onder,
               NULL AS boven
        FROM (
            SELECT plaats{names_of(per)}, sum(aantal * punten) AS som, sum(aantal) AS n,
                   sum(aantal * punten * punten) AS kwadraten
            FROM ({rows}) AS u GROUP BY plaats, vraag{names_of(per)}
        ) AS vragen
        GROUP BY plaats{names_of(per)}
    """
