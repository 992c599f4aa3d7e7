"""SQL of the groups. Row-level security does not guard these tables: who joins or leaves is always named."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.benchmarkgroepen.models import Benchmarkgroep, Benchmarkronde, Benchmarkuitkomst
from zicht_api.benchmarkgroepen.verdeling import Verdeling
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden

_LIST = text("""
    SELECT g.code, g.naam, g.omschrijving, g.vanaf, g.aangemaakt_op, d.sinds,
           (SELECT count(*) FROM benchmarkdeelnames a WHERE a.groep = g.code) AS deelnemers
    FROM benchmarkgroepen g
    LEFT JOIN benchmarkdeelnames d ON d.groep = g.code AND d.deelnemer = :deelnemer
    WHERE g.code > :after AND (CAST(:groep AS text) IS NULL OR g.code = :groep)
    ORDER BY g.code LIMIT :limit
""")
_JOIN = text("""
    INSERT INTO benchmarkdeelnames (groep, deelnemer, sinds) VALUES (:groep, :deelnemer, :sinds)
    ON CONFLICT DO NOTHING RETURNING sinds
""")
_LEAVE = text("DELETE FROM benchmarkdeelnames WHERE groep = :groep AND deelnemer = :deelnemer RETURNING sinds")
_GROEPEN = text("""
    SELECT g.code, g.vanaf, g.aangemaakt_op,
           ARRAY(SELECT d.deelnemer FROM benchmarkdeelnames d WHERE d.groep = g.code ORDER BY 1) AS deelnemers,
           ARRAY(SELECT r.periode FROM benchmarkrondes r WHERE r.groep = g.code) AS vastgesteld
    FROM benchmarkgroepen g ORDER BY g.code
""")
_DEELNEMERS = text("SELECT deelnemer FROM benchmarkdeelnames WHERE groep = :groep ORDER BY deelnemer")
_UITKOMSTEN = text("""
    SELECT r.periode, r.vastgesteld_op, u.gemeenten, u.gemiddelde, u.kwartiel1, u.mediaan, u.kwartiel3, u.stap,
           u.andere_definitie, u.zonder_waarde
    FROM benchmarkrondes r
    LEFT JOIN benchmarkuitkomsten u
           ON u.groep = r.groep AND u.periode = r.periode AND u.indicator = :indicator AND u.definitie = :definitie
    WHERE r.groep = :groep AND r.periode = ANY (CAST(:perioden AS text[])) AND r.vastgesteld_op < :dag
""")


@dataclass(frozen=True, slots=True)
class Groep:
    """A group as the rounds see it: who takes part, and over which periods its figures are settled."""

    code: str
    vanaf: date
    aangemaakt_op: date
    deelnemers: tuple[str, ...]
    vastgesteld: frozenset[str]


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What is settled of one indicator over one period; verdeling None: of too few gemeenten."""

    periode: str
    indicator: str
    definitie: str
    verdeling: Verdeling | None
    andere_definitie: int
    zonder_waarde: int


async def list_groepen(db: AsyncSession, caller: Principal, after: str, limit: int) -> Sequence[Row[Any]]:
    """The groups by code: how many take part, and since when we do; None: we do not."""
    values = {"deelnemer": caller.gemeente, "after": after, "groep": None, "limit": limit}
    return (await db.execute(_LIST, values)).all()


async def get_groep(db: AsyncSession, caller: Principal, code: str) -> Row[Any]:
    """One of them. Raises NietGevonden."""
    values = {"deelnemer": caller.gemeente, "after": "", "groep": code, "limit": 1}
    row = (await db.execute(_LIST, values)).one_or_none()
    if row is None:
        raise NietGevonden("benchmarkgroep")
    return row


async def insert_groep(db: AsyncSession, **columns: Any) -> bool:
    """False when there is one with this code. For the operator: the service's role may not."""
    statement = insert(Benchmarkgroep).values(**columns).on_conflict_do_nothing().returning(Benchmarkgroep.code)
    return await db.scalar(statement) is not None


async def insert_deelname(db: AsyncSession, caller: Principal, groep: str, sinds: date) -> bool:
    """False when the caller's gemeente takes part already."""
    values = {"groep": groep, "deelnemer": caller.gemeente, "sinds": sinds}
    return await db.scalar(_JOIN, values) is not None


async def delete_deelname(db: AsyncSession, caller: Principal, groep: str) -> bool:
    """False when the caller's gemeente did not take part."""
    return await db.scalar(_LEAVE, {"groep": groep, "deelnemer": caller.gemeente}) is not None


async def load_uitkomsten(
    db: AsyncSession, groep: str, indicator: str, definitie: str, perioden: Collection[str], dag: date
) -> dict[str, Row[Any]]:
    """By period what was settled before a day; with nothing but its date where this indicator was not among it."""
    values = {
        "groep": groep,
        "indicator": indicator,
        "definitie": definitie,
        "perioden": list(perioden),
        "dag": dag,
    }
    return {row.periode: row for row in await db.execute(_UITKOMSTEN, values)}


async def load_groepen(db: AsyncSession) -> list[Groep]:
    """Every group, for the rounds, in a transaction that belongs to no gemeente."""
    return [
        Groep(row.code, row.vanaf, row.aangemaakt_op, tuple(row.deelnemers), frozenset(row.vastgesteld))
        for row in await db.execute(_GROEPEN)
    ]


async def load_deelnemers(db: AsyncSession, groep: str) -> tuple[str, ...]:
    return tuple(await db.scalars(_DEELNEMERS, {"groep": groep}))


async def settle(
    db: AsyncSession, groep: str, perioden: Collection[str], dag: date, uitkomsten: Collection[Uitkomst]
) -> set[str]:
    """Keep what was found over these periods, except those that another process settled meanwhile. Gives which."""
    rondes = [{"groep": groep, "periode": periode, "vastgesteld_op": dag} for periode in perioden]
    statement = insert(Benchmarkronde).values(rondes).on_conflict_do_nothing().returning(Benchmarkronde.periode)
    settled = set(await db.scalars(statement))
    rows = [_columns(groep, uitkomst) for uitkomst in uitkomsten if uitkomst.periode in settled]
    if rows:
        await db.execute(insert(Benchmarkuitkomst), rows)
    return settled


def _columns(groep: str, uitkomst: Uitkomst) -> dict[str, Any]:
    figures = dict.fromkeys(field.name for field in fields(Verdeling))
    return {
        "groep": groep,
        "periode": uitkomst.periode,
        "indicator": uitkomst.indicator,
        "definitie": uitkomst.definitie,
        "andere_definitie": uitkomst.andere_definitie,
        "zonder_waarde": uitkomst.zonder_waarde,
        **(figures if uitkomst.verdeling is None else asdict(uitkomst.verdeling)),
    }
