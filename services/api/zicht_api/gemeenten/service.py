"""Bringing a gemeente to life: its row and the starter set; and what it may set itself."""

import json
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten import queries
from zicht_api.gemeenten.schemas import GemeenteGegevens
from zicht_api.gemeenten.werklijst import add_to_werklijst
from zicht_api.indicatoren.starterset import insert_starterset
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import Fout, InvoerOngeldig

# Below this a gemeente says why.
_DREMPEL_ZONDER_REDEN = 10


async def create_gemeente(db: AsyncSession, caller: Principal) -> bool:
    """Make the caller's gemeente with its starter set. False, and nothing changes, when it is there already."""
    if not await queries.insert_gemeente(db, caller.gemeente_id, caller.gemeente, caller.gemeente_naam):
        return False
    await insert_starterset(db, caller.gemeente_id)
    await add_to_werklijst(db, caller.gemeente_id, caller.gemeente)
    await record(db, caller, "gemeente.aangemaakt", caller.gemeente)
    return True


async def change_gemeente(
    db: AsyncSession, caller: Principal, gegevens: GemeenteGegevens, if_match: str | None
) -> Row[Any]:
    """Set the drempel; gives the gemeente as it is then. Raises 412/428 by the rules of If-Match."""
    if gegevens.drempel < _DREMPEL_ZONDER_REDEN and gegevens.reden is None:
        reason = f"Geef een reden voor een drempel onder {_DREMPEL_ZONDER_REDEN}."
        raise InvoerOngeldig([Fout("/reden", "verplicht", reason)])
    await queries.lock_dataversie(db, caller.gemeente_id)
    former = await queries.get_gemeente(db, caller.gemeente_id)
    check_if_match(if_match, former.versie)
    # First the drempel: the new data version keeps which one holds from then on.
    await queries.set_drempel(db, caller.gemeente_id, gegevens.drempel)
    await queries.next_dataversie(db, caller.gemeente_id, "drempel", (queries.DEFINITIES,))
    voor, na = {"drempel": former.drempel}, gegevens.model_dump()
    await record(db, caller, "gemeente.gewijzigd", caller.gemeente, voor=json.dumps(voor), na=json.dumps(na))
    return await queries.get_gemeente(db, caller.gemeente_id)
