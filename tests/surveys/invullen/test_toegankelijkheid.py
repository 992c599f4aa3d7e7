"""Every page state in a real browser: axe, the narrowest screen, the keyboard, forced colours, and our own CSP."""

import shutil

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


@pytest.fixture(scope="module")
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def screen(browser):
    """Opens a page of ours by its name in PAGES; gives the browser's page, which has seen no complaint so far."""
    contexts, complaints = [], []

    async def serve(route):
        name = route.request.url.rpartition("/")[2]
        headers = {"Content-Security-Policy": SECURITY_HEADERS["Content-Security-Policy"]}
        if name in STATIC:
            headers["Content-Type"] = MEDIA_TYPES[name.rpartition(".")[2]]
            await route.fulfill(body=STATIC[name], headers=headers)
        else:
            await route.fulfill(body=PAGES[name], headers=headers | {"Content-Type": "text/html; charset=utf-8"})

    async def open_(name, *, width=320, height=640, **options):
        context = await browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        await page.route("**/*", serve)
        await page.goto(f"http://vragen.test/{name}")
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing(screen, name):
    for width in (320, 1280):
        page = await screen(name, width=width)
        found = await Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
async def test_nothing_sticks_out_on_the_narrowest_screen_or_at_400_percent(screen, name):
    page = await screen(name)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
async def test_everything_to_press_is_large_enough_for_a_thumb(screen, name):
    page = await screen(name)
    for selector in (".opties label", ".knop", ".invoer"):
        for element in await page.locator(selector).all():
            box = await element.bounding_box()
            assert box["height"] >= 44, selector
            assert box["width"] >= 44, selector


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
