from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from zicht_api.afsluitingen import queries, service
from zicht_api.afsluitingen.schemas import AfgeslotenPeriode, PeriodeStand, Reden
from zicht_api.auth import Beheer, BeheerOfBeleidOfAanbieder
from zicht_api.peildatum import StandOp
from zicht_api.perioden import Periode, PeriodeCode
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/perioden", tags=["perioden"], route_class=ZichtRoute)
InPad = Annotated[PeriodeCode, Path(examples=["2025-K1"])]


@router.get("")
async def list_afgesloten(
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[AfgeslotenPeriode]:
    """Toon welke perioden zijn afgesloten, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_afgesloten(db, caller, stand.peil, after[0], limit + 1)
    items = [service.as_schema(row) for row in rows]
    return make_page(request, response, items, limit, lambda item: [item.periode])


@router.get("/{periode}")
async def get_periode(
    periode: InPad, caller: BeheerOfBeleidOfAanbieder, db: Transaction, stand: StandOp
) -> PeriodeStand:
    """Toon of een periode is afgesloten, en wie haar wanneer en waarom afsloot en heropende."""
    return await service.get_stand(db, caller, Periode.parse(periode), stand.peil)


@router.put("/{periode}/afsluiting")
async def close_periode(periode: InPad, reden: Reden, caller: Beheer, db: Transaction) -> PeriodeStand:
    """Sluit een periode af: contacten, tellingen en uitkomsten van vragenlijsten daarin veranderen niet meer.

    If-Match is hier niet nodig: een periode die al is afgesloten, blijft dat; alleen een andere reden komt erbij te
    staan.
    """
    gevraagd = Periode.parse(periode)
    await service.close(db, caller, gevraagd, reden.reden)
    return await service.get_stand(db, caller, gevraagd, None)


@router.post("/{periode}/heropening")
async def reopen_periode(
    periode: InPad, reden: Reden, caller: Beheer, db: Transaction, idempotency_key: IdempotencyKey = None
) -> PeriodeStand:
    """Heropen een afgesloten periode; wat daarna wordt aangeleverd, komt weer binnen."""
    gevraagd = Periode.parse(periode)
    await service.reopen(db, caller, gevraagd, reden.reden)
    return await service.get_stand(db, caller, gevraagd, None)
