"""What lies on the table, and what is read afterwards."""

import re
import shutil
from functools import partial
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ConsoleMessage, Page, Route, async_playwright

from tests.api.doelenbomen.bomen import set_target
from tests.api.duiding.sessies import INDICATOR, URL, Rij, adopt, answer, change, hold, make_boom, plan, vote
from tests.api.verhalen.gegevens import enter_released, verhaal
from tests.gemeente import Gemeente

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
KWARTALEN = ("2024-K4", "2025-K1", "2025-K2", "2025-K3", "2025-K4")
CITAAT = "Na het tweede gesprek wist ik eindelijk wat ik kon kiezen."
# The sheet: a first page, per onderwerp one to look at and one to write on, and a last one. The report: a first page,
# two about the onderwerp of which most was said, and one about each of the others.
PAGES = {"gespreksblad": 1 + 2 * 3 + 1, "verslag": 1 + 2 + 1 + 1}
BIJDRAGEN: dict[str, dict[str, Any]] = {
    "inwoner": {
        "herkennen": {"antwoord": "ja", "toelichting": "Aan de balie in Noord word je niet aangekeken. Je wacht."},
        "verklaren": {"antwoord": "deels", "toelichting": "Er zit elke week iemand anders."},
        "waarderen": {"antwoord": "zorgelijk"},
        "verbeteren": {"antwoord": "nodig", "toelichting": "Zorg voor één vast gezicht."},
    },
    "professional": {
        "herkennen": {"antwoord": "ja"},
        "verklaren": {"antwoord": "ja", "toelichting": "Door ziekte was er in Noord een half jaar minder bezetting."},
        "waarderen": {"antwoord": "wisselend", "toelichting": "In de Oude Kern gaat het juist goed."},
        "verbeteren": {"antwoord": "nodig"},
    },
    "management": {"herkennen": {"antwoord": "ja"}, "verbeteren": {"antwoord": "misschien"}},
}
UITKOMST: Rij = {
    "conclusies": [
        {"onderwerp": "welkom", "tekst": "In Noord voelen mensen zich minder welkom, door te weinig vaste mensen."},
        {"onderwerp": None, "tekst": "We kijken elk kwartaal samen naar deze cijfers, met inwoners aan tafel."},
    ],
    "aanbevelingen": [
        {"code": "gezicht", "tekst": "Zet in Noord vaste mensen aan de balie.", "onderwerp": "welkom"},
        {"code": "bellen", "tekst": "Bel binnen een dag terug.", "onderwerp": None},
        {"code": "brief", "tekst": "Schrijf de brief over cliëntondersteuning opnieuw, korter.", "onderwerp": None},
        {"code": "folder", "tekst": "Maak een folder in meer talen.", "onderwerp": None},
    ],
}


@pytest.fixture
async def besproken(gemeente: Gemeente) -> Rij:
    """A session that was adopted: a figure per gebied, a goal and a story. With the id of the story."""
    await set_target(gemeente, INDICATOR, streefwaarde=75, nulmetingPeriode="2024-K4")
    await make_boom(gemeente)
    for nummer, kwartaal in enumerate(KWARTALEN):
        await answer(gemeente, kwartaal, 60 - 9 * nummer, 20 + 9 * nummer)
        await answer(gemeente, kwartaal, 40 + nummer, 30 - nummer, gebied="BU0101")
    # So few that what they said is not shown.
    await answer(gemeente, "2025-K4", 3, 1, gebied="BU0102")
    delen = [
        {"onderwerp": "eerste-contact", "tekst": "Ik belde drie keer. De derde keer kreeg ik iemand aan de lijn."},
        {"onderwerp": "opbrengst", "tekst": f"{CITAAT} Dat gaf rust, ook voor mijn dochter."},
    ]
    verhaal_id = await enter_released(
        gemeente, verhaal("duiding", delen=delen, citaat=CITAAT, titel="Drie keer bellen")
    )
    sessie = await plan(
        gemeente.beleid,
        naam="Hoe welkom voelt iemand zich bij ons?",
        datum="2026-02-12",
        periode="2025-K4",
        onderwerpen=[
            {
                "code": "welkom", "soort": "indicator", "indicator": INDICATOR, "per": "gebied",
                "vraag": "Wat gebeurt er aan de balie in Noord?",
            },
            {"code": "weten", "soort": "knoop", "doelenboom": "regie", "knoop": "weten", "gebied": "WK02"},
            {"code": "verhaal", "soort": "verhaal", "verhaal": verhaal_id},
        ],
        deelnemers=[
            {"perspectief": "inwoner", "deelnemers": 5},
            {"perspectief": "professional", "deelnemers": 4},
            {"perspectief": "management", "deelnemers": 1},
        ],
    )  # fmt: skip
    sessie = await hold(gemeente.beleid, sessie)
    for perspectief, bijdrage in BIJDRAGEN.items():
        sessie = await change(gemeente.beleid, sessie, f"/bijdragen/welkom/{perspectief}", bijdrage)
    sessie = await change(gemeente.beleid, sessie, "/uitkomst", UITKOMST)
    sessie = await vote(gemeente.beleid, sessie, "inwoner", gezicht=15, bellen=6)
    sessie = await vote(gemeente.beleid, sessie, "professional", gezicht=9, brief=6)
    return await adopt(gemeente.beleid, sessie) | {"verhaal": verhaal_id}


class _Text(HTMLParser):
    """What a page says, and the levels of its headings in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.levels: list[int] = []
        self._style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._style = tag == "style"
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)


async def page_of(gemeente: Gemeente, sessie: Rij, blad: str) -> _Text:
    got = await gemeente.beleid.get(f"{URL}/{sessie['id']}/{blad}")
    assert (got.status_code, got.headers["content-type"]) == (200, "text/html; charset=utf-8"), got.text
    assert 'lang="nl"' in got.text
    # Nothing that runs, nothing from elsewhere, and no style that the policy would not take.
    assert re.search(r"<script|<link|<img|<iframe|style=|https?://|\son\w+=", got.text) is None
    return _Text(got.text)


async def test_the_sheet_says_the_figures_their_differences_and_the_story_and_asks_the_four_questions(
    gemeente: Gemeente, besproken: Rij
) -> None:
    blad = await page_of(gemeente, besproken, "gespreksblad")
    for said in (
        "Hoe welkom voelt iemand zich bij ons?",
        "12 februari 2026",
        "het vierde kwartaal van 2025",
        "5 inwoners, 4 professionals, 1 manager",
        "Onze vraag aan u Wat gebeurt er aan de balie in Noord?",
        "46,1%",
        "4,6 punten lager dan in het derde kwartaal van 2025 (50,7%). Dit kan ook toeval zijn.",
        "28,9 punten onder de streefwaarde van 75%.",
        "Centrum 63,5% Oude Kern niet getoond Stationsbuurt niet getoond Noord 30%",
        "0 van de 100 Zo ver is dit doel bereikt in het vierde kwartaal van 2025.",
        "Drie keer bellen",
        CITAAT,
        "Het eerste contact Ik belde drie keer.",
    ):
        assert said in blad.text, said
    # For each of the three, and once on the first page.
    for question in ("Herkennen we dit?", "Kunnen we dit verklaren?", "Wat vinden we ervan?", "Moet er iets beter?"):
        assert blad.text.count(question) == 1 + 3
    assert blad.levels[0] == 1
    assert blad.levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(blad.levels, blad.levels[1:], strict=False))


async def test_the_report_says_who_said_what_and_what_happened_with_it(gemeente: Gemeente, besproken: Rij) -> None:
    verslag = await page_of(gemeente, besproken, "verslag")
    for said in (
        "Wat zei wie? Vraag Inwoners Professionals Managers Zijn we het eens?",
        "Herkennen we dit? ja ja ja eens",
        "Wat vinden we ervan? zorgelijk wisselend – niet eens",
        "Inwoners Zorg voor één vast gezicht.",
        "Onze conclusie In Noord voelen mensen zich minder welkom",
        "1 Zet in Noord vaste mensen aan de balie. 24 stemmen",
        "2 Bel binnen een dag terug. Gedeelde plaats",
        "Ook genoemd: Maak een folder in meer talen.",
        "Er is nog geen verbeterplan bij deze sessie.",
        CITAAT,
    ):
        assert said in verslag.text, said
    assert "Concept" not in verslag.text

    planned = await gemeente.beleid.post(
        "/v1/verbeterplannen",
        json={
            "naam": "Een vast gezicht in Noord",
            "aanleiding": {"duidingssessies": [besproken["id"]]},
            "begin": "2026-03-01",
            "eind": "2026-12-31",
            "ambities": [],
            "resultaten": [],
        },
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert planned.status_code == 201, planned.text
    later = await page_of(gemeente, besproken, "verslag")
    expected = "Een vast gezicht in Noord : verbeterplan, in voorbereiding (1 maart 2026 tot en met 31 december 2026)."
    assert expected in later.text


async def test_of_a_withdrawn_story_nothing_is_left_on_either_page(gemeente: Gemeente, besproken: Rij) -> None:
    withdrawn = await gemeente.beleid.post(f"/v1/verhalen/{besproken['verhaal']}/intrekking")
    assert withdrawn.is_success, withdrawn.text
    for name in ("gespreksblad", "verslag"):
        blad = await page_of(gemeente, besproken, name)
        assert "Dit verhaal is ingetrokken, of de toestemming is voorbij." in blad.text
        for gone in (CITAAT, "Drie keer bellen", "derde keer"):
            assert gone not in blad.text


async def test_a_story_that_is_not_for_a_session_is_not_shown_and_a_report_says_that_it_is_not_final(
    gemeente: Gemeente,
) -> None:
    verhaal_id = await enter_released(gemeente, verhaal("aanbieder", tekst="Dit is alleen voor de aanbieder."))
    onderwerpen = [{"code": "verhaal", "soort": "verhaal", "verhaal": verhaal_id}]
    sessie = await plan(gemeente.beleid, onderwerpen=onderwerpen)
    for name in ("gespreksblad", "verslag"):
        blad = await page_of(gemeente, sessie, name)
        assert "Dit verhaal mag hier niet worden getoond." in blad.text
        assert "alleen voor de aanbieder" not in blad.text
    assert "Concept: deze sessie is nog niet vastgesteld." in (await page_of(gemeente, sessie, "verslag")).text


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
async def test_everybody_can_read_both_pages_on_a_screen_however_narrow_and_on_paper(
    gemeente: Gemeente, besproken: Rij
) -> None:
    found: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in ("gespreksblad", "verslag"):
            got = await gemeente.beleid.get(f"{URL}/{besproken['id']}/{name}")
            page = await browser.new_page()
            page.on("console", partial(_complain, found))
            await page.route("**/*", partial(_serve, got))
            await page.set_viewport_size({"width": 320, "height": 900})
            await page.goto(f"http://blad.test/{name}")
            found += [f"{name}: {fault}" for fault in await violations(page)]
            wide = await page.evaluate("document.documentElement.scrollWidth")
            found += [f"{name}: {wide} wide"] if wide > 320 else []
            pages = len(re.findall(rb"/Type\s*/Page\b", await page.pdf(prefer_css_page_size=True)))
            found += [f"{name}: {pages} pages"] if pages != PAGES[name] else []
            await page.close()
        await browser.close()
    assert found == []


def _complain(found: list[str], message: ConsoleMessage) -> None:
    found.append(message.text)


async def _serve(got: httpx.Response, route: Route) -> None:
    headers = {name: got.headers[name] for name in ("content-type", "content-security-policy")}
    await route.fulfill(body=got.text, headers=headers)


async def violations(page: Page) -> list[str]:
    """What axe finds wrong, in a line each."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = await Axe().run(page, options={"runOnly": rules})
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in result.response["violations"]]
