from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from zicht_shared.auth import Principal, Rol, caller_with
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.core import Core
from zicht_surveys.uitnodigingen import queries, service
from zicht_surveys.uitnodigingen.schemas import Links, NieuweUitnodigingen, Uitnodiging

router = APIRouter(prefix="/uitnodigingen", tags=["uitnodigingen"], route_class=ZichtRoute)
BeheerOfAanbieder = Annotated[Principal, caller_with(Rol.beheer, Rol.aanbieder)]


@router.post("", status_code=201)
async def create_uitnodigingen(
    nieuw: NieuweUitnodigingen,
    caller: BeheerOfAanbieder,
    db: Transaction,
    core: Core,
    request: Request,
    idempotency_key: RequiredIdempotencyKey,
) -> Links:
    """Maak links voor inwoners. De links zijn alleen in dit antwoord te zien: bewaar ze, of stuur ze meteen."""
    return Links(items=await service.create_uitnodigingen(db, caller, core, nieuw, request.app.state.public_url))


@router.get("")
async def list_uitnodigingen(
    caller: BeheerOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    meting_id: Annotated[UUID, Query(alias="metingId")],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Uitnodiging]:
    """Toon de uitnodigingen van een meting, zonder hun links en zonder of ze zijn gebruikt."""
    after = decode_cursor(cursor, [UUID])
    rows = await queries.list_uitnodigingen(db, caller, meting_id, after[0] if after else None, limit + 1)
    uitnodigingen = [Uitnodiging.model_validate(row) for row in rows]
    return make_page(request, response, uitnodigingen, limit, lambda uitnodiging: [uitnodiging.id])


@router.post("/{uitnodiging_id}/intrekking")
async def withdraw_uitnodiging(
    uitnodiging_id: UUID, caller: BeheerOfAanbieder, db: Transaction, idempotency_key: IdempotencyKey = None
) -> Uitnodiging:
    """Trek een uitnodiging in: de link werkt niet meer."""
    return Uitnodiging.model_validate(await service.withdraw_uitnodiging(db, caller, uitnodiging_id))
