from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from zicht_api.auth import BeheerOfBeleid
from zicht_api.duiding import queries, service
from zicht_api.duiding.bespreking import describe_sessie
from zicht_api.duiding.bladen import HEADERS, make_gespreksblad, make_verslag
from zicht_api.duiding.cijfers import load_cijfers
from zicht_api.duiding.models import Duidingssessie as Row
from zicht_api.duiding.schemas import (
    Bijdrage,
    Duidingssessie,
    DuidingssessieInLijst,
    Perspectief,
    Sessiecijfers,
    Sessieopzet,
    Sessieuitkomst,
    Status,
    Stemming,
)
from zicht_shared.auth import Principal, check_leren
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

_PAGE = {"content": {"text/html": {"schema": {"type": "string"}}}}


async def _to_learn(request: Request) -> None:
    caller: Principal = request.state.caller
    check_leren(caller)


router = APIRouter(
    prefix="/duidingssessies", tags=["duidingssessies"], route_class=ZichtRoute, dependencies=[Depends(_to_learn)]
)


@router.get("")
async def list_sessies(
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    status: Annotated[Status | None, Query(description="Alleen sessies die zo ver zijn.")] = None,
    monitorcyclus: Annotated[Code | None, Query(description="Alleen sessies bij deze monitorcyclus.")] = None,
    indicator: Annotated[Code | None, Query(description="Alleen sessies over deze indicator.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[DuidingssessieInLijst]:
    """Toon de duidingssessies, op datum, de nieuwste eerst."""
    after = decode_cursor(cursor, [date.fromisoformat, UUID])
    rows = await queries.list_sessies(
        db,
        caller,
        status=status,
        monitorcyclus=monitorcyclus,
        indicator=indicator,
        before=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    found = [DuidingssessieInLijst.model_validate(row) for row in rows]
    return make_page(request, response, found, limit, lambda row: [row.datum.isoformat(), row.id])


@router.post("", status_code=201)
async def create_sessie(
    opzet: Sessieopzet,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
) -> Duidingssessie:
    """Bereid een duidingssessie voor: over welke cijfers en verhalen het gaat, en wie er meepraten.

    De cijfers blijven zoals ze nu zijn, of op de peildatum waren.
    """
    row, sessie = await service.create_sessie(db, caller, opzet)
    response.headers["ETag"] = etag_of(row.versie)
    return sessie


@router.get("/{sessie_id}")
async def get_sessie(sessie_id: UUID, caller: BeheerOfBeleid, db: Transaction, response: Response) -> Duidingssessie:
    """Toon een duidingssessie, met wie wat zei, waarover men het eens is, en de aanbevelingen met de meeste stemmen."""
    return await _show(db, caller, response, await queries.get_sessie(db, caller, sessie_id))


@router.put("/{sessie_id}")
async def change_opzet(
    sessie_id: UUID,
    opzet: Sessieopzet,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Duidingssessie:
    """Wijzig de opzet van een duidingssessie die nog in voorbereiding is."""
    return await _show(db, caller, response, await service.change_opzet(db, caller, sessie_id, opzet, if_match))


@router.delete("/{sessie_id}", status_code=204)
async def remove_sessie(sessie_id: UUID, caller: BeheerOfBeleid, db: Transaction, if_match: IfMatch = None) -> None:
    """Verwijder een duidingssessie die nog in voorbereiding is."""
    await service.remove_sessie(db, caller, sessie_id, if_match)


@router.post("/{sessie_id}/houden")
async def hold_sessie(
    sessie_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Duidingssessie:
    """Houd de sessie. Vanaf nu ligt de opzet vast, en legt u vast wat er wordt gezegd."""
    return await _show(db, caller, response, await service.hold_sessie(db, caller, sessie_id, if_match))


@router.put("/{sessie_id}/bijdragen/{onderwerp}/{perspectief}")
async def put_bijdrage(
    sessie_id: UUID,
    onderwerp: Annotated[Code, Path()],
    perspectief: Perspectief,
    bijdrage: Bijdrage,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Duidingssessie:
    """Leg vast wat een perspectief over een onderwerp zegt.

    Dit komt in de plaats van wat het er eerder over zei. Is een antwoord leeg (null) of ontbreekt het, dan is er geen.
    """
    row = await service.put_bijdrage(db, caller, sessie_id, onderwerp, perspectief, bijdrage, if_match)
    return await _show(db, caller, response, row)


@router.put("/{sessie_id}/uitkomst")
async def put_uitkomst(
    sessie_id: UUID,
    uitkomst: Sessieuitkomst,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Duidingssessie:
    """Leg de conclusies en aanbevelingen vast, in de plaats van wat er eerder stond."""
    return await _show(db, caller, response, await service.put_uitkomst(db, caller, sessie_id, uitkomst, if_match))


@router.put("/{sessie_id}/stemmen/{perspectief}")
async def put_stemmen(
    sessie_id: UUID,
    perspectief: Perspectief,
    stemming: Stemming,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Duidingssessie:
    """Leg vast hoe een perspectief zijn stemmen over de aanbevelingen verdeelt, in de plaats van hoe het eerder stemde.

    Wie er stemt, leggen we niet vast. Een deelnemer mag meer stemmen op dezelfde aanbeveling zetten.
    """
    row = await service.put_stemmen(db, caller, sessie_id, perspectief, stemming, if_match)
    return await _show(db, caller, response, row)


@router.post("/{sessie_id}/vaststelling")
async def adopt_sessie(
    sessie_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Duidingssessie:
    """Stel de sessie vast. Daarna verandert er niets meer aan; nieuwe signalen erin gelden als besproken.

    Er zijn bijdragen van minstens twee perspectieven nodig, en minstens een conclusie.
    """
    row, sessie = await service.adopt_sessie(db, caller, sessie_id, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return sessie


@router.get("/{sessie_id}/cijfers", response_model_exclude_unset=True)
async def get_cijfers(sessie_id: UUID, caller: BeheerOfBeleid, db: Transaction) -> Sessiecijfers:
    """Toon de cijfers waar de sessie over gaat. Wat er later wordt aangeleverd, verandert ze niet."""
    row = await queries.get_sessie(db, caller, sessie_id)
    return await load_cijfers(db, caller, row, await service.load_stand(db, row))


@router.get("/{sessie_id}/gespreksblad", response_class=HTMLResponse, responses={200: _PAGE})
async def get_gespreksblad(sessie_id: UUID, caller: BeheerOfBeleid, db: Transaction, request: Request) -> HTMLResponse:
    """Toon het gespreksblad, om af te drukken en op tafel te leggen.

    Per onderwerp de cijfers met de verschillen in woorden, of het verhaal voor zover dat hier mag worden gebruikt, en
    de vier vragen met ruimte om te schrijven.
    """
    row = await queries.get_sessie(db, caller, sessie_id)
    stand = await service.load_stand(db, row)
    page = await make_gespreksblad(db, caller, request.app.state.keyring, row, stand)
    return HTMLResponse(page, headers=HEADERS)


@router.get("/{sessie_id}/verslag", response_class=HTMLResponse, responses={200: _PAGE})
async def get_verslag(sessie_id: UUID, caller: BeheerOfBeleid, db: Transaction, request: Request) -> HTMLResponse:
    """Toon het verslag: wat ieder perspectief zei, de conclusies en aanbevelingen, en wat er daarna gebeurde.

    Een verhaal dat is ingetrokken, staat er niet meer in.
    """
    row = await queries.get_sessie(db, caller, sessie_id)
    stand = await service.load_stand(db, row)
    page = await make_verslag(db, caller, request.app.state.keyring, row, stand)
    return HTMLResponse(page, headers=HEADERS)


async def _show(db: Transaction, caller: Principal, response: Response, row: Row) -> Duidingssessie:
    response.headers["ETag"] = etag_of(row.versie)
    return await describe_sessie(db, caller, row)
