"""The residents' pages over HTTP: plain routes on the root of the service, outside the OpenAPI document.

There is no key: the link is all it takes.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zicht_shared.errors import as_problem
from zicht_shared.http import NamedRoute
from zicht_surveys.invullen import service
from zicht_surveys.invullen.pagina import (
    STATIC,
    Bestemming,
    Herkomst,
    Melding,
    check_page,
    message_page,
    privacy_page,
    start_page,
    step_page,
    thanks_page,
)
from zicht_surveys.invullen.stappen import first_unfinished, step_after, steps
from zicht_surveys.invullen.stembus import NietAf, Stembus

Endpoint = Callable[[Request], Awaitable[Response]]

_MAX_FORM: Final = 256 * 1024
_MAX_FIELDS: Final = 500
_MEDIA_TYPES: Final = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class _Geweigerd(Exception):
    """A form that we do not read."""

    def __init__(self, melding: Melding, status: int) -> None:
        super().__init__(melding)
        self.melding, self.status = melding, status


def _kindly(endpoint: Endpoint) -> Endpoint:
    """Whatever happens, a resident gets a page that says in plain words what to do."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except service.Afgewezen as reason:
            return HTMLResponse(message_page(reason.melding, reason.gemeente), reason.status)
        except _Geweigerd as reason:
            return HTMLResponse(message_page(reason.melding), reason.status)
        except Exception as fault:
            problem = as_problem(fault)
            return HTMLResponse(message_page("storing"), problem.status, problem.headers)

    return answer


@_kindly
async def start(request: Request) -> Response:
    invulling = await service.open_invulling(request.app.state.db, request.path_params["token"])
    formulier, answers = invulling.formulier, invulling.answers
    verder: Bestemming | None = None
    if answers:
        verder = first_unfinished(formulier.definition, answers) or "controle"
    return HTMLResponse(start_page(formulier, verder))


@_kindly
async def step(request: Request) -> Response:
    invulling = await service.open_invulling(request.app.state.db, request.path_params["token"])
    formulier, stap = invulling.formulier, _step_number(request)
    if not 1 <= stap <= len(formulier.definition.onderdelen):
        raise service.LinkOnbekend
    if stap not in steps(formulier.definition, invulling.answers, stap):
        # A page of a branch that has closed since: on to what is still to do.
        return _see(f"{formulier.pad}/controle")
    return HTMLResponse(step_page(formulier, stap, invulling.answers, van=_origin(request)))


@_kindly
async def save_step(request: Request) -> Response:
    _refuse_other_sites(request)
    form, stap, van = await _read_form(request), _step_number(request), _origin(request)
    invulling, faults = await service.save_step(request.app.state.db, request.path_params["token"], stap, form)
    formulier, answers = invulling.formulier, invulling.answers
    if faults:
        return HTMLResponse(step_page(formulier, stap, answers, sent=form, faults=faults, van=van), 400)
    if van == "controle":
        volgende = first_unfinished(formulier.definition, answers)
    else:
        volgende = step_after(formulier.definition, answers, stap)
    return _see(f"{formulier.pad}/{volgende or 'controle'}")


@_kindly
async def check(request: Request) -> Response:
    invulling = await service.open_invulling(request.app.state.db, request.path_params["token"])
    formulier, answers = invulling.formulier, invulling.answers
    if unfinished := first_unfinished(formulier.definition, answers):
        return _see(f"{formulier.pad}/{unfinished}")
    return HTMLResponse(check_page(formulier, answers))


@_kindly
async def submit(request: Request) -> Response:
    _refuse_other_sites(request)
    token = request.path_params["token"]
    try:
        await _stembus(request).submit(token)
    except NietAf as reason:
        return _see(f"/i/{token}/{reason.stap}")
    # To a page of its own: who reloads it does not send anything again.
    return _see(f"/i/{token}/bedankt")


@_kindly
async def thanks(request: Request) -> Response:
    token = request.path_params["token"]
    formulier = await service.find_received(request.app.state.db, token)
    return HTMLResponse(thanks_page(formulier)) if formulier else _see(f"/i/{token}")


@_kindly
async def privacy(request: Request) -> Response:
    invulling = await service.open_invulling(request.app.state.db, request.path_params["token"])
    return HTMLResponse(privacy_page(invulling.formulier))


@_kindly
async def unknown(_: Request) -> Response:
    raise service.LinkOnbekend


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
    NamedRoute("/i/{token}", start),
    NamedRoute("/i/{token}/controle", check),
    NamedRoute("/i/{token}/bedankt", thanks),
    NamedRoute("/i/{token}/privacy", privacy),
    NamedRoute("/i/{token}/{stap}", step),
    NamedRoute("/i/{token}/{stap}", save_step, methods=["POST"]),
    NamedRoute("/i/{rest:path}", unknown),
    NamedRoute("/statisch/{naam}", static),
]


def _stembus(request: Request) -> Stembus:
    state = request.app.state
    if not hasattr(state, "stembus"):
        state.stembus = Stembus(state.db, state.keyring)
    stembus: Stembus = state.stembus
    return stembus


def _see(path: str) -> Response:
    return Response(status_code=303, headers={"Location": path})


def _step_number(request: Request) -> int:
    text: str = request.path_params["stap"]
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise service.LinkOnbekend
    return int(text)


def _origin(request: Request) -> Herkomst:
    return "controle" if request.query_params.get("van") == "controle" else "vragen"


def _refuse_other_sites(request: Request) -> None:
    """Refuse a form that a browser says came from elsewhere. A second lock: another site cannot know the link."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise _Geweigerd("geweigerd", 403)
        return
    origin = request.headers.get("origin")
    # Browsers without Sec-Fetch-Site say 'null' for our own pages too, because these send no referrer.
    if origin in (None, "null"):
        return
    own = {request.headers.get("host"), urlsplit(request.app.state.public_url).netloc}
    if urlsplit(origin).netloc not in own:
        raise _Geweigerd("geweigerd", 403)


async def _read_form(request: Request) -> dict[str, list[str]]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM:
            raise _Geweigerd("te_veel", 413)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and media_type != "application/x-www-form-urlencoded":
        raise _Geweigerd("geweigerd", 415)
    try:
        return parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise _Geweigerd("geweigerd", 400) from None
