"""The survey service: `uvicorn --factory zicht_surveys.main:create_app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from starlette.applications import Starlette

from zicht_shared.app import connect, create_root, create_v1
from zicht_shared.jobs import repeat
from zicht_shared.logging import configure_logging
from zicht_surveys.auth import ask_the_core
from zicht_surveys.invullen.router import routes as invullen
from zicht_surveys.metingen.router import router as metingen
from zicht_surveys.outbox.bezorging import deliver
from zicht_surveys.outbox.router import router as outbox
from zicht_surveys.resultaten.router import router as resultaten
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.settings import Settings
from zicht_surveys.sleutels import Sleutelbos
from zicht_surveys.uitnodigingen.router import router as uitnodigingen
from zicht_surveys.vragenlijsten.router import router as vragenlijsten

TAGS = [
    {"name": "vragenlijsten", "description": "De vragenlijsten die klaarstaan."},
    {
        "name": "metingen",
        "description": "Een vragenlijst, een periode en de aanbieders waarvan cliënten worden gevraagd.",
    },
    {"name": "uitnodigingen", "description": "De links waarmee inwoners antwoorden."},
    {"name": "resultaten", "description": "Wat er is geantwoord, nooit door wie."},
    {"name": "outbox", "description": "Uitkomsten die nog naar de kern moeten."},
]
_DELIVERY_SECONDS = 2


def create_app(settings: Settings | None = None, core: httpx.AsyncClient | None = None) -> Starlette:
    """The whole service. settings: from the environment when not given; core: a client with the core's address."""
    settings = settings or Settings()
    configure_logging("surveys", settings.log_level)
    core = core or httpx.AsyncClient(base_url=settings.core_url, timeout=httpx.Timeout(5))
    sleutels = Sleutelbos(settings.sleutels_file)
    v1 = create_v1(
        title="Zicht: vragenlijsten",
        description="De gemeente nodigt uit, inwoners antwoorden anoniem, de uitkomsten gaan naar de kern.",
        tags=TAGS,
    )
    for router in (vragenlijsten, metingen, uitnodigingen, resultaten, outbox):
        v1.include_router(router)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        jobs = [
            asyncio.create_task(repeat("vrijgave", lambda: release(database), settings.vrijgave_seconden)),
            asyncio.create_task(repeat("bezorging", lambda: deliver(database, core, sleutels), _DELIVERY_SECONDS)),
        ]
        yield
        for job in jobs:
            job.cancel()
        for job in jobs:
            with suppress(asyncio.CancelledError):
                await job
        await core.aclose()
        await database.close()

    root = create_root(v1, service="surveys", lifespan=lifespan, pages=invullen)
    database = connect(v1, root, settings=settings, service="surveys", authenticate=lambda _: ask_the_core(core))
    v1.state.core = core
    return root
