"""The dashboard and the report: what stands on them for whom, and that it is what the API answers."""

import html
import re
from decimal import Decimal

import httpx
import pytest

from tests.api.aanmelden.bezoek import Browsers
from tests.api.dashboard.gegevens import (
    AANRADER,
    ALLEEN_LEREN,
    HOSTILE,
    JAAR,
    LEERZIN,
    PLAATS,
    VERBORGEN,
    look,
    page,
    words,
)
from tests.api.doelenbomen.bomen import set_target
from tests.api.raadsblad.gegevens import CITAAT
from tests.conftest import MakeGemeente
from tests.contacten import contact
from tests.gemeente import Gemeente
from zicht_api.dashboard.bestanden import BESTANDEN, address_of
from zicht_api.dashboard.woorden import ONTBREEKT_UITLEG
from zicht_api.duiding.woorden import in_getal, met_eenheid

MEESTE_BYTES = 200_000
RAPPORT = f"/rapport/{JAAR}"
PLAN = "Beter uitleggen"


async def test_who_works_for_the_gemeente_sees_figures_goals_stories_and_what_is_done(
    gemeente: Gemeente, browsers: Browsers
) -> None:
    browser = await look(browsers, gemeente, "beleid")
    for pad in ("", RAPPORT):
        text = words(await page(browser, pad, periode=JAAR) if not pad else await page(browser, pad))
        for said in (
            "Cliëntondersteuning in 2025",
            "Gehaald : streefwaarde 1.200",
            "Hoger dan 2024 (1.130). Dat is gunstig",
            "Lager dan 2024 (58%). Dat is ongunstig",
            "Nog niet gehaald : streefwaarde 75%",
            "Hoe ver zijn onze doelen?",
            CITAAT,
            PLAN,
            "Van 61% in 2024 naar 72% (n = 400) in 2025.",
            "Peildatum",
            "dataversie",
            "vragenlijst onder cliënten",
            "registratie van aanbieders",
        ):
            assert said in text, (pad, said)
    assert LEERZIN in words(await page(browser, RAPPORT))
    antwoorden = words(await page(browser, periode=JAAR))
    # What each answer was is there to learn from; the picture, and the table that says the same.
    assert f"{AANRADER}, in een tabel" in antwoorden
    assert "3: 13×" in antwoorden
    assert "7: 11×" in antwoorden


async def test_every_figure_is_the_one_that_the_api_answers_at_that_moment(
    gemeente: Gemeente, browsers: Browsers
) -> None:
    text = html.unescape(words(await page(await look(browsers, gemeente, "beleid"), RAPPORT)))
    seen = 0
    for row in (await gemeente.beleid.get("/v1/indicatoren?limit=1000")).json()["items"]:
        if f"{row['naam']} per periode" not in text:
            continue
        answer = (await gemeente.beleid.get(f"/v1/indicatoren/{row['code']}/waarden?periode={JAAR}")).json()
        [waarde] = answer["waarden"]
        if waarde["waarde"] is None:
            continue
        figure = met_eenheid(Decimal(str(waarde["waarde"])), row["eenheid"])
        n = "" if waarde["n"] is None else f" (n = {in_getal(Decimal(waarde['n']))})"
        assert f"{row['naam']} {figure}{n}" in text, row["code"]
        assert f"dataversie {answer['dataversie']}" in text
        seen += 1
    assert seen >= 10


async def test_the_public_sees_what_is_public_and_is_told_how_to_see_more(
    gemeente: Gemeente, browsers: Browsers
) -> None:
    browser = await look(browsers, gemeente)
    rows = (await gemeente.beheer.get("/v1/indicatoren?limit=1000")).json()["items"]
    openbaar = {row["naam"] for row in rows if row["openbaar"] and "verantwoorden" in row["doelen"]}
    besloten = {row["naam"] for row in rows} - openbaar
    for pad in ("", RAPPORT):
        text = words(await page(browser, pad, periode=JAAR))
        assert "Bereikte cliënten" in text
        assert CITAAT in text
        # The tree, as far as it stands above what is public.
        assert "Knoop kunnen" in text
        for unseen in ("Knoop weten", "Knoop uitleg", ALLEEN_LEREN, LEERZIN, PLAN, "Signalen", "Wat we eraan doen"):
            assert unseen not in text, (pad, unseen)
        assert [naam for naam in besloten if naam in text] == []
    assert "Meld u aan om meer te zien" in words(await page(browser))


async def test_a_gemeente_that_made_nothing_public_says_so_and_offers_to_sign_in(
    nieuwe_gemeente: MakeGemeente, browsers: Browsers
) -> None:
    stil = await nieuwe_gemeente()
    found = await page(await look(browsers, stil))
    assert "nog geen cijfers openbaar gemaakt" in words(found)
    assert f'href="/dashboard/{stil.code}/aanmelden?terug=/dashboard/{stil.code}"' in found


async def test_who_must_account_sees_nothing_of_what_is_there_to_learn_from(
    gemeente: Gemeente, browsers: Browsers
) -> None:
    browser = await look(browsers, gemeente, "verantwoorder")
    for pad in ("", RAPPORT):
        found = await page(browser, pad, periode=JAAR)
        assert PLAN in words(found)
        for leren in (ALLEEN_LEREN, AANRADER, "leerpunt", LEERZIN, "Meting welkom", "Voelde zich welkom"):
            assert leren not in found, (pad, leren)
    assert "Dit cijfer kennen we niet" in words(await page(browser, status=400, cijfer="leerpunt"))


async def test_an_aanbieder_sees_its_own_figures_and_no_tree(gemeente: Gemeente, browsers: Browsers) -> None:
    text = words(await page(await look(browsers, gemeente, "aanbieder:buurvrouw"), periode=JAAR))
    assert "U ziet de cijfers van uw eigen organisatie" in text
    assert "Hoe ver zijn onze doelen?" not in text
    assert "1.287" not in text


async def test_what_is_hidden_stands_nowhere_and_is_said_to_be_hidden(gemeente: Gemeente, browsers: Browsers) -> None:
    hidden = await gemeente.beleid.get(f"/v1/indicatoren/vijandig/waarden?periode={JAAR}&gebied=WK02")
    assert hidden.json()["waarden"][0]["onderdrukt"] is True
    browser = await look(browsers, gemeente, "beleid")
    per_gebied = html.unescape(await page(browser, periode=JAAR, cijfer="vijandig"))
    assert f'<th scope="row">{PLAATS}</th><td class="getal">niet getoond</td>' in per_gebied
    filtered = [await page(browser, periode=JAAR, gebied="WK02"), await page(browser, RAPPORT, gebied="WK02")]
    for found in (per_gebied, *filtered):
        assert re.search(rf">{VERBORGEN}<|n = {VERBORGEN}\b|\b{VERBORGEN} contacten", found) is None
        assert "niet getoond" in found
    assert all(ONTBREEKT_UITLEG["te-weinig"] in words(found) for found in filtered)


async def test_what_people_wrote_is_text_and_nothing_else(gemeente: Gemeente, browsers: Browsers) -> None:
    for wie in (None, "beleid"):
        browser = await look(browsers, gemeente, wie)
        for found in (
            await page(browser, periode=JAAR, cijfer="vijandig", gebied="WK02"),
            await page(browser, RAPPORT),
        ):
            assert html.escape(HOSTILE, quote=False) in found.replace("&#34;", '"')
            assert "<b>Noord" not in found


async def test_a_page_is_small(gemeente: Gemeente, browsers: Browsers) -> None:
    browser = await look(browsers, gemeente, "beleid")
    around = sum(len(inhoud) for inhoud in BESTANDEN.values())
    around += len((await browser.http.get(f"{browser.huis}/huisstijl.css")).content)
    for pad in ("", RAPPORT):
        assert len((await page(browser, pad, periode=JAAR)).encode()) + around < MEESTE_BYTES, pad


async def test_without_a_period_it_is_the_last_quarter_with_figures(gemeente: Gemeente, browsers: Browsers) -> None:
    browser = await look(browsers, gemeente, "beleid")
    found = await page(browser)
    assert "Cliëntondersteuning in het vierde kwartaal van 2025" in words(found)
    assert f'href="{browser.huis}?periode=2025-K3" rel="prev"' in found
    assert f'href="{browser.huis}?periode=2026-K1" rel="next"' in found
    got = await browser.http.get(f"{browser.huis}/rapport")
    assert (got.status_code, got.headers["location"]) == (303, f"{browser.huis}/rapport/2025-K4")


async def test_the_filter_is_part_of_every_address_on_the_page(gemeente: Gemeente, browsers: Browsers) -> None:
    found = await page(await look(browsers, gemeente, "beleid"), periode=JAAR, gebied="WK01", doelgroep="")
    assert "U ziet alleen: Centrum" in words(found)
    assert "periode=2024&amp;gebied=WK01" in found
    assert 'name="gebied" value="WK01"' in found
    assert f"/rapport/{JAAR}?gebied=WK01" in found


@pytest.mark.parametrize(
    ("query", "reden"),
    [
        ({"periode": "gisteren"}, "periode: Dit is geen periode, zoals 2026"),
        ({"periode": "2025-W10"}, "periode: Kies een jaar, een kwartaal of een maand"),
        ({"gebied": "WK99"}, "gebied: Deze code kennen we niet."),
        ({"cijfer": "<b>x"}, "cijfer: "),
        ({"peildatum": "2999-01-01"}, "peildatum: Deze dag moet nog komen."),
    ],
)
async def test_what_cannot_be_asked_is_refused_in_words(
    gemeente: Gemeente, browsers: Browsers, query: dict[str, str], reden: str
) -> None:
    found = await page(await look(browsers, gemeente, "beleid"), status=400, **query)
    assert reden in words(found)
    assert "<b>x" not in found
    assert f'href="/dashboard/{gemeente.code}"' in found


async def test_of_a_gemeente_that_is_not_there_there_is_no_page(api: httpx.AsyncClient) -> None:
    for path in ("GM9999", "GM1", "x/rapport/2025", "x/huisstijl.css"):
        got = await api.get(f"/dashboard/{path}")
        assert (got.status_code, got.headers["content-type"]) == (404, "text/html; charset=utf-8"), path
        assert "Deze pagina is er niet." in got.text


async def test_the_stylesheet_is_kept_under_the_address_that_names_its_version(api: httpx.AsyncClient) -> None:
    got = await api.get(address_of("zicht.css"))
    assert got.content == BESTANDEN["zicht.css"]
    assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await api.get("/dashboard/zicht.css?v=oud")).headers["cache-control"] == "public, max-age=300"


async def test_the_colours_of_the_gemeente_come_after_those_of_zicht(gemeente: Gemeente, browsers: Browsers) -> None:
    browser = await look(browsers, gemeente)
    found = await page(browser)
    assert found.index(html.escape(address_of("zicht.css"))) < found.index(f"{browser.huis}/huisstijl.css")
    css = (await browser.http.get(f"{browser.huis}/huisstijl.css")).text
    assert "--utrecht-page-header-background-color:#" in css


async def test_a_report_can_be_asked_for_again_as_it_was(gemeente: Gemeente, browsers: Browsers) -> None:
    """To the last byte, whatever is delivered or defined after it."""
    browser = await look(browsers, gemeente)
    vast = re.search(r'href="([^"]*peildatum=[^"]*)">dit vaste adres', await page(browser, RAPPORT))
    assert vast is not None
    adres = html.unescape(vast[1])
    before = (await browser.http.get(adres)).text
    later = [contact(5000 + nummer, aanbieder="buurvrouw", gebied="BU0101", datum="2025-06-03") for nummer in range(40)]
    (await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=later)).raise_for_status()
    await set_target(gemeente, "clienten-bereikt", naam="Heel anders", streefwaarde=5)
    assert "Heel anders" in await page(browser, RAPPORT)
    assert (await browser.http.get(adres)).text == before
    await set_target(gemeente, "clienten-bereikt", naam="Bereikte cliënten", streefwaarde=1200)
    assert "Bereikte cliënten" in before
