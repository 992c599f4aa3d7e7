from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from zicht_api.auth import Beheer, Lezer
from zicht_api.maatstaven import queries, service
from zicht_api.maatstaven.schemas import Maatstaf, NieuweMaatstaf
from zicht_api.peildatum import StandOp
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(prefix="/maatstaven", tags=["indicatoren"], route_class=ZichtRoute)
MaatstafCode = Annotated[Code, Path()]


@router.get("")
async def list_maatstaven(
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Maatstaf]:
    """Toon de maatstaven van de gemeente, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_maatstaven(db, caller, stand.peil, after[0], limit + 1)
    return make_page(request, response, [Maatstaf.model_validate(row) for row in rows], limit, lambda row: [row.code])


@router.post("", status_code=201)
async def create_maatstaf(
    nieuw: NieuweMaatstaf, caller: Beheer, db: Transaction, idempotency_key: IdempotencyKey = None
) -> Maatstaf:
    """Leg een eigen maatstaf vast, om als telling aan te leveren."""
    return Maatstaf.model_validate(await service.create_maatstaf(db, caller, nieuw))


@router.get("/{code}")
async def get_maatstaf(code: MaatstafCode, caller: Lezer, db: Transaction, stand: StandOp) -> Maatstaf:
    """Toon een maatstaf."""
    return Maatstaf.model_validate(await queries.get_maatstaf(db, caller, code, stand.peil))
