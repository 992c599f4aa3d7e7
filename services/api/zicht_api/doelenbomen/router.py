from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from zicht_api.auth import Beheer, BeheerOfBeleid, BeheerOfBeleidOfBi
from zicht_api.doelenbomen import pakket, queries, service
from zicht_api.doelenbomen.schemas import (
    BijConflict,
    Doelenboom,
    DoelenboomGegevens,
    DoelenboomInLijst,
    Doelenboompakket,
    Doelenboomsjabloon,
    Doelenboomversie,
    NieuweDoelenboom,
    PakketOntvangst,
    Realisatie,
    RealisatieVraag,
)
from zicht_api.doelenbomen.sjabloon import alle_sjablonen
from zicht_api.doelenbomen.weergave import WEERGAVEN
from zicht_api.formaten.kiezen import CSV, JSON, choose
from zicht_api.peildatum import StandOp
from zicht_shared.concurrency import IfMatch, IfNoneMatch, etag_of, is_known
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page, small_number
from zicht_shared.routing import EachOnce, Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(tags=["doelenbomen"], route_class=ZichtRoute)
DoelenboomCode = Annotated[Code, Path()]


@router.get("/doelenboomsjablonen")
async def list_doelenboomsjablonen(caller: BeheerOfBeleidOfBi) -> Pagina[Doelenboomsjabloon]:
    """Toon de sjablonen waarmee een doelenboom kan beginnen."""
    return Pagina(items=list(alle_sjablonen().values()))


@router.get("/doelenbomen")
async def list_doelenbomen(
    caller: BeheerOfBeleidOfBi,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[DoelenboomInLijst]:
    """Toon de doelenbomen van de gemeente, op code, zonder hun knopen."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_doelenbomen(db, caller, stand.peil, after[0], limit + 1)
    items = [DoelenboomInLijst.model_validate(row) for row in rows]
    return make_page(request, response, items, limit, lambda row: [row.code])


@router.post("/doelenbomen", status_code=201)
async def create_doelenboom(
    nieuw: NieuweDoelenboom,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Doelenboom:
    """Leg een doelenboom vast, met eigen knopen of naar een sjabloon.

    Van een sjabloon blijven indicatoren weg die er niet zijn, of die uw sleutel niet mag zien.
    """
    boom = await service.create_doelenboom(db, caller, nieuw)
    response.headers["ETag"] = etag_of(boom.versie)
    return boom


@router.get("/doelenbomen/{doelenboom_code}")
async def get_doelenboom(
    doelenboom_code: DoelenboomCode,
    caller: BeheerOfBeleidOfBi,
    db: Transaction,
    stand: StandOp,
    response: Response,
    versie: Annotated[
        int | None, Query(ge=1, lt=2**31, description="Een oudere versie; zonder versie: die nu geldt.")
    ] = None,
) -> Doelenboom:
    """Toon een doelenboom, met de indicatoren die uw sleutel mag zien."""
    boom = await service.get_doelenboom(db, caller, stand, doelenboom_code, versie)
    response.headers["ETag"] = etag_of(boom.versie)
    return boom


@router.put("/doelenbomen/{doelenboom_code}")
async def change_doelenboom(
    doelenboom_code: DoelenboomCode,
    gegevens: DoelenboomGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Doelenboom:
    """Vervang een doelenboom door een nieuwe versie.

    Indicatoren die uw sleutel niet mag zien, blijven aan hun knoop hangen zolang die er is.
    """
    boom = await service.change_doelenboom(db, caller, doelenboom_code, gegevens, if_match)
    response.headers["ETag"] = etag_of(boom.versie)
    return boom


@router.delete("/doelenbomen/{doelenboom_code}", status_code=204)
async def remove_doelenboom(
    doelenboom_code: DoelenboomCode, caller: BeheerOfBeleid, db: Transaction, if_match: IfMatch = None
) -> None:
    """Sluit een doelenboom. Haar versies blijven te lezen, met peildatum of versie."""
    await service.remove_doelenboom(db, caller, doelenboom_code, if_match)


@router.get("/doelenbomen/{doelenboom_code}/versies")
async def list_versies(
    doelenboom_code: DoelenboomCode,
    caller: BeheerOfBeleid,
    db: Transaction,
    stand: StandOp,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Doelenboomversie]:
    """Toon de versies van een doelenboom, ook van een gesloten boom: wanneer zij golden, en door welke sleutel."""
    after = decode_cursor(cursor, [small_number]) or [0]
    rows = await queries.list_versies(db, caller, doelenboom_code, stand.peil, after[0], limit + 1)
    items = [Doelenboomversie.model_validate(row) for row in rows]
    return make_page(request, response, items, limit, lambda row: [row.versie])


@router.get("/doelenbomen/{doelenboom_code}/pakket")
async def get_pakket(
    doelenboom_code: DoelenboomCode, caller: BeheerOfBeleidOfBi, db: Transaction, stand: StandOp
) -> Doelenboompakket:
    """Geef een doelenboom met de definities van de indicatoren die zij gebruikt, om elders vast te leggen."""
    boom = await service.get_doelenboom(db, caller, stand, doelenboom_code, None)
    return await pakket.export_pakket(db, caller, boom, stand.peil)


@router.post("/doelenboompakketten")
async def import_pakket(
    nieuw: Doelenboompakket,
    caller: Beheer,
    db: Transaction,
    bij_conflict: Annotated[
        BijConflict,
        Query(
            alias="bijConflict",
            description="Wat te doen als er al een andere indicator of doelenboom met dezelfde code is. weigeren: "
            "niets vastleggen; behouden: die laten staan; vervangen: door wat er in het pakket staat.",
        ),
    ] = "weigeren",
    idempotency_key: IdempotencyKey = None,
) -> PakketOntvangst:
    """Leg een pakket vast: de doelenboom, en de indicatoren die er nog niet zijn. Alles, of niets.

    Hetzelfde pakket een tweede keer verandert niets.
    """
    return await pakket.import_pakket(db, caller, nieuw, bij_conflict)


@router.get(
    "/doelenbomen/{doelenboom_code}/realisatie",
    response_model=Realisatie,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
        304: {"description": "Er is niets veranderd."},
        406: {"description": "In deze vorm geven we dit niet."},
    },
    dependencies=[EachOnce],
)
async def get_realisatie(
    doelenboom_code: DoelenboomCode,
    vraag: Annotated[RealisatieVraag, Query()],
    caller: BeheerOfBeleidOfBi,
    db: Transaction,
    stand: StandOp,
    request: Request,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Toon hoe ver de doelen van een doelenboom zijn bereikt, per indicator en opgeteld per knoop.

    In het antwoord staan de formules (uitleg) en alle gewichten, waarden en aantallen waar een score uit volgt: daarmee
    is zij na te rekenen. Wat ontbreekt, staat er als ontbrekend. De bovenste knoop is een gedeelde
    verantwoordelijkheid: haar score is nooit alleen die van cliëntondersteuning.
    """
    media_type = choose(request.headers.get("accept"), None, (JSON, CSV)).media_type
    opdracht = await service.understand(db, caller, stand, doelenboom_code, vraag)
    etag = f'"{opdracht.fingerprint(caller, media_type)}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, X-Api-Key"}
    if is_known(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    antwoord = await service.answer(db, caller, opdracht)
    return Response(WEERGAVEN[media_type](antwoord), media_type=media_type, headers=headers)
