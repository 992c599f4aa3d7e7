"""SQL of the keys. Row-level security is already on: the gemeente is known from the key's id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

_SLEUTEL = """
    SELECT s.id, s.rol, s.doel, s.omschrijving, s.aangemaakt_op, s.verloopt_op, s.ingetrokken_op, s.laatst_gebruikt_op,
           s.scopes, s.vervangen_door, a.code AS aanbieder
    FROM sleutels s LEFT JOIN aanbieders a ON a.gemeente_id = s.gemeente_id AND a.nr = s.aanbieder_nr
        AND a.versie_tot IS NULL
    WHERE s.gemeente_id = :gemeente_id
"""
# $1: the gemeente, $2: the id of the key.
VALID = """
    SELECT s.geheim_hash, s.rol, s.doel, s.scopes, s.verloopt_op, s.aanbieder_nr,
           s.laatst_gebruikt_op < now() - interval '1 hour' OR s.laatst_gebruikt_op IS NULL AS lang_geleden,
           g.code AS gemeente, g.naam AS gemeente_naam, g.dataversie, g.drempel, clock_timestamp() AS nu,
           a.id AS aanbieder_id, a.code AS aanbieder
    FROM sleutels s JOIN gemeenten g ON g.id = s.gemeente_id
    LEFT JOIN aanbieders a ON a.gemeente_id = s.gemeente_id AND a.nr = s.aanbieder_nr
        AND a.versie_tot IS NULL
    WHERE s.gemeente_id = $1 AND s.id = $2 AND s.ingetrokken_op IS NULL
      AND (s.verloopt_op IS NULL OR s.verloopt_op > now())
"""
_VALID = text(VALID.replace("$1", ":gemeente_id").replace("$2", ":id"))
_USED = text("UPDATE sleutels SET laatst_gebruikt_op = now() WHERE gemeente_id = :gemeente_id AND id = :id")
_PAGE = text(f"{_SLEUTEL} AND s.id > :after ORDER BY s.id LIMIT :limit")
_ONE = text(f"{_SLEUTEL} AND s.id = :id")
_LOCKED = text(f"{_SLEUTEL} AND s.id = :id FOR UPDATE OF s")
_INSERT = text("""
    INSERT INTO sleutels (gemeente_id, id, geheim_hash, rol, doel, omschrijving, scopes, aanbieder_nr, verloopt_op)
    VALUES (:gemeente_id, :id, :geheim_hash, :rol, :doel, :omschrijving, :scopes, :aanbieder_nr, :verloopt_op)
""")
_END = text("""
    UPDATE sleutels SET ingetrokken_op = LEAST(COALESCE(ingetrokken_op, :moment), :moment)
    WHERE gemeente_id = :gemeente_id AND id = :id
""")
_FOLLOW = text("""
    UPDATE sleutels SET verloopt_op = LEAST(COALESCE(verloopt_op, :moment), :moment), vervangen_door = :door
    WHERE gemeente_id = :gemeente_id AND id = :id
""")


async def find_valid(db: AsyncSession, gemeente_id: UUID, sleutel_id: str) -> Row[Any] | None:
    """The key with its gemeente as it is now, and its aanbieder; unless it was withdrawn or has expired."""
    return (await db.execute(_VALID, {"gemeente_id": gemeente_id, "id": sleutel_id})).one_or_none()


async def mark_used(db: AsyncSession, gemeente_id: UUID, sleutel_id: str) -> None:
    await db.execute(_USED, {"gemeente_id": gemeente_id, "id": sleutel_id})


async def list_sleutels(db: AsyncSession, gemeente_id: UUID, after: str, limit: int) -> list[Row[Any]]:
    rows = await db.execute(_PAGE, {"gemeente_id": gemeente_id, "after": after, "limit": limit})
    return list(rows)


async def get_sleutel(db: AsyncSession, gemeente_id: UUID, sleutel_id: str) -> Row[Any] | None:
    return (await db.execute(_ONE, {"gemeente_id": gemeente_id, "id": sleutel_id})).one_or_none()


async def lock_sleutel(db: AsyncSession, gemeente_id: UUID, sleutel_id: str) -> Row[Any] | None:
    """For a change: who replaces or withdraws it meanwhile comes before or after."""
    return (await db.execute(_LOCKED, {"gemeente_id": gemeente_id, "id": sleutel_id})).one_or_none()


async def insert_sleutel(db: AsyncSession, **columns: Any) -> None:
    await db.execute(_INSERT, columns)


async def withdraw(db: AsyncSession, gemeente_id: UUID, sleutel_id: str, moment: datetime) -> None:
    await db.execute(_END, {"gemeente_id": gemeente_id, "id": sleutel_id, "moment": moment})


async def follow(db: AsyncSession, gemeente_id: UUID, sleutel_id: str, door: str, moment: datetime) -> None:
    """The key is good until this moment, and another one comes after it."""
    await db.execute(_FOLLOW, {"gemeente_id": gemeente_id, "id": sleutel_id, "door": door, "moment": moment})
