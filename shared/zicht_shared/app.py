"""What both services' app factories share: the versioned API below /v1, health, the contract around it all."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from zicht_shared import gezondheid, meters, tracing
from zicht_shared.auth import Authenticate
from zicht_shared.crypto import Keyring
from zicht_shared.db import Database
from zicht_shared.errors import install_handlers
from zicht_shared.gezondheid import Gereedheid
from zicht_shared.grenzen import Grenzen, Werk
from zicht_shared.http import HttpContract, NamedRoute
from zicht_shared.openapi import install_openapi
from zicht_shared.rem import Gokrem
from zicht_shared.settings import ServiceSettings
from zicht_shared.wisregister import Wisregister

VERSION = "0.1.0"
CONTACT = {"name": "Zicht", "url": "https://zicht.example", "email": "beheer@zicht.example"}
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create_v1(*, title: str, description: str, tags: list[dict[str, Any]]) -> FastAPI:
    """The versioned API of a service, to be mounted at /v1; its document stands at /v1/openapi.json."""
    v1 = FastAPI(
        title=title,
        description=description,
        version=VERSION,
        contact=CONTACT,
        license_info={"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/nl/"},
        servers=[{"url": "/v1", "description": "Deze dienst"}],
        openapi_tags=tags,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        # Its own traces and logs would hold paths, addresses and texts of errors, at the word of a variable in the
        # environment; ours are in tracing.py.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    install_handlers(v1)
    install_openapi(v1)

    made: list[bytes] = []
    making = asyncio.Lock()

    @v1.get("/openapi.json", include_in_schema=False)
    async def openapi_document() -> Response:
        # Seconds of work, for whoever asks: once, and beside what others ask meanwhile.
        async with making:
            if not made:
                made.append(await asyncio.to_thread(lambda: bytes(JSONResponse(v1.openapi()).body)))
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
        return Response(made[0], media_type="application/json", headers=headers)

    return v1


def create_root(
    v1: FastAPI,
    *,
    service: str,
    lifespan: Lifespan,
    pages: Sequence[BaseRoute] = (),
    middleware: Sequence[Middleware] = (),
) -> Starlette:
    """The whole service: health on the root, the API below /v1, and the HTTP contract around it all.

    pages: what else the service has on its root. They come first, and without FastAPI's own layers: a resident's submit
    is the busiest path there is. middleware: what stands between the contract and the routes.
    """
    root = Starlette(
        routes=[
            *pages,
            *gezondheid.ROUTES,
            NamedRoute("/.well-known/security.txt", _security_txt),
            Mount("/v1", v1),
        ],
        middleware=[Middleware(HttpContract, service=service, version=VERSION), *middleware],
        lifespan=lifespan,
    )
    root.router.redirect_slashes = False
    install_handlers(root)
    root.state.v1 = v1
    return root


async def _security_txt(_: Request) -> Response:
    return PlainTextResponse(
        f"Contact: mailto:{CONTACT['email']}\nExpires: 2027-12-31T23:00:00Z\nPreferred-Languages: nl, en\n"
    )


def connect(
    v1: FastAPI,
    root: Starlette,
    *,
    settings: ServiceSettings,
    service: str,
    authenticate: Callable[[Database], Authenticate],
) -> Database:
    """Give both apps what their routes find in `request.app.state`: db, authenticate, limits and the like."""
    database = Database(
        settings.database_url,
        pool_size=settings.pool_size,
        application=f"zicht-{service}",
        wisregister=Wisregister(settings.wisregister) if settings.wisregister else None,
    )
    check = authenticate(database)
    grenzen = Grenzen(
        {
            Werk.lezen: settings.lezen_per_minuut,
            Werk.schrijven: settings.schrijven_per_minuut,
            Werk.aanleveren: settings.aanleveren_mb_per_minuut * 1024 * 1024,
            Werk.uitvoeren: settings.uitvoeren_per_minuut,
        }
    )
    sleutelrem = Gokrem(settings.verkeerde_sleutels_per_minuut)
    gereedheid = Gereedheid(database, service)
    for app in (v1, root):
        app.state.db = database
        app.state.gereedheid = gereedheid
        app.state.authenticate = check
        app.state.grenzen, app.state.sleutelrem = grenzen, sleutelrem
        app.state.keyring = Keyring(settings.geheimen)
        app.state.public_url = settings.public_url.rstrip("/")
    root.state.afbouwen_seconden = settings.afbouwen_seconden
    meters.serve_own(settings)
    tracing.trace_requests(root, settings, service)
    return database
