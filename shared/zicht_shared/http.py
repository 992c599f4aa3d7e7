"""What every answer of both services has, whatever route gave it: headers, HEAD, a request id, a log line, a count.

And what no request may do: take for ever, or come with a thousand others.
"""

import asyncio
import time
import uuid
from typing import Final

import structlog
from fastapi import Request
from prometheus_client import Histogram
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zicht_shared.errors import TijdelijkNietBereikbaar, as_problem, problem_json
from zicht_shared.geduld import BodyInTime, TakenInTime
from zicht_shared.grenzen import LIMITS, limit_headers

log = structlog.get_logger()

DURATION = Histogram("zicht_request_seconds", "Duration of requests.", ["service", "method", "route", "status"])

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}

_WITHOUT_BODY: Final = frozenset({"GET", "HEAD"})
# So many requests at a time in one process; more would all be slow. Whether it lives is said to whoever asks.
AT_ONCE: Final = 1_000
_ALWAYS: Final = frozenset({"/gezondheid/live", "/gezondheid/gereed"})


def common_headers(version: str) -> list[tuple[bytes, bytes]]:
    """The headers that every answer has, unless it says otherwise itself."""
    headers = {**SECURITY_HEADERS, "API-Version": version}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


class HttpContract:
    """ASGI middleware around a whole service: the rules of design.md section 2 that do not depend on the route."""

    def __init__(self, app: ASGIApp, *, service: str, version: str) -> None:
        self.app, self.service = app, service
        self.headers = common_headers(version)
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        method = scope["method"]
        # Ours, not the client's: an id from outside could carry anything into the logs.
        scope["zicht.request_id"] = str(uuid.uuid4())
        scope[LIMITS] = {}
        send_in_time = TakenInTime(send)
        response_started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, response_started
            if message["type"] == "http.response.start":
                response_started, status = True, message["status"]
                given = {name for name, _ in message["headers"]}
                # A page with a policy of its own keeps it; two policies would both hold.
                headers = [*message["headers"], *(pair for pair in self.headers if pair[0] not in given)]
                if b"cache-control" not in given:
                    headers.append((b"cache-control", b"no-store"))
                headers += limit_headers(scope)
                message = {**message, "headers": headers}
            elif method == "HEAD" and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send_in_time(message)

        inner = {**scope, "method": "GET"} if method == "HEAD" else scope
        self.under_way += 1
        try:
            self._check_room(scope["path"])
            await self.app(inner, receive if method in _WITHOUT_BODY else BodyInTime(receive), send_with_headers)
        except asyncio.CancelledError:
            # The service stops, and this took longer than it waits for.
            if not response_started:
                answer = problem_json(Request(scope), TijdelijkNietBereikbaar())
                await answer(scope, receive, send_with_headers)
            raise
        except Exception as fault:
            if not response_started:
                answer = problem_json(Request(scope), as_problem(fault))
                await answer(scope, receive, send_with_headers)
        finally:
            self.under_way -= 1
            # The route's template, never the path: a path may hold a resident's token.
            route = getattr(inner.get("route"), "path", "geen") or "geen"
            seconds = time.perf_counter() - started
            DURATION.labels(self.service, method, route, str(status)).observe(seconds)
            log.info(
                "request",
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
                id=scope["zicht.request_id"],
            )

    def _check_room(self, path: str) -> None:
        if self.under_way > AT_ONCE and path not in _ALWAYS:
            raise TijdelijkNietBereikbaar("Het is te druk. Probeer het over enkele seconden opnieuw.")


class NamedRoute(Route):
    """A plain route that is named in the log: FastAPI leaves only its own in the scope, where HttpContract looks."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child_scope = super().matches(scope)
        return match, child_scope if match is Match.NONE else {**child_scope, "route": self}
