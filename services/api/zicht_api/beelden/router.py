import hashlib
from math import sqrt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.types import Receive, Scope, Send

from zicht_api.auth import BeheerOfBeleidOfBi, Lezer
from zicht_api.beelden import service
from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.schemas import Beeldvraag, Boombeeldvraag
from zicht_api.beelden.tekenen import as_png, as_svg
from zicht_api.beelden.thema import Thema
from zicht_api.doelenbomen import service as doelenbomen
from zicht_api.doelenbomen.router import DoelenboomCode
from zicht_api.formaten.kiezen import Formaat, choose
from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.router import IndicatorCode
from zicht_api.onveranderd import HEADERS
from zicht_api.onveranderd import etag_of as etag_of_figures
from zicht_api.peildatum import StandOp
from zicht_shared.auth import Principal
from zicht_shared.concurrency import IfNoneMatch, is_known
from zicht_shared.routing import EachOnce, Transaction, ZichtRoute

router = APIRouter(route_class=ZichtRoute, dependencies=[EachOnce])

SVG: Final = Formaat("svg", "image/svg+xml", "svg")
PNG: Final = Formaat("png", "image/png", "png")
# Of a PNG, for screens and printers that show two pixels where a page counts one; but never more than a picture of
# 48 MB while it is drawn.
_SCHERP: Final = 2
_PIXELS: Final = 12_000_000
_ANTWOORDEN: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            SVG.media_type: {"schema": {"type": "string"}},
            PNG.media_type: {"schema": {"type": "string", "format": "binary"}},
        }
    },
    304: {"description": "Er is niets veranderd."},
    406: {"description": "In deze vorm geven we dit niet."},
}


class Getekend(Response):
    """A picture that is drawn while it is answered: after the transaction, which must not wait for it."""

    def __init__(self, beeld: Beeld, formaat: Formaat, etag: str) -> None:
        super().__init__(media_type=formaat.media_type, headers={"ETag": etag, **HEADERS})
        self._beeld, self._formaat = beeld, formaat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        beeld = self._beeld
        if self._formaat is SVG:
            self.body = self.render(await as_svg(beeld, "beeld"))
        else:
            schaal = min(_SCHERP, sqrt(_PIXELS / (beeld.breedte * beeld.hoogte)))
            self.body = await as_png(beeld, breedte=int(schaal * beeld.breedte))
        self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


@router.get("/indicatoren/{code}/beeld", tags=["indicatoren"], response_class=Response, responses=_ANTWOORDEN)
async def get_indicatorbeeld(
    code: IndicatorCode,
    vraag: Annotated[Beeldvraag, Query()],
    caller: Lezer,
    db: Transaction,
    stand: StandOp,
    request: Request,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Teken een indicator: als trend over perioden, als staven per deel, of als verdeling van de antwoorden.

    In het beeld staan dezelfde cijfers als bij de waarden, met interval, streefwaarde en nulmeting. Wat verborgen is of
    ontbreekt, is als zodanig te zien. Titel en beschrijving staan als tekst in de SVG, voor wie het beeld niet ziet.
    """
    formaat = choose(request.headers.get("accept"), vraag.formaat, (SVG, PNG))
    indicator = await service.understand(db, caller, stand, code, vraag)
    thema = await service.load_thema(db, caller)
    etag = _etag(caller, stand, request, thema)
    if is_known(if_none_match, etag):
        return _unchanged(etag)
    return Getekend(await service.make_beeld(db, caller, stand, indicator, vraag, thema), formaat, etag)


@router.get(
    "/doelenbomen/{doelenboom_code}/beeld", tags=["doelenbomen"], response_class=Response, responses=_ANTWOORDEN
)
async def get_doelenboombeeld(
    doelenboom_code: DoelenboomCode,
    vraag: Annotated[Boombeeldvraag, Query()],
    caller: BeheerOfBeleidOfBi,
    db: Transaction,
    stand: StandOp,
    request: Request,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Teken een doelenboom, met bij elke knoop hoe ver zij is, in kleur, vorm en woord.

    Een kleine boom staat als kaarten naast elkaar, een grote of een smalle als lijst over kolommen. Een knoop zonder
    score is gestippeld, met de reden.
    """
    formaat = choose(request.headers.get("accept"), vraag.formaat, (SVG, PNG))
    opdracht = await doelenbomen.understand(db, caller, stand, doelenboom_code, service.as_realisatie(vraag))
    thema = await service.load_thema(db, caller)
    etag = _etag(caller, stand, request, thema)
    if is_known(if_none_match, etag):
        return _unchanged(etag)
    return Getekend(await service.make_boombeeld(db, caller, opdracht, vraag, thema), formaat, etag)


def _etag(caller: Principal, stand: Stand, request: Request, thema: Thema) -> str:
    """As of the figures; a picture also follows from the colours, and of answers a role may see more than another."""
    parts = (etag_of_figures(caller, stand, request), caller.rol, repr(thema))
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f'"{digest[:32]}"'


def _unchanged(etag: str) -> Response:
    return Response(status_code=304, headers={"ETag": etag, **HEADERS})
