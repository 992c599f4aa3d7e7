"""Signing in to the pages with a key, and signing out. Nothing changes by GET."""

import secrets
from collections.abc import Awaitable, Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zicht_api.aanmelden import queries
from zicht_api.aanmelden.account import routes as account
from zicht_api.aanmelden.bezoeker import Bezoeker
from zicht_api.aanmelden.bladen import message_page, sign_in_page
from zicht_api.aanmelden.koekjes import drop_cookie, read_cookie, set_cookie
from zicht_api.aanmelden.sessie import begin_sessie, csrf_of, end_sessie, first_of, is_from_own_page
from zicht_api.aanmelden.terug import safe_return
from zicht_api.dashboard.bezoek import visitor
from zicht_api.dashboard.fouten import kindly
from zicht_shared.auth import Principal, Rol, Scope, credential_from
from zicht_shared.errors import NietAangemeld
from zicht_shared.formulieren import FormulierGeweigerd, read_form, refuse_other_sites
from zicht_shared.http import NamedRoute

Form = dict[str, list[str]]

# The surveys service looks at no pages.
_ROLLEN: Final = frozenset({Rol.beheer, Rol.beleid, Rol.bi, Rol.aanbieder})
# The same for a key that is unknown, withdrawn, expired, of another gemeente, not for people or not for reading.
_ONJUIST: Final = "Deze sleutel en dit geheim horen niet bij elkaar, of de sleutel werkt hier niet (meer)."
_TE_VAAK: Final = "U hebt het te vaak geprobeerd. Wacht een minuut, en probeer het dan opnieuw."
_VERLOPEN: Final = "Deze pagina was verlopen, of uw browser bewaart geen cookies. Probeer het nog een keer."


def from_our_form(
    endpoint: Callable[[Request, Bezoeker, Form], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Read a form that one of our own pages sent; what another site sends is answered with a page that says so."""

    @kindly
    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        bezoeker = await visitor(request)
        try:
            refuse_other_sites(request)
            form = await read_form(request)
        except FormulierGeweigerd as reason:
            uitleg = ["Wat u verstuurde, kwam niet van deze website of was geen formulier. Er is niets gebeurd."]
            return message_page(request, bezoeker, "Dit kunnen wij niet aannemen", uitleg, status=reason.status)
        return await endpoint(request, bezoeker, form)

    return answer


@kindly
async def show_form(request: Request) -> Response:
    bezoeker = await visitor(request)
    terug = safe_return(request.query_params.get("terug", ""), bezoeker.caller.gemeente)
    return await _form_again(request, bezoeker, terug, None, HTTPStatus.OK)


@from_our_form
async def sign_in(request: Request, bezoeker: Bezoeker, form: Form) -> Response:
    gemeente = bezoeker.caller.gemeente
    terug = safe_return(first_of(form, "terug"), gemeente)
    if not is_from_own_page(request, read_cookie(request, "zicht-formulier"), form):
        return await _form_again(request, bezoeker, terug, _VERLOPEN, HTTPStatus.FORBIDDEN)
    caller = await _authenticate(request, form)
    if caller is None or caller.gemeente != gemeente or caller.rol not in _ROLLEN or Scope.lezen not in caller.scopes:
        if wait := request.app.state.gokrem.miss(request.client and request.client.host):
            slower = await _form_again(request, bezoeker, terug, _TE_VAAK, HTTPStatus.TOO_MANY_REQUESTS)
            slower.headers["Retry-After"] = str(wait)
            return slower
        return await _form_again(request, bezoeker, terug, _ONJUIST, HTTPStatus.UNAUTHORIZED)
    async with request.app.state.db.transaction(caller.gemeente_id) as db:
        token = await begin_sessie(db, request, caller)
    answer = RedirectResponse(terug, HTTPStatus.SEE_OTHER)
    set_cookie(answer, request, "zicht", token)
    drop_cookie(answer, request, "zicht-formulier")
    return answer


@kindly
async def show_signed_out(request: Request) -> Response:
    bezoeker = await visitor(request)
    if bezoeker.aangemeld:
        return message_page(request, bezoeker, "U bent nog aangemeld", ["Kies bovenaan de pagina voor Afmelden."])
    alineas = [
        "U bent afgemeld bij Zicht.",
        "Meldde u zich aan met een account van de gemeente? Dat account zelf kan nog aangemeld zijn op dit apparaat.",
    ]
    return message_page(request, bezoeker, "Afgemeld", alineas)


@from_our_form
async def sign_out(request: Request, bezoeker: Bezoeker, form: Form) -> Response:
    if bezoeker.aangemeld and not is_from_own_page(request, read_cookie(request, "zicht"), form):
        alineas = ["Deze pagina was verlopen. Kies bovenaan deze pagina nog een keer voor Afmelden."]
        return message_page(request, bezoeker, "U bent nog aangemeld", alineas, status=HTTPStatus.FORBIDDEN)
    async with request.app.state.db.transaction(bezoeker.caller.gemeente_id) as db:
        await end_sessie(db, request, bezoeker.caller.gemeente_id)
    answer = RedirectResponse(f"/dashboard/{bezoeker.caller.gemeente}/afmelden", HTTPStatus.SEE_OTHER)
    drop_cookie(answer, request, "zicht")
    return answer


routes: Final = [
    NamedRoute("/dashboard/{gemeente}/aanmelden", show_form),
    NamedRoute("/dashboard/{gemeente}/aanmelden", sign_in, methods=["POST"]),
    NamedRoute("/dashboard/{gemeente}/afmelden", show_signed_out),
    NamedRoute("/dashboard/{gemeente}/afmelden", sign_out, methods=["POST"]),
    *account,
]


async def _authenticate(request: Request, form: Form) -> Principal | None:
    sleutel, geheim = first_of(form, "sleutel"), first_of(form, "geheim")
    try:
        caller: Principal = await request.app.state.authenticate(
            credential_from(f"{sleutel}.{geheim}" if geheim else sleutel, ".")
        )
    except NietAangemeld:
        return None
    return caller


async def _form_again(
    request: Request, bezoeker: Bezoeker, terug: str, fout: str | None, status: HTTPStatus
) -> HTMLResponse:
    async with request.app.state.db.transaction(bezoeker.caller.gemeente_id) as db:
        dienst = await queries.find_dienst(db, bezoeker.caller.gemeente_id)
    token = read_cookie(request, "zicht-formulier") or secrets.token_urlsafe(24)
    csrf = csrf_of(request.app.state.keyring, token)
    page = sign_in_page(request, bezoeker, terug=terug, csrf=csrf, dienst=dienst.naam if dienst else None, fout=fout)
    answer = HTMLResponse(page, status)
    set_cookie(answer, request, "zicht-formulier", token)
    return answer
