"""SQL of signing in. Row-level security is already on: the gemeente stands in the address of the page."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanmelden.models import Aanmelddienst

# A working day; and a desk that was left.
HOOGSTENS: Final = timedelta(hours=8)
STIL: Final = timedelta(hours=1)
# How long signing in at the aanmelddienst may take.
GEDULD: Final = timedelta(minutes=10)

_NAAM = text("SELECT naam FROM gemeenten WHERE id = :gemeente_id")
# By a key only as long as the key is good; at the aanmelddienst only as long as nothing changed there.
_SESSIE = text("""
    SELECT s.sleutel_id, s.onderwerp, s.rol, s.doel, g.naam AS gemeente_naam, coalesce(k.omschrijving, d.naam) AS naam,
           k.scopes, k.verloopt_op, k.aanbieder_nr, a.id AS aanbieder_id, a.code AS aanbieder,
           s.gezien_op < now() - interval '5 minutes' AS lang_geleden
    FROM aanmeldsessies s JOIN gemeenten g ON g.id = s.gemeente_id
    LEFT JOIN sleutels k ON k.gemeente_id = s.gemeente_id AND k.id = s.sleutel_id AND k.ingetrokken_op IS NULL
        AND (k.verloopt_op IS NULL OR k.verloopt_op > now())
    LEFT JOIN aanmelddiensten d ON d.gemeente_id = s.gemeente_id AND d.kenmerk = s.dienst
    LEFT JOIN aanbieders a ON a.gemeente_id = s.gemeente_id AND a.nr = k.aanbieder_nr AND a.versie_tot IS NULL
    WHERE s.gemeente_id = :gemeente_id AND s.afdruk = :afdruk AND (k.id IS NOT NULL OR d.kenmerk IS NOT NULL)
      AND s.begonnen_op > now() - CAST(:hoogstens AS interval) AND s.gezien_op > now() - CAST(:stil AS interval)
""")
_SEEN = text("UPDATE aanmeldsessies SET gezien_op = now() WHERE gemeente_id = :gemeente_id AND afdruk = :afdruk")
_BEGIN = text("""
    INSERT INTO aanmeldsessies (gemeente_id, afdruk, sleutel_id, dienst, onderwerp, rol, doel)
    VALUES (:gemeente_id, :afdruk, :sleutel_id, :dienst, :onderwerp, :rol, :doel)
""")
_END = text("DELETE FROM aanmeldsessies WHERE gemeente_id = :gemeente_id AND afdruk = :afdruk RETURNING 1")
_USE_UP = text("""
    INSERT INTO aanmeldstaten (gemeente_id, afdruk) VALUES (:gemeente_id, :afdruk) ON CONFLICT DO NOTHING RETURNING 1
""")
_PURGE_SESSIES = text("""
    DELETE FROM aanmeldsessies WHERE gemeente_id = :gemeente_id
      AND (begonnen_op < now() - CAST(:hoogstens AS interval) OR gezien_op < now() - CAST(:stil AS interval))
""")
_PURGE_STATEN = text("""
    DELETE FROM aanmeldstaten WHERE gemeente_id = :gemeente_id AND gebruikt_op < now() - 2 * CAST(:geduld AS interval)
""")
_DURATION: Final = {"hoogstens": HOOGSTENS, "stil": STIL}


async def find_gemeente_naam(db: AsyncSession, gemeente_id: UUID) -> str | None:
    naam: str | None = await db.scalar(_NAAM, {"gemeente_id": gemeente_id})
    return naam


async def find_sessie(db: AsyncSession, gemeente_id: UUID, afdruk: bytes) -> Row[Any] | None:
    """Who signed in under this cookie; None when that has ended, for whatever reason."""
    values = {"gemeente_id": gemeente_id, "afdruk": afdruk} | _DURATION
    return (await db.execute(_SESSIE, values)).one_or_none()


async def mark_seen(db: AsyncSession, gemeente_id: UUID, afdruk: bytes) -> None:
    await db.execute(_SEEN, {"gemeente_id": gemeente_id, "afdruk": afdruk})


async def insert_sessie(db: AsyncSession, **columns: Any) -> None:
    await db.execute(_BEGIN, columns)


async def delete_sessie(db: AsyncSession, gemeente_id: UUID, afdruk: bytes) -> bool:
    """False when there was none."""
    return await db.scalar(_END, {"gemeente_id": gemeente_id, "afdruk": afdruk}) is not None


async def use_up(db: AsyncSession, gemeente_id: UUID, afdruk: bytes) -> bool:
    """False when this state was used before, by whichever copy of the service."""
    return await db.scalar(_USE_UP, {"gemeente_id": gemeente_id, "afdruk": afdruk}) is not None


async def purge(db: AsyncSession, gemeente_id: UUID) -> None:
    """Let go of sessions that have ended by themselves, and of states that could not come back any more."""
    await db.execute(_PURGE_SESSIES, {"gemeente_id": gemeente_id} | _DURATION)
    await db.execute(_PURGE_STATEN, {"gemeente_id": gemeente_id, "geduld": GEDULD})


async def find_dienst(db: AsyncSession, gemeente_id: UUID) -> Aanmelddienst | None:
    return await db.scalar(select(Aanmelddienst).where(Aanmelddienst.gemeente_id == gemeente_id))


async def insert_dienst(db: AsyncSession, gemeente_id: UUID, columns: dict[str, Any]) -> Aanmelddienst | None:
    """None, and nothing changes, when there is one already."""
    added = insert(Aanmelddienst).values(gemeente_id=gemeente_id, **columns).on_conflict_do_nothing()
    return await db.scalar(added.returning(Aanmelddienst))


async def lock_dienst(db: AsyncSession, gemeente_id: UUID) -> Aanmelddienst | None:
    """For a change; whoever is signing in meanwhile comes before or after it."""
    query = select(Aanmelddienst).where(Aanmelddienst.gemeente_id == gemeente_id)
    return await db.scalar(query.with_for_update())


async def is_current(db: AsyncSession, gemeente_id: UUID, kenmerk: UUID) -> bool:
    """Whether the aanmelddienst is still as it was; until this transaction ends it stays so."""
    query = select(Aanmelddienst.versie).where(
        Aanmelddienst.gemeente_id == gemeente_id, Aanmelddienst.kenmerk == kenmerk
    )
    return await db.scalar(query.with_for_update(read=True)) is not None
