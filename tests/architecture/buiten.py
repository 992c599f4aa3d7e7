"""What stands beside /v1: OData and the pages of a gemeente, asked as bezoek.py asks the rest."""

from collections.abc import Iterable, Iterator

import httpx

from tests.api.aanmelden.bezoek import Browsers
from tests.architecture.bezoek import Antwoorden, as_antwoord, neutral
from tests.architecture.geleerd import Geleerd
from tests.architecture.merken import Merken
from tests.gemeente import Gemeente

ODATA = "/odata/v4"
IEDEREEN = "iedereen"
_LIJSTEN = ("Measure", "Perioden", "Gebieden", "Aanbieders", "Doelgroepen", "Leefgebieden", "Vormen")


def odata_paths(van: Merken) -> Iterator[str]:
    """Every resource, and those that name what is called `van` here."""
    code = f"{van.merk}-indicator"
    yield from ("", "/$metadata", "/Properties", "/MeasureGroups", "/Catalogs", "/Datasets", "/Dimensions")
    yield from (f"/{name}Codes" for name in _LIJSTEN)
    yield f"/Observations?$filter=Measure eq '{code}'&$orderby=Value desc,Id&$count=true"
    yield f"/Observations?$filter=Aanbieders eq '{van.merk}-een'&$select=Id,Measure,Value"
    yield f"/Observations/$count?$filter=startswith(Measure,'{van.merk}')"
    yield from (f"/Observations('{code}:2025')", f"/MeasureCodes('{code}')", f"/AanbiedersCodes('{van.merk}-een')")
    yield from (f"/GebiedenCodes('{van.merk}-wijk')", f"/{van.gemeente.code}/cijfers/MeasureCodes")


def page_paths(van: Merken) -> Iterator[str]:
    """Every page below that of the gemeente, and those that name what is called `van` here."""
    code = f"{van.merk}-indicator"
    yield from ("", "?periode=2025", f"?periode=2025&cijfer={code}", f"?periode=2025&gebied={van.merk}-wijk")
    yield from ("/rapport/2025", "/raadsblad/2025", "/begrippen", "/catalogus.jsonld")
    yield f"/gegevens?indicator={code}&periode=2025&formaat=json"


async def browse(geleerd: Geleerd, wie: Iterable[str]) -> Antwoorden:
    """All of it, by question, as each of these credentials; IEDEREEN: the pages, without one."""
    found: Antwoorden = {}
    things = (geleerd.ruimte, geleerd.kanarie)
    for each in wie:
        browsers = Browsers(geleerd.app("api"))
        async with browsers.clients:
            browser = await sign_in(browsers, geleerd.gemeente, each)
            for path in dict.fromkeys(path for van in things for path in page_paths(van)):
                answer = await browser.get(f"/dashboard/{geleerd.gemeente.code}{path}")
                found[neutral(f"{each} pagina {path}")] = as_antwoord(answer)
        if each != IEDEREEN:
            for path in dict.fromkeys(path for van in things for path in odata_paths(van)):
                found[neutral(f"{each} odata {path}")] = as_antwoord(
                    await geleerd.client("api", each).get(ODATA + path)
                )
    return found


async def sign_in(browsers: Browsers, gemeente: Gemeente, wie: str) -> httpx.AsyncClient:
    """A browser at the pages of a gemeente, signed in with one of its keys or, for IEDEREEN, not."""
    browser = browsers.new(gemeente, "http")
    if wie != IEDEREEN:
        await browser.sign_in(gemeente.sleutels[wie])
    return browser.http
