from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from zicht_api.auth import BeheerOfBeleid
from zicht_api.handmatige_waarden import queries, service
from zicht_api.handmatige_waarden.schemas import HandmatigeWaarde, HandmatigeWaardeGegevens
from zicht_api.indicatoren.queries import get_indicator
from zicht_api.peildatum import StandOp
from zicht_api.perioden import PeriodeCode
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(prefix="/indicatoren/{code}/handmatige-waarden", tags=["indicatoren"], route_class=ZichtRoute)
IndicatorCode = Annotated[Code, Path()]
VanPeriode = Annotated[PeriodeCode, Path(description="Een periode: 2026, 2026-K1, 2026-03 of 2026-W10.")]


@router.get("")
async def list_handmatige_waarden(
    code: IndicatorCode,
    caller: BeheerOfBeleid,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[HandmatigeWaarde]:
    """Toon wat er met de hand bij een indicator is ingevuld, op code van de periode."""
    after = decode_cursor(cursor, [str]) or [""]
    await get_indicator(db, caller, code, stand.peil)
    rows = await queries.list_waarden(db, caller.gemeente_id, code, stand.peil, after[0], limit + 1)
    items = [HandmatigeWaarde.model_validate(row) for row in rows]
    return make_page(request, response, items, limit, lambda row: [row.periode])


@router.get("/{periode}")
async def get_handmatige_waarde(
    code: IndicatorCode,
    periode: VanPeriode,
    caller: BeheerOfBeleid,
    db: Transaction,
    stand: StandOp,
    response: Response,
) -> HandmatigeWaarde:
    """Toon wat er over een periode is ingevuld."""
    await get_indicator(db, caller, code, stand.peil)
    row = await queries.get_waarde(db, caller.gemeente_id, code, periode, stand.peil)
    response.headers["ETag"] = etag_of(row.versie)
    return HandmatigeWaarde.model_validate(row)


@router.put("/{periode}", responses={201: {"model": HandmatigeWaarde, "description": "Voor het eerst ingevuld."}})
async def put_handmatige_waarde(
    code: IndicatorCode,
    periode: VanPeriode,
    gegevens: HandmatigeWaardeGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> HandmatigeWaarde:
    """Vul het cijfer van een periode in, of wijzig het; alleen bij de rekenwijze handmatig."""
    row = await service.put_waarde(db, caller, code, periode, gegevens, if_match)
    # What was there only changes with If-Match.
    response.status_code = 201 if if_match is None else 200
    response.headers["ETag"] = etag_of(row.versie)
    return HandmatigeWaarde.model_validate(row)


@router.delete("/{periode}", status_code=204)
async def delete_handmatige_waarde(
    code: IndicatorCode, periode: VanPeriode, caller: BeheerOfBeleid, db: Transaction, if_match: IfMatch = None
) -> None:
    """Haal het cijfer van een periode weg. Met peildatum is terug te zien wat er stond."""
    await service.delete_waarde(db, caller, code, periode, if_match)
