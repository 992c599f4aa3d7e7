"""Stopping a service without anybody noticing: first it says that it goes, then it goes.

uvicorn finishes the requests under way. What it leaves to chance: a connection that the kernel took and the service did
not yet is reset, so is one on which the request is still coming, and one that is kept open is closed just when the next
request is sent. A proxy can try elsewhere what was not sent at all; a POST that was sent it cannot send again.
"""

import asyncio
import os
import signal
import socket
import sys
from types import FrameType
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from zicht_shared.app import VERSION
from zicht_shared.errors import TijdelijkNietBereikbaar, problem_json
from zicht_shared.http import common_headers

# For the request on a connection that was made just before the door was closed.
_LATE_SECONDS: Final = 0.3


def run(app: str, **options: Any) -> None:
    """As uvicorn.run. Who is asked to stop has done well: then the process ends with 0."""
    # uvicorn gives itself the signal once more when all is done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    config = uvicorn.Config(app, **options)
    if config.workers > 1:
        _Workers(config, [config.bind_socket()]).run()
        return
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class _Workers(Multiprocess):
    def terminate_all(self) -> None:
        # What the kernel would go on taking here, no worker would ever answer.
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


class Afbouw:
    """ASGI around a whole service. At SIGTERM:

    - for `root.state.afbouwen_seconden` it goes on, says 503 at /gezondheid/gereed, so that a proxy that looks there
      sends the next request elsewhere, and closes each connection after its answer;
    - then it takes in who stands at the door, and closes it;
    - a moment later uvicorn finishes what is under way.
    """

    def __init__(self, root: Starlette) -> None:
        self.root = root
        self._leaving: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self._hear_sigterm()
        elif self._leaving is not None and scope["type"] == "http":
            await self._last_answer(scope, receive, send)
            return
        await self.root(scope, receive, send)

    def _hear_sigterm(self) -> None:
        """Before uvicorn does: it has put its own handler there by now."""
        stop = signal.getsignal(signal.SIGTERM)
        server = getattr(stop, "__self__", None)
        if not isinstance(server, uvicorn.Server):
            return
        loop = asyncio.get_running_loop()

        def leave() -> None:
            if self._leaving is None:
                self._leaving = loop.create_task(self._leave(server))
            else:
                # Asked twice: at once.
                server.handle_exit(signal.SIGTERM, None)

        def hear(_: int, __: FrameType | None) -> None:
            loop.call_soon_threadsafe(leave)

        signal.signal(signal.SIGTERM, hear)

    async def _leave(self, server: uvicorn.Server) -> None:
        await asyncio.sleep(self.root.state.afbouwen_seconden)
        for late in close_doors(server):
            await asyncio.get_running_loop().connect_accepted_socket(lambda: _protocol(server), late)
        await asyncio.sleep(_LATE_SECONDS)
        server.handle_exit(signal.SIGTERM, None)

    async def _last_answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        if scope["path"] != "/gezondheid/gereed":
            await self.root(scope, receive, send_and_close)
            return
        answer = problem_json(Request(scope), TijdelijkNietBereikbaar("De dienst stopt; een andere neemt het over."))
        answer.raw_headers += [*common_headers(VERSION), (b"cache-control", b"no-store")]
        await answer(scope, receive, send_and_close)


def close_doors(server: uvicorn.Server) -> list[socket.socket]:
    """Let nobody in any more; gives who had been let in by the kernel, and not yet by us."""
    late = []
    for listener in server.servers:
        # Another hold of the same door: as long as one is open, who stands there is not sent away.
        doors = [socket.socket(fileno=os.dup(door.fileno())) for door in listener.sockets]
        listener.close()
        for door in doors:
            door.setblocking(False)
            while True:
                try:
                    late.append(door.accept()[0])
                except BlockingIOError:
                    break
            door.close()
    return late


def _protocol(server: uvicorn.Server) -> asyncio.Protocol:
    made: asyncio.Protocol = server.config.http_protocol_class(  # type: ignore[call-arg]
        config=server.config, server_state=server.server_state, app_state=server.lifespan.state
    )
    return made
