"""OData v4 at /odata/v4: outside the OpenAPI document, as its own $metadata describes it (design.md section 7)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from zicht_api.gemeenten.queries import Stand
from zicht_api.odata import queries, service
from zicht_api.odata.csdl import OBSERVATIONS, context_of, list_verzamelingen, write_metadata
from zicht_api.odata.fouten import AlleenLezen, answer_fault
from zicht_api.odata.lezen import Lezer
from zicht_api.odata.paginas import Token, fingerprint, read_token, write_token
from zicht_api.odata.service import Verzoek
from zicht_api.odata.vorm import Vorm, check_version, check_xml, choose_json, page_size
from zicht_api.odata.vraag import Bron, find_bron, read_opties
from zicht_shared.audit import record_reading
from zicht_shared.auth import Principal, Rol
from zicht_shared.concurrency import is_known
from zicht_shared.errors import NietGevonden, NietToegestaan
from zicht_shared.grenzen import admit
from zicht_shared.http import NamedRoute
from zicht_shared.scopes import LEZEN, check_scope

WORTEL: Final = "/odata/v4"
_ROLLEN: Final = (Rol.beheer, Rol.beleid, Rol.bi, Rol.aanbieder)
_VARY: Final = "Accept, Prefer, Authorization, X-Api-Key"


class _Route(NamedRoute):
    """A method that is not there is refused by the answer itself, in OData's form."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def _answer(request: Request) -> Response:
    try:
        answer = await _serve(request)
    except Exception as fault:
        answer = answer_fault(request, fault)
    answer.headers["OData-Version"] = "4.0"
    return answer


async def _serve(request: Request) -> Response:
    if request.method != "GET":
        raise AlleenLezen
    state = request.app.state
    caller = await admit(request)
    if caller.rol not in _ROLLEN:
        raise NietToegestaan(_ROLLEN)
    check_scope(caller, LEZEN)
    check_version(request.headers.get("odata-maxversion"))
    verzoek = _understand(request, caller)
    token = _token_of(request, verzoek)
    async with state.db.transaction(caller.gemeente_id) as db:
        stand = await service.read_stand(db, verzoek, token)
        etag = f'"{verzoek.fingerprint(stand, _asked(request))}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": _VARY}
        if is_known(request.headers.get("if-none-match"), etag):
            return Response(status_code=304, headers=headers)
        lezer = None if verzoek.bron.verzameling is None else await service.open_lezer(db, verzoek, stand)
        if verzoek.bron.soort == "verzameling" and verzoek.verzameling is OBSERVATIONS:
            await record_reading(db, caller, "odata.gelezen", OBSERVATIONS.naam, {"dataversie": stand.dataversie})
    if lezer is None:
        answer = _describe(verzoek)
    else:
        async with queries.limited(state.db, caller.gemeente_id) as db:
            answer = await _give(request, db, verzoek, lezer, stand, token)
    answer.headers.update(headers)
    return answer


def _understand(request: Request, caller: Principal) -> Verzoek:
    bron = find_bron(request.path_params.get("pad", ""))
    if bron.catalogus not in {None, caller.gemeente}:
        raise NietGevonden("verzameling")
    opties = read_opties(bron, request.query_params.multi_items())
    vorm = _vorm_of(request, bron, opties.formaat)
    grootte = page_size(", ".join(request.headers.getlist("prefer"))) if bron.soort == "verzameling" else None
    peildatum = bron.peildatum or request.query_params.get("peildatum")
    adres = f"{request.app.state.public_url}{WORTEL}{quote(bron.wortel, safe='/:+')}"
    return Verzoek(caller, bron, opties, vorm, grootte, peildatum, adres)


def _vorm_of(request: Request, bron: Bron, formaat: str | None) -> Vorm:
    match bron.soort:
        case "metadata":
            check_xml(formaat)
            return Vorm()
        case "aantal":
            # A number, in text whatever is asked for.
            return Vorm()
    return choose_json(", ".join(request.headers.getlist("accept")) or None, formaat)


def _token_of(request: Request, verzoek: Verzoek) -> Token | None:
    if (text := verzoek.opties.skiptoken) is None:
        return None
    return read_token(request.app.state.keyring, text, _fingerprint(request, verzoek), service.today())


def _fingerprint(request: Request, verzoek: Verzoek) -> str:
    return fingerprint(verzoek.caller, request.scope["path"], request.query_params.multi_items())


def _asked(request: Request) -> str:
    """Path and query as they were sent. Not from `request.url`: that begins with the Host header."""
    return f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"


def _describe(verzoek: Verzoek) -> Response:
    """One of the two documents about the sets."""
    verzamelingen = verzoek.bron.verzamelingen
    if verzoek.bron.soort == "metadata":
        return Response(write_metadata(verzamelingen), media_type="application/xml")
    members = _context(verzoek, "") | {"value": list_verzamelingen(verzamelingen)}
    return _json(verzoek.vorm, [msgspec.json.encode(members)])


async def _give(
    request: Request, db: AsyncSession, verzoek: Verzoek, lezer: Lezer, stand: Stand, token: Token | None
) -> Response:
    bron, opties, vorm = verzoek.bron, verzoek.opties, verzoek.vorm
    if bron.soort == "aantal":
        return Response(f"{await lezer.count(db)}", media_type="text/plain")
    if bron.soort == "een":
        row = await service.load_one(db, lezer)
        head = _context(verzoek, f"#{context_of(verzoek.verzameling, opties.select, een=True)}")
        return _json(vorm, [_open_object(head), row[1:]])
    pagina = await service.load_page(db, verzoek, lezer, token)
    head = _context(verzoek, f"#{context_of(verzoek.verzameling, opties.select)}")
    if pagina.totaal is not None:
        head["@odata.count"] = f"{pagina.totaal}" if vorm.als_tekst else pagina.totaal
    tail = b"]}"
    if pagina.volgende is not None:
        following = Token(stand.dataversie, stand.dag, pagina.volgende, _fingerprint(request, verzoek))
        address = _next_address(request, write_token(request.app.state.keyring, following))
        tail = b'],"@odata.nextLink":' + msgspec.json.encode(address) + b"}"
    answer = _json(vorm, [_open_object(head), b'"value":[', *_with_commas(pagina.regels), tail])
    if verzoek.grootte is not None:
        answer.headers["Preference-Applied"] = f"odata.maxpagesize={verzoek.grootte}"
    return answer


def _context(verzoek: Verzoek, fragment: str) -> dict[str, Any]:
    """The first member of an answer, unless none is wanted."""
    return {} if verzoek.vorm.niveau == "none" else {"@odata.context": f"{verzoek.adres}/$metadata{fragment}"}


def _next_address(request: Request, token: str) -> str:
    """The address of the next page. From configuration, never from the Host header."""
    options = [pair for pair in request.query_params.multi_items() if pair[0] != "$skiptoken"]
    query = urlencode([*options, ("$skiptoken", token)], safe="$,:/'()*", quote_via=quote)
    return f"{request.app.state.public_url}{quote(request.scope['path'], safe='/:+$')}?{query}"


def _open_object(members: dict[str, Any]) -> bytes:
    """A JSON object of which more members follow."""
    return msgspec.json.encode(members)[:-1] + (b"," if members else b"")


def _with_commas(runs: Sequence[bytes]) -> Iterator[bytes]:
    for place, run in enumerate(runs):
        if place:
            yield b","
        yield run


def _json(vorm: Vorm, parts: Sequence[bytes]) -> Response:
    """In the parts that there are: a page of 50,000 rows is not put together once more."""
    headers = {"Content-Length": f"{sum(map(len, parts))}"}
    return StreamingResponse(_each(parts), media_type=vorm.media_type, headers=headers)


async def _each(parts: Sequence[bytes]) -> Any:
    for part in parts:
        yield part


routes: Final[Sequence[BaseRoute]] = (
    _Route(WORTEL, _answer),
    _Route(f"{WORTEL}/{{pad:path}}", _answer),
)
