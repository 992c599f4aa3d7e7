"""SQL of call-back requests."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_surveys.metingen.models import Meting
from zicht_surveys.resultaten.models import Contactverzoek

# Out of date from now on: nobody sees it any more, and the next release (seconds from now) writes the table anew
# without it. After a DELETE the number would stay in the data file until a vacuum.
_HANDLED: Final = text("""
    UPDATE contactverzoeken SET verwijderen_na = current_date
    WHERE gemeente_id = :gemeente_id AND meting_id = :meting_id AND id = :id AND verwijderen_na > current_date
    RETURNING encode(sha256(telefoon), 'hex')
""")


async def list_contactverzoeken(
    db: AsyncSession, meting: Meting, after: UUID | None, limit: int
) -> Sequence[Contactverzoek]:
    """In the order of their ids, which say nothing. What is past its time is not there, purged yet or not."""
    found = select(Contactverzoek).where(
        Contactverzoek.gemeente_id == meting.gemeente_id,
        Contactverzoek.meting_id == meting.id,
        Contactverzoek.verwijderen_na > func.current_date(),
    )
    if after is not None:
        found = found.where(Contactverzoek.id > after)
    return list(await db.scalars(found.order_by(Contactverzoek.id).limit(limit)))


async def remove(db: AsyncSession, meting: Meting, contactverzoek_id: UUID) -> str | None:
    """Take a request away. Returns the hash of its sealed number, None when there is none."""
    afdruk: str | None = await db.scalar(
        _HANDLED, {"gemeente_id": meting.gemeente_id, "meting_id": meting.id, "id": contactverzoek_id}
    )
    return afdruk
