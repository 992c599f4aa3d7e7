"""What both services' app factories share: the versioned API below /v1, health, the contract around it all."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import start_http_server
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from zicht_shared.auth import Authenticate
from zicht_shared.crypto import Keyring
from zicht_shared.db import Database
from zicht_shared.errors import TijdelijkNietBereikbaar, install_handlers, is_database_down
from zicht_shared.http import HttpContract, NamedRoute
from zicht_shared.openapi import install_openapi
from zicht_shared.settings import ServiceSettings

VERSION = "0.1.0"
CONTACT = {"name": "Zicht", "url": "https://zicht.example", "email": "beheer@zicht.example"}
_ABOVE_THE_RULES = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
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
    )
    install_handlers(v1)
    install_openapi(v1)

    @v1.get("/openapi.json", include_in_schema=False)
    async def openapi_document() -> Response:
        return JSONResponse(
            v1.openapi(), headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
        )

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
            NamedRoute("/gezondheid/live", _live),
            NamedRoute("/gezondheid/gereed", _gereed),
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


async def _live(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _gereed(request: Request) -> Response:
    try:
        async with request.app.state.db.transaction(None) as db:
            await db.execute(text("SELECT 1 FROM alembic_version"))
            unsafe = await db.scalar(_ABOVE_THE_RULES)
    except Exception as fault:
        if is_database_down(fault):
            raise TijdelijkNietBereikbaar("De database is niet bereikbaar.") from fault
        raise TijdelijkNietBereikbaar("De database is nog niet gemigreerd.") from fault
    if unsafe:
        raise TijdelijkNietBereikbaar("De dienst is aangemeld als een rol die row-level security kan omzeilen.")
    return JSONResponse({"status": "ok"})


async def _security_txt(_: Request) -> Response:
    return PlainTextResponse(
        f"Contact: mailto:{CONTACT['email']}\nExpires: 2027-12-31T23:00:00Z\nPreferred-Languages: nl, en\n"
    )


def connect(
    *apps: Starlette, settings: ServiceSettings, service: str, authenticate: Callable[[Database], Authenticate]
) -> Database:
    """Give the apps what their routes find in `request.app.state`: db, authenticate, keyring, public_url."""
    database = Database(settings.database_url, pool_size=settings.pool_size, application=f"zicht-{service}")
    check = authenticate(database)
    for app in apps:
        app.state.db = database
        app.state.authenticate = check
        app.state.keyring = Keyring(settings.geheimen)
        app.state.public_url = settings.public_url.rstrip("/")
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, addr="127.0.0.1")
    return database
