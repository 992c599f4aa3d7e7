import re
import shutil
from collections.abc import AsyncIterator
from datetime import date

import pytest
from playwright.async_api import Browser, async_playwright

from zicht_surveys.drukwerk.brief import EINDE, Afzender, Soort, letter, letters_begin
from zicht_surveys.drukwerk.teksten import TALEN, richting, teksten
from zicht_surveys.uitnodigingen.qr import qr_codes
from zicht_surveys.vragenlijsten.schemas import Taal

STEM = "https://vragenlijsten.waddinxveen.nl/i/"
TOKEN = "0627-" + "Wm" * 16
TITEL = "Hoe ervaart u de hulp van uw cliëntondersteuner en van de vrijwilligers?"


def letters_to(*talen: Taal, papier: str = "a4", soort: Soort = "uitnodiging") -> str:
    afzender = Afzender("Waddinxveen", dict.fromkeys(TALEN, TITEL), date(2026, 12, 31))
    tails = [TOKEN if taal == "nl" else f"{TOKEN}?taal={taal}" for taal in talen]
    letters = [
        letter(afzender, taal, STEM + tail, qr_codes(STEM, [tail])[0], minuten=12, soort=soort)
        for taal, tail in zip(talen, tails, strict=True)
    ]
    return letters_begin(papier) + "".join(letters) + EINDE


@pytest.mark.parametrize("taal", TALEN)
def test_a_letter_says_who_asks_until_when_and_that_it_is_anonymous_and_voluntary(taal: Taal) -> None:
    page, t = letters_to(taal), teksten(taal)
    assert f'<article class="blad" lang="{taal}" dir="{richting(taal)}">' in page
    for said in ("Gemeente Waddinxveen", "2026", TOKEN, t["anoniem"], t["vrijwillig"], t["eigen"], t["papier"]):
        assert said in page
    assert t["herinnering"] not in page
    assert t["herinnering"] in letters_to(taal, soort="herinnering")


def test_what_a_gemeente_is_called_cannot_become_markup() -> None:
    afzender = Afzender("<script>alert(1)</script>", {"nl": "<b>x</b>"}, date(2026, 12, 31))
    page = letter(afzender, "nl", STEM + TOKEN, "<svg/>")
    assert "<script" not in page
    assert "<b>" not in page


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("papier", ["a4", "a5"])
@pytest.mark.parametrize("soort", ["uitnodiging", "herinnering"])
async def test_each_letter_is_one_sheet_in_every_language(chromium: Browser, papier: str, soort: Soort) -> None:
    page = await chromium.new_page()
    await page.set_content(letters_to(*TALEN, *TALEN, papier=papier, soort=soort))
    printed = await page.pdf(prefer_css_page_size=True)
    await page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2 * len(TALEN)
    boxes = set(re.findall(rb"/MediaBox\s*\[([^]]*)\]", printed))
    [(width, height)] = {tuple(round(float(side)) for side in box.split()[2:]) for box in boxes}
    # In points: 210 x 297 mm or 148 x 210 mm, rounded as the browser does.
    expected = (595, 842) if papier == "a4" else (420, 595)
    assert abs(width - expected[0]) <= 1
    assert abs(height - expected[1]) <= 1
