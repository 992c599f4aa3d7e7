from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from structlog.testing import CapturingLogger

from tests.api.aanmelden.bezoek import Browser, Browsers, dienst
from tests.api.aanmelden.uitgever import Uitgever, issuing
from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of, make_gemeente
from zicht_api.aanmelden import account
from zicht_api.main import create_app
from zicht_api.settings import Settings

URL = "/v1/aanmelddienst"
Redenen = Callable[[], list[str]]


@pytest.fixture(scope="module")
async def paginas(databases: Databases) -> AsyncIterator[Starlette]:
    """The service as the outside has it, over https, on the same database; people may sign in at this machine."""
    settings = Settings(
        database_url=databases.api,
        geheimen=[SECRET],
        public_url="https://zicht.test",
        pool_size=3,
        aanmelddienst_loopback=True,
    )
    app = create_app(settings)
    yield app
    await app.state.db.close()


@pytest.fixture(scope="module")
async def gemeente(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    """One for all tests of a module: who signs in is told apart by cookie, and keys are made where they are used up."""
    async with AsyncExitStack() as clients:
        yield await make_gemeente(api_app, surveys_app, clients)


@pytest.fixture
async def browsers(paginas: Starlette) -> AsyncIterator[Browsers]:
    found = Browsers(paginas)
    async with found.clients:
        yield found


@pytest.fixture
def browser(browsers: Browsers, gemeente: Gemeente) -> Browser:
    return browsers.new(gemeente)


@pytest.fixture
async def beheer(paginas: Starlette, gemeente: Gemeente) -> AsyncIterator[httpx.AsyncClient]:
    """Of a service that takes this machine for an issuer."""
    async with client_of(paginas, gemeente.sleutels["beheer"]) as client:
        yield client


@pytest.fixture
async def uitgever(beheer: httpx.AsyncClient) -> AsyncIterator[Uitgever]:
    """An issuer where people of this gemeente sign in."""
    async with issuing() as found:
        answer = await beheer.put(URL, json=dienst(found))
        assert answer.status_code == 201, answer.text
        yield found
        await beheer.delete(URL, headers={"If-Match": "*"})


@pytest.fixture
def redenen(monkeypatch: pytest.MonkeyPatch) -> Redenen:
    """Why people were refused, as an operator reads it in the log."""
    logger = CapturingLogger()
    monkeypatch.setattr(
        account,
        "log",
        structlog.wrap_logger(logger, [lambda _, __, said: ((), said)], wrapper_class=structlog.BoundLogger),
    )
    return lambda: [call.kwargs["reden"] for call in logger.calls]
