from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code
from zicht_surveys.auth import BeheerOfBeleid
from zicht_surveys.metingen.queries import get_meting
from zicht_surveys.open_antwoorden import service
from zicht_surveys.open_antwoorden.schemas import OpenAntwoord

router = APIRouter(prefix="/metingen", tags=["resultaten"], route_class=ZichtRoute)


@router.get("/{meting_id}/open-antwoorden")
async def list_open_antwoorden(
    meting_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    vraag: Annotated[Code | None, Query(description="Alleen bij deze vraag.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[OpenAntwoord]:
    """Toon wat inwoners in eigen woorden schreven, in willekeurige volgorde, alleen om van te leren.

    Elke tekst is gescreend: burgerservicenummers, telefoonnummers, e-mailadressen, rekeningnummers, adressen,
    webadressen en andere lange nummers zijn vervangen, en namen zoveel als aan de schrijfwijze te zien is. Lezen komt
    in het spoor.
    """
    meting = await get_meting(db, caller, meting_id)
    after = decode_cursor(cursor, [UUID])
    antwoorden = await service.list_open_antwoorden(
        db, caller, request.app.state.keyring, meting, vraag, after[0] if after else None, limit + 1
    )
    return make_page(request, response, antwoorden, limit, lambda antwoord: [antwoord.id])
