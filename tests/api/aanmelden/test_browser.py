"""Signing in and out in a real browser, without JavaScript, and what it then keeps."""

import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.api.aanmelden.bezoek import dienst
from tests.api.aanmelden.uitgever import Uitgever, listening
from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of
from zicht_api.main import create_app
from zicht_api.settings import Settings
from zicht_shared.auth import Credential, Rol

CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")]


@pytest.fixture
async def address(databases: Databases, gemeente: Gemeente) -> AsyncIterator[str]:
    """Where the service listens, on this machine and without TLS; with an aanmelddienst, so that the page has all."""
    settings = Settings(
        database_url=databases.api,
        geheimen=[SECRET],
        public_url="http://127.0.0.1",
        pool_size=3,
        aanmelddienst_loopback=True,
    )
    app = create_app(settings)
    async with client_of(app, gemeente.sleutels["beheer"]) as beheer:
        made = await beheer.put("/v1/aanmelddienst", json=dienst(Uitgever(issuer="https://login.example")))
        assert made.status_code == 201
    async with listening(app) as found:
        yield found
    await app.state.db.close()


async def test_somebody_signs_in_and_out_and_the_way_back_shows_nothing(
    address: str, gemeente: Gemeente, tmp_path: Path
) -> None:
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        complaints += await violations(browser, f"{address}/dashboard/{gemeente.code}/aanmelden", tmp_path)
        context = await browser.new_context(
            base_url=address, java_script_enabled=False, viewport={"width": 320, "height": 800}
        )
        page = await context.new_page()
        page.on("console", partial(_complain, complaints))
        await page.goto(f"/dashboard/{gemeente.code}/aanmelden?terug=/dashboard/{gemeente.code}/begrippen")
        await sign_in(page, Credential("iets", "verkeerds"))
        assert "Fout: Aanmelden" in await page.title()
        assert "horen niet bij elkaar" in await page.locator("#fout").inner_text()
        await page.screenshot(path=tmp_path / "fout.png")
        await sign_in(page, gemeente.sleutels[Rol.beleid])
        assert page.url == f"{address}/dashboard/{gemeente.code}/begrippen"
        assert "test beleid" in await page.locator("header").inner_text()
        [cookie] = [each for each in await context.cookies() if each["name"] == "zicht"]
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)

        await page.get_by_role("button", name="Afmelden").click()
        assert page.url == f"{address}/dashboard/{gemeente.code}/afmelden"
        assert "U bent afgemeld bij Zicht." in await page.locator("main").inner_text()
        await page.screenshot(path=tmp_path / "afgemeld.png")
        assert "zicht" not in [each["name"] for each in await context.cookies()]
        await page.go_back()
        assert "test beleid" not in await page.content()
        assert await page.get_by_role("button", name="Afmelden").count() == 0
        await browser.close()
    # A form that was refused is what the console tells of, and of nothing else.
    assert [text for text in complaints if "401" not in text] == []


async def sign_in(page: Page, key: Credential) -> None:
    await page.get_by_label("Sleutel", exact=True).fill(key.sleutel_id)
    await page.get_by_label("Geheim").fill(key.geheim)
    await page.get_by_role("button", name="Aanmelden", exact=True).click()


async def violations(browser: Browser, url: str, folder: Path) -> list[str]:
    """What axe finds wrong on the page with the form, in a line each, and whether it is too wide."""
    page = await browser.new_page(viewport={"width": 320, "height": 900})
    await page.goto(url)
    await page.screenshot(path=folder / "aanmelden.png", full_page=True)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = await Axe().run(page, options={"runOnly": rules})
    wide = await page.evaluate("document.documentElement.scrollWidth")
    await page.close()
    found = [f"{each['id']}: {each['nodes'][0]['html']}" for each in result.response["violations"]]
    return found + ([f"{wide} wide"] if wide > 320 else [])


def _complain(found: list[str], message: ConsoleMessage) -> None:
    found.append(message.text)
