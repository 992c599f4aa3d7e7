from fastapi import APIRouter, Response

from zicht_api.auth import Beheer, BeheerOfBeleid
from zicht_api.huisstijl import service
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.huisstijl.schemas import Huisstijl, HuisstijlGegevens
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/huisstijl", tags=["huisstijl"], route_class=ZichtRoute)


@router.get("")
async def get_huisstijl(caller: BeheerOfBeleid, db: Transaction, response: Response) -> Huisstijl:
    """Toon de kleuren van het dashboard en de beelden, met het contrast van elk paar."""
    huisstijl, versie = await service.get_huisstijl(db, caller)
    response.headers["ETag"] = etag_of(versie)
    return huisstijl


@router.put("")
async def change_huisstijl(
    gegevens: HuisstijlGegevens, caller: Beheer, db: Transaction, response: Response, if_match: IfMatch = None
) -> Huisstijl:
    """Stel de kleuren in. Kleuren waarmee tekst, knoppen of tekens niet goed te zien zijn, worden geweigerd."""
    huisstijl, versie = await service.change_huisstijl(db, caller, gegevens, if_match)
    response.headers["ETag"] = etag_of(versie)
    return huisstijl
