"""Reading contacten back, row by row. `contacten_of` is the one place that says which of them a caller may see."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebieden.boom import IN_GEBIED, boom
from zicht_api.revisies import geldig
from zicht_shared.auth import Principal, Rol

_SELECT = """
    SELECT c.aanbieder_nr, c.bron_id, a.code AS aanbieder, c.datum, s.code AS soort, c.duur_minuten,
           ARRAY(SELECT k.code FROM codes k WHERE k.lijst = 'leefgebied' AND k.nr = ANY (c.leefgebieden) ORDER BY k.nr)
               AS leefgebieden,
           d.code AS doelgroep, g.code AS gebied, v.code AS vorm, w.code AS verwijzer, n.code AS doorverwezen_naar,
           c.afgesloten
    FROM contacten c
    JOIN aanbieders a ON a.gemeente_id = c.gemeente_id AND a.nr = c.aanbieder_nr AND {aanbieder_geldt}
    LEFT JOIN gebieden g ON g.gemeente_id = c.gemeente_id AND g.nr = c.gebied_nr AND {gebied_geldt}
    JOIN codes s ON s.lijst = 'soort' AND s.nr = c.soort
    JOIN codes v ON v.lijst = 'vorm' AND v.nr = c.vorm
    LEFT JOIN codes d ON d.lijst = 'doelgroep' AND d.nr = c.doelgroep
    LEFT JOIN codes w ON w.lijst = 'verwijzer' AND w.nr = c.verwijzer
    LEFT JOIN codes n ON n.lijst = 'doorverwijzing' AND n.nr = c.doorverwezen_naar
"""
_CONDITIONS = {
    "bron_id": "c.bron_id = :bron_id",
    "vanaf": "c.datum >= :vanaf",
    "tot_en_met": "c.datum <= :tot_en_met",
    "aanbieder": "c.aanbieder_nr = :aanbieder",
    "gebied": f"c.gebied_nr {IN_GEBIED}",
    "soort": "c.soort = :soort",
    "leefgebied": ":leefgebied = ANY (c.leefgebieden)",
}


class Plek(NamedTuple):
    """The place of a contact in the list; a page begins after one."""

    datum: date
    aanbieder_nr: int
    bron_id: str


def contacten_of(caller: Principal, peil: int | None) -> str:
    """Which contacten a caller may see: an aanbieder its own, beheer those of the whole gemeente."""
    mine = f"c.gemeente_id = :gemeente_id AND {geldig('c', peil)}"
    return f"{mine} AND c.aanbieder_nr = :eigen" if caller.rol is Rol.aanbieder else mine


async def list_contacten(
    db: AsyncSession, caller: Principal, peil: int | None, filters: Mapping[str, Any], after: Plek | None, limit: int
) -> list[Row[Any]]:
    """A page in the order of Plek, now or at a data version.

    filters: values for names of _CONDITIONS, codes as their numbers.
    """
    conditions = [contacten_of(caller, peil), *(_CONDITIONS[name] for name in filters)]
    values = {"gemeente_id": caller.gemeente_id, "eigen": caller.aanbieder_nr, "limit": limit, **filters}
    if after is not None:
        conditions.append("(c.datum, c.aanbieder_nr, c.bron_id) > (:na_datum, :na_aanbieder, :na_bron_id)")
        values |= {"na_datum": after.datum, "na_aanbieder": after.aanbieder_nr, "na_bron_id": after.bron_id}
    rows = _SELECT.format(aanbieder_geldt=geldig("a", peil), gebied_geldt=geldig("g", peil))
    statement = f"""
        WITH RECURSIVE {boom(peil)} {rows} WHERE {" AND ".join(conditions)}
        ORDER BY c.datum, c.aanbieder_nr, c.bron_id LIMIT :limit
    """
    return list(await db.execute(text(statement), values))
