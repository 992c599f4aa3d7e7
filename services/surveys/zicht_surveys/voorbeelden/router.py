"""Asking for a preview (with a key), and its pages: plain routes, where the link is all it takes."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from zicht_shared.formulieren import read_form
from zicht_shared.http import NamedRoute
from zicht_shared.idempotency import IdempotencyKey
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_surveys.auth import BeheerOfBeleid
from zicht_surveys.invullen.antwoorden import read_answers
from zicht_surveys.invullen.pagina import Formulier, check_page, privacy_page, start_page, step_page, thanks_page
from zicht_surveys.invullen.router import kindly, language, see, step_number
from zicht_surveys.invullen.service import StapOnbekend
from zicht_surveys.voorbeelden import service
from zicht_surveys.voorbeelden.schemas import NieuwVoorbeeld, Voorbeeld
from zicht_surveys.vragenlijsten.router import VragenlijstCode

router = APIRouter(prefix="/vragenlijsten", tags=["vragenlijsten"], route_class=ZichtRoute)


@router.post("/{code}/voorbeelden", status_code=201)
async def create_voorbeeld(
    code: VragenlijstCode,
    nieuw: NieuwVoorbeeld,
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> Voorbeeld:
    """Maak een link om een vragenlijst te bekijken zoals een inwoner haar ziet. De link werkt een uur."""
    state = request.app.state
    return await service.create_voorbeeld(db, caller, state.keyring, code, nieuw, state.public_url)


@kindly
async def start(request: Request) -> Response:
    return HTMLResponse(start_page(await _open(request), None))


@kindly
async def step(request: Request) -> Response:
    formulier = await _open(request)
    return HTMLResponse(step_page(formulier, _step(request, formulier), {}))


@kindly
async def send_step(request: Request) -> Response:
    """Look at what was filled in as a resident's page does, and forget it."""
    form, formulier = await read_form(request), await _open(request)
    stap, onderdelen = _step(request, formulier), formulier.definition.onderdelen
    _, faults = read_answers(onderdelen[stap - 1], form, {})
    if faults:
        return HTMLResponse(step_page(formulier, stap, {}, sent=form, faults=faults), 400)
    return see(formulier.adres(stap + 1 if stap < len(onderdelen) else "controle"))


@kindly
async def check(request: Request) -> Response:
    return HTMLResponse(check_page(await _open(request), {}))


@kindly
async def submit(request: Request) -> Response:
    return see((await _open(request)).adres("bedankt"))


@kindly
async def thanks(request: Request) -> Response:
    return HTMLResponse(thanks_page(await _open(request)))


@kindly
async def privacy(request: Request) -> Response:
    return HTMLResponse(privacy_page(await _open(request)))


routes: Final = [
    NamedRoute("/voorbeeld/{token}", start),
    NamedRoute("/voorbeeld/{token}/controle", check),
    NamedRoute("/voorbeeld/{token}/verzenden", submit, methods=["POST"]),
    NamedRoute("/voorbeeld/{token}/bedankt", thanks),
    NamedRoute("/voorbeeld/{token}/privacy", privacy),
    NamedRoute("/voorbeeld/{token}/{stap}", step),
    NamedRoute("/voorbeeld/{token}/{stap}", send_step, methods=["POST"]),
]


async def _open(request: Request) -> Formulier:
    state = request.app.state
    formulier = await service.open_voorbeeld(state.db, state.keyring, request.path_params["token"])
    return formulier.in_taal(language(request))


def _step(request: Request, formulier: Formulier) -> int:
    stap = step_number(request)
    if not 1 <= stap <= len(formulier.definition.onderdelen):
        raise StapOnbekend
    return stap
