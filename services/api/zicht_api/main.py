"""The core API: `uvicorn --factory zicht_api.main:create_app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from zicht_api.aanbieders.router import router as aanbieders
from zicht_api.aanleveringen.router import router as aanleveringen
from zicht_api.codelijsten.router import router as codelijsten
from zicht_api.contacten.router import router as contacten
from zicht_api.gebieden.router import router as gebieden
from zicht_api.indicatoren.router import router as indicatoren
from zicht_api.maatstaven.router import router as maatstaven
from zicht_api.settings import Settings
from zicht_api.sleutels.router import router as sleutels
from zicht_api.sleutels.service import check_against
from zicht_api.vragenlijstresultaten.router import router as vragenlijstresultaten
from zicht_api.waarden.router import router as waarden
from zicht_shared.app import connect, create_root, create_v1
from zicht_shared.logging import configure_logging

TAGS = [
    {"name": "sleutels", "description": "Wie mag wat, met welke sleutel."},
    {"name": "aanbieders", "description": "Aanbieders van cliëntondersteuning."},
    {"name": "gebieden", "description": "Wijken, buurten en kernen."},
    {"name": "codelijsten", "description": "De codes die in een aanlevering kunnen staan."},
    {"name": "aanleveringen", "description": "De ene deur voor contacten en tellingen."},
    {"name": "contacten", "description": "Wat is aangeleverd, zonder wie het betreft."},
    {"name": "indicatoren", "description": "Maatstaven, indicatoren en hun waarden."},
    {"name": "vragenlijstresultaten", "description": "Uitkomsten die de vragenlijstdienst aanlevert."},
]


def create_app(settings: Settings | None = None) -> Starlette:
    """The whole service. settings: from the environment when not given."""
    settings = settings or Settings()
    configure_logging("api", settings.log_level)
    v1 = create_v1(
        title="Zicht: kern",
        description="Aanbieders leveren aan, de gemeente legt vast, BI-gereedschap haalt op.",
        tags=TAGS,
    )
    for router in (
        sleutels,
        aanbieders,
        gebieden,
        codelijsten,
        aanleveringen,
        contacten,
        maatstaven,
        indicatoren,
        waarden,
        vragenlijstresultaten,
    ):
        v1.include_router(router)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await database.close()

    root = create_root(v1, service="api", lifespan=lifespan)
    database = connect(v1, root, settings=settings, service="api", authenticate=check_against)
    return root
