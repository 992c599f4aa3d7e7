"""Every page state in a real browser: axe, the narrowest screen, the keyboard, forced colours, and our own CSP."""

import shutil
from contextlib import AsyncExitStack

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright

from zicht_shared.http import SECURITY_HEADERS
from zicht_surveys.invullen.pagina import STATIC

from .test_pagina import PAGES

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MEDIA_TYPES = {"css": "text/css", "svg": "image/svg+xml"}


# One of each kind of page: what differs between the others is only text.
STATES = [name for name in PAGES if not name.startswith(("hoewijzer-uitgebreid", "putten")) and "wijzigen" not in name]
STATES += ["hoewijzer-uitgebreid-5", "hoewijzer-uitgebreid-5-fout", "putten-standaard-3", "putten-standaard-3-fout"]


@pytest.fixture(scope="module")
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def screen(browser):
    """Opens a page of ours by its name in PAGES; the browser must have nothing to complain of in the end."""
    complaints = []

    async def serve(route):
        name = route.request.url.rpartition("/")[2]
        headers = {"Content-Security-Policy": SECURITY_HEADERS["Content-Security-Policy"]}
        if name in STATIC:
            headers["Content-Type"] = MEDIA_TYPES[name.rpartition(".")[2]]
            await route.fulfill(body=STATIC[name], headers=headers)
        else:
            await route.fulfill(body=PAGES[name], headers=headers | {"Content-Type": "text/html; charset=utf-8"})

    async with AsyncExitStack() as contexts:

        async def open_(name, **options):
            context = await browser.new_context(viewport={"width": 320, "height": 640}, **options)
            contexts.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            await page.route("**/*", serve)
            await page.goto(f"http://vragen.test/{name}")
            return page

        yield open_
    assert complaints == []


@pytest.mark.parametrize("name", STATES)
async def test_everybody_can_use_every_page_on_the_narrowest_screen_and_at_400_percent(screen, name):
    page = await screen(name)
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    too_small = """[...document.querySelectorAll('.opties label, .knop, .invoer')]
        .map(element => element.getBoundingClientRect()).filter(box => box.width < 44 || box.height < 44).length"""
    assert await page.evaluate(too_small) == 0


@pytest.mark.parametrize(
    "name", ["hoewijzer-kort-1-fout", "hoewijzer-uitgebreid-5", "nps-standaard-controle", "onbekend"]
)
async def test_everybody_can_use_a_page_on_a_wide_screen(screen, name):
    page = await screen(name)
    await page.set_viewport_size({"width": 1280, "height": 900})
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


async def test_a_page_can_be_filled_in_by_keyboard_alone_and_shows_where_one_is(screen):
    page = await screen("hoewijzer-kort-1")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    assert (await page.locator(".skip").bounding_box())["y"] >= 0
    for _ in range(2):
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await page.keyboard.press("ArrowDown")
    chosen = await page.evaluate("[...document.querySelectorAll(':checked')].map(input => input.id)")
    assert chosen == ["i-snel-contact_2", "i-welkom_2"]
    outline = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
    assert await page.evaluate(outline) == "solid"
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Verder"


async def test_a_fault_has_the_focus_and_leads_to_its_field(screen):
    page = await screen("hoewijzer-kort-1-fout")
    assert await page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    await page.locator(".fouten a").first.click()
    assert await page.evaluate("document.activeElement.id") == "i-snel-contact_1"


@pytest.mark.parametrize("name", ["hoewijzer-kort-1-fout", "nps-standaard-controle", "hoewijzer-kort-start"])
async def test_a_page_stays_whole_in_forced_colours_and_without_motion(screen, name):
    page = await screen(name, forced_colors="active", reduced_motion="reduce")
    # axe reads the colours as they would be without the force, so contrast is not asked here.
    found = await Axe().run(page, options=AXE | {"rules": {"color-contrast": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("getComputedStyle(document.querySelector('.knop')).transitionDuration") == "0s"
