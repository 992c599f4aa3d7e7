import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from zicht_shared.auth import Principal, Rol, caller_with
from zicht_shared.idempotency import IdempotencyKey, RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.core import Core
from zicht_surveys.drukwerk import sjablonen
from zicht_surveys.drukwerk.sjablonen import Papier
from zicht_surveys.uitnodigingen import queries, service, uitvoer
from zicht_surveys.uitnodigingen.invoer import MEDIA_TYPES, Invoer, read_csv, read_json
from zicht_surveys.uitnodigingen.recept import HTML, JSON, NDJSON, RECEPT, ReceptRoute, media_type_of, preferred
from zicht_surveys.uitnodigingen.schemas import (
    Ingetrokken,
    Intrekking,
    Links,
    NieuweUitnodiging,
    NieuweUitnodigingen,
    Uitnodiging,
)
from zicht_surveys.vragenlijsten.service import load_familie

router = APIRouter(prefix="/uitnodigingen", tags=["uitnodigingen"], route_class=ZichtRoute)
BeheerOfAanbieder = Annotated[Principal, caller_with(Rol.beheer, Rol.aanbieder)]


def _schema() -> dict[str, Any]:
    """Of the body in JSON, in one piece: FastAPI does not see that this route has one."""
    schema = NieuweUitnodigingen.model_json_schema()
    schema["properties"]["uitnodigingen"]["items"] = schema.pop("$defs")[NieuweUitnodiging.__name__]
    return schema


_BODY = {
    "required": True,
    "content": {JSON: {"schema": _schema()}, "text/csv": {"schema": {"type": "string"}}},
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    201: {"content": {NDJSON: {"schema": {"type": "string"}}, HTML: {"schema": {"type": "string"}}}}
}
_ALLEEN_CSV = "Alleen bij text/csv; bij JSON staat dit in de inhoud."


class UitnodigRoute(ReceptRoute):
    """The links are written out as JSON, a line each, or a letter each."""

    media_types = MEDIA_TYPES

    async def write_out(self, request: Request, recept: bytes) -> Response:
        made = msgspec.json.decode(recept, type=uitvoer.Recept)
        nieuw = (await _read(request)).nieuw
        state = request.app.state
        async with state.db.transaction(request.state.caller.gemeente_id) as db:
            familie = await load_familie(db, request.state.caller.gemeente_id, made.vragenlijst, made.versie)
        assert familie is not None  # what was published never goes
        stem = _stem(request)
        match preferred(request.headers.get("accept"), (JSON, NDJSON, HTML)):
            case "text/html":
                papier = request.query_params.get("papier", "a4")
                letters = uitvoer.as_letters(made, nieuw, familie, stem, papier)
                return StreamingResponse(letters, media_type=sjablonen.MEDIA_TYPE, headers=sjablonen.HEADERS)
            case "application/x-ndjson":
                return StreamingResponse(uitvoer.as_ndjson(made, nieuw, familie, stem), media_type=NDJSON)
            case _:
                return StreamingResponse(uitvoer.as_json(made, nieuw, familie, stem), media_type=JSON)


async def _read(request: Request) -> Invoer:
    """The body, read once. In a thread: ten thousand rows take longer than other requests may wait."""
    if not hasattr(request.state, "invoer"):
        if media_type_of(request) == "text/csv":
            shared = {name: request.query_params[name] for name in _SHARED if name in request.query_params}
            request.state.invoer = await asyncio.to_thread(read_csv, request.state.body, shared)
        else:
            request.state.invoer = await asyncio.to_thread(read_json, request.state.body)
    invoer: Invoer = request.state.invoer
    return invoer


_SHARED = ("metingId", "verlooptOp", "qr")


def _stem(request: Request) -> str:
    return f"{request.app.state.public_url}/i/"


async def create_uitnodigingen(
    caller: BeheerOfAanbieder,
    db: Transaction,
    core: Core,
    request: Request,
    idempotency_key: RequiredIdempotencyKey,
    meting_id: Annotated[UUID | None, Query(alias="metingId", description=_ALLEEN_CSV)] = None,
    verloopt_op: Annotated[str | None, Query(alias="verlooptOp", description=_ALLEEN_CSV)] = None,
    qr: Annotated[Literal["svg", "geen"] | None, Query(description=_ALLEEN_CSV)] = None,
    papier: Papier = "a4",
) -> Response:
    """Maak links voor inwoners, met JSON of met een CSV (kolommen contactmomenten, aanbieder, gebied, taal, email).

    Het antwoord is er als JSON, als NDJSON (een link per regel) of, met `Accept: text/html`, als brieven om af te
    drukken: een per blad, in de taal van de inwoner. De links zijn alleen in dit antwoord te zien: bewaar ze, of
    stuur ze meteen. Hetzelfde verzoek met dezelfde Idempotency-Key geeft zeven dagen lang dezelfde links, ook in een
    andere vorm.
    """
    recept = await service.create_uitnodigingen(
        db, caller, core, await _read(request), request.app.state.post, _stem(request)
    )
    return Response(msgspec.json.encode(recept), 201, media_type=RECEPT)


router.add_api_route(
    "",
    create_uitnodigingen,
    methods=["POST"],
    status_code=201,
    response_model=Links,
    responses=_ANSWERS,
    openapi_extra={"requestBody": _BODY},
    route_class_override=UitnodigRoute,
)


@router.get("")
async def list_uitnodigingen(
    caller: BeheerOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    meting_id: Annotated[UUID, Query(alias="metingId")],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[Uitnodiging]:
    """Toon de uitnodigingen van een meting, zonder hun links en zonder of ze zijn gebruikt."""
    after = decode_cursor(cursor, [UUID])
    rows = await queries.list_uitnodigingen(db, caller, meting_id, after[0] if after else None, limit + 1)
    uitnodigingen = [Uitnodiging.model_validate(row) for row in rows]
    return make_page(request, response, uitnodigingen, limit, lambda uitnodiging: [uitnodiging.id])


@router.post("/intrekking")
async def withdraw_uitnodigingen(
    intrekking: Intrekking, caller: BeheerOfAanbieder, db: Transaction, idempotency_key: IdempotencyKey = None
) -> Ingetrokken:
    """Trek uitnodigingen in, met hun ids of alle van een meting: de links werken niet meer."""
    return Ingetrokken(ingetrokken=await service.withdraw_uitnodigingen(db, caller, intrekking))


@router.post("/{uitnodiging_id}/intrekking")
async def withdraw_uitnodiging(
    uitnodiging_id: UUID, caller: BeheerOfAanbieder, db: Transaction, idempotency_key: IdempotencyKey = None
) -> Uitnodiging:
    """Trek een uitnodiging in: de link werkt niet meer."""
    return Uitnodiging.model_validate(await service.withdraw_uitnodiging(db, caller, uitnodiging_id))
