"""An OAuth 2 issuer as a process of its own: authlib as the server, over real HTTP.

`python -m tests.api.toegang.uitgeverproces` prints its address and serves until it is ended. Clients authenticate by
private_key_jwt and get access tokens by RFC 9068. Below /proef a test arranges what an issuer has other means for.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import httpx
import uvicorn
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from joserfc.jwk import ECKey, Key, KeySet, import_key
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Client(ClientMixin):
    def __init__(self, client_id: str, public: dict[str, Any], audience: str) -> None:
        self.client_id, self.public, self.audience = client_id, public, audience

    def get_client_id(self) -> str:
        return self.client_id

    def get_allowed_scope(self, scope: str | None) -> str:
        return scope or ""

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method, endpoint) == ("private_key_jwt", "token")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class Grant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("private_key_jwt",)


class Assertion(JWTBearerClientAssertion):
    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, issuer: str) -> None:
        super().__init__()
        self.issuer = issuer
        self.used: set[str] = set()

    def get_audiences(self) -> list[str]:
        return [self.issuer]

    def validate_jti(self, _: dict[str, Any], jti: str) -> bool:
        fresh = jti not in self.used
        self.used.add(jti)
        return fresh

    def resolve_client_public_key(self, client: Client) -> Key:
        return import_key(client.public)


class Generator(JWTBearerTokenGenerator):
    def __init__(self, issuer: str, keys: "Keys") -> None:
        super().__init__(issuer, alg="ES256", expires_generator=300)
        self.keys = keys

    def get_jwks(self) -> KeySet:
        return KeySet([self.keys.current])

    def get_audiences(self, client: Client, user: object, scope: str) -> str:
        return client.audience


class Keys:
    def __init__(self) -> None:
        self.rotate()

    def rotate(self) -> None:
        self.current = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": "ES256"}, auto_kid=True)


class Server(AuthorizationServer):
    """authlib's own, with the little that it leaves to a web framework."""

    def __init__(self, issuer: str) -> None:
        super().__init__()
        self.clients: dict[str, Client] = {}
        self.keys = Keys()
        self.register_grant(Grant)
        self.register_client_auth_method("private_key_jwt", Assertion(issuer))
        self.register_token_generator("default", Generator(issuer, self.keys))

    def query_client(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        pass

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        pass

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        made = OAuth2Request("POST", request.uri, headers=request.headers)
        made._body, made.payload = request.form, BasicOAuth2Payload(request.form)
        return made

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        return JSONResponse(body, status, dict(headers))


def create_app(issuer: str) -> Starlette:
    server = Server(issuer)
    asked: list[str] = []

    async def describe(_: Request) -> Response:
        asked.append("beschrijving")
        said = {"issuer": issuer, "code_challenge_methods_supported": ["S256"], "jwks_uri": f"{issuer}/sleutels"}
        return JSONResponse(said | {f"{name}_endpoint": f"{issuer}/{name}" for name in ("authorization", "token")})

    async def publish(_: Request) -> Response:
        asked.append("sleutels")
        return JSONResponse(KeySet([server.keys.current]).as_dict(private=False))

    async def give(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        sent = SimpleNamespace(uri=f"{issuer}/token", headers=dict(request.headers), form=form)
        answer: Response = server.create_token_response(sent)
        return answer

    async def register(request: Request) -> Response:
        client = Client(**await request.json())
        server.clients[client.client_id] = client
        return Response(status_code=204)

    async def rotate(_: Request) -> Response:
        server.keys.rotate()
        return Response(status_code=204)

    async def show_key(_: Request) -> Response:
        return JSONResponse(server.keys.current.as_dict(private=True))

    async def show_asked(_: Request) -> Response:
        return JSONResponse(asked)

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", describe),
            Route("/sleutels", publish),
            Route("/token", give, methods=["POST"]),
            Route("/proef/client", register, methods=["POST"]),
            Route("/proef/rotatie", rotate, methods=["POST"]),
            Route("/proef/sleutel", show_key),
            Route("/proef/gevraagd", show_asked),
        ]
    )


async def serve() -> None:
    config = uvicorn.Config(Starlette(), port=0, log_config=None, access_log=False, lifespan="off")
    listening = config.bind_socket()
    issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config.app = create_app(issuer)
    print(issuer, flush=True)
    await uvicorn.Server(config).serve(sockets=[listening])


@dataclass
class Uitgeverproces:
    """The issuer as a test has it: `sign` makes what it would sign, `token_of` asks it as a client does."""

    issuer: str
    http: httpx.Client
    key: Key = field(init=False)

    def __post_init__(self) -> None:
        self.learn_key()

    def learn_key(self) -> None:
        self.key = import_key(self.http.get("/proef/sleutel").json())

    def rotate(self) -> None:
        assert self.http.post("/proef/rotatie").status_code == 204
        self.learn_key()

    def asked_for_keys(self) -> int:
        return self.http.get("/proef/gevraagd").json().count("sleutels")

    def register(self, client_id: str, audience: str) -> ECKey:
        """A new client; gives its private key, of which the issuer has the public half."""
        key = ECKey.generate_key("P-256", auto_kid=True)
        client = {"client_id": client_id, "public": key.as_dict(private=False), "audience": audience}
        assert self.http.post("/proef/client", json=client).status_code == 204
        return key

    def token_of(self, client_id: str, key: ECKey) -> httpx.Response:
        """Ask for a token by client credentials and private_key_jwt."""
        assertion = sign_jwt_bearer_assertion(
            key,
            issuer=client_id,
            audience=self.issuer,
            subject=client_id,
            expires_at=int(time.time()) + 60,
            alg="ES256",
        )
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": assertion}
        return self.http.post("/token", data=form)


@contextmanager
def running() -> Iterator[Uitgeverproces]:
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
    process = subprocess.Popen([sys.executable, "-m", __name__], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        with httpx.Client(base_url=address, trust_env=False) as http:
            yield Uitgeverproces(address, http)
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


if __name__ == "__main__":
    asyncio.run(serve())
