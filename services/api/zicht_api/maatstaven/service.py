"""Laying down maatstaven of a gemeente's own."""

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import next_dataversie
from zicht_api.maatstaven import queries
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.maatstaven.schemas import NieuweMaatstaf
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.errors import BestaatAl


async def create_maatstaf(db: AsyncSession, caller: Principal, nieuw: NieuweMaatstaf) -> Maatstaf:
    """A maatstaf without a berekening: it can only be delivered as tellingen."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "maatstaf", ())
    if await queries.find_maatstaf(db, caller, nieuw.code) is not None:
        raise BestaatAl("maatstaf")
    row = Maatstaf(gemeente_id=caller.gemeente_id, berekening=None, versie_van=dataversie, **nieuw.model_dump())
    db.add(row)
    await db.flush()
    await record(db, caller, "maatstaf.aangemaakt", row.code, na=nieuw.model_dump_json(by_alias=True))
    return row
