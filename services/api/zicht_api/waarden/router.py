from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from zicht_api.auth import Lezer
from zicht_api.formaten.antwoord import respond
from zicht_api.formaten.kiezen import IN_FORMATEN, JSON, choose
from zicht_api.indicatoren.router import IndicatorCode
from zicht_api.indicatoren.service import load_definities
from zicht_api.onveranderd import HEADERS, etag_of
from zicht_api.peildatum import StandOp
from zicht_api.waarden import service
from zicht_api.waarden.dimensies import load_namen
from zicht_api.waarden.schemas import Waarden, WaardenVraag
from zicht_api.waarden.weergave import to_json, to_tabel
from zicht_shared.audit import VEEL, record_reading
from zicht_shared.concurrency import IfNoneMatch, is_known
from zicht_shared.routing import EachOnce, Transaction, ZichtRoute

router = APIRouter(prefix="/indicatoren", tags=["indicatoren"], route_class=ZichtRoute, dependencies=[EachOnce])


@router.get(
    "/{code}/waarden",
    response_model=Waarden,
    responses={
        200: {"content": IN_FORMATEN},
        304: {"description": "Er is niets veranderd."},
        406: {"description": "In deze vorm geven we dit niet."},
    },
)
async def get_waarden(
    code: IndicatorCode,
    vraag: Annotated[WaardenVraag, Query()],
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    request: Request,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Toon de waarden van een indicator over een of meer perioden, desgewenst uitgesplitst.

    Waarden worden nooit gemiddeld: teller en noemer worden opgeteld, en dan pas gedeeld. Gebieden overlappen: een wijk
    omvat haar buurten. Komt een maatstaf bij een aanbieder uit tellingen, dan telt een telling mee in elke periode waar
    haar eigen periode in ligt; bij overlap telt alleen de langste. Unieke clienten uit tellingen worden opgeteld.
    """
    formaat = choose(request.headers.get("accept"), vraag.formaat)
    opdracht = await service.understand(db, caller, stand, code, vraag)
    etag = etag_of(caller, stand, request)
    headers = {"ETag": etag, **HEADERS}
    if is_known(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    antwoord = await service.answer(db, caller, opdracht)
    cijfers = antwoord.selectie.hoogstens
    if formaat is not JSON or cijfers >= VEEL:
        na = {"formaat": formaat.naam, "cijfers": cijfers, "dataversie": stand.dataversie}
        await record_reading(db, caller, "waarden.gelezen", code, na)
    if formaat is JSON:
        return await respond(formaat, to_json(antwoord), code, headers)
    tabel = to_tabel(
        antwoord,
        dag=stand.dag,
        namen={dimensie: await load_namen(db, caller, stand, dimensie) for dimensie in vraag.uitsplitsing},
        definitie=(await load_definities(db, caller, stand.peil))[code],
    )
    return await respond(formaat, formaat.write(tabel), f"{code}-{stand.dataversie}", headers)
