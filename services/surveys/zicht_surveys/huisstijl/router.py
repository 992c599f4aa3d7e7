from typing import Final

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.http import NamedRoute
from zicht_shared.huisstijl.schemas import Huisstijl, HuisstijlGegevens
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.tenancy import gemeente_id
from zicht_surveys.auth import Beheer, BeheerOfBeleid
from zicht_surveys.huisstijl import queries, service

router = APIRouter(prefix="/huisstijl", tags=["huisstijl"], route_class=ZichtRoute)


@router.get("")
async def get_huisstijl(caller: BeheerOfBeleid, db: Transaction, response: Response) -> Huisstijl:
    """Toon de kleuren van de pagina's voor inwoners, met het contrast van elk paar."""
    huisstijl, versie = await service.get_huisstijl(db, caller)
    response.headers["ETag"] = etag_of(versie)
    return huisstijl


@router.put("")
async def change_huisstijl(
    gegevens: HuisstijlGegevens, caller: Beheer, db: Transaction, response: Response, if_match: IfMatch = None
) -> Huisstijl:
    """Stel de kleuren in. Kleuren waarmee tekst, velden of focus niet goed te zien zijn, worden geweigerd."""
    huisstijl, versie = await service.change_huisstijl(db, caller, gegevens, if_match)
    response.headers["ETag"] = etag_of(versie)
    return huisstijl


async def stylesheet(request: Request) -> Response:
    """The look of a gemeente as its pages ask for it. An address from before a change gets what holds now."""
    nummer, _, kenmerk = request.path_params["naam"].partition("-")
    if not (nummer.isascii() and nummer.isdigit() and len(nummer) == 4):
        raise HTTPException(404)
    gemeente = gemeente_id(f"GM{nummer}")
    async with request.app.state.db.transaction(gemeente) as db:
        row = await queries.find_huisstijl(db, gemeente)
    if row is None or row.stijlblad is None:
        raise HTTPException(404)
    keep = "public, max-age=31536000, immutable" if row.kenmerk == kenmerk else "no-store"
    return Response(row.stijlblad, media_type="text/css; charset=utf-8", headers={"Cache-Control": keep})


routes: Final = [NamedRoute("/stijl/{naam}.css", stylesheet)]
