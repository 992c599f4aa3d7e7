from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from zicht_api.auth import Beheer, Lezer
from zicht_api.indicatoren import queries, service
from zicht_api.indicatoren.schemas import Indicator, IndicatorGegevens, NieuweIndicator, Pijler, Rekenwijze
from zicht_api.peildatum import StandOp
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(prefix="/indicatoren", tags=["indicatoren"], route_class=ZichtRoute)
IndicatorCode = Annotated[Code, Path()]


@router.get("")
async def list_indicatoren(
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    pijler: Annotated[Pijler | None, Query(description="Alleen indicatoren van deze pijler.")] = None,
    rekenwijze: Annotated[Rekenwijze | None, Query(description="Alleen indicatoren met deze rekenwijze.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Indicator]:
    """Toon de indicatoren die uw sleutel mag zien, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_indicatoren(
        db, caller, stand.peil, pijler=pijler, rekenwijze=rekenwijze, after=after[0], limit=limit + 1
    )
    return make_page(request, response, [Indicator.model_validate(row) for row in rows], limit, lambda row: [row.code])


@router.post("", status_code=201)
async def create_indicator(
    nieuw: NieuweIndicator, caller: Beheer, db: Transaction, response: Response, idempotency_key: IdempotencyKey = None
) -> Indicator:
    """Leg een indicator vast."""
    row = await service.create_indicator(db, caller, nieuw)
    response.headers["ETag"] = etag_of(row.versie)
    return Indicator.model_validate(row)


@router.get("/{code}")
async def get_indicator(
    code: IndicatorCode, caller: Lezer, db: Transaction, stand: StandOp, response: Response
) -> Indicator:
    """Toon een indicator."""
    row = await queries.get_indicator(db, caller, code, stand.peil)
    response.headers["ETag"] = etag_of(row.versie)
    return Indicator.model_validate(row)


@router.put("/{code}")
async def change_indicator(
    code: IndicatorCode,
    gegevens: IndicatorGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Indicator:
    """Wijzig een indicator."""
    row = await service.change_indicator(db, caller, code, gegevens, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return Indicator.model_validate(row)


@router.delete("/{code}", status_code=204, responses={409: {"description": "Een formule gebruikt deze indicator."}})
async def delete_indicator(code: IndicatorCode, caller: Beheer, db: Transaction, if_match: IfMatch = None) -> None:
    """Verwijder een indicator. Met peildatum is terug te zien wat er was."""
    await service.delete_indicator(db, caller, code, if_match)
