"""An OpenID Connect issuer on this machine, over real sockets: strict as one is, and wrong where a test says so."""

import asyncio
import base64
import secrets
import time
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode

import httpx
import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

Claims = dict[str, Any]
# Once: making one takes longer than a test.
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa"})


def new_key(alg: str) -> Key:
    """A key to sign with from now on, under a name of its own."""
    kid = secrets.token_hex(4)
    if alg in {"RS256", "PS256"}:
        return RSAKey.import_key(RSA.as_dict(private=True) | {"kid": kid})
    if alg == "ES256":
        return ECKey.generate_key("P-256", parameters={"kid": kid})
    return OKPKey.generate_key("Ed25519", parameters={"kid": kid})


@dataclass
class Uitgever:
    """persoon: what it says of whoever signs in. The functions change what it would have said, for one wrong thing."""

    issuer: str = ""
    secrets: dict[str, str] = field(default_factory=lambda: {"zicht": "een:geheim/met+tekens~"})
    publieke_sleutels: dict[str, Key] = field(default_factory=dict)
    alg: str = "ES256"
    key: Key = field(default_factory=lambda: new_key("ES256"))
    persoon: Claims = field(default_factory=lambda: {"sub": "persoon-1", "name": "Jan Jansen", "groups": ["team-bi"]})
    beschrijving: Claims = field(default_factory=dict)
    jwks: Callable[[Claims], Any] = field(default_factory=lambda: dict)
    claims: Callable[[Claims], Claims] = field(default_factory=lambda: dict)
    terug: Callable[[Claims], Any] = field(default_factory=lambda: dict)
    antwoord: Callable[[Claims], Response] = field(default_factory=lambda: JSONResponse)
    teken: Callable[["Uitgever", Claims], str] | None = None
    gevraagd: list[str] = field(default_factory=list)
    codes: dict[str, Claims] = field(default_factory=dict)

    def rotate(self, alg: str | None = None) -> None:
        """From now on it signs with another key, and publishes only that."""
        self.alg = alg or self.alg
        self.key = new_key(self.alg)

    def sign(self, claims: Claims) -> str:
        if self.teken:
            return self.teken(self, claims)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)
            return jwt.encode({"alg": self.alg, "kid": self.key.kid}, claims, self.key, [self.alg])

    async def describe(self, _: Request) -> Response:
        self.gevraagd.append("beschrijving")
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/inloggen?taal=nl",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/sleutels",
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse({naam: value for naam, value in (said | self.beschrijving).items() if value is not None})

    async def publish(self, _: Request) -> Response:
        self.gevraagd.append("sleutels")
        return JSONResponse(self.jwks(KeySet([self.key]).as_dict(private=False)))

    async def log_in(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["taal"] == "nl"
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert min(len(asked[naam]) for naam in ("state", "nonce", "code_challenge")) >= 32
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"persoon": self.persoon}
        said = self.terug({"code": code, "state": asked["state"], "iss": self.issuer})
        pairs = said if isinstance(said, list) else list(said.items())
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(pairs)}", 302)

    async def exchange(self, request: Request) -> Response:
        self.gevraagd.append("token")
        form = dict(parse_qsl((await request.body()).decode()))
        client = self.client_of(request, form)
        if client is None:
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form.get("code", ""), None)
        right = asked and (
            form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == asked["redirect_uri"]
            and client == asked["client_id"]
            and create_s256_code_challenge(form["code_verifier"]) == asked["code_challenge"]
        )
        if asked is None or not right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": client, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        said = {
            "access_token": "x",
            "token_type": "Bearer",
            "id_token": self.sign(self.claims(claims | asked["persoon"])),
        }
        return self.antwoord(said)

    def client_of(self, request: Request, form: Claims) -> str | None:
        """Which client it is, by HTTP Basic as RFC 6749 writes it, or by a signed assertion; None for nobody."""
        if assertion := form.get("client_assertion"):
            key = self.publieke_sleutels[form["client_id"]]
            claims = jwt.decode(assertion, key, algorithms=["RS256"]).claims
            now = time.time()
            assert (claims["iss"], claims["sub"], claims["aud"]) == (form["client_id"], form["client_id"], self.issuer)
            assert now < claims["exp"] <= now + 120
            assert claims["jti"]
            assert "authorization" not in request.headers
            return str(form["client_id"])
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        name, _, secret = base64.b64decode(value).decode().partition(":")
        known = self.secrets.get(unquote(name))
        return unquote(name) if scheme == "Basic" and known and known == unquote(secret) else None


@asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[str]:
    """The app on a socket of this machine; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def issuing() -> AsyncIterator[Uitgever]:
    uitgever = Uitgever()
    routes = [
        Route("/.well-known/openid-configuration", uitgever.describe),
        Route("/inloggen", uitgever.log_in),
        Route("/token", uitgever.exchange, methods=["POST"]),
        Route("/sleutels", uitgever.publish),
    ]
    async with listening(Starlette(routes=routes)) as address:
        uitgever.issuer = address
        yield uitgever


async def log_in_at(url: str) -> tuple[str, dict[str, list[str]]]:
    """What somebody's browser does at the issuer: where it is sent on to, and with what."""
    # The issuer has no TLS here, and to load what it is checked with takes longer than a test.
    async with httpx.AsyncClient(verify=False) as browser:
        answer = await browser.get(url)
    assert answer.status_code == 302, answer.text
    path = answer.headers["location"].removeprefix("https://zicht.test")
    return path, parse_qs(path.partition("?")[2])
