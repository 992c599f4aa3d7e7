from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from zicht_shared.auth import Principal, Rol, caller_with
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.core import Core
from zicht_surveys.open_links import queries, service
from zicht_surveys.open_links.schemas import NieuweOpenLink, OpenLink, OpenLinkMetAdres
from zicht_surveys.uitnodigingen.qr import qr_codes

router = APIRouter(prefix="/open-links", tags=["uitnodigingen"], route_class=ZichtRoute)
BeheerOfAanbieder = Annotated[Principal, caller_with(Rol.beheer, Rol.aanbieder)]


@router.post("", status_code=201)
async def create_open_link(
    nieuw: NieuweOpenLink,
    caller: BeheerOfAanbieder,
    db: Transaction,
    core: Core,
    request: Request,
    idempotency_key: RequiredIdempotencyKey,
) -> OpenLinkMetAdres:
    """Maak een open link, voor een kiosk of een poster: wie haar opent, krijgt een eigen vragenlijst.

    Het adres is alleen in dit antwoord te zien. Wie het heeft, kan meedoen tot het maximum is bereikt.
    """
    row, token = await service.create_open_link(db, caller, core, request.app.state.keyring, nieuw)
    stem = f"{request.app.state.public_url}/o/"
    link = OpenLink.model_validate(row).model_dump()
    return OpenLinkMetAdres(**link, url=stem + token, qr=qr_codes(stem, [token])[0])


@router.get("")
async def list_open_links(
    caller: BeheerOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    meting_id: Annotated[UUID, Query(alias="metingId")],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[OpenLink]:
    """Toon de open links van een meting, zonder hun adres."""
    after = decode_cursor(cursor, [UUID])
    rows = await queries.list_open_links(db, caller, meting_id, after[0] if after else None, limit + 1)
    links = [OpenLink.model_validate(row) for row in rows]
    return make_page(request, response, links, limit, lambda link: [link.id])


@router.post("/{open_link_id}/intrekking")
async def withdraw_open_link(
    open_link_id: UUID, caller: BeheerOfAanbieder, db: Transaction, idempotency_key: IdempotencyKey = None
) -> OpenLink:
    """Trek een open link in: niemand kan er nog mee beginnen. Wie al begon, kan verder."""
    return OpenLink.model_validate(await service.withdraw_open_link(db, caller, open_link_id))
