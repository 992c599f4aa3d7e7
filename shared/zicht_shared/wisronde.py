"""After a backup was put back: erase again what the register says, before the service is ready and each hour after."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.db import Database
from zicht_shared.wisregister import REGISTER

log = structlog.get_logger()

# Erases again what is there of these ids, in a transaction of this gemeente; returns how many were there.
Wisser = Callable[[AsyncSession, UUID, list[str]], Awaitable[int]]

WISRONDE_SECONDS: Final = 3600


class Wisronde:
    """Erases again what the register holds and the database has (again). Doing so twice changes nothing.

    Until the first round was done the service is not ready.
    """

    _AT_ONCE: Final = 1000

    def __init__(self, database: Database, wissers: Mapping[str, Wisser]) -> None:
        self._database = database
        self._wissers = wissers

    async def begin(self) -> None:
        """The first round. A database that is away now keeps the service from being ready, not from starting."""
        try:
            await self.work()
        except Exception as fault:
            log.warning("wisronde_later", fault=type(fault).__name__)

    async def work(self) -> int:
        """One round; returns how many things were there again."""
        register = self._database.wisregister
        if register is None:
            return 0
        again = 0
        for gemeente, kinds in (await asyncio.to_thread(register.read)).items():
            for soort, wisser in self._wissers.items():
                ids = kinds.get(soort, [])
                for begin in range(0, len(ids), self._AT_ONCE):
                    again += await self._erase(gemeente, soort, wisser, ids[begin : begin + self._AT_ONCE])
        register.uitgevoerd = True
        return again

    async def _erase(self, gemeente: UUID, soort: str, wisser: Wisser, ids: list[str]) -> int:
        async with self._database.transaction(gemeente) as db:
            # It is in the register already.
            db.info.pop(REGISTER)
            again = await wisser(db, gemeente, ids)
        if again:
            log.warning("erased_again", soort=soort, gemeente=str(gemeente), times=again)
        return again
