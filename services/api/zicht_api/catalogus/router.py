from typing import Final

from fastapi import APIRouter, Request, Response

from zicht_api.auth import Lezer
from zicht_api.catalogus.adressen import Adressen
from zicht_api.catalogus.dcat import write_catalogus
from zicht_api.catalogus.document import JSON_LD, answer_document
from zicht_api.catalogus.service import load_beschrijvingen
from zicht_api.formaten.kiezen import JSON, Formaat, choose
from zicht_api.peildatum import StandOp
from zicht_shared.concurrency import IfNoneMatch
from zicht_shared.routing import Transaction, ZichtRoute

router = APIRouter(prefix="/catalogus", tags=["catalogus"], route_class=ZichtRoute)

_SCHEMA: Final = {"schema": {"type": "object"}}
_VORMEN: Final = (Formaat("json-ld", JSON_LD, "jsonld"), JSON)


@router.get(
    "",
    response_class=Response,
    responses={
        200: {"description": "De catalogus.", "content": {JSON_LD: _SCHEMA, JSON.media_type: _SCHEMA}},
        304: {"description": "Er is niets veranderd."},
        406: {"description": "In deze vorm geven we dit niet."},
    },
)
async def get_catalogus(
    caller: Lezer, db: Transaction, stand: StandOp, request: Request, if_none_match: IfNoneMatch = None
) -> Response:
    """Toon welke cijfers er zijn en waar ze staan, als DCAT-AP-NL 3.0 (JSON-LD).

    Een dataset per indicator die u mag zien, en een voor alles samen; met wat het cijfer zegt, hoe het is berekend,
    waar het vandaan komt, over welke jaren het gaat, en waar het te halen is. Wat openbaar is, staat ook zonder sleutel
    in /dashboard/{gemeente}/catalogus.jsonld.
    """
    vorm = choose(request.headers.get("accept"), None, _VORMEN)
    gegevens = await load_beschrijvingen(db, caller, stand)
    document = write_catalogus(gegevens, Adressen(request.app.state.public_url, caller.gemeente))
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, X-Api-Key"}
    return answer_document(document, vorm.media_type, if_none_match, headers)
