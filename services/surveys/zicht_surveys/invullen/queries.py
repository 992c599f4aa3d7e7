"""Every statement of the residents' pages, on the driver's own connection: a submit is the busiest path of the service.

A transaction comes to `gestemd` before `concepten` before `stembus`: the order in which the release of the box locks
them (see models.py), so neither can wait for the other in a circle.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from zicht_shared.db import Database, set_tenant_statement
from zicht_shared.storingen import ONBEREIKBAAR, storing_of

Driver: TypeAlias = asyncpg.Connection


class Stem(NamedTuple):
    """What goes into the box for one link; the last three are JSON (see models.Stem)."""

    token_hash: bytes
    id: UUID
    meting_id: UUID
    variant: str
    aanbieder: str
    gebied: str | None
    antwoorden: str
    open_antwoorden: str
    contact: str


_OPEN = """
    SELECT u.token_hash, g.naam AS gemeente, (SELECT kenmerk FROM huisstijlen WHERE gemeente_id = $1) AS huisstijl,
           m.vragenlijst, m.vragenlijst_versie, u.variant,
           u.meting_id, u.aanbieder, u.gebied,
           LEAST(
               m.eindigt_op, ((u.verloopt_op - interval '1 microsecond') AT TIME ZONE 'Europe/Amsterdam')::date
           ) AS tot,
           u.ingetrokken_op IS NOT NULL OR u.verloopt_op <= now() OR m.gesloten_op IS NOT NULL
               OR m.eindigt_op < (now() AT TIME ZONE 'Europe/Amsterdam')::date AS gesloten,
           s.token_hash IS NOT NULL AS gestemd,
           c.inhoud AS concept
      FROM unnest($2::bytea[]) AS link (token_hash)
      -- LIMIT keeps the look-up by primary key. Without it, and without statistics, the planner reads every invitation
      -- of the meting by its other index.
      CROSS JOIN LATERAL (
          SELECT * FROM uitnodigingen u WHERE u.gemeente_id = $1 AND u.token_hash = link.token_hash LIMIT 1
      ) u
      LEFT JOIN gestemd s ON s.gemeente_id = u.gemeente_id AND s.token_hash = u.token_hash
      LEFT JOIN concepten c ON c.gemeente_id = u.gemeente_id AND c.token_hash = u.token_hash
      JOIN metingen m ON m.gemeente_id = u.gemeente_id AND m.id = u.meting_id
      JOIN gemeenten g ON g.id = u.gemeente_id
"""

# Not for a link that was used: its draft is gone, and must not come back by a page that was still open.
_SAVE_DRAFT = """
    INSERT INTO concepten (gemeente_id, token_hash, inhoud)
    SELECT $1, $2, $3
     WHERE NOT EXISTS (SELECT FROM gestemd s WHERE s.gemeente_id = $1 AND s.token_hash = $2)
    ON CONFLICT (gemeente_id, token_hash) DO UPDATE SET inhoud = EXCLUDED.inhoud
"""

# Ordered by a random id: nothing says which mark in gestemd and which ballot of one transaction came together.
_VOTE = """
    WITH stem AS (
        SELECT * FROM unnest(
            $2::bytea[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[]
        ) AS s (token_hash, id, meting_id, variant, aanbieder, gebied, antwoorden, open_antwoorden, contact)
    ), nu AS (
        INSERT INTO gestemd (gemeente_id, token_hash) SELECT $1, token_hash FROM stem
        ON CONFLICT (gemeente_id, token_hash) DO NOTHING
        RETURNING token_hash
    ), opgeruimd AS (
        DELETE FROM concepten WHERE gemeente_id = $1 AND token_hash IN (SELECT token_hash FROM nu)
    ), bus AS (
        INSERT INTO stembus
            (gemeente_id, id, meting_id, variant, aanbieder, gebied, antwoorden, open_antwoorden, contact)
        SELECT $1, id, meting_id, variant, aanbieder, gebied, antwoorden::jsonb, open_antwoorden::jsonb, contact::jsonb
          FROM stem WHERE token_hash IN (SELECT token_hash FROM nu)
         ORDER BY id
    )
    SELECT token_hash FROM nu
"""


# Each of these statements has one good plan: by the primary keys. Making it anew takes longer than carrying it out.
_PLAN_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan"


@asynccontextmanager
async def transaction(db: Database, gemeente: UUID) -> AsyncIterator[Driver]:
    """A transaction of one gemeente without SQLAlchemy in between, which alone would cost more than a submit may.

    Commits unless it raises.
    """
    pooled, driver = await _begin(db, gemeente)
    try:
        yield driver
        await driver.execute("COMMIT")
    except Exception as fault:
        if storing_of(fault) is None:
            await driver.execute("ROLLBACK")
        else:
            await greenlet_spawn(pooled.invalidate)
        raise
    except BaseException:
        # Cancelled in the middle of something: nobody knows what state the connection is in.
        await greenlet_spawn(pooled.invalidate)
        raise
    finally:
        pooled.close()


async def _begin(db: Database, gemeente: UUID) -> tuple[PoolProxiedConnection, Driver]:
    """A connection on which a transaction has begun."""
    try:
        return await _begin_once(db, gemeente)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as fault:
        # It died a moment ago, and nothing was asked of it yet.
        if storing_of(fault) is not ONBEREIKBAAR:
            raise
        return await _begin_once(db, gemeente)


async def _begin_once(db: Database, gemeente: UUID) -> tuple[PoolProxiedConnection, Driver]:
    pooled = await db.engine.raw_connection()
    driver = pooled.driver_connection
    assert driver is not None
    try:
        await driver.execute(f"BEGIN; {set_tenant_statement(gemeente)}; {_PLAN_ONCE}")
    except BaseException:
        await greenlet_spawn(pooled.invalidate)
        raise
    return pooled, driver


async def open_links(driver: Driver, gemeente: UUID, token_hashes: list[bytes]) -> dict[bytes, asyncpg.Record]:
    """All that the pages of these links need, by the hash of the token; a link that does not exist is not in it."""
    rows = await driver.fetch(_OPEN, gemeente, token_hashes)
    return {row["token_hash"]: row for row in rows}


async def save_draft(driver: Driver, gemeente: UUID, token_hash: bytes, inhoud: bytes) -> None:
    await driver.execute(_SAVE_DRAFT, gemeente, token_hash, inhoud)


async def vote(driver: Driver, gemeente: UUID, stemmen: list[Stem]) -> set[bytes]:
    """Mark the links as used, drop the answers in the box and forget the drafts.

    All three for each link that was not used yet, and none of them for one that was. Returns the hashes of the first.
    """
    # In one order for all: two processes with the same links would otherwise wait for each other.
    columns = zip(*sorted(stemmen), strict=True)
    return {row["token_hash"] for row in await driver.fetch(_VOTE, gemeente, *map(list, columns))}
