"""After a backup of the core was put back: what was withdrawn since is withdrawn again, by the rules of its own noun.

What was changed since comes back as it was, and that may be what somebody asked to take away. So a story is a concept
again, and an aanmelddienst or a webhook is gone: until somebody looks, nobody reads it, enters by it or gets anything.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.herstel import queries
from zicht_api.herstel.soorten import Wissoort
from zicht_api.sleutels.service import withdraw_sleutel
from zicht_api.verhalen.service import withdraw_verhaal
from zicht_api.webhooks.service import remove_webhook
from zicht_shared.audit import record
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.wisronde import Wisser


async def _verhalen(db: AsyncSession, gemeente_id: UUID, ids: list[str]) -> int:
    there = await queries.find_verhalen(db, gemeente_id, ids)
    for verhaal_id in there:
        await withdraw_verhaal(db, _principal(gemeente_id), verhaal_id)
    return len(there)


async def _sleutels(db: AsyncSession, gemeente_id: UUID, ids: list[str]) -> int:
    there = await queries.find_sleutels(db, gemeente_id, ids)
    for sleutel_id in there:
        await withdraw_sleutel(db, _principal(gemeente_id), sleutel_id)
    return len(there)


async def _webhooks(db: AsyncSession, gemeente_id: UUID, ids: list[str]) -> int:
    there = await queries.find_webhooks(db, gemeente_id, ids)
    for webhook_id in there:
        await remove_webhook(db, _principal(gemeente_id), webhook_id)
    return len(there)


Erase = Callable[[AsyncSession, UUID, list[str]], Awaitable[Sequence[object]]]


def _traced(erase: Erase, actie: str) -> Wisser:
    """erase: returns what was there; of each there is a line in the trail."""

    async def wisser(db: AsyncSession, gemeente_id: UUID, ids: list[str]) -> int:
        there = await erase(db, gemeente_id, ids)
        for object_id in there:
            await record(db, _principal(gemeente_id), actie, str(object_id))
        return len(there)

    return wisser


WISSERS: Final[Mapping[str, Wisser]] = {
    # What is dangerous goes first.
    Wissoort.sleutel: _sleutels,
    Wissoort.sleuteleinde: _traced(queries.end_sleutels, "sleutel.vervangen"),
    Wissoort.toegangsdienst: _traced(queries.delete_toegangsdienst, "toegangsdienst.verwijderd"),
    Wissoort.aanmelddienst: _traced(queries.delete_aanmelddienst, "aanmelddienst.verwijderd"),
    Wissoort.aanmeldsessie: queries.delete_sessies,
    Wissoort.webhook: _webhooks,
    Wissoort.verhaal: _verhalen,
    Wissoort.verhaalversie: _traced(queries.hide_verhaalversies, "verhaal.teruggezet"),
    Wissoort.benchmarkdeelname: _traced(queries.delete_deelnames, "benchmarkdeelname.beeindigd"),
}


def _principal(gemeente_id: UUID) -> Principal:
    """The service itself."""
    return Principal(
        gemeente_id=gemeente_id,
        gemeente="",
        gemeente_naam="",
        sleutel_id="herstel",
        rol=Rol.beheer,
        doel=Doel.leren,
    )
