"""How a request becomes a transaction: who calls is settled first, then the body is read, then all happens or nothing.

`ZichtRoute` is the route class of every router that needs a credential. The order matters: an unknown caller cannot
make us read a body, a slow client cannot hold a transaction open, and the answer leaves after the commit.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.errors import Fout, InvoerOngeldig, MediaTypeOnbekend, TeGroot
from zicht_shared.failpoints import afailpoint
from zicht_shared.grenzen import admit
from zicht_shared.idempotency import answer_once
from zicht_shared.json import parse_json
from zicht_shared.scopes import check_scope, scopes_of

MAX_JSON_BODY = 8 * 1024 * 1024


async def _transaction(request: Request) -> AsyncSession:
    session: AsyncSession = request.state.db
    return session


Transaction = Annotated[AsyncSession, Depends(_transaction)]


async def _each_once(request: Request) -> None:
    counts = Counter(name for name, _ in request.query_params.multi_items())
    faults = [
        Fout(f"?{name}", "dubbel", "Deze parameter staat er twee keer in.")
        for name, times in counts.items()
        if times > 1
    ]
    if faults:
        raise InvoerOngeldig(faults)


# For routes of figures: of a parameter that is given twice one would be left out, and another question be answered.
EachOnce = Depends(_each_once)


class ZichtRoute(APIRoute):
    """A route with a caller and one transaction."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def in_one_transaction(request: Request) -> Response:
            state = request.app.state
            caller = request.state.caller = await admit(request)
            check_scope(caller, scopes_of(request.method, self.path))
            body_hash = await self.read_body(request)
            async with state.db.transaction(caller.gemeente_id) as db:
                request.state.db = db
                if request.method == "POST":
                    answer = await answer_once(
                        db, caller, request, keyring=state.keyring, body_hash=body_hash, handle=handle
                    )
                else:
                    answer = await handle(request)
                await afailpoint("verzoek.voor-commit")
            await afailpoint("verzoek.na-commit")
            return answer

        return in_one_transaction

    async def read_body(self, request: Request) -> bytes:
        """Read and parse a JSON body, strictly, where the route has one; returns the body's SHA-256."""
        if self.body_field is None:
            return b""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise MediaTypeOnbekend(["application/json"])
        if "content-encoding" in request.headers:
            raise MediaTypeOnbekend(["application/json zonder Content-Encoding"])
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_JSON_BODY:
                raise TeGroot(MAX_JSON_BODY)
        if not body:
            raise InvoerOngeldig([Fout("", "verplicht", "De inhoud ontbreekt.")])
        # Starlette's own places for what was read: FastAPI finds them there and does not parse again, less strictly.
        request._body, request._json = bytes(body), parse_json(bytes(body))
        return hashlib.sha256(body).digest()
