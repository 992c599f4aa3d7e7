"""The core API: `uvicorn --factory zicht_api.main:create_app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

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
from zicht_api.auditregels.router import router as auditregels
from zicht_api.auditregels.taak import seal_sporen
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
from zicht_api.herstel.wissen import WISSERS
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
from zicht_api.toegang.controle import Tokencontrole, check_keys_and_tokens
from zicht_api.toegang.router import router as toegangsdienst
from zicht_api.uitgaand.ophalen import Ophaler
from zicht_api.verbeterplannen.router import router as verbeterplannen
from zicht_api.verhalen.router import router as verhalen
from zicht_api.verhalen.taak import purge_verhalen
from zicht_api.vragenlijstresultaten.router import router as vragenlijstresultaten
from zicht_api.waarden.router import router as waarden
from zicht_api.waarnemingen.router import router as waarnemingen
from zicht_api.waarnemingen.taak import purge_waarnemingen
from zicht_api.wachtrijen import load_wachtrijen
from zicht_api.webhooks.router import router as webhooks
from zicht_api.webhooks.taak import deliver_overal
from zicht_api.webhooks.versturen import Verzender
from zicht_shared.app import connect, create_root, create_v1
from zicht_shared.auth import Authenticate
from zicht_shared.compression import Compression
from zicht_shared.crypto import Keyring
from zicht_shared.db import Database
from zicht_shared.jobs import repeat
from zicht_shared.logging import configure_logging
from zicht_shared.meters import Work, metering
from zicht_shared.rem import Gokrem
from zicht_shared.wisronde import WISRONDE_SECONDS, Wisronde

TAGS = [
    {"name": "sleutels", "description": "Wie mag wat, met welke sleutel."},
    {"name": "aanmelden", "description": "Waar mensen zich aanmelden, en wiens toegangstokens Zicht aanneemt."},
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
    {"name": "auditregels", "description": "Wie wat wanneer veranderde, en wie in een keer veel las."},
]

_WEBHOOK_SECONDS = 5
_PURGE_SECONDS = 3600
_SEAL_SECONDS = 10


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
        toegangsdienst,
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
        auditregels,
    ):
        v1.include_router(router)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # Before anybody is served: after a backup was put back, what was erased must not be seen first.
        await wisronde.begin()
        work: list[Work] = [
            ("wisregister", wisronde.work, WISRONDE_SECONDS),
            ("webhooks", lambda: deliver_overal(database, verzender), _WEBHOOK_SECONDS),
            ("sporen", lambda: seal_sporen(database), _SEAL_SECONDS),
            ("gebeurtenissen", lambda: purge_overal(database), _PURGE_SECONDS),
            ("verhalen", lambda: purge_verhalen(database), _PURGE_SECONDS),
            ("aanmeldingen", lambda: purge_aanmeldingen(database), _PURGE_SECONDS),
            ("waarnemingen", lambda: purge_waarnemingen(database), _PURGE_SECONDS),
            ("signalen", lambda: signaleer_overal(database), settings.signaleren_elke),
            ("benchmark", lambda: settle_overal(database), settings.benchmark_elke),
            *metering(settings, "api", database, load_wachtrijen),
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
    uitgevers = Uitgevers(Ophaler(loopback=settings.aanmelddienst_loopback))
    keyring = Keyring(settings.geheimen)

    def authenticate(database: Database) -> Authenticate:
        return check_keys_and_tokens(check_against(database), Tokencontrole(database, keyring, uitgevers))

    database = connect(v1, root, settings=settings, service="api", authenticate=authenticate)
    wisronde = Wisronde(database, WISSERS)
    verzender = Verzender(v1.state.keyring, loopback=settings.webhooks_loopback)
    v1.state.verzender = verzender
    v1.state.aanmelddiensten = root.state.aanmelddiensten = Aanmelddiensten(
        v1.state.keyring, v1.state.public_url, loopback=settings.aanmelddienst_loopback
    )
    root.state.uitgevers = uitgevers
    v1.state.uitgever_loopback = settings.aanmelddienst_loopback
    root.state.gokrem = Gokrem(settings.aanmeldpogingen_per_minuut)
    return root
