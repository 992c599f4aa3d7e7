"""HTTP/1.1 as it comes over the line, with the limits that uvicorn leaves to a proxy.

httptools refuses what is not HTTP: a body with two lengths, a folded header, a bare line feed. What it takes is without
end: headers, their number, the time that they take, requests sent ahead of answers. Behind a proxy none of that gets
here; this is for who reaches a service without one.
"""

import socket
from asyncio import BaseTransport, Transport
from asyncio.events import TimerHandle
from typing import Any, Final, cast

import httptools
from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from zicht_shared.app import VERSION
from zicht_shared.errors import Probleem, problem_json
from zicht_shared.http import common_headers

# As much as the proxy lets through, and more headers than any browser sends.
_HEAD_BYTES: Final = 64 * 1024
_HEADERS: Final = 100
_URL_BYTES: Final = 16 * 1024
# For the first byte until the last of a head.
_HEAD_SECONDS: Final = 10
# For what still comes in after the answer was given, or after a refusal: who reads it must have had the time.
_LINGER_SECONDS: Final = 2
# A client that takes nothing at all of what was sent.
_DEAF_MILLISECONDS: Final = 60_000
_AHEAD: Final = 16
_CONNECTIONS: Final = 1_000


class VerzoekOnleesbaar(Probleem):
    code, title = "verzoek-onleesbaar", "Dit is geen geldig HTTP-verzoek."

    def __init__(self) -> None:
        super().__init__("Stuur HTTP/1.1, met een keer Host, en met een enkele lengte van de inhoud.")


class KopTeGroot(Probleem):
    status, code, title = 431, "headers-te-groot", "De headers zijn te groot."

    def __init__(self) -> None:
        super().__init__(f"Stuur hoogstens {_HEADERS} headers, samen hoogstens {_HEAD_BYTES // 1024} kB.")


class AdresTeLang(Probleem):
    status, code, title = 414, "adres-te-lang", "Het webadres is te lang."

    def __init__(self) -> None:
        super().__init__(f"Een adres mag hoogstens {_URL_BYTES // 1024} kB lang zijn.")


class KopTeTraag(Probleem):
    status, code, title = 408, "te-traag", "Het verzoek kwam te langzaam binnen."

    def __init__(self) -> None:
        super().__init__(f"De headers moeten er binnen {_HEAD_SECONDS} seconden zijn.")


class Protocol(HttpToolsProtocol):
    """uvicorn's own, with limits."""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(cast("Transport", transport))
        self._reading_head, self._head = True, 0
        self._hosts, self._chunked = 0, False
        self._refusal: Probleem | None = None
        self._refused = False
        self._deadline: TimerHandle | None = None
        if len(self.connections) > _CONNECTIONS:
            self.transport.abort()
            return
        if (line := transport.get_extra_info("socket")) is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _DEAF_MILLISECONDS)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._drop_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        was_reading_head = self._reading_head
        super().data_received(data)
        if not self._reading_head or self._refused:
            return
        # A header that has no end is nowhere to be seen but here.
        self._head += len(data) if was_reading_head else 0
        if self._head > _HEAD_BYTES:
            self._refuse(KopTeGroot())
        elif self._deadline is None:
            self._expect_head()

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= _AHEAD:
            raise ValueError("too many requests ahead of their answers")
        self._drop_deadline()
        super().on_message_begin()
        self._reading_head, self._head = True, 0
        self._hosts, self._chunked = 0, False

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > _URL_BYTES:
            self._stop(AdresTeLang())

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._reading_head:
            # After the body: too late to say who calls, or anything else.
            return
        super().on_header(name, value)
        name = self.headers[-1][0]
        if name == b"host":
            self._hosts += 1
        elif name == b"transfer-encoding":
            self._chunked = True
        self._head += len(name) + len(value)
        if self._head > _HEAD_BYTES or len(self.headers) > _HEADERS:
            self._stop(KopTeGroot())

    def on_headers_complete(self) -> None:
        self._reading_head = False
        self._drop_deadline()
        old = self.parser.get_http_version() == "1.0"
        if (self._hosts != 1 and not (old and self._hosts == 0)) or (old and self._chunked):
            self._stop(VerzoekOnleesbaar())
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._drop_deadline()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body and not self.transport.is_closing():
            # Answered before all of it was here. What still comes is thrown away, but not for ever.
            self._unset_keepalive_if_required()
            self._deadline = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._refusal or VerzoekOnleesbaar())

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: who asks for another protocol gets HTTP, and no line in the log."""

    def _stop(self, refusal: Probleem) -> None:
        """End the parser, from inside of it."""
        self._refusal = refusal
        raise httptools.HttpParserError(refusal.code)

    def _refuse(self, refusal: Probleem) -> None:
        """Answer what is no request, unless that would end up in the place of another answer; and hang up."""
        self._drop_deadline()
        self._refused = True
        busy = self.cycle is not None and not self.cycle.response_complete
        if busy and (self.cycle.response_started or not self.cycle.more_body or self.pipeline):
            self.transport.close()
            return
        if busy:
            # Its body will never be whole: whoever is reading that may stop.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(_as_bytes(refusal))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        # Closing at once would take the answer back from who is still sending.
        self._deadline = self.loop.call_later(_LINGER_SECONDS, self.transport.abort)

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(_HEAD_SECONDS, self._too_slow)

    def _too_slow(self) -> None:
        self._deadline = None
        if self._head or self.cycle is not None:
            self._refuse(KopTeTraag())
        else:
            # Never said anything.
            self.transport.close()

    def _drop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _as_bytes(refusal: Probleem) -> bytes:
    scope: dict[str, Any] = {"type": "http"}
    answer = problem_json(Request(scope), refusal)
    headers = [
        *answer.raw_headers,
        *common_headers(VERSION),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    head = [b"HTTP/1.1 %d \r\n" % refusal.status, *(b"%b: %b\r\n" % pair for pair in headers), b"\r\n"]
    return b"".join(head) + bytes(answer.body)
