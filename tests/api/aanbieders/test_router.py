from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of

NIEUW = {"code": "mee", "naam": "MEE", "vorm": "formeel"}


async def test_a_gemeente_lays_down_an_aanbieder_and_finds_it_back(gemeente: Gemeente) -> None:
    answer = await gemeente.beheer.post("/v1/aanbieders", json=NIEUW)
    assert answer.status_code == 201
    found = await gemeente.beheer.get(f"/v1/aanbieders/{answer.json()['id']}")
    assert found.json() == answer.json()
    assert found.headers["etag"] == answer.headers["etag"] == '"1"'
    listed = await gemeente.beleid.get("/v1/aanbieders")
    assert [row["code"] for row in listed.json()["items"]] == ["buurvrouw", "mee", "wegwijs"]


async def test_every_fault_is_named_at_once_and_nothing_is_echoed(gemeente: Gemeente) -> None:
    answer = await gemeente.beheer.post(
        "/v1/aanbieders", json={"code": "met spatie", "vorm": "geheim-xyz", "onafhankelijk": "ja", "extra": 1}
    )
    body = assert_probleem(answer, 400, "invoer-ongeldig")
    assert faults_of(body) == {
        ("/code", "vorm"),
        ("/naam", "verplicht"),
        ("/vorm", "onbekende-waarde"),
        ("/onafhankelijk", "geen-ja-nee"),
        ("/extra", "onbekend-veld"),
    }
    assert "geheim-xyz" not in answer.text


async def test_a_code_can_be_used_once(gemeente: Gemeente) -> None:
    assert (await gemeente.beheer.post("/v1/aanbieders", json=NIEUW)).status_code == 201
    assert_probleem(await gemeente.beheer.post("/v1/aanbieders", json=NIEUW), 409, "bestaat-al")


async def test_the_same_post_with_the_same_idempotency_key_has_one_effect_and_one_answer(gemeente: Gemeente) -> None:
    headers = {"Idempotency-Key": "een-sleutel-van-de-test"}
    first = await gemeente.beheer.post("/v1/aanbieders", json=NIEUW, headers=headers)
    again = await gemeente.beheer.post("/v1/aanbieders", json=NIEUW, headers=headers)
    assert (again.status_code, again.content, again.headers["etag"]) == (201, first.content, '"1"')
    other = await gemeente.beheer.post("/v1/aanbieders", json={**NIEUW, "code": "anders"}, headers=headers)
    assert_probleem(other, 409, "idempotentie-conflict")
    assert len((await gemeente.beheer.get("/v1/aanbieders")).json()["items"]) == 3


async def test_a_change_needs_the_version_it_was_made_on(gemeente: Gemeente) -> None:
    url = f"/v1/aanbieders/{(await gemeente.beheer.post('/v1/aanbieders', json=NIEUW)).json()['id']}"
    wijziging = {"naam": "MEE NL", "vorm": "formeel", "tellingenVoor": ["uren"]}
    assert_probleem(await gemeente.beheer.put(url, json=wijziging), 428, "if-match-ontbreekt")
    changed = await gemeente.beheer.put(url, json=wijziging, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["naam"], changed.headers["etag"]) == (200, "MEE NL", '"2"')
    stale = await gemeente.beheer.put(url, json=wijziging, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")
    assert stale.headers["etag"] == '"2"'


async def test_another_gemeente_sees_none_of_it(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    made = await mine.beheer.post("/v1/aanbieders", json=NIEUW)
    assert_probleem(await other.beheer.get(f"/v1/aanbieders/{made.json()['id']}"), 404, "niet-gevonden")
    assert "mee" not in [row["code"] for row in (await other.beheer.get("/v1/aanbieders")).json()["items"]]


async def test_an_aanbieder_sees_itself_only_and_changes_nothing(gemeente: Gemeente) -> None:
    client = gemeente.aanbieder("wegwijs")
    assert [row["code"] for row in (await client.get("/v1/aanbieders")).json()["items"]] == ["wegwijs"]
    assert_probleem(await client.post("/v1/aanbieders", json=NIEUW), 403, "niet-toegestaan")


async def test_a_list_is_read_page_by_page(gemeente: Gemeente) -> None:
    url, seen = "/v1/aanbieders?limit=1", []
    while url:
        page = await gemeente.beheer.get(url)
        seen += [row["code"] for row in page.json()["items"]]
        url = page.json()["volgende"]
        assert ("link" in page.headers) == bool(url)
    assert seen == ["buurvrouw", "wegwijs"]
