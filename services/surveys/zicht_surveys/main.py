"""The survey service: `uvicorn --factory zicht_surveys.main:create_app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from starlette.applications import Starlette

from zicht_shared.app import connect, create_root, create_v1
from zicht_shared.compression import Compression
from zicht_shared.jobs import repeat
from zicht_shared.logging import configure_logging
from zicht_shared.meters import metering
from zicht_shared.rem import Gokrem
from zicht_shared.tracing import trace_calls
from zicht_shared.wisronde import WISRONDE_SECONDS, Wisronde
from zicht_surveys.auditregels.router import router as auditregels
from zicht_surveys.auditregels.taak import seal_sporen
from zicht_surveys.auth import ask_the_core
from zicht_surveys.contactverzoeken.router import router as contactverzoeken
from zicht_surveys.drukwerk.router import router as drukwerk
from zicht_surveys.herinneringen.router import router as herinneringen
from zicht_surveys.herstel.wissen import WISSERS
from zicht_surveys.huisstijl.router import router as huisstijl
from zicht_surveys.huisstijl.router import routes as stijlbladen
from zicht_surveys.invullen.router import routes as invullen
from zicht_surveys.metingen.router import router as metingen
from zicht_surveys.metingen.service import continue_series
from zicht_surveys.open_antwoorden.router import router as open_antwoorden
from zicht_surveys.open_links.pagina import routes as open_pagina
from zicht_surveys.open_links.router import router as open_links
from zicht_surveys.open_links.service import forget_hours
from zicht_surveys.outbox.router import router as outbox
from zicht_surveys.outbox.vergelijking import Bezorger
from zicht_surveys.post.kantoor import Postkantoor
from zicht_surveys.post.verzending import send_letters
from zicht_surveys.respons.router import router as respons
from zicht_surveys.resultaten.router import router as resultaten
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.settings import Settings
from zicht_surveys.sleutels import Sleutelbos
from zicht_surveys.terugkoppeling.pagina import routes as terugkoppelpagina
from zicht_surveys.terugkoppeling.router import router as terugkoppeling
from zicht_surveys.uitnodigingen.router import router as uitnodigingen
from zicht_surveys.uitvoer.router import router as uitvoer
from zicht_surveys.uitwisseling.router import router as uitwisseling
from zicht_surveys.voorbeelden.router import router as voorbeelden
from zicht_surveys.voorbeelden.router import routes as voorbeeldpaginas
from zicht_surveys.vragenlijsten.router import router as vragenlijsten
from zicht_surveys.wachtrijen import load_wachtrijen

TAGS = [
    {"name": "vragenlijsten", "description": "De vragenlijsten die klaarstaan."},
    {
        "name": "metingen",
        "description": "Een vragenlijst, een periode en de aanbieders waarvan cliënten worden gevraagd.",
    },
    {"name": "uitnodigingen", "description": "De links waarmee inwoners antwoorden."},
    {"name": "resultaten", "description": "Wat er is geantwoord, nooit door wie."},
    {"name": "terugkoppeling", "description": "Wat inwoners horen over wat er met hun antwoorden is gedaan."},
    {"name": "huisstijl", "description": "Hoe de pagina's voor inwoners eruitzien."},
    {"name": "contactverzoeken", "description": "Inwoners die gebeld willen worden; los van wat zij antwoordden."},
    {"name": "outbox", "description": "Uitkomsten die nog naar de kern moeten."},
    {"name": "auditregels", "description": "Wie wat wanneer veranderde, en wie in een keer veel las."},
]
_DELIVERY_SECONDS = 2
_POST_SECONDS = 5
_HOURS_SECONDS = 300
_SEAL_SECONDS = 10


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
    for router in (
        # Before vragenlijsten: /vragenlijsten/schema is no {code}.
        uitwisseling,
        vragenlijsten,
        voorbeelden,
        metingen,
        uitnodigingen,
        drukwerk,
        open_links,
        herinneringen,
        respons,
        resultaten,
        open_antwoorden,
        contactverzoeken,
        uitvoer,
        terugkoppeling,
        huisstijl,
        outbox,
        auditregels,
    ):
        v1.include_router(router)
    # Not around the residents' pages: they are never compressed, and nothing is asked as often.
    v1.add_middleware(Compression)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # Before anybody is served: after a backup was put back, what was erased must not be seen first.
        await wisronde.begin()
        jobs = [
            asyncio.create_task(repeat("vrijgave", lambda: release(database), settings.vrijgave_seconden)),
            asyncio.create_task(repeat("wisregister", wisronde.work, WISRONDE_SECONDS)),
            asyncio.create_task(repeat("bezorging", bezorger.work, _DELIVERY_SECONDS)),
            asyncio.create_task(repeat("post", lambda: send_letters(database, kantoor), _POST_SECONDS)),
            asyncio.create_task(repeat("sporen", lambda: seal_sporen(database), _SEAL_SECONDS)),
            asyncio.create_task(repeat("open-links", lambda: forget_hours(database), _HOURS_SECONDS)),
            asyncio.create_task(repeat("reeksen", lambda: continue_series(database), _HOURS_SECONDS)),
            *(
                asyncio.create_task(repeat(name, do, seconds))
                for name, do, seconds in metering(settings, "surveys", database, load_wachtrijen)
            ),
        ]
        yield
        for job in jobs:
            job.cancel()
        for job in jobs:
            with suppress(asyncio.CancelledError):
                await job
        await core.aclose()
        await database.close()

    root = create_root(
        v1,
        service="surveys",
        lifespan=lifespan,
        pages=[*invullen, *voorbeeldpaginas, *open_pagina, *terugkoppelpagina, *stijlbladen],
    )
    database = connect(v1, root, settings=settings, service="surveys", authenticate=lambda _: ask_the_core(core))
    wisronde = Wisronde(database, WISSERS)
    bezorger = Bezorger(database, core, sleutels, settings.vergelijken_elke)
    v1.state.core = core
    trace_calls(root, core)
    root.state.gereedheid.anderen["kern"] = lambda: core.get("/gezondheid/live")
    root.state.gokrem = Gokrem(settings.onbekende_links_per_minuut)
    v1.state.post = kantoor = Postkantoor(v1.state.keyring, settings.mailserver)
    return root
