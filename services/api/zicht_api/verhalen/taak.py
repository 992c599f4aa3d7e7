"""Deleting what may not be there any more. It could not be read any more before this comes by."""

from datetime import date

import structlog

from zicht_api.gemeenten.werklijst import Gemeentecode, load_werklijst
from zicht_api.verhalen.service import purge
from zicht_shared import klok
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.db import Database
from zicht_shared.failpoints import afailpoint

log = structlog.get_logger()


async def purge_verhalen(database: Database, dag: date | None = None) -> None:
    """One round over the gemeenten. dag: today, in the Netherlands, when not given.

    Of one that cannot be done now the others are done all the same.
    """
    async with database.transaction(None) as db:
        dag = dag or await klok.today(db)
        gemeenten = await load_werklijst(db)
    faults = []
    for gemeente in gemeenten:
        try:
            async with database.transaction(gemeente.id) as db:
                await purge(db, _principal_of(gemeente), dag)
                await afailpoint("opruimen.verhalen")
        except Exception as fault:
            log.warning("verhalen_purge_failed", gemeente=gemeente.code, fault=type(fault).__name__)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("verhalen", faults)


def _principal_of(gemeente: Gemeentecode) -> Principal:
    """The service itself."""
    return Principal(
        gemeente_id=gemeente.id,
        gemeente=gemeente.code,
        gemeente_naam=gemeente.code,
        sleutel_id="verhalen",
        rol=Rol.beheer,
        doel=Doel.leren,
    )
