"""The council's page: what stands on it for whom, and that it can be read by everybody, on a phone and on one sheet."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ConsoleMessage, Page, Route, async_playwright
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browser, Browsers
from tests.api.doelenbomen.bomen import set_target
from tests.api.raadsblad.gegevens import BEIDE, CITAAT, account
from tests.api.verhalen.gegevens import enter_released, verhaal
from tests.gemeente import Gemeente, make_gemeente
from zicht_api.raadsblad.keuze import LANGSTE_CITAAT
from zicht_shared.auth import Doel, Rol

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
A4_AT_96_DPI = {"width": 794, "height": 1123}
MEESTE_BYTES = 200_000
ACTIE = "Elke cliënt krijgt na het eerste gesprek een keuzekaart mee."


@asynccontextmanager
async def accounting(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    async with AsyncExitStack() as clients:
        gemeente = await make_gemeente(api_app, surveys_app, clients)
        gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)
        await account(gemeente)
        yield gemeente


@pytest.fixture(scope="module")
async def gemeente(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    """For tests that leave it as it is."""
    async with accounting(api_app, surveys_app) as gemeente:
        yield gemeente


@pytest.fixture
async def eigen_gemeente(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gemeente]:
    async with accounting(api_app, surveys_app) as gemeente:
        yield gemeente


@pytest.fixture
async def browsers(api_app: Starlette) -> AsyncIterator[Browsers]:
    browsers = Browsers(api_app)
    async with browsers.clients:
        yield browsers


async def look(browsers: Browsers, gemeente: Gemeente, wie: str | None = None) -> Browser:
    """Somebody with a browser, who signed in with this key, or the public."""
    browser = browsers.new(gemeente, "http")
    if wie is not None:
        await browser.sign_in(gemeente.sleutels[wie])
    return browser


async def read(browser: Browser, periode: str = "2025", status: int = 200, **query: str) -> str:
    """What the page says, in words."""
    got = await browser.http.get(f"{browser.huis}/raadsblad/{periode}", params=query)
    assert (got.status_code, got.headers["cache-control"]) == (status, "no-store"), got.text
    assert re.search(r"<script|style=|\son\w+=", got.text) is None
    return " ".join(re.sub(r"<[^>]*>", " ", got.text).split())


async def test_the_page_says_whom_we_reached_what_they_found_what_it_brought_and_what_we_do(
    gemeente: Gemeente, browsers: Browsers
) -> None:
    blad = await read(await look(browsers, gemeente, "beleid"))
    for said in (
        "Bereikte cliënten 1.287 cliënten",
        "Hoger dan in 2024 (1.130): beter. Streefwaarde 1.200: gehaald. n = 1.287, registratie",
        "Kreeg snel contact 51%",
        "Lager dan in 2024 (58%): minder goed. Streefwaarde 75%: niet gehaald. n = 400, vragenlijst",
        "Genoeg informatie 72%",
        "Kreeg snel contact in de tijd",
        CITAAT,
        "Een inwoner, over het vierde kwartaal van 2025.",
        f"Uitgevoerd {ACTIE} Van 61% in 2024 naar 72% in 2025. Of 70% is gehaald, is nog niet zeker.",
        "Van 58% in 2024 naar 51% in 2025. Verwacht was 65%: niet gehaald.",
        "Het effect meten we over 2026.",
        "hoeft niet door die actie te komen",
        "Bron: de registratie van aanbieders, vragenlijsten onder inwoners.",
        "Peildatum",
        "Dit blad is niet openbaar.",
    ):
        assert said in blad, said
    assert "Alleen om van te leren." not in blad


async def test_the_public_sees_what_is_public_and_no_plans(gemeente: Gemeente, browsers: Browsers) -> None:
    blad = await read(await look(browsers, gemeente))
    assert "1.287 cliënten" in blad
    assert CITAAT in blad
    assert ACTIE not in blad
    assert "ziet wie is aangemeld voor de gemeente" in blad
    assert "niet openbaar" not in blad


async def test_whoever_looks_nothing_that_is_there_to_learn_from_stands_on_it(
    gemeente: Gemeente, browsers: Browsers
) -> None:
    """Also not for who may see it elsewhere: it is read where money is decided about."""
    path = "/v1/indicatoren/hoewijzer-tevreden"
    before = (await gemeente.beheer.get(path)).json()
    await set_target(gemeente, "hoewijzer-tevreden", doelen=["leren"])
    geheim = "Dit is alleen om van te leren."
    leerverhaal = verhaal("duiding", tekst=geheim, citaat=geheim, periode="2025-K4")
    verhaal_id = await enter_released(gemeente, leerverhaal)
    for wie in ("beleid", "bi", "verantwoorder", "aanbieder:wegwijs", None):
        blad = await read(await look(browsers, gemeente, wie))
        assert "Tevreden over de hulp" not in blad, wie
        assert geheim not in blad, wie
        assert "Kreeg snel contact 51%" in blad, wie
    await gemeente.beleid.post(f"/v1/verhalen/{verhaal_id}/intrekking")
    await set_target(gemeente, "hoewijzer-tevreden", doelen=before["doelen"])


async def test_an_aanbieder_sees_what_the_public_sees(gemeente: Gemeente, browsers: Browsers) -> None:
    public, aanbieder = [
        (await read(await look(browsers, gemeente, wie))).partition("Raadsblad ·")[2]
        for wie in (None, "aanbieder:wegwijs")
    ]
    assert aanbieder == public


async def test_it_can_be_read_as_it_was(gemeente: Gemeente, browsers: Browsers) -> None:
    browser = await look(browsers, gemeente)
    eerder = await read(browser, peildatum="2020-01-01")
    assert "1.287" not in eerder
    assert "Peildatum 1 januari 2020" in eerder


async def test_without_a_period_it_is_that_of_the_last_whole_year(gemeente: Gemeente, browsers: Browsers) -> None:
    browser = await look(browsers, gemeente)
    got = await browser.http.get(f"{browser.huis}/raadsblad")
    assert got.status_code == 303
    assert re.fullmatch(rf"{browser.huis}/raadsblad/20\d\d", got.headers["location"])


@pytest.mark.parametrize(("periode", "reden"), [("2025-W10", "een kwartaal of een maand"), ("2025-13", "Een maand")])
async def test_what_is_no_period_to_account_for_is_refused_in_words(
    gemeente: Gemeente, browsers: Browsers, periode: str, reden: str
) -> None:
    assert reden in await read(await look(browsers, gemeente), periode, status=400)


async def test_of_a_gemeente_that_is_not_there_there_is_no_page(api: httpx.AsyncClient) -> None:
    for code in ("GM9999", "GM1", "x"):
        assert (await api.get(f"/dashboard/{code}/raadsblad/2025")).status_code == 404


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
async def test_everybody_can_read_it_on_a_screen_however_narrow_and_on_one_sheet(
    eigen_gemeente: Gemeente, browsers: Browsers
) -> None:
    """Also with the longest texts that there can be."""
    vol = await look(browsers, eigen_gemeente, "beleid")
    found: list[str] = []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in ("zoals het is", "zo lang als het kan"):
            page = await chromium.new_page(viewport={"width": 320, "height": 900})
            page.on("console", partial(_complain, found))
            size: list[int] = []
            await page.route("**/*", _served_by(vol.http, size))
            await page.goto(f"http://zicht.test{vol.huis}/raadsblad/2025")
            found += [f"{name}: {fault}" for fault in [*await violations(page), *await _faults_of(page)]]
            found += [f"{name}: {sum(size)} bytes"] if sum(size) > MEESTE_BYTES else []
            await page.close()
            if name == "zoals het is":
                await _say_as_much_as_possible(eigen_gemeente)
        await chromium.close()
    assert found == []


def _complain(found: list[str], message: ConsoleMessage) -> None:
    found.append(message.text)


async def _faults_of(page: Page) -> list[str]:
    """How wide it is on a phone, how many sheets it takes, and whether all of it stands on that sheet."""
    found = []
    if (wide := await page.evaluate("document.documentElement.scrollWidth")) > 320:
        found.append(f"{wide} wide")
    sheets = len(re.findall(rb"/Type\s*/Page\b", await page.pdf(prefer_css_page_size=True, print_background=True)))
    if sheets != 1:
        found.append(f"{sheets} sheets")
    await page.emulate_media(media="print")
    await page.set_viewport_size(A4_AT_96_DPI)  # type: ignore[arg-type]
    high: int = await page.evaluate("document.querySelector('.rb-blad').scrollHeight")
    if high > A4_AT_96_DPI["height"]:
        found.append(f"{high} high")
    picture: float = await page.evaluate("document.querySelector('.rb-beeld svg').getBoundingClientRect().height")
    if picture < 100:
        found.append(f"a picture of {picture}")
    if await page.locator(".rb-citaat").count() != 1:
        found.append("no quote")
    return found


def _served_by(client: httpx.AsyncClient, size: list[int]) -> Any:
    async def serve(route: Route) -> None:
        got = await client.get(route.request.url.removeprefix("http://zicht.test"))
        size.append(len(got.content))
        await route.fulfill(status=got.status_code, body=got.content, headers=dict(got.headers))

    return serve


async def _say_as_much_as_possible(gemeente: Gemeente) -> None:
    """Words of all lengths, so that every text is as long as it may be."""
    lang = "samen met de vrijwilligers en cliëntondersteuners van de wijk om de hoek bij u "
    for row in (await gemeente.beheer.get("/v1/indicatoren?limit=1000")).json()["items"]:
        if row["openbaar"]:
            eenheid = {} if row["eenheid"] == "%" else {"eenheid": "cliëntondersteuningstrajecten"}
            await set_target(
                gemeente,
                row["code"],
                doelen=BEIDE,
                naam=(lang * 4)[:200].strip(),
                omschrijving=(lang * 9).strip(),
                **eenheid,
            )
    [plan, *_] = [
        row
        for row in (await gemeente.beleid.get("/v1/verbeterplannen")).json()["items"]
        if row["status"] == "in-uitvoering"
    ]
    for row in (await gemeente.beleid.get(f"/v1/verbeterplannen/{plan['id']}/acties")).json()["items"]:
        path = f"/v1/verbeterplannen/{plan['id']}/acties/{row['code']}"
        body = {name: row[name] for name in ("resultaten", "verantwoordelijke", "begin", "deadline")}
        meetpunt = {
            name: value
            for name, value in row["meetpunt"].items()
            if value is not None and name not in {"dataversie", "dag", "verwijderd"}
        }
        changed = await gemeente.beleid.put(
            path, json=body | {"omschrijving": (lang * 20).strip(), "meetpunt": meetpunt}, headers={"If-Match": "*"}
        )
        assert changed.status_code == 200, changed.text
    [verteld] = (await gemeente.beleid.get("/v1/verhalen")).json()["items"]
    await gemeente.beleid.post(f"/v1/verhalen/{verteld['id']}/intrekking")
    citaat = (lang * 5)[:LANGSTE_CITAAT].strip()
    langer = {"tekst": citaat, "citaat": citaat, "periode": "2025-12", "indicatoren": ["hoewijzer-snel-contact"]}
    await enter_released(gemeente, verhaal("openbaar", **langer))


async def violations(page: Page) -> list[str]:
    """What axe finds wrong, in a line each."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = await Axe().run(page, options={"runOnly": rules})
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in result.response["violations"]]
