"""The pages in a real browser: axe, the narrowest screen, without script, and on paper."""

import re
import shutil
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, Route, async_playwright

from tests.api.aanmelden.bezoek import Browsers
from tests.api.dashboard.gegevens import JAAR, look
from tests.gemeente import Gemeente

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")]
# Only what is wrong is written out: of pages this large that saves half of the time.
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
DASHBOARD, RAPPORT = f"?periode={JAAR}", f"/rapport/{JAAR}"


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Chromium]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def test_everybody_can_read_every_page_on_a_screen_however_narrow(
    gemeente: Gemeente, browsers: Browsers, chromium: Chromium
) -> None:
    """With everything unfolded, as axe and a narrow screen see no more than what is open."""
    complaints: list[str] = []
    found: list[str] = []
    for wie, pad, widths in (
        ("beleid", DASHBOARD, (320, 1280)),
        ("beleid", RAPPORT, (320, 1280)),
        (None, DASHBOARD, (320,)),
        (None, "?gebied=WK99", (320,)),
    ):
        visitor = await look(browsers, gemeente, wie)
        page = await chromium.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        await page.route("**/*", _served_by(visitor.http))
        await page.goto(f"http://zicht.test{visitor.huis}{pad}")
        await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for breedte in widths:
            await page.set_viewport_size({"width": breedte, "height": 900})
            found += [f"{wie} {pad} {breedte}: {fault}" for fault in await _faults_of(page, breedte)]
        await page.close()
    # Chromium says this of every page that is answered with 400.
    assert [each for each in complaints if "status of 400" not in each] == []
    assert found == []


async def test_without_script_the_filter_and_the_report_can_be_reached_by_keyboard(
    gemeente: Gemeente, browsers: Browsers, chromium: Chromium
) -> None:
    visitor = await look(browsers, gemeente)
    context = await chromium.new_context(java_script_enabled=False, viewport={"width": 768, "height": 900})
    page = await context.new_page()
    await page.route("**/*", _served_by(visitor.http))
    await page.goto(f"http://zicht.test{visitor.huis}{DASHBOARD}")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert page.url.endswith("#inhoud")
    await page.get_by_text("Kies een gebied of een doelgroep").press("Enter")
    await page.get_by_label("Gebied").select_option("WK01")
    await page.get_by_role("button", name="Toon").first.press("Enter")
    assert "gebied=WK01" in page.url
    assert await page.get_by_text("U ziet alleen:").is_visible()
    await page.get_by_role("link", name=re.compile("^Rapport over 2025")).press("Enter")
    await page.wait_for_url("**/rapport/2025?gebied=WK01")
    assert await page.get_by_role("heading", name="Inhoud").is_visible()
    await context.close()


async def test_the_report_is_printed_on_numbered_pages_with_nothing_of_the_screen(
    gemeente: Gemeente, browsers: Browsers, chromium: Chromium
) -> None:
    visitor = await look(browsers, gemeente, "beleid")
    page = await chromium.new_page()
    await page.route("**/*", _served_by(visitor.http))
    await page.goto(f"http://zicht.test{visitor.huis}{RAPPORT}")
    sheets = len(re.findall(rb"/Type\s*/Page\b", await page.pdf(prefer_css_page_size=True)))
    assert 6 <= sheets <= 20
    await page.emulate_media(media="print")
    assert not await page.get_by_role("navigation", name="Hoofdmenu").is_visible()
    assert await page.get_by_role("navigation", name="Inhoud").is_visible()
    # A cell of a wide table may not fall off the paper: 176 mm is what lies between the margins.
    await page.set_viewport_size({"width": 665, "height": 900})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 665
    await page.close()


async def _faults_of(page: Page, breedte: int) -> list[str]:
    result = await Axe().run(page, options=AXE)
    found = [f"{each['id']}: {each['nodes'][0]['html']}" for each in result.response["violations"]]
    if (wide := await page.evaluate("document.documentElement.scrollWidth")) > breedte:
        found.append(f"{wide} wide")
    return found


def _served_by(client: httpx.AsyncClient) -> Any:
    async def serve(route: Route) -> None:
        got = await client.get(route.request.url.removeprefix("http://zicht.test"))
        await route.fulfill(status=got.status_code, body=got.content, headers=dict(got.headers))

    return serve
