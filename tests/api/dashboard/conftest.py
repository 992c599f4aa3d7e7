from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.api.dashboard.gegevens import fill
from tests.gemeente import Gemeente, make_gemeente
from zicht_shared.auth import Doel, Rol


@pytest.fixture(scope="package")
async def gemeente(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    """One for all tests of these pages: filling it takes as long as most of them together."""
    async with AsyncExitStack() as clients:
        gemeente = await make_gemeente(api_app, surveys_app, clients)
        gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
        await fill(gemeente)
        yield gemeente


@pytest.fixture
async def browsers(api_app: Starlette) -> AsyncIterator[Browsers]:
    browsers = Browsers(api_app)
    async with browsers.clients:
        yield browsers
