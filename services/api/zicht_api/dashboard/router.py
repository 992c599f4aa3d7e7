"""The pages of a gemeente: its dashboard and its reports. Outside the OpenAPI document."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zicht_api.dashboard.bezoek import visitor
from zicht_api.dashboard.fouten import kindly
from zicht_api.dashboard.gegevens import load_cijfers
from zicht_api.dashboard.inhoud import load_inhoud
from zicht_api.dashboard.rapport import load_rapport, write_rapport
from zicht_api.dashboard.stijl import routes as stijl
from zicht_api.dashboard.vraag import Vraag
from zicht_api.dashboard.weergave import write_dashboard
from zicht_api.peildatum import stand_at
from zicht_shared.http import NamedRoute


@kindly
async def dashboard(request: Request) -> Response:
    bezoeker = await visitor(request)
    vraag = Vraag.read(request.query_params)
    state, caller = request.app.state, bezoeker.caller
    async with state.db.transaction(caller.gemeente_id) as db:
        inhoud = await load_inhoud(db, caller, state.keyring, vraag)
    # Drawing takes longer than reading: others may have the connection meanwhile.
    return HTMLResponse(await write_dashboard(request, bezoeker, inhoud))


@kindly
async def rapport(request: Request) -> Response:
    bezoeker = await visitor(request)
    vraag = Vraag.read({**request.query_params, "periode": request.path_params["periode"]})
    state, caller = request.app.state, bezoeker.caller
    async with state.db.transaction(caller.gemeente_id) as db:
        found = await load_rapport(db, caller, state.keyring, vraag)
    return HTMLResponse(await write_rapport(request, bezoeker, found))


@kindly
async def latest_rapport(request: Request) -> Response:
    """On to the report of the period that the dashboard opens with."""
    bezoeker = await visitor(request)
    vraag = Vraag.read(request.query_params)
    caller = bezoeker.caller
    async with request.app.state.db.transaction(caller.gemeente_id) as db:
        stand = await stand_at(db, caller.gemeente_id, vraag.peildatum)
        cijfers = await load_cijfers(db, caller, stand, vraag)
    pad = f"{request.url.path}/{cijfers.periode}"
    return RedirectResponse(vraag.adres(pad, periode=None, cijfer=None), HTTPStatus.SEE_OTHER)


routes: Final = [
    *stijl,
    NamedRoute("/dashboard/{gemeente}", dashboard),
    NamedRoute("/dashboard/{gemeente}/rapport", latest_rapport),
    NamedRoute("/dashboard/{gemeente}/rapport/{periode}", rapport),
]
