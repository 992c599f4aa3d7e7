"""What every answer of both services has, whatever route gave it: headers, HEAD, a request id, a log line, a count."""

import time
import uuid

import structlog
from fastapi import Request
from prometheus_client import Histogram
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zicht_shared.errors import as_problem, problem_json

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


class HttpContract:
    """ASGI middleware around a whole service: the rules of design.md section 2 that do not depend on the route."""

    def __init__(self, app: ASGIApp, *, service: str, version: str) -> None:
        self.app, self.service = app, service
        headers = {**SECURITY_HEADERS, "API-Version": version}
        self.headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        method = scope["method"]
        # Ours, not the client's: an id from outside could carry anything into the logs.
        scope["zicht.request_id"] = str(uuid.uuid4())
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
                message = {**message, "headers": headers}
            elif method == "HEAD" and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET"} if method == "HEAD" else scope
        try:
            await self.app(inner, receive, send_with_headers)
        except Exception as fault:
            if not response_started:
                answer = problem_json(Request(scope), as_problem(fault))
                await answer(scope, receive, send_with_headers)
        finally:
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


class NamedRoute(Route):
    """A plain route that is named in the log: FastAPI leaves only its own in the scope, where HttpContract looks."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child_scope = super().matches(scope)
        return match, child_scope if match is Match.NONE else {**child_scope, "route": self}
