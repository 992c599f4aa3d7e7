from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from zicht_api.auth import BeheerOfBeleid
from zicht_api.monitorcycli import queries, service
from zicht_api.monitorcycli.schemas import (
    CyclusAfsluiting,
    CyclusHeropening,
    CyclusStatus,
    Monitorcyclus,
    MonitorcyclusGegevens,
    MonitorcyclusInLijst,
    MonitorcyclusStand,
    NieuweMonitorcyclus,
)
from zicht_api.monitorcycli.toetsen import Weergave
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(prefix="/monitorcycli", tags=["monitorcycli"], route_class=ZichtRoute)
CyclusCode = Annotated[Code, Path()]


@router.get("")
async def list_monitorcycli(
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    status: Annotated[CyclusStatus | None, Query(description="Alleen cycli die zo ver zijn.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[MonitorcyclusInLijst]:
    """Toon de monitorcycli van de gemeente, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_monitorcycli(db, caller, status=status, after=after[0], limit=limit + 1)
    items = [MonitorcyclusInLijst.model_validate(row) for row in rows]
    return make_page(request, response, items, limit, lambda row: [row.code])


@router.post("", status_code=201)
async def create_monitorcyclus(
    nieuw: NieuweMonitorcyclus,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
) -> Monitorcyclus:
    """Begin een monitorcyclus. In het antwoord staan de vragen die zicht geven op de huidige situatie."""
    made = await service.create_monitorcyclus(db, caller, nieuw)
    response.headers["ETag"] = etag_of(made.versie)
    return made


@router.get("/{monitorcyclus_code}")
async def get_monitorcyclus(
    monitorcyclus_code: CyclusCode, caller: BeheerOfBeleid, db: Transaction, response: Response
) -> Monitorcyclus:
    """Toon een monitorcyclus, met de vragen over de huidige situatie en waar een antwoord in de gegevens is te zien."""
    row = await queries.get_monitorcyclus(db, caller, monitorcyclus_code)
    response.headers["ETag"] = etag_of(row.versie)
    return await service.show_monitorcyclus(db, caller, row)


@router.put("/{monitorcyclus_code}")
async def change_monitorcyclus(
    monitorcyclus_code: CyclusCode,
    gegevens: MonitorcyclusGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Monitorcyclus:
    """Wijzig een monitorcyclus die loopt. Indicatoren die uw sleutel niet mag zien, blijven erin staan."""
    changed = await service.change_monitorcyclus(db, caller, monitorcyclus_code, gegevens, if_match)
    response.headers["ETag"] = etag_of(changed.versie)
    return changed


@router.get("/{monitorcyclus_code}/stand")
async def get_stand(
    monitorcyclus_code: CyclusCode,
    caller: BeheerOfBeleid,
    db: Transaction,
    weergave: Annotated[
        Weergave,
        Query(
            description="Dezelfde toetsen, in de zes stappen van het Kwaliteitskompas, of in de vier delen van de "
            "Kwaliteit- en outcomecyclus."
        ),
    ] = Weergave.kwaliteitskompas,
) -> MonitorcyclusStand:
    """Toon per stap wat er is, wat ontbreekt en waar u aan toe bent, zoals het uit de gegevens volgt.

    Elke regel noemt waar het is na te kijken. Wat uw sleutel niet mag zien, telt niet mee.
    """
    return await service.load_stand(db, caller, monitorcyclus_code, weergave)


@router.post(
    "/{monitorcyclus_code}/afsluiting", responses={409: {"description": "Er ontbreekt nog iets, en er is geen reden."}}
)
async def close_monitorcyclus(
    monitorcyclus_code: CyclusCode,
    afsluiting: CyclusAfsluiting,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Monitorcyclus:
    """Sluit een cyclus af. Ontbreekt er nog iets, dan alleen met een reden. Met een sleutel om te leren."""
    closed = await service.close_monitorcyclus(db, caller, monitorcyclus_code, afsluiting.reden, if_match)
    response.headers["ETag"] = etag_of(closed.versie)
    return closed


@router.post("/{monitorcyclus_code}/heropening", responses={409: {"description": "De cyclus is niet afgesloten."}})
async def reopen_monitorcyclus(
    monitorcyclus_code: CyclusCode,
    heropening: CyclusHeropening,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Monitorcyclus:
    """Heropen een afgesloten cyclus, met een reden. Met een sleutel om te leren."""
    opened = await service.reopen_monitorcyclus(db, caller, monitorcyclus_code, heropening.reden, if_match)
    response.headers["ETag"] = etag_of(opened.versie)
    return opened
