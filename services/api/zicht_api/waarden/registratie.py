"""SQL for figures that follow from what aanbieders register: contacten, and the tellingen that replace them.

One statement adds both up, for the teller and the noemer at once. For each aanbieder a maatstaf comes from contacten or
from tellingen (`tellingen_voor`), never from both.

Parameters: gemeente_id, perioden, begin, eind, eerste, laatste, teller, noemer, and a number for each filter by name.
"""

from collections.abc import Collection, Mapping

from zicht_api.gebieden.boom import IN_GEBIED, boom
from zicht_api.maatstaven.berekeningen import BEREKENINGEN
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.revisies import geldig
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.fragmenten import PERIODEN, columns_of, conditions_of, names_of

BOOM = boom()

# Who delivered a quarter and also its months has counted the same twice: the longer telling stands for both.
_LONGER = f"""
    SELECT FROM tellingen l
    WHERE l.gemeente_id = t.gemeente_id AND l.aanbieder_nr = t.aanbieder_nr AND l.maatstaf = t.maatstaf
      AND {geldig("l")} AND l.begin >= p.begin AND l.eind <= p.eind
      AND l.begin <= t.eind AND l.eind >= t.begin AND l.eind - l.begin > t.eind - t.begin
"""


def compose(kanten: Mapping[str, Maatstaf], per: Collection[Dimensie], filters: Collection[Dimensie]) -> str:
    """The statement for the sums. kanten: the maatstaf of the teller and, for a quotient, of the noemer.

    It gives rows of periode, `per_<dimensie>` for each asked one, and for each side its sum and how many people stand
    behind it, as `<kant>` and `n_<kant>`.
    """
    names = names_of(per)
    sums = ", ".join(f"sum({kant}) AS {kant}, sum(n_{kant}) AS n_{kant}" for kant in kanten)
    parts = [_tellingen(kanten, per, filters)]
    if any(maatstaf.berekening for maatstaf in kanten.values()):
        parts.append(_contacten(kanten, per, filters))
    return f"""
        WITH RECURSIVE {BOOM}, {PERIODEN}
        SELECT periode{names}, {sums} FROM ({" UNION ALL ".join(parts)}) AS delen GROUP BY periode{names}
    """


def compose_bekend(kant: str, maatstaf: Maatstaf, filters: Collection[Dimensie]) -> str:
    """The statement for where something was delivered from which a maatstaf follows: rows of periode, aanbieder_nr."""
    uit_contacten = f"""
        EXISTS (SELECT FROM contacten c WHERE c.gemeente_id = a.gemeente_id AND c.aanbieder_nr = a.nr
                AND c.datum BETWEEN p.begin AND p.eind AND {geldig("c")})
    """
    uit_tellingen = f"""
        EXISTS (SELECT FROM tellingen t WHERE t.gemeente_id = a.gemeente_id AND t.aanbieder_nr = a.nr
                AND t.maatstaf = :{kant} AND t.begin >= p.begin AND t.eind <= p.eind AND {geldig("t")})
    """
    return f"""
        WITH {PERIODEN}
        SELECT p.periode, a.nr AS aanbieder_nr FROM perioden p CROSS JOIN aanbieders a
        WHERE a.versie_tot IS NULL AND a.gemeente_id = :gemeente_id {"AND a.nr = :aanbieder" if Dimensie.aanbieder in filters else ""}
          AND CASE WHEN :{kant} = ANY (a.tellingen_voor) THEN {uit_tellingen}
                   ELSE {uit_contacten if maatstaf.berekening else "false"} END
    """


def deler_of(maatstaf: Maatstaf) -> int:
    """What the sums of this maatstaf are still to be divided by."""
    return BEREKENINGEN[maatstaf.berekening].deler if maatstaf.berekening else 1


def _contacten(kanten: Mapping[str, Maatstaf], per: Collection[Dimensie], filters: Collection[Dimensie]) -> str:
    apart = Dimensie.leefgebied in per
    columns = {
        Dimensie.gebied: "b.top",
        Dimensie.aanbieder: "c.aanbieder_nr",
        Dimensie.doelgroep: "c.doelgroep",
        Dimensie.leefgebied: "l.nr",
        Dimensie.vorm: "c.vorm",
    }
    conditions = {
        Dimensie.gebied: f"c.gebied_nr {IN_GEBIED}",
        Dimensie.aanbieder: "c.aanbieder_nr = :aanbieder",
        Dimensie.doelgroep: "c.doelgroep = :doelgroep",
        Dimensie.leefgebied: "l.nr = :leefgebied" if apart else ":leefgebied = ANY (c.leefgebieden)",
        Dimensie.vorm: "c.vorm = :vorm",
    }
    if apart:
        vragen = "CASE WHEN l.nr IS NULL THEN 0 ELSE 1 END"
    else:
        vragen = "1" if Dimensie.leefgebied in filters else "cardinality(c.leefgebieden)"
    return f"""
        SELECT periode{names_of(per)}, {", ".join(_sums(kant, maatstaf) for kant, maatstaf in kanten.items())}
        FROM (
            SELECT c.*, p.periode, {vragen} AS vragen{columns_of(columns, per)}
            FROM contacten c
            JOIN perioden p ON c.datum BETWEEN p.begin AND p.eind
            {"LEFT JOIN boom b ON b.nr = c.gebied_nr" if Dimensie.gebied in per else ""}
            {"LEFT JOIN LATERAL unnest(c.leefgebieden) AS l (nr) ON true" if apart else ""}
            WHERE c.gemeente_id = :gemeente_id AND {geldig("c")} AND c.datum BETWEEN :eerste AND :laatste
                  {conditions_of(conditions, filters)}
        ) AS c
        GROUP BY periode{names_of(per)}
    """


def _sums(kant: str, maatstaf: Maatstaf) -> str:
    """The sum and the number of people of one side, over the contacten that it rests on."""
    if maatstaf.berekening is None:
        return f"CAST(NULL AS numeric) AS {kant}, 0 AS n_{kant}"
    berekening = BEREKENINGEN[maatstaf.berekening]
    basis = f"""{berekening.basis} AND c.aanbieder_nr <> ALL (ARRAY(
        SELECT a.nr FROM aanbieders a WHERE a.versie_tot IS NULL AND a.gemeente_id = :gemeente_id AND :{kant} = ANY (a.tellingen_voor)))"""
    return f"""
        CAST({berekening.som} FILTER (WHERE {basis}) AS numeric) AS {kant},
        count(DISTINCT c.client) FILTER (WHERE {basis})
            + count(*) FILTER (WHERE {basis} AND c.client IS NULL) AS n_{kant}
    """


def _tellingen(kanten: Mapping[str, Maatstaf], per: Collection[Dimensie], filters: Collection[Dimensie]) -> str:
    columns = {
        Dimensie.gebied: "b.top",
        Dimensie.aanbieder: "t.aanbieder_nr",
        Dimensie.doelgroep: "NULLIF(t.doelgroep, 0)",
        Dimensie.leefgebied: "NULLIF(t.leefgebied, 0)",
        Dimensie.vorm: "NULLIF(t.vorm, 0)",
    }
    conditions = {
        Dimensie.gebied: f"t.gebied_nr {IN_GEBIED}",
        Dimensie.aanbieder: "t.aanbieder_nr = :aanbieder",
        Dimensie.doelgroep: "t.doelgroep = :doelgroep",
        Dimensie.leefgebied: "t.leefgebied = :leefgebied",
        Dimensie.vorm: "t.vorm = :vorm",
    }
    # Who stands behind a telling is not known: the telling itself says how many, rounded up so that none is lost.
    sums = ", ".join(
        f"sum(waarde * {deler_of(maatstaf)}) FILTER (WHERE maatstaf = :{kant}) AS {kant}, "
        f"COALESCE(ceil(sum(waarde) FILTER (WHERE maatstaf = :{kant})), 0) AS n_{kant}"
        for kant, maatstaf in kanten.items()
    )
    return f"""
        SELECT periode{names_of(per)}, {sums}
        FROM (
            SELECT p.periode, t.maatstaf, t.waarde{columns_of(columns, per)}
            FROM tellingen t
            JOIN perioden p ON t.begin >= p.begin AND t.eind <= p.eind
            JOIN aanbieders a ON a.gemeente_id = t.gemeente_id AND a.nr = t.aanbieder_nr AND a.versie_tot IS NULL
                             AND t.maatstaf = ANY (a.tellingen_voor)
            {"LEFT JOIN boom b ON b.nr = t.gebied_nr" if Dimensie.gebied in per else ""}
            WHERE t.gemeente_id = :gemeente_id AND t.maatstaf IN ({", ".join(f":{kant}" for kant in kanten)})
                  AND {geldig("t")} AND NOT EXISTS ({_LONGER}) {conditions_of(conditions, filters)}
        ) AS t
        GROUP BY periode{names_of(per)}
    """
