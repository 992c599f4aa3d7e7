from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.maatstaven.berekeningen import BEREKENINGEN

URL = "/v1/maatstaven"
KLACHTEN = {"code": "klachten", "naam": "Klachten", "eenheid": "klachten"}


async def test_a_gemeente_begins_with_every_maatstaf_that_follows_from_contacten(gemeente: Gemeente) -> None:
    items = (await gemeente.bi.get(URL)).json()["items"]
    assert {item["code"]: item["berekening"] for item in items} == {code: code for code in BEREKENINGEN}
    assert (await gemeente.bi.get(f"{URL}/uren")).json()["eenheid"] == "uren"


async def test_the_list_comes_in_pages_that_miss_nothing(gemeente: Gemeente) -> None:
    codes, url = [], f"{URL}?limit=3"
    while url:
        page = (await gemeente.bi.get(url)).json()
        codes += [item["code"] for item in page["items"]]
        url = (page["volgende"] or "").removeprefix("http://api.test")
    assert codes == sorted(BEREKENINGEN)


async def test_a_maatstaf_of_its_own_can_only_be_delivered_as_telling(gemeente: Gemeente) -> None:
    answer = await gemeente.beheer.post(URL, json=KLACHTEN)
    assert (answer.status_code, answer.json()) == (201, {**KLACHTEN, "berekening": None})
    assert (await gemeente.bi.get(f"{URL}/klachten")).json() == answer.json()
    assert_probleem(await gemeente.beheer.post(URL, json=KLACHTEN), 409, "bestaat-al")


async def test_a_berekening_cannot_be_chosen(gemeente: Gemeente) -> None:
    answer = await gemeente.beheer.post(URL, json={**KLACHTEN, "berekening": "uren", "eenheid": ""})
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/berekening", "onbekend-veld"),
        ("/eenheid", "te-kort"),
    }


async def test_only_beheer_lays_down_a_maatstaf(gemeente: Gemeente) -> None:
    assert_probleem(await gemeente.beleid.post(URL, json=KLACHTEN), 403, "niet-toegestaan")


async def test_another_gemeente_does_not_have_it(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    await mine.beheer.post(URL, json=KLACHTEN)
    assert_probleem(await other.beheer.get(f"{URL}/klachten"), 404, "niet-gevonden")


async def test_what_cannot_be_a_code_is_refused_and_not_looked_up(gemeente: Gemeente) -> None:
    assert_probleem(await gemeente.beheer.get(f"{URL}/%00"), 400, "invoer-ongeldig")
    for cursor in ("WyJcdTAwMDAiXQ", "WyJcdWQ4MDAiXQ"):  # ["\u0000"] and ["\ud800"]
        assert_probleem(await gemeente.beheer.get(f"{URL}?cursor={cursor}"), 400, "invoer-ongeldig")
