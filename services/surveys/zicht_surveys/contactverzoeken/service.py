"""Call-back requests: who may see the numbers, and that they go as soon as somebody was called."""

import json
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal, check_leren
from zicht_shared.crypto import Keyring
from zicht_shared.errors import NietGevonden
from zicht_shared.wisregister import remember_erased
from zicht_surveys.contactverzoeken import queries
from zicht_surveys.contactverzoeken.schemas import Contactverzoek
from zicht_surveys.herstel.soorten import Wissoort
from zicht_surveys.metingen.models import Meting
from zicht_surveys.metingen.queries import get_meting
from zicht_surveys.resultaten.models import CONTACTVERZOEK


async def list_contactverzoeken(
    db: AsyncSession, caller: Principal, keyring: Keyring, meting: Meting, after: UUID | None, limit: int
) -> list[Contactverzoek]:
    """Numbers to call, and a trace of who read them. Raises AlleenOmTeLeren."""
    check_leren(caller)
    rows = await queries.list_contactverzoeken(db, meting, after, limit)
    await record(db, caller, "contactverzoeken.gelezen", str(meting.id), na=json.dumps({"aantal": len(rows)}))
    return [
        Contactverzoek(
            id=row.id,
            telefoonnummer=keyring.unseal(CONTACTVERZOEK, row.telefoon).decode(),
            verwijderen_na=row.verwijderen_na,
        )
        for row in rows
    ]


async def finish(db: AsyncSession, caller: Principal, meting_id: UUID, contactverzoek_id: UUID) -> None:
    """Destroy the number of somebody who was called. Raises AlleenOmTeLeren, and NietGevonden."""
    meting = await get_meting(db, caller, meting_id)
    check_leren(caller)
    afdruk = await queries.remove(db, meting, contactverzoek_id)
    if afdruk is None:
        raise NietGevonden("contactverzoek")
    await record(db, caller, "contactverzoek.afgehandeld", str(contactverzoek_id))
    await remember_erased(db, caller.gemeente_id, Wissoort.contactverzoek, afdruk)
