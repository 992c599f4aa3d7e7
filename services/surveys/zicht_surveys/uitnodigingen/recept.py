"""Answers too large, and too secret, to keep: what is kept is the recipe from which they are written out again.

A route gives a recipe as its answer; that is what `Idempotency-Key` stores, sealed. After the commit, and again on
every replay, the answer itself is written out from the recipe and the request, a piece at a time. So no link is ever
stored, not even encrypted, ten thousand links take no more memory than a hundred, and the same links can be had in
another form: send the same request once more with another `Accept`.
"""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response

from zicht_shared.errors import Fout, InvoerOngeldig, MediaTypeOnbekend, TeGroot
from zicht_shared.routing import MAX_JSON_BODY, ZichtRoute

RECEPT: Final = "application/vnd.zicht.recept+json"
JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
HTML: Final = "text/html"


class ReceptRoute(ZichtRoute):
    """A POST whose body the route reads itself, and whose answer is written out after the commit."""

    media_types: tuple[str, ...] = (JSON,)

    async def write_out(self, request: Request, recept: bytes) -> Response:
        raise NotImplementedError

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def and_write_out(request: Request) -> Response:
            kept = await handle(request)
            if kept.headers["content-type"] != RECEPT:
                return kept
            answer = await self.write_out(request, bytes(kept.body))
            answer.status_code = kept.status_code
            if "idempotency-replayed" in kept.headers:
                answer.headers["Idempotency-Replayed"] = "true"
            return answer

        return and_write_out

    async def read_body(self, request: Request) -> bytes:
        if media_type_of(request) not in self.media_types:
            raise MediaTypeOnbekend(self.media_types)
        if "content-encoding" in request.headers:
            raise MediaTypeOnbekend([f"{self.media_types[0]} zonder Content-Encoding"])
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_JSON_BODY:
                raise TeGroot(MAX_JSON_BODY)
        if not body:
            raise InvoerOngeldig([Fout("", "verplicht", "De inhoud ontbreekt.")])
        request.state.body = bytes(body)
        # The form of the request is part of it: the same bytes are not the same request as JSON and as CSV.
        return hashlib.sha256(media_type_of(request).encode() + b"\n" + body).digest()


def media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def preferred(accept: str | None, offers: tuple[str, ...]) -> str:
    """The offer that a header Accept (RFC 9110, 12.5.1) likes best; the first one when it says nothing that we have."""
    best, most = offers[0], 0.0
    for offer in offers:
        if (quality := _quality(accept or "*/*", offer)) > most:
            best, most = offer, quality
    return best


def _quality(accept: str, offer: str) -> float:
    """How much an offer is liked. The closest range decides, and a bare */* makes no difference between offers."""
    found = (-1, 0.0)
    for part in accept.split(","):
        kind, *parameters = (word.strip() for word in part.lower().split(";"))
        closeness = (offer == kind) * 3 or (kind == f"{offer.partition('/')[0]}/*") * 2 or (kind == "*/*") * 1
        if closeness > found[0] and closeness:
            found = (closeness, _number(parameters))
    return found[1]


def _number(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return 0.0
    return 1.0
