from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from zicht_api.auth import Beheer, BeheerOfBeleidOfAanbieder
from zicht_api.leverkalender import queries, service
from zicht_api.leverkalender.aanleverstatus import load_aanleverstatus
from zicht_api.leverkalender.schemas import (
    Aanleverstatussen,
    Leverafspraak,
    LeverafspraakGegevens,
    NieuweLeverafspraak,
    PeriodeReeks,
)
from zicht_api.leverkalender.status import Leveringsstatus
from zicht_api.peildatum import StandOp
from zicht_api.perioden import parse_reeks
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page, small_number
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(tags=["leverkalender"], route_class=ZichtRoute)


@router.get("/leverafspraken")
async def list_leverafspraken(
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Leverafspraak]:
    """Toon wat aanbieders wanneer leveren, per aanbieder. Een aanbieder ziet alleen wat hem zelf betreft."""
    after = decode_cursor(cursor, [small_number, UUID])
    rows = await queries.list_leverafspraken(db, caller, stand.peil, (after[0], after[1]) if after else None, limit + 1)
    page = make_page(request, response, rows, limit, lambda row: [row.aanbieder_nr, row.id])
    codes = await service.load_codes(db, caller, stand.peil)
    items = [service.as_schema(row, codes[row.aanbieder_nr]) for row in page.items]
    return Pagina(items=items, volgende=page.volgende)


@router.post("/leverafspraken", status_code=201)
async def create_leverafspraak(
    nieuw: NieuweLeverafspraak,
    caller: Beheer,
    db: Transaction,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Leverafspraak:
    """Leg vast wat een aanbieder levert, en wanneer."""
    response.headers["ETag"] = etag_of(1)
    return await service.create_leverafspraak(db, caller, nieuw)


@router.get("/leverafspraken/{leverafspraak_id}")
async def get_leverafspraak(
    leverafspraak_id: UUID, caller: BeheerOfBeleidOfAanbieder, db: Transaction, stand: StandOp, response: Response
) -> Leverafspraak:
    """Toon een leverafspraak."""
    row = await queries.get_leverafspraak(db, caller, leverafspraak_id, stand.peil)
    response.headers["ETag"] = etag_of(row.versie)
    codes = await service.load_codes(db, caller, stand.peil)
    return service.as_schema(row, codes[row.aanbieder_nr])


@router.put("/leverafspraken/{leverafspraak_id}")
async def change_leverafspraak(
    leverafspraak_id: UUID,
    gegevens: LeverafspraakGegevens,
    caller: Beheer,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Leverafspraak:
    """Wijzig een leverafspraak, ook voor perioden die voorbij zijn."""
    changed, versie = await service.change_leverafspraak(db, caller, leverafspraak_id, gegevens, if_match)
    response.headers["ETag"] = etag_of(versie)
    return changed


@router.delete("/leverafspraken/{leverafspraak_id}", status_code=204)
async def delete_leverafspraak(
    leverafspraak_id: UUID, caller: Beheer, db: Transaction, if_match: IfMatch = None
) -> None:
    """Verwijder een leverafspraak, alsof zij er niet was. Stopt een aanbieder, geef haar dan een laatste periode."""
    await service.delete_leverafspraak(db, caller, leverafspraak_id, if_match)


@router.get("/aanleverstatus")
async def get_aanleverstatus(
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    stand: StandOp,
    periode: Annotated[
        PeriodeReeks,
        Query(
            description="Een periode (2026, 2026-K1, 2026-03) of een reeks (2025-01..2025-12). Elke verwachte "
            "aanlevering over een periode die daar een dag mee deelt, staat in het antwoord.",
            examples=["2025-01..2025-12"],
        ),
    ],
    aanbieder: Annotated[Code | None, Query(description="Alleen van deze aanbieder.")] = None,
    status: Annotated[Leveringsstatus | None, Query(description="Alleen met deze status.")] = None,
) -> Aanleverstatussen:
    """Toon per aanbieder en periode wat er van de afgesproken aanlevering is geworden.

    Een aanbieder ziet alleen zichzelf. Met een peildatum: zoals het er toen voor stond.
    """
    found = await load_aanleverstatus(db, caller, stand, parse_reeks(periode), aanbieder)
    items = [service.describe_status(een) for een in found if status is None or een.oordeel.status is status]
    return Aanleverstatussen(dataversie=stand.dataversie, dag=stand.dag, items=items)
