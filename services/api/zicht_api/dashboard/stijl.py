"""The stylesheets of all pages: the one of Zicht, and after it the colours of the gemeente."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from zicht_api.dashboard.bestanden import BESTANDEN, KENMERKEN, MEDIA_TYPES
from zicht_api.dashboard.fouten import GemeenteOnbekend, kindly
from zicht_api.huisstijl.service import load_kleuren
from zicht_shared.http import NamedRoute
from zicht_shared.huisstijl.stijlblad import stylesheet
from zicht_shared.tenancy import gemeente_id

_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_FOR_NOW: Final = "public, max-age=300"


@kindly
async def bestand(request: Request) -> Response:
    """One of Zicht's own files; for good only under the address that says which version of it."""
    naam = request.url.path.rpartition("/")[2]
    keep = _FOR_GOOD if request.query_params.get("v") == KENMERKEN[naam] else _FOR_NOW
    return Response(BESTANDEN[naam], media_type=MEDIA_TYPES[naam], headers={"Cache-Control": keep})


@kindly
async def huisstijl(request: Request) -> Response:
    """The colours of a gemeente. Of one that is not here too: what asks for it is a page, not a person."""
    try:
        gemeente = gemeente_id(request.path_params["gemeente"])
    except ValueError:
        raise GemeenteOnbekend from None
    async with request.app.state.db.transaction(gemeente) as db:
        css = stylesheet(await load_kleuren(db, gemeente))
    return Response(css, media_type=MEDIA_TYPES["zicht.css"], headers={"Cache-Control": _FOR_NOW})


routes: Final = [
    *(NamedRoute(f"/dashboard/{naam}", bestand) for naam in BESTANDEN),
    NamedRoute("/dashboard/{gemeente}/huisstijl.css", huisstijl),
]
