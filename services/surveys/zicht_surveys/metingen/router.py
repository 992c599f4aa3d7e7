from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response

from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import Beheer, BeheerOfBeleid
from zicht_surveys.core import Core
from zicht_surveys.metingen import queries, service
from zicht_surveys.metingen.schemas import Meting, MetingGegevens, NieuweMeting

router = APIRouter(prefix="/metingen", tags=["metingen"], route_class=ZichtRoute)


@router.get("")
async def list_metingen(
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Meting]:
    """Toon de metingen van de gemeente, de nieuwste eerst."""
    after = decode_cursor(cursor, [date.fromisoformat, UUID])
    rows = await queries.list_metingen(db, caller, (after[0], after[1]) if after else None, limit + 1)
    metingen = [Meting.model_validate(row) for row in rows]
    return make_page(request, response, metingen, limit, lambda meting: [meting.begint_op, meting.id])


@router.post("", status_code=201)
async def create_meting(
    nieuw: NieuweMeting,
    caller: Beheer,
    db: Transaction,
    core: Core,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
) -> Meting:
    """Zet een meting klaar: een vragenlijst, een periode en de aanbieders waarvan cliënten worden gevraagd."""
    row = await service.create_meting(db, caller, core, nieuw)
    response.headers["Location"] = f"/v1/metingen/{row.id}"
    response.headers["ETag"] = etag_of(row.versie)
    return Meting.model_validate(row)


@router.get("/{meting_id}")
async def get_meting(meting_id: UUID, caller: BeheerOfBeleid, db: Transaction, response: Response) -> Meting:
    """Toon een meting."""
    row = await queries.get_meting(db, caller, meting_id)
    response.headers["ETag"] = etag_of(row.versie)
    return Meting.model_validate(row)


@router.put("/{meting_id}")
async def change_meting(
    meting_id: UUID,
    gegevens: MetingGegevens,
    caller: Beheer,
    db: Transaction,
    core: Core,
    response: Response,
    if_match: IfMatch = None,
) -> Meting:
    """Wijzig de naam of de laatste dag van een meting, of voeg aanbieders toe."""
    row = await service.change_meting(db, caller, core, meting_id, gegevens, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return Meting.model_validate(row)


@router.post("/{meting_id}/sluiting")
async def close_meting(
    meting_id: UUID, caller: Beheer, db: Transaction, response: Response, idempotency_key: IdempotencyKey = None
) -> Meting:
    """Sluit een meting. Wat nog in de stembus zit komt samengevoegd vrij."""
    row = await service.close_meting(db, caller, meting_id)
    response.headers["ETag"] = etag_of(row.versie)
    return Meting.model_validate(row)
