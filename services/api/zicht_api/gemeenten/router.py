from fastapi import APIRouter, Response

from zicht_api.auth import Beheer, Lezer
from zicht_api.gemeenten import queries, service
from zicht_api.gemeenten.schemas import Gemeente, GemeenteGegevens
from zicht_api.peildatum import StandOp
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/gemeente", tags=["gemeente"], route_class=ZichtRoute)


@router.get("")
async def get_gemeente(caller: Lezer, db: Transaction, stand: StandOp, response: Response) -> Gemeente:
    """Toon uw gemeente, met de drempel die geldt of, met peildatum, die toen gold."""
    row = await queries.get_gemeente(db, caller.gemeente_id)
    if stand.peil is None:
        response.headers["ETag"] = etag_of(row.versie)
    return Gemeente(code=row.code, naam=row.naam, drempel=stand.drempel)


@router.put("")
async def change_gemeente(
    gegevens: GemeenteGegevens, caller: Beheer, db: Transaction, response: Response, if_match: IfMatch = None
) -> Gemeente:
    """Stel de drempel bij. Wat er daarna getoond wordt, verandert; de cijfers zelf niet."""
    row = await service.change_gemeente(db, caller, gegevens, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return Gemeente.model_validate(row)
