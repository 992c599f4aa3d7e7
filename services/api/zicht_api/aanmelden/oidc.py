"""The messages of OpenID Connect, by authlib and joserfc: where a browser is sent, how a code is turned in, and what an
ID token must say. Nothing here asks the network.
"""

import time
import warnings
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import quote

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import (
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
from authlib.oauth2.rfc7523.client import ASSERTION_TYPE
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry

from zicht_api.aanmelden.uitgever import Uitgever

ClientAuthenticatie = Literal["client_secret_basic", "private_key_jwt"]

# Ed25519 is what RFC 9864 calls what issuers still call EdDSA. No `none`, and nothing with a shared secret.
ALGORITMEN: Final = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
_ALGORITME_VAN_ONS: Final = "RS256"
SKEW_SECONDS: Final = 60
_ASSERTION_SECONDS: Final = 60
MAX_SUBJECT: Final = 255


class TokenGeweigerd(Exception):
    """The token is not one for us. The text says what is wrong with it, and nothing of what is in it."""


class SleutelOnbekend(Exception):
    """The token names a key that the issuer had not published when we looked."""


@dataclass(frozen=True, slots=True)
class Onderweg:
    """What must come back as it was, from somebody who went to sign in at the issuer."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are at the issuer. geheim: our secret there, or our private key as a JWK."""

    client_id: str
    geheim: str | dict[str, Any]
    redirect_uri: str


def authorization_url(uitgever: Uitgever, client_id: str, redirect_uri: str, scopes: list[str], weg: Onderweg) -> str:
    """Where the browser goes to sign in."""
    url: str = prepare_grant_uri(
        uitgever.authorization_endpoint,
        client_id,
        "code",
        redirect_uri=redirect_uri,
        scope=scopes,
        state=weg.state,
        nonce=weg.nonce,
        code_challenge=create_s256_code_challenge(weg.verifier),
        code_challenge_method="S256",
    )
    return url


def token_request(uitgever: Uitgever, client: Client, code: str, verifier: str) -> tuple[dict[str, str], str]:
    """Headers and form with which a code is turned in at the token endpoint."""
    extra: dict[str, str] = {"code": code, "code_verifier": verifier}
    if not isinstance(client.geheim, str):
        extra |= {
            "client_id": client.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": _assertion(uitgever, client.client_id, RSAKey.import_key(client.geheim)),
        }
        return {}, prepare_token_request("authorization_code", redirect_uri=client.redirect_uri, **extra)
    form: str = prepare_token_request("authorization_code", redirect_uri=client.redirect_uri, **extra)
    # RFC 6749, 2.3.1: both are encoded before they are put together; authlib leaves that to its caller.
    auth = ClientAuth(quote(client.client_id, safe=""), quote(client.geheim, safe=""), "client_secret_basic")
    _, headers, form = auth.prepare("POST", uitgever.token_endpoint, {}, form)
    return headers, form


def _assertion(uitgever: Uitgever, client_id: str, key: RSAKey) -> str:
    # For the issuer itself, not for an address that it names: nobody else can turn it in there in our name.
    signed: str = sign_jwt_bearer_assertion(
        key,
        issuer=client_id,
        audience=uitgever.issuer,
        subject=client_id,
        expires_at=int(time.time()) + _ASSERTION_SECONDS,
        header={"kid": key.kid},
        alg=_ALGORITME_VAN_ONS,
    )
    return signed


def make_private_key() -> RSAKey:
    """A key of our own for private_key_jwt. RS256 is what every issuer must know (OpenID Connect Core, 15.1)."""
    return RSAKey.generate_key(3072, parameters={"use": "sig", "alg": _ALGORITME_VAN_ONS}, auto_kid=True)


def check_id_token(token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that this issuer signed for us, in answer to what we asked.

    By OpenID Connect Core 1.0, 3.1.3.7. Raises TokenGeweigerd, and SleutelOnbekend when newer keys might do.
    """
    header, said = read_signed(token, keys)
    try:
        options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
        claims = CodeIDToken(said, header, options, {"nonce": nonce, "client_id": client_id})
        claims.validate(leeway=SKEW_SECONDS)
    except ClaimError as fault:
        raise TokenGeweigerd(f"{fault.error} {fault.claim}") from fault
    except JoseError as fault:
        raise TokenGeweigerd(fault.error) from fault
    except (ValueError, TypeError) as fault:
        raise TokenGeweigerd(type(fault).__name__) from fault
    if not 0 < len(claims["sub"]) <= MAX_SUBJECT:
        raise TokenGeweigerd("sub")
    return dict(claims)


def read_signed(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that was signed with one of these keys, by an algorithm that we take.

    Raises TokenGeweigerd, and SleutelOnbekend when newer keys might do.
    """
    try:
        with warnings.catch_warnings():
            # That EdDSA has another name now says nothing of its strength.
            warnings.simplefilter("ignore", SecurityWarning)
            # What else stands in the header is not read: no key from there, and `crit` is still refused.
            registry = JWSRegistry(algorithms=list(ALGORITMEN), strict_check_header=False)
            signed = jwt.decode(token, keys, registry=registry)
    except InvalidKeyIdError as fault:
        raise SleutelOnbekend from fault
    except JoseError as fault:
        raise TokenGeweigerd(fault.error) from fault
    except (ValueError, TypeError) as fault:
        raise TokenGeweigerd(type(fault).__name__) from fault
    return signed.header, signed.claims


def values_of(claims: dict[str, Any], claim: str) -> list[str]:
    """What the issuer says of somebody under this name: one text or several."""
    found = claims.get(claim)
    values = found if isinstance(found, list) else [found]
    return [value for value in values if isinstance(value, str)]
