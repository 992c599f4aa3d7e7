"""The outbox: every SQL statement of messages that are to be sent, and the round that sends them.

A message is taken in one short transaction, sent in none, and marked in another. Who dies in between leaves a message
that comes due again by itself: it is delivered at least once, each time under the same `webhook-id`.
"""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import text

from zicht_api.webhooks.versturen import NietAangenomen, Verzender
from zicht_shared.db import Database
from zicht_shared.failpoints import afailpoint

log = structlog.get_logger()

# The last comes about a day after the first.
MAX_POGINGEN = 9
_TOGETHER = 10

# An indicator may have stopped serving accounting while a message about it waited: then it is not told any more.
_FORGET = text("""
    DELETE FROM webhookbezorgingen b USING webhooks w
    WHERE b.gemeente_id = :gemeente_id AND b.status = 'wacht' AND b.volgende_poging_op <= now()
      AND w.gemeente_id = b.gemeente_id AND w.id = b.webhook_id AND w.doel = 'verantwoorden'
      AND CAST(b.inhoud AS jsonb) -> 'data' ->> 'indicator' NOT IN (
          SELECT i.code FROM indicatoren i
          WHERE i.gemeente_id = :gemeente_id AND i.versie_tot IS NULL AND 'verantwoorden' = ANY (i.doelen)
      )
""")
# The lease is longer than the patience with a receiver.
_TAKE = text("""
    UPDATE webhookbezorgingen b SET pogingen = b.pogingen + 1, volgende_poging_op = now() + interval '30 seconds'
    FROM webhooks w
    WHERE b.gemeente_id = :gemeente_id AND w.gemeente_id = b.gemeente_id AND w.id = b.webhook_id
      AND (b.webhook_id, b.id) IN (
        SELECT webhook_id, id FROM webhookbezorgingen
        WHERE gemeente_id = :gemeente_id AND status = 'wacht' AND volgende_poging_op <= now()
        ORDER BY volgende_poging_op LIMIT :aantal FOR UPDATE SKIP LOCKED
    )
    RETURNING b.id, b.webhook_id, b.inhoud, b.pogingen, w.url, w.geheim
""")
_DELIVERED = text("""
    UPDATE webhookbezorgingen SET status = 'bezorgd', bezorgd_op = now(), laatste_fout = NULL
    WHERE gemeente_id = :gemeente_id AND webhook_id = :webhook_id AND id = :id
""")
# Exponential backoff, at a random point in the second half of the time, at most twelve hours.
_LATER = text("""
    UPDATE webhookbezorgingen SET laatste_fout = :fout,
        status = CASE WHEN :voorgoed OR pogingen >= :hoogstens THEN 'onbestelbaar' ELSE 'wacht' END,
        volgende_poging_op = now()
            + (0.5 + random() / 2) * least(43200, 5 * power(4, pogingen - 1)) * interval '1 second'
    WHERE gemeente_id = :gemeente_id AND webhook_id = :webhook_id AND id = :id
""")


@dataclass(frozen=True, slots=True)
class _Bericht:
    gemeente_id: UUID
    id: UUID
    webhook_id: UUID
    inhoud: str
    url: str
    geheim: bytes


async def deliver(database: Database, verzender: Verzender, gemeente: UUID) -> int:
    """Send everything of one gemeente that is due. Returns how many messages were taken."""
    delivered = 0
    while berichten := await _take(database, gemeente):
        delivered += sum(await asyncio.gather(*(_send(database, verzender, bericht) for bericht in berichten)))
    return delivered


async def _take(database: Database, gemeente: UUID) -> list[_Bericht]:
    async with database.transaction(gemeente) as db:
        await db.execute(_FORGET, {"gemeente_id": gemeente})
        rows = await db.execute(_TAKE, {"gemeente_id": gemeente, "aantal": _TOGETHER})
        return [_Bericht(gemeente, row.id, row.webhook_id, row.inhoud, row.url, row.geheim) for row in rows]


async def _send(database: Database, verzender: Verzender, bericht: _Bericht) -> bool:
    key = {"gemeente_id": bericht.gemeente_id, "webhook_id": bericht.webhook_id, "id": bericht.id}
    await afailpoint("webhook.voor-verzending")
    try:
        geheim = verzender.unseal(bericht.webhook_id, bericht.geheim)
        await verzender.send(bericht.url, str(bericht.id), bericht.inhoud, geheim)
    except NietAangenomen as fault:
        values = {"fout": fault.reden, "voorgoed": fault.voorgoed, "hoogstens": MAX_POGINGEN}
        async with database.transaction(bericht.gemeente_id) as db:
            await db.execute(_LATER, key | values)
        log.warning("webhook_not_taken", webhook=str(bericht.webhook_id), reden=fault.reden)
        return False
    await afailpoint("webhook.na-verzending")
    async with database.transaction(bericht.gemeente_id) as db:
        await db.execute(_DELIVERED, key)
    await afailpoint("webhook.na-markering")
    return True
