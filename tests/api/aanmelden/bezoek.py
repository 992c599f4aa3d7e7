"""Somebody with a browser at the pages of a gemeente."""

import html
import itertools
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request

from tests.api.aanmelden.uitgever import Uitgever, log_in_at
from tests.gemeente import Gemeente
from zicht_api.aanmelden.bezoeker import Bezoeker, bezoeker_of
from zicht_shared.auth import Credential

SESSIE = "__Host-zicht"
CONTACT = "functioneel beheer, toestel 1234"
_addresses = itertools.count(1)


@dataclass
class Browser:
    """Over https, as the outside sees the service; cookies are kept as a browser keeps them."""

    app: Starlette
    gemeente: Gemeente
    http: httpx.AsyncClient

    @property
    def huis(self) -> str:
        return f"/dashboard/{self.gemeente.code}"

    @property
    def sessie(self) -> str | None:
        return self.http.cookies.get(SESSIE)

    async def form(self, **query: str) -> dict[str, str]:
        """The sign-in form as it stands on the page, with its hidden fields."""
        page = await self.http.get(f"{self.huis}/aanmelden", params=query)
        assert page.status_code == 200, page.text
        return hidden_fields(page.text)

    async def send_key(self, credential: Credential, **fields: str) -> httpx.Response:
        filled = {"sleutel": credential.sleutel_id, "geheim": credential.geheim}
        return await self.http.post(f"{self.huis}/aanmelden", data=await self.form() | filled | fields)

    async def sign_in(self, credential: Credential) -> None:
        answer = await self.send_key(credential)
        assert (answer.status_code, answer.headers["location"]) == (303, self.huis)

    async def csrf(self) -> str:
        """Of the form to sign out, that every page has for who signed in."""
        page = await self.http.get(f"{self.huis}/aanmelden")
        return hidden_fields(page.text)["csrf"]

    async def sign_out(self, **headers: str) -> httpx.Response:
        return await self.http.post(f"{self.huis}/afmelden", data={"csrf": await self.csrf()}, headers=headers)

    async def go(self, terug: str = "") -> str:
        """To the aanmelddienst: its address, with all that is asked of it."""
        answer = await self.http.get(f"{self.huis}/aanmelden/dienst", params={"terug": terug})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def come_back(self) -> httpx.Response:
        """To the aanmelddienst and back again."""
        path, _ = await log_in_at(await self.go())
        return await self.http.get(path)

    async def who(self) -> Bezoeker:
        """As every page asks it."""
        cookies = "; ".join(f"{naam}={value}" for naam, value in self.http.cookies.items())
        scope: dict[str, Any] = {"type": "http", "app": self.app, "headers": [(b"cookie", cookies.encode())]}
        bezoeker = await bezoeker_of(Request(scope), self.gemeente.code)
        assert bezoeker is not None
        return bezoeker


@dataclass
class Browsers:
    """New browsers, each with nothing in it."""

    app: Starlette
    clients: AsyncExitStack = field(default_factory=AsyncExitStack)

    def new(self, gemeente: Gemeente, scheme: str = "https") -> Browser:
        """At an address of its own."""
        nr = next(_addresses)
        transport = httpx.ASGITransport(
            self.app, raise_app_exceptions=False, client=(f"198.18.{nr >> 8}.{nr & 255}", 4321)
        )
        client = httpx.AsyncClient(transport=transport, base_url=f"{scheme}://zicht.test")
        self.clients.push_async_callback(client.aclose)
        return Browser(self.app, gemeente, client)


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {naam: html.unescape(value) for naam, value in found}


def dienst(uitgever: Uitgever, **fields: Any) -> dict[str, Any]:
    """What beheer sends to set up this issuer."""
    return {
        "naam": "uw gemeenteaccount",
        "contact": CONTACT,
        "issuer": uitgever.issuer,
        "clientId": "zicht",
        "clientGeheim": uitgever.secrets["zicht"],
        "claim": "groups",
        "toewijzingen": [
            {"waarde": "team-beleid", "rol": "beleid", "doel": "leren"},
            {"waarde": "team-bi", "rol": "bi", "doel": "verantwoorden"},
        ],
    } | fields
