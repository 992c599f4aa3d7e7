"""Whether the core has what was delivered to it. After a backup was put back, there or here, it may not.

Asked by each process before it delivers anything, and each hour after. A core that went back is sent again what it has
no more. A core that is ahead of us says that we went back: then our numbers go on above its own, and it takes nothing
from us that is less than what it has, until somebody decides otherwise (`zicht herstel`).
"""

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import structlog

from zicht_shared.auth import Credential
from zicht_shared.db import Database
from zicht_surveys.outbox import queries
from zicht_surveys.outbox.bezorging import NOT_NOW, CoreUnreachable, deliver
from zicht_surveys.sleutels import Sleutelbos

log = structlog.get_logger()


class Bezorger:
    """Compares when it is time, and delivers. elke: after how many seconds it is time again."""

    def __init__(
        self,
        database: Database,
        core: httpx.AsyncClient,
        sleutels: Sleutelbos,
        elke: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._core = core
        self._sleutels = sleutels
        self._elke = elke
        self._clock = clock
        self._compared: dict[UUID, float] = {}

    async def work(self) -> int:
        """One round; returns how many results the core took. Raises CoreUnreachable."""
        async with self._database.transaction(None) as db:
            gemeenten = await queries.list_gemeenten(db)
        for gemeente, code in gemeenten:
            sleutel = self._sleutels.of(code)
            if sleutel is not None and self._clock() >= self._compared.get(gemeente, 0.0):
                await compare(self._database, self._core, gemeente, sleutel)
                self._compared[gemeente] = self._clock() + self._elke
        return await deliver(self._database, self._core, self._sleutels)


async def compare(database: Database, core: httpx.AsyncClient, gemeente: UUID, sleutel: Credential) -> None:
    """Send again what the core lost, and number on from where it is ahead. Raises CoreUnreachable."""
    # Before the core is asked: what is delivered while it answers is not lost.
    async with database.transaction(gemeente) as db:
        delivered = await queries.list_delivered(db, gemeente)
    at_core = await _versions_at(core, sleutel)
    if at_core is None:
        return
    lost = {meting_id: versie for meting_id, versie in delivered.items() if at_core.get(meting_id, 0) < versie}
    async with database.transaction(gemeente) as db:
        ahead = await queries.catch_up(db, gemeente, at_core)
        if lost:
            await queries.send_again(db, gemeente, lost)
    if ahead:
        log.warning("core_is_ahead", gemeente=str(gemeente), metingen=[str(each) for each in ahead])
    if lost:
        log.warning("core_lost_results", gemeente=str(gemeente), metingen=[str(each) for each in lost])


async def _versions_at(core: httpx.AsyncClient, sleutel: Credential) -> dict[UUID, int] | None:
    """Of every meting the version that the core has; None when it does not tell (a key that is not good): then what is
    delivered next says the same."""
    versions: dict[UUID, int] = {}
    query: dict[str, list[str]] | None = {"limit": ["1000"]}
    while query is not None:
        try:
            answer = await core.get("/v1/vragenlijstresultaten", params=query, headers=sleutel.as_header())
        except httpx.TransportError as fault:
            raise CoreUnreachable from fault
        if answer.is_server_error or answer.status_code in NOT_NOW:
            raise CoreUnreachable
        if not answer.is_success:
            log.warning("core_does_not_compare", status=answer.status_code)
            return None
        page = answer.json()
        versions |= {UUID(item["id"]): item["versie"] for item in page["items"]}
        # Only the query: the address itself is the core's public one, which may not be reachable from here.
        query = parse_qs(urlsplit(page["volgende"]).query) if page["volgende"] else None
    return versions
