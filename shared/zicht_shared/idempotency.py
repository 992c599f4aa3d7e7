"""`Idempotency-Key`: the answer of a POST is kept in the transaction of its effect, and given again on a replay.

The kept answer is encrypted under a key that follows from the Idempotency-Key, of which only a hash is stored: an
answer may hold a secret that is shown once (a key, survey links), and the database must not be able to show it again.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Header, Request, Response
from sqlalchemy import DateTime, LargeBinary, SmallInteger, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring, sha256
from zicht_shared.errors import IdempotentieConflict

_DESCRIPTION = (
    "Uw eigen unieke sleutel voor dit verzoek (bijvoorbeeld een UUID): opnieuw sturen heeft dan geen tweede gevolg."
)
IdempotencyKey = Annotated[str | None, Header(min_length=8, max_length=200, description=_DESCRIPTION)]
RequiredIdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", min_length=8, max_length=200, description=_DESCRIPTION)
]

_KEPT_HEADERS = ("content-type", "location", "etag")


class IdempotentieColumns:
    """The table of kept answers; each service has one of its own."""

    __tablename__ = "idempotentiesleutels"

    gemeente_id: Mapped[UUID] = mapped_column(primary_key=True)
    sleutel_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    verzoek_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    antwoord: Mapped[bytes | None] = mapped_column(LargeBinary)
    verloopt_op: Mapped[datetime] = mapped_column(DateTime(timezone=True))


_CLAIM = text("""
    INSERT INTO idempotentiesleutels (gemeente_id, sleutel_hash, verzoek_hash, verloopt_op)
    VALUES (:gemeente_id, :sleutel_hash, :verzoek_hash, now() + interval '7 days')
    ON CONFLICT DO NOTHING RETURNING 1
""")
_EXPIRE = text("DELETE FROM idempotentiesleutels WHERE gemeente_id = :gemeente_id AND verloopt_op < now()")
_KEPT = text("""
    SELECT verzoek_hash, status, antwoord FROM idempotentiesleutels
    WHERE gemeente_id = :gemeente_id AND sleutel_hash = :sleutel_hash
""")
_KEEP = text("""
    UPDATE idempotentiesleutels SET status = :status, antwoord = :antwoord
    WHERE gemeente_id = :gemeente_id AND sleutel_hash = :sleutel_hash
""")


async def answer_once(
    db: AsyncSession,
    caller: Principal,
    request: Request,
    *,
    keyring: Keyring,
    body_hash: bytes,
    handle: Callable[[Request], Awaitable[Response]],
) -> Response:
    """Handle a POST, or give the answer that it had before.

    Of two requests with the same key at once the second waits for the first's transaction. Raises
    IdempotentieConflict when the key came with another request before.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return await handle(request)
    row = {"gemeente_id": caller.gemeente_id, "sleutel_hash": sha256(f"{caller.sleutel_id}\n{key}")}
    request_hash = sha256(f"{request.method} {request.url.path}?{request.url.query}\n{body_hash.hex()}")
    purpose = f"idempotentie:{caller.sleutel_id}:{key}"

    await db.execute(_EXPIRE, {"gemeente_id": caller.gemeente_id})
    if await db.scalar(_CLAIM, {**row, "verzoek_hash": request_hash}) is None:
        kept = (await db.execute(_KEPT, row)).one()
        if kept.verzoek_hash != request_hash:
            raise IdempotentieConflict
        return _unpack(kept.status, keyring.unseal(purpose, kept.antwoord))

    answer = await handle(request)
    await db.execute(_KEEP, {**row, "status": answer.status_code, "antwoord": keyring.seal(purpose, _pack(answer))})
    return answer


def _pack(answer: Response) -> bytes:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    return json.dumps(headers).encode() + b"\n" + bytes(answer.body)


def _unpack(status: int, packed: bytes) -> Response:
    headers, _, body = packed.partition(b"\n")
    return Response(body, status, {**json.loads(headers), "Idempotency-Replayed": "true"})
