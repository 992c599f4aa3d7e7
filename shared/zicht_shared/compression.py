"""Compressing what is large and holds no secret: answers that the caller may keep and ask after with If-None-Match.

Those say `Cache-Control: private, no-cache`: figures, feeds, metadata. All else says no-store: pages with a token in
a form, a key that is shown once. Compressing these beside something that somebody else chose would give them away,
letter by letter (BREACH); so that header is what decides, and nobody needs to think of it. A page never is: it may
hold a form.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

_FOR_WHOM = "private, no-cache"
_SEND = "zicht.send"

for media_type in ("text/csv", "application/vnd.json-stat+json"):
    # What is streamed is passed on by piece, not held until the compressor has enough.
    add_compress_type(media_type, streaming=True)
for media_type in ("text/html", "application/xhtml+xml"):
    remove_compress_type(media_type)


class Compression:
    """ASGI middleware: zstd or gzip by Accept-Encoding, piece by piece, of the answers that may be compressed.

    Their ETag is made weak (RFC 9110, 8.8.3.3): what is compressed has other bytes than what is not, and the same
    content. That of the 304 too: a strong one would not update what was kept under a weak one (RFC 9111, 4.3.4).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.compressing = CompressMiddleware(self._choose, brotli=False, zstd_level=3, gzip_level=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and _may_be_compressed(message):
                _say_so(message)
            await send(message)

        # Not in a copy: what is above finds there which route it was.
        scope[_SEND] = send_with_headers
        await self.compressing(scope, receive, send_with_headers)

    async def _choose(self, scope: Scope, receive: Receive, send_compressed: Send) -> None:
        """Send past the compressor what is not to be compressed."""
        send = scope.pop(_SEND, send_compressed)

        async def send_as_it_may(message: Message) -> None:
            nonlocal send
            if message["type"] == "http.response.start" and _may_be_compressed(message):
                send = send_compressed
            await send(message)

        await self.app(scope, receive, send_as_it_may)


def _may_be_compressed(start: Message) -> bool:
    return MutableHeaders(scope=start).get("cache-control") == _FOR_WHOM


def _say_so(start: Message) -> None:
    headers = MutableHeaders(scope=start)
    if "accept-encoding" not in headers.get("vary", "").lower():
        headers.add_vary_header("Accept-Encoding")
    etag = headers.get("etag", "")
    if etag.startswith('"'):
        headers["ETag"] = f"W/{etag}"
