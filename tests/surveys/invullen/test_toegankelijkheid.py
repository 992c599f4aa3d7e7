"""Every page state in a real browser: axe, the narrowest screen, the keyboard, forced colours, and our own CSP."""

import shutil
from dataclasses import replace
from itertools import chain

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright
from tests.grondig import GRONDIG

from zicht_shared.http import SECURITY_HEADERS
from zicht_shared.huisstijl.kleuren import palette
from zicht_shared.huisstijl.stijlblad import stylesheet
from zicht_surveys.invullen.antwoorden import read_answers
from zicht_surveys.invullen.pagina import STATIC, check_page, start_page, step_page
from zicht_surveys.invullen.teksten import TALEN
from zicht_surveys.open_links.pagina import open_page
from zicht_surveys.vragenlijsten.schemas import Onderdeel

from .test_pagina import ELKE_SOORT, PAGES, formulier

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MEDIA_TYPES = {"css": "text/css", "svg": "image/svg+xml"}
DARK = {
    "utrecht-document-background-color": "#101820",
    "utrecht-document-color": "#ffffff",
    "utrecht-link-color": "#9fd3ff",
    "utrecht-page-header-background-color": "#000000",
    "utrecht-button-primary-action-background-color": "#9fd3ff",
    "utrecht-button-primary-action-color": "#101820",
    "utrecht-button-secondary-action-border-color": "#9fd3ff",
    "utrecht-form-control-border-color": "#c0c8d0",
    "utrecht-focus-outline-color": "#ffdd57",
}

# All kinds of question on one page: what axe looks at in one state in one language.
ALLES = ELKE_SOORT.model_copy(
    update={
        "onderdelen": (
            Onderdeel(
                titel=ELKE_SOORT.onderdelen[0].titel,
                vragen=tuple(
                    chain.from_iterable(
                        (onderdeel.vragen[0], onderdeel.vragen[-1]) for onderdeel in ELKE_SOORT.onderdelen
                    )
                ),
            ),
        )
    }
)
WRONG = {veld: ["x" * 2001] for vraag in ALLES.vragen for veld in vraag.velden}
GOOD = {vraag.code: vraag.waarden[0] for vraag in ALLES.vragen if vraag.waarden and not vraag.rijen}
GOOD |= {rij.code: "4" for vraag in ALLES.vragen for rij in vraag.rijen} | {"open": "x" * 90, "telefoon": "06 12345678"}


def _states(taal):
    form = formulier(ALLES, taal)
    faults = read_answers(ALLES.onderdelen[0], WRONG, {})[1]
    return {
        f"{taal}-alles": step_page(form, 1, GOOD),
        f"{taal}-alles-fout": step_page(form, 1, {}, sent=WRONG, faults=faults),
        f"{taal}-alles-controle": check_page(form, GOOD),
        f"{taal}-alles-wijzigen": step_page(form, 1, GOOD, van="controle"),
        f"{taal}-alles-verder": start_page(form, 1),
        f"{taal}-voorbeeld": step_page(replace(form, voorbeeld=True), 1, {}),
        f"{taal}-open": open_page(form.keuze, form.afzender, form.definition.titel, "poster", "/o/0627-geheim"),
    }


ALL_PAGES = PAGES | {name: html for taal in TALEN for name, html in _states(taal).items()}
ALL_PAGES["eigen-huisstijl"] = step_page(
    formulier(ALLES, "nl", "/stijl/donker.css"),
    1,
    {},
    sent=WRONG,
    faults=read_answers(ALLES.onderdelen[0], WRONG, {})[1],
)
ALL_PAGES["eigen-huisstijl-controle"] = check_page(formulier(ALLES, "nl", "/stijl/donker.css"), GOOD)
STATES = (
    *("alles", "alles-fout", "alles-controle", "alles-verder", "nps-standaard-bedankt"),
    *("nps-standaard-privacy", "gebruikt", "te_vaak", "toegankelijkheid", "voorbeeld", "open"),
    *("terugkoppeling-nl", "terugkoppeling-straks"),
)


@pytest.fixture(scope="module")
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def _serve(route):
    name = route.request.url.rpartition("/")[2].partition("?")[0]
    headers = {"Content-Security-Policy": SECURITY_HEADERS["Content-Security-Policy"]}
    if name in STATIC:
        await route.fulfill(body=STATIC[name], headers=headers | {"Content-Type": MEDIA_TYPES[name.rpartition(".")[2]]})
    elif name == "donker.css":
        await route.fulfill(body=stylesheet(palette(DARK)), headers=headers | {"Content-Type": "text/css"})
    else:
        await route.fulfill(body=ALL_PAGES[name], headers=headers | {"Content-Type": "text/html; charset=utf-8"})


@pytest.fixture
async def screen(browser):
    """Opens pages of ours by their names; the browser must have nothing to complain of in the end."""
    complaints, contexts = [], {}

    async def open_(name, width=320, **options):
        key = (width, *sorted(options.items()))
        if key not in contexts:
            context = await browser.new_context(viewport={"width": width, "height": 640}, **options)
            contexts[key] = page = await context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            await page.route("**/*", _serve)
        await contexts[key].goto(f"http://vragen.test/{name}")
        return contexts[key]

    yield open_
    for page in contexts.values():
        await page.context.close()
    assert complaints == []


async def violations(page, **rules):
    """What axe finds wrong, in a line each."""
    found = await Axe().run(
        page, options=AXE | {"rules": {rule: {"enabled": False} for rule in rules.get("without", ())}}
    )
    return [
        f"{page.url}: {violation['id']}: {violation['nodes'][0]['html']}" for violation in found.response["violations"]
    ]


TOO_SMALL = """[...document.querySelectorAll('.opties label, .knop, .invoer, .voet a, summary, .talen a')]
    .filter(element => element.checkVisibility({contentVisibilityAuto: true}))
    .map(element => [element.textContent, element.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 44 || box.height < 44)).map(([text]) => text)"""


@pytest.mark.parametrize("taal", TALEN)
async def test_everybody_can_use_every_page_on_the_narrowest_screen_and_at_400_percent(screen, taal):
    found = []
    for state in STATES:
        page = await screen(f"{taal}-{state}")
        # What axe looks for hangs on the language only where that runs from right to left.
        if GRONDIG or taal in {"nl", "ar"}:
            found += await violations(page)
        width = await page.evaluate("document.documentElement.scrollWidth")
        found += [f"{state}: {width} wide"] if width > 320 else []
        found += [f"{state}: too small: {text}" for text in await page.evaluate(TOO_SMALL)]
    assert found == []


async def test_everybody_can_use_every_page_on_a_wide_screen(screen):
    found = []
    for name in ("nl-alles", "nl-alles-fout", "nl-alles-controle", "ar-alles", "nl-onbekend", "ar-terugkoppeling-nl"):
        page = await screen(name, width=1280)
        found += await violations(page)
        found += await page.evaluate(TOO_SMALL)
    assert found == []


async def test_a_dark_look_of_a_gemeente_passes_as_our_own_does(screen):
    found = []
    for name in ("eigen-huisstijl", "eigen-huisstijl-controle"):
        for width in (320, 1280):
            found += await violations(await screen(name, width=width))
    assert found == []


async def test_a_page_can_be_filled_in_by_keyboard_alone_and_shows_where_one_is(screen):
    page = await screen("nl-hoewijzer-kort-1")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    assert (await page.locator(".skip").bounding_box())["y"] >= 0
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.localName") == "summary"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.lang") == "nl"
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
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


@pytest.mark.parametrize("width", [320, 1280])
async def test_each_row_of_a_matrix_is_a_group_that_the_arrows_walk_through(screen, width):
    page = await screen("nl-elke-soort-standaard-2", width=width)
    await page.locator("#i-matrix-1_1").focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    chosen = await page.evaluate("[...document.querySelectorAll(':checked')].map(input => input.id)")
    assert chosen == ["i-matrix-1_2", "i-matrix-2_1"]
    tree = await page.locator("fieldset.matrix").first.aria_snapshot()
    assert 'group "Vraag matrix?"' in tree
    assert 'radiogroup "Regel matrix 1"' in tree
    assert 'radio "oneens" [checked]' in tree
    # The heads of the columns are for eyes only: to the ear each choice says what it means itself.
    assert tree.count('radio "helemaal eens"') == 2
    assert tree.count("helemaal eens") == 4


async def test_a_fault_has_the_focus_and_leads_to_its_field(screen):
    page = await screen("nl-hoewijzer-kort-1-fout")
    assert await page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    await page.locator(".fouten a").first.click()
    assert await page.evaluate("document.activeElement.id") == "i-snel-contact_1"


@pytest.mark.parametrize("options", [{"forced_colors": "active", "reduced_motion": "reduce"}, {"contrast": "more"}])
async def test_a_page_stays_whole_in_forced_colours_with_more_contrast_and_without_motion(screen, options):
    found = []
    for name in ("nl-alles", "nl-alles-fout", "ar-alles-controle", "nl-alles-verder"):
        page = await screen(name, **options)
        # axe reads the colours as they would be without the force, so contrast is not asked there.
        found += await violations(page, without=["color-contrast"] if "forced_colors" in options else [])
    assert found == []
    if "reduced_motion" in options:
        assert await page.evaluate("getComputedStyle(document.querySelector('.knop')).transitionDuration") == "0s"


async def test_what_is_chosen_has_the_focus_or_is_done_shows_in_forced_colours(screen):
    page = await screen("nl-alles", forced_colors="active")
    style = "getComputedStyle(document.querySelector('#i-likert5_{}').closest('label')).{}"
    assert await page.evaluate(style.format(1, "outlineStyle")) == "solid"
    assert await page.evaluate(style.format(2, "outlineStyle")) == "none"
    await page.locator("#i-ja-nee_ja").focus()
    focus = "getComputedStyle(document.querySelector('#i-ja-nee_ja').closest('label')).outlineWidth"
    assert await page.evaluate(focus) == "3px"
    assert await page.evaluate("getComputedStyle(document.querySelector('progress')).appearance") == "auto"


@pytest.mark.parametrize("taal", ["nl", "ar"])
async def test_text_starts_at_the_side_where_its_language_starts(screen, taal):
    page = await screen(f"{taal}-alles")
    box = "(r => [r.left, innerWidth - r.right])(document.querySelector('.opties input').getBoundingClientRect())"
    left, right = await page.evaluate(box)
    assert (left < right) == (taal == "nl")
