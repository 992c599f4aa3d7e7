import json

import pytest

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.meting import day, make_meting, nieuwe_meting, post
from zicht_shared.db import Database


async def test_a_meting_that_was_prepared_can_be_read_back(gemeente: Gemeente) -> None:
    made = await post(gemeente.at_surveys("beheer"), "/v1/metingen", nieuwe_meting(perGebied=True, drempel=7))
    assert made.status_code == 201, made.text
    meting = made.json()
    assert made.headers["location"] == f"/v1/metingen/{meting['id']}"
    assert meting["vragenlijstVersie"] == 1
    assert (meting["kortTotEnMet"], meting["perGebied"], meting["drempel"]) == (3, True, 7)
    assert meting["geslotenOp"] is None

    read = await gemeente.at_surveys("beleid").get(made.headers["location"])
    assert read.json() == meting
    assert read.headers["etag"] == made.headers["etag"] == '"1"'
    listed = (await gemeente.at_surveys("beleid").get("/v1/metingen")).json()
    assert listed == {"items": [meting], "volgende": None}


async def test_every_fault_of_a_meting_is_named_at_once(gemeente: Gemeente) -> None:
    faulty = nieuwe_meting(
        vragenlijst="bestaat-niet",
        eindigtOp=day(-31),
        aanbieders=["wegwijs", "wie-is-dit", "wegwijs", "en-deze"],
    )
    body = assert_probleem(await post(gemeente.at_surveys("beheer"), "/v1/metingen", faulty), 400, "invoer-ongeldig")
    assert faults_of(body) == {
        ("/vragenlijst", "onbekende-vragenlijst"),
        ("/eindigtOp", "eindigt-voor-begin"),
        ("/aanbieders/1", "onbekende-aanbieder"),
        ("/aanbieders/2", "dubbel"),
        ("/aanbieders/3", "onbekende-aanbieder"),
    }
    assert (await gemeente.at_surveys("beheer").get("/v1/metingen")).json()["items"] == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("periode", "2026-K5", "vorm"),
        ("periode", "2025-W53", "ongeldig"),
        ("periode", "2026-13", "vorm"),
        ("drempel", 4, "te-klein"),
        ("drempel", "5", "geen-geheel-getal"),
        ("perGebied", "ja", "geen-ja-nee"),
        ("eindigtOp", "2026-12-31T00:00:00Z", "geen-datum"),
        ("aanbieders", [], "te-weinig"),
        ("naam", "x 123456782 y", "ongeldig"),
        ("kleur", "blauw", "onbekend-veld"),
    ],
)
async def test_a_value_that_means_nothing_is_refused(gemeente: Gemeente, field: str, value: object, code: str) -> None:
    answer = await post(gemeente.at_surveys("beheer"), "/v1/metingen", nieuwe_meting(**{field: value}))
    pointer = f"/{field}"
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {(pointer, code)}


@pytest.mark.parametrize("periode", ["2026", "2026-K1", "2026-03", "2026-W10", "2026-W53"])
async def test_a_period_is_a_year_a_quarter_a_month_or_a_week(gemeente: Gemeente, periode: str) -> None:
    assert (await make_meting(gemeente, periode=periode))["periode"] == periode


async def test_a_meting_that_is_over_before_it_is_made_is_refused(gemeente: Gemeente) -> None:
    past = nieuwe_meting(begintOp="2021-01-01", eindigtOp="2021-01-31")
    body = assert_probleem(await post(gemeente.at_surveys("beheer"), "/v1/metingen", past), 400, "invoer-ongeldig")
    assert faults_of(body) == {("/eindigtOp", "al-voorbij")}


async def test_without_an_idempotency_key_nothing_is_made(gemeente: Gemeente) -> None:
    answer = await gemeente.at_surveys("beheer").post("/v1/metingen", json=nieuwe_meting())
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("Idempotency-Key", "verplicht")}


async def test_the_same_request_three_times_makes_one_meting(gemeente: Gemeente) -> None:
    beheer = gemeente.at_surveys("beheer")
    answers = [
        await beheer.post("/v1/metingen", json=nieuwe_meting(), headers={"Idempotency-Key": "eenmaal-is-genoeg"})
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await beheer.get("/v1/metingen")).json()["items"]) == 1


async def test_a_list_of_metingen_goes_from_new_to_old_page_by_page(gemeente: Gemeente) -> None:
    for month in (3, 1, 2, 2):
        await make_meting(gemeente, begintOp=f"2021-0{month}-01")
    beheer = gemeente.at_surveys("beheer")
    first = (await beheer.get("/v1/metingen?limit=3")).json()
    assert first["volgende"].startswith("http://surveys.test/v1/metingen?limit=3&cursor=")
    second = (await beheer.get(first["volgende"])).json()
    begins = [meting["begintOp"] for meting in first["items"] + second["items"]]
    assert begins == ["2021-03-01", "2021-02-01", "2021-02-01", "2021-01-01"]
    assert len({meting["id"] for meting in first["items"] + second["items"]}) == 4
    assert second["volgende"] is None


async def test_name_end_and_further_aanbieders_can_change(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, aanbieders=["wegwijs"])
    changes = {"naam": "Najaarsmeting", "eindigtOp": day(90), "aanbieders": ["wegwijs", "buurvrouw"]}
    beheer = gemeente.at_surveys("beheer")
    changed = await beheer.put(f"/v1/metingen/{meting['id']}", json=changes, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.json() == {**meting, **changes}
    assert changed.headers["etag"] == '"2"'


async def test_a_change_on_an_old_version_or_on_none_is_refused(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    changes = {name: meting[name] for name in ("naam", "eindigtOp", "aanbieders")}
    beheer, path = gemeente.at_surveys("beheer"), f"/v1/metingen/{meting['id']}"
    assert_probleem(await beheer.put(path, json=changes), 428, "if-match-ontbreekt")
    assert (await beheer.put(path, json=changes, headers={"If-Match": '"1"'})).status_code == 200
    stale = await beheer.put(path, json=changes, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")
    assert stale.headers["etag"] == '"2"'


async def test_an_aanbieder_that_takes_part_cannot_be_taken_out(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    changes = {"naam": meting["naam"], "eindigtOp": meting["eindigtOp"], "aanbieders": ["buurvrouw", "onbekend"]}
    answer = await gemeente.at_surveys("beheer").put(
        f"/v1/metingen/{meting['id']}", json=changes, headers={"If-Match": '"1"'}
    )
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/aanbieders", "aanbieder-ontbreekt"),
        ("/aanbieders/1", "onbekende-aanbieder"),
    }


async def test_a_closed_meting_stays_closed_and_as_it_is(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    beheer, path = gemeente.at_surveys("beheer"), f"/v1/metingen/{meting['id']}"
    closed = await beheer.post(f"{path}/sluiting")
    assert closed.status_code == 200
    assert closed.json()["geslotenOp"] is not None
    assert (await beheer.post(f"{path}/sluiting")).json() == closed.json()
    changes = {name: meting[name] for name in ("naam", "eindigtOp", "aanbieders")}
    late = await beheer.put(path, json=changes, headers={"If-Match": closed.headers["etag"]})
    assert_probleem(late, 409, "meting-gesloten")


async def test_every_change_of_a_meting_is_in_the_audit_trail(gemeente: Gemeente, surveys_app: object) -> None:
    meting = await make_meting(gemeente)
    beheer, path = gemeente.at_surveys("beheer"), f"/v1/metingen/{meting['id']}"
    changes = {"naam": "Anders", "eindigtOp": meting["eindigtOp"], "aanbieders": meting["aanbieders"]}
    await beheer.put(path, json=changes, headers={"If-Match": '"1"'})
    await beheer.post(f"{path}/sluiting")
    rows = await audit_trail(surveys_app.state.db, gemeente)  # type: ignore[attr-defined]
    assert [actie for actie, _, _ in rows] == ["meting.aangemaakt", "meting.gewijzigd", "meting.gesloten"]
    assert (rows[1][1]["naam"], rows[1][2]["naam"]) == (meting["naam"], "Anders")


async def audit_trail(database: Database, gemeente: Gemeente) -> list[tuple[str, dict, dict]]:  # type: ignore[type-arg]
    from sqlalchemy import text

    async with database.transaction(gemeente.id) as db:
        rows = await db.execute(text("SELECT actie, voor, na FROM auditregels ORDER BY nr"))
        return [(row.actie, row.voor, row.na) for row in rows]


@pytest.mark.parametrize("wie", ["beleid", "bi", "aanbieder:wegwijs", "vragenlijsten"])
async def test_only_beheer_prepares_and_closes_metingen(gemeente: Gemeente, wie: str) -> None:
    meting = await make_meting(gemeente)
    client, path = gemeente.at_surveys(wie), f"/v1/metingen/{meting['id']}"
    assert_probleem(await post(client, "/v1/metingen", nieuwe_meting()), 403, "niet-toegestaan")
    changes = {name: meting[name] for name in ("naam", "eindigtOp", "aanbieders")}
    assert_probleem(await client.put(path, json=changes, headers={"If-Match": "*"}), 403, "niet-toegestaan")
    assert_probleem(await client.post(f"{path}/sluiting"), 403, "niet-toegestaan")


@pytest.mark.parametrize("wie", ["bi", "aanbieder:wegwijs", "vragenlijsten"])
async def test_only_the_gemeente_itself_reads_metingen(gemeente: Gemeente, wie: str) -> None:
    meting = await make_meting(gemeente)
    assert_probleem(await gemeente.at_surveys(wie).get("/v1/metingen"), 403, "niet-toegestaan")
    assert_probleem(await gemeente.at_surveys(wie).get(f"/v1/metingen/{meting['id']}"), 403, "niet-toegestaan")


async def test_the_meting_of_another_gemeente_is_not_there(gemeente: Gemeente, nieuwe_gemeente: MakeGemeente) -> None:
    meting = await make_meting(gemeente)
    other = (await nieuwe_gemeente()).at_surveys("beheer")
    path = f"/v1/metingen/{meting['id']}"
    assert (await other.get("/v1/metingen")).json()["items"] == []
    assert_probleem(await other.get(path), 404, "niet-gevonden")
    assert_probleem(await other.get(f"{path}/resultaten"), 404, "niet-gevonden")
    assert_probleem(await other.post(f"{path}/sluiting"), 404, "niet-gevonden")


async def test_the_library_is_shown_with_all_variants_whole(gemeente: Gemeente) -> None:
    beleid = gemeente.at_surveys("beleid")
    overview = (await beleid.get("/v1/vragenlijsten")).json()
    assert [familie["code"] for familie in overview["items"]] == [
        "ceo-wmo",
        "doelrealisatie",
        "ervaringenkaart-achteraf",
        "ervaringenkaart-vooraf",
        "hoewijzer",
        "klantreis",
        "nps",
        "putten",
    ]
    whole = (await beleid.get("/v1/vragenlijsten/hoewijzer")).json()
    assert [variant["variant"] for variant in whole["varianten"]] == ["kort", "uitgebreid"]
    assert "informatie-voldoende" in json.dumps(whole["varianten"][0])
    assert_probleem(await beleid.get("/v1/vragenlijsten/niets"), 404, "niet-gevonden")
