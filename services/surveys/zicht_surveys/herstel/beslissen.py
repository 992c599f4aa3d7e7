"""What only a person can decide after a backup of the surveys was put back: which figures hold, and if links go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.db import Database
from zicht_shared.wisregister import remember_erased
from zicht_surveys.herstel.soorten import Wissoort
from zicht_surveys.herstel.wissen import principal
from zicht_surveys.outbox.queries import enqueue, list_gemeenten

_LIST: Final = text("""
    SELECT m.id, m.naam, coalesce(o.status = 'onbestelbaar' AND m.teruggezet, false) AS minder,
        m.gesloten_op IS NULL AS open
    FROM metingen m LEFT JOIN outbox o ON o.gemeente_id = m.gemeente_id AND o.meting_id = m.id
    WHERE m.gemeente_id = :gemeente AND (m.gesloten_op IS NULL OR o.status = 'onbestelbaar' AND m.teruggezet)
    ORDER BY m.begint_op, m.id
""")
_EXISTS: Final = text("SELECT 1 FROM metingen WHERE gemeente_id = :gemeente AND id = :meting")
_OURS_HOLDS: Final = text("""
    UPDATE metingen SET teruggezet = false WHERE gemeente_id = :gemeente AND id = :meting AND teruggezet RETURNING 1
""")
# Used or not, given out or not: what is written here must not tell which.
_WITHDRAW_LINKS: Final = text("""
    UPDATE uitnodigingen SET ingetrokken_op = now()
    WHERE gemeente_id = :gemeente AND meting_id = :meting AND ingetrokken_op IS NULL RETURNING id
""")
_WITHDRAW_OPEN: Final = text("""
    UPDATE open_links SET ingetrokken_op = now()
    WHERE gemeente_id = :gemeente AND meting_id = :meting AND ingetrokken_op IS NULL RETURNING id
""")


class MetingOnbekend(Exception):
    """No gemeente has a meting with this id."""


@dataclass(frozen=True, slots=True)
class Keuze:
    """A meting about which something may be to decide. minder: the core has answers that are not here any more.

    open: links of it can still be used; those that were used after the backup can be used once more.
    """

    gemeente: str
    meting_id: UUID
    naam: str
    minder: bool
    open: bool


async def list_keuzes(database: Database) -> Sequence[Keuze]:
    found = []
    for gemeente, code in await _gemeenten(database):
        async with database.transaction(gemeente) as db:
            rows = await db.execute(_LIST, {"gemeente": gemeente})
            found += [Keuze(code, row.id, row.naam, row.minder, row.open) for row in rows]
    return found


async def keep_ours(database: Database, meting_id: UUID) -> bool:
    """Let the figures of the surveys take the place of those of the core, also where they are less; the core keeps its
    own as what was known until now. False when there was nothing to decide. Raises MetingOnbekend."""
    gemeente = await _gemeente_of(database, meting_id)
    async with database.transaction(gemeente) as db:
        if await db.scalar(_OURS_HOLDS, {"gemeente": gemeente, "meting": meting_id}) is None:
            return False
        await enqueue(db, gemeente, [meting_id])
        await record(db, principal(gemeente), "herstel.vragenlijsten-gelden", str(meting_id))
    return True


async def withdraw_links(database: Database, meting_id: UUID) -> int:
    """Let no link of a meting work any more, those that open links give out too; returns how many. Raises
    MetingOnbekend."""
    gemeente = await _gemeente_of(database, meting_id)
    async with database.transaction(gemeente) as db:
        links = await _withdraw(db, _WITHDRAW_LINKS, Wissoort.uitnodiging, gemeente, meting_id)
        await _withdraw(db, _WITHDRAW_OPEN, Wissoort.open_link, gemeente, meting_id)
        await record(db, principal(gemeente), "uitnodigingen.ingetrokken", str(meting_id), na=f'{{"aantal": {links}}}')
    return links


async def _withdraw(db: AsyncSession, statement: TextClause, soort: Wissoort, gemeente: UUID, meting_id: UUID) -> int:
    ids = list(await db.scalars(statement, {"gemeente": gemeente, "meting": meting_id}))
    await remember_erased(db, gemeente, soort, *ids)
    return len(ids)


async def _gemeenten(database: Database) -> list[tuple[UUID, str]]:
    async with database.transaction(None) as db:
        return await list_gemeenten(db)


async def _gemeente_of(database: Database, meting_id: UUID) -> UUID:
    for gemeente, _ in await _gemeenten(database):
        async with database.transaction(gemeente) as db:
            if await db.scalar(_EXISTS, {"gemeente": gemeente, "meting": meting_id}) is not None:
                return gemeente
    raise MetingOnbekend
