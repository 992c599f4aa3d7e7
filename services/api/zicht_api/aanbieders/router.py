from uuid import UUID

from fastapi import APIRouter, Request, Response

from zicht_api.aanbieders import queries, service
from zicht_api.aanbieders.schemas import Aanbieder, AanbiederGegevens, NieuweAanbieder
from zicht_api.auth import Beheer, Lezer
from zicht_api.peildatum import StandOp
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/aanbieders", tags=["aanbieders"], route_class=ZichtRoute)


@router.get("")
async def list_aanbieders(
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Aanbieder]:
    """Toon de aanbieders van de gemeente, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_aanbieders(db, caller, stand.peil, after[0], limit + 1)
    return make_page(request, response, [Aanbieder.model_validate(row) for row in rows], limit, lambda row: [row.code])


@router.post("", status_code=201)
async def create_aanbieder(
    nieuw: NieuweAanbieder, caller: Beheer, db: Transaction, response: Response, idempotency_key: IdempotencyKey = None
) -> Aanbieder:
    """Leg een aanbieder vast."""
    row = await service.create_aanbieder(db, caller, nieuw)
    response.headers["ETag"] = etag_of(row.versie)
    return Aanbieder.model_validate(row)


@router.get("/{aanbieder_id}")
async def get_aanbieder(
    aanbieder_id: UUID, caller: Lezer, db: Transaction, stand: StandOp, response: Response
) -> Aanbieder:
    """Toon een aanbieder."""
    row = await queries.get_aanbieder(db, caller, aanbieder_id, stand.peil)
    response.headers["ETag"] = etag_of(row.versie)
    return Aanbieder.model_validate(row)


@router.put("/{aanbieder_id}")
async def change_aanbieder(
    aanbieder_id: UUID,
    gegevens: AanbiederGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Aanbieder:
    """Wijzig een aanbieder."""
    row = await service.change_aanbieder(db, caller, aanbieder_id, gegevens, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return Aanbieder.model_validate(row)
