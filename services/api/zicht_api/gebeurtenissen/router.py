from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from zicht_api.auth import Lezer
from zicht_api.gebeurtenissen import service
from zicht_api.gebeurtenissen.schemas import Gebeurtenis, Gebeurtenispagina
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_shared.pagination import Limit, address_of_page
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/gebeurtenissen", tags=["gebeurtenissen"], route_class=ZichtRoute)


@router.get("", responses={410: {"description": "Er is verwijderd wat u nog niet had: begin opnieuw, zonder cursor."}})
async def list_gebeurtenissen(
    caller: Lezer,
    db: Transaction,
    request: Request,
    response: Response,
    soort: Annotated[Gebeurtenissoort | None, Query(description="Alleen gebeurtenissen van deze soort.")] = None,
    limit: Limit = 100,
    cursor: Annotated[
        str | None, Query(max_length=500, description="Tot waar u al las; neem deze over uit `verder`.")
    ] = None,
) -> Gebeurtenispagina:
    """Volg wat er gebeurt, het oudste eerst, in de volgorde waarin het is vastgelegd.

    Lees tot `volgende` leeg is, bewaar dan `verder` en vraag dat adres later weer op: u krijgt wat er sindsdien is
    gebeurd, elke gebeurtenis een keer en zonder iets over te slaan.

    U ziet wat uw sleutel op dat moment mag zien. Een aanbieder ziet wat over de aanbieder zelf gaat. Met de rol bi ziet
    u dat er cijfers bij kwamen en dat een verhaal is ingetrokken.

    Gebeurtenissen blijven 400 dagen staan. Is een cursor 399 dagen niet gebruikt, dan volgt 410.
    """
    keyring = request.app.state.keyring
    vervolg = await service.follow(db, caller, keyring, soort, cursor, limit)
    verder = address_of_page(request, vervolg.cursor)
    if vervolg.meer:
        response.headers["Link"] = f'<{verder}>; rel="next"'
    items = [Gebeurtenis.model_validate(row) for row in vervolg.rows]
    return Gebeurtenispagina(items=items, volgende=verder if vervolg.meer else None, verder=verder)
