import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.indicatoren.queries import get_indicator
from zicht_api.indicatoren.starterset import STARTINDICATOREN
from zicht_api.sleutels.service import operator
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
    "streefwaarden": {"2026": 9.0001, "2026-K4": 8},
    "openbaar": True,
}
LEEG = ("vragenlijst", "vraag", "maat", "formule", "nulmetingPeriode", "signaalgrens")
GEVULD = WACHTTIJD | dict.fromkeys(LEEG)
# What every definition has; what belongs to a rekenwijze comes beside it.
KAAL = {name: WACHTTIJD[name] for name in ("code", "naam", "pijler", "soort", "eenheid", "doelen")}


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
        ({"rekenwijze": "doorlooptijd"}, {("/maat", "verplicht")}),
        (
            {"rekenwijze": "doorlooptijd", "maat": "nps", "teller": "doorlooptijddagen"},
            {("/maat", "past-niet"), ("/teller", "past-niet")},
        ),
        (
            {"rekenwijze": "vragenlijst", "vragenlijst": "nps", "vraag": "score", "maat": "mediaan"},
            {("/maat", "past-niet")},
        ),
        ({"rekenwijze": "formule"}, {("/formule", "verplicht")}),
        (
            {"rekenwijze": "handmatig", "formule": "[uren]", "maat": "ja"},
            {("/formule", "past-niet"), ("/maat", "past-niet")},
        ),
        (
            {"rekenwijze": "maatstaf", "teller": "uren", "nulmetingPeriode": "2024", "formule": "[uren]"},
            {("/nulmetingPeriode", "past-niet"), ("/formule", "past-niet")},
        ),
        (
            {
                "rekenwijze": "handmatig",
                "nulmetingPeriode": "vorig jaar",
                "streefwaarden": {"2026-K5": 1, "2026": "veel", "2027": 1.00001},
            },
            {
                ("/nulmetingPeriode", "te-lang"),
                ("/streefwaarden/2026-K5/[key]", "ongeldig"),
                ("/streefwaarden/2026", "geen-getal"),
                ("/streefwaarden/2027", "ongeldig"),
            },
        ),
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


@pytest.mark.parametrize(
    "fields",
    [
        {"rekenwijze": "doorlooptijd", "maat": "mediaan"},
        {"rekenwijze": "doorlooptijd", "maat": "gemiddelde", "nulmetingPeriode": "2024-K4"},
        {"rekenwijze": "uniek", "teller": "clienten", "nulmetingPeriode": "2024"},
        {"rekenwijze": "formule", "formule": "[uren] / [clienten-bereikt] * 100"},
        {"rekenwijze": "handmatig", "nulmetingPeriode": "2024-W01", "streefwaarden": {"2026-W53": 1}},
    ],
)
async def test_every_rekenwijze_has_its_own_fields_and_no_others(gemeente: Gemeente, fields: dict[str, Any]) -> None:
    made = await gemeente.beheer.post(URL, json=KAAL | fields)
    assert made.status_code == 201, made.text
    assert made.json().items() >= (KAAL | fields).items()
    assert (await gemeente.bi.get(f"{URL}/wachttijd")).json() == made.json()


async def test_a_target_is_kept_to_the_last_digit(gemeente: Gemeente) -> None:
    streefwaarden = {"2026": 1234567890.1234, "2026-K1": 0.1, "2026-K2": 9999999999.9999, "2027": -0.0001}
    exact = {periode: Decimal(str(waarde)) for periode, waarde in streefwaarden.items()}
    await gemeente.beheer.post(URL, json=WACHTTIJD | {"streefwaarden": streefwaarden})
    answer = (await gemeente.bi.get(f"{URL}/wachttijd")).text
    assert json.loads(answer, parse_float=Decimal)["streefwaarden"] == exact
    async with gemeente.db.transaction(gemeente.id) as db:
        row = await get_indicator(db, operator(gemeente.code, gemeente.code), "wachttijd")
        assert row.streefwaarden == exact


async def test_an_indicator_goes_on_the_version_that_was_seen_and_stays_to_be_seen_as_it_was(
    gemeente: Gemeente,
) -> None:
    await gemeente.beheer.post(URL, json=WACHTTIJD)
    url = f"{URL}/wachttijd"
    assert_probleem(await gemeente.beheer.delete(url), 428, "if-match-ontbreekt")
    assert_probleem(await gemeente.beheer.delete(url, headers={"If-Match": '"2"'}), 412, "versie-verouderd")
    assert_probleem(await gemeente.beleid.delete(url, headers={"If-Match": '"1"'}), 403, "niet-toegestaan")
    before = datetime.now(UTC).isoformat()
    assert (await gemeente.beheer.delete(url, headers={"If-Match": '"1"'})).status_code == 204
    assert_probleem(await gemeente.bi.get(url), 404, "niet-gevonden")
    assert (await gemeente.bi.get(url, params={"peildatum": before})).json() == GEVULD
    assert_probleem(await gemeente.beheer.delete(url, headers={"If-Match": "*"}), 404, "niet-gevonden")


async def test_a_deleted_code_can_be_used_again_but_not_with_its_former_etag(gemeente: Gemeente) -> None:
    await gemeente.beheer.post(URL, json=WACHTTIJD)
    await gemeente.beheer.delete(f"{URL}/wachttijd", headers={"If-Match": '"1"'})
    again = await gemeente.beheer.post(URL, json=WACHTTIJD | {"naam": "Wachten"})
    assert (again.status_code, again.json()["naam"], again.headers["etag"]) == (201, "Wachten", '"2"')
    stale = await gemeente.beheer.delete(f"{URL}/wachttijd", headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")


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
