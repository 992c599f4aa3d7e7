from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from zicht_api.auth import Lezer
from zicht_api.formaten.kiezen import IN_FORMATEN, JSON, choose
from zicht_api.onveranderd import HEADERS, etag_of
from zicht_api.peildatum import StandOp
from zicht_api.waarnemingen import service, weergave
from zicht_api.waarnemingen.schemas import Waarnemingen, WaarnemingenVraag
from zicht_shared.audit import VEEL, record_reading
from zicht_shared.concurrency import IfNoneMatch, is_known
from zicht_shared.grenzen import Werk, charge
from zicht_shared.routing import EachOnce, Transaction, ZichtRoute

router = APIRouter(prefix="/waarden", tags=["indicatoren"], route_class=ZichtRoute, dependencies=[EachOnce])


@router.get(
    "",
    response_model=Waarnemingen,
    responses={
        200: {"content": IN_FORMATEN},
        304: {"description": "Er is niets veranderd."},
        406: {"description": "In deze vorm geven we dit niet."},
    },
)
async def list_waarnemingen(
    vraag: Annotated[WaarnemingenVraag, Query()],
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    request: Request,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Toon de waarden van vele indicatoren in een keer: in totaal, en desgewenst uitgesplitst naar een dimensie.

    Zonder parameters: alles wat in totaal bekend is. Alles in een antwoord is van een moment (dataversie), ook als er
    intussen wordt aangeleverd. Perioden die nog moeten beginnen, staan er niet in.
    """
    formaat = choose(request.headers.get("accept"), vraag.formaat)
    etag = etag_of(caller, stand, request)
    headers = {"ETag": etag, **HEADERS}
    if is_known(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    if formaat is not JSON:
        charge(request, caller, Werk.uitvoeren)
    uitvoer = await service.answer(db, caller, stand, vraag, request.app.state.db)
    aantal = uitvoer.tabel.aantal or 0
    formaat.check_size(aantal)
    if formaat is not JSON or aantal >= VEEL:
        na = {"formaat": formaat.naam, "rijen": aantal, "dataversie": stand.dataversie}
        await record_reading(db, caller, "waarden.gelezen", "alle", na)
    if formaat is not JSON:
        headers["Content-Disposition"] = f'attachment; filename="waarden-{stand.dataversie}.{formaat.extensie}"'
    # Read once this transaction is over, with blocks that it may have made.
    return StreamingResponse(weergave.write(uitvoer, formaat), media_type=formaat.media_type, headers=headers)
