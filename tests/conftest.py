"""A migrated cluster per worker, and a fresh gemeente per test: tenancy is the isolation, and commits are real.

The services run in this process over ASGI, surveys against the real core; tests/end_to_end starts real processes.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from hypothesis import settings
from starlette.applications import Starlette

from tests.gemeente import Gemeente, client_of, make_gemeente
from zicht_api.main import create_app as create_api
from zicht_api.settings import Settings as ApiSettings
from zicht_shared.auth import Rol
from zicht_shared.migrations import Service, upgrade
from zicht_shared.postgres import EmbeddedPostgres
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

# How long an example takes says more of the machine than of the code; pytest-timeout catches what hangs.
settings.register_profile("zicht", deadline=None)
settings.load_profile("zicht")

SECRET = "een-geheim-voor-tests-van-minstens-32-tekens"
# All tests come from one address, many of them guess, and a key does in a second what it does in a day elsewhere.
WITHOUT_END = {
    "lezen_per_minuut": 1_000_000,
    "schrijven_per_minuut": 1_000_000,
    "uitvoeren_per_minuut": 1_000_000,
    "verkeerde_sleutels_per_minuut": 1_000_000,
}


@dataclass(frozen=True)
class Databases:
    """Addresses as the service's own role, and as the owner (who, here, is also superuser and sees all rows)."""

    api: str
    surveys: str
    api_owner: str
    surveys_owner: str


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="zicht-test-") as folder:
        os.chmod(folder, 0o755)
        server = EmbeddedPostgres(Path(folder) / "pg")
        # The tests end processes, never the machine: nothing here depends on fsync.
        server.start(settings={"fsync": "off"})
        yield server
        server.remove()


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedPostgres) -> Databases:
    owner = {service: _create_database(postgres, service) for service in ("api", "surveys")}
    login = {service: owner[service].replace("//zicht_eigenaar:", f"//zicht_{service}:") for service in owner}
    return Databases(login["api"], login["surveys"], owner["api"], owner["surveys"])


def _create_database(server: EmbeddedPostgres, service: Service) -> str:
    async def create() -> None:
        connection = await asyncpg.connect(server.url("postgres"))
        await connection.execute(f"CREATE DATABASE zicht_{service}")
        await connection.close()

    async def allow_login() -> None:
        connection = await asyncpg.connect(server.url("postgres"))
        await connection.execute(f"ALTER ROLE zicht_{service} LOGIN PASSWORD '{server.password}'")
        await connection.close()

    asyncio.run(create())
    upgrade(service, server.url(f"zicht_{service}"))
    asyncio.run(allow_login())
    return server.url(f"zicht_{service}")


@pytest.fixture(scope="session")
async def benchmarkgroep(databases: Databases) -> None:
    """The group that filled gemeenten take part in."""
    # Not above: it stands on this module.
    from tests.architecture.merken import BENCHMARKGROEP
    from tests.benchmarkgroep import make_groep

    await make_groep(databases, BENCHMARKGROEP)


@pytest.fixture(scope="session")
def sleutels_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where surveys finds its keys for the core; each gemeente of a test adds its own."""
    path = tmp_path_factory.mktemp("sleutels") / "sleutels.json"
    path.write_text("{}")
    return path


@pytest.fixture(scope="session")
async def api_app(databases: Databases) -> AsyncIterator[Starlette]:
    app = create_api(
        ApiSettings(database_url=databases.api, geheimen=[SECRET], public_url="http://api.test", **WITHOUT_END)
    )
    yield app
    await app.state.db.close()


@pytest.fixture(scope="session")
async def surveys_app(databases: Databases, api_app: Starlette, sleutels_file: Path) -> AsyncIterator[Starlette]:

    settings = SurveysSettings(
        database_url=databases.surveys,
        geheimen=[SECRET],
        public_url="http://surveys.test",
        core_url="http://zicht.test",
        sleutels_file=sleutels_file,
        onbekende_links_per_minuut=1_000_000,
        **WITHOUT_END,
    )
    core = client_of(api_app)
    app = create_surveys(settings, core=core)
    yield app
    await app.state.db.close()
    await core.aclose()


@pytest.fixture
async def api(api_app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The core without a credential."""
    async with client_of(api_app) as client:
        yield client


@pytest.fixture
async def surveys(surveys_app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Surveys without a credential, as a resident's browser has it."""
    async with client_of(surveys_app) as client:
        yield client


MakeGemeente = Callable[[], Coroutine[Any, Any, Gemeente]]


@pytest.fixture(scope="session")
async def uitgewerkt(databases: Databases) -> AsyncIterator[Callable[[Sequence[UUID]], Coroutine[Any, Any, None]]]:
    """Takes gemeenten off the lists that the jobs walk; what else there is of them stays, and nobody asks for it.

    Else each test of a job would walk the gemeenten of all tests before it.
    """
    api, surveys = [await asyncpg.connect(url) for url in (databases.api_owner, databases.surveys_owner)]
    # Past the foreign keys that point at that list.
    await surveys.execute("SET session_replication_role = replica")

    async def forget(gemeenten: Sequence[UUID]) -> None:
        await api.execute("DELETE FROM werklijst WHERE id = ANY($1)", gemeenten)
        await surveys.execute("DELETE FROM gemeenten WHERE id = ANY($1)", gemeenten)

    yield forget
    await api.close()
    await surveys.close()


@pytest.fixture
async def nieuwe_gemeente(
    api_app: Starlette,
    surveys_app: Starlette,
    sleutels_file: Path,
    uitgewerkt: Callable[[Sequence[UUID]], Coroutine[Any, Any, None]],
) -> AsyncIterator[MakeGemeente]:
    made: list[Gemeente] = []
    async with AsyncExitStack() as clients:

        async def make() -> Gemeente:
            gemeente = await make_gemeente(api_app, surveys_app, clients)
            made.append(gemeente)
            sleutel = gemeente.sleutels[Rol.vragenlijsten]
            known = json.loads(sleutels_file.read_text())
            sleutels_file.write_text(json.dumps({**known, gemeente.code: f"{sleutel.sleutel_id}.{sleutel.geheim}"}))
            return gemeente

        yield make
    known = json.loads(sleutels_file.read_text())
    sleutels_file.write_text(json.dumps({code: known[code] for code in known.keys() - {each.code for each in made}}))
    await uitgewerkt([gemeente.id for gemeente in made])


@pytest.fixture
async def gemeente(nieuwe_gemeente: MakeGemeente) -> Gemeente:
    return await nieuwe_gemeente()


@pytest.fixture
async def api_owner(databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    """The core's database as its owner: to look behind the service's back."""
    connection = await asyncpg.connect(databases.api_owner)
    yield connection
    await connection.close()


@pytest.fixture
async def surveys_owner(databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(databases.surveys_owner)
    yield connection
    await connection.close()
