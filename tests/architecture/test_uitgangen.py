"""Whichever way figures leave, they are the same ones: the same cells hidden, and nothing that these eyes may not see.

Three gemeenten did the same. In the second one something else is behind what is hidden; the third one has nothing that
is there only to learn from.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.api.doelenbomen.bomen import boom, knoop, set_target
from tests.api.verhalen.gegevens import enter_released, verhaal
from tests.architecture.merken import post
from tests.architecture.uitgangen import Cellen, Oogst, Vraag, gather_api, gather_pages, neutral
from tests.conftest import Databases
from tests.contacten import contact
from tests.gemeente import Gemeente, make_gemeente
from zicht_shared.auth import Doel, Rol

KANARIE: Final = "kanarie"
# What the aanbieders count of what is only there to learn from, of each and of both; and what somebody entered.
LEERCIJFERS: Final = {"wegwijs": 73313, "buurvrouw": 64046}
INGEVOERD: Final = 88077
# What is there to account for, and is not public.
INTERN: Final = 52919
CITAAT: Final = "Toen wist ik wat ik kon kiezen."
CODES: Final = ("clienten-bereikt", "openbaar-deel", "intern-uren", "kanarie-leert")
GEBLEVEN: Final = "clienten-bereikt"
VRAAG: Final = Vraag("2025", CODES, "regie")
# Who looks: with what key at the API, and how the pages see them.
WIE: Final = ("bi", "verantwoorder", "aanbieder:wegwijs")
ALLEN: Final = (*WIE, "iedereen")
VERANTWOORDEN: Final = ("verantwoorder", "iedereen")
# Of each kind the one that sees most: what it cannot tell, the others cannot.
MEEST: Final = ("bi", "aanbieder:wegwijs", "iedereen")


def contacten(lvb: int) -> list[dict[str, Any]]:
    """A year in which few came of two doelgroepen: so many of the one, and of the other what is left of eleven."""
    doelgroepen = ["lvb"] * lvb + ["ggz"] * (11 - lvb) + ["ouderen"] * 60 + ["jeugd"] * 40
    return [
        contact(
            nummer,
            aanbieder="wegwijs" if nummer % 3 or nummer < 11 else "buurvrouw",
            datum="2025-03-10",
            soort="gesprek",
            clientPseudoniem=f"c{nummer}",
            duurMinuten=30,
            leefgebieden=["wonen"],
            doelgroep=doelgroep,
            gebied="WK02" if nummer < 60 else "BU0101",
            vorm=None,
        )
        for nummer, doelgroep in enumerate(doelgroepen)
    ]


def leren(code: str, **fields: Any) -> dict[str, Any]:
    return {
        "code": code,
        "naam": f"{KANARIE} {code}",
        "omschrijving": f"{KANARIE} omschrijving",
        "pijler": "doelrealisatie",
        "soort": "outcome",
        "eenheid": "stuks",
        "rekenwijze": "maatstaf",
        "richting": "hoger",
        "streefwaarde": 100_000,
        "doelen": ["leren"],
        # Made public by mistake: its purpose goes first.
        "openbaar": True,
    } | fields


async def fill(gemeente: Gemeente, owner: asyncpg.Connection, *, lvb: int, leert: bool) -> None:
    """lvb: how many came of a doelgroep that is hidden. leert: whether there is anything only to learn from."""
    beheer = gemeente.beheer
    await _thin_out(gemeente, owner)
    for maat in ("leermaat", "internmaat"):
        await post(beheer, "/v1/maatstaven", {"code": maat, "naam": maat, "eenheid": "stuks"})
    for row in (await beheer.get("/v1/aanbieders")).json()["items"]:
        body = {name: value for name, value in row.items() if name not in {"id", "code"}}
        body["tellingenVoor"] = ["leermaat", "internmaat"]
        await _succeed(beheer.put(f"/v1/aanbieders/{row['id']}", json=body, headers={"If-Match": "*"}))
    beide = {"doelen": ["leren", "verantwoorden"], "pijler": "bereik", "soort": "output", "omschrijving": "Wat het is."}
    intern = leren("intern-uren", teller="internmaat", naam="Intern", openbaar=False) | beide
    await post(beheer, "/v1/indicatoren", intern)
    formule = {"rekenwijze": "formule", "formule": "[intern-uren] / [clienten-bereikt]", "naam": "Openbaar deel"}
    await post(beheer, "/v1/indicatoren", leren("openbaar-deel") | beide | formule)
    await set_target(gemeente, "clienten-bereikt", openbaar=True, streefwaarde=100, richting="hoger")
    if leert:
        await post(beheer, "/v1/indicatoren", leren("kanarie-leert", teller="leermaat"))
        formule = {"rekenwijze": "formule", "formule": "[kanarie-leert] + [clienten-bereikt]"}
        await post(beheer, "/v1/indicatoren", leren("kanarie-formule") | formule)
        await post(beheer, "/v1/indicatoren", leren("kanarie-hand", rekenwijze="handmatig"))
        entered = {"waarde": INGEVOERD, "toelichting": f"{KANARIE} toelichting"}
        await _succeed(beheer.put("/v1/indicatoren/kanarie-hand/handmatige-waarden/2025", json=entered))
    else:
        # As many changes, so that both are equally far: how many there were says nothing.
        for drempel in (11, 12, 13, 10):
            wijziging = {"drempel": drempel, "reden": "Om even vaak te wijzigen."}
            await _succeed(beheer.put("/v1/gemeente", json=wijziging, headers={"If-Match": "*"}))
    codes = ["clienten-bereikt", "openbaar-deel", "intern-uren", *(["kanarie-leert", "kanarie-hand"] if leert else [])]
    tree = boom()
    tree["knopen"][2:] = [knoop("weten", "subdoel", *codes), knoop("uitleg", "activiteit")]
    await post(beheer, "/v1/doelenbomen", tree)
    tellingen = [
        {"aanbieder": wie, "maatstaf": maat, "periode": "2025-03", "waarde": waarde, "doelgroep": "ouderen"}
        for wie, leercijfer in LEERCIJFERS.items()
        for maat, waarde in (("leermaat", leercijfer), ("internmaat", INTERN))
    ]
    await post(beheer, "/v1/aanleveringen?soort=tellingen", tellingen)
    await post(beheer, "/v1/aanleveringen?soort=contacten", contacten(lvb))
    verteld = verhaal("openbaar", tekst=CITAAT, citaat=CITAAT, indicatoren=["clienten-bereikt", "intern-uren"])
    await enter_released(gemeente, verteld)
    gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)


async def _thin_out(gemeente: Gemeente, owner: asyncpg.Connection) -> None:
    """Of the indicators that every gemeente begins with only one, as if the others had never been: they add nothing."""
    await owner.execute("DELETE FROM indicatoren WHERE gemeente_id = $1 AND code <> $2", gemeente.id, GEBLEVEN)


async def _succeed(answer: Any) -> None:
    got: httpx.Response = await answer
    assert got.is_success, got.text


@dataclass(frozen=True)
class Drie:
    """What each pair of eyes got of each gemeente. anders: something else behind what is hidden; kaal: without what is
    only there to learn from, for who must account."""

    eerste: Mapping[str, Oogst]
    anders: Mapping[str, Oogst]
    kaal: Mapping[str, Oogst]


@pytest.fixture(scope="module")
async def drie(api_app: Starlette, surveys_app: Starlette, databases: Databases) -> AsyncIterator[Drie]:
    async with AsyncExitStack() as clients:
        owner = await asyncpg.connect(databases.api_owner)
        clients.push_async_callback(owner.close)
        oogsten = []
        for lvb, leert, wie in ((3, True, ALLEN), (4, True, MEEST), (3, False, VERANTWOORDEN)):
            gemeente = await make_gemeente(api_app, surveys_app, clients)
            await fill(gemeente, owner, lvb=lvb, leert=leert)
            oogsten.append({each: await gather(gemeente, each) for each in wie})
        yield Drie(*oogsten)


async def gather(gemeente: Gemeente, wie: str) -> Oogst:
    """All that somebody gets: at the API with a key, and at the pages after signing in with it."""
    browsers = Browsers(gemeente.api_app)
    async with browsers.clients:
        browser = browsers.new(gemeente, "http")
        if wie == "iedereen":
            return await gather_pages(browser.http, gemeente.code, VRAAG)
        await browser.sign_in(gemeente.sleutels[wie])
        pages = await gather_pages(browser.http, gemeente.code, VRAAG)
    api = await gather_api(gemeente.at_api(wie), VRAAG, bomen=not wie.startswith("aanbieder"))
    return Oogst(api.cellen | pages.cellen, api.gezegd | pages.gezegd)


def hidden(cellen: Cellen) -> set[tuple[str, ...]]:
    return {plaats for plaats, cel in cellen.items() if cel.reden == "te-weinig"}


@pytest.mark.parametrize("wie", ALLEN)
def test_every_way_gives_the_same_figures_and_hides_the_same_cells(drie: Drie, wie: str) -> None:
    ways = drie.eerste[wie].cellen
    alle: Cellen = {}
    for way, cellen in ways.items():
        assert cellen, way
        differs = {plaats: (cel, alle[plaats]) for plaats, cel in cellen.items() if alle.get(plaats, cel) != cel}
        assert differs == {}, way
        alle |= cellen
    assert hidden(alle)
    for plaats in hidden(alle):
        cel = alle[plaats]
        assert (cel.waarde, cel.teller, cel.noemer, cel.n) == (None, None, None, None)
    # What gives all of it, gives all that any way gives of one dimensie.
    enkel = {plaats for plaats in alle if sum(lid != "_T" for lid in plaats[2:]) < 2 and len(plaats) == 7}
    whole = [way for way in ways if way in WHOLE]
    assert len(whole) >= (1 if wie == "iedereen" else 5)
    for way in whole:
        assert ways[way].keys() == enkel, way


WHOLE: Final = {
    "/v1/waarden?formaat=json",
    "/v1/waarden?formaat=csv",
    "/v1/waarden?formaat=csv gzip",
    "/v1/waarden?formaat=csv zstd",
    "/Observations",
    "/gegevens",
}


def test_who_may_see_less_sees_of_each_cell_the_same(drie: Drie) -> None:
    """Or what is hidden for the one would follow from what is shown to the other."""
    alle = {wie: _union(drie.eerste[wie]) for wie in ("bi", "verantwoorder", "iedereen")}
    assert alle["iedereen"].items() < alle["verantwoorder"].items() < alle["bi"].items()


def _union(oogst: Oogst) -> Cellen:
    return {plaats: cel for cellen in oogst.cellen.values() for plaats, cel in cellen.items()}


def canaries(wie: str) -> Iterator[str]:
    """What these eyes may find nowhere."""
    if wie in VERANTWOORDEN:
        # Of what does not exist the name is echoed by nobody, so that it may not even stand in a refusal.
        yield from (f"{KANARIE} ", "kanarie-formule", "kanarie-hand")
        yield from map(str, (*LEERCIJFERS.values(), sum(LEERCIJFERS.values()), INGEVOERD))
        yield from (f"{sum(LEERCIJFERS.values()) + 111}",)
    if wie == "iedereen":
        yield from (f"{INTERN}", f"{2 * INTERN}", "Intern")
    if wie.startswith("aanbieder"):
        # What the other one counted, and both together.
        yield from (f"{LEERCIJFERS['buurvrouw']}", f"{sum(LEERCIJFERS.values())}", f"{2 * INTERN}")


def _in_any_writing(text: str) -> str:
    """A number is the same with points and spaces in it."""
    return text.replace(".", "").replace("\u00a0", "").replace("\u202f", "")


@pytest.mark.parametrize("wie", [wie for wie in ALLEN if wie != "bi"])
def test_nobody_finds_what_is_not_for_them(drie: Drie, wie: str) -> None:
    found = {
        way: seen
        for way, text in drie.eerste[wie].gezegd.items()
        if (seen := {word for word in canaries(wie) if word in text or word in _in_any_writing(text)})
    }
    assert found == {}


def test_who_learns_finds_all_of_it(drie: Drie) -> None:
    """Or the test above would find nothing because there is nothing."""
    for text in (drie.eerste["bi"].alles, _in_any_writing(drie.eerste["bi"].alles)):
        missing = {word for word in {*canaries("verantwoorder")} if word not in text and word.isalpha()}
        assert missing == set()
    everything = _in_any_writing(drie.eerste["bi"].alles)
    assert {word for wie in ALLEN for word in canaries(wie) if word not in everything} == set()


def differences(een: Oogst, ander: Oogst) -> dict[str, list[str]]:
    """By way, what only one of both says."""
    assert een.gezegd.keys() == ander.gezegd.keys()
    found = {}
    for way, text in een.gezegd.items():
        if text == ander.gezegd[way]:
            continue
        here, there = (neutral(said).replace("><", ">\n<").splitlines() for said in (text, ander.gezegd[way]))
        if here != there:
            found[way] = sorted({*here} ^ {*there})[:6] or ["another order"]
    return found


@pytest.mark.parametrize("wie", MEEST)
def test_what_lies_behind_what_is_hidden_changes_nothing(drie: Drie, wie: str) -> None:
    assert differences(drie.eerste[wie], drie.anders[wie]) == {}


@pytest.mark.parametrize("wie", VERANTWOORDEN)
def test_what_is_there_to_learn_from_changes_nothing_for_who_must_account(drie: Drie, wie: str) -> None:
    assert differences(drie.eerste[wie], drie.kaal[wie]) == {}


def test_a_public_story_is_told_to_everybody(drie: Drie) -> None:
    """And what it hangs on only to who may see that: `Intern` above."""
    for wie in ALLEN:
        told = {path for path, said in drie.eerste[wie].gezegd.items() if CITAAT in said}
        assert "/raadsblad/2025" in told, wie


def test_the_two_gemeenten_do_differ(drie: Drie) -> None:
    """Or the tests above would find nothing because there is nothing: shown, the figure would be another."""
    assert [len([each for each in contacten(lvb) if each["doelgroep"] == "lvb"]) for lvb in (3, 4)] == [3, 4]
    cellen = _union(drie.eerste["bi"])
    for doelgroep in ("lvb", "ggz"):
        assert cellen["clienten-bereikt", "2025", "_T", "_T", doelgroep, "_T", "_T"].reden == "te-weinig"
