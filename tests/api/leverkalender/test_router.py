import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from tests.contacten import Rij, contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.gemeenten.queries import NEDERLAND
from zicht_api.perioden import Periode, PeriodeSoort

URL = "/v1/leverafspraken"
VANDAAG = datetime.now(NEDERLAND).date()
DEZE_MAAND = Periode.containing(PeriodeSoort.maand, VANDAAG)
VORIGE_MAAND = Periode.containing(PeriodeSoort.maand, DEZE_MAAND.begin - timedelta(days=1))


def afspraak(**fields: Any) -> dict[str, Any]:
    return {
        "aanbieder": "wegwijs",
        "soort": "contacten",
        "periodesoort": "maand",
        "termijn": 14,
        "vanaf": "2025-01",
    } | fields


async def agree(gemeente: Gemeente, **fields: Any) -> dict[str, Any]:
    answer = await gemeente.beheer.post(URL, json=afspraak(**fields))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def deliver(client: httpx.AsyncClient, rijen: list[Rij], soort: str = "contacten") -> dict[str, Any]:
    answer = await client.post(f"/v1/aanleveringen?soort={soort}", json=rijen)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def statuses(client: httpx.AsyncClient, periode: str, **query: str) -> list[dict[str, Any]]:
    answer = await client.get("/v1/aanleverstatus", params={"periode": periode, **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def came_on(owner: asyncpg.Connection, gemeente: Gemeente, levering: dict[str, Any], dag: date) -> None:
    """As if the delivery had come on another day."""
    moment = datetime.combine(dag, datetime.min.time(), NEDERLAND) + timedelta(hours=12)
    done = await owner.execute(
        "UPDATE dataversies SET tijdstip = $3 WHERE gemeente_id = $1 AND versie = $2",
        gemeente.id,
        levering["dataversie"],
        moment,
    )
    assert done == "UPDATE 1"


async def test_an_agreement_is_laid_down_changed_and_removed(gemeente: Gemeente) -> None:
    made = await agree(gemeente)
    url = f"{URL}/{made['id']}"
    assert made == {**afspraak(), "id": made["id"], "maatstaven": [], "tot": None, "minstens": 1}
    assert (await gemeente.beleid.get(URL)).json()["items"] == [made]

    wijziging = {name: value for name, value in afspraak(termijn=30).items() if name != "aanbieder"}
    assert_probleem(await gemeente.beheer.put(url, json=wijziging), 428, "if-match-ontbreekt")
    changed = await gemeente.beheer.put(url, json=wijziging, headers={"If-Match": '"1"'})
    assert (changed.json(), changed.headers["etag"]) == ({**made, "termijn": 30}, '"2"')
    stale = await gemeente.beheer.delete(url, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")

    before = datetime.now(UTC).isoformat()
    assert (await gemeente.beheer.delete(url, headers={"If-Match": '"2"'})).status_code == 204
    assert_probleem(await gemeente.beheer.get(url), 404, "niet-gevonden")
    assert (await gemeente.beheer.get(URL)).json()["items"] == []
    assert (await gemeente.beheer.get(url, params={"peildatum": before})).json() == changed.json()


async def test_an_aanbieder_sees_what_is_asked_of_itself(gemeente: Gemeente) -> None:
    mine, other = await agree(gemeente), await agree(gemeente, aanbieder="buurvrouw")
    wegwijs = gemeente.aanbieder("wegwijs")
    assert (await wegwijs.get(URL)).json()["items"] == [mine]
    assert_probleem(await wegwijs.get(f"{URL}/{other['id']}"), 404, "niet-gevonden")
    assert {item["aanbieder"] for item in await statuses(wegwijs, "2025-01")} == {"wegwijs"}
    named = await wegwijs.get("/v1/aanleverstatus?periode=2025-01&aanbieder=buurvrouw")
    assert faults_of(assert_probleem(named, 400, "invoer-ongeldig")) == {("?aanbieder", "onbekende-waarde")}


async def test_agreements_come_in_pages(gemeente: Gemeente) -> None:
    made = [await agree(gemeente, vanaf=f"20{jaar}-01", tot=f"20{jaar}-12") for jaar in range(20, 25)]
    found, url = [], f"{URL}?limit=2"
    while url:
        page = (await gemeente.beheer.get(url)).json()
        found += page["items"]
        url = page["volgende"] and f"{URL}?{page['volgende'].partition('?')[2]}"
    assert sorted(found, key=lambda item: str(item["vanaf"])) == made


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"aanbieder": "onbekend"}, {("/aanbieder", "onbekende-waarde")}),
        ({"vanaf": "2025-K1", "tot": "2025"}, {("/vanaf", "past-niet"), ("/tot", "past-niet")}),
        ({"vanaf": "2025-02", "tot": "2025-01"}, {("/tot", "voor-begin")}),
        ({"maatstaven": ["uren"]}, {("/maatstaven", "past-niet")}),
        ({"soort": "tellingen"}, {("/maatstaven", "verplicht")}),
        (
            {"soort": "tellingen", "maatstaven": ["uren", "tuin"]},
            {("/maatstaven/0", "komt-uit-contacten"), ("/maatstaven/1", "onbekende-waarde")},
        ),
    ],
)
async def test_an_agreement_must_be_one_that_can_be_kept(
    gemeente: Gemeente, fields: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    answer = await gemeente.beheer.post(URL, json=afspraak(**fields))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == faults
    assert (await gemeente.beheer.get(URL)).json()["items"] == []


async def test_nothing_is_expected_twice(gemeente: Gemeente) -> None:
    made = await agree(gemeente, vanaf="2025-01", tot="2025-06")
    for fields in ({"vanaf": "2025-06"}, {"vanaf": "2024-01"}, {"periodesoort": "jaar", "vanaf": "2025"}):
        answer = await gemeente.beheer.post(URL, json=afspraak(**fields))
        assert_probleem(answer, 409, "leverafspraak-overlapt")
    await agree(gemeente, vanaf="2025-07")
    await agree(gemeente, aanbieder="buurvrouw")
    # An agreement does not stand in its own way.
    wijziging = {name: value for name, value in afspraak(tot="2025-06", termijn=3).items() if name != "aanbieder"}
    answer = await gemeente.beheer.put(f"{URL}/{made['id']}", json=wijziging, headers={"If-Match": "*"})
    assert answer.status_code == 200


async def test_exactly_the_late_and_absent_aanbieders_are_named(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    """Twenty of sixty. The others delivered in time, still have time, or have only a period that runs."""
    codes = [f"aanbieder-{number:02}" for number in range(60)]
    random.Random(20).shuffle(codes)
    late, absent, little, in_time, with_time, running = codes[:7], codes[7:14], codes[14:20], *(
        codes[begin : begin + 15] for begin in (20, 35)
    ), codes[50:]  # fmt: skip
    for code in codes:
        made = {"code": code, "naam": code, "vorm": "formeel"}
        assert (await gemeente.beheer.post("/v1/aanbieders", json=made)).status_code == 201
        fields: dict[str, Any] = {"termijn": 0, "vanaf": VORIGE_MAAND.code, "tot": VORIGE_MAAND.code, "minstens": 2}
        if code in with_time:
            fields["termijn"] = 366
        if code in running:
            fields |= {"vanaf": DEZE_MAAND.code, "tot": DEZE_MAAND.code}
        await agree(gemeente, aanbieder=code, **fields)

    def rijen(aanbieders: list[str], periode: Periode, times: int) -> list[Rij]:
        return [
            contact(number, aanbieder=code, datum=str(periode.begin)) for code in aanbieders for number in range(times)
        ]

    on_time = await deliver(gemeente.beheer, rijen(in_time, VORIGE_MAAND, 3))
    await came_on(api_owner, gemeente, on_time, VORIGE_MAAND.eind)
    await deliver(gemeente.beheer, rijen(late + with_time[:7], VORIGE_MAAND, 3) + rijen(little, VORIGE_MAAND, 1))
    await deliver(gemeente.beheer, rijen(running[:5], DEZE_MAAND, 3))

    found = await statuses(gemeente.beleid, f"{VORIGE_MAAND.code}..{DEZE_MAAND.code}")
    by_status: dict[str, set[str]] = {}
    for item in found:
        by_status.setdefault(item["status"], set()).add(item["aanbieder"])
    assert by_status == {
        "te-laat": set(late),
        "ontbreekt": set(absent),
        "onvolledig": set(little),
        "volledig": {*in_time, *with_time[:7]},
        "verwacht": {*with_time[7:], *running},
    }
    assert len(found) == len(codes)
    [first, *_] = absent
    [asked] = await statuses(gemeente.beleid, VORIGE_MAAND.code, status="ontbreekt", aanbieder=first)
    assert asked["aanbieder"] == first


async def test_a_status_says_when_rows_came_from_which_deliveries_and_how_they_are_filled(gemeente: Gemeente) -> None:
    await agree(gemeente)
    wegwijs = gemeente.aanbieder("wegwijs")
    rijen = [contact(number, datum="2025-02-03", clientPseudoniem=f"client-{number}") for number in range(200)]
    first = await deliver(wegwijs, [rij | {"gebied": "WK01"} for rij in rijen[:100]])
    second = await deliver(wegwijs, [rij | {"doelgroep": "lvb"} for rij in rijen[100:]])
    corrected = await deliver(wegwijs, [rijen[0] | {"gebied": "WK02"}])
    for rij in rijen[100:]:
        del rij["gebied"]
    without = await deliver(gemeente.beheer, [rij | {"aanbieder": "wegwijs"} for rij in rijen[100:]])

    [item] = await statuses(wegwijs, "2025-02")
    assert (item["status"], item["omvang"], item["uiterlijk"]) == ("te-laat", "genoeg", "2025-03-14")
    assert item["volledigheid"] == {
        "duurMinuten": 100,
        "gebied": 50,
        "doelgroep": 100,
        "leefgebieden": 100,
        "clientPseudoniem": 100,
    }
    assert item["eersteOntvangst"] < item["laatsteOntvangst"]
    # Those of the aanbieder itself, from which rows still hold; the second was replaced by one of the gemeente.
    assert [bron["aanlevering"] for bron in item["aanleveringen"]] == [first["id"], corrected["id"]]
    [as_beleid] = await statuses(gemeente.beleid, "2025-02")
    assert [bron["aanlevering"] for bron in as_beleid["aanleveringen"]] == [
        first["id"],
        corrected["id"],
        without["id"],
    ]
    assert second["id"] not in str(as_beleid)


async def test_of_few_people_no_number_leaves(gemeente: Gemeente) -> None:
    await agree(gemeente)
    # Many contacten, of 39 people: with the drempel at ten, a quarter of them is fewer.
    rijen = [contact(number, datum="2025-02-03", clientPseudoniem=f"c-{number % 39}") for number in range(117)]
    await deliver(gemeente.aanbieder("wegwijs"), rijen)
    for client in (gemeente.beheer, gemeente.beleid, gemeente.aanbieder("wegwijs")):
        [item] = await statuses(client, "2025-02")
        assert set(item["volledigheid"].values()) == {None}
        assert not any(isinstance(value, int | float) for value in item.values())


async def test_a_correction_after_the_deadline_does_not_make_a_delivery_late(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    await agree(gemeente, minstens=3)
    wegwijs = gemeente.aanbieder("wegwijs")
    rijen = [contact(number, datum="2025-02-03") for number in range(3)]
    in_time = await deliver(wegwijs, rijen)
    await came_on(api_owner, gemeente, in_time, date(2025, 3, 14))
    await deliver(wegwijs, [rij | {"duurMinuten": 7} for rij in rijen])
    [item] = await statuses(wegwijs, "2025-02")
    assert item["status"] == "volledig"
    assert item["eersteOntvangst"] == "2025-03-14T11:00:00Z"
    assert item["laatsteOntvangst"] > "2026"


async def test_the_status_can_be_asked_as_it_was(gemeente: Gemeente) -> None:
    made = await agree(gemeente)
    wegwijs = gemeente.aanbieder("wegwijs")
    moments, answers = [], []
    for step in (
        [],
        [contact(1, datum="2025-02-03")],
        [contact(1, datum="2025-02-04")],
        [{"bronId": "C-1", "verwijderd": True}],
    ):
        if step:
            await deliver(wegwijs, step)
        answers.append((await wegwijs.get("/v1/aanleverstatus?periode=2025-02")).content)
        moments.append(datetime.now(UTC).isoformat())
    url = f"{URL}/{made['id']}"
    assert (await gemeente.beheer.delete(url, headers={"If-Match": "*"})).status_code == 204
    assert await statuses(wegwijs, "2025-02") == []

    for moment, answer in zip(moments, answers, strict=True):
        again = await wegwijs.get("/v1/aanleverstatus", params={"periode": "2025-02", "peildatum": moment})
        assert again.content == answer
    assert [b'"te-laat"' in answer for answer in answers] == [False, True, True, False]
    assert [b'"ontbreekt"' in answer for answer in answers] == [True, False, False, True]


async def test_tellingen_are_expected_by_maatstaf(gemeente: Gemeente) -> None:
    for code in ("klachten", "trainingen"):
        made = {"code": code, "naam": code, "eenheid": "stuks"}
        assert (await gemeente.beheer.post("/v1/maatstaven", json=made)).status_code == 201
    nieuw = {"code": "mee", "naam": "MEE", "vorm": "formeel", "tellingenVoor": ["klachten", "trainingen"]}
    assert (await gemeente.beheer.post("/v1/aanbieders", json=nieuw)).status_code == 201
    await agree(
        gemeente,
        aanbieder="mee",
        soort="tellingen",
        maatstaven=["klachten", "trainingen"],
        periodesoort="kwartaal",
        vanaf="2025-K1",
    )
    telling = {"aanbieder": "mee", "maatstaf": "klachten", "periode": "2025-02", "waarde": 3}
    await deliver(gemeente.beheer, [telling], "tellingen")
    [item] = await statuses(gemeente.beleid, "2025-01")
    assert (item["periode"], item["status"], item["tekort"]) == ("2025-K1", "onvolledig", ["trainingen"])
    assert item["volledigheid"] is None
    await deliver(gemeente.beheer, [telling | {"maatstaf": "trainingen", "periode": "2025-K1"}], "tellingen")
    [item] = await statuses(gemeente.beleid, "2025-K1")
    assert (item["status"], item["tekort"]) == ("te-laat", [])


async def test_too_much_at_once_is_refused(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    await api_owner.execute(
        """
        INSERT INTO leverafspraken (gemeente_id, id, aanbieder_nr, soort, maatstaven, periodesoort, termijn, vanaf,
                                    minstens)
        SELECT $1, gen_random_uuid(), 1, 'contacten', '{}', 'maand', 14, '2000-01', 1 FROM generate_series(1, 60)
        """,
        gemeente.id,
    )
    answer = await gemeente.beheer.get("/v1/aanleverstatus?periode=2005-01..2019-12")
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?periode", "te-veel")}


@pytest.mark.parametrize("query", ["", "?periode=2025-13", "?periode=2025-01&status=weg"])
async def test_a_question_that_cannot_be_understood_is_refused(gemeente: Gemeente, query: str) -> None:
    assert_probleem(await gemeente.beheer.get(f"/v1/aanleverstatus{query}"), 400, "invoer-ongeldig")
    assert_probleem(await gemeente.bi.get("/v1/aanleverstatus?periode=2025"), 403, "niet-toegestaan")
