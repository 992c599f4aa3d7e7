"""The page of definitions: what a visitor may see, in words, with links that lead somewhere."""

from html.parser import HTMLParser

import httpx
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.api.catalogus.gegevens import change_indicator, deliver
from tests.gemeente import Gemeente
from zicht_shared.auth import Doel, Rol


class Page(HTMLParser):
    """ids, links and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tekst: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")

    def handle_data(self, data: str) -> None:
        self.tekst.append(data)

    def __contains__(self, words: str) -> bool:
        return words in " ".join(" ".join(self.tekst).split())


async def look(client: httpx.AsyncClient, gemeente: Gemeente, query: str = "") -> Page:
    answer = await client.get(f"/dashboard/{gemeente.code}/begrippen{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), answer.text
    assert "style=" not in answer.text
    assert "<script" not in answer.text
    return Page(answer.text)


async def test_a_resident_reads_what_the_public_figures_mean(gemeente: Gemeente, api: httpx.AsyncClient) -> None:
    assert "De gemeente heeft nog geen cijfers openbaar gemaakt." in await look(api, gemeente)
    await deliver(gemeente)
    await change_indicator(
        gemeente,
        "uren",
        openbaar=True,
        naam="Uren <b>&</b> inzet",
        richting="hoger",
        streefwaarde=1250,
        streefwaarden={"2026-K4": 400.5},
        nulmetingPeriode="2024",
    )
    page = await look(api, gemeente)
    for words in (
        "Uren <b>&</b> inzet",
        "Opgeteld: Uren cliëntondersteuning.",
        "Registraties van aanbieders; tellingen van aanbieders waar zij die leveren.",
        "1.250 uren en 400,5 uren voor het vierde kwartaal van 2026.",
        "Het cijfer over 2024.",
        "Hoger is beter.",
        "Om van te leren en om verantwoording mee af te leggen.",
        "minder dan 10 mensen",
        "Stationsbuurt",
        "Licht verstandelijke beperking",
    ):
        assert words in page, words
    assert not [words for words in ("NPS", "helpend", "Doorlooptijd") if words in page]

    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    files = [link for link in page.links if "/gegevens?" in link]
    assert {link.partition("formaat=")[2] for link in files} == {
        "xlsx",
        "csv-excel",
        "csv",
        "json",
        "json-stat",
        "parquet",
    }
    assert [(await api.get(link)).status_code for link in files if link.endswith("=json")] == [200, 200]


async def test_who_signed_in_reads_what_the_key_may_see(gemeente: Gemeente, api_app: Starlette) -> None:
    keys = [gemeente.sleutels["bi"], await gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)]
    browsers = Browsers(api_app)
    async with browsers.clients:
        pages, files, catalogues = [], [], []
        for key in keys:
            browser = browsers.new(gemeente, scheme="http")
            await browser.sign_in(key)
            pages.append(await look(browser.http, gemeente))
            files.append(await browser.http.get(f"{browser.huis}/gegevens?indicator=nps"))
            catalogues.append((await browser.http.get(f"{browser.huis}/catalogus.jsonld")).text)
    assert ["NPS publieke sector" in page for page in pages] == [True, False]
    assert ["Doorlooptijd" in page for page in pages] == [True, True]
    assert [file.status_code for file in files] == [200, 400]
    # What is for everybody is the same for everybody.
    assert catalogues[0] == catalogues[1]
    assert "uren" not in catalogues[0]


async def test_a_page_that_cannot_be_given_says_so_in_words(gemeente: Gemeente, api: httpx.AsyncClient) -> None:
    for pad in ("begrippen", "catalogus.jsonld", "gegevens"):
        for code in ("GM9999", "..", "gm"):
            answer = await api.get(f"/dashboard/{code}/{pad}")
            assert answer.status_code == 404, answer.text
    wrong = await api.get(f"/dashboard/{gemeente.code}/begrippen?peildatum=gisteren")
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "Geef een dag, zoals 2026-03-31, of een moment met tijdzone." in Page(wrong.text)
    for query in ("formaat=pdf", "periode=ooit", "uitsplitsing=kleur", "peildatum=gisteren"):
        answer = await api.get(f"/dashboard/{gemeente.code}/gegevens?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8"), query
