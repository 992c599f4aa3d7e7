"""Signing in with an account of the gemeente: there, at the aanmelddienst, and back (OpenID Connect, code flow)."""

import base64
import binascii
import hmac
import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from zicht_api.aanmelden import queries
from zicht_api.aanmelden.bezoeker import Bezoeker
from zicht_api.aanmelden.bladen import message_page
from zicht_api.aanmelden.koekjes import drop_cookie, read_cookie, set_cookie
from zicht_api.aanmelden.models import Aanmelddienst
from zicht_api.aanmelden.oidc import (
    Client,
    Onderweg,
    SleutelOnbekend,
    TokenGeweigerd,
    authorization_url,
    check_id_token,
    token_request,
    values_of,
)
from zicht_api.aanmelden.sessie import begin_sessie, onderwerp_of, persoon_of
from zicht_api.aanmelden.terug import safe_return
from zicht_api.aanmelden.uitgever import Uitgever, UitgeverOnbruikbaar
from zicht_api.dashboard.bezoek import visitor
from zicht_api.dashboard.fouten import kindly
from zicht_api.uitgaand.ophalen import NietOpgehaald
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.crypto import Keyring, Unreadable, sha256
from zicht_shared.errors import NietGevonden, Probleem
from zicht_shared.http import NamedRoute
from zicht_shared.json import parse_json

log = structlog.get_logger()

_ONDERWEG: Final = "aanmelden:onderweg"
_GEDULD: Final = int(queries.GEDULD.total_seconds())
_MAX_CODE: Final = 2000
_ERROR_CODE: Final = re.compile(r"[a-z_]{1,40}", re.ASCII)


class Geweigerd(Exception):
    """Somebody came back and is not signed in. reden: for the log, in our own words only."""

    def __init__(self, reden: str, titel: str, *alineas: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reden)
        self.reden, self.titel, self.alineas, self.status = reden, titel, list(alineas), status


@dataclass(frozen=True, slots=True)
class Reis:
    """What the browser keeps, sealed, between going and coming back. kenmerk: of the aanmelddienst as it was then."""

    weg: Onderweg
    kenmerk: UUID
    gemeente: str
    terug: str
    tot: int


@kindly
async def go(request: Request) -> Response:
    """On to the aanmelddienst. Nothing is kept here: all that is needed afterwards is in the sealed cookie."""
    bezoeker = await visitor(request)
    gemeente = bezoeker.caller.gemeente
    terug = safe_return(request.query_params.get("terug", ""), gemeente)
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        # Another site does not begin this in somebody's name.
        return RedirectResponse(f"/dashboard/{gemeente}/aanmelden", HTTPStatus.SEE_OTHER)
    dienst = await _dienst(request, bezoeker)
    try:
        uitgever = await request.app.state.uitgevers.get(dienst.issuer)
    except UitgeverOnbruikbaar as fault:
        return _page_of(request, bezoeker, _not_now(dienst, str(fault)))
    weg = Onderweg(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    redirect_uri = request.app.state.aanmelddiensten.redirect_uri(gemeente)
    url = authorization_url(uitgever, dienst.client_id, redirect_uri, dienst.scopes, weg)
    answer = RedirectResponse(url, HTTPStatus.SEE_OTHER)
    reis = Reis(weg, dienst.kenmerk, gemeente, terug, int(time.time()) + _GEDULD)
    set_cookie(answer, request, "zicht-onderweg", _seal(request.app.state.keyring, reis), _GEDULD)
    return answer


@kindly
async def come_back(request: Request) -> Response:
    """From the aanmelddienst. Whatever is wrong, nobody is signed in, and what came is good for nothing any more."""
    bezoeker = await visitor(request)
    try:
        reis = _open(request, bezoeker)
        token = await _sign_in(request, bezoeker, reis)
    except Geweigerd as reason:
        wait = request.app.state.gokrem.miss(request.client and request.client.host)
        answer = _page_of(request, bezoeker, reason)
        if wait:
            answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
            answer.headers["Retry-After"] = str(wait)
    else:
        answer = RedirectResponse(reis.terug, HTTPStatus.SEE_OTHER)
        set_cookie(answer, request, "zicht", token)
    drop_cookie(answer, request, "zicht-onderweg")
    return answer


routes: Final = [
    NamedRoute("/dashboard/{gemeente}/aanmelden/dienst", go),
    NamedRoute("/dashboard/{gemeente}/aanmelden/antwoord", come_back),
]


async def _sign_in(request: Request, bezoeker: Bezoeker, reis: Reis) -> str:
    """What the session's cookie must hold. Raises Geweigerd."""
    state, tenant = request.app.state, bezoeker.caller.gemeente_id
    async with state.db.transaction(tenant) as db:
        if not await queries.use_up(db, tenant, sha256(reis.weg.state)):
            raise _begin_again("state was used before")
    dienst = await _dienst(request, bezoeker)
    if dienst.kenmerk != reis.kenmerk:
        raise _begin_again("the aanmelddienst was changed meanwhile")
    try:
        uitgever = await state.uitgevers.get(dienst.issuer)
        code = _code_of(request, uitgever, dienst)
        claims = await _turn_in(request, bezoeker, dienst, uitgever, code, reis)
    except UitgeverOnbruikbaar as fault:
        raise _not_now(dienst, str(fault)) from fault
    caller, onderwerp = _caller_of(state.keyring, bezoeker, dienst, claims)
    async with state.db.transaction(tenant) as db:
        if not await queries.is_current(db, tenant, reis.kenmerk):
            raise _begin_again("the aanmelddienst was changed meanwhile")
        return await begin_sessie(db, request, caller, dienst=reis.kenmerk, onderwerp=onderwerp)


def _open(request: Request, bezoeker: Bezoeker) -> Reis:
    """The journey that this browser is on, if it is the one that comes back now. Raises Geweigerd."""
    cookie = read_cookie(request, "zicht-onderweg")
    try:
        reis = _unseal(request.app.state.keyring, cookie or "")
    except (Unreadable, ValueError) as fault:
        raise _begin_again("no journey in the cookie") from fault
    if reis.gemeente != bezoeker.caller.gemeente or reis.tot < time.time():
        raise _begin_again("the journey is over, or was another's")
    if not hmac.compare_digest(_once(request, "state").encode(), reis.weg.state.encode()):
        raise _begin_again("state is not the one of this browser")
    return reis


def _code_of(request: Request, uitgever: Uitgever, dienst: Aanmelddienst) -> str:
    """The code that the issuer gave. Raises Geweigerd when it gave none, or when it was another issuer."""
    iss = _once(request, "iss")
    if (iss or uitgever.says_iss) and iss != uitgever.issuer:
        raise _distrusted("iss is not that of the aanmelddienst", dienst)
    error, code = _once(request, "error"), _once(request, "code")
    if error:
        said = error if _ERROR_CODE.fullmatch(error) else "?"
        raise Geweigerd(
            f"the aanmelddienst said {said}",
            "U bent niet aangemeld",
            "U hebt het aanmelden afgebroken, of de aanmelddienst liet u niet toe.",
            f"Hulp nodig? Vraag {dienst.contact}.",
            status=HTTPStatus.FORBIDDEN,
        )
    if not code or len(code) > _MAX_CODE:
        raise _begin_again("no code")
    return code


async def _turn_in(
    request: Request, bezoeker: Bezoeker, dienst: Aanmelddienst, uitgever: Uitgever, code: str, reis: Reis
) -> dict[str, Any]:
    """The claims of the ID token that the code is worth. Raises Geweigerd, and UitgeverOnbruikbaar."""
    uitgevers = request.app.state.uitgevers
    try:
        client: Client = request.app.state.aanmelddiensten.client_of(dienst, bezoeker.caller.gemeente)
    except Unreadable as fault:
        raise _not_now(dienst, "the secret was sealed with a key that this service does not have") from fault
    headers, form = token_request(uitgever, client, code, reis.weg.verifier)
    try:
        status, body = await uitgevers.ophaler.post_form(uitgever.token_endpoint, headers, form)
        said = parse_json(body)
    except NietOpgehaald as fault:
        raise _not_now(dienst, f"token endpoint: {fault}") from fault
    except Probleem as fault:
        raise _not_now(dienst, "the token endpoint does not answer with JSON") from fault
    said = said if isinstance(said, dict) else {}
    token = said.get("id_token")
    if status != HTTPStatus.OK or not isinstance(token, str):
        error = str(said.get("error", ""))
        raise _distrusted(f"the token endpoint said {error if _ERROR_CODE.fullmatch(error) else status}", dienst)
    asked = {"issuer": dienst.issuer, "client_id": dienst.client_id, "nonce": reis.weg.nonce}
    try:
        try:
            return check_id_token(token, uitgever.keys, **asked)
        except SleutelOnbekend:
            newer = await uitgevers.get_again(dienst.issuer)
            return check_id_token(token, newer.keys, **asked)
    except SleutelOnbekend as fault:
        raise _distrusted("the ID token names an unknown key", dienst) from fault
    except TokenGeweigerd as fault:
        raise _distrusted(f"ID token: {fault}", dienst) from fault


def _caller_of(
    keyring: Keyring, bezoeker: Bezoeker, dienst: Aanmelddienst, claims: dict[str, Any]
) -> tuple[Principal, bytes]:
    """Who that is here, and the hash of who it is there. Raises Geweigerd for somebody without any role."""
    has = set(values_of(claims, dienst.claim))
    gives = next((toewijzing for toewijzing in dienst.toewijzingen if toewijzing["waarde"] in has), None)
    if gives is None:
        raise Geweigerd(
            "none of the values gives a role",
            "U hebt hier geen toegang",
            "U bent wel bekend bij de gemeente, maar uw account heeft geen toegang tot deze pagina's.",
            f"Vraag toegang aan {dienst.contact}.",
            status=HTTPStatus.FORBIDDEN,
        )
    whose = bezoeker.caller
    onderwerp = onderwerp_of(keyring, whose.gemeente, dienst.issuer, claims["sub"])
    caller = Principal(
        gemeente_id=whose.gemeente_id,
        gemeente=whose.gemeente,
        gemeente_naam=whose.gemeente_naam,
        sleutel_id=persoon_of(onderwerp),
        rol=Rol(gives["rol"]),
        doel=Doel(gives["doel"]),
    )
    return caller, onderwerp


async def _dienst(request: Request, bezoeker: Bezoeker) -> Aanmelddienst:
    tenant = bezoeker.caller.gemeente_id
    async with request.app.state.db.transaction(tenant) as db:
        dienst = await queries.find_dienst(db, tenant)
    if dienst is None:
        raise NietGevonden("aanmelddienst")
    return dienst


def _once(request: Request, naam: str) -> str:
    """A parameter that came one time; empty otherwise, since of two nobody knows which was meant."""
    found = request.query_params.getlist(naam)
    return found[0] if len(found) == 1 else ""


def _seal(keyring: Keyring, reis: Reis) -> str:
    plain = json.dumps(asdict(reis) | {"kenmerk": str(reis.kenmerk)}).encode()
    return base64.urlsafe_b64encode(keyring.seal(_ONDERWEG, plain)).decode()


def _unseal(keyring: Keyring, cookie: str) -> Reis:
    """Raises Unreadable for what we did not make, ValueError for what is no cookie of this kind at all."""
    try:
        sealed = base64.urlsafe_b64decode(cookie)
    except binascii.Error as fault:
        raise Unreadable from fault
    kept = json.loads(keyring.unseal(_ONDERWEG, sealed))
    return Reis(Onderweg(**kept["weg"]), UUID(kept["kenmerk"]), kept["gemeente"], kept["terug"], kept["tot"])


def _begin_again(reden: str) -> Geweigerd:
    uitleg = "Het aanmelden duurde te lang, of begon in een andere browser of een ander tabblad. Begin opnieuw."
    return Geweigerd(reden, "U bent niet aangemeld", uitleg)


def _distrusted(reden: str, dienst: Aanmelddienst) -> Geweigerd:
    uitleg = "Wat de aanmelddienst antwoordde, is niet te vertrouwen of klopt niet met wat wij vroegen."
    return Geweigerd(
        reden, "U bent niet aangemeld", uitleg, f"Probeer het opnieuw. Blijft dit? Vraag {dienst.contact}."
    )


def _not_now(dienst: Aanmelddienst, reden: str) -> Geweigerd:
    uitleg = "De aanmelddienst van de gemeente is niet bereikbaar, of niet goed ingesteld."
    verder = f"Probeer het over een minuut opnieuw. Blijft dit? Vraag {dienst.contact}."
    return Geweigerd(reden, "Aanmelden lukt nu niet", uitleg, verder, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _page_of(request: Request, bezoeker: Bezoeker, reason: Geweigerd) -> Response:
    log.warning("aanmelden_geweigerd", gemeente=bezoeker.caller.gemeente, reden=reason.reden)
    return message_page(request, bezoeker, reason.titel, reason.alineas, status=reason.status)
