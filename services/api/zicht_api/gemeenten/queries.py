"""SQL about the gemeente itself, its data version, and what each version touched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

NEDERLAND = ZoneInfo("Europe/Amsterdam")

# In `geraakt`: what changed is a definition under the figures of every year.
ALLE_JAREN = 0
# In `geraakt`: the facts add up to the same, but what is said of that changed (an indicator, its target, the drempel).
DEFINITIES = -1

_NEXT_VERSION = text("""
    WITH volgende AS (
        UPDATE gemeenten SET dataversie = dataversie + 1 WHERE id = :gemeente_id RETURNING id, dataversie, drempel
    )
    INSERT INTO dataversies (gemeente_id, versie, oorzaak, drempel, tijdstip)
    SELECT id, dataversie, :oorzaak, drempel, clock_timestamp() FROM volgende RETURNING versie
""")
_TOUCH = text("""
    INSERT INTO geraakt (gemeente_id, jaar, versie)
    SELECT :gemeente_id, jaar, :versie FROM unnest(CAST(:jaren AS smallint[])) AS j (jaar)
""")
# What was added up over these years is old now, and of other years nothing is. Weeks reach into the year beside theirs.
_FORGET = text("""
    DELETE FROM kubussen WHERE gemeente_id = :gemeente_id
      AND (0 = ANY (CAST(:jaren AS smallint[])) OR jaar = ANY (CAST(:met_buren AS smallint[])))
""")
_TOUCHED = text("""
    SELECT jaar, max(versie) AS versie FROM geraakt WHERE gemeente_id = :gemeente_id AND versie <= :dataversie
    GROUP BY jaar
""")
_LOCK = text("SELECT dataversie FROM gemeenten WHERE id = :gemeente_id FOR UPDATE")
_STAND = text("SELECT dataversie, drempel, clock_timestamp() AS nu FROM gemeenten WHERE id = :gemeente_id")
_STAND_OP = text("""
    SELECT versie, drempel FROM dataversies WHERE gemeente_id = :gemeente_id AND tijdstip <= :moment
    ORDER BY versie DESC LIMIT 1
""")
# A gemeente begins at version 0, of which there is no row yet.
_DREMPEL_OP = text("""
    SELECT coalesce(d.drempel, g.drempel) FROM gemeenten g
    LEFT JOIN dataversies d ON d.gemeente_id = g.id AND d.versie = :dataversie
    WHERE g.id = :gemeente_id
""")
_SET_DREMPEL = text("UPDATE gemeenten SET drempel = :drempel, versie = versie + 1 WHERE id = :gemeente_id")
_GEMEENTE = text("SELECT code, naam, drempel, versie FROM gemeenten WHERE id = :gemeente_id")

_INSERT = text("""
    INSERT INTO gemeenten (id, code, naam) VALUES (:id, :code, :naam) ON CONFLICT DO NOTHING RETURNING 1
""")


@dataclass(frozen=True, slots=True)
class Stand:
    """What an answer about figures stands on.

    peil: the data version to read at; None: what holds now, which is `dataversie` too. dag: the day on which the answer
    is given, or was given.
    """

    dataversie: int
    drempel: int
    peil: int | None
    dag: date


async def next_dataversie(
    db: AsyncSession, gemeente_id: UUID, oorzaak: str, jaren: Collection[int] = (ALLE_JAREN,)
) -> int:
    """Raise the data version, and hold its lock until the transaction ends: changes of figures go one by one.

    jaren: the years of which facts change; ALLE_JAREN when it is a definition under the figures, DEFINITIES when it is
    one of what is said of them, none when no figure changes.
    """
    versie = await db.scalar(_NEXT_VERSION, {"gemeente_id": gemeente_id, "oorzaak": oorzaak})
    assert isinstance(versie, int)
    if jaren:
        values = {"gemeente_id": gemeente_id, "jaren": sorted(set(jaren))}
        await db.execute(_TOUCH, values | {"versie": versie})
        met_buren = {jaar + buur for jaar in jaren for buur in (-1, 0, 1)}
        await db.execute(_FORGET, values | {"met_buren": sorted(met_buren)})
    return versie


async def load_geraakt(db: AsyncSession, gemeente_id: UUID, dataversie: int) -> Mapping[int, int]:
    """Per year the last version, up to and including this one, that touched it."""
    rows = await db.execute(_TOUCHED, {"gemeente_id": gemeente_id, "dataversie": dataversie})
    return {row.jaar: row.versie for row in rows}


async def lock_dataversie(db: AsyncSession, gemeente_id: UUID) -> int:
    """The present data version, locked: until this transaction ends nobody else changes figures of the gemeente."""
    versie = await db.scalar(_LOCK, {"gemeente_id": gemeente_id})
    assert isinstance(versie, int)
    return versie


async def get_stand(db: AsyncSession, gemeente_id: UUID, moment: datetime | None = None) -> Stand:
    """The state now, or as it was at a moment."""
    row = (await db.execute(_STAND, {"gemeente_id": gemeente_id})).one()
    if moment is None:
        return Stand(row.dataversie, row.drempel, None, row.nu.astimezone(NEDERLAND).date())
    dag = min(moment, row.nu).astimezone(NEDERLAND).date()
    then = (await db.execute(_STAND_OP, {"gemeente_id": gemeente_id, "moment": moment})).one_or_none()
    if then is None:
        return Stand(0, row.drempel, 0, dag)
    return Stand(then.versie, then.drempel, None if then.versie == row.dataversie else then.versie, dag)


async def bevroren_stand(db: AsyncSession, gemeente_id: UUID, dataversie: int, dag: date) -> Stand:
    """The state as it was at a data version that this gemeente had, answered as on that day."""
    values = {"gemeente_id": gemeente_id, "dataversie": dataversie}
    drempel = await db.scalar(_DREMPEL_OP, values)
    assert isinstance(drempel, int)
    return Stand(dataversie, drempel, dataversie, dag)


async def insert_gemeente(db: AsyncSession, gemeente_id: UUID, code: str, naam: str) -> bool:
    """False when the gemeente is there already."""
    return await db.scalar(_INSERT, {"id": gemeente_id, "code": code, "naam": naam}) is not None


async def get_gemeente(db: AsyncSession, gemeente_id: UUID) -> Row[Any]:
    """code, naam, drempel and versie of the gemeente as it is now."""
    return (await db.execute(_GEMEENTE, {"gemeente_id": gemeente_id})).one()


async def set_drempel(db: AsyncSession, gemeente_id: UUID, drempel: int) -> None:
    await db.execute(_SET_DREMPEL, {"gemeente_id": gemeente_id, "drempel": drempel})


async def gemeente_exists(db: AsyncSession, gemeente_id: UUID) -> bool:
    return await db.scalar(_STAND, {"gemeente_id": gemeente_id}) is not None
