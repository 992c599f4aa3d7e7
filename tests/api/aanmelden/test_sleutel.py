"""Signing in to the pages with a key, and out again."""

import asyncpg
import httpx

from tests.api.aanmelden.bezoek import SESSIE, Browser, Browsers, hidden_fields
from tests.conftest import SECRET, Databases, MakeGemeente
from tests.gemeente import Gemeente
from zicht_api.aanmelden.taak import purge_aanmeldingen
from zicht_api.aanmelden.terug import safe_return
from zicht_api.main import create_app
from zicht_api.settings import Settings
from zicht_shared.auth import Credential, Doel, Rol
from zicht_shared.crypto import sha256

ONJUIST = "Deze sleutel en dit geheim horen niet bij elkaar, of de sleutel werkt hier niet (meer)."
WRONG_RETURNS = [
    "//evil.example", "/\\evil.example", "https://evil.example/", "https:evil.example", "javascript:alert(1)",
    "/dashboard/{code}/../../v1/sleutels", "/dashboard/{code}/%2e%2e/x", "/dashboard/{code}//evil.example",
    "/dashboard/{code}.evil.example", "/dashboard/{code}@evil.example", "/dashboard/{code}\r\nX: y",
    "/dashboard/{code}/rapport#x", "/dashboard/GM9999/rapport", "/v1/sleutels", "dashboard/{code}",
    "/dashboard/{code}/rap port", "/dashboard/{code}/aanmelden/dienst", "/dashboard/{code}/afmelden",
    "/dashboard/{code}/rapport?x=" + "y" * 1000, "/dashboard/{code}/r\u0430pport",
]  # fmt: skip


def cookie_of(answer: httpx.Response, naam: str) -> str:
    [found] = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{naam}=")]
    return found


async def test_who_has_a_key_sees_with_its_eyes_until_signing_out(browser: Browser, gemeente: Gemeente) -> None:
    before = await browser.who()
    assert (before.aangemeld, before.naam, before.csrf) == (False, None, "")
    assert (before.caller.rol, before.caller.doel) == (Rol.bi, Doel.verantwoorden)
    assert (before.caller.alleen_openbaar, before.caller.sleutel_id) == (True, "openbaar")
    key = await gemeente.add_sleutel(Rol.aanbieder, Doel.leren, "wegwijs")
    answer = await browser.send_key(key, terug=f"{browser.huis}/rapport/2026?per=gebied&x=%2F")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{browser.huis}/rapport/2026?per=gebied&x=%2F")
    now = await browser.who()
    assert (now.aangemeld, now.naam) == (True, "test aanbieder")
    assert now.csrf != (await browser.who()).csrf
    caller, as_api = now.caller, await browser.app.state.authenticate(key)
    assert caller == as_api
    assert "U bent al aangemeld: test aanbieder." in (await browser.http.get(f"{browser.huis}/aanmelden")).text

    out = await browser.sign_out()
    assert (out.status_code, out.headers["location"]) == (303, f"{browser.huis}/afmelden")
    assert browser.sessie is None
    said = await browser.http.get(out.headers["location"])
    assert "U bent afgemeld bij Zicht." in said.text
    assert not (await browser.who()).aangemeld


async def test_a_key_may_also_be_pasted_whole_and_nothing_of_what_was_typed_comes_back(
    browser: Browser, gemeente: Gemeente
) -> None:
    key = gemeente.sleutels[Rol.beleid]
    whole = f"{key.sleutel_id}.{key.geheim}"
    refused = await browser.send_key(Credential(f" {whole}x ", ""))
    assert refused.status_code == 401
    assert key.sleutel_id not in refused.text
    assert (await browser.send_key(Credential(f" {whole} ", ""))).status_code == 303
    assert (await browser.who()).caller.rol is Rol.beleid


async def test_a_refusal_never_tells_which_part_was_wrong(
    browser: Browser,
    browsers: Browsers,
    gemeente: Gemeente,
    nieuwe_gemeente: MakeGemeente,
    api_owner: asyncpg.Connection,
) -> None:
    other = await nieuwe_gemeente()
    good, gone, late = [await gemeente.add_sleutel(Rol.bi) for _ in range(3)]
    assert (await gemeente.beheer.delete(f"/v1/sleutels/{gone.sleutel_id}")).status_code == 204
    await api_owner.execute("UPDATE sleutels SET verloopt_op = now() WHERE id = $1", late.sleutel_id)
    refused = [
        await browser.send_key(key)
        for key in (
            Credential(good.sleutel_id, good.geheim[:-1] + "!"),
            Credential(good.sleutel_id[:-1] + "!", good.geheim),
            Credential(gemeente.sleutels[Rol.beheer].sleutel_id, good.geheim),
            gone,
            late,
            other.sleutels[Rol.bi],
            gemeente.sleutels[Rol.vragenlijsten],
            Credential("", ""),
            Credential("nee", "n\u00e9\x00e"),
            Credential("x" * 300, "y"),
        )
    ]
    said = [answer.text.replace(hidden_fields(answer.text)["csrf"], "") for answer in refused]
    assert {(answer.status_code, text) for answer, text in zip(refused, said, strict=True)} == {(401, said[0])}
    assert ONJUIST in refused[0].text
    assert "<title>Fout: Aanmelden" in refused[0].text
    assert browser.sessie is None
    # One's own gemeente only: on the page of the other that key is good.
    elsewhere = browsers.new(other)
    await elsewhere.sign_in(other.sleutels[Rol.bi])
    assert (await elsewhere.who()).caller.gemeente == other.code


async def test_the_cookie_of_a_session_is_for_this_host_over_tls_and_for_no_script(
    browser: Browser, gemeente: Gemeente
) -> None:
    answer = await browser.send_key(gemeente.sleutels[Rol.bi])
    sessie = cookie_of(answer, SESSIE)
    assert set(sessie.lower().split("; ")[1:]) == {"httponly", "path=/", "samesite=lax", "secure"}
    assert len(browser.sessie or "") == 43
    gone = cookie_of(await browser.sign_out(), SESSIE)
    assert {"max-age=0", "secure", "path=/", "httponly"} <= set(gone.lower().split("; "))
    page = await browser.http.get(f"{browser.huis}/aanmelden")
    assert {"httponly", "secure", "path=/"} <= set(cookie_of(page, "__Host-zicht-formulier").lower().split("; "))


async def test_over_plain_http_on_this_machine_the_cookie_has_a_name_that_a_browser_sends_back(
    databases: Databases, gemeente: Gemeente
) -> None:
    app = create_app(Settings(database_url=databases.api, geheimen=[SECRET], public_url="http://localhost:8000/"))
    browsers = Browsers(app)
    async with browsers.clients:
        browser = browsers.new(gemeente, "http")
        answer = await browser.send_key(gemeente.sleutels[Rol.bi])
        assert set(cookie_of(answer, "zicht").lower().split("; ")[1:]) == {"httponly", "path=/", "samesite=lax"}
        assert (await browser.who()).aangemeld
    await app.state.db.close()


async def test_nothing_of_it_is_kept_by_a_browser_or_a_proxy(browser: Browser, gemeente: Gemeente) -> None:
    key = gemeente.sleutels[Rol.bi]
    answers = [await browser.http.get(f"{browser.huis}/aanmelden"), await browser.send_key(Credential("a", "b"))]
    answers += [
        await browser.send_key(key),
        await browser.http.get(f"{browser.huis}/afmelden"),
        await browser.sign_out(),
    ]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    for answer in answers:
        assert "script" not in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_session_ends_at_once_with_its_key_and_by_itself_after_a_while(
    browser: Browser, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    signed_in = []

    async def sign_in() -> Credential:
        key = await gemeente.add_sleutel(Rol.beleid)
        await browser.sign_in(key)
        assert (await browser.who()).aangemeld
        signed_in.append(sha256(browser.sessie or ""))
        return key

    key = await sign_in()
    assert (await gemeente.beheer.delete(f"/v1/sleutels/{key.sleutel_id}")).status_code == 204
    assert (await browser.who()).caller.alleen_openbaar
    key = await sign_in()
    await api_owner.execute("UPDATE sleutels SET verloopt_op = now() WHERE id = $1", key.sleutel_id)
    assert not (await browser.who()).aangemeld

    for column, within, beyond in (
        ("gezien_op", "59 minutes", "61 minutes"),
        ("begonnen_op", "479 minutes", "481 minutes"),
    ):
        await sign_in()
        move = f"UPDATE aanmeldsessies SET {column} = now() - $1::text::interval WHERE afdruk = $2"
        await api_owner.execute(move, within, signed_in[-1])
        assert (await browser.who()).aangemeld
        # Looking keeps it alive, as far as that is allowed.
        seen = "SELECT bool_and(gezien_op > now() - interval '1 minute') FROM aanmeldsessies WHERE afdruk = $1"
        assert await api_owner.fetchval(seen, signed_in[-1])
        await api_owner.execute(move, beyond, signed_in[-1])
        assert not (await browser.who()).aangemeld
    await browser.sign_in(gemeente.sleutels[Rol.bi])
    await purge_aanmeldingen(gemeente.db)
    assert (await browser.who()).aangemeld
    # Those that ended by themselves are gone; the two of a key that was withdrawn or expired go with their time.
    kept = await api_owner.fetchval("SELECT count(*) FROM aanmeldsessies WHERE afdruk = ANY ($1)", signed_in)
    assert kept <= 2


async def test_signing_in_begins_anew_and_signing_out_ends_every_copy(
    browser: Browser, browsers: Browsers, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    thief = browsers.new(gemeente)
    planted = "x" * 43
    browser.http.cookies.set(SESSIE, planted, domain="zicht.test", path="/")
    await browser.sign_in(gemeente.sleutels[Rol.bi])
    first = browser.sessie
    assert first is not None
    assert first != planted
    await browser.form()
    again = await browser.http.post(
        f"{browser.huis}/aanmelden", data=await _form_while_signed_in(browser, browsers, gemeente)
    )
    assert again.status_code == 303
    thief.http.cookies.set(SESSIE, first, domain="zicht.test", path="/")
    assert not (await thief.who()).aangemeld
    second = browser.sessie or ""
    thief.http.cookies.set(SESSIE, second, domain="zicht.test", path="/")
    assert (await thief.who()).aangemeld
    await browser.sign_out()
    assert not (await thief.who()).aangemeld
    query = "SELECT * FROM aanmeldsessies WHERE afdruk = ANY ($1)"
    assert await api_owner.fetch(query, [sha256(token) for token in (planted, first, second)]) == []


async def _form_while_signed_in(browser: Browser, browsers: Browsers, gemeente: Gemeente) -> dict[str, str]:
    """A sign-in page that stood open in another tab of the same browser."""
    tab = browsers.new(gemeente)
    form = await tab.form()
    for naam, value in tab.http.cookies.items():
        browser.http.cookies.set(naam, value, domain="zicht.test", path="/")
    key = gemeente.sleutels[Rol.beleid]
    return form | {"sleutel": key.sleutel_id, "geheim": key.geheim}


async def test_a_cookie_that_we_did_not_make_is_nobody(
    browser: Browser,
    browsers: Browsers,
    gemeente: Gemeente,
    nieuwe_gemeente: MakeGemeente,
    api_owner: asyncpg.Connection,
) -> None:
    await browser.sign_in(gemeente.sleutels[Rol.beheer])
    token = browser.sessie or ""
    kept = await api_owner.fetchrow("SELECT * FROM aanmeldsessies WHERE afdruk = $1", sha256(token))
    assert token not in str(dict(kept))
    other = browsers.new(await nieuwe_gemeente())
    intruder = browsers.new(gemeente)
    changed = [token[:spot] + ("A" if token[spot] != "A" else "B") + token[spot + 1 :] for spot in (0, 21, 42)]
    for value in (*changed, token[:-1], token + "A", token.lower(), kept["afdruk"].hex(), "", "x" * 5000, "%00"):
        intruder.http.cookies.set(SESSIE, value, domain="zicht.test", path="/")
        assert not (await intruder.who()).aangemeld
        assert (await intruder.http.get(f"{intruder.huis}/aanmelden")).status_code == 200
    other.http.cookies.set(SESSIE, token, domain="zicht.test", path="/")
    assert not (await other.who()).aangemeld
    assert (await browser.who()).aangemeld


async def test_another_site_cannot_sign_somebody_in_or_out(
    browser: Browser, browsers: Browsers, gemeente: Gemeente
) -> None:
    key = gemeente.sleutels[Rol.bi]
    good = await browser.form() | {"sleutel": key.sleutel_id, "geheim": key.geheim}
    address = f"{browser.huis}/aanmelden"
    elsewhere = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
    for headers in elsewhere:
        refused = await browser.http.post(address, data=good, headers=headers)
        assert refused.status_code == 403
        assert "kwam niet van deze website" in refused.text
    stranger = await browsers.new(gemeente).form()
    for csrf in ("", "0" * 80, stranger["csrf"], good["csrf"][:16], good["csrf"] + "\u00e9"):
        refused = await browser.http.post(address, data=good | {"csrf": csrf})
        assert refused.status_code == 403
        assert "Deze pagina was verlopen" in refused.text
    without = browsers.new(gemeente)
    assert (await without.http.post(address, data=good)).status_code == 403
    assert (await browser.http.post(address, json=good)).status_code == 415
    assert (await browser.http.post(address, data=good | {"x": "y" * 300_000})).status_code == 413
    assert browser.sessie is None
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "https://zicht.test"}
    assert (await browser.http.post(address, data=good, headers=own)).status_code == 303

    other = browsers.new(gemeente)
    await other.sign_in(key)
    for headers in elsewhere:
        assert (await browser.sign_out(**headers)).status_code == 403
    for csrf in ("", good["csrf"], await other.csrf()):
        refused = await browser.http.post(f"{browser.huis}/afmelden", data={"csrf": csrf})
        assert refused.status_code == 403
        assert "U bent nog aangemeld" in refused.text
    assert "U bent nog aangemeld" in (await browser.http.get(f"{browser.huis}/afmelden")).text
    assert (await browser.who()).aangemeld
    assert (await browser.sign_out(**own)).status_code == 303


async def test_after_signing_in_nobody_ends_up_elsewhere(browser: Browser, gemeente: Gemeente) -> None:
    wrong = [terug.format(code=gemeente.code) for terug in WRONG_RETURNS]
    assert [safe_return(terug, gemeente.code) for terug in wrong] == [browser.huis] * len(wrong)
    for terug in wrong[:3]:
        assert (await browser.form(terug=terug))["terug"] == browser.huis
        answer = await browser.send_key(gemeente.sleutels[Rol.bi], terug=terug)
        assert (answer.status_code, answer.headers["location"]) == (303, browser.huis)
        await browser.sign_out()
    for right in ("", "/rapport", "/rapport/2026-K1?soort=kwartaal&per=gebied", "/begrippen"):
        assert (await browser.form(terug=browser.huis + right))["terug"] == browser.huis + right


async def test_guessing_is_slowed_down_per_address_while_a_right_key_always_works(
    browser: Browser, browsers: Browsers, gemeente: Gemeente
) -> None:
    form = await browser.form() | {"sleutel": "0001-" + "x" * 32, "geheim": "y"}
    address = f"{browser.huis}/aanmelden"
    answers = [await browser.http.post(address, data=form) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 120
    assert "Wacht een minuut" in answers[-1].text
    assert (await browsers.new(gemeente).send_key(Credential("a", "b"))).status_code == 401
    await browser.sign_in(gemeente.sleutels[Rol.bi])


async def test_signing_in_stands_once_in_the_trail(
    browser: Browser, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    key = await gemeente.add_sleutel(Rol.beleid)
    await browser.send_key(Credential("a", "b"))
    await browser.sign_in(key)
    await browser.who()
    await browser.sign_out()
    query = "SELECT actie, object_id, voor, na::text FROM auditregels WHERE gemeente_id = $1 AND sleutel_id = $2"
    [row] = await api_owner.fetch(query, gemeente.id, key.sleutel_id)
    assert tuple(row)[:3] == ("aanmelding", key.sleutel_id, None)
    assert row["na"] == '{"rol": "beleid", "doel": "leren", "wijze": "sleutel"}'


async def test_there_is_no_page_for_what_is_no_gemeente(browser: Browser, browsers: Browsers) -> None:
    for code in ("GM9998", "gm0001", "x"):
        for path in ("aanmelden", "afmelden", "aanmelden/dienst", "aanmelden/antwoord"):
            assert (await browser.http.get(f"/dashboard/{code}/{path}")).status_code == 404
        assert (await browser.http.post(f"/dashboard/{code}/aanmelden", data={})).status_code == 404
