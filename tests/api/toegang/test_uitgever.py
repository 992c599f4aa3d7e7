"""The issuer behind the tokens: it changes its keys, goes away, and is set up by the gemeente."""

import asyncio
import time
from typing import Any

import asyncpg
import httpx
import pytest
from joserfc.jwk import RSAKey
from starlette.applications import Starlette

from tests.api.aanmelden.uitgever import issuing, new_key
from tests.api.toegang.conftest import Redenen
from tests.api.toegang.tokens import URL, Tokens, sign
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_api.aanmelden.uitgever import Uitgevers
from zicht_api.toegang.controle import Tokencontrole
from zicht_api.uitgaand.ophalen import Ophaler
from zicht_shared.auth import Doel, Rol, Toegangstoken
from zicht_shared.crypto import Keyring
from zicht_shared.errors import NietAangemeld
from zicht_surveys.auth import ask_the_core

SECRETS = ["een-geheim-voor-tests-van-minstens-32-tekens"]


async def test_keys_change_and_nobody_makes_us_ask_on(tokens: Tokens, klok: list[float], redenen: Redenen) -> None:
    asked = tokens.uitgever.asked_for_keys
    before = asked()
    old = tokens.uitgever.key
    assert (await tokens.ask(tokens.token())).status_code == 200
    assert asked() == before + 1
    # Whoever makes up keys makes us look once a minute, whatever they send; good tokens do not notice.
    for _ in range(20):
        forged = sign(tokens.claims(), new_key("ES256"))
        assert_probleem(await tokens.ask(forged), 401, "niet-aangemeld")
    await asyncio.gather(*(tokens.ask(sign(tokens.claims(), new_key("ES256"))) for _ in range(10)))
    assert asked() == before + 2
    assert set(redenen()) == {"signed with an unknown key"}
    # A new key is known within a minute, and at once when nobody asked just before.
    tokens.uitgever.rotate()
    klok[0] += 61
    assert (await tokens.ask(tokens.token())).status_code == 200
    assert asked() == before + 3
    # The old one was withdrawn: now that is known.
    assert_probleem(await tokens.ask(sign(tokens.claims(), old)), 401, "niet-aangemeld")


async def test_a_key_that_the_issuer_withdrew_is_trusted_for_ten_minutes_at_most(
    tokens: Tokens, klok: list[float]
) -> None:
    old = tokens.uitgever.key
    assert (await tokens.ask(tokens.token())).status_code == 200
    tokens.uitgever.rotate()
    klok[0] += 601
    assert_probleem(await tokens.ask(sign(tokens.claims(jti="1"), old)), 401, "niet-aangemeld")


async def test_every_algorithm_that_is_allowed_works_and_no_other(tokens: Tokens, klok: list[float]) -> None:
    async with issuing() as other:
        await tokens.change(issuer=other.issuer)
        for alg in ("RS256", "PS256", "ES256", "EdDSA", "Ed25519"):
            other.rotate(alg)
            klok[0] += 61
            claims = tokens.claims(iss=other.issuer)
            assert (await tokens.ask(other.sign(claims))).status_code == 200, alg
            if isinstance(other.key, RSAKey):
                # With the issuer's own key, and still not.
                for weaker in ("RS384", "RS512", "PS384", "PS512"):
                    refused = await tokens.ask(sign(claims, other.key, weaker))
                    assert_probleem(refused, 401, "niet-aangemeld")


async def test_without_the_issuer_tokens_that_need_it_wait_and_keys_go_on(
    tokens: Tokens, klok: list[float], redenen: Redenen
) -> None:
    async with issuing() as other:
        await tokens.change(issuer=other.issuer)
        claims = tokens.claims(iss=other.issuer)
        assert (await tokens.ask(other.sign(claims))).status_code == 200
    # Its keys are known for a while.
    assert (await tokens.ask(other.sign(claims | {"jti": "2"}))).status_code == 200
    klok[0] += 601
    for _ in range(5):
        answer = await tokens.ask(other.sign(claims | {"jti": "3"}))
        assert_probleem(answer, 503, "tijdelijk-niet-bereikbaar")
        assert int(answer.headers["retry-after"]) > 0
        waits = await tokens.client(other.sign(claims), tokens.gemeente.surveys_app).get("/v1/metingen")
        assert_probleem(waits, 503, "tijdelijk-niet-bereikbaar")
    assert set(redenen()) == {"De aanmelddienst is niet op te vragen. Het adres is niet bereikbaar (ConnectError)."}
    assert (await tokens.gemeente.beheer.get("/v1/ik")).status_code == 200
    # What has nothing to do with that issuer does not wait for it.
    assert_probleem(await tokens.ask(tokens.token(aud=None)), 401, "niet-aangemeld")


async def test_a_slow_issuer_holds_up_only_who_needs_it(
    tokens: Tokens, klok: list[float], kern: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tokens.token()
    assert (await tokens.ask(good)).status_code == 200
    hangs = asyncio.Event()

    async def hang(_: str) -> bytes:
        await hangs.wait()
        return b"{}"

    monkeypatch.setattr(kern.state.uitgevers.ophaler, "get", hang)
    asking = asyncio.create_task(tokens.ask(sign(tokens.claims(), new_key("ES256"))))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        assert (await tokens.ask(tokens.token(jti="2"))).status_code == 200
        # Nor does it hold a connection to the database, of which there are three.
        waiting = [asyncio.create_task(tokens.ask(sign(tokens.claims(), new_key("ES256")))) for _ in range(10)]
        await asyncio.sleep(0.05)
        assert (await tokens.gemeente.beheer.get("/v1/aanbieders")).status_code == 200
    hangs.set()
    answers = [await asking, *[await each for each in waiting]]
    assert {answer.status_code for answer in answers} <= {401, 503}


async def test_a_change_ends_what_was_allowed_at_once_and_at_surveys_within_a_minute(
    tokens: Tokens, kern: Starlette
) -> None:
    token = tokens.token()
    sent = Toegangstoken("", token)
    clock = [0.0]
    async with client_of(kern) as core:
        surveys = ask_the_core(core, lambda: clock[0])
        assert (await surveys(sent)).rol == "beleid"
        assert (await tokens.ask(token)).status_code == 200
        await tokens.change(toewijzingen=[{"waarde": "team-beleid", "rol": "bi", "doel": "verantwoorden"}])
        assert (await tokens.ask(token)).json()["rol"] == "bi"
        await tokens.change(toewijzingen=[{"waarde": "ander", "rol": "bi", "doel": "leren"}])
        assert_probleem(await tokens.ask(token), 401, "niet-aangemeld")
        clock[0] += 59
        assert (await surveys(sent)).rol == "beleid"
        clock[0] += 2
        with pytest.raises(NietAangemeld):
            await surveys(sent)


async def test_what_was_found_good_is_kept_for_a_minute_and_never_past_its_end(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.time()]
    uitgevers = Uitgevers(Ophaler(loopback=True))
    controle = Tokencontrole(tokens.gemeente.db, Keyring(SECRETS), uitgevers, clock=lambda: now[0])
    looked = []
    get = uitgevers.get

    async def counting(issuer: str) -> Any:
        looked.append(issuer)
        return await get(issuer)

    monkeypatch.setattr(uitgevers, "get", counting)
    sent = Toegangstoken("", tokens.token(exp=int(now[0]) + 90))
    for _ in range(3):
        await controle.authenticate(sent)
    assert len(looked) == 1
    now[0] += 61
    await controle.authenticate(sent)
    assert len(looked) == 2
    # Past its end, within what clocks may differ: looked at each time.
    now[0] += 40
    for _ in range(2):
        await controle.authenticate(sent)
    assert len(looked) == 4
    now[0] += 60
    with pytest.raises(NietAangemeld):
        await controle.authenticate(sent)
    assert sent.geheim not in f"{controle._seen} {sent!r}"


async def test_surveys_keeps_what_expires_no_longer_than_that(tokens: Tokens, kern: Starlette) -> None:
    asked = []
    clock = [0.0]

    async def count(request: httpx.Request) -> None:
        asked.append(request.url.path)

    async with client_of(kern) as core:
        core.event_hooks = {"request": [count]}
        surveys = ask_the_core(core, lambda: clock[0])
        sent = Toegangstoken("", tokens.token(exp=int(time.time()) + 20))
        await surveys(sent)
        clock[0] += 10
        await surveys(sent)
        assert len(asked) == 1
        clock[0] += 11
        await surveys(sent)
        assert len(asked) == 2
        # What can be of no gemeente is not asked of the core at all.
        with pytest.raises(NietAangemeld):
            await surveys(Toegangstoken("", tokens.token(aud=None)))
        assert len(asked) == 2


async def test_setting_it_up(
    gemeente: Gemeente, tokens: Tokens, api_app: Starlette, api_owner: asyncpg.Connection
) -> None:
    beheer = gemeente.beheer
    shown = await beheer.get(URL)
    assert (shown.status_code, shown.headers["etag"]) == (200, '"1"')
    said = shown.json()
    assert {name: said[name] for name in ("issuer", "audience", "claim")} == {
        "issuer": tokens.uitgever.issuer,
        "audience": tokens.audience,
        "claim": "roles",
    }
    assert said["toewijzingen"][3]["scopes"] == ["lezen"]
    assert said["clients"][0]["sub"] is None
    # As it is shown it can be sent again.
    assert_probleem(await beheer.put(URL, json=said), 428, "if-match-ontbreekt")
    assert_probleem(await beheer.put(URL, json=said, headers={"If-Match": '"9"'}), 412, "versie-verouderd")
    changed = await beheer.put(URL, json=said, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    trail = await api_owner.fetch(
        "SELECT actie FROM auditregels WHERE gemeente_id = $1 AND actie LIKE 'toegangsdienst.%' ORDER BY nr",
        gemeente.id,
    )
    assert [row["actie"] for row in trail][-2:] == ["toegangsdienst.ingesteld", "toegangsdienst.gewijzigd"]

    client = {"clientId": "c", "rol": "bi", "doel": "leren"}
    toewijzing = {"waarde": "w", "rol": "bi", "doel": "leren"}
    faults: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
        ({"issuer": "http://login.example"}, {("/issuer", "adres-niet-toegestaan")}),
        ({"issuer": "https://10.0.0.1"}, {("/issuer", "adres-niet-toegestaan")}),
        ({"issuer": "https://login.example/?x=1"}, {("/issuer", "adres-niet-toegestaan")}),
        ({"audience": "https://zicht.test/GM9999"}, {("/audience", "andere-gemeente")}),
        ({"audience": "https://zicht.test"}, {("/audience", "andere-gemeente")}),
        ({"audience": f"{tokens.audience}/"}, {("/audience", "andere-gemeente")}),
        ({"clients": [client | {"rol": "vragenlijsten"}]}, {("/clients/0/rol", "onbekende-waarde")}),
        ({"clients": [client | {"rol": "aanbieder"}]}, {("/clients/0", "ongeldig")}),
        ({"clients": [client | {"aanbieder": "wegwijs"}]}, {("/clients/0", "ongeldig")}),
        (
            {"clients": [client | {"rol": "aanbieder", "aanbieder": "niemand"}]},
            {("/clients/0/aanbieder", "onbekende-waarde")},
        ),
        ({"clients": [client | {"scopes": ["aanleveren"]}]}, {("/clients/0", "ongeldig")}),
        ({"clients": [client | {"scopes": []}]}, {("/clients/0/scopes", "te-weinig")}),
        ({"clients": [client, client]}, {("", "ongeldig")}),
        ({"toewijzingen": [toewijzing, toewijzing]}, {("", "ongeldig")}),
        ({"toewijzingen": [toewijzing | {"rol": "aanbieder"}]}, {("/toewijzingen/0/rol", "onbekende-waarde")}),
        ({"toewijzingen": [toewijzing | {"rol": "vragenlijsten"}]}, {("/toewijzingen/0/rol", "onbekende-waarde")}),
        ({"toewijzingen": [toewijzing | {"scopes": ["toegang"]}]}, {("/toewijzingen/0/scopes/0", "onbekende-waarde")}),
        ({"toewijzingen": [], "clients": []}, {("", "ongeldig")}),
    ]
    for fields, expected in faults:
        refused = await beheer.put(URL, json=tokens.dienst(**fields), headers={"If-Match": "*"})
        assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == expected, fields

    # Only for beheer that may see all: who sets this up could give itself any role. And this machine only for tests.
    assert_probleem(await gemeente.beleid.get(URL), 403, "niet-toegestaan")
    key = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    for method, body in (("GET", None), ("PUT", tokens.dienst()), ("DELETE", None)):
        sent = {"json": body} if body else {}
        answer = await beheer.request(method, URL, headers=key.as_header() | {"If-Match": "*"}, **sent)
        assert_probleem(answer, 403, "alleen-om-te-leren")
    async with client_of(api_app, gemeente.sleutels["beheer"]) as elsewhere:
        refused = await elsewhere.put(URL, json=tokens.dienst(), headers={"If-Match": "*"})
        assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {("/issuer", "adres-niet-toegestaan")}
    assert (await beheer.delete(URL, headers={"If-Match": "*"})).status_code == 204
    assert_probleem(await beheer.get(URL), 404, "niet-gevonden")
    assert_probleem(await beheer.put(URL, json=said, headers={"If-Match": "*"}), 404, "niet-gevonden")
    assert_probleem(await tokens.ask(tokens.token()), 401, "niet-aangemeld")
    assert (await beheer.put(URL, json=said)).status_code == 201
