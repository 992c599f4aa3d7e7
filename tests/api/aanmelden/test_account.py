"""Signing in with an account of the gemeente, at a real issuer, and everything that must not work on the way."""

import json
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import asyncpg
import httpx
import pytest

from tests.api.aanmelden.bezoek import CONTACT, SESSIE, Browser, Browsers
from tests.api.aanmelden.conftest import Redenen
from tests.api.aanmelden.uitgever import Claims, Uitgever, log_in_at
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from zicht_api.aanmelden import account
from zicht_shared.auth import Doel, Rol


async def test_who_has_an_account_sees_with_the_role_that_the_gemeente_gave(
    browser: Browser, uitgever: Uitgever, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    last = await api_owner.fetchval("SELECT max(nr) FROM auditregels")
    page = (await browser.http.get(f"{browser.huis}/aanmelden", params={"terug": f"{browser.huis}/rapport"})).text
    assert "Aanmelden met uw gemeenteaccount" in page
    url = await browser.go(f"{browser.huis}/rapport?soort=jaar")
    assert url.startswith(f"{uitgever.issuer}/inloggen?taal=nl&response_type=code&client_id=zicht&")
    path, _ = await log_in_at(url)
    answer = await browser.http.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{browser.huis}/rapport?soort=jaar")
    [line] = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{SESSIE}=")]
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(line.lower().split("; "))
    first = await browser.who()
    assert (first.aangemeld, first.naam) == (True, "uw gemeenteaccount")
    assert (first.caller.rol, first.caller.doel, first.caller.alleen_openbaar) == (Rol.bi, Doel.verantwoorden, False)

    # Of what fits somebody the first counts; and who it is, is the same every time.
    uitgever.persoon = {"sub": "persoon-1", "groups": ["iets", "team-bi", "team-beleid", 3, None]}
    await browser.sign_out()
    assert (await browser.come_back()).status_code == 303
    second = await browser.who()
    assert (second.caller.rol, second.caller.doel) == (Rol.beleid, Doel.leren)
    assert second.caller.sleutel_id == first.caller.sleutel_id
    uitgever.persoon = {"sub": "persoon-2", "groups": "team-bi"}
    assert (await browser.come_back()).status_code == 303
    other = await browser.who()
    assert (other.caller.rol, other.caller.doel) == (Rol.bi, Doel.verantwoorden)
    assert other.caller.sleutel_id != first.caller.sleutel_id

    rows = await api_owner.fetch("SELECT * FROM auditregels WHERE gemeente_id = $1 AND nr > $2", gemeente.id, last)
    assert [row["sleutel_id"] for row in rows] == [who.caller.sleutel_id for who in (first, second, other)]
    assert json.loads(rows[0]["na"]) == {"wijze": "aanmelddienst", "rol": "bi", "doel": "verantwoorden"}
    kept = [*rows, *await api_owner.fetch("SELECT * FROM aanmeldsessies WHERE gemeente_id = $1", gemeente.id)]
    for name in ("persoon-1", "persoon-2", "Jan Jansen", "team-bi"):
        assert name not in str([dict(row) for row in kept])


async def test_what_comes_back_must_be_what_this_browser_asked_of_this_issuer(
    browsers: Browsers, gemeente: Gemeente, uitgever: Uitgever, redenen: Redenen
) -> None:
    wrong: list[tuple[Callable[[Claims], Any], int, str]] = [
        (lambda said: said | {"state": "x" * 32}, 400, "state is not the one of this browser"),
        (lambda said: {"code": said["code"], "iss": said["iss"]}, 400, "state is not the one of this browser"),
        (lambda said: [*said.items(), ("state", said["state"])], 400, "state is not the one of this browser"),
        (lambda said: said | {"iss": "https://evil.example"}, 400, "iss is not that of the aanmelddienst"),
        (lambda said: {"code": said["code"], "state": said["state"]}, 400, "iss is not that of the aanmelddienst"),
        (lambda said: [*said.items(), ("code", "x")], 400, "no code"),
        (lambda said: said | {"code": "x" * 2001}, 400, "no code"),
        (lambda said: said | {"code": "x"}, 400, "the token endpoint said invalid_grant"),
        (lambda said: said | {"error": "access_denied"}, 403, "the aanmelddienst said access_denied"),
        (lambda said: said | {"error": "<b>Ja\r\n</b>"}, 403, "the aanmelddienst said ?"),
        (lambda said: said | {"error": "x", "iss": "https://evil"}, 400, "iss is not that of the aanmelddienst"),
    ]  # fmt: skip
    expected = []
    for terug, status, reden in wrong:
        uitgever.terug = terug
        browser = browsers.new(gemeente)
        answer = await browser.come_back()
        expected.append(reden)
        assert (answer.status_code, redenen()) == (status, expected)
        assert "U bent niet aangemeld" in answer.text
        assert "<b>Ja" not in answer.text
        assert browser.sessie is None
    # Who does not say that it names itself need not; but what it says must be true.
    uitgever.beschrijving = {"authorization_response_iss_parameter_supported": None}
    browser.app.state.uitgevers._known.clear()
    uitgever.terug = lambda said: {"code": said["code"], "state": said["state"]}
    assert (await browsers.new(gemeente).come_back()).status_code == 303
    uitgever.terug = lambda said: said | {"iss": "https://evil.example"}
    assert (await browsers.new(gemeente).come_back()).status_code == 400


async def test_an_answer_is_good_for_one_browser_and_one_time(
    browser: Browser, browsers: Browsers, gemeente: Gemeente, uitgever: Uitgever, redenen: Redenen
) -> None:
    path, _ = await log_in_at(await browser.go())
    onderweg = browser.http.cookies["__Host-zicht-onderweg"]
    # Somebody else who has the address, signs nobody in: with no cookie, or with that of a journey of their own.
    thief = browsers.new(gemeente)
    assert (await thief.http.get(path)).status_code == 400
    await thief.go()
    assert (await thief.http.get(path)).status_code == 400
    assert (await browser.http.get(path)).status_code == 303
    assert "__Host-zicht-onderweg" not in browser.http.cookies
    await browser.sign_out()
    # The same state with a code that is still good, and the same cookie as before.
    thief.http.cookies.set("__Host-zicht-onderweg", onderweg, domain="zicht.test", path="/")
    _, fresh = await log_in_at(await browsers.new(gemeente).go())
    replayed = httpx.URL(path).copy_set_param("code", fresh["code"][0])
    assert (await thief.http.get(str(replayed))).status_code == 400
    # A code of another journey: the issuer holds it against the verifier of this one.
    path, _ = await log_in_at(await browser.go())
    injected = httpx.URL(path).copy_set_param("code", fresh["code"][0])
    assert (await browser.http.get(str(injected))).status_code == 400
    assert redenen() == [
        "no journey in the cookie",
        "state is not the one of this browser",
        "state was used before",
        "the token endpoint said invalid_grant",
    ]
    assert not (await browser.who()).aangemeld
    assert not (await thief.who()).aangemeld


async def test_the_cookie_of_the_journey_is_ours_and_ends_soon(
    browser: Browser, uitgever: Uitgever, monkeypatch: pytest.MonkeyPatch, redenen: Redenen
) -> None:
    url = await browser.go("//evil.example")
    line = (await browser.http.get(f"{browser.huis}/aanmelden/dienst")).headers["set-cookie"]
    [made] = SimpleCookie(line).values()
    assert (made.key, made["max-age"], made["path"], made["samesite"]) == ("__Host-zicht-onderweg", "600", "/", "lax")
    assert (made["secure"], made["httponly"]) == (True, True)
    assert url.count("evil") == 0
    sealed = browser.http.cookies["__Host-zicht-onderweg"]
    path, _ = await log_in_at(await browser.go())
    for value in (sealed[:-8] + "AAAAAAA=", "AAAA", "niet-base64!", "x" * 5000, ""):
        browser.http.cookies.set("__Host-zicht-onderweg", value, domain="zicht.test", path="/")
        assert (await browser.http.get(path)).status_code == 400
    path, _ = await log_in_at(await browser.go())
    kept = browser.http.cookies["__Host-zicht-onderweg"]
    later = time.time() + 601
    monkeypatch.setattr(account.time, "time", lambda: later)
    # Whoever keeps the cookie longer than it was to be kept.
    browser.http.cookies.set("__Host-zicht-onderweg", kept, domain="zicht.test", path="/")
    assert (await browser.http.get(path)).status_code == 400
    assert redenen() == ["no journey in the cookie"] * 5 + ["the journey is over, or was another's"]
    assert browser.sessie is None


async def test_another_site_does_not_begin_it(browser: Browser, uitgever: Uitgever) -> None:
    address = f"{browser.huis}/aanmelden/dienst"
    refused = await browser.http.get(address, headers={"Sec-Fetch-Site": "cross-site"})
    assert (refused.status_code, refused.headers["location"]) == (303, f"{browser.huis}/aanmelden")
    assert "set-cookie" not in refused.headers
    begun = await browser.http.get(address, headers={"Sec-Fetch-Site": "same-origin"})
    assert begun.headers["location"].startswith(uitgever.issuer)


async def test_who_has_no_role_hears_whom_to_ask(browsers: Browsers, gemeente: Gemeente, uitgever: Uitgever) -> None:
    for groups in ([], ["team-b"], "team-bi team-beleid", {"team-bi": True}, [["team-bi"]], None):
        uitgever.persoon = {"sub": "persoon-3", "groups": groups}
        browser = browsers.new(gemeente)
        answer = await browser.come_back()
        assert answer.status_code == 403
        assert "U hebt hier geen toegang" in answer.text
        assert f"Vraag toegang aan {CONTACT}." in answer.text
        assert browser.sessie is None


async def test_the_issuer_of_one_gemeente_says_nothing_about_another(
    browsers: Browsers, uitgever: Uitgever, gemeente: Gemeente, nieuwe_gemeente: MakeGemeente, redenen: Redenen
) -> None:
    browser, elsewhere = browsers.new(gemeente), browsers.new(await nieuwe_gemeente())
    path, _ = await log_in_at(await browser.go())
    elsewhere.http.cookies.update(browser.http.cookies)
    stolen = path.replace(gemeente.code, elsewhere.gemeente.code)
    assert (await elsewhere.http.get(stolen)).status_code == 400
    assert redenen() == ["the journey is over, or was another's"]
    assert (await elsewhere.http.get(f"{elsewhere.huis}/aanmelden/dienst")).status_code == 404
    assert "gemeenteaccount" not in (await elsewhere.http.get(f"{elsewhere.huis}/aanmelden")).text
