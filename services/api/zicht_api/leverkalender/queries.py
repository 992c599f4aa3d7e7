"""SQL of the delivery calendar. `leverafspraken_of` is the one place that says which agreements a caller may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.leverkalender.models import Leverafspraak
from zicht_api.revisies import geldig
from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import NietGevonden

# What is expected: nr tells the rows of this list apart.
_VERWACHT = """
    verwacht AS (
        SELECT * FROM unnest(CAST(:nrs AS integer[]), CAST(:aanbieders AS smallint[]), CAST(:begin AS date[]),
                             CAST(:eind AS date[])) AS v (nr, aanbieder_nr, begin, eind)
    )
"""
_CONTACT_VERWACHT = "JOIN verwacht v ON v.aanbieder_nr = c.aanbieder_nr AND c.datum BETWEEN v.begin AND v.eind"
_CONTACTEN = "c.gemeente_id = :gemeente_id AND c.datum BETWEEN :eerste AND :laatste"
_TELLINGEN = "t.gemeente_id = :gemeente_id AND t.begin >= :eerste AND t.eind <= :laatste"

# What holds and what was replaced have an index each.
_CONTACTSTUKKEN = text(f"""
    WITH {_VERWACHT}
    SELECT v.nr, 'contacten' AS wat, c.versie_van, c.versie_tot, count(*) AS rijen
    FROM contacten c {_CONTACT_VERWACHT} WHERE {_CONTACTEN} AND c.versie_tot IS NULL AND c.versie_van <= :dataversie
    GROUP BY v.nr, c.versie_van, c.versie_tot
    UNION ALL
    SELECT v.nr, 'contacten', c.versie_van, c.versie_tot, count(*)
    FROM contacten c {_CONTACT_VERWACHT} WHERE {_CONTACTEN} AND c.versie_tot IS NOT NULL AND c.versie_van <= :dataversie
    GROUP BY v.nr, c.versie_van, c.versie_tot
""")
_TELLINGSTUKKEN = text(f"""
    WITH {_VERWACHT}
    SELECT v.nr, t.maatstaf AS wat, t.versie_van, t.versie_tot, count(*) AS rijen
    FROM tellingen t JOIN verwacht v ON v.aanbieder_nr = t.aanbieder_nr AND t.begin >= v.begin AND t.eind <= v.eind
    WHERE {_TELLINGEN} AND t.versie_van <= :dataversie
    GROUP BY v.nr, t.maatstaf, t.versie_van, t.versie_tot
""")
_VERSIES = text("""
    SELECT d.versie, d.tijdstip, a.id AS aanlevering
    FROM dataversies d
    LEFT JOIN aanleveringen a ON a.gemeente_id = d.gemeente_id AND a.dataversie = d.versie
         AND (CAST(:eigen AS smallint) IS NULL OR a.aanbieder_nr = :eigen)
    WHERE d.gemeente_id = :gemeente_id AND d.versie = ANY(:versies)
""")


@dataclass(frozen=True, slots=True)
class Verwacht:
    """A period over which an aanbieder was to deliver contacten or tellingen."""

    nr: int
    aanbieder_nr: int
    begin: date
    eind: date


@dataclass(frozen=True, slots=True)
class Gevuld:
    """Of the contacten that hold: how many, of how many people, and in how many each field is filled."""

    rijen: int
    mensen: int
    velden: dict[str, int]


@dataclass(frozen=True, slots=True)
class Versie:
    """When a data version came to be, and from which delivery, if it is one that the caller may see."""

    tijdstip: datetime
    aanlevering: UUID | None


def leverafspraken_of(caller: Principal, peil: int | None = None) -> Select[Leverafspraak]:
    """All agreements of the gemeente, now or at a data version; an aanbieder sees its own."""
    mine = select(Leverafspraak).where(Leverafspraak.gemeente_id == caller.gemeente_id, Leverafspraak.geldt(peil))
    return mine.where(Leverafspraak.aanbieder_nr == caller.aanbieder_nr) if caller.rol is Rol.aanbieder else mine


async def list_leverafspraken(
    db: AsyncSession, caller: Principal, peil: int | None, after: tuple[int, UUID] | None, limit: int
) -> list[Leverafspraak]:
    """A page, by number of the aanbieder."""
    query = leverafspraken_of(caller, peil).order_by(Leverafspraak.aanbieder_nr, Leverafspraak.id).limit(limit)
    if after is not None:
        nr, leverafspraak_id = after
        same, later = Leverafspraak.aanbieder_nr == nr, Leverafspraak.aanbieder_nr > nr
        query = query.where(later | (same & (Leverafspraak.id > leverafspraak_id)))
    return list(await db.scalars(query))


async def load_leverafspraken(
    db: AsyncSession, caller: Principal, peil: int | None, aanbieders: Collection[int]
) -> list[Leverafspraak]:
    """Those of these aanbieders, by number of the aanbieder."""
    query = leverafspraken_of(caller, peil).where(Leverafspraak.aanbieder_nr.in_(aanbieders))
    return list(await db.scalars(query.order_by(Leverafspraak.aanbieder_nr, Leverafspraak.soort, Leverafspraak.id)))


async def get_leverafspraak(
    db: AsyncSession, caller: Principal, leverafspraak_id: UUID, peil: int | None = None
) -> Leverafspraak:
    row = await db.scalar(leverafspraken_of(caller, peil).where(Leverafspraak.id == leverafspraak_id))
    if row is None:
        raise NietGevonden("leverafspraak")
    return row


async def load_stukken(
    db: AsyncSession, caller: Principal, dataversie: int, contacten: Sequence[Verwacht], tellingen: Sequence[Verwacht]
) -> list[Row[Any]]:
    """What came over these periods up to a data version: nr, wat, versie_van, versie_tot and rijen of each piece."""
    found: list[Row[Any]] = []
    for statement, verwacht in ((_CONTACTSTUKKEN, contacten), (_TELLINGSTUKKEN, tellingen)):
        if verwacht:
            found += await db.execute(statement, _values(caller, verwacht) | {"dataversie": dataversie})
    return found


async def load_versies(db: AsyncSession, caller: Principal, versies: Collection[int]) -> dict[int, Versie]:
    eigen = caller.aanbieder_nr if caller.rol is Rol.aanbieder else None
    values = {"gemeente_id": caller.gemeente_id, "eigen": eigen, "versies": sorted(versies)}
    return {row.versie: Versie(row.tijdstip, row.aanlevering) for row in await db.execute(_VERSIES, values)}


async def load_vulling(
    db: AsyncSession, caller: Principal, peil: int | None, verwacht: Sequence[Verwacht], velden: Collection[str]
) -> dict[int, Gevuld]:
    """How the contacten are filled, by nr; only where there are any. velden: columns of contacten."""
    if not verwacht:
        return {}
    counts = ", ".join(f"{_count(veld)} AS {veld}" for veld in velden)
    statement = text(f"""
        WITH {_VERWACHT}
        SELECT v.nr, count(*) AS rijen,
               count(DISTINCT c.client) + count(*) FILTER (WHERE c.client IS NULL) AS mensen, {counts}
        FROM contacten c {_CONTACT_VERWACHT} WHERE {_CONTACTEN} AND {geldig("c", peil)}
        GROUP BY v.nr
    """)
    rows = await db.execute(statement, _values(caller, verwacht))
    return {row.nr: Gevuld(row.rijen, row.mensen, {veld: row._mapping[veld] for veld in velden}) for row in rows}


def _count(veld: str) -> str:
    """A list that is empty is not filled."""
    return "count(*) FILTER (WHERE cardinality(c.leefgebieden) > 0)" if veld == "leefgebieden" else f"count(c.{veld})"


def _values(caller: Principal, verwacht: Sequence[Verwacht]) -> dict[str, Any]:
    return {
        "gemeente_id": caller.gemeente_id,
        "nrs": [een.nr for een in verwacht],
        "aanbieders": [een.aanbieder_nr for een in verwacht],
        "begin": [een.begin for een in verwacht],
        "eind": [een.eind for een in verwacht],
        "eerste": min(een.begin for een in verwacht),
        "laatste": max(een.eind for een in verwacht),
    }
