"""After a backup of the surveys was put back: what was withdrawn, closed or erased since is so again.

What the backup cannot give back is who answered since: those marks are gone, and nothing outside may hold them
(docs/decisions/0031). For that there is `zicht herstel`.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.wisronde import Wisser
from zicht_surveys.herstel import queries
from zicht_surveys.herstel.soorten import Wissoort
from zicht_surveys.outbox.queries import enqueue


async def _in_the_trail(wisser: Wisser, actie: str, db: AsyncSession, gemeente_id: UUID, ids: list[str]) -> int:
    """How many, never which: as when it was done first."""
    there = await wisser(db, gemeente_id, ids)
    if there:
        await record(db, principal(gemeente_id), actie, "herstel", na=f'{{"aantal": {there}}}')
    return there


async def _terugkoppelingen(db: AsyncSession, gemeente_id: UUID, ids: list[str]) -> int:
    there = await queries.withdraw_terugkoppelingen(db, gemeente_id, ids)
    for meting_id in there:
        await record(db, principal(gemeente_id), "terugkoppeling.ingetrokken", str(meting_id))
    if there:
        await enqueue(db, gemeente_id, there)
    return len(there)


WISSERS: Final[Mapping[str, Wisser]] = {
    Wissoort.uitnodiging: partial(_in_the_trail, queries.withdraw_uitnodigingen, "uitnodigingen.ingetrokken"),
    Wissoort.open_link: partial(_in_the_trail, queries.withdraw_open_links, "open-link.ingetrokken"),
    Wissoort.meting: partial(_in_the_trail, queries.close_metingen, "meting.gesloten"),
    Wissoort.contactverzoek: partial(_in_the_trail, queries.remove_contactverzoeken, "contactverzoek.afgehandeld"),
    Wissoort.terugkoppeling: _terugkoppelingen,
}


def principal(gemeente_id: UUID) -> Principal:
    """The service itself."""
    return Principal(
        gemeente_id=gemeente_id,
        gemeente="",
        gemeente_naam="",
        sleutel_id="herstel",
        rol=Rol.beheer,
        doel=Doel.leren,
    )
