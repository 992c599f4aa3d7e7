"""Receiving a delivery: the whole body first, to disk, unpacked and counted; only then does a transaction begin."""

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, BinaryIO

from fastapi import Request, Response

from zicht_shared.errors import Fout, InvoerOngeldig, MediaTypeOnbekend, TeGroot
from zicht_shared.failpoints import afailpoint
from zicht_shared.grenzen import Werk, charge
from zicht_shared.routing import ZichtRoute

MEDIA_TYPES = ("application/json", "application/x-ndjson", "text/csv")
MAX_BODY = 512 * 1024 * 1024
_IN_MEMORY = 1024 * 1024
_GZIP = 31  # zlib's window bits for a gzip stream
_BLOCK = 256 * 1024


def media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


class AanleverRoute(ZichtRoute):
    """A route whose body is a file: unpacked in `request.state.inhoud`, its SHA-256 in `request.state.inhoud_hash`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def with_a_file(request: Request) -> Response:
            with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
                request.state.inhoud = spool
                return await handle(request)

        return with_a_file

    async def read_body(self, request: Request) -> bytes:
        if request.method != "POST":
            return b""
        if media_type_of(request) not in MEDIA_TYPES:
            raise MediaTypeOnbekend(MEDIA_TYPES)
        encoding = request.headers.get("content-encoding", "identity").lower()
        if encoding not in {"identity", "gzip"}:
            raise MediaTypeOnbekend(["inhoud zonder Content-Encoding", "gzip"])
        spool = spool_of(request)
        await afailpoint("push.voor-lezen")
        digest = hashlib.sha256()
        decompressor = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
        size = 0
        async for packed in request.stream():
            for block in _unpacked(packed, decompressor):
                charge(request, request.state.caller, Werk.aanleveren, len(block))
                size += len(block)
                if size > MAX_BODY:
                    raise TeGroot(MAX_BODY)
                digest.update(block)
                spool.write(block)
        if decompressor is not None and (not decompressor.eof or decompressor.unused_data):
            raise InvoerOngeldig([Fout("", "geen-gzip", "De ingepakte inhoud is niet heel, of er staat iets achter.")])
        spool.seek(0)
        request.state.inhoud_hash = digest.digest()
        return digest.digest()


def _unpacked(packed: bytes, decompressor: "zlib._Decompress | None") -> Iterator[bytes]:
    """The unpacked blocks of one packed piece: never more than one in memory, whatever a zip bomb holds."""
    if decompressor is None:
        yield packed
        return
    while packed:
        try:
            yield decompressor.decompress(packed, _BLOCK)
        except zlib.error:
            raise InvoerOngeldig([Fout("", "geen-gzip", "De inhoud is geen geldige gzip.")]) from None
        packed = decompressor.unconsumed_tail


def spool_of(request: Request) -> BinaryIO:
    spool: BinaryIO = request.state.inhoud
    return spool
