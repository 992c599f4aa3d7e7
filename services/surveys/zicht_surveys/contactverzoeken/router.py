from uuid import UUID

from fastapi import APIRouter, Request, Response

from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import Beheer
from zicht_surveys.contactverzoeken import service
from zicht_surveys.contactverzoeken.schemas import Contactverzoek
from zicht_surveys.metingen.queries import get_meting

router = APIRouter(prefix="/metingen", tags=["contactverzoeken"], route_class=ZichtRoute)


@router.get("/{meting_id}/contactverzoeken")
async def list_contactverzoeken(
    meting_id: UUID,
    caller: Beheer,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Contactverzoek]:
    """Toon de telefoonnummers van inwoners die gebeld willen worden, in willekeurige volgorde.

    Niets wijst van een nummer naar antwoorden. Lezen komt in het spoor.
    """
    meting = await get_meting(db, caller, meting_id)
    after = decode_cursor(cursor, [UUID])
    items = await service.list_contactverzoeken(
        db, caller, request.app.state.keyring, meting, after[0] if after else None, limit + 1
    )
    return make_page(request, response, items, limit, lambda item: [item.id])


@router.post("/{meting_id}/contactverzoeken/{contactverzoek_id}/afhandeling", status_code=204)
async def finish_contactverzoek(
    meting_id: UUID,
    contactverzoek_id: UUID,
    caller: Beheer,
    db: Transaction,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Meld dat deze inwoner is gebeld, of dat bellen niet lukt. Het nummer is meteen weg."""
    await service.finish(db, caller, meting_id, contactverzoek_id)
