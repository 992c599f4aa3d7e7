from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from zicht_api.auth import Beheer, Lezer
from zicht_api.gebieden import queries, service
from zicht_api.gebieden.schemas import Gebied, GebiedGegevens, NieuwGebied
from zicht_api.peildatum import StandOp
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(prefix="/gebieden", tags=["gebieden"], route_class=ZichtRoute)
GebiedCode = Annotated[Code, Path()]


@router.get("")
async def list_gebieden(
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Gebied]:
    """Toon de gebieden van de gemeente, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_gebieden(db, caller.gemeente_id, stand.peil, after[0], limit + 1)
    return make_page(request, response, [Gebied.model_validate(row) for row in rows], limit, lambda row: [row.code])


@router.post("", status_code=201)
async def create_gebied(
    nieuw: NieuwGebied, caller: Beheer, db: Transaction, response: Response, idempotency_key: IdempotencyKey = None
) -> Gebied:
    """Leg een gebied vast."""
    row = await service.create_gebied(db, caller, nieuw)
    response.headers["ETag"] = etag_of(row.versie)
    return Gebied.model_validate(row)


@router.get("/{code}")
async def get_gebied(code: GebiedCode, caller: Lezer, db: Transaction, stand: StandOp, response: Response) -> Gebied:
    """Toon een gebied."""
    row = await service.get_gebied(db, caller, code, stand.peil)
    response.headers["ETag"] = etag_of(row.versie)
    return Gebied.model_validate(row)


@router.put("/{code}")
async def change_gebied(
    code: GebiedCode,
    gegevens: GebiedGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Gebied:
    """Wijzig een gebied, of verplaats het in de boom."""
    row = await service.change_gebied(db, caller, code, gegevens, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return Gebied.model_validate(row)
