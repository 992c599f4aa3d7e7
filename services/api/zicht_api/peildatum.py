"""Reading as it was: the query parameter `peildatum`, and the state that an answer stands on."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import NEDERLAND, Stand, get_stand
from zicht_shared.auth import Principal
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.routing import Transaction

_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def moment_of(peildatum: str) -> datetime:
    """The last moment that counts: the end of a day in the Netherlands, or the moment itself when it has a time.

    Raises ValueError for what is neither.
    """
    if len(peildatum) == len("2026-01-31"):
        dag = date.fromisoformat(peildatum)
        return datetime.combine(dag + timedelta(days=1), time(), NEDERLAND) - timedelta(microseconds=1)
    moment = datetime.fromisoformat(peildatum)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment


def read_peildatum(peildatum: str, pointer: str) -> datetime:
    """The moment that somebody asks for. Raises InvoerOngeldig for what is none, and for a day that is to come."""
    try:
        moment = moment_of(peildatum)
        in_future = moment.astimezone(NEDERLAND).date() > datetime.now(UTC).astimezone(NEDERLAND).date()
    except (ValueError, OverflowError):
        reason = "Geef een dag, zoals 2026-03-31, of een moment met tijdzone."
        raise InvoerOngeldig([Fout(pointer, "geen-datum", reason)]) from None
    if in_future:
        raise InvoerOngeldig([Fout(pointer, "in-de-toekomst", "Deze dag moet nog komen.")])
    return moment


async def stand_at(db: AsyncSession, gemeente_id: UUID, peildatum: str | None) -> Stand:
    """The state that an answer stands on. It must be the first thing in its transaction.

    Raises InvoerOngeldig for a peildatum that is none.
    """
    # Everything in one answer comes from the same moment: the data version that it names belongs to what it shows.
    await db.execute(_SNAPSHOT)
    moment = None if peildatum is None else read_peildatum(peildatum, "?peildatum")
    return await get_stand(db, gemeente_id, moment)


async def _stand(
    request: Request,
    db: Transaction,
    peildatum: Annotated[
        str | None,
        Query(
            max_length=40,
            description="Geef het antwoord zoals het toen was: aan het einde van een dag (2026-03-31), of op een "
            "moment met tijdzone (2026-03-31T12:00:00Z). Zonder peildatum: zoals het nu is.",
            examples=["2026-03-31"],
        ),
    ] = None,
) -> Stand:
    caller: Principal = request.state.caller
    return await stand_at(db, caller.gemeente_id, peildatum)


StandOp = Annotated[Stand, Depends(_stand)]
