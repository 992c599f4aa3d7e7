"""What is no good token, whoever signed it: refused, and why stands in the log only."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey

from tests.api.aanmelden.uitgever import RSA, issuing, new_key
from tests.api.toegang.conftest import Redenen
from tests.api.toegang.tokens import URL, Claims, Tokens, sign
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem

# What the token says, and what the operator reads.
WRONG_CLAIMS: list[tuple[Claims, str]] = [
    ({"iss": "https://evil.example"}, "iss"),
    ({"iss": None}, "iss"),
    ({"sub": None}, "sub"),
    ({"sub": ""}, "sub"),
    ({"sub": 7}, "sub"),
    ({"sub": "x" * 256}, "sub"),
    ({"exp": None}, "exp is no moment"),
    ({"exp": "morgen"}, "exp is no moment"),
    ({"exp": True}, "exp is no moment"),
    ({"exp": timedelta(seconds=-65)}, "exp"),
    ({"exp": timedelta(hours=25)}, "good for too long"),
    ({"exp": 1e308}, "good for too long"),
    ({"iat": None}, "iat is no moment"),
    ({"iat": timedelta(seconds=65)}, "iat"),
    ({"iat": timedelta(hours=-24), "exp": timedelta(hours=1)}, "good for too long"),
    ({"nbf": timedelta(seconds=65)}, "nbf"),
    ({"nbf": "straks"}, "nbf is no moment"),
    ({"roles": ["x"]}, "nothing gives a role"),
]


def _part(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _by_hand(header: dict[str, Any], claims: Claims, signature: bytes = b"x" * 64) -> str:
    return ".".join(_part(json.dumps(part).encode()) for part in (header, claims)) + f".{_part(signature)}"


def _by_the_public_key(tokens: Tokens) -> str:
    """What a library falls for that takes the algorithm from the token: the public key as the secret of an HMAC."""
    key = tokens.uitgever.key
    signed = _by_hand({"alg": "HS256", "typ": "at+jwt", "kid": key.kid}, tokens.claims()).rpartition(".")[0]
    return f"{signed}.{_part(hmac.digest(key.as_pem(private=False), signed.encode(), 'sha256'))}"


def _by_its_own_header(tokens: Tokens) -> str:
    other = new_key("ES256")
    return sign(tokens.claims(), other, kid=tokens.uitgever.key.kid, jwk=other.as_dict(private=False))


def _changed_after_signing(tokens: Tokens) -> str:
    header, _, signature = tokens.token().split(".")
    return f"{header}.{_part(json.dumps(tokens.claims(roles=['team-beheer'])).encode())}.{signature}"


WRONG_TOKENS: dict[str, tuple[Callable[[Tokens], str], str]] = {
    "not signed": (lambda t: _by_hand({"alg": "none", "typ": "at+jwt"}, t.claims()), "unsupported_algorithm"),
    "HS256 with the public key": (_by_the_public_key, "unsupported_algorithm"),
    "RS384": (lambda t: sign(t.claims(), RSA, "RS384"), "unsupported_algorithm"),
    "ES512": (lambda t: sign(t.claims(), ECKey.generate_key("P-521"), "ES512", kid="x"), "unsupported_algorithm"),
    "by another under this kid": (
        lambda t: sign(t.claims(), new_key("ES256"), kid=t.uitgever.key.kid),
        "bad_signature",
    ),
    "a key of its own in the header": (_by_its_own_header, "bad_signature"),
    "changed after it was signed": (_changed_after_signing, "bad_signature"),
    "another kind of key": (
        lambda t: sign(t.claims(), OKPKey.generate_key("Ed25519"), "EdDSA", kid=t.uitgever.key.kid),
        "signed with an unknown key",
    ),
    "an unknown key": (lambda t: sign(t.claims(), new_key("ES256")), "signed with an unknown key"),
    "crit": (lambda t: sign(t.claims(), t.uitgever.key, crit=["exp"], exp=1), "unsupported_header"),
    "crit that a library knows": (lambda t: sign(t.claims(), t.uitgever.key, crit=["kid"]), "crit"),
    "b64": (lambda t: sign(t.claims(), t.uitgever.key, crit=["b64"], b64=False), ""),
    "another typ": (lambda t: sign(t.claims(), t.uitgever.key, typ="logout+jwt"), "typ"),
    "no typ": (lambda t: sign(t.claims(), t.uitgever.key, typ=None), "typ"),
    "an ID token": (lambda t: sign(t.claims(aud="werkplek"), t.uitgever.key, typ="JWT"), ""),
    "encrypted": (
        lambda t: jwe.encrypt_compact({"alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT"}, t.token(), new_key("ES256")),
        "",
    ),
    "too large": (lambda t: t.token(x="x" * 6000), ""),
    "two audiences of ours": (lambda t: t.token(aud=[t.audience, "https://zicht.test/GM9999"]), ""),
    "no audience": (lambda t: t.token(aud=None), ""),
    "an audience that only begins well": (lambda t: t.token(aud=f"{t.audience}/x"), ""),
    "an audience that only ends well": (lambda t: t.token(aud=f"https://ander.test/{t.gemeente.code}"), "aud"),
    "a claim twice": (lambda t: _twice(t), ""),
    "no JSON": (lambda t: f"{_part(b'x')}.{_part(b'x')}.{_part(b'x')}", ""),
    "two parts": (lambda t: t.token().rpartition(".")[0], ""),
    "empty parts": (lambda _: "..", ""),
}


def _twice(tokens: Tokens) -> str:
    plain = json.dumps(tokens.claims())[:-1] + f', "aud": "{tokens.audience}"}}'
    return f"{_part(b'{}')}.{_part(plain.encode())}.{_part(b'x')}"


async def test_a_token_that_is_not_for_us_now_opens_nothing(tokens: Tokens, redenen: Redenen) -> None:
    answers = set()
    expected = []

    async def refuse(token: str, reden: str) -> None:
        answer = await tokens.ask(token)
        body = assert_probleem(answer, 401, "niet-aangemeld")
        challenges = answer.headers.get_list("www-authenticate")
        assert challenges[0].startswith("Basic ")
        expected.extend([reden] if reden else [])
        assert redenen() == expected
        if reden:
            assert challenges[1:] == ['Bearer realm="Zicht", error="invalid_token"']
            # Never which check it was.
            answers.add(json.dumps(body | {"instance": ""}))
            assert token.rpartition(".")[2][:20] not in answer.text

    for changes, reden in WRONG_CLAIMS:
        await refuse(tokens.token(**changes), reden)
    for naam, (make, reden) in WRONG_TOKENS.items():
        try:
            await refuse(make(tokens), reden)
        except AssertionError as fault:
            raise AssertionError(naam) from fault
    assert len(answers) == 1


async def test_a_clock_that_is_a_little_off_and_a_header_that_is_not_read_are_no_reason(tokens: Tokens) -> None:
    for changes in (
        {"exp": timedelta(seconds=-30)},
        {"iat": timedelta(seconds=30)},
        {"nbf": timedelta(seconds=30)},
        {"jti": "x", "aud": [tokens.audience, "https://ander.test/api"]},
    ):
        assert (await tokens.ask(tokens.token(**changes))).status_code == 200, changes
    for typ in ("JWT", "at+jwt", "application/at+JWT"):
        assert (await tokens.ask(sign(tokens.claims(), tokens.uitgever.key, typ=typ))).status_code == 200, typ


async def test_nobody_looks_where_a_header_says_that_keys_are(tokens: Tokens, klok: list[float]) -> None:
    async with issuing() as evil:
        evil.rotate()
        for name in ("jku", "x5u"):
            pointing = {name: f"{evil.issuer}/sleutels"}
            assert (await tokens.ask(sign(tokens.claims(), tokens.uitgever.key, **pointing))).status_code == 200
            klok[0] += 61
            by_evil = sign(tokens.claims(), evil.key, **pointing)
            assert_probleem(await tokens.ask(by_evil), 401, "niet-aangemeld")
        assert evil.gevraagd == []


@pytest.mark.parametrize("service", ["api", "surveys"])
async def test_a_token_has_its_own_place_in_a_request(service: str, tokens: Tokens) -> None:
    app, path = (
        (tokens.gemeente.api_app, "/v1/ik") if service == "api" else (tokens.gemeente.surveys_app, "/v1/metingen")
    )
    token = tokens.token()
    async with client_of(app) as nobody:
        assert (await nobody.get(path, headers={"Authorization": f"Bearer {token}"})).status_code == 200
        assert_probleem(await nobody.get(f"{path}?access_token={token}"), 400, "sleutel-in-query")
        for headers in ({"X-Api-Key": token}, {"Authorization": f"Basic {_part(token.encode())}"}):
            assert_probleem(await nobody.get(path, headers=headers), 401, "niet-aangemeld")
        refused = await nobody.get(path, headers={"Authorization": f"Bearer {tokens.token(sub='')}"})
        assert_probleem(refused, 401, "niet-aangemeld")
        assert refused.headers.get_list("www-authenticate")[1:] == ['Bearer realm="Zicht", error="invalid_token"']


async def test_a_token_of_one_gemeente_opens_nothing_of_another_with_the_same_issuer(
    tokens: Tokens, nieuwe_gemeente: Callable[[], Any], redenen: Redenen
) -> None:
    ander: Gemeente = await nieuwe_gemeente()
    theirs = Tokens(ander, tokens.uitgever)
    async with client_of(tokens.gemeente.api_app, ander.sleutels["beheer"]) as beheer:
        assert (await beheer.put(URL, json=theirs.dienst())).status_code == 201
        [een, *_] = (await beheer.get("/v1/aanbieders")).json()["items"]
        eigen = tokens.client(tokens.token(roles=["team-beheer"]))
        assert (await eigen.get("/v1/ik")).json()["gemeente"]["code"] == tokens.gemeente.code
        # What it is told is its own; what is there, is as if it were not.
        mine = {each["id"] for each in (await eigen.get("/v1/aanbieders")).json()["items"]}
        assert mine
        assert een["id"] not in mine
        assert_probleem(await eigen.get(f"/v1/aanbieders/{een['id']}"), 404, "niet-gevonden")
        assert_probleem(await eigen.delete(f"/v1/sleutels/{ander.sleutels['bi'].sleutel_id}"), 404, "niet-gevonden")
        # For the other it says so, and is that gemeente's own token; for both it is nobody's.
        of_ander = (await tokens.ask(tokens.token(aud=theirs.audience))).json()
        assert of_ander["gemeente"]["code"] == ander.code
        both = tokens.token(aud=[tokens.audience, theirs.audience])
        assert_probleem(await tokens.ask(both), 401, "niet-aangemeld")
        # A gemeente with another issuer takes nothing of this one, also when the token says that it is of that issuer.
        changed = theirs.dienst(issuer="http://127.0.0.1:1")
        assert (await beheer.put(URL, json=changed, headers={"If-Match": "*"})).status_code == 200
        assert (await tokens.ask(tokens.token(aud=theirs.audience))).status_code == 503
        async with issuing() as elsewhere:
            changed = theirs.dienst(issuer=elsewhere.issuer)
            assert (await beheer.put(URL, json=changed, headers={"If-Match": "*"})).status_code == 200
            for claims in ({}, {"iss": elsewhere.issuer}):
                answer = await tokens.ask(tokens.token(aud=theirs.audience, **claims))
                assert_probleem(answer, 401, "niet-aangemeld")
            # And the other way round: its issuer says nothing of people of the first.
            assert_probleem(await tokens.ask(elsewhere.sign(tokens.claims())), 401, "niet-aangemeld")
        assert (await beheer.delete(URL, headers={"If-Match": "*"})).status_code == 204
        assert_probleem(await tokens.ask(tokens.token(aud=theirs.audience)), 401, "niet-aangemeld")
    assert redenen()[-1] == "the gemeente takes no access tokens"
