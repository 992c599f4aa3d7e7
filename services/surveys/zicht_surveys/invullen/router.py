"""The residents' pages over HTTP: plain routes on the root of the service, outside the OpenAPI document.

There is no key: the link is all it takes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zicht_shared.errors import as_problem
from zicht_shared.formulieren import FormulierGeweigerd, read_form, refuse_other_sites
from zicht_shared.http import NamedRoute
from zicht_surveys.invullen import service
from zicht_surveys.invullen.pagina import (
    STATIC,
    Bestemming,
    Herkomst,
    Melding,
    Uitleg,
    check_page,
    explanation_page,
    message_page,
    privacy_page,
    start_page,
    step_page,
    thanks_page,
)
from zicht_surveys.invullen.stappen import first_unfinished, step_after, steps
from zicht_surveys.invullen.stembus import NietAf, Stembus
from zicht_surveys.invullen.taal import Taalkeuze, choose

Endpoint = Callable[[Request], Awaitable[Response]]

_EXPLANATIONS: Final[dict[str, Uitleg]] = {"/privacy": "privacy", "/toegankelijkheid": "toegankelijkheid"}
_MEDIA_TYPES: Final = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


def kindly(endpoint: Endpoint) -> Endpoint:
    """Whatever happens, a resident gets a page that says in plain words what to do."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except service.LinkOnbekend as reason:
            if wait := request.app.state.gokrem.miss(request.client and request.client.host):
                return HTMLResponse(message_page("te_vaak", language(request)), 429, {"Retry-After": str(wait)})
            return HTMLResponse(message_page(reason.melding, language(request)), reason.status)
        except service.Afgewezen as reason:
            return HTMLResponse(message_page(reason.melding, language(request), reason.afzender), reason.status)
        except FormulierGeweigerd as reason:
            melding: Melding = "te_veel" if reason.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE else "geweigerd"
            return HTMLResponse(message_page(melding, language(request)), reason.status)
        except Exception as fault:
            problem = as_problem(fault)
            return HTMLResponse(message_page("storing", language(request)), problem.status, problem.headers)

    return answer


def language(request: Request) -> Taalkeuze:
    """The language that the address asks for, and those that the browser prefers."""
    return choose(request.query_params.get("taal"), request.headers.get("accept-language"))


@kindly
async def start(request: Request) -> Response:
    invulling = await _open(request)
    verder: Bestemming | None = None
    if invulling.answers:
        verder = first_unfinished(invulling.formulier.definition, invulling.answers) or "controle"
    return HTMLResponse(start_page(invulling.formulier, verder))


@kindly
async def step(request: Request) -> Response:
    invulling = await _open(request)
    formulier, stap = invulling.formulier, step_number(request)
    if not 1 <= stap <= len(formulier.definition.onderdelen):
        raise service.StapOnbekend
    if stap not in steps(formulier.definition, invulling.answers, stap):
        # A page of a branch that has closed since: on to what is still to do.
        return see(formulier.adres("controle"))
    return HTMLResponse(step_page(formulier, stap, invulling.answers, van=_origin(request)))


@kindly
async def save_step(request: Request) -> Response:
    refuse_other_sites(request)
    form, stap, van = await read_form(request), step_number(request), _origin(request)
    invulling, faults = await service.save_step(request.app.state.db, request.path_params["token"], stap, form)
    formulier, answers = invulling.formulier.in_taal(language(request)), invulling.answers
    if faults:
        return HTMLResponse(step_page(formulier, stap, answers, sent=form, faults=faults, van=van), 400)
    if van == "controle":
        volgende = first_unfinished(formulier.definition, answers)
    else:
        volgende = step_after(formulier.definition, answers, stap)
    return see(formulier.adres(volgende or "controle"))


@kindly
async def check(request: Request) -> Response:
    invulling = await _open(request)
    formulier, answers = invulling.formulier, invulling.answers
    if unfinished := first_unfinished(formulier.definition, answers):
        return see(formulier.adres(unfinished))
    return HTMLResponse(check_page(formulier, answers))


@kindly
async def submit(request: Request) -> Response:
    refuse_other_sites(request)
    token, keuze = request.path_params["token"], language(request)
    try:
        await _stembus(request).submit(token)
    except NietAf as reason:
        return see(keuze.adres(f"/i/{token}/{reason.stap}"))
    # To a page of its own: who reloads it does not send anything again.
    return see(keuze.adres(f"/i/{token}/bedankt"))


@kindly
async def thanks(request: Request) -> Response:
    token, keuze = request.path_params["token"], language(request)
    formulier = await service.find_received(request.app.state.db, token)
    if formulier is None:
        return see(keuze.adres(f"/i/{token}"))
    return HTMLResponse(thanks_page(formulier.in_taal(keuze)))


@kindly
async def privacy(request: Request) -> Response:
    invulling = await _open(request)
    return HTMLResponse(privacy_page(invulling.formulier))


@kindly
async def back_to_start(request: Request) -> Response:
    """Where sending was refused, a link to another language or the browser's own history may lead here."""
    invulling = await _open(request)
    return see(invulling.formulier.adres())


@kindly
async def unknown(_: Request) -> Response:
    raise service.LinkOnbekend


async def explain(request: Request) -> Response:
    uitleg = _EXPLANATIONS[request.url.path]
    return HTMLResponse(explanation_page(uitleg, language(request)))


async def static(request: Request) -> Response:
    naam = request.path_params["naam"]
    if naam not in STATIC:
        raise HTTPException(404)
    media_type = _MEDIA_TYPES[f".{naam.rpartition('.')[2]}"]
    return Response(
        STATIC[naam], media_type=media_type, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


routes: Final = [
    NamedRoute("/i/{token}/verzenden", submit, methods=["POST"]),
    NamedRoute("/i/{token}/verzenden", back_to_start),
    NamedRoute("/i/{token}", start),
    NamedRoute("/i/{token}/controle", check),
    NamedRoute("/i/{token}/bedankt", thanks),
    NamedRoute("/i/{token}/privacy", privacy),
    NamedRoute("/i/{token}/{stap}", step),
    NamedRoute("/i/{token}/{stap}", save_step, methods=["POST"]),
    NamedRoute("/i/{rest:path}", unknown),
    NamedRoute("/statisch/{naam}", static),
    *(NamedRoute(path, explain) for path in _EXPLANATIONS),
]


async def _open(request: Request) -> service.Invulling:
    """The questionnaire behind the link of this request, in the language of who asks. Raises as service.open_row."""
    invulling = await service.open_invulling(request.app.state.db, request.path_params["token"])
    return replace(invulling, formulier=invulling.formulier.in_taal(language(request)))


def _stembus(request: Request) -> Stembus:
    state = request.app.state
    if not hasattr(state, "stembus"):
        state.stembus = Stembus(state.db, state.keyring)
    stembus: Stembus = state.stembus
    return stembus


def see(path: str) -> Response:
    return Response(status_code=303, headers={"Location": path})


def step_number(request: Request) -> int:
    """The number of a page in the address. Raises StapOnbekend."""
    text: str = request.path_params["stap"]
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise service.StapOnbekend
    return int(text)


def _origin(request: Request) -> Herkomst:
    return "controle" if request.query_params.get("van") == "controle" else "vragen"
