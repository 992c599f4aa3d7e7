"""What this service asks of the core with the caller's own credential."""

from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

import httpx
import structlog
from fastapi import Depends, Request

from zicht_shared.auth import credential_of
from zicht_shared.errors import TijdelijkNietBereikbaar

log = structlog.get_logger()


class CoreOfCaller:
    """The core, as the one who calls us now may see it."""

    def __init__(self, request: Request) -> None:
        self._core: httpx.AsyncClient = request.app.state.core
        self._headers = credential_of(request).as_header()

    async def codes_of(self, noun: Literal["aanbieders", "gebieden"]) -> set[str]:
        """The codes of all of these that the caller's gemeente has. Raises TijdelijkNietBereikbaar."""
        codes: set[str] = set()
        query: dict[str, str] | None = {"limit": "1000"}
        while query is not None:
            page = await self._get(f"/v1/{noun}", query)
            codes |= {item["code"] for item in page["items"]}
            query = _query_of(page["volgende"])
        return codes

    async def _get(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        try:
            answer = await self._core.get(path, params=query, headers=self._headers)
            answer.raise_for_status()
        except httpx.HTTPError as fault:
            log.warning("core_unreachable", fault=type(fault).__name__)
            raise TijdelijkNietBereikbaar("De kern is nu niet bereikbaar. Probeer het zo opnieuw.") from fault
        body: dict[str, Any] = answer.json()
        return body


def _query_of(address: str | None) -> dict[str, str] | None:
    # Only the query: the address itself is the core's public one, which may not be reachable from here.
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()} if address else None


Core = Annotated[CoreOfCaller, Depends(CoreOfCaller)]
