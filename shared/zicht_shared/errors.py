"""The one catalogue of errors that both services share, and how each becomes `application/problem+json` (RFC 9457).

A noun adds its own errors by subclassing Probleem beside its service. No answer ever repeats what was sent.
"""

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any

import asyncpg
import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DBAPIError, EmulatedDBAPIException
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from zicht_shared.storingen import ONBEREIKBAAR, storing_of

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
MAX_FOUTEN = 1_000


@dataclass(frozen=True, slots=True)
class Fout:
    """One fault: where (JSON pointer in the body, `?name` in the query, `{name}` in the path), what kind, and why."""

    pointer: str
    code: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return {"pointer": self.pointer, "code": self.code, "reason": self.reason}


class Probleem(Exception):
    """Something that the caller can understand and act on. Subclasses set status, code and title."""

    status: int = 400
    code: str = "ongeldig"
    title: str = "Het verzoek klopt niet."

    def __init__(self, detail: str, *, fouten: Iterable[Fout] = (), headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fouten = tuple(fouten)
        self.headers = dict(headers or {})


class InvoerOngeldig(Probleem):
    """One or more faults in path, query, headers or body."""

    code = "invoer-ongeldig"
    title = "De invoer klopt niet."

    def __init__(self, fouten: Iterable[Fout]) -> None:
        fouten = tuple(islice(fouten, MAX_FOUTEN + 1))
        if len(fouten) > MAX_FOUTEN:
            # A small body can be wrong in more places than anyone wants to read, or we to write.
            detail = f"Er zijn meer dan {MAX_FOUTEN} fouten gevonden; de eerste {MAX_FOUTEN} staan in invalidParams."
            super().__init__(detail, fouten=fouten[:MAX_FOUTEN])
            return
        noun = "fout" if len(fouten) == 1 else "fouten"
        super().__init__(f"Er zijn {len(fouten)} {noun} gevonden; zie invalidParams.", fouten=fouten)


class SleutelInQuery(Probleem):
    code = "sleutel-in-query"
    title = "Een sleutel hoort niet in het webadres."

    def __init__(self) -> None:
        super().__init__("Stuur de sleutel als HTTP Basic, als Authorization: Bearer of als header X-Api-Key.")


class NietAangemeld(Probleem):
    status, code, title = 401, "niet-aangemeld", "U bent niet aangemeld."

    def __init__(self) -> None:
        super().__init__(
            "Stuur een geldige sleutel als HTTP Basic, als Authorization: Bearer of als header X-Api-Key.",
            headers={"WWW-Authenticate": 'Basic realm="Zicht", charset="UTF-8"'},
        )


class TokenOngeldig(NietAangemeld):
    """An access token that opens nothing. Why stands in the log: who tries one is told no more than that."""

    challenge = 'Bearer realm="Zicht", error="invalid_token"'

    def __init__(self) -> None:
        super().__init__()
        self.detail = "Dit toegangstoken is niet (meer) geldig, of geeft hier geen toegang. Vraag een nieuw token aan."


class NietToegestaan(Probleem):
    status, code, title = 403, "niet-toegestaan", "Uw sleutel geeft hier geen toegang."

    def __init__(self, rollen: Iterable[str]) -> None:
        super().__init__(f"Hiervoor is een sleutel nodig met de rol {' of '.join(sorted(rollen))}.")


class AlleenOmTeLeren(Probleem):
    """Doelbinding: what is there to learn from is not shown to a credential for accounting."""

    status, code, title = 403, "alleen-om-te-leren", "Dit is om van te leren."

    def __init__(self) -> None:
        super().__init__("Uw sleutel is om te verantwoorden. Vraag de indicatoren op; die weten waarvoor zij dienen.")


class NietGevonden(Probleem):
    """Not there, or not yours: the answer is the same."""

    status, code, title = 404, "niet-gevonden", "Niet gevonden."

    def __init__(self, wat: str) -> None:
        super().__init__(f"Deze {wat} bestaat niet, of hoort niet bij uw sleutel.")


class BestaatAl(Probleem):
    status, code, title = 409, "bestaat-al", "Dit bestaat al."

    def __init__(self, wat: str) -> None:
        super().__init__(f"Er is al een {wat} met deze code. Haal die op, of kies een andere code.")


class IdempotentieConflict(Probleem):
    status, code, title = 409, "idempotentie-conflict", "Deze Idempotency-Key is al gebruikt."

    def __init__(self) -> None:
        super().__init__("De sleutel hoort bij een ander verzoek. Gebruik voor elk nieuw verzoek een nieuwe sleutel.")


class VersieVerouderd(Probleem):
    status, code, title = 412, "versie-verouderd", "Iemand anders heeft dit intussen gewijzigd."

    def __init__(self, etag: str) -> None:
        super().__init__("Haal de nieuwe versie op en voer uw wijziging daarop uit.", headers={"ETag": etag})


class TeGroot(Probleem):
    status, code, title = 413, "te-groot", "Het verzoek is te groot."

    def __init__(self, limit: int) -> None:
        super().__init__(f"De inhoud mag hier hoogstens {limit:,} bytes zijn (uitgepakt).".replace(",", "."))


class MediaTypeOnbekend(Probleem):
    status, code, title = 415, "media-type-onbekend", "Dit soort inhoud wordt hier niet aangenomen."

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__(f"Stuur de inhoud als {' of '.join(allowed)}.")


class IfMatchOntbreekt(Probleem):
    status, code, title = 428, "if-match-ontbreekt", "De header If-Match ontbreekt."

    def __init__(self) -> None:
        super().__init__("Haal eerst het gegeven op en stuur de ETag daarvan mee als If-Match.")


class TijdelijkNietBereikbaar(Probleem):
    status, code, title = 503, "tijdelijk-niet-bereikbaar", "De dienst is even niet bereikbaar."

    def __init__(self, detail: str = ONBEREIKBAAR.detail, seconds: int = ONBEREIKBAAR.seconds) -> None:
        super().__init__(detail, headers={"Retry-After": str(seconds)})


_HTTP_CODES = {404: "niet-gevonden", 405: "methode-niet-toegestaan", 413: "te-groot", 415: "media-type-onbekend"}
_HTTP_TITLES = {404: "Niet gevonden.", 405: "Deze methode kan hier niet."}

# pydantic's kind of fault -> our stable code and a reason that a person can act on.
_REASONS: dict[str, tuple[str, str]] = {
    "missing": ("verplicht", "Dit veld is verplicht."),
    "extra_forbidden": ("onbekend-veld", "Dit veld kennen we niet."),
    "string_type": ("geen-tekst", "Dit moet tekst zijn."),
    "string_too_short": ("te-kort", "Deze tekst is te kort."),
    "string_too_long": ("te-lang", "Deze tekst is te lang."),
    "string_pattern_mismatch": ("vorm", "Deze tekst heeft niet de juiste vorm."),
    "int_type": ("geen-geheel-getal", "Dit moet een geheel getal zijn."),
    "int_parsing": ("geen-geheel-getal", "Dit moet een geheel getal zijn."),
    "int_from_float": ("geen-geheel-getal", "Dit moet een geheel getal zijn."),
    "decimal_type": ("geen-getal", "Dit moet een getal zijn."),
    "decimal_parsing": ("geen-getal", "Dit moet een getal zijn."),
    "bool_type": ("geen-ja-nee", "Dit moet true of false zijn."),
    "list_type": ("geen-lijst", "Dit moet een lijst zijn."),
    "dict_type": ("geen-object", "Dit moet een object zijn."),
    "model_type": ("geen-object", "Dit moet een object zijn."),
    "model_attributes_type": ("geen-object", "Dit moet een object zijn."),
    "enum": ("onbekende-waarde", "Deze waarde kennen we niet."),
    "literal_error": ("onbekende-waarde", "Deze waarde kennen we niet."),
    "date_type": ("geen-datum", "Dit moet een datum zijn, zoals 2026-03-31."),
    "date_parsing": ("geen-datum", "Dit moet een datum zijn, zoals 2026-03-31."),
    "date_from_datetime_parsing": ("geen-datum", "Dit moet een datum zijn, zoals 2026-03-31."),
    "date_from_datetime_inexact": ("geen-datum", "Dit moet een datum zijn zonder tijd, zoals 2026-03-31."),
    "timezone_aware": ("geen-tijdzone", "Een tijdstip heeft een tijdzone nodig, zoals 2026-03-31T12:00:00Z."),
    "uuid_type": ("geen-uuid", "Dit moet een UUID zijn."),
    "uuid_parsing": ("geen-uuid", "Dit moet een UUID zijn."),
    "greater_than_equal": ("te-klein", "Dit getal is te klein."),
    "greater_than": ("te-klein", "Dit getal is te klein."),
    "less_than_equal": ("te-groot", "Dit getal is te groot."),
    "less_than": ("te-groot", "Dit getal is te groot."),
    "too_short": ("te-weinig", "Deze lijst is te kort."),
    "too_long": ("te-veel", "Deze lijst is te lang."),
}


def fout_from_pydantic(error: ErrorDetails) -> Fout:
    """One pydantic error as a Fout. A ValueError of our own validators speaks for itself: it never holds input."""
    location = list(error["loc"])
    place = location.pop(0) if location and location[0] in {"body", "query", "path", "header"} else "body"
    path = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)
    name = str(location[0]) if location else ""
    pointer = {"query": f"?{name}", "path": f"{{{name}}}", "header": name}.get(str(place), path)
    if error["type"] == "value_error":
        return Fout(pointer, "ongeldig", str(error["ctx"]["error"]))
    code, reason = _REASONS.get(error["type"], ("ongeldig", "Deze waarde kan hier niet."))
    return Fout(pointer, code, reason)


def problem_json(request: Request, problem: Probleem, **members: Any) -> JSONResponse:
    """The answer for one problem, with its stable code and every fault. members: what RFC 9457 calls extensions."""
    body: dict[str, Any] = {
        "type": f"https://zicht.example/problemen/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:uuid:{request.scope.get('zicht.request_id', '00000000-0000-4000-8000-000000000000')}",
        "code": problem.code,
        **members,
    }
    if problem.fouten:
        body["invalidParams"] = [fout.as_json() for fout in problem.fouten]
    answer = JSONResponse(body, problem.status, problem.headers, MEDIA_TYPE)
    if isinstance(problem, TokenOngeldig):
        # A header of its own: who looks for Basic does not always read on after a comma.
        answer.headers.append("WWW-Authenticate", problem.challenge)
    return answer


class _HttpProbleem(Probleem):
    """What Starlette itself refuses: an unknown path, a method that is not there."""

    def __init__(self, fault: HTTPException) -> None:
        self.status, self.code = fault.status_code, _HTTP_CODES.get(fault.status_code, "ongeldig")
        self.title = _HTTP_TITLES.get(fault.status_code, HTTPStatus(fault.status_code).phrase)
        super().__init__("Kijk in het OpenAPI-document welke paden en methoden er zijn.", headers=fault.headers)


class OnverwachteFout(Probleem):
    status, code, title = 500, "onverwachte-fout", "Er ging bij ons iets mis."

    def __init__(self) -> None:
        super().__init__("Er is niets half opgeslagen. Meld het nummer bij 'instance' als het blijft gebeuren.")


def is_database_down(fault: BaseException) -> bool:
    """True for what passes by itself or by the operator's doing, as opposed to a statement that is wrong."""
    return storing_of(fault) is not None


def as_problem(fault: Exception) -> Probleem:
    """What to tell the caller about any exception that left a handler."""
    match fault:
        case Probleem():
            return fault
        case RequestValidationError():
            return InvoerOngeldig(fout_from_pydantic(error) for error in fault.errors())
        case HTTPException():
            return _HttpProbleem(fault)
        case _ if (storing := storing_of(fault)) is not None:
            driver = getattr(fault, "orig", None) or fault
            log.warning("database_unreachable", fault=type(fault).__name__, sqlstate=getattr(driver, "sqlstate", None))
            return TijdelijkNietBereikbaar(storing.detail, storing.seconds)
        case _:
            # Frames without the exception's own text: that may quote what somebody sent.
            log.error("unexpected", fault=type(fault).__name__, frames=traceback.format_tb(fault.__traceback__))
            return OnverwachteFout()


async def _answer(request: Request, fault: Exception) -> Response:
    problem = as_problem(fault)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        problem.headers["Allow"] = ", ".join(sorted(_methods_here(request)))
    return problem_json(request, problem)


def _methods_here(request: Request) -> set[str]:
    """Every method of this path: FastAPI's own `Allow` names those of the first route with it, and leaves out HEAD."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    methods = {
        method
        for route in iter_route_contexts(request.app.routes)
        if route.methods and route.path_regex.match(path)
        for method in route.methods
    }
    return methods | {"HEAD"} if "GET" in methods else methods


def install_handlers(app: Starlette) -> None:
    """Let every fault of this app, foreseen or not, leave as problem+json."""
    for kind in (
        Probleem,
        RequestValidationError,
        HTTPException,
        DBAPIError,
        EmulatedDBAPIException,
        PoolTimeout,
        # asyncpg's own, from statements on a hot path that do not pass through SQLAlchemy.
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        OSError,
        Exception,
    ):
        app.add_exception_handler(kind, _answer)
