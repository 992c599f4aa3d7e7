"""Every instrument of the library, filled in to the end by a real browser in every language, over sockets."""

import asyncio
import json
import shutil
from collections import Counter, defaultdict
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.async_api import async_playwright
from tests.grondig import aantal
from tests.surveys.meting import invite, make_meting

from zicht_surveys.invullen.antwoorden import is_choice, is_visible
from zicht_surveys.invullen.teksten import RICHTING, TALEN, TEKSTEN
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten, vragenlijst

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
    pytest.mark.timeout(300),
]
KORT_OF_UITGEBREID = {"kort": 1, "uitgebreid": 9, "standaard": 1}


class Listening(uvicorn.Server):
    """A server that says when it can be reached."""

    def __init__(self, config):
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.listens.set()


@pytest.fixture
async def address(surveys_app):
    """Where the service listens, in this process: what the browser loads is what it would be anywhere."""
    server = Listening(uvicorn.Config(surveys_app, port=0, lifespan="off", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    await server.listens.wait()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
async def phone(address):
    """A page of a small phone, without JavaScript; the browser must have nothing to complain of in the end."""
    complaints = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await browser.new_context(
            viewport={"width": 320, "height": 640}, java_script_enabled=False, base_url=address
        )
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        yield page
        await browser.close()
    assert complaints == []


def choose(vraag, veld, nummer):
    """What the resident with this number answers; together they give many different answers."""
    if is_choice(vraag, veld):
        return vraag.waarden[:2] if vraag.soort == "meer" else (vraag.waarden[nummer % len(vraag.waarden)],)
    return "06 12345678" if vraag.soort == "telefoon" else f"Antwoord {nummer} – شكرًا, дякую"


async def press(page, button):
    """Press a button, and wait for the page that it leads to."""
    async with page.expect_navigation():
        await page.locator(button).click()


async def fill_in(page, path, definition, taal, nummer):
    """From the first page to the last, as someone who reads this language does it. Gives the answers."""
    answers = {}
    await page.goto(f"{path}?taal={taal}")
    assert await page.locator("h1").inner_text() == definition.titel[taal]
    await press(page, "main a.knop")
    for onderdeel in definition.onderdelen:
        asked = [vraag for vraag in onderdeel.vragen if is_visible(vraag, answers)]
        if not asked:
            continue
        language, direction, head, shown = await page.evaluate(
            "[document.documentElement.lang, document.dir, document.querySelector('h1').innerText,"
            " document.querySelector('main').innerText]"
        )
        assert (language, direction, head) == (taal, RICHTING.get(taal, "ltr"), onderdeel.titel[taal])
        for vraag in asked:
            assert vraag.tekst[taal] in shown
            for place, veld in enumerate(vraag.velden):
                answer = choose(vraag, veld, nummer + place)
                if isinstance(answer, str):
                    await page.locator(f"[name='{veld}']").fill(answer)
                else:
                    for waarde in answer:
                        await page.locator(f"[name='{veld}'][value='{waarde}']").check()
                answers[veld] = answer if isinstance(answer, str) or vraag.soort == "meer" else answer[0]
        await press(page, "main button")
    assert await page.locator("h1").inner_text() == TEKSTEN[taal]["controle_kop"]
    await press(page, "main button")
    assert await page.locator("h1").inner_text() == TEKSTEN[taal]["bedankt_kop"]
    return answers


def counted(definition, ballots):
    """How often each choice was given, per field."""
    closed = {veld for vraag in definition.vragen for veld in vraag.velden if is_choice(vraag, veld)}
    counts = defaultdict(Counter)
    for answers in ballots:
        for veld in closed & answers.keys():
            counts[veld].update([answers[veld]] if isinstance(answers[veld], str) else answers[veld])
    return counts


@pytest.mark.parametrize(
    "definition", alle_vragenlijsten()[:: aantal(6, 1)], ids=lambda found: f"{found.code}-{found.variant}"
)
async def test_every_instrument_is_filled_in_in_every_language_and_counts_as_it_lies_in_the_box(
    phone, gemeente, surveys_app, surveys_owner, definition
):
    assert definition.talen == TALEN
    meting = await make_meting(gemeente, vragenlijst=definition.code, drempel=5)
    urls = await invite(gemeente, meting, len(TALEN), contactmomenten=KORT_OF_UITGEBREID[definition.variant])
    given = [
        await fill_in(phone, urlsplit(url).path, definition, taal, nummer)
        for nummer, (url, taal) in enumerate(zip(urls, TALEN, strict=True))
    ]
    box = await surveys_owner.fetch("SELECT antwoorden FROM stembus WHERE meting_id = $1", meting["id"])
    recount = counted(definition, [json.loads(stem["antwoorden"]) for stem in box])
    assert len(box) == len(TALEN)
    assert recount == counted(definition, given)

    await release(surveys_app.state.db)
    results = (await gemeente.at_surveys("beleid").get(f"/v1/metingen/{meting['id']}/resultaten")).json()
    released = {uitslag["vraag"]: uitslag["antwoorden"] for uitslag in results["uitslagen"] if uitslag["antwoorden"]}
    assert released
    assert all(released[veld] == recount[veld] for veld in released)
    # Fields that fewer than the drempel answered are hidden; all others are there.
    assert {veld for veld, choices in recount.items() if choices.total() >= 5} <= set(released)


@pytest.mark.parametrize("taal", ["nl", "ar"])
async def test_the_long_hoewijzer_is_finished_by_keyboard_alone(phone, nieuwe_inwoner, taal):
    inwoner = await nieuwe_inwoner("hoewijzer", "uitgebreid")
    await phone.goto(f"{inwoner.pad}?taal={taal}")

    async def tab_to(selector):
        for _ in range(40):
            await phone.keyboard.press("Tab")
            if await phone.locator(f":is({selector}):focus").count():
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    async def press_enter():
        async with phone.expect_navigation():
            await phone.keyboard.press("Enter")

    await tab_to("main a.knop")
    await press_enter()
    for onderdeel in vragenlijst("hoewijzer", "uitgebreid").onderdelen:
        for vraag in onderdeel.vragen:
            if vraag.waarden:
                await tab_to("main input")
                await phone.keyboard.press("Space")
        await tab_to("main button")
        await press_enter()
    await tab_to("main button")
    await press_enter()
    assert await phone.locator("h1").inner_text() == TEKSTEN[taal]["bedankt_kop"]
    assert len(await inwoner.ballots()) == 1
