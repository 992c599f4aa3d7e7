"""Tokens as an issuer gives them to people and systems of a gemeente."""

import time
import warnings
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette

from tests.api.toegang.uitgeverproces import Uitgeverproces
from tests.gemeente import Gemeente, client_of
from zicht_shared.auth import Toegangstoken

URL: Final = "/v1/toegangsdienst"
AUDIENCE: Final = "https://zicht.test"
Claims = dict[str, Any]


class _Careless(JWSRegistry):
    """Signs whatever header it is given."""

    def check_header(self, header: dict[str, Any]) -> None:
        pass


def sign(claims: Claims, key: Key, alg: str = "ES256", **header: Any) -> str:
    """Signed as asked; None in the header: without it."""
    asked = {"alg": alg, "typ": "at+jwt", "kid": key.kid} | header
    full = {name: value for name, value in asked.items() if value is not None}
    registry = _Careless(algorithms=[alg])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)
        return jwt.encode(full, claims, key, registry=registry, default_type=None)


@dataclass
class Tokens:
    gemeente: Gemeente
    uitgever: Uitgeverproces
    clients: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def audience(self) -> str:
        return f"{AUDIENCE}/{self.gemeente.code}"

    def dienst(self, **fields: Any) -> dict[str, Any]:
        """What beheer sends to set up this issuer."""
        return {
            "issuer": self.uitgever.issuer,
            "audience": self.audience,
            "claim": "roles",
            "toewijzingen": [
                {"waarde": "team-beheer", "rol": "beheer", "doel": "leren"},
                {"waarde": "team-beleid", "rol": "beleid", "doel": "leren"},
                {"waarde": "team-bi", "rol": "bi", "doel": "verantwoorden"},
                {"waarde": "team-inkijk", "rol": "beheer", "doel": "leren", "scopes": ["lezen"]},
            ],
            "clients": [
                {
                    "clientId": "registratie",
                    "rol": "aanbieder",
                    "aanbieder": "wegwijs",
                    "doel": "leren",
                    "scopes": ["aanleveren"],
                }
            ],
        } | fields

    async def change(self, **fields: Any) -> None:
        answer = await self.gemeente.beheer.put(URL, json=self.dienst(**fields), headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text

    def claims(self, **changes: Any) -> Claims:
        """Of somebody with the role beleid. None: without it, a timedelta: at so long from now."""
        now = int(time.time())
        usual = {
            "iss": self.uitgever.issuer,
            "aud": self.audience,
            "sub": "persoon-1",
            "client_id": "werkplek",
            "roles": ["alle-medewerkers", "team-beleid"],
            "iat": now,
            "exp": now + 300,
        }
        return {name: _moment(value) for name, value in (usual | changes).items() if value is not None}

    def token(self, **changes: Any) -> str:
        return sign(self.claims(**changes), self.uitgever.key)

    def client(self, token: str, app: Starlette | None = None) -> httpx.AsyncClient:
        client = client_of(app or self.gemeente.api_app, Toegangstoken("", token))
        self.clients.push_async_callback(client.aclose)
        return client

    async def ask(self, token: str, path: str = "/v1/ik") -> httpx.Response:
        return await self.client(token).get(path)


def _moment(value: Any) -> Any:
    return int(time.time() + value.total_seconds()) if isinstance(value, timedelta) else value
