"""Delivery of results to the core: at least once, whole and with a version, so that once too often changes nothing.

A message is taken in one short transaction, sent in none, and marked in another, unless a newer version replaced it in
the meantime. Who dies in between leaves a message that comes due again by itself.
"""

import asyncio
from dataclasses import dataclass

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.auth import Credential
from zicht_shared.db import Database
from zicht_shared.failpoints import afailpoint
from zicht_surveys.outbox import queries
from zicht_surveys.outbox.queries import Zending
from zicht_surveys.sleutels import Sleutelbos

log = structlog.get_logger()

# Shorter than the lease on a message.
_PATIENCE_SECONDS = 10
_DOWN = {502, 503, 504}
NOT_NOW = {408, 429}


class CoreUnreachable(Exception):
    """The core does not answer anybody: stop, and let the pause before the next round grow."""


async def deliver(database: Database, core: httpx.AsyncClient, sleutels: Sleutelbos) -> int:
    """Deliver everything that is due. Returns how many the core took.

    Raises CoreUnreachable when it took none: who took one and then fell away is tried again soon, not after the long
    pause of an outage.
    """
    delivered = 0
    async with database.transaction(None) as db:
        gemeenten = await queries.list_gemeenten(db)
    for gemeente, code in gemeenten:
        while True:
            async with database.transaction(gemeente) as db:
                zending = await queries.take(db, gemeente)
            if zending is None:
                break
            try:
                delivered += await _deliver_one(database, core, zending, sleutels.of(code))
            except CoreUnreachable:
                if delivered:
                    return delivered
                raise
    return delivered


async def _deliver_one(
    database: Database, core: httpx.AsyncClient, zending: Zending, sleutel: Credential | None
) -> bool:
    if sleutel is None:
        return await _later(database, zending, "Deze dienst heeft geen sleutel voor deze gemeente.")
    await afailpoint("outbox.voor-put")
    try:
        answer = await _put(core, zending, sleutel)
    except (httpx.TransportError, TimeoutError) as fault:
        await _give_back(database, zending, f"De kern is niet bereikbaar ({type(fault).__name__}).")
        raise CoreUnreachable from fault
    await afailpoint("outbox.na-put")
    if answer.is_success:
        async with database.transaction(zending.gemeente) as db:
            await _delivered(db, zending, Ontvangst.of(answer))
        await afailpoint("outbox.na-markering")
        return True
    if answer.status_code in _DOWN:
        await _give_back(database, zending, _reason(answer))
        raise CoreUnreachable
    if answer.is_client_error and answer.status_code not in NOT_NOW:
        async with database.transaction(zending.gemeente) as db:
            await queries.mark_undeliverable(db, zending, _reason(answer))
        log.error("outbox_undeliverable", meting=str(zending.meting_id), status=answer.status_code)
        return False
    return await _later(database, zending, _reason(answer))


@dataclass(frozen=True, slots=True)
class Ontvangst:
    """What the core says that it has of a meting now, and whether that is what it was sent."""

    versie: int
    overgenomen: bool

    @classmethod
    def of(cls, answer: httpx.Response) -> "Ontvangst | None":
        """None of a core that does not say so yet."""
        try:
            known = answer.json()
            return cls(known["versie"], known["overgenomen"])
        except (ValueError, KeyError, TypeError):
            return None


async def _delivered(db: AsyncSession, zending: Zending, ontvangst: Ontvangst | None) -> None:
    if ontvangst is not None and not ontvangst.overgenomen:
        anders = ontvangst.versie == zending.versie
        at_core = {zending.meting_id: ontvangst.versie}
        if await queries.catch_up(db, zending.gemeente, at_core, anders=anders):
            log.warning("core_is_ahead", meting=str(zending.meting_id), core=ontvangst.versie, here=zending.versie)
            return
    await queries.mark_delivered(db, zending)


async def _put(core: httpx.AsyncClient, zending: Zending, sleutel: Credential) -> httpx.Response:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        return await core.put(
            f"/v1/vragenlijstresultaten/{zending.meting_id}",
            content=zending.inhoud,
            headers={"Content-Type": "application/json", **sleutel.as_header()},
        )


async def _later(database: Database, zending: Zending, fout: str) -> bool:
    async with database.transaction(zending.gemeente) as db:
        await queries.try_later(db, zending, fout)
    return False


async def _give_back(database: Database, zending: Zending, fout: str) -> None:
    async with database.transaction(zending.gemeente) as db:
        await queries.give_back(db, zending, fout)


def _reason(answer: httpx.Response) -> str:
    """Status, code and detail of a problem; never the body of something else."""
    try:
        problem = answer.json()
        return f"{answer.status_code} {problem['code']}: {problem['detail']}"
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)
