from typing import Any

import pytest

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.indicatoren.starterset import STARTINDICATOREN
from zicht_shared.auth import Doel, Rol

URL = "/v1/indicatoren"
WACHTTIJD: dict[str, Any] = {
    "code": "wachttijd",
    "naam": "Wachttijd",
    "omschrijving": "Dagen tot de afsluiting, per contact.",
    "pijler": "bereik",
    "soort": "output",
    "eenheid": "dagen",
    "richting": "lager",
    "rekenwijze": "verhouding",
    "teller": "doorlooptijddagen",
    "noemer": "contacten",
    "factor": 2.5,
    "functies": ["sturen"],
    "belang": "nice-to-know",
    "doelen": ["leren"],
    "nulmeting": 12.5,
    "streefwaarde": 10,
    "openbaar": True,
}
GEVULD = WACHTTIJD | {"vragenlijst": None, "vraag": None, "maat": None, "signaalgrens": None}


async def test_a_gemeente_lays_down_an_indicator_and_finds_it_back(gemeente: Gemeente) -> None:
    answer = await gemeente.beheer.post(URL, json=WACHTTIJD)
    assert (answer.status_code, answer.json()) == (201, GEVULD)
    found = await gemeente.bi.get(f"{URL}/wachttijd")
    assert (found.json(), found.headers["etag"]) == (GEVULD, '"1"')
    assert_probleem(await gemeente.beheer.post(URL, json=WACHTTIJD), 409, "bestaat-al")


async def test_an_indicator_is_changed_on_the_version_that_was_seen(gemeente: Gemeente) -> None:
    await gemeente.beheer.post(URL, json=WACHTTIJD)
    url = f"{URL}/wachttijd"
    wijziging = {name: value for name, value in GEVULD.items() if name != "code"} | {"factor": None}
    assert_probleem(await gemeente.beheer.put(url, json=wijziging), 428, "if-match-ontbreekt")
    changed = await gemeente.beheer.put(url, json=wijziging, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json(), changed.headers["etag"]) == (200, GEVULD | {"factor": None}, '"2"')
    stale = await gemeente.beheer.put(url, json=wijziging, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")
    missing = await gemeente.beheer.put(f"{URL}/bestaat-niet", json=wijziging, headers={"If-Match": '"1"'})
    assert_probleem(missing, 404, "niet-gevonden")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"rekenwijze": "verhouding"}, {("/teller", "verplicht"), ("/noemer", "verplicht")}),
        (
            {"rekenwijze": "verhouding", "teller": "bestaat-niet", "noemer": "ook-niet", "maat": "nps"},
            {("/teller", "onbekende-waarde"), ("/noemer", "onbekende-waarde"), ("/maat", "past-niet")},
        ),
        (
            {"rekenwijze": "vragenlijst", "teller": "uren", "factor": 100},
            {
                ("/vragenlijst", "verplicht"),
                ("/vraag", "verplicht"),
                ("/maat", "verplicht"),
                ("/teller", "past-niet"),
                ("/factor", "past-niet"),
            },
        ),
        (
            {"rekenwijze": "maatstaf", "teller": "clienten", "noemer": "uren"},
            {("/rekenwijze", "past-niet"), ("/noemer", "past-niet")},
        ),
        ({"rekenwijze": "uniek", "teller": "uren"}, {("/teller", "past-niet")}),
        (
            {"rekenwijze": "gok", "doelen": [], "functies": ["sturen", "sturen"], "factor": "veel"},
            {
                ("/rekenwijze", "onbekende-waarde"),
                ("/doelen", "te-weinig"),
                ("/functies", "ongeldig"),
                ("/factor", "geen-getal"),
            },
        ),
        ({"rekenwijze": "uniek", "teller": "clienten", "factor": 0}, {("/factor", "te-klein")}),
    ],
)
async def test_every_way_in_which_a_definition_does_not_hold_together_is_named(
    gemeente: Gemeente, fields: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    bron = {"teller", "noemer", "factor"}
    answer = await gemeente.beheer.post(
        URL, json={name: value for name, value in WACHTTIJD.items() if name not in bron} | fields
    )
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == expected
    assert_probleem(await gemeente.beheer.get(f"{URL}/wachttijd"), 404, "niet-gevonden")


async def test_the_starter_set_is_there_from_the_first_day_and_holds_together(gemeente: Gemeente) -> None:
    items = (await gemeente.beheer.get(f"{URL}?limit=1000")).json()["items"]
    assert {item["code"] for item in items} == {row["code"] for row in STARTINDICATOREN}
    for item in items:
        url = f"{URL}/{item.pop('code')}"
        etag = (await gemeente.beheer.get(url)).headers["etag"]
        unchanged = await gemeente.beheer.put(url, json=item, headers={"If-Match": etag})
        assert unchanged.status_code == 200, unchanged.text


async def test_indicators_are_found_by_pijler_and_rekenwijze(gemeente: Gemeente) -> None:
    items = (await gemeente.bi.get(f"{URL}?pijler=bereik&rekenwijze=verhouding")).json()["items"]
    assert [item["code"] for item in items] == ["doorlooptijd", "gesprekken-per-client"]
    assert_probleem(await gemeente.bi.get(f"{URL}?pijler=geluk"), 400, "invoer-ongeldig")


async def test_a_key_for_accounting_never_meets_an_indicator_for_learning(gemeente: Gemeente) -> None:
    for rol in (Rol.bi, Rol.beleid, Rol.beheer):
        gemeente.sleutels[f"{rol}-verantwoorden"] = await gemeente.add_sleutel(rol, Doel.verantwoorden)
        client = gemeente.at_api(f"{rol}-verantwoorden")
        items = (await client.get(f"{URL}?limit=1000")).json()["items"]
        assert {item["pijler"] for item in items} == {"bereik"}
        assert_probleem(await client.get(f"{URL}/nps"), 404, "niet-gevonden")
        assert_probleem(await client.get(f"{URL}/nps/waarden?periode=2026"), 404, "niet-gevonden")
        assert (await client.get(f"{URL}/uren/waarden?periode=2026")).status_code == 200


async def test_only_beheer_changes_definitions(gemeente: Gemeente) -> None:
    for client in (gemeente.beleid, gemeente.bi, gemeente.aanbieder("wegwijs")):
        assert_probleem(await client.post(URL, json=WACHTTIJD), 403, "niet-toegestaan")
    assert_probleem(await gemeente.at_api("vragenlijsten").get(URL), 403, "niet-toegestaan")


async def test_another_gemeente_sees_none_of_it(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    await mine.beheer.post(URL, json=WACHTTIJD)
    assert_probleem(await other.beheer.get(f"{URL}/wachttijd"), 404, "niet-gevonden")
    assert_probleem(await other.beheer.get(f"{URL}/wachttijd/waarden?periode=2026"), 404, "niet-gevonden")
