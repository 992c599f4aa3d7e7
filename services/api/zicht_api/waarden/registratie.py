"""SQL that adds up what aanbieders register: contacten, and the tellingen that replace them.

For each aanbieder a maatstaf comes from contacten or from tellingen (`tellingen_voor`), never from both.

Parameters: gemeente_id, eerste, laatste, dagen, plaatsen, begin, eind (see queries.py), maatstaf, tellers (the
aanbieders that deliver tellingen for it), and basis: the only aanbieder that counts, or NULL.
"""

from collections.abc import Sequence

from zicht_api.maatstaven.berekeningen import BEREKENINGEN, Berekening
from zicht_api.revisies import geldig
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Registratie
from zicht_api.waarden.fragmenten import INDELING, PERIODEN, columns_of, knopen, names_of

_DAGEN = Berekening("sum(c.afgesloten - c.datum)", "c.afgesloten IS NOT NULL")
_NO_SPREAD = "NULL AS kwadraten, NULL AS mediaan, NULL AS onder, NULL AS boven"
# The median and, by order, the values that enclose it with 95 % (Conover 1999, 3.2: normal approximation of the ranks).
_SPREAD = """
    sum(CAST(c.afgesloten - c.datum AS bigint) * (c.afgesloten - c.datum)) AS kwadraten,
    CAST(percentile_cont(0.5) WITHIN GROUP (ORDER BY c.afgesloten - c.datum) AS numeric) AS mediaan,
    (array_agg(c.afgesloten - c.datum ORDER BY c.afgesloten - c.datum))
        [greatest(1, floor(count(*) / 2.0 - 0.98 * sqrt(count(*)))::integer)] AS onder,
    (array_agg(c.afgesloten - c.datum ORDER BY c.afgesloten - c.datum))
        [least(count(*), count(*) + 1 - floor(count(*) / 2.0 - 0.98 * sqrt(count(*))))::integer] AS boven
"""
# Who delivered a quarter and also its months has counted the same twice: the longer telling stands for both.
_LONGER = """
    SELECT FROM tellingen l
    WHERE l.gemeente_id = t.gemeente_id AND l.aanbieder_nr = t.aanbieder_nr AND l.maatstaf = t.maatstaf
      AND {geldig} AND l.begin >= p.begin AND l.eind <= p.eind
      AND l.begin <= t.eind AND l.eind >= t.begin AND l.eind - l.begin > t.eind - t.begin
"""


def compose_maatstaf(figuur: Registratie, per: Sequence[Dimensie], peil: int | None, *, met_tellingen: bool) -> str:
    """The statement for a maatstaf: a row per period (`plaats`) and members (`per_<dimensie>`), with what a Cel holds.

    met_tellingen: whether any aanbieder delivers tellingen for it.
    """
    parts = []
    if figuur.berekening:
        parts.append(_contacten(BEREKENINGEN[figuur.berekening], _NO_SPREAD, per, peil))
    if met_tellingen:
        parts.append(_tellingen(figuur.deler, per, peil))
    if not parts:
        return "SELECT 1 WHERE false"
    total = f"""
        SELECT plaats{names_of(per)}, sum(som) AS som, CAST(sum(n) AS bigint) AS n,
               CAST(sum(aantal) AS bigint) AS aantal, {_NO_SPREAD}
        FROM ({" UNION ALL ".join(parts)}) AS delen GROUP BY plaats{names_of(per)}
    """
    return f"WITH RECURSIVE {knopen(peil)}, {INDELING}, {PERIODEN} {total if met_tellingen else parts[0]}"


def compose_doorlooptijd(per: Sequence[Dimensie], peil: int | None) -> str:
    """The statement for the days between datum and afgesloten."""
    return f"WITH RECURSIVE {knopen(peil)}, {INDELING} {_contacten(_DAGEN, _SPREAD, per, peil)}"


def compose_bekend(figuur: Registratie | None, peil: int | None) -> str:
    """The statement for where something was delivered from which a figure follows: rows of plaats, aanbieder_nr.

    There nothing found is a counted zero, elsewhere it is unknown. figuur None: any contact.
    """
    contacten = f"""
        SELECT DISTINCT i.plaats, c.aanbieder_nr FROM contacten c JOIN indeling i ON i.dag = c.datum
        WHERE c.gemeente_id = :gemeente_id AND {geldig("c", peil)} AND c.datum BETWEEN :eerste AND :laatste
          AND c.aanbieder_nr <> ALL (CAST(:tellers AS smallint[]))
    """
    tellingen = f"""
        SELECT DISTINCT p.plaats, t.aanbieder_nr FROM tellingen t
        JOIN perioden p ON t.begin >= p.begin AND t.eind <= p.eind
        WHERE t.gemeente_id = :gemeente_id AND {geldig("t", peil)} AND t.maatstaf = :maatstaf
          AND t.aanbieder_nr = ANY (CAST(:tellers AS smallint[]))
    """
    parts = [contacten] if figuur is None or figuur.berekening else []
    parts += [tellingen] if figuur is not None else []
    return f"WITH {INDELING}, {PERIODEN} {' UNION ALL '.join(parts)}"


def _contacten(berekening: Berekening, spread: str, per: Sequence[Dimensie], peil: int | None) -> str:
    apart = Dimensie.leefgebied in per
    columns = {
        Dimensie.gebied: "k.top",
        Dimensie.aanbieder: "c.aanbieder_nr",
        Dimensie.doelgroep: "c.doelgroep",
        Dimensie.leefgebied: "l.nr",
        Dimensie.vorm: "c.vorm",
    }
    vragen = "CASE WHEN l.nr IS NULL THEN 0 ELSE 1 END" if apart else "cardinality(c.leefgebieden)"
    # People are numbered first: counting numbers once each is several times faster than counting pseudonyms.
    return f"""
        SELECT plaats{names_of(per)}, CAST({berekening.som} AS numeric) AS som,
               count(DISTINCT c.wie) + count(*) FILTER (WHERE c.wie IS NULL) AS n, count(*) AS aantal, {spread}
        FROM (
            SELECT c.*, i.plaats, {vragen} AS vragen{columns_of(columns, per)}
            FROM (
                SELECT c.*, CASE WHEN c.client IS NOT NULL THEN dense_rank() OVER (ORDER BY c.client) END AS wie
                FROM contacten c
                WHERE c.gemeente_id = :gemeente_id AND {geldig("c", peil)} AND c.datum BETWEEN :eerste AND :laatste
                  AND (CAST(:basis AS smallint) IS NULL OR c.aanbieder_nr = :basis)
                  AND c.aanbieder_nr <> ALL (CAST(:tellers AS smallint[]))
            ) AS c
            JOIN indeling i ON i.dag = c.datum
            {"LEFT JOIN knopen k ON k.nr = c.gebied_nr" if Dimensie.gebied in per else ""}
            {"LEFT JOIN LATERAL unnest(c.leefgebieden) AS l (nr) ON true" if apart else ""}
        ) AS c
        WHERE {berekening.basis}
        GROUP BY plaats{names_of(per)}
    """


def _tellingen(deler: int, per: Sequence[Dimensie], peil: int | None) -> str:
    columns = {
        Dimensie.gebied: "k.top",
        Dimensie.aanbieder: "t.aanbieder_nr",
        Dimensie.doelgroep: "NULLIF(t.doelgroep, 0)",
        Dimensie.leefgebied: "NULLIF(t.leefgebied, 0)",
        Dimensie.vorm: "NULLIF(t.vorm, 0)",
    }
    # Who stands behind a telling is not known: the telling itself says how many, rounded up so that none is lost.
    return f"""
        SELECT plaats{names_of(per)}, sum(waarde * {deler}) AS som, CAST(ceil(sum(waarde)) AS bigint) AS n,
               CAST(ceil(sum(waarde)) AS bigint) AS aantal, {_NO_SPREAD}
        FROM (
            SELECT p.plaats, t.waarde{columns_of(columns, per)}
            FROM tellingen t
            JOIN perioden p ON t.begin >= p.begin AND t.eind <= p.eind
            {"LEFT JOIN knopen k ON k.nr = t.gebied_nr" if Dimensie.gebied in per else ""}
            WHERE t.gemeente_id = :gemeente_id AND t.maatstaf = :maatstaf AND {geldig("t", peil)}
              AND t.aanbieder_nr = ANY (CAST(:tellers AS smallint[]))
              AND (CAST(:basis AS smallint) IS NULL OR t.aanbieder_nr = :basis)
              AND NOT EXISTS ({_LONGER.format(geldig=geldig("l", peil))})
        ) AS t
        GROUP BY plaats{names_of(per)}
    """
