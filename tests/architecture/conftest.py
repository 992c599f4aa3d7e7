"""Two filled gemeenten for the walks over all routes; a module's tests share them and leave them as they are."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld, make_gevuld


@pytest.fixture(scope="session", autouse=True)
def with_benchmarkgroep(benchmarkgroep: None) -> None:
    """What only the operator can make."""


@pytest.fixture(scope="module")
async def gevuld(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gevuld]:
    async with AsyncExitStack() as clients:
        yield await make_gevuld(api_app, surveys_app, clients)


@pytest.fixture(scope="module")
async def ander(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gevuld]:
    """The other gemeente: as full, and not to see any of the first."""
    async with AsyncExitStack() as clients:
        yield await make_gevuld(api_app, surveys_app, clients)


@pytest.fixture(scope="module")
async def indringer(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gevuld]:
    """The gemeente that tries to write: it may lay down for itself what it sends, with the first one's marks in it."""
    async with AsyncExitStack() as clients:
        yield await make_gevuld(api_app, surveys_app, clients)
