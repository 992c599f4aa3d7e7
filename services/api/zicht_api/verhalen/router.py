from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from zicht_api.auth import BeheerOfBeleid, Lezer
from zicht_api.perioden import Periode, parse_reeks
from zicht_api.signalen.schemas import PeriodeReeks
from zicht_api.verhalen import queries, service
from zicht_api.verhalen.schemas import (
    Herkomst,
    Thema,
    Verhaal,
    VerhaalGegevens,
    VerhaalIngevoerd,
    Verhaalontvangst,
    Verhaalstatus,
    Verhaalthema,
    VerhaalVraag,
)
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import EachOnce, Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(tags=["verhalen"], route_class=ZichtRoute)

# Stories are long.
Bladzijde = Annotated[int, Query(ge=1, le=100, description="Hoeveel verhalen per pagina.")]


@router.get("/verhalen", dependencies=[EachOnce])
async def list_verhalen(
    caller: Lezer,
    db: Transaction,
    request: Request,
    response: Response,
    status: Annotated[Verhaalstatus | None, Query(description="Alleen verhalen die zo ver zijn.")] = None,
    herkomst: Annotated[Herkomst | None, Query(description="Alleen verhalen van deze herkomst.")] = None,
    thema: Annotated[Thema | None, Query(description="Alleen verhalen met dit thema.")] = None,
    indicator: Annotated[Code | None, Query(description="Alleen verhalen bij deze indicator.")] = None,
    doelenboom: Annotated[Code | None, Query(description="Alleen verhalen bij een knoop van deze boom.")] = None,
    knoop: Annotated[Code | None, Query(description="Alleen verhalen bij deze knoop; samen met doelenboom.")] = None,
    aanbieder: Annotated[Code | None, Query(description="Alleen verhalen over deze aanbieder.")] = None,
    gebied: Annotated[Code | None, Query(description="Alleen verhalen uit dit gebied zelf.")] = None,
    doelgroep: Annotated[Code | None, Query(description="Alleen verhalen van deze doelgroep.")] = None,
    periode: Annotated[
        PeriodeReeks | None,
        Query(description="Alleen verhalen waarvan de periode hierin ligt; ook een reeks: 2026-01..2026-06."),
    ] = None,
    limit: Bladzijde = 50,
    cursor: Cursor = None,
) -> Pagina[Verhaal]:
    """Toon de verhalen die u nu mag lezen, de laatste periode eerst.

    Beheer en beleid zien alle verhalen. Anderen zien alleen wat is nagelezen en vrijgegeven: een aanbieder wat over
    hem gaat en voor hem is bedoeld, een sleutel om te verantwoorden wat openbaar is. Een verhaal waarvan de
    toestemming is ingetrokken of voorbij is, is er niet, ook niet zoals het eerder was.
    """
    reeks = parse_reeks(periode) if periode else None
    vraag = VerhaalVraag(
        status=status,
        herkomst=herkomst,
        thema=thema,
        indicator=indicator,
        doelenboom=doelenboom,
        knoop=knoop,
        aanbieder=aanbieder,
        gebied=gebied,
        doelgroep=doelgroep,
        begin=reeks[0].begin if reeks else None,
        eind=reeks[-1].eind if reeks else None,
    )
    after = decode_cursor(cursor, [date.fromisoformat, UUID])
    before = (after[0], after[1]) if after else None
    found = await service.list_verhalen(db, caller, request.app.state.keyring, vraag, before, limit + 1)
    return make_page(request, response, found, limit, lambda one: [Periode.parse(one.periode).eind, one.id])


@router.post("/verhalen", status_code=201)
async def create_verhaal(
    gegevens: VerhaalGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
) -> VerhaalIngevoerd:
    """Voer een verhaal in.

    Elke tekst wordt gescreend, en alleen zo bewaard: lees na of er niemand in te herkennen is, en geef het dan vrij.
    Het antwoord zegt waar iets is vervangen, en herhaalt geen tekst.
    """
    made = await service.create_verhaal(db, caller, request.app.state.keyring, gegevens)
    response.headers["ETag"] = etag_of(made.versie)
    return made


@router.get("/verhalen/{verhaal_id}")
async def get_verhaal(
    verhaal_id: UUID, caller: Lezer, db: Transaction, request: Request, response: Response
) -> Verhaal:
    """Toon een verhaal dat u nu mag lezen."""
    verhaal = await service.get_verhaal(db, caller, request.app.state.keyring, verhaal_id)
    response.headers["ETag"] = etag_of(verhaal.versie)
    return verhaal


@router.put("/verhalen/{verhaal_id}")
async def change_verhaal(
    verhaal_id: UUID,
    gegevens: VerhaalGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> VerhaalIngevoerd:
    """Wijzig een verhaal, of waarvoor het mag dienen.

    De teksten worden opnieuw gescreend en het verhaal is weer een concept: tot het is vrijgegeven, lezen anderen het
    niet.
    """
    changed = await service.change_verhaal(db, caller, request.app.state.keyring, verhaal_id, gegevens, if_match)
    response.headers["ETag"] = etag_of(changed.versie)
    return changed


@router.post("/verhalen/{verhaal_id}/vrijgave")
async def release_verhaal(
    verhaal_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Verhaalontvangst:
    """Geef een verhaal vrij: u heeft het gelezen, met alles wat erbij staat, en er is niemand in te herkennen."""
    released = await service.release_verhaal(db, caller, verhaal_id, if_match)
    response.headers["ETag"] = etag_of(released.versie)
    return released


@router.post("/verhalen/{verhaal_id}/intrekking", status_code=204)
async def withdraw_verhaal(
    verhaal_id: UUID, caller: BeheerOfBeleid, db: Transaction, idempotency_key: IdempotencyKey = None
) -> None:
    """Trek de toestemming in: het verhaal is meteen overal weg. Dat kan altijd, zonder If-Match.

    In het spoor staat dat het is ingetrokken, niet wat erin stond.
    """
    await service.withdraw_verhaal(db, caller, verhaal_id)


@router.get("/verhaalthemas")
async def list_verhaalthemas(
    caller: Lezer, db: Transaction, request: Request, response: Response, limit: Limit = 100, cursor: Cursor = None
) -> Pagina[Verhaalthema]:
    """Toon de thema's van de verhalen die u nu mag lezen, op naam."""
    after = decode_cursor(cursor, [str]) or [""]
    rows = await queries.list_themas(db, caller, after[0], limit + 1)
    items = [Verhaalthema.model_validate(row) for row in rows]
    return make_page(request, response, items, limit, lambda row: [row.thema])
