"""SQL of the look of a gemeente."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

_GET = text("SELECT tokens, versie FROM huisstijlen WHERE gemeente_id = :gemeente_id")
_PREPARE = text("""
    INSERT INTO huisstijlen (gemeente_id, tokens) VALUES (:gemeente_id, '{}') ON CONFLICT (gemeente_id) DO NOTHING
""")
_LOCK = text("SELECT tokens, versie FROM huisstijlen WHERE gemeente_id = :gemeente_id FOR UPDATE")
_CHANGE = text("""
    UPDATE huisstijlen SET tokens = CAST(:tokens AS jsonb), versie = versie + 1 WHERE gemeente_id = :gemeente_id
""")


async def find_huisstijl(db: AsyncSession, gemeente_id: UUID) -> Row[Any] | None:
    """None as long as the gemeente never set anything."""
    return (await db.execute(_GET, {"gemeente_id": gemeente_id})).one_or_none()


async def lock_huisstijl(db: AsyncSession, gemeente_id: UUID) -> Row[Any]:
    """The look, locked; an empty one in version 0 when there was none."""
    await db.execute(_PREPARE, {"gemeente_id": gemeente_id})
    return (await db.execute(_LOCK, {"gemeente_id": gemeente_id})).one()


async def change_huisstijl(db: AsyncSession, gemeente_id: UUID, tokens: Mapping[Any, str]) -> None:
    await db.execute(_CHANGE, {"gemeente_id": gemeente_id, "tokens": json.dumps(tokens)})
