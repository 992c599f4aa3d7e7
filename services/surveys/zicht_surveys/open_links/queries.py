"""SQL of the open links. `open_links_of` is the one place that says which of them a caller may see."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import NietGevonden
from zicht_surveys.open_links.models import OpenLink

_FIND = text("""
    SELECT g.naam AS gemeente, (SELECT kenmerk FROM huisstijlen WHERE gemeente_id = :gemeente) AS huisstijl,
        m.vragenlijst, m.vragenlijst_versie, o.variant, o.soort,
        o.ingetrokken_op IS NOT NULL OR o.verloopt_op <= now() OR m.gesloten_op IS NOT NULL
            OR m.eindigt_op < (now() AT TIME ZONE 'Europe/Amsterdam')::date AS gesloten,
        o.uitgegeven >= o.maximum AS vol,
        coalesce(o.uur = date_trunc('hour', now()) AND o.in_uur >= o.per_uur, false) AS druk
    FROM open_links o
    JOIN metingen m ON m.gemeente_id = o.gemeente_id AND m.id = o.meting_id
    JOIN gemeenten g ON g.id = o.gemeente_id
    WHERE o.gemeente_id = :gemeente AND o.token_hash = :token_hash
""")
# One statement: two at once wait for each other at the row, and the second sees what the first left.
_TAKE = text("""
    UPDATE open_links o SET
        uitgegeven = uitgegeven + 1,
        uur = CASE WHEN per_uur IS NOT NULL THEN date_trunc('hour', now()) END,
        in_uur = CASE WHEN per_uur IS NULL THEN 0 WHEN uur = date_trunc('hour', now()) THEN in_uur + 1 ELSE 1 END
    FROM metingen m
    WHERE m.gemeente_id = o.gemeente_id AND m.id = o.meting_id AND m.gesloten_op IS NULL
        AND m.eindigt_op >= (now() AT TIME ZONE 'Europe/Amsterdam')::date
        AND o.gemeente_id = :gemeente AND o.token_hash = :token_hash
        AND o.ingetrokken_op IS NULL AND o.verloopt_op > now() AND o.uitgegeven < o.maximum
        AND (o.per_uur IS NULL OR o.uur IS DISTINCT FROM date_trunc('hour', now()) OR o.in_uur < o.per_uur)
    RETURNING o.uitgegeven, o.zaad
""")
_FORGET = text("""
    UPDATE open_links SET uur = NULL, in_uur = 0 WHERE gemeente_id = :gemeente AND uur < date_trunc('hour', now())
""")


def open_links_of(caller: Principal) -> Select[OpenLink]:
    """All of the caller's gemeente; an aanbieder sees its own only."""
    mine = select(OpenLink).where(OpenLink.gemeente_id == caller.gemeente_id)
    return mine.where(OpenLink.aanbieder == caller.aanbieder) if caller.rol is Rol.aanbieder else mine


async def list_open_links(
    db: AsyncSession, caller: Principal, meting_id: UUID, after: UUID | None, limit: int
) -> list[OpenLink]:
    found = open_links_of(caller).where(OpenLink.meting_id == meting_id).order_by(OpenLink.id).limit(limit)
    return list(await db.scalars(found if after is None else found.where(OpenLink.id > after)))


async def get_open_link_for_update(db: AsyncSession, caller: Principal, open_link_id: UUID) -> OpenLink:
    row = await db.scalar(open_links_of(caller).where(OpenLink.id == open_link_id).with_for_update())
    if row is None:
        raise NietGevonden("open link")
    return row


async def find_open_link(db: AsyncSession, gemeente: UUID, token_hash: bytes) -> Row[Any] | None:
    """What the page of an open link needs, and why nobody can begin: gesloten, vol or druk."""
    found = await db.execute(_FIND, {"gemeente": gemeente, "token_hash": token_hash})
    return found.one_or_none()


async def take(db: AsyncSession, gemeente: UUID, token_hash: bytes) -> tuple[int, bytes] | None:
    """Count one more who begins: the how manieth, from 1, and the sealed seed; None when nobody may begin now."""
    row = (await db.execute(_TAKE, {"gemeente": gemeente, "token_hash": token_hash})).one_or_none()
    return None if row is None else (row.uitgegeven, bytes(row.zaad))


async def forget_hours(db: AsyncSession, gemeente: UUID) -> None:
    """Forget how many began in an hour that is over, and which hour that was."""
    await db.execute(_FORGET, {"gemeente": gemeente})


async def withdraw(db: AsyncSession, row: OpenLink, moment: datetime) -> None:
    row.ingetrokken_op = moment
    await db.flush()
