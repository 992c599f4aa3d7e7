from uuid import UUID

from fastapi import APIRouter, Request, Response

from zicht_shared.auth import Principal
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import BeheerOfBeleid
from zicht_surveys.terugkoppeling import service
from zicht_surveys.terugkoppeling.adres import page_address
from zicht_surveys.terugkoppeling.schemas import Terugkoppeling, TerugkoppelingGegevens

router = APIRouter(prefix="/metingen", tags=["terugkoppeling"], route_class=ZichtRoute)


@router.get("/{meting_id}/terugkoppeling")
async def get_terugkoppeling(
    meting_id: UUID, caller: BeheerOfBeleid, db: Transaction, request: Request, response: Response
) -> Terugkoppeling:
    """Toon wat u inwoners vertelt over hun antwoorden, en waar zij dat lezen."""
    return _answer(request, response, caller, await service.get_terugkoppeling(db, caller, meting_id))


@router.put("/{meting_id}/terugkoppeling")
async def change_terugkoppeling(
    meting_id: UUID,
    gegevens: TerugkoppelingGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> Terugkoppeling:
    """Schrijf wat u hoorde, wat u doet en wat er veranderde.

    Is de tekst al gepubliceerd, dan lezen inwoners meteen de nieuwe. Namen van personen, nummers en adressen worden
    geweigerd: zo blijft verborgen van wie een antwoord kwam.
    """
    geschreven = await service.change_terugkoppeling(db, caller, meting_id, gegevens, if_match)
    return _answer(request, response, caller, geschreven)


@router.post("/{meting_id}/terugkoppeling/publicatie")
async def publish_terugkoppeling(
    meting_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Terugkoppeling:
    """Publiceer de tekst: iedereen met het adres kan haar lezen, en de kern weet dat er is teruggekoppeld."""
    return _answer(request, response, caller, await service.publish(db, caller, meting_id, if_match))


@router.post("/{meting_id}/terugkoppeling/intrekking")
async def withdraw_terugkoppeling(
    meting_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Terugkoppeling:
    """Haal de tekst weer van de pagina. U houdt haar als concept."""
    return _answer(request, response, caller, await service.withdraw(db, caller, meting_id, if_match))


def _answer(request: Request, response: Response, caller: Principal, geschreven: service.Geschreven) -> Terugkoppeling:
    meting, tekst = geschreven
    response.headers["ETag"] = etag_of(geschreven.versie)
    return Terugkoppeling(
        meting_id=meting.id,
        status="gepubliceerd" if meting.teruggekoppeld_op else "concept",
        adres=request.app.state.public_url + page_address(caller.gemeente[2:], meting.id),
        teksten=tekst.teksten if tekst else {},
        verwacht_op=tekst.verwacht_op if tekst else None,
        geen_personen=tekst.geen_personen if tekst else [],
        gepubliceerd_op=meting.teruggekoppeld_op,
        gewijzigd_op=tekst.gewijzigd_op if tekst else None,
    )
