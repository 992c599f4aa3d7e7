"""What an ID token must say, and by which key it must be signed, before anybody is signed in."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.api.aanmelden.bezoek import CONTACT, Browser, Browsers
from tests.api.aanmelden.conftest import Redenen
from tests.api.aanmelden.uitgever import Claims, Uitgever, new_key
from tests.gemeente import Gemeente


async def test_every_algorithm_that_is_allowed_works_and_keys_may_change_in_between(
    browser: Browser, uitgever: Uitgever, redenen: Redenen, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [time.monotonic()]
    monkeypatch.setattr(browser.app.state.uitgevers, "clock", lambda: clock[0])
    # What else an issuer publishes is left alone, also where we do not know what it is.
    unknown = [{"kty": "AKP", "pub": "AA"}, {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"}, {"kty": ["x"]}, 7]
    uitgever.jwks = lambda keys: {"keys": [*unknown, *keys["keys"]]}
    for alg in ("RS256", "PS256", "ES256", "EdDSA", "Ed25519"):
        uitgever.rotate(alg)
        assert (await browser.come_back()).status_code == 303, alg
        assert (await browser.who()).aangemeld
        await browser.sign_out()
        clock[0] += 61
    # Every key was asked for once, and what the issuer says of itself too; a known key is not asked for again.
    assert uitgever.gevraagd.count("sleutels") == 5
    assert (await browser.come_back()).status_code == 303
    assert uitgever.gevraagd.count("sleutels") == 5
    await browser.sign_out()
    # Who makes up keys makes us look no more than once a minute.
    uitgever.rotate()
    assert (await browser.come_back()).status_code == 303
    await browser.sign_out()
    for _ in range(3):
        uitgever.rotate()
        assert (await browser.come_back()).status_code == 400
    assert uitgever.gevraagd.count("sleutels") == 6
    assert redenen() == ["the ID token names an unknown key"] * 3
    clock[0] += 3601
    assert (await browser.come_back()).status_code == 303
    # Of the same kinds of key, but not among those that we take.
    others = {
        "RS384": new_key("RS256"),
        "ES512": ECKey.generate_key("P-521"),
        "HS256": OctKey.generate_key(256),
    }
    for alg, key in others.items():
        uitgever.teken = lambda said, claims, alg=alg, key=key: jwt.encode(
            {"alg": alg, "kid": said.key.kid}, claims, key, [alg]
        )
        assert (await browser.come_back()).status_code == 400, alg


def _part(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _unsigned(_: Uitgever, claims: Claims) -> str:
    return ".".join(_part(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + "."


def _by_the_public_key(uitgever: Uitgever, claims: Claims) -> str:
    """What a library falls for that takes the algorithm from the token: the public key as the secret of an HMAC."""
    header = {"alg": "HS256", "kid": uitgever.key.kid}
    signed = ".".join(_part(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{_part(hmac.digest(uitgever.key.as_pem(private=False), signed.encode(), 'sha256'))}"


def _by_another(uitgever: Uitgever, claims: Claims) -> str:
    other = new_key("ES256")
    return jwt.encode({"alg": "ES256", "kid": uitgever.key.kid}, claims, other, ["ES256"])


def _by_its_own_header(uitgever: Uitgever, claims: Claims) -> str:
    other = new_key("ES256")
    header = {"alg": "ES256", "kid": uitgever.key.kid, "jwk": other.as_dict(private=False)}
    return jwt.encode(header, claims, other, ["ES256"])


def _cut(uitgever: Uitgever, claims: Claims) -> str:
    uitgever.teken = None
    return uitgever.sign(claims)[:-4]


# What the token says, and what the operator reads.
WRONG_CLAIMS: list[tuple[Claims, str]] = [
    ({"nonce": "een-ander"}, "ID token: invalid_claim nonce"),
    ({"nonce": None}, "ID token: missing_claim nonce"),
    ({"aud": "een-ander"}, "ID token: invalid_claim aud"),
    ({"aud": ["een-ander"]}, "ID token: invalid_claim aud"),
    ({"aud": []}, "ID token: invalid_claim aud"),
    ({"aud": ["zicht", "een-ander"]}, "ID token: missing_claim azp"),
    ({"azp": "een-ander"}, "ID token: invalid_claim azp"),
    ({"iss": "https://evil.example"}, "ID token: invalid_claim iss"),
    ({"iss": None}, "ID token: missing_claim iss"),
    ({"exp": timedelta(seconds=-65)}, "ID token: expired_token exp"),
    ({"exp": None}, "ID token: missing_claim exp"),
    ({"exp": "morgen"}, "ID token: invalid_claim exp"),
    ({"iat": timedelta(minutes=10)}, "ID token: invalid_claim iat"),
    ({"nbf": timedelta(minutes=10)}, "ID token: invalid_claim nbf"),
    ({"sub": None}, "ID token: missing_claim sub"),
    ({"sub": ""}, "ID token: sub"),
    ({"sub": "x" * 256}, "ID token: sub"),
    ({"sub": 7}, "ID token: invalid_claim sub"),
]
WRONG_TOKENS: list[tuple[Callable[[Uitgever, Claims], str], str]] = [
    (_unsigned, "ID token: unsupported_algorithm"),
    (_by_the_public_key, "ID token: unsupported_algorithm"),
    (_by_another, "ID token: bad_signature"),
    (_by_its_own_header, "ID token: bad_signature"),
    (_cut, "ID token: bad_signature"),
    (lambda *_: "geen token", "ID token: decode_error"),
    (lambda *_: "a.b.c.d.e", "ID token: decode_error"),
    (lambda *_: "", "ID token: decode_error"),
]


def changed(changes: Claims) -> Callable[[Claims], Claims]:
    """What the token says, with these instead; None: without it, a timedelta: at so long from now."""

    def value_of(value: Any) -> Any:
        return int(time.time() + value.total_seconds()) if isinstance(value, timedelta) else value

    return lambda claims: {naam: value_of(value) for naam, value in (claims | changes).items() if value is not None}


async def test_a_token_that_is_not_for_us_now_signs_nobody_in(
    browsers: Browsers, gemeente: Gemeente, uitgever: Uitgever, redenen: Redenen
) -> None:
    async def refused() -> None:
        browser = browsers.new(gemeente)
        answer = await browser.come_back()
        assert answer.status_code == 400, redenen()
        assert "is niet te vertrouwen of klopt niet met wat wij vroegen" in answer.text
        assert CONTACT in answer.text
        assert browser.sessie is None
        assert not (await browser.who()).aangemeld

    expected = []
    for changes, reden in WRONG_CLAIMS:
        uitgever.claims = changed(changes)
        expected.append(reden)
        await refused()
        assert redenen() == expected
    uitgever.claims = dict
    for teken, reden in WRONG_TOKENS:
        uitgever.teken = teken
        expected.append(reden)
        await refused()
        assert redenen() == expected
    uitgever.teken = None
    # A clock that is a little off is no reason, and neither is another audience that the issuer trusts too.
    for changes in (
        {"exp": timedelta(seconds=-30)},
        {"iat": timedelta(seconds=30)},
        {"aud": ["zicht", "een-ander"], "azp": "zicht"},
    ):
        uitgever.claims = changed(changes)
        assert (await browsers.new(gemeente).come_back()).status_code == 303, changes
