"""Answering at once what was asked before and has not changed: figures that a BI tool asks again, every few minutes.

An answer about figures follows from who asks, what is asked, the data version and the day. So its ETag is known without
working it out, and an answer that this process gave before under that ETag is the answer still.
"""

import asyncio
import hashlib
import re
from dataclasses import dataclass
from typing import Final

import structlog
from cachetools import LRUCache
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zicht_api.gemeenten.queries import Stand
from zicht_api.sleutels.service import glance
from zicht_shared.app import VERSION
from zicht_shared.auth import Credential, Principal, Rol, Toegangstoken, credential_of
from zicht_shared.concurrency import is_known
from zicht_shared.errors import Probleem
from zicht_shared.scopes import LEZEN

log = structlog.get_logger()

HEADERS: Final = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, X-Api-Key"}

# As it is where answers are compressed.
_VARY: Final = f"{HEADERS['Vary']}, Accept-Encoding"
_READERS: Final = frozenset({Rol.beheer, Rol.beleid, Rol.bi, Rol.aanbieder})
# How much is kept in all, and of one answer, in bytes; and what an answer takes besides its body.
_ROOM, _LARGEST, _BESIDES = 32 * 1024 * 1024, 512 * 1024, 4 * 1024


def etag_of(caller: Principal, stand: Stand, request: Request) -> str:
    """The ETag of an answer about figures, with quotes. With the day it changes which periods are over."""
    parts = (
        VERSION,
        caller.gemeente,
        caller.aanbieder or "",
        caller.doel,
        str(caller.alleen_openbaar),
        str(stand.dataversie),
        stand.dag.isoformat(),
        request.scope["path"],
        # What a peildatum says is in the data version and the day.
        *(f"{name}={value}" for name, value in request.query_params.multi_items() if name != "peildatum"),
        request.headers.get("accept", ""),
    )
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f'"{digest[:32]}"'


# Whose key it is, and what figures stand on now.
_Lezer = tuple[Principal, Stand]


@dataclass(frozen=True, slots=True)
class _Answer:
    headers: list[tuple[bytes, bytes]]
    body: bytes


def _size_of(answer: _Answer) -> int:
    return len(answer.body) + _BESIDES


def _named(path: str) -> Route:
    """A route that only says how a path is called in logs and counts."""
    return Route(path, Response)


class Onveranderd:
    """ASGI middleware around the whole service, outside what compresses: the routes that BI tools pull."""

    _FEEDS: Final = (
        (re.compile(r"/v1/waarden"), _named("/waarden")),
        (re.compile(r"/v1/indicatoren/[A-Za-z0-9._-]{1,64}/waarden"), _named("/indicatoren/{code}/waarden")),
    )

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._asking: dict[Credential, asyncio.Task[_Lezer]] = {}
        self._next: dict[Credential, asyncio.Task[_Lezer]] = {}
        # By ETag, by what the caller takes of compression, and by whose key it is: the first time that each of them
        # reads this, the route gives it, and notes in the trail that much was read.
        self._kept: LRUCache[tuple[str, str, str], _Answer] = LRUCache(_ROOM, _size_of)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        feed = self._feed_of(scope)
        if feed is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            etag, wie = await self._etag_now(request)
        except Exception as fault:
            # Refused by the route itself, which says why; and so is what a database that is gone brings about.
            if not isinstance(fault, Probleem):
                log.warning("not_looked", fault=type(fault).__name__)
            etag, wie = None, ""
        known, coding = request.headers.get("if-none-match", ""), request.headers.get("accept-encoding", "")
        if etag is not None and "*" not in known and is_known(known, etag):
            scope["route"] = feed
            await Response(status_code=304, headers={**HEADERS, "ETag": f"W/{etag}", "Vary": _VARY})(
                scope, receive, send
            )
        elif answer := self._kept.get((etag or "", coding, wie)):
            scope["route"] = feed
            await send({"type": "http.response.start", "status": 200, "headers": answer.headers})
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await self.app(scope, receive, self._keeping(send, coding, wie))

    def _feed_of(self, scope: Scope) -> Route | None:
        # An answer as of another day stands on another data version, which only the route knows.
        if scope["type"] != "http" or scope["method"] != "GET" or b"peildatum" in scope["query_string"]:
            return None
        path = scope["path"]
        return next((route for pattern, route in self._FEEDS if pattern.fullmatch(path)), None)

    async def _etag_now(self, request: Request) -> tuple[str | None, str]:
        """The ETag that an answer has now, and whose key asks for it; of what is left to the route neither is known."""
        credential = credential_of(request)
        if isinstance(credential, Toegangstoken):
            # Whether it is good may take asking its issuer: that is left to the route.
            return None, ""
        caller, stand = await self._ask(request.app.state, credential)
        if caller.rol not in _READERS or not caller.scopes & LEZEN:
            return None, ""
        return etag_of(caller, stand, request), caller.sleutel_id

    async def _ask(self, state: State, credential: Credential) -> _Lezer:
        """Whose key this is and what figures stand on now; asked once for all who come while the last one was busy.

        Never an answer that was begun before the question: a change that was acknowledged is always seen.
        """
        task = self._next.get(credential)
        if task is None:
            task = asyncio.create_task(self._read(state, credential, self._asking.get(credential)))
            self._next[credential] = task
        return await asyncio.shield(task)

    async def _read(self, state: State, credential: Credential, before: asyncio.Task[_Lezer] | None) -> _Lezer:
        if before is not None:
            await asyncio.wait([before])
        self._asking[credential] = self._next.pop(credential)
        try:
            return await glance(state.db, credential)
        finally:
            del self._asking[credential]

    def _keeping(self, send: Send, coding: str, wie: str) -> Send:
        """Pass an answer on, and keep it when it is one to keep."""
        headers: list[tuple[bytes, bytes]] = []
        body = bytearray()

        async def passing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers.extend(message["headers"] if message["status"] == 200 else [])
            elif headers and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if len(body) > _LARGEST:
                    headers.clear()
                elif not message.get("more_body", False):
                    # What was streamed the first time has a known length now.
                    others = [pair for pair in headers if pair[0] != b"content-length"]
                    self._keep(coding, wie, _Answer([*others, (b"content-length", b"%d" % len(body))], bytes(body)))
            await send(message)

        return passing

    def _keep(self, coding: str, wie: str, answer: _Answer) -> None:
        etag = next((value.decode().removeprefix("W/") for name, value in answer.headers if name == b"etag"), None)
        if etag is not None and wie:
            self._kept[etag, coding, wie] = answer
