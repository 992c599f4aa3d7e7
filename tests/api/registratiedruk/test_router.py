from typing import Any

import httpx
import pytest

from tests.contacten import contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem
from zicht_shared.auth import Doel, Rol

URL = "/v1/registratiedruk?periode=2025"
UREN_ALS_TELLING = {"code": "mee", "naam": "MEE", "vorm": "formeel", "tellingenVoor": ["uren", "klachten"]}


async def made(client: httpx.AsyncClient, path: str, body: Any) -> None:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text


async def weigh(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(URL)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def indicator(code: str, **fields: Any) -> dict[str, Any]:
    return {
        "code": code,
        "naam": f"Indicator {code}",
        "pijler": "bereik",
        "soort": "output",
        "eenheid": "stuks",
        "rekenwijze": "maatstaf",
        "belang": "nice-to-know",
        "doelen": ["leren", "verantwoorden"],
    } | fields


def veld_of(druk: dict[str, Any], veld: str) -> dict[str, Any]:
    found: dict[str, Any] = next(een for een in druk["velden"] if een["veld"] == veld)
    return found


def voorstel_for(druk: dict[str, Any], **key: Any) -> dict[str, Any] | None:
    return next((een for een in druk["voorstellen"] if key.items() <= een.items()), None)


async def without_indicator(gemeente: Gemeente, code: str) -> None:
    answer = await gemeente.beheer.delete(f"/v1/indicatoren/{code}", headers={"If-Match": "*"})
    assert answer.status_code == 204, answer.text


@pytest.fixture
async def druk(gemeente: Gemeente) -> Gemeente:
    """Two aanbieders deliver contacten, of 200 clients each; one of them brings its hours as tellingen."""
    await made(gemeente.beheer, "/v1/maatstaven", {"code": "klachten", "naam": "Klachten", "eenheid": "stuks"})
    await made(gemeente.beheer, "/v1/aanbieders", UREN_ALS_TELLING)
    # clientPseudoniem and verwijzer always; duurMinuten by mee too; afgesloten in half of the contacten of wegwijs.
    rijen = [
        contact(
            number,
            aanbieder=code,
            datum="2025-03-03",
            clientPseudoniem=f"{code}-{number % 200}",
            verwijzer="huisarts",
            gebied="WK01" if code == "mee" else None,
            afgesloten="2025-03-04" if code == "wegwijs" and number % 2 else None,
        )
        for code in ("wegwijs", "mee")
        for number in range(400)
    ]
    await made(gemeente.beheer, "/v1/aanleveringen?soort=contacten", rijen)
    tellingen = [
        {"aanbieder": "mee", "maatstaf": maatstaf, "periode": f"2025-{maand:02}", "waarde": 3}
        for maatstaf, maanden in (("uren", 12), ("klachten", 4))
        for maand in range(1, maanden + 1)
    ]
    await made(gemeente.beheer, "/v1/aanleveringen?soort=tellingen", tellingen)
    return gemeente


async def test_it_says_which_fields_are_used_and_how_often_each_aanbieder_fills_them(druk: Gemeente) -> None:
    found = await weigh(druk.beleid)
    assert [een["veld"] for een in found["velden"] if een["gebruik"] == "geen"] == ["verwijzer"]
    assert veld_of(found, "verwijzer") == {
        "veld": "verwijzer",
        "gebruik": "geen",
        "gebruiktDoor": [],
        "vulling": [
            {"aanbieder": "mee", "gevuld": 100, "nodig": False},
            {"aanbieder": "wegwijs", "gevuld": 100, "nodig": False},
        ],
    }
    assert veld_of(found, "duurMinuten") == {
        "veld": "duurMinuten",
        "gebruik": "berekening",
        "gebruiktDoor": ["uren"],
        "vulling": [
            {"aanbieder": "mee", "gevuld": 100, "nodig": False},
            {"aanbieder": "wegwijs", "gevuld": 100, "nodig": True},
        ],
    }
    filled = {een["veld"]: {by["aanbieder"]: by["gevuld"] for by in een["vulling"]} for een in found["velden"]}
    assert filled["afgesloten"] == {"mee": 0, "wegwijs": 50}
    assert filled["gebied"] == {"mee": 100, "wegwijs": 0}
    assert veld_of(found, "gebied")["gebruik"] == "uitsplitsing"
    assert "clienten-bereikt" in veld_of(found, "clientPseudoniem")["gebruiktDoor"]
    assert found["maatstaven"] == [
        {"maatstaf": "klachten", "gebruiktDoor": [], "aanbieders": ["mee"]},
        {"maatstaf": "uren", "gebruiktDoor": ["uren"], "aanbieders": ["mee"]},
    ]


async def test_it_proposes_what_to_stop_asking_and_what_saves_most_comes_first(druk: Gemeente) -> None:
    found = await weigh(druk.beheer)
    assert [(een["veld"] or een["maatstaf"], een["aanbieders"]) for een in found["voorstellen"]] == [
        ("verwijzer", ["mee", "wegwijs"]),  # 800 values
        ("duurMinuten", ["mee"]),  # 400
        ("klachten", ["mee"]),  # 4
    ]
    verwijzer, duur, klachten = found["voorstellen"]
    assert verwijzer["voorstel"] == "Vraag niet meer naar verwijzer."
    assert verwijzer["reden"] == "Geen indicator rekent hiermee, en er is geen uitsplitsing naar."
    assert duur["reden"] == "Waar dit veld voor dient, komt bij deze aanbieders als telling."
    assert klachten["voorstel"] == "Vraag geen tellingen van klachten meer."
    # Of about 4,600 values.
    assert [een["aandeel"] for een in found["voorstellen"]] == [20, 10, 0]
    assert found["overbodig"] == []


async def test_what_only_a_superfluous_indicator_needs_could_go_with_it(druk: Gemeente) -> None:
    for code in ("uren-per-client", "uren"):
        await without_indicator(druk, code)
    await made(druk.beheer, "/v1/indicatoren", indicator("leuk", teller="uren"))
    await made(druk.beheer, "/v1/indicatoren", indicator("mening", rekenwijze="handmatig"))
    found = await weigh(druk.beheer)
    assert [een["indicator"] for een in found["overbodig"]] == ["leuk", "mening"]
    duur = voorstel_for(found, veld="duurMinuten", aanbieders=["wegwijs"])
    assert duur is not None
    assert duur["indicatoren"] == ["leuk"]
    assert duur["voorstel"] == "Laat leuk vervallen; dan hoeft duurMinuten niet meer."
    telling = voorstel_for(found, maatstaf="uren")
    assert telling is not None
    assert telling["indicatoren"] == ["leuk"]
    # One that costs nobody anything comes last.
    assert found["voorstellen"][-1]["voorstel"] == "Overweeg om mening te laten vervallen."

    knoop = {
        "code": "top",
        "soort": "maatschappelijk-resultaat",
        "naam": "Zelfregie",
        "indicatoren": [{"code": "leuk"}],
    }
    await made(druk.beheer, "/v1/doelenbomen", {"code": "boom", "naam": "Boom", "knopen": [knoop], "verbindingen": []})
    found = await weigh(druk.beheer)
    assert [een["indicator"] for een in found["overbodig"]] == ["mening"]
    assert voorstel_for(found, veld="duurMinuten", aanbieders=["wegwijs"]) is None


async def test_what_serves_learning_only_is_not_there_for_who_accounts(druk: Gemeente) -> None:
    await made(druk.beheer, "/v1/indicatoren", indicator("geheim", teller="klachten", doelen=["leren"]))
    druk.sleutels["verantwoorder"] = await druk.add_sleutel(Rol.beleid, Doel.verantwoorden)
    assert voorstel_for(await weigh(druk.beleid), maatstaf="klachten", indicatoren=["geheim"]) is not None
    answer = await druk.at_api("verantwoorder").get(URL)
    assert "geheim" not in answer.text
    assert voorstel_for(answer.json(), maatstaf="klachten", indicatoren=[]) is not None


async def test_of_few_people_no_percentage_leaves(gemeente: Gemeente) -> None:
    rijen = [contact(number, datum="2025-03-03", clientPseudoniem=f"c-{number % 39}") for number in range(117)]
    await made(gemeente.aanbieder("wegwijs"), "/v1/aanleveringen?soort=contacten", rijen)
    found = await weigh(gemeente.beleid)
    assert {by["gevuld"] for een in found["velden"] for by in een["vulling"]} == {None}
    assert {een["aandeel"] for een in found["voorstellen"]} <= {None}


async def test_only_the_gemeente_weighs_and_it_says_over_which_period(gemeente: Gemeente) -> None:
    for client in (gemeente.bi, gemeente.aanbieder("wegwijs")):
        assert_probleem(await client.get(URL), 403, "niet-toegestaan")
    assert_probleem(await gemeente.beleid.get("/v1/registratiedruk"), 400, "invoer-ongeldig")
    empty = await weigh(gemeente.beleid)
    assert (empty["voorstellen"], empty["maatstaven"], empty["periode"]) == ([], [], "2025")
