from collections.abc import AsyncIterator

import pytest

from tests.api.webhooks.ontvanger import Ontvanger, listening


@pytest.fixture
async def ontvanger() -> AsyncIterator[Ontvanger]:
    async with listening() as found:
        yield found
