"""SQL of the metingen. `metingen_of` is the one place that says which of them a caller may see."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden
from zicht_surveys.metingen.models import Meting

_REGISTER = text("""
    INSERT INTO gemeenten (id, code, naam) VALUES (:id, :code, :naam)
    ON CONFLICT (id) DO UPDATE SET naam = excluded.naam WHERE gemeenten.naam <> excluded.naam
""")
_MOVE_END = [
    text(f"""
        UPDATE {table} SET verloopt_op = :tot
        WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND verloopt_op = :van
    """)
    for table in ("uitnodigingen", "open_links")
]
# Whichever copy of the service takes the mark off hands the series on; the others find none.
_HAND_ON = text("""
    UPDATE metingen SET vervolg = false, versie = versie + 1
    WHERE gemeente_id = :gemeente AND vervolg AND eindigt_op < (now() AT TIME ZONE 'Europe/Amsterdam')::date
    RETURNING id
""")
_RECORD_SERIES = text("""
    INSERT INTO auditregels (gemeente_id, sleutel_id, actie, object_id, na)
    VALUES (:gemeente, 'zicht', 'meting.aangemaakt', :id, CAST(:na AS jsonb))
""")


def metingen_of(caller: Principal) -> Select[Meting]:
    return select(Meting).where(Meting.gemeente_id == caller.gemeente_id)


async def list_metingen(
    db: AsyncSession, caller: Principal, after: tuple[date, UUID] | None, limit: int
) -> list[Meting]:
    """The newest first."""
    found = metingen_of(caller).order_by(Meting.begint_op.desc(), Meting.id).limit(limit)
    if after is not None:
        begint_op, meting_id = after
        found = found.where(
            or_(Meting.begint_op < begint_op, and_(Meting.begint_op == begint_op, Meting.id > meting_id))
        )
    return list(await db.scalars(found))


async def find_meting(db: AsyncSession, caller: Principal, meting_id: UUID) -> Meting | None:
    return await db.scalar(metingen_of(caller).where(Meting.id == meting_id))


async def get_meting(db: AsyncSession, caller: Principal, meting_id: UUID) -> Meting:
    row = await find_meting(db, caller, meting_id)
    if row is None:
        raise NietGevonden("meting")
    return row


async def get_meting_for_update(db: AsyncSession, caller: Principal, meting_id: UUID) -> Meting:
    row = await db.scalar(metingen_of(caller).where(Meting.id == meting_id).with_for_update())
    if row is None:
        raise NietGevonden("meting")
    return row


async def register_gemeente(db: AsyncSession, caller: Principal) -> None:
    """Let the jobs know that this gemeente is there."""
    await db.execute(_REGISTER, {"id": caller.gemeente_id, "code": caller.gemeente, "naam": caller.gemeente_naam})


async def move_end_of_uitnodigingen(db: AsyncSession, meting: Meting, *, van: datetime, tot: datetime) -> None:
    """Let all links that were valid until the end of the meting, used or not, be valid until its new end."""
    values = {"gemeente_id": meting.gemeente_id, "meting_id": meting.id, "van": van, "tot": tot}
    for statement in _MOVE_END:
        await db.execute(statement, values)


async def hand_on(db: AsyncSession, gemeente: UUID) -> list[Meting]:
    """The metingen that have ended and are to be followed by another one; each is given once."""
    ended = [row.id for row in await db.execute(_HAND_ON, {"gemeente": gemeente})]
    return list(await db.scalars(select(Meting).where(Meting.gemeente_id == gemeente, Meting.id.in_(ended))))


async def record_of_series(db: AsyncSession, row: Meting, na: str) -> None:
    """In the audit trail: nobody's credential made this meting, but Zicht itself."""
    await db.execute(_RECORD_SERIES, {"gemeente": row.gemeente_id, "id": str(row.id), "na": na})
