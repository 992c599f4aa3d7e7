from uuid import UUID

from fastapi import APIRouter, Request, Response

from zicht_shared.audit import record
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import Beheer
from zicht_surveys.outbox import queries
from zicht_surveys.outbox.schemas import Bericht

router = APIRouter(prefix="/outbox", tags=["outbox"], route_class=ZichtRoute)


@router.get("")
async def list_outbox(
    caller: Beheer, db: Transaction, request: Request, response: Response, limit: Limit = 100, cursor: Cursor = None
) -> Pagina[Bericht]:
    """Toon de uitkomsten die nog niet bij de kern zijn: wat wacht en wat onbestelbaar is."""
    after = decode_cursor(cursor, [UUID])
    rows = await queries.list_undelivered(db, caller, after[0] if after else None, limit + 1)
    berichten = [Bericht.model_validate(row) for row in rows]
    return make_page(request, response, berichten, limit, lambda bericht: [bericht.meting_id])


@router.post("/{meting_id}/herstel")
async def retry_bericht(
    meting_id: UUID, caller: Beheer, db: Transaction, idempotency_key: IdempotencyKey = None
) -> Bericht:
    """Probeer een uitkomst meteen opnieuw te bezorgen."""
    row = await queries.retry_now(db, caller, meting_id)
    await record(db, caller, "outbox.hersteld", str(meting_id))
    return Bericht.model_validate(row)
