"""Where people sign in: setting it up, and what of the issuer itself is not trusted."""

from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.api.aanmelden.bezoek import CONTACT, Browser, Browsers, dienst
from tests.api.aanmelden.conftest import URL, Redenen
from tests.api.aanmelden.uitgever import Claims, Uitgever, log_in_at
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol


async def test_setting_it_up(
    gemeente: Gemeente, beheer: httpx.AsyncClient, uitgever: Uitgever, api_owner: asyncpg.Connection
) -> None:
    asked = dienst(uitgever)
    geheim = asked.pop("clientGeheim")
    shown = await beheer.get(URL)
    assert (shown.status_code, shown.headers["etag"]) == (200, '"1"')
    assert shown.json() == asked | {
        "clientAuthenticatie": "client_secret_basic",
        "scopes": ["openid"],
        "redirectUri": f"https://zicht.test/dashboard/{gemeente.code}/aanmelden/antwoord",
        "publiekeSleutel": None,
    }
    assert_probleem(await beheer.put(URL, json=asked), 428, "if-match-ontbreekt")
    assert_probleem(await beheer.put(URL, json=asked, headers={"If-Match": '"9"'}), 412, "versie-verouderd")
    changed = await beheer.put(URL, json=asked | {"naam": "anders"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["naam"]) == (200, '"2"', "anders")
    # Nobody can have the secret sent to where it was not meant for.
    for elsewhere in ({"issuer": "https://evil.example"}, {"clientId": "ander"}):
        refused = await beheer.put(URL, json=asked | elsewhere, headers={"If-Match": "*"})
        assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {("/clientGeheim", "verplicht")}
    kept = await api_owner.fetchrow("SELECT * FROM aanmelddiensten WHERE gemeente_id = $1", gemeente.id)
    trail = await api_owner.fetch("SELECT * FROM auditregels WHERE gemeente_id = $1 ORDER BY nr", gemeente.id)
    assert geheim.encode() not in kept["geheim"]
    assert geheim not in str([dict(row) for row in (kept, *trail)]) + changed.text + shown.text
    assert [row["actie"] for row in trail][-2:] == ["aanmelddienst.ingesteld", "aanmelddienst.gewijzigd"]

    toewijzing = {"waarde": "x", "rol": "bi", "doel": "leren"}
    faults: list[tuple[Claims, set[tuple[str, str]]]] = [
        ({"issuer": "http://login.example"}, {("/issuer", "adres-niet-toegestaan")}),
        ({"issuer": "https://10.0.0.1"}, {("/issuer", "adres-niet-toegestaan")}),
        ({"issuer": "https://login.example/?x=1"}, {("/issuer", "adres-niet-toegestaan")}),
        ({"scopes": ["profile"]}, {("", "ongeldig")}),
        ({"clientAuthenticatie": "private_key_jwt", "clientGeheim": "x"}, {("", "ongeldig")}),
        ({"clientAuthenticatie": "client_secret_post"}, {("/clientAuthenticatie", "onbekende-waarde")}),
        ({"clientId": "a b", "claim": "a\u00e9"}, {("/clientId", "vorm"), ("/claim", "vorm")}),
        ({"toewijzingen": []}, {("/toewijzingen", "te-weinig")}),
        ({"toewijzingen": [toewijzing | {"rol": "aanbieder"}]}, {("/toewijzingen/0/rol", "onbekende-waarde")}),
        ({"toewijzingen": [toewijzing] * 2}, {("", "ongeldig")}),
    ]  # fmt: skip
    for fields, expected in faults:
        refused = await beheer.put(URL, json=dienst(uitgever) | fields, headers={"If-Match": "*"})
        assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == expected

    # Only for beheer that may see all: who sets this up could give itself any role. And this machine only for tests.
    assert_probleem(await gemeente.beleid.get(URL), 403, "niet-toegestaan")
    key = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    for method, body in (("GET", None), ("PUT", dienst(uitgever)), ("DELETE", None)):
        sent = {"json": body} if body else {}
        answer = await beheer.request(method, URL, headers=key.as_header() | {"If-Match": "*"}, **sent)
        assert_probleem(answer, 403, "alleen-om-te-leren")
    refused = await gemeente.beheer.put(URL, json=dienst(uitgever), headers={"If-Match": "*"})
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {("/issuer", "adres-niet-toegestaan")}

    assert (await beheer.delete(URL, headers={"If-Match": '"2"'})).status_code == 204
    assert_probleem(await beheer.get(URL), 404, "niet-gevonden")
    assert_probleem(await beheer.delete(URL, headers={"If-Match": '"2"'}), 404, "niet-gevonden")
    assert_probleem(await beheer.put(URL, json=asked, headers={"If-Match": '"2"'}), 404, "niet-gevonden")


async def test_where_people_sign_in_is_checked_again_when_they_do(
    gemeente: Gemeente, uitgever: Uitgever, api_owner: asyncpg.Connection
) -> None:
    """Past the check of the API: a name that was public then may have become one of this machine since."""
    browsers = Browsers(gemeente.api_app)
    async with browsers.clients:
        browser = browsers.new(gemeente, "http")
        answer = await browser.http.get(f"{browser.huis}/aanmelden/dienst")
        assert answer.status_code == 503
    assert uitgever.gevraagd == []


async def test_an_issuer_that_is_not_in_order_is_not_used(
    browser: Browser, browsers: Browsers, gemeente: Gemeente, uitgever: Uitgever, redenen: Redenen
) -> None:
    public = uitgever.key.as_dict(private=False)
    wrong: list[tuple[Claims, Any, str]] = [
        ({"issuer": "https://evil.example"}, None, "andere issuer"),
        ({"issuer": None}, None, "andere issuer"),
        ({"code_challenge_methods_supported": ["plain"]}, None, "geen PKCE"),
        ({"token_endpoint": "https://169.254.169.254/latest"}, None, "openbaar adres"),
        ({"token_endpoint": "http://10.0.0.1/token"}, None, "begint met https"),
        ({"jwks_uri": "https://[::ffff:10.0.0.1]/"}, None, "openbaar adres"),
        ({"jwks_uri": "file:///etc/passwd"}, None, "begint met https"),
        ({"authorization_endpoint": "javascript:alert(1)"}, None, "begint met https"),
        ({"authorization_endpoint": None}, None, "geen authorization_endpoint"),
        ({}, {"keys": []}, "geen sleutel"),
        ({}, {"keys": [public | {"use": "enc"}, {"kty": "oct", "k": "AAAA"}, "x", {"kty": "EC"}]}, "geen sleutel"),
        ({}, {"keys": [{"kty": "RSA", "n": "w" * 171, "e": "AQAB"}]}, "geen sleutel"),
        ({}, {"keys": "x"}, "geen sleutels"),
        ({}, [], "iets anders dan een JSON-object"),
        ({}, {"keys": ["x" * 300_000]}, "te groot"),
    ]
    uitgevers = browser.app.state.uitgevers
    for beschrijving, jwks, reden in wrong:
        uitgever.beschrijving = beschrijving
        uitgever.jwks = dict if jwks is None else (lambda _, said=jwks: said)
        uitgevers._known.clear()
        answer = await browser.http.get(f"{browser.huis}/aanmelden/dienst")
        assert answer.status_code == 503
        assert "niet bereikbaar, of niet goed ingesteld" in answer.text
        assert CONTACT in answer.text
        assert reden in redenen()[-1]
    # Once refused it is left alone for a while, however many come to sign in.
    asked = len(uitgever.gevraagd)
    for _ in range(3):
        assert (await browser.http.get(f"{browser.huis}/aanmelden/dienst")).status_code == 503
    assert len(uitgever.gevraagd) == asked


async def test_the_secret_goes_to_the_token_endpoint_only_and_never_after_a_redirect(
    browsers: Browsers, gemeente: Gemeente, uitgever: Uitgever, redenen: Redenen
) -> None:
    wrong: list[tuple[Callable[[Claims], Response], int, str]] = [
        (lambda _: RedirectResponse(f"{uitgever.issuer}/sleutels", 307), 503, "does not answer with JSON"),
        (lambda said: JSONResponse(said, 500), 400, "said 500"),
        (lambda _: JSONResponse({"error": "invalid_client"}, 401), 400, "said invalid_client"),
        (lambda _: JSONResponse(["x"]), 400, "said 200"),
        (lambda said: JSONResponse(said | {"id_token": None}), 400, "said 200"),
        (lambda _: Response("<html>", media_type="text/html"), 503, "does not answer with JSON"),
        (lambda said: JSONResponse(said, headers={"Content-Encoding": "gzip"}), 503, "ingepakt"),
        (lambda said: JSONResponse(said | {"x": "x" * 300_000}), 503, "te groot"),
    ]
    for antwoord, status, reden in wrong:
        uitgever.antwoord = antwoord
        uitgever.gevraagd.clear()
        browser = browsers.new(gemeente)
        answer = await browser.come_back()
        assert (answer.status_code, reden in redenen()[-1]) == (status, True), redenen()
        assert uitgever.gevraagd.count("token") == 1
        # At most what is known of the issuer was asked for again; not where it redirected to.
        assert uitgever.gevraagd.count("sleutels") == uitgever.gevraagd.count("beschrijving")
        assert browser.sessie is None


async def test_with_a_key_of_our_own_no_secret_is_sent(
    browser: Browser, uitgever: Uitgever, beheer: httpx.AsyncClient, api_owner: asyncpg.Connection, gemeente: Gemeente
) -> None:
    eigen = dienst(uitgever, clientAuthenticatie="private_key_jwt", clientGeheim=None)
    made = await beheer.put(URL, json=eigen, headers={"If-Match": '"1"'})
    assert made.status_code == 200, made.text
    publiek = made.json()["publiekeSleutel"]
    assert set(publiek) == {"kty", "n", "e", "kid", "use", "alg"}
    uitgever.publieke_sleutels["zicht"] = RSAKey.import_key(publiek)
    assert (await browser.come_back()).status_code == 303
    assert (await browser.who()).aangemeld
    # As long as it is for the same client it stays, so that the issuer need not be told.
    again = await beheer.put(URL, json=eigen | {"naam": "anders"}, headers={"If-Match": '"2"'})
    assert again.json()["publiekeSleutel"] == publiek
    other = await beheer.put(URL, json=eigen | {"clientId": "ander"}, headers={"If-Match": '"3"'})
    assert other.json()["publiekeSleutel"]["n"] != publiek["n"]
    kept = await api_owner.fetchrow("SELECT * FROM aanmelddiensten WHERE gemeente_id = $1", gemeente.id)
    assert b'"d"' not in kept["geheim"]


async def test_a_change_of_where_people_sign_in_signs_them_out(
    browser: Browser, browsers: Browsers, uitgever: Uitgever, beheer: httpx.AsyncClient, gemeente: Gemeente,
    redenen: Redenen,
) -> None:  # fmt: skip
    by_key = browsers.new(gemeente)
    await by_key.sign_in(gemeente.sleutels[Rol.bi])
    assert (await browser.come_back()).status_code == 303
    underway, _ = await log_in_at(await browser.go())
    less = dienst(uitgever, toewijzingen=[{"waarde": "team-beleid", "rol": "bi", "doel": "leren"}])
    assert (await beheer.put(URL, json=less, headers={"If-Match": '"1"'})).status_code == 200
    assert not (await browser.who()).aangemeld
    assert (await browser.http.get(underway)).status_code == 400
    uitgever.persoon = {"sub": "persoon-1", "groups": ["team-beleid"]}
    assert (await browser.come_back()).status_code == 303
    assert (await browser.who()).aangemeld
    assert (await beheer.delete(URL, headers={"If-Match": '"2"'})).status_code == 204
    assert not (await browser.who()).aangemeld
    assert (await by_key.who()).aangemeld
    assert (await browser.http.get(f"{browser.huis}/aanmelden/dienst")).status_code == 404
    assert "gemeenteaccount" not in (await browser.http.get(f"{browser.huis}/afmelden")).text
    # The same again is another: nobody who signed in before comes back to life.
    assert (await beheer.put(URL, json=less)).headers["etag"] == '"1"'
    assert not (await browser.who()).aangemeld
    assert redenen() == ["the aanmelddienst was changed meanwhile"]
