"""SQL of the events. `gebeurtenissen_of` is the one place that says which of them a caller may see."""

import json
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebeurtenissen import schemas
from zicht_api.gebeurtenissen.models import Gebeurtenis, Gebeurtenisteller
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.failpoints import afailpoint

# Of what a tool for figures takes in itself. The rest says things that this role may not read where they stand.
_VOOR_BI: Final = (
    Gebeurtenissoort.aanlevering_ontvangen,
    Gebeurtenissoort.resultaat_ontvangen,
    Gebeurtenissoort.verhaal_ingetrokken,
)

# One statement: the lock of the counter is held as short as can be. Webhooks are chosen as `gebeurtenissen_of` would.
_INSERT = text("""
    WITH teller AS (
        INSERT INTO gebeurtenistellers (gemeente_id, nr) VALUES (:gemeente_id, 1)
        ON CONFLICT (gemeente_id) DO UPDATE SET nr = gebeurtenistellers.nr + 1
        RETURNING nr
    ), gebeurtenis AS (
        INSERT INTO gebeurtenissen (gemeente_id, nr, id, soort, tijdstip, onderwerp, pad, alleen_leren, indicator,
            aanbieder, gegevens)
        SELECT :gemeente_id, nr, :id, :soort, :tijdstip, :onderwerp, :pad, :alleen_leren, :indicator, :aanbieder,
            CAST(:gegevens AS jsonb)
        FROM teller
    )
    INSERT INTO webhookbezorgingen (gemeente_id, webhook_id, id, soort, onderwerp, inhoud)
    SELECT w.gemeente_id, w.id, :id, :soort, :onderwerp, :bericht
    FROM webhooks w
    WHERE w.gemeente_id = :gemeente_id AND :soort = ANY (w.gebeurtenissen)
      AND (CAST(:signaalsoort AS text) IS NULL OR w.soorten = '{}' OR :signaalsoort = ANY (w.soorten))
      AND (w.doel <> 'verantwoorden' OR NOT :alleen_leren AND (CAST(:indicator AS text) IS NULL OR EXISTS (
          SELECT FROM indicatoren i WHERE i.gemeente_id = w.gemeente_id AND i.code = :indicator
            AND i.versie_tot IS NULL AND 'verantwoorden' = ANY (i.doelen)
      )))
""")

_PURGE = [
    text(f"DELETE FROM {table} WHERE gemeente_id = :gemeente_id AND {column} < :moment")
    for table, column in (("gebeurtenissen", "tijdstip"), ("webhookbezorgingen", "aangemaakt_op"))
]


async def insert_gebeurtenis(
    db: AsyncSession, gemeente_id: UUID, gebeurtenis: schemas.Gebeurtenis, alleen_leren: bool, bericht: str
) -> None:
    """Number an event, keep it, and put its message in the outbox of the webhooks that it is for."""
    columns = {
        name: getattr(gebeurtenis, name) for name in ("id", "tijdstip", "onderwerp", "pad", "indicator", "aanbieder")
    }
    is_signaal = gebeurtenis.soort is Gebeurtenissoort.signaal_nieuw
    values = {
        "gemeente_id": gemeente_id,
        "soort": gebeurtenis.soort.value,
        "alleen_leren": alleen_leren,
        "gegevens": json.dumps(gebeurtenis.gegevens),
        # A webhook may want only some kinds of signals.
        "signaalsoort": gebeurtenis.gegevens["soort"] if is_signaal else None,
        "bericht": bericht,
    }
    await db.execute(_INSERT, columns | values)


def gebeurtenissen_of(caller: Principal) -> Select[Gebeurtenis]:
    """The events of the gemeente; an aanbieder sees those about itself. Those about learning, or about an indicator
    that the caller may not see, are not there (doelbinding)."""
    mine = select(Gebeurtenis).where(Gebeurtenis.gemeente_id == caller.gemeente_id)
    if caller.rol is Rol.aanbieder:
        mine = mine.where(Gebeurtenis.aanbieder == caller.aanbieder)
    if caller.rol is Rol.bi:
        mine = mine.where(Gebeurtenis.soort.in_(_VOOR_BI))
    if caller.doel is Doel.verantwoorden:
        visible = indicatoren_of(caller).with_only_columns(Indicator.code)
        about = or_(Gebeurtenis.indicator.is_(None), Gebeurtenis.indicator.in_(visible))
        mine = mine.where(Gebeurtenis.alleen_leren.is_(False), about)
    return mine


async def get_laatste_nr(db: AsyncSession, gemeente_id: UUID) -> int:
    """The last number that is committed; every lower one is too."""
    query = select(Gebeurtenisteller.nr).where(Gebeurtenisteller.gemeente_id == gemeente_id)
    return await db.scalar(query) or 0


async def list_gebeurtenissen(
    db: AsyncSession, caller: Principal, soort: Gebeurtenissoort | None, na: int, tot_en_met: int, limit: int
) -> list[Gebeurtenis]:
    """The oldest first."""
    query = gebeurtenissen_of(caller).where(Gebeurtenis.nr > na, Gebeurtenis.nr <= tot_en_met)
    if soort is not None:
        query = query.where(Gebeurtenis.soort == soort)
    return list(await db.scalars(query.order_by(Gebeurtenis.nr).limit(limit)))


async def delete_before(db: AsyncSession, gemeente_id: UUID, moment: datetime) -> None:
    """What happened before a moment, and what was sent about it."""
    for statement in _PURGE:
        await db.execute(statement, {"gemeente_id": gemeente_id, "moment": moment})
        await afailpoint("opruimen.gebeurtenissen")
