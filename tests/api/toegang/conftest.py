import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import structlog
from starlette.applications import Starlette
from structlog.testing import CapturingLogger

from tests.api.toegang.tokens import URL, Tokens
from tests.api.toegang.uitgeverproces import Uitgeverproces, running
from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of, make_gemeente
from zicht_api.main import create_app as create_api
from zicht_api.settings import Settings as ApiSettings
from zicht_api.toegang import controle
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

Redenen = Callable[[], list[str]]


@pytest.fixture(scope="package")
def uitgever() -> Iterator[Uitgeverproces]:
    """An issuer in a process of its own."""
    with running() as found:
        yield found


@pytest.fixture(scope="package")
async def kern(databases: Databases) -> AsyncIterator[Starlette]:
    """The core, on the same database; issuers may be on this machine."""
    settings = ApiSettings(
        database_url=databases.api,
        geheimen=[SECRET],
        public_url="http://api.test",
        pool_size=3,
        aanmelddienst_loopback=True,
        # All tests come from one address, and many of them guess.
        verkeerde_sleutels_per_minuut=1_000_000,
    )
    app = create_api(settings)
    yield app
    await app.state.db.close()


@pytest.fixture(scope="package")
async def vragenlijsten(databases: Databases, kern: Starlette, sleutels_file: Path) -> AsyncIterator[Starlette]:
    """Surveys, that asks this core."""
    settings = SurveysSettings(
        database_url=databases.surveys,
        geheimen=[SECRET],
        public_url="http://surveys.test",
        core_url="http://zicht.test",
        sleutels_file=sleutels_file,
        pool_size=3,
        verkeerde_sleutels_per_minuut=1_000_000,
    )
    core = client_of(kern)
    app = create_surveys(settings, core=core)
    yield app
    await app.state.db.close()
    await core.aclose()


@pytest.fixture(scope="package")
async def gemeente(kern: Starlette, vragenlijsten: Starlette) -> AsyncIterator[Gemeente]:
    async with AsyncExitStack() as clients:
        yield await make_gemeente(kern, vragenlijsten, clients)


@pytest.fixture
async def tokens(gemeente: Gemeente, uitgever: Uitgeverproces) -> AsyncIterator[Tokens]:
    """The gemeente takes tokens of this issuer."""
    found = Tokens(gemeente, uitgever)
    answer = await gemeente.beheer.put(URL, json=found.dienst())
    assert answer.status_code == 201, answer.text
    async with found.clients:
        yield found
    await gemeente.beheer.delete(URL, headers={"If-Match": "*"})


@pytest.fixture
def klok(kern: Starlette, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The clock by which issuers are asked again, of which nothing is known yet."""
    uitgevers = kern.state.uitgevers
    clock = [time.monotonic()]
    monkeypatch.setattr(uitgevers, "clock", lambda: clock[0])
    uitgevers._known.clear()
    yield clock
    uitgevers._known.clear()


@pytest.fixture
def redenen(monkeypatch: pytest.MonkeyPatch) -> Redenen:
    """Why tokens were refused, as an operator reads it in the log."""
    logger = CapturingLogger()
    monkeypatch.setattr(
        controle,
        "log",
        structlog.wrap_logger(logger, [lambda _, __, said: ((), said)], wrapper_class=structlog.BoundLogger),
    )
    return lambda: [call.kwargs["reden"] for call in logger.calls]
