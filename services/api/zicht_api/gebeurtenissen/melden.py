"""Telling that something happened: in the feed, and in the outbox of every webhook that wants it and may have it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebeurtenissen import queries
from zicht_api.gebeurtenissen.schemas import Gebeurtenis, Gegeven
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort


async def meld(
    db: AsyncSession,
    gemeente_id: UUID,
    soort: Gebeurtenissoort,
    onderwerp: UUID | str,
    *,
    pad: str,
    alleen_leren: bool,
    indicator: str | None = None,
    aanbieder: str | None = None,
    gegevens: Mapping[str, Gegeven] | None = None,
    bericht: str | None = None,
) -> None:
    """Keep an event, in the transaction that made it true. The last statement of it, in READ COMMITTED.

    It takes the gemeente's counter and holds it until the commit, so that events are numbered in order of commit: who
    would take another lock after it could wait for somebody who waits for the counter.

    onderwerp, pad: what it happened to, and where that stands. indicator, aanbieder: by code; an aanbieder only sees
    what names it, and a credential for accounting nothing that is alleen_leren or about an indicator that does not
    serve it. gegevens: what a reader of the feed needs besides; no counts of people, and nothing that people wrote.
    bericht: as JSON, what webhooks get instead of the event itself.
    """
    gebeurtenis = Gebeurtenis(
        id=uuid4(),
        soort=soort,
        tijdstip=datetime.now(UTC),
        onderwerp=str(onderwerp),
        pad=pad,
        indicator=indicator,
        aanbieder=aanbieder,
        gegevens=dict(gegevens or {}),
    )
    await queries.insert_gebeurtenis(db, gemeente_id, gebeurtenis, alleen_leren, _message(gebeurtenis, bericht))


def _message(gebeurtenis: Gebeurtenis, bericht: str | None) -> str:
    """What is signed and sent: the form of Standard Webhooks."""
    data = bericht or gebeurtenis.model_dump_json(by_alias=True)
    moment = gebeurtenis.model_dump(include={"tijdstip"})["tijdstip"]
    return f'{{"type": {json.dumps(gebeurtenis.soort)}, "timestamp": {json.dumps(moment)}, "data": {data}}}'
