"""SQL that adds up what aanbieders register: contacten, and the tellingen that replace them.

For each aanbieder a maatstaf comes from contacten or from tellingen (`tellingen_voor`), never from both.

Parameters: gemeente_id, those of the block (kubussen.py), maatstaf, tellers (the aanbieders that deliver tellingen for
it), and basis: the only aanbieder that counts, or NULL.
"""

from collections.abc import Sequence
from typing import Literal

from zicht_api.maatstaven.berekeningen import BEREKENINGEN, Berekening
from zicht_api.revisies import geldig
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Registratie
from zicht_api.waarden.fragmenten import INDELING, OMVATTEND, PERIODEN, columns_of, knopen, names_of

_DAGEN = Berekening("c.afgesloten - c.datum", "c.afgesloten IS NOT NULL")
_NO_SPREAD = "NULL AS kwadraten, NULL AS mediaan, NULL AS onder, NULL AS boven"
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
        mensen = _mensen(BEREKENINGEN[figuur.berekening], per, peil)
        parts.append(f"SELECT plaats{names_of(per)}, som, n, aantal, {_NO_SPREAD} FROM ({mensen}) AS m")
    if met_tellingen:
        parts.append(_tellingen(figuur.deler, per, peil))
    if not parts:
        return "SELECT 1 WHERE false"
    total = f"""
        SELECT plaats{names_of(per)}, sum(som) AS som, CAST(sum(n) AS bigint) AS n,
               CAST(sum(aantal) AS bigint) AS aantal, {_NO_SPREAD}
        FROM ({" UNION ALL ".join(parts)}) AS delen GROUP BY plaats{names_of(per)}
    """
    return f"""
        WITH RECURSIVE {knopen(peil)}, {INDELING}, {OMVATTEND}, {PERIODEN}
        {total if met_tellingen else parts[0]}
    """


def compose_doorlooptijd(per: Sequence[Dimensie], peil: int | None) -> str:
    """The statement for the days between datum and afgesloten."""
    zelfde = "".join(f" AND m.per_{dimensie} IS NOT DISTINCT FROM s.per_{dimensie}" for dimensie in per)
    return f"""
        WITH RECURSIVE {knopen(peil)}, {INDELING}, {OMVATTEND}
        SELECT m.plaats{names_of(per, "m.")}, m.som, m.n, m.aantal, s.kwadraten, s.mediaan, s.onder, s.boven
        FROM ({_mensen(_DAGEN, per, peil)}) AS m JOIN ({_spreiding(per, peil)}) AS s ON m.plaats = s.plaats{zelfde}
    """


def compose_bekend(figuur: Registratie | None, peil: int | None) -> str:
    """The statement for where something was delivered from which a figure follows: rows of plaats, aanbieder_nr.

    There nothing found is a counted zero, elsewhere it is unknown. figuur None: any contact.
    """
    contacten = f"""
        SELECT DISTINCT o.plaats, c.aanbieder_nr FROM (
            SELECT DISTINCT i.blad, c.aanbieder_nr FROM contacten c JOIN indeling i ON i.dag = c.datum
            WHERE c.gemeente_id = :gemeente_id AND {geldig("c", peil)} AND c.datum BETWEEN :eerste AND :laatste
              AND c.aanbieder_nr <> ALL (CAST(:tellers AS smallint[]))
        ) AS c JOIN omvattend o USING (blad)
    """
    tellingen = f"""
        SELECT DISTINCT p.plaats, t.aanbieder_nr FROM tellingen t
        JOIN perioden p ON t.begin >= p.begin AND t.eind <= p.eind
        WHERE t.gemeente_id = :gemeente_id AND {geldig("t", peil)} AND t.maatstaf = :maatstaf
          AND t.aanbieder_nr = ANY (CAST(:tellers AS smallint[]))
    """
    parts = [contacten] if figuur is None or figuur.berekening else []
    parts += [tellingen] if figuur is not None else []
    return f"WITH {INDELING}, {OMVATTEND}, {PERIODEN} {' UNION ALL '.join(parts)}"


def _mensen(berekening: Berekening, per: Sequence[Dimensie], peil: int | None) -> str:
    """The sum, the contacten and the different people of each period and members.

    People of the finest periods do not add up to those of a longer one. But who is met for the first time in it does:
    so each client's periods are put in order, and counted where the one before lies outside. That goes once over what
    is grouped by client, instead of sorting all contacten for every longer period.
    """
    vroeger = f"(PARTITION BY wie{names_of(per)} ORDER BY blad)"
    som = "sum(som)" if berekening.som else "CAST(sum(n) AS numeric)"
    return f"""
        SELECT plaats{names_of(per)}, {som} AS som, CAST(sum(n) AS bigint) AS n, CAST(sum(aantal) AS bigint) AS aantal
        FROM (
            SELECT o.plaats{names_of(per)}, som, aantal,
                   anoniem + CASE o.niveau WHEN 1 THEN nieuw WHEN 2 THEN nieuw_in_tak ELSE nieuw_in_alles END AS n
            FROM (
                SELECT blad{names_of(per)}, sum(som) AS som, sum(aantal) AS aantal,
                       coalesce(sum(aantal) FILTER (WHERE wie IS NULL), 0) AS anoniem,
                       count(wie) FILTER (WHERE vorige IS DISTINCT FROM blad) AS nieuw,
                       count(wie) FILTER (WHERE vorige_tak IS DISTINCT FROM tak) AS nieuw_in_tak,
                       count(wie) FILTER (WHERE vorige IS NULL) AS nieuw_in_alles
                FROM (
                    SELECT *, lag(blad) OVER {vroeger} AS vorige, lag(tak) OVER {vroeger} AS vorige_tak
                    FROM ({_per_blad("wie", berekening, per, peil)}) AS c
                ) AS c
                GROUP BY blad{names_of(per)}
            ) AS c JOIN omvattend o USING (blad)
        ) AS c
        GROUP BY plaats{names_of(per)}
    """


def _spreiding(per: Sequence[Dimensie], peil: int | None) -> str:
    """The sum of squares, the median and, by order, the values that enclose it with 95 % (Conover 1999, 3.2: normal
    approximation of the ranks), of the days of each period and members."""
    eerder = "floor(samen / 2 - 0.98 * sqrt(samen))"
    van_cel = f"PARTITION BY plaats{names_of(per)}"
    return f"""
        SELECT plaats{names_of(per)}, sum(dagen * dagen * aantal) AS kwadraten,
               trim_scale((min(dagen) FILTER (WHERE tot >= floor((samen + 1) / 2))
                   + min(dagen) FILTER (WHERE tot >= floor(samen / 2) + 1)) / 2.0) AS mediaan,
               min(dagen) FILTER (WHERE tot >= greatest(1, {eerder})) AS onder,
               min(dagen) FILTER (WHERE tot >= least(samen, samen + 1 - {eerder})) AS boven
        FROM (
            SELECT *, sum(aantal) OVER ({van_cel} ORDER BY dagen) AS tot, sum(aantal) OVER ({van_cel}) AS samen
            FROM (
                SELECT plaats, CAST(dagen AS bigint) AS dagen{names_of(per)}, sum(aantal) AS aantal
                FROM ({_per_blad("dagen", _DAGEN, per, peil)}) AS c
                JOIN omvattend o USING (blad)
                GROUP BY plaats, dagen{names_of(per)}
            ) AS c
        ) AS c
        GROUP BY plaats{names_of(per)}
    """


def _per_blad(
    kenmerk: Literal["wie", "dagen"], berekening: Berekening, per: Sequence[Dimensie], peil: int | None
) -> str:
    """The contacten of a calculation, grouped by finest period, members, and their client or how long they lasted."""
    apart = Dimensie.leefgebied in per
    columns = {
        Dimensie.gebied: "c.gebied_nr",
        Dimensie.aanbieder: "c.aanbieder_nr",
        Dimensie.doelgroep: "c.doelgroep",
        Dimensie.leefgebied: "l.nr",
        Dimensie.vorm: "c.vorm",
    }
    vragen = "CASE WHEN l.nr IS NULL THEN 0 ELSE 1 END" if apart else "cardinality(c.leefgebieden)"
    bladen = f"""
        SELECT blad, tak, {kenmerk}{names_of(per)}, sum({berekening.som or 0}) AS som, count(*) AS aantal
        FROM (
            SELECT c.*, c.client AS wie, c.afgesloten - c.datum AS dagen, {vragen} AS vragen,
                   i.blad, i.tak{columns_of(columns, per)}
            FROM contacten c
            JOIN indeling i ON i.dag = c.datum
            {"LEFT JOIN LATERAL unnest(c.leefgebieden) AS l (nr) ON true" if apart else ""}
            WHERE c.gemeente_id = :gemeente_id AND {geldig("c", peil)} AND c.datum BETWEEN :eerste AND :laatste
              AND (CAST(:basis AS smallint) IS NULL OR c.aanbieder_nr = :basis)
              AND c.aanbieder_nr <> ALL (CAST(:tellers AS smallint[]))
        ) AS c
        WHERE {berekening.basis}
        GROUP BY blad, tak, {kenmerk}{names_of(per)}
    """
    if Dimensie.gebied not in per:
        return bladen
    andere = [dimensie for dimensie in per if dimensie is not Dimensie.gebied]
    return f"""
        SELECT blad, tak, {kenmerk}{names_of(andere)}, k.top AS per_gebied, som, aantal
        FROM ({bladen}) AS b LEFT JOIN knopen k ON k.nr = b.per_gebied
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
