"""Looking again at every gemeente of which figures have changed, or of which a day has passed."""

import structlog

from zicht_api.gemeenten.queries import get_stand
from zicht_api.gemeenten.werklijst import Gemeentecode, load_werklijst
from zicht_api.signalen import queries
from zicht_api.signalen.service import signaleer
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.db import Database

log = structlog.get_logger()


async def signaleer_overal(database: Database) -> None:
    """One round over the gemeenten. Of one that cannot be looked at now the others are looked at all the same."""
    async with database.transaction(None) as db:
        gemeenten = await load_werklijst(db)
    faults = []
    for gemeente in gemeenten:
        try:
            await signaleer_een(database, gemeente)
        except Exception as fault:
            log.warning("signalering_failed", gemeente=gemeente.code, fault=type(fault).__name__)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("signaleringen", faults)


async def signaleer_een(database: Database, gemeente: Gemeentecode) -> bool:
    """Look, unless nothing has changed since the last look, or another process is looking now."""
    async with database.transaction(gemeente.id) as db:
        last = await queries.try_lock_signalering(db, gemeente.id)
        stand = await get_stand(db, gemeente.id)
        if last is None or (last.dataversie, last.dag) == (stand.dataversie, stand.dag):
            return False
        await signaleer(db, _principal_of(gemeente))
    return True


def _principal_of(gemeente: Gemeentecode) -> Principal:
    """The service itself, which sees what a policy officer sees."""
    return Principal(
        gemeente_id=gemeente.id,
        gemeente=gemeente.code,
        gemeente_naam=gemeente.code,
        sleutel_id="signalering",
        rol=Rol.beleid,
        doel=Doel.leren,
    )
