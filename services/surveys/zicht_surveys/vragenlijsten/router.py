from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from zicht_shared.auth import Principal, Rol, caller_with
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page, small_number
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import Beheer, BeheerOfBeleid
from zicht_surveys.vragenlijsten import concepten, queries
from zicht_surveys.vragenlijsten.concept_schemas import (
    Afwijzing,
    Concept,
    NieuweVragenlijst,
    Versie,
    VragenlijstOverzicht,
)
from zicht_surveys.vragenlijsten.families import Conceptinhoud, Familie
from zicht_surveys.vragenlijsten.schemas import Code
from zicht_surveys.vragenlijsten.verschil import Verschil, compare

router = APIRouter(prefix="/vragenlijsten", tags=["vragenlijsten"], route_class=ZichtRoute)
Iedereen = Annotated[Principal, caller_with(*Rol)]
VragenlijstCode = Annotated[Code, Path()]
Versienummer = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
async def list_vragenlijsten(
    caller: Iedereen, db: Transaction, request: Request, response: Response, limit: Limit = 100, cursor: Cursor = None
) -> Pagina[VragenlijstOverzicht]:
    """Toon de vragenlijsten uit de bibliotheek en van de gemeente zelf, op code."""
    after = decode_cursor(cursor, [str]) or [""]
    found = await concepten.list_overviews(db, caller, after[0], limit + 1)
    return make_page(request, response, found, limit, lambda overzicht: [overzicht.code])


@router.post("", status_code=201)
async def create_vragenlijst(
    nieuw: NieuweVragenlijst,
    caller: Beheer,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
) -> Concept:
    """Begin een eigen vragenlijst: leeg, of met wat een andere vragenlijst vraagt."""
    row = await concepten.create_vragenlijst(db, caller, nieuw)
    response.headers["Location"] = f"/v1/vragenlijsten/{row.code}/concept"
    response.headers["ETag"] = etag_of(row.versie)
    return await concepten.as_concept(db, row)


@router.get("/{code}")
async def get_vragenlijst(code: VragenlijstCode, caller: Iedereen, db: Transaction) -> Familie:
    """Toon de nieuwste gepubliceerde versie van een vragenlijst, met al haar varianten en vragen."""
    return await concepten.get_familie(db, caller, code)


@router.get("/{code}/concept")
async def get_concept(code: VragenlijstCode, caller: BeheerOfBeleid, db: Transaction, response: Response) -> Concept:
    """Toon een vragenlijst waaraan wordt gewerkt, met alles wat er nog aan moet gebeuren."""
    row = await queries.get_vragenlijst(db, caller, code)
    response.headers["ETag"] = etag_of(row.versie)
    return await concepten.as_concept(db, row)


@router.put("/{code}/concept")
async def save_concept(
    code: VragenlijstCode,
    inhoud: Conceptinhoud,
    caller: Beheer,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Concept:
    """Bewaar een concept, ook als het nog niet af is. Na een wijziging moet het opnieuw worden aangeboden."""
    row = await concepten.save_concept(db, caller, code, inhoud, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return await concepten.as_concept(db, row)


@router.post("/{code}/concept/aanbieding")
async def offer_concept(
    code: VragenlijstCode,
    caller: Beheer,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Concept:
    """Bied een concept aan om te worden goedgekeurd. Dat kan zodra het geen gebreken meer heeft."""
    row = await concepten.offer(db, caller, code, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return await concepten.as_concept(db, row)


@router.post("/{code}/concept/goedkeuring", status_code=201)
async def approve_concept(
    code: VragenlijstCode,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Versie:
    """Keur een concept goed: het wordt de volgende versie. Dat doet een ander dan wie het schreef.

    Stuur de ETag van het concept mee als If-Match, dan keurt u goed wat u heeft gelezen.
    """
    published = await concepten.approve(db, caller, code, if_match)
    response.headers["Location"] = f"/v1/vragenlijsten/{code}/versies/{published.versie}"
    return Versie.model_validate(published)


@router.post("/{code}/concept/afwijzing")
async def reject_concept(
    code: VragenlijstCode,
    afwijzing: Afwijzing,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Concept:
    """Wijs een aangeboden concept af, met de reden voor wie het schreef."""
    row = await concepten.reject(db, caller, code, afwijzing, if_match)
    response.headers["ETag"] = etag_of(row.versie)
    return await concepten.as_concept(db, row)


@router.get("/{code}/versies")
async def list_versies(
    code: VragenlijstCode,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Versie]:
    """Toon de gepubliceerde versies van een vragenlijst, de nieuwste eerst."""
    before = decode_cursor(cursor, [small_number])
    found = await concepten.list_versies(db, caller, code, before[0] if before else None, limit + 1)
    return make_page(request, response, found, limit, lambda versie: [versie.versie])


@router.get("/{code}/versies/{versie}")
async def get_versie(code: VragenlijstCode, versie: Versienummer, caller: BeheerOfBeleid, db: Transaction) -> Familie:
    """Toon een gepubliceerde versie van een vragenlijst."""
    return await concepten.get_familie(db, caller, code, versie)


@router.get("/{code}/versies/{versie}/verschil")
async def compare_versies(
    code: VragenlijstCode,
    versie: Versienummer,
    caller: BeheerOfBeleid,
    db: Transaction,
    met: Annotated[int, Query(ge=1, le=2**31 - 1, description="De oudere versie om mee te vergelijken.")],
) -> Verschil:
    """Toon wat er in deze versie anders is dan in een andere, en welke uitkomsten naast elkaar mogen."""
    oud, nieuw = (
        await concepten.get_familie(db, caller, code, met),
        await concepten.get_familie(db, caller, code, versie),
    )
    return compare(oud, nieuw)
