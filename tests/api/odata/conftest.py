from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette

from tests.api.odata.cijfers import fill
from tests.gemeente import Gemeente, make_gemeente
from zicht_shared.auth import Doel, Rol


@pytest.fixture(scope="session")
async def cijfers(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    """A gemeente with figures, which the tests leave as it is."""
    async with AsyncExitStack() as clients:
        gemeente = await make_gemeente(api_app, surveys_app, clients)
        await fill(gemeente)
        gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)
        yield gemeente
