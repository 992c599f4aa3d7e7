"""The core API: `uvicorn --factory zicht_api.main:create_app`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware

from zicht_api.aanbieders.router import router as aanbieders
from zicht_api.aanleveringen.router import router as aanleveringen
from zicht_api.aanmelden.pagina import routes as aanmeldpaginas
from zicht_api.aanmelden.router import router as aanmelddienst
from zicht_api.aanmelden.service import Aanmelddiensten
from zicht_api.aanmelden.taak import purge_aanmeldingen
from zicht_api.aanmelden.uitgever import Uitgevers
from zicht_api.afsluitingen.router import router as perioden
from zicht_api.beelden.router import router as beelden
from zicht_api.benchmarkgroepen.rondes import settle_overal
from zicht_api.benchmarkgroepen.router import router as benchmarkgroepen
from zicht_api.catalogus.pagina import routes as begrippen
from zicht_api.catalogus.router import router as catalogus
from zicht_api.codelijsten.router import router as codelijsten
from zicht_api.contacten.router import router as contacten
from zicht_api.dashboard.router import routes as dashboard
from zicht_api.doelenbomen.router import router as doelenbomen
from zicht_api.duiding.router import router as duidingssessies
from zicht_api.gebeurtenissen.router import router as gebeurtenissen
from zicht_api.gebeurtenissen.taak import purge_overal
from zicht_api.gebieden.router import router as gebieden
from zicht_api.gemeenten.router import router as gemeente
from zicht_api.handmatige_waarden.router import router as handmatige_waarden
from zicht_api.huisstijl.router import router as huisstijl
from zicht_api.indicatoren.router import router as indicatoren
from zicht_api.leverkalender.router import router as leverkalender
from zicht_api.maatstaven.router import router as maatstaven
from zicht_api.monitorcycli.router import router as monitorcycli
from zicht_api.odata.router import routes as odata
from zicht_api.onveranderd import Onveranderd
from zicht_api.prognoses.router import router as prognoses
from zicht_api.raadsblad.router import routes as raadsblad
from zicht_api.registratiedruk.router import router as registratiedruk
from zicht_api.settings import Settings
from zicht_api.signalen.router import router as signalen
from zicht_api.signalen.taak import signaleer_overal
from zicht_api.sleutels.router import router as sleutels
from zicht_api.sleutels.service import check_against
from zicht_api.terugkoppeling.router import router as terugkoppeling
from zicht_api.uitgaand.ophalen import Ophaler
from zicht_api.verbeterplannen.router import router as verbeterplannen
from zicht_api.verhalen.router import router as verhalen
from zicht_api.verhalen.taak import purge_verhalen
from zicht_api.vragenlijstresultaten.router import router as vragenlijstresultaten
from zicht_api.waarden.router import router as waarden
from zicht_api.waarnemingen.router import router as waarnemingen
from zicht_api.waarnemingen.taak import purge_waarnemingen
from zicht_api.webhooks.router import router as webhooks
from zicht_api.webhooks.taak import deliver_overal
from zicht_api.webhooks.versturen import Verzender
from zicht_shared.app import connect, create_root, create_v1
from zicht_shared.compression import Compression
from zicht_shared.jobs import repeat
from zicht_shared.logging import configure_logging
from zicht_shared.rem import Gokrem

TAGS = [
    {"name": "sleutels", "description": "Wie mag wat, met welke sleutel."},
    {"name": "aanmelden", "description": "Waar mensen zich aanmelden met het account van de gemeente."},
    {"name": "gemeente", "description": "Wat de gemeente zelf instelt."},
    {"name": "huisstijl", "description": "Hoe het dashboard en de beelden eruitzien."},
    {"name": "aanbieders", "description": "Aanbieders van cliëntondersteuning."},
    {"name": "gebieden", "description": "Wijken, buurten en kernen."},
    {"name": "codelijsten", "description": "De codes die in een aanlevering kunnen staan."},
    {"name": "aanleveringen", "description": "De ene deur voor contacten en tellingen."},
    {"name": "leverkalender", "description": "Wat wanneer wordt verwacht, wat er kwam, en wat minder kan."},
    {"name": "perioden", "description": "Perioden afsluiten en heropenen."},
    {"name": "contacten", "description": "Wat is aangeleverd, zonder wie het betreft."},
    {"name": "indicatoren", "description": "Maatstaven, indicatoren en hun waarden."},
    {"name": "catalogus", "description": "Welke cijfers er zijn, wat zij betekenen, en waar zij staan."},
    {"name": "doelenbomen", "description": "Doelen, hoe activiteiten daaraan bijdragen, en hoe ver zij zijn bereikt."},
    {"name": "signalen", "description": "Wat er opvalt."},
    {"name": "gebeurtenissen", "description": "Wat er gebeurt, en waar dat naartoe wordt gestuurd."},
    {"name": "verhalen", "description": "Wat inwoners vertellen, met hun toestemming."},
    {"name": "monitorcycli", "description": "Een ronde van meten, duiden en verbeteren, en hoe ver zij is."},
    {"name": "duidingssessies", "description": "Gesprekken over cijfers en verhalen, om van te leren."},
    {"name": "verbeterplannen", "description": "Wat er beter moet, wat daarvoor wordt gedaan, en wat het uithaalt."},
    {"name": "benchmark", "description": "Gemeenten die zich met elkaar laten vergelijken."},
    {"name": "vragenlijstresultaten", "description": "Uitkomsten die de vragenlijstdienst aanlevert."},
]

_WEBHOOK_SECONDS = 5
_PURGE_SECONDS = 3600


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
        aanmelddienst,
        gemeente,
        huisstijl,
        aanbieders,
        gebieden,
        codelijsten,
        aanleveringen,
        leverkalender,
        registratiedruk,
        perioden,
        contacten,
        maatstaven,
        indicatoren,
        handmatige_waarden,
        waarden,
        waarnemingen,
        beelden,
        catalogus,
        prognoses,
        signalen,
        gebeurtenissen,
        webhooks,
        doelenbomen,
        verhalen,
        monitorcycli,
        duidingssessies,
        verbeterplannen,
        benchmarkgroepen,
        vragenlijstresultaten,
        terugkoppeling,
    ):
        v1.include_router(router)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        work: list[tuple[str, Callable[[], Awaitable[object]], float | None]] = [
            ("webhooks", lambda: deliver_overal(database, verzender), _WEBHOOK_SECONDS),
            ("gebeurtenissen", lambda: purge_overal(database, datetime.now(UTC)), _PURGE_SECONDS),
            ("verhalen", lambda: purge_verhalen(database), _PURGE_SECONDS),
            ("aanmeldingen", lambda: purge_aanmeldingen(database), _PURGE_SECONDS),
            ("waarnemingen", lambda: purge_waarnemingen(database), _PURGE_SECONDS),
            ("signalen", lambda: signaleer_overal(database), settings.signaleren_elke),
            ("benchmark", lambda: settle_overal(database), settings.benchmark_elke),
        ]
        jobs = [asyncio.create_task(repeat(name, do, seconds)) for name, do, seconds in work if seconds]
        yield
        for job in jobs:
            job.cancel()
        for job in jobs:
            with suppress(asyncio.CancelledError):
                await job
        await database.close()

    pages = [*odata, *aanmeldpaginas, *begrippen, *raadsblad, *dashboard]
    middleware = [Middleware(Onveranderd), Middleware(Compression)]
    root = create_root(v1, service="api", lifespan=lifespan, pages=pages, middleware=middleware)
    database = connect(v1, root, settings=settings, service="api", authenticate=check_against)
    verzender = Verzender(v1.state.keyring, loopback=settings.webhooks_loopback)
    v1.state.verzender = verzender
    v1.state.aanmelddiensten = root.state.aanmelddiensten = Aanmelddiensten(
        v1.state.keyring, v1.state.public_url, loopback=settings.aanmelddienst_loopback
    )
    root.state.uitgevers = Uitgevers(Ophaler(loopback=settings.aanmelddienst_loopback))
    root.state.gokrem = Gokrem(settings.aanmeldpogingen_per_minuut)
    return root
