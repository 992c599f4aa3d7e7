"""Chaining what was written in a trail, and reading it back.

Rows are written in the transactions of the changes that they tell of, by many at once. What is committed is put in its
place afterwards, by one at a time per gemeente: every few seconds, and before anybody reads the trail. So the chain
never forks, and who writes never waits for it.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.db import Database
from zicht_shared.migrations import Service
from zicht_shared.sporen import queries
from zicht_shared.sporen.keten import Controle, Kop, Schakel, begin_of, hash_of
from zicht_shared.sporen.queries import Filter

log = structlog.get_logger()

_TOGETHER: Final = 2000


@dataclass(frozen=True, slots=True)
class Spoor:
    """The trail of one gemeente at one service. gemeente: its code."""

    dienst: Service
    gemeente_id: UUID
    gemeente: str

    @property
    def begin(self) -> str:
        """What the first link follows."""
        return begin_of(self.dienst, self.gemeente)


async def seal(db: AsyncSession, spoor: Spoor) -> Kop | None:
    """Chain all that is committed, and what this transaction wrote itself. Gives the last link; None: there is none.

    In a transaction that reads what others commit (READ COMMITTED): in a snapshot another one's links would be missed,
    and the primary key of the chain refuse these.
    """
    na = 0
    while (last := await _seal_some(db, spoor, na)) is not None:
        na = last
    return await queries.find_kop(db, spoor.gemeente_id)


async def _seal_some(db: AsyncSession, spoor: Spoor, na: int) -> int | None:
    """Chain some rows with a higher number than this. Gives the number of the last; None: there were none."""
    await queries.lock_chain(db, spoor.gemeente_id)
    kop = await queries.find_kop(db, spoor.gemeente_id) or Kop(0, spoor.begin)
    rows = await queries.load_loose(db, spoor.gemeente_id, na, _TOGETHER)
    schakels = []
    for row in rows:
        regel = queries.regel_at(kop.volgnr + 1, row)
        kop = Kop(kop.volgnr + 1, hash_of(kop.hash, regel))
        schakels.append((kop, regel))
    if not schakels:
        return None
    await queries.insert_links(db, spoor.gemeente_id, schakels)
    return int(schakels[-1][1].nr)


async def seal_overal(database: Database, sporen: Iterable[Spoor]) -> None:
    """One round over some trails, a few thousand rows a transaction. Copies of the service may do this at once.

    Each last link is logged: a log is kept elsewhere, so that a chain that was made anew can be told from it.
    """
    for spoor in sporen:
        last: int | None = 0
        while last is not None:
            async with database.transaction(spoor.gemeente_id) as db:
                if not await queries.load_loose(db, spoor.gemeente_id, last, 1):
                    break
                last = await _seal_some(db, spoor, last)
                kop = await queries.find_kop(db, spoor.gemeente_id)
            if kop is not None:
                log.info("sporen_verzegeld", dienst=spoor.dienst, gemeente=spoor.gemeente, kop=str(kop))


async def stream(database: Database, spoor: Spoor, chosen: Filter) -> AsyncIterator[list[Schakel]]:
    """All these links, some thousands at once, each in a short transaction: no connection waits for a slow reader.

    What is in the chain never changes, so that all of it is of one moment.
    """
    na: int | None = None
    while True:
        async with database.transaction(spoor.gemeente_id) as db:
            schakels = await queries.list_links(db, spoor.gemeente_id, spoor.begin, chosen, na, _TOGETHER)
        if schakels:
            yield schakels
        if len(schakels) < _TOGETHER:
            return
        na = schakels[-1].volgnr


async def check(db: AsyncSession, spoor: Spoor, vast: Kop | None) -> tuple[Controle, int, list[int]]:
    """Go over a whole chain, in a transaction that only reads. vast: a link that was noted before.

    Gives what was found, how many rows wait to be chained, and the numbers of rows that came in behind the chain.
    """
    wacht, erbij = await queries.count_loose(db, spoor.gemeente_id)
    controle = Controle(spoor.begin, vast)
    async for schakel in queries.stream_links(db, spoor.gemeente_id, spoor.begin):
        controle.add(schakel)
    controle.finish()
    return controle, wacht, erbij
