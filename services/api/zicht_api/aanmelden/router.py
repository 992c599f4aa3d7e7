from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from zicht_api.aanmelden.schemas import Aanmelddienst, AanmelddienstGegevens
from zicht_api.aanmelden.service import Aanmelddiensten, get_dienst
from zicht_api.auth import Beheer
from zicht_shared.auth import check_leren
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/aanmelddienst", tags=["aanmelden"], route_class=ZichtRoute)


async def _aanmelddiensten(request: Request) -> Aanmelddiensten:
    aanmelddiensten: Aanmelddiensten = request.app.state.aanmelddiensten
    return aanmelddiensten


Diensten = Annotated[Aanmelddiensten, Depends(_aanmelddiensten)]


@router.get("")
async def get_aanmelddienst(caller: Beheer, db: Transaction, response: Response, diensten: Diensten) -> Aanmelddienst:
    """Toon waar mensen zich aanmelden met het account van de gemeente, zonder het geheim."""
    check_leren(caller)
    row = await get_dienst(db, caller)
    response.headers["ETag"] = etag_of(row.versie)
    return diensten.shown(row, caller.gemeente)


@router.put("")
async def put_aanmelddienst(
    gegevens: AanmelddienstGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    diensten: Diensten,
    if_match: IfMatch = None,
) -> Aanmelddienst:
    """Stel in waar mensen zich aanmelden met het account van de gemeente (OpenID Connect).

    Was er al een, stuur dan If-Match mee; wie zich daar had aangemeld, moet dat opnieuw doen. Bij `private_key_jwt`
    maakt Zicht een sleutel, die blijft zolang issuer en clientId dezelfde zijn.
    """
    check_leren(caller)
    row = await diensten.put(db, caller, gegevens, if_match)
    # What was there only changes with If-Match.
    response.status_code = 201 if if_match is None else 200
    response.headers["ETag"] = etag_of(row.versie)
    return diensten.shown(row, caller.gemeente)


@router.delete("", status_code=204)
async def delete_aanmelddienst(caller: Beheer, db: Transaction, diensten: Diensten, if_match: IfMatch = None) -> None:
    """Haal het aanmelden met het account van de gemeente weg. Wie zo is aangemeld, is dat meteen niet meer."""
    check_leren(caller)
    await diensten.delete(db, caller, if_match)
