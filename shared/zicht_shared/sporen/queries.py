"""SQL of the chain over a trail. A row of it, in texts, is what `keten.Regel` says."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.db import driver_connection
from zicht_shared.sporen.keten import Kop, Regel, Schakel

# One at a time per gemeente. The primary key of the chain says the same, and holds wherever this lock does not.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('zicht.sporen ' || CAST(:gemeente_id AS text), 0))")
_KOP = text("""
    SELECT volgnr, encode(hash, 'hex') AS hash FROM auditketen
    WHERE gemeente_id = :gemeente_id ORDER BY volgnr DESC LIMIT 1
""")


def _moment(column: str) -> str:
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


_TEXTS: Final = f"""
    r.nr::text AS nr, {_moment("r.tijdstip")} AS tijdstip, r.sleutel_id, r.actie, r.object_id,
    r.voor::text AS voor, r.na::text AS na
"""
# No transaction of the services lasts as long as this: below the last row that was chained before then, no row can
# still come. One that does, was put there behind the services' back.
_LATEST: Final = "interval '1 hour'"
_SETTLED: Final = f"""
    coalesce((
        SELECT k.regel FROM auditketen k WHERE k.gemeente_id = $1 AND k.verzegeld_op < now() - {_LATEST}
        ORDER BY k.regel DESC LIMIT 1
    ), 0)
"""
_NOT_CHAINED: Final = """
    r.gemeente_id = $1 AND NOT EXISTS (
        SELECT FROM auditketen k WHERE k.gemeente_id = r.gemeente_id AND k.regel = r.nr
    )
"""
_LOOSE: Final = f"""
    SELECT {_moment("clock_timestamp()")} AS verzegeld_op, {_TEXTS}
    FROM auditregels r WHERE {_NOT_CHAINED} AND r.nr > greatest({_SETTLED}, $2) ORDER BY r.nr LIMIT $3
"""
_CHAIN: Final = """
    INSERT INTO auditketen (gemeente_id, volgnr, regel, verzegeld_op, hash)
    SELECT $1, volgnr, regel, verzegeld_op::timestamptz, decode(hash, 'hex')
    FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[]) AS s (volgnr, regel, verzegeld_op, hash)
"""
_LOOSE_COUNTS: Final = f"""
    SELECT count(*) FILTER (WHERE r.nr > {_SETTLED}) AS wacht,
           (array_agg(r.nr ORDER BY r.nr) FILTER (WHERE r.nr <= {_SETTLED}))[:100] AS erbij
    FROM auditregels r WHERE {_NOT_CHAINED}
"""
_LINK: Final = f"""
    k.volgnr, encode(k.hash, 'hex') AS hash, {_moment("k.verzegeld_op")} AS verzegeld_op, {_TEXTS}
"""
_ALL: Final = f"""
    SELECT lag(encode(k.hash, 'hex')) OVER (ORDER BY k.volgnr) AS vorige, {_LINK}
    FROM auditketen k LEFT JOIN auditregels r ON r.gemeente_id = k.gemeente_id AND r.nr = k.regel
    WHERE k.gemeente_id = $1 ORDER BY k.volgnr
"""
_CONDITIONS: Final = {
    "actie": "r.actie = {}",
    "object_id": "r.object_id = {}",
    "sleutel_id": "r.sleutel_id = {}",
    "vanaf": "r.tijdstip >= {}::timestamptz",
    "tot": "r.tijdstip < {}::timestamptz",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which links: up to `tot_en_met` in the chain, with these values for names of _CONDITIONS; oplopend: the oldest
    first."""

    tot_en_met: int
    waarden: dict[str, Any]
    oplopend: bool


async def lock_chain(db: AsyncSession, gemeente_id: UUID) -> None:
    """Wait until nobody else is chaining rows of this gemeente, and keep others from it until the transaction ends."""
    await db.execute(_ALONE, {"gemeente_id": f"{gemeente_id}"})


async def find_kop(db: AsyncSession, gemeente_id: UUID) -> Kop | None:
    row = (await db.execute(_KOP, {"gemeente_id": gemeente_id})).one_or_none()
    return None if row is None else Kop(row.volgnr, row.hash)


async def load_loose(db: AsyncSession, gemeente_id: UUID, na: int, limit: int) -> Sequence[Any]:
    """Rows that are not in the chain yet, as columns of Regel without their volgnr. na: only those with a higher nr."""
    return list(await (await driver_connection(db)).fetch(_LOOSE, gemeente_id, na, limit))


async def insert_links(db: AsyncSession, gemeente_id: UUID, schakels: Sequence[tuple[Kop, Regel]]) -> None:
    connection = await driver_connection(db)
    await connection.execute(
        _CHAIN,
        gemeente_id,
        [kop.volgnr for kop, _ in schakels],
        [int(regel.nr) for _, regel in schakels],
        [regel.verzegeld_op for _, regel in schakels],
        [kop.hash for kop, _ in schakels],
    )


async def count_loose(db: AsyncSession, gemeente_id: UUID) -> tuple[int, list[int]]:
    """How many rows wait to be chained, and the numbers of those (the first hundred) that should have been long ago."""
    row = await (await driver_connection(db)).fetchrow(_LOOSE_COUNTS, gemeente_id)
    return row["wacht"], row["erbij"] or []


async def stream_links(db: AsyncSession, gemeente_id: UUID, begin: str) -> AsyncIterator[Schakel]:
    """Every link there is, in order, a few thousand at once. begin: what the first one follows."""
    connection = await driver_connection(db)
    async for row in connection.cursor(_ALL, gemeente_id, prefetch=2000):
        yield _schakel(row, begin)


async def list_links(
    db: AsyncSession, gemeente_id: UUID, begin: str, chosen: Filter, na: int | None, limit: int
) -> list[Schakel]:
    """A page of links with their rows. na: the place after which it begins."""
    values: list[Any] = [gemeente_id, chosen.tot_en_met, limit]
    conditions = []

    def add(condition: str, value: object) -> None:
        values.append(value)
        conditions.append(condition.format(f"${len(values)}"))

    for name, value in chosen.waarden.items():
        add(_CONDITIONS[name], value)
    if na is not None:
        add(f"k.volgnr {'>' if chosen.oplopend else '<'} {{}}", na)
    statement = f"""
        SELECT (SELECT encode(p.hash, 'hex') FROM auditketen p
                WHERE p.gemeente_id = k.gemeente_id AND p.volgnr = k.volgnr - 1) AS vorige, {_LINK}
        FROM auditketen k JOIN auditregels r ON r.gemeente_id = k.gemeente_id AND r.nr = k.regel
        WHERE k.gemeente_id = $1 AND k.volgnr <= $2 {"".join(f" AND {each}" for each in conditions)}
        ORDER BY k.volgnr {"ASC" if chosen.oplopend else "DESC"} LIMIT $3
    """
    return [_schakel(row, begin) for row in await (await driver_connection(db)).fetch(statement, *values)]


def _schakel(row: Any, begin: str) -> Schakel:
    volgnr: int = row["volgnr"]
    regel = None if row["nr"] is None else regel_at(volgnr, row)
    return Schakel(volgnr, row["vorige"] or begin, row["hash"], regel)


def regel_at(volgnr: int, row: Any) -> Regel:
    """A row with the columns of _TEXTS, at its place in the chain."""
    return Regel(
        volgnr=f"{volgnr}",
        nr=row["nr"],
        verzegeld_op=row["verzegeld_op"],
        tijdstip=row["tijdstip"],
        sleutel_id=row["sleutel_id"],
        actie=row["actie"],
        object_id=row["object_id"],
        voor=row["voor"],
        na=row["na"],
    )
