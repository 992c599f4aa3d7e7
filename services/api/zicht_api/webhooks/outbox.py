"""The outbox: every SQL statement of messages that are to be sent, and the round that sends them.

A message is taken in one short transaction, sent in none, and marked in another. Who dies in between leaves a message
that comes due again by itself: it is delivered at least once, each time under the same `webhook-id`.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.webhooks.versturen import NietAangenomen, Verzender
from zicht_shared.db import Database

log = structlog.get_logger()

# The last comes about a day after the first.
MAX_POGINGEN = 9
_TOGETHER = 10

_ENQUEUE = text("""
    INSERT INTO webhookbezorgingen (gemeente_id, id, webhook_id, signaal_id, inhoud)
    SELECT w.gemeente_id, gen_random_uuid(), w.id, :signaal_id, :inhoud
    FROM webhooks w
    WHERE w.gemeente_id = :gemeente_id AND (w.soorten = '{}' OR :soort = ANY(w.soorten))
      AND (w.doel <> 'verantwoorden' OR CAST(:indicator AS text) IS NULL OR EXISTS (
          SELECT FROM indicatoren i WHERE i.gemeente_id = w.gemeente_id AND i.code = :indicator
            AND i.versie_tot IS NULL AND 'verantwoorden' = ANY(i.doelen)
      ))
""")
# The lease is longer than the patience with a receiver.
_TAKE = text("""
    UPDATE webhookbezorgingen b SET pogingen = b.pogingen + 1, volgende_poging_op = now() + interval '30 seconds'
    FROM webhooks w
    WHERE b.gemeente_id = :gemeente_id AND w.gemeente_id = b.gemeente_id AND w.id = b.webhook_id AND b.id IN (
        SELECT id FROM webhookbezorgingen
        WHERE gemeente_id = :gemeente_id AND status = 'wacht' AND volgende_poging_op <= now()
        ORDER BY volgende_poging_op LIMIT :aantal FOR UPDATE SKIP LOCKED
    )
    RETURNING b.id, b.webhook_id, b.inhoud, b.pogingen, w.url, w.geheim
""")
_DELIVERED = text("""
    UPDATE webhookbezorgingen SET status = 'bezorgd', bezorgd_op = now(), laatste_fout = NULL
    WHERE gemeente_id = :gemeente_id AND id = :id
""")
# Exponential backoff, at a random point in the second half of the time, at most twelve hours.
_LATER = text("""
    UPDATE webhookbezorgingen SET laatste_fout = :fout,
        status = CASE WHEN :voorgoed OR pogingen >= :hoogstens THEN 'onbestelbaar' ELSE 'wacht' END,
        volgende_poging_op = now()
            + (0.5 + random() / 2) * least(43200, 5 * power(4, pogingen - 1)) * interval '1 second'
    WHERE gemeente_id = :gemeente_id AND id = :id
""")


@dataclass(frozen=True, slots=True)
class _Bericht:
    gemeente_id: UUID
    id: UUID
    webhook_id: UUID
    inhoud: str
    url: str
    geheim: bytes


async def enqueue(
    db: AsyncSession, gemeente_id: UUID, signaal_id: UUID, soort: str, indicator: str | None, signaal: str
) -> None:
    """Put a new signal in the outbox of every webhook that wants it and may have it. signaal: as JSON."""
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    inhoud = f'{{"type": "signaal.nieuw", "timestamp": {json.dumps(moment)}, "data": {signaal}}}'
    values = {
        "gemeente_id": gemeente_id,
        "signaal_id": signaal_id,
        "soort": soort,
        "indicator": indicator,
        "inhoud": inhoud,
    }
    await db.execute(_ENQUEUE, values)


async def deliver(database: Database, verzender: Verzender, gemeente: UUID) -> int:
    """Send everything of one gemeente that is due. Returns how many messages were taken."""
    delivered = 0
    while berichten := await _take(database, gemeente):
        delivered += sum(await asyncio.gather(*(_send(database, verzender, bericht) for bericht in berichten)))
    return delivered


async def _take(database: Database, gemeente: UUID) -> list[_Bericht]:
    async with database.transaction(gemeente) as db:
        rows = await db.execute(_TAKE, {"gemeente_id": gemeente, "aantal": _TOGETHER})
        return [_Bericht(gemeente, row.id, row.webhook_id, row.inhoud, row.url, row.geheim) for row in rows]


async def _send(database: Database, verzender: Verzender, bericht: _Bericht) -> bool:
    key = {"gemeente_id": bericht.gemeente_id, "id": bericht.id}
    try:
        geheim = verzender.unseal(bericht.webhook_id, bericht.geheim)
        await verzender.send(bericht.url, str(bericht.id), bericht.inhoud, geheim)
    except NietAangenomen as fault:
        values = {"fout": fault.reden, "voorgoed": fault.voorgoed, "hoogstens": MAX_POGINGEN}
        async with database.transaction(bericht.gemeente_id) as db:
            await db.execute(_LATER, key | values)
        log.warning("webhook_not_taken", webhook=str(bericht.webhook_id), reden=fault.reden)
        return False
    async with database.transaction(bericht.gemeente_id) as db:
        await db.execute(_DELIVERED, key)
    return True
