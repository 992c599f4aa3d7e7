"""A doelenboom that goes from one gemeente to another."""

from typing import Any

import httpx
import pytest

from tests.api.doelenbomen.bomen import URL, Rij, boom, knoop, lay_down, set_target, verbinding, without
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol

PAKKETTEN = "/v1/doelenboompakketten"
EIGEN: dict[str, Any] = {
    "code": "wachttijd",
    "naam": "Wachttijd",
    "pijler": "bereik",
    "soort": "output",
    "eenheid": "dagen",
    "richting": "lager",
    "rekenwijze": "verhouding",
    "teller": "doorlooptijddagen",
    "noemer": "contacten",
    "factor": 2.5,
    "doelen": ["leren"],
    "nulmeting": 12.5,
    "streefwaarde": 10,
}


async def export(client: httpx.AsyncClient, code: str = "regie") -> httpx.Response:
    answer = await client.get(f"{URL}/{code}/pakket")
    assert answer.status_code == 200, answer.text
    return answer


async def bring(gemeente: Gemeente, pakket: Rij, bij_conflict: str = "weigeren") -> httpx.Response:
    return await gemeente.beheer.post(PAKKETTEN, params={"bijConflict": bij_conflict}, json=pakket)


async def dataversie(gemeente: Gemeente) -> int:
    found: int = (await gemeente.bi.get("/v1/indicatoren/uren/waarden?periode=2020")).json()["dataversie"]
    return found


@pytest.fixture
async def bron(nieuwe_gemeente: MakeGemeente) -> Gemeente:
    """A gemeente with a tree on an indicator of its own."""
    gemeente = await nieuwe_gemeente()
    assert (await gemeente.beheer.post("/v1/indicatoren", json=EIGEN)).status_code == 201
    tree = boom()
    tree["knopen"][2] = knoop("weten", "subdoel", {"code": "wachttijd", "gewicht": 0.3, "streefwaarde": 9.25})
    await lay_down(gemeente.beleid, tree)
    return gemeente


async def test_a_doelenboom_comes_out_as_it_went_in_byte_for_byte(bron: Gemeente, gemeente: Gemeente) -> None:
    first = await export(bron.beleid)
    assert [found["code"] for found in first.json()["indicatoren"]] == ["uren", "wachttijd"]
    brought = await bring(gemeente, first.json())
    assert (brought.status_code, brought.json()) == (
        200,
        {
            "doelenboom": "regie",
            "uitkomst": "nieuw",
            "indicatoren": [
                {"code": "uren", "uitkomst": "ongewijzigd"},
                {"code": "wachttijd", "uitkomst": "nieuw"},
            ],
        },
    )
    assert (await export(gemeente.beleid)).content == first.content
    for url in (f"{URL}/regie", "/v1/indicatoren/wachttijd"):
        assert (await gemeente.bi.get(url)).content == (await bron.bi.get(url)).content


async def test_the_template_goes_round_as_well(bron: Gemeente, gemeente: Gemeente) -> None:
    await lay_down(bron.beleid, {"sjabloon": "zelfregie", "code": "ons", "naam": "Ons"})
    first = await export(bron.beleid, "ons")
    assert (await bring(gemeente, first.json())).status_code == 200
    assert (await export(gemeente.beleid, "ons")).content == first.content


async def test_the_same_package_twice_changes_nothing(bron: Gemeente, gemeente: Gemeente) -> None:
    pakket = (await export(bron.beleid)).json()
    await bring(gemeente, pakket)
    before = await dataversie(gemeente)
    again = (await bring(gemeente, pakket)).json()
    assert {again["uitkomst"], *(found["uitkomst"] for found in again["indicatoren"])} == {"ongewijzigd"}
    assert await dataversie(gemeente) == before
    assert (await gemeente.bi.get(f"{URL}/regie")).headers["etag"] == '"1"'


@pytest.fixture
async def botsend(bron: Gemeente, gemeente: Gemeente) -> Rij:
    """A package of which an indicator and the tree are something else at the gemeente already."""
    await set_target(gemeente, "uren", streefwaarde=77)
    await lay_down(gemeente.beleid, boom(naam="Van ons"))
    pakket: Rij = (await export(bron.beleid)).json()
    return pakket


async def test_what_is_there_already_and_is_different_is_reported(gemeente: Gemeente, botsend: Rij) -> None:
    before = await dataversie(gemeente)
    answer = await bring(gemeente, botsend)
    assert faults_of(assert_probleem(answer, 409, "pakket-botst")) == {
        ("/indicatoren/0", "andere-definitie"), ("/doelenboom", "andere-definitie")
    }  # fmt: skip
    assert await dataversie(gemeente) == before
    assert_probleem(await gemeente.bi.get("/v1/indicatoren/wachttijd"), 404, "niet-gevonden")


async def test_one_may_choose_to_keep_what_is_there(gemeente: Gemeente, botsend: Rij) -> None:
    answer = (await bring(gemeente, botsend, "behouden")).json()
    assert (answer["uitkomst"], [found["uitkomst"] for found in answer["indicatoren"]]) == (
        "behouden", ["behouden", "nieuw"]
    )  # fmt: skip
    assert (await gemeente.bi.get(f"{URL}/regie")).json()["naam"] == "Van ons"
    assert (await gemeente.bi.get("/v1/indicatoren/uren")).json()["streefwaarde"] == 77


async def test_one_may_choose_to_replace_what_is_there(bron: Gemeente, gemeente: Gemeente, botsend: Rij) -> None:
    answer = (await bring(gemeente, botsend, "vervangen")).json()
    assert (answer["uitkomst"], [found["uitkomst"] for found in answer["indicatoren"]]) == (
        "gewijzigd", ["gewijzigd", "nieuw"]
    )  # fmt: skip
    assert (await export(gemeente.beleid)).content == (await export(bron.beleid)).content
    assert (await gemeente.bi.get(f"{URL}/regie")).headers["etag"] == '"2"'


async def test_every_fault_of_a_package_is_named_and_none_of_it_is_laid_down(
    bron: Gemeente, gemeente: Gemeente
) -> None:
    pakket = (await export(bron.beleid)).json()
    uren, wachttijd = pakket["indicatoren"]
    pakket["indicatoren"] = [
        wachttijd | {"code": "goed"},
        wachttijd | {"code": "fout", "teller": "bestaat-niet", "vraag": "welke"},
        uren | {"naam": "Anders"},
        wachttijd | {"code": "goed"},
    ]
    pakket["doelenboom"]["knopen"][3]["indicatoren"][0]["gewicht"] = 0
    pakket["doelenboom"]["verbindingen"].append(verbinding("top", "kunnen"))
    before = await dataversie(gemeente)
    answer = await bring(gemeente, pakket)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/doelenboom/knopen/2/indicatoren/0/code", "onbekende-waarde"),
        ("/doelenboom/knopen/3/indicatoren/0/gewicht", "te-klein"),
        ("/doelenboom/verbindingen/0", "kring"),
        ("/doelenboom/verbindingen/3", "kring"),
        ("/doelenboom/verbindingen/3/kind", "verkeerd-niveau"),
        ("/indicatoren/1/teller", "onbekende-waarde"),
        ("/indicatoren/1/vraag", "past-niet"),
        ("/indicatoren/2", "andere-definitie"),
        ("/indicatoren/3/code", "dubbel"),
    }
    assert await dataversie(gemeente) == before
    assert_probleem(await gemeente.bi.get("/v1/indicatoren/goed"), 404, "niet-gevonden")
    other = await bring(gemeente, pakket | {"schemaversie": 2})
    assert faults_of(assert_probleem(other, 400, "invoer-ongeldig")) == {("/schemaversie", "onbekende-waarde")}


async def test_a_formula_comes_with_what_it_refers_to(bron: Gemeente, gemeente: Gemeente) -> None:
    formule = without(EIGEN, "teller", "noemer", "factor", "code") | {"rekenwijze": "formule"}
    for code, text in (("b-dubbel", "[wachttijd] * 2"), ("a-vierdubbel", "[b-dubbel] * 2 + [nps]")):
        made = await bron.beheer.post("/v1/indicatoren", json=formule | {"code": code, "formule": text})
        assert made.status_code == 201, made.text
    tree = boom(code="formules", verbindingen=[])
    tree["knopen"] = [knoop("top", "maatschappelijk-resultaat", "a-vierdubbel")]
    await lay_down(bron.beleid, tree)
    first = await export(bron.beleid, "formules")
    codes = [found["code"] for found in first.json()["indicatoren"]]
    assert codes == ["a-vierdubbel", "b-dubbel", "nps", "wachttijd"]
    brought = await bring(gemeente, first.json())
    assert brought.status_code == 200, brought.text
    assert (await export(gemeente.beleid, "formules")).content == first.content


async def test_a_package_for_accounting_holds_nothing_of_what_is_only_for_learning(bron: Gemeente) -> None:
    bron.sleutels["verantwoorder"] = await bron.add_sleutel(Rol.beheer, Doel.verantwoorden)
    client = bron.at_api("verantwoorder")
    pakket = await export(client)
    assert "wachttijd" not in pakket.text.lower()
    # To it, what is there is the same as what it brings; to those who learn, it stays as it was.
    again = await client.post(PAKKETTEN, json=pakket.json())
    assert (again.status_code, again.json()["uitkomst"]) == (200, "ongewijzigd")
    whole = await export(bron.beleid)
    assert "wachttijd" in whole.text
    refused = await client.post(PAKKETTEN, json=whole.json())
    assert ("/indicatoren/1/code", "bestaat-al") in faults_of(assert_probleem(refused, 400, "invoer-ongeldig"))


async def test_only_beheer_brings_packages_for_they_hold_definitions(bron: Gemeente) -> None:
    pakket = (await export(bron.bi)).json()
    for client in (bron.beleid, bron.bi, bron.aanbieder("wegwijs")):
        assert_probleem(await client.post(PAKKETTEN, json=pakket), 403, "niet-toegestaan")
