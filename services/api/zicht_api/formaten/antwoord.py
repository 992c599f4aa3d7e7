"""An answer that leaves piece by piece, and can still be refused while its first piece is being made."""

from collections.abc import AsyncIterator, Mapping

from fastapi import Response
from fastapi.responses import StreamingResponse

from zicht_api.formaten.kiezen import JSON, Formaat

# What is smaller goes out whole, with its length.
_SMALL = 64 * 1024


async def respond(formaat: Formaat, pieces: AsyncIterator[bytes], naam: str, headers: Mapping[str, str]) -> Response:
    """The answer in this format. naam: of the file that a browser makes of it; ASCII, without quotes.

    Raises what the first pieces raise, so that a table that does not fit becomes a problem, and not half an answer.
    """
    if formaat is not JSON:
        headers = {**headers, "Content-Disposition": f'attachment; filename="{naam}.{formaat.extensie}"'}
    begin = bytearray()
    async for piece in pieces:
        begin += piece
        if len(begin) >= _SMALL:
            return StreamingResponse(_go_on(bytes(begin), pieces), media_type=formaat.media_type, headers=dict(headers))
    return Response(bytes(begin), media_type=formaat.media_type, headers=dict(headers))


async def _go_on(begin: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begin
    async for piece in pieces:
        yield piece
