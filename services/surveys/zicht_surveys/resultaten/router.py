from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from zicht_shared.crypto import sha256
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import BeheerOfBeleid
from zicht_surveys.metingen.queries import get_meting
from zicht_surveys.resultaten import service
from zicht_surveys.resultaten.queries import Per
from zicht_surveys.resultaten.schemas import Resultaten

router = APIRouter(prefix="/metingen", tags=["resultaten"], route_class=ZichtRoute)
IfNoneMatch = Annotated[str | None, Header(max_length=500, description="De ETag van het antwoord dat u al hebt.")]


@router.get(
    "/{meting_id}/resultaten",
    response_model=Resultaten,
    responses={304: {"description": "Er is niets veranderd."}},
)
async def get_resultaten(
    meting_id: UUID,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    per: Annotated[Per, Query(description="Hoe de tellingen zijn uitgesplitst.")] = "totaal",
    if_none_match: IfNoneMatch = None,
) -> Resultaten | Response:
    """Toon wat er is geantwoord: verdelingen, cijfers met hun interval, en de respons.

    Antwoorden tellen mee zodra ze zijn vrijgegeven.
    """
    meting = await get_meting(db, caller, meting_id)
    resultaten = await service.get_resultaten(db, caller, meting, per)
    etag = f'"{sha256(resultaten.model_dump_json()).hex()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if if_none_match is not None and etag in if_none_match:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return resultaten
