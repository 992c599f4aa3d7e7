import asyncio
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from zicht_shared.auth import Principal, Rol, caller_with
from zicht_shared.errors import InvoerOngeldig, fout_from_pydantic
from zicht_shared.idempotency import RequiredIdempotencyKey
from zicht_shared.json import parse_json
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.drukwerk import sjablonen
from zicht_surveys.drukwerk.sjablonen import Papier
from zicht_surveys.herinneringen import service
from zicht_surveys.herinneringen.schemas import Herinnerd, Herinnering, NieuweHerinneringen
from zicht_surveys.uitnodigingen.recept import HTML, JSON, RECEPT, ReceptRoute, preferred

router = APIRouter(prefix="/metingen", tags=["uitnodigingen"], route_class=ZichtRoute)
BeheerOfAanbieder = Annotated[Principal, caller_with(Rol.beheer, Rol.aanbieder)]


def _schema() -> dict[str, Any]:
    """Of the body, in one piece: FastAPI does not see that this route has one."""
    schema = NieuweHerinneringen.model_json_schema()
    schema["properties"]["herinneringen"]["items"] = schema.pop("$defs")[Herinnering.__name__]
    return schema


class HerinnerRoute(ReceptRoute):
    """The answer is a count, or the letters for who gets no e-mail."""

    async def write_out(self, request: Request, recept: bytes) -> Response:
        made = msgspec.json.decode(recept, type=service.Recept)
        if preferred(request.headers.get("accept"), (JSON, HTML)) == JSON:
            herinnerd = Herinnerd(aantal=made.aantal, per_mail=made.per_mail)
            return Response(herinnerd.model_dump_json(by_alias=True), media_type=JSON)
        papier = request.query_params.get("papier", "a4")
        letters = service.letters(made, await _read(request), _stem(request), papier)
        return StreamingResponse(letters, media_type=sjablonen.MEDIA_TYPE, headers=sjablonen.HEADERS)


async def _read(request: Request) -> NieuweHerinneringen:
    """The body, read once, in a thread. Raises InvoerOngeldig with every fault."""
    if not hasattr(request.state, "herinneringen"):
        request.state.herinneringen = await asyncio.to_thread(_parse, request.state.body)
    nieuw: NieuweHerinneringen = request.state.herinneringen
    return nieuw


def _parse(body: bytes) -> NieuweHerinneringen:
    try:
        return NieuweHerinneringen.model_validate(parse_json(body))
    except ValidationError as fault:
        raise InvoerOngeldig(fout_from_pydantic(error) for error in fault.errors()) from None


def _stem(request: Request) -> str:
    return f"{request.app.state.public_url}/i/"


async def create_herinneringen(
    meting_id: UUID,
    caller: BeheerOfAanbieder,
    db: Transaction,
    request: Request,
    idempotency_key: RequiredIdempotencyKey,
    papier: Papier = "a4",
) -> Response:
    """Herinner inwoners aan de vragenlijst, met de links die u bewaarde: per e-mail, of als brief om af te drukken.

    Iedereen krijgt dezelfde herinnering, ook wie al antwoordde; er staat bij dat die niets hoeft te doen. Het antwoord
    zegt nooit welke links zijn gebruikt. Met `Accept: text/html` staan de brieven erin voor wie geen e-mail krijgt.
    """
    nieuw = await _read(request)
    recept = await service.remind(db, caller, meting_id, nieuw, request.app.state.post, _stem(request))
    return Response(msgspec.json.encode(recept), 201, media_type=RECEPT)


router.add_api_route(
    "/{meting_id}/herinneringen",
    create_herinneringen,
    methods=["POST"],
    status_code=201,
    response_model=Herinnerd,
    responses={201: {"content": {HTML: {"schema": {"type": "string"}}}}},
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": _schema()}}}},
    route_class_override=HerinnerRoute,
)
