from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from zicht_api.auth import Beheer
from zicht_api.toegang import service
from zicht_api.toegang.schemas import Toegangsdienst, ToegangsdienstGegevens
from zicht_shared.auth import check_leren
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/toegangsdienst", tags=["aanmelden"], route_class=ZichtRoute)


async def _loopback(request: Request) -> bool:
    loopback: bool = request.app.state.uitgever_loopback
    return loopback


Loopback = Annotated[bool, Depends(_loopback)]


@router.get("")
async def get_toegangsdienst(caller: Beheer, db: Transaction, response: Response) -> Toegangsdienst:
    """Toon wiens toegangstokens (OAuth 2) Zicht voor de gemeente aanneemt, en wat die mogen."""
    check_leren(caller)
    row = await service.get_dienst(db, caller)
    response.headers["ETag"] = etag_of(row.versie)
    return Toegangsdienst.model_validate(row)


@router.put("")
async def put_toegangsdienst(
    gegevens: ToegangsdienstGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    loopback: Loopback,
    if_match: IfMatch = None,
) -> Toegangsdienst:
    """Stel in wiens toegangstokens Zicht voor de gemeente aanneemt, van mensen en van systemen.

    Was er al een, stuur dan If-Match mee. Wat niet meer mag, houdt in de kern meteen op, en bij de vragenlijsten binnen
    een minuut.
    """
    check_leren(caller)
    row = await service.put_dienst(db, caller, gegevens, if_match, loopback=loopback)
    # What was there only changes with If-Match.
    response.status_code = 201 if if_match is None else 200
    response.headers["ETag"] = etag_of(row.versie)
    return Toegangsdienst.model_validate(row)


@router.delete("", status_code=204)
async def delete_toegangsdienst(caller: Beheer, db: Transaction, if_match: IfMatch = None) -> None:
    """Neem geen toegangstokens meer aan. Sleutels blijven werken."""
    check_leren(caller)
    await service.delete_dienst(db, caller, if_match)
