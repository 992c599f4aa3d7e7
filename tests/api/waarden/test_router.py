import asyncio
from typing import Any
from zlib import crc32

import httpx
import pytest

from tests.conftest import MakeGemeente
from tests.contacten import Rij, contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of

URL = "/v1/indicatoren"


async def deliver(gemeente: Gemeente, rijen: list[Rij]) -> None:
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen)
    assert answer.status_code == 201, answer.text


def contacten(aantal: int, **fields: Any) -> list[Rij]:
    """As many contacten as clients, all alike; other fields are other contacten of the same clients."""
    alike = {"aanbieder": "wegwijs", "datum": "2025-03-10", "soort": "gesprek", "duurMinuten": 20, "vorm": "formeel"}
    batch = f"{crc32(repr(sorted(fields.items())).encode()):x}"
    return [
        contact(nummer, **{"clientPseudoniem": f"p{nummer}", **alike, **fields, "bronId": f"{nummer}x{batch}"})
        for nummer in range(aantal)
    ]


async def ask(client: httpx.AsyncClient, code: str, query: str) -> list[dict[str, Any]]:
    answer = await client.get(f"{URL}/{code}/waarden?{query}")
    assert answer.status_code == 200, answer.text
    waarden: list[dict[str, Any]] = answer.json()["waarden"]
    return waarden


def figure_of(cel: dict[str, Any]) -> dict[str, Any]:
    """The figure itself, without where it is about and what it is held against."""
    return {name: cel[name] for name in ("waarde", "teller", "noemer", "n", "onderdrukt", "reden")}


async def test_hours_are_added_up_in_minutes_and_rounded_once(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(20))
    [waarde] = await ask(gemeente.bi, "uren", "periode=2025-03")
    # 20 times 20 minutes; each third of an hour rounded by itself would give 6.666.
    assert figure_of(waarde) == {
        "waarde": 6.6667,
        "teller": 6.6667,
        "noemer": None,
        "n": 20,
        "onderdrukt": False,
        "reden": None,
    }


async def test_a_client_counts_once_however_often_and_wherever_seen(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(12) + contacten(12, aanbieder="buurvrouw", datum="2025-04-01"))
    periods = await ask(gemeente.bi, "clienten-bereikt", "periode=2025-03..2025-04")
    assert [(waarde["periode"], waarde["waarde"]) for waarde in periods] == [("2025-03", 12), ("2025-04", 12)]
    [year] = await ask(gemeente.bi, "clienten-bereikt", "periode=2025")
    assert (year["waarde"], year["n"]) == (12, 12)


async def test_a_proportion_is_never_the_mean_of_proportions(gemeente: Gemeente) -> None:
    rijen = contacten(10, gebied="BU0101")
    rijen += contacten(40, gebied="BU0102", clientPseudoniem=None)
    rijen += contacten(10, gebied="BU0102", datum="2025-03-11")
    await deliver(gemeente, rijen)
    cells = {cel["gebied"]: cel for cel in await ask(gemeente.bi, "gesprekken-per-client", "periode=2025&per=gebied")}
    assert (cells["BU0101"]["waarde"], cells["BU0102"]["waarde"]) == (1, 5)
    assert figure_of(cells["WK01"]) == {
        "waarde": 6, "teller": 60, "noemer": 10, "n": 10, "onderdrukt": False, "reden": None
    }  # fmt: skip


async def test_every_leefgebied_of_a_contact_is_a_question(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(11, leefgebieden=["wonen", "financien"]) + contacten(11, leefgebieden=["wonen"]))
    [total] = await ask(gemeente.bi, "vragen-per-leefgebied", "periode=2025")
    assert (total["waarde"], total["n"]) == (33, 11)
    [wonen] = await ask(gemeente.bi, "vragen-per-leefgebied", "periode=2025&leefgebied=wonen")
    assert wonen["waarde"] == 22
    apart = await ask(gemeente.bi, "vragen-per-leefgebied", "periode=2025&per=leefgebied")
    assert {cel["leefgebied"]: cel["waarde"] for cel in apart if cel["waarde"]} == {"wonen": 22, "financien": 11}
    [contacts] = await ask(gemeente.bi, "uren", "periode=2025&leefgebied=financien")
    assert contacts["n"] == 11


async def test_nothing_delivered_is_unknown_and_nothing_counted_is_zero(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(10))
    waarden = await ask(gemeente.bi, "doorverwijzingen", "periode=2025-02..2025-03&per=aanbieder")
    assert [(cel["periode"], cel["aanbieder"], cel["waarde"], cel["reden"]) for cel in waarden] == [
        ("2025-02", "buurvrouw", None, "geen-gegevens"),
        ("2025-02", "wegwijs", None, "geen-gegevens"),
        ("2025-03", "buurvrouw", None, "geen-gegevens"),
        ("2025-03", "wegwijs", 0, None),
    ]


async def test_a_quotient_of_nothing_says_why_there_is_none(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(12, clientPseudoniem=None))
    [waarde] = await ask(gemeente.bi, "gesprekken-per-client", "periode=2025")
    assert (waarde["waarde"], waarde["teller"], waarde["noemer"], waarde["reden"]) == (None, 12, 0, "noemer-nul")


@pytest.mark.parametrize("aantal", [1, 9])
async def test_a_figure_about_few_people_is_not_shown(gemeente: Gemeente, aantal: int) -> None:
    await deliver(
        gemeente, contacten(aantal) + contacten(aantal, datum="2025-03-12") + contacten(30, datum="2024-04-01")
    )
    [march] = await ask(gemeente.beheer, "uren", "periode=2025-03")
    [april] = await ask(gemeente.beheer, "uren", "periode=2024-04")
    assert figure_of(march) == {
        "waarde": None, "teller": None, "noemer": None, "n": None, "onderdrukt": True, "reden": "te-weinig"
    }  # fmt: skip
    assert (march["interval"], march["status"], set(march["verschillen"].values())) == (None, None, {None})
    assert (april["n"], april["onderdrukt"]) == (30, False)


async def test_a_quotient_hides_when_either_side_rests_on_few_people(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(30, soort="e-mail") + contacten(3, datum="2025-03-12"))
    [waarde] = await ask(gemeente.bi, "gesprekken-per-client", "periode=2025-03")
    assert (waarde["onderdrukt"], waarde["noemer"]) == (True, None)


async def test_the_gemeente_decides_how_many_people_are_few(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(12))
    await gemeente.beheer.put("/v1/gemeente", json={"drempel": 13}, headers={"If-Match": '"1"'})
    answer = (await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025")).json()
    assert (answer["drempel"], answer["waarden"][0]["onderdrukt"]) == (13, True)


async def make_maatstaf_of_tellingen(gemeente: Gemeente, aanbieder: str, *maatstaven: str) -> None:
    items = (await gemeente.beheer.get("/v1/aanbieders")).json()["items"]
    row = next(item for item in items if item["code"] == aanbieder)
    url = f"/v1/aanbieders/{row.pop('id')}"
    del row["code"]
    etag = (await gemeente.beheer.get(url)).headers["etag"]
    changed = await gemeente.beheer.put(url, json=row | {"tellingenVoor": maatstaven}, headers={"If-Match": etag})
    assert changed.status_code == 200, changed.text


async def tell(gemeente: Gemeente, *tellingen: Rij) -> None:
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=tellingen", json=list(tellingen))
    assert answer.status_code == 201, answer.text


async def test_a_maatstaf_comes_from_contacten_or_from_tellingen_never_from_both(gemeente: Gemeente) -> None:
    await make_maatstaf_of_tellingen(gemeente, "buurvrouw", "uren")
    await deliver(gemeente, contacten(30) + contacten(30, aanbieder="buurvrouw"))
    await tell(gemeente, {"aanbieder": "buurvrouw", "maatstaf": "uren", "periode": "2025-03", "waarde": 40.5})
    cells = await ask(gemeente.bi, "uren", "periode=2025-03&per=aanbieder")
    assert {cel["aanbieder"]: cel["waarde"] for cel in cells} == {"buurvrouw": 40.5, "wegwijs": 10}
    [total] = await ask(gemeente.bi, "uren", "periode=2025-03")
    assert (total["waarde"], total["n"]) == (50.5, 71)
    [clienten] = await ask(gemeente.bi, "clienten-bereikt", "periode=2025-03")
    assert clienten["waarde"] == 30


async def test_a_telling_counts_where_its_period_lies_inside_and_a_longer_one_takes_its_place(
    gemeente: Gemeente,
) -> None:
    await make_maatstaf_of_tellingen(gemeente, "wegwijs", "uren")
    telling = {"aanbieder": "wegwijs", "maatstaf": "uren"}
    await tell(
        gemeente,
        telling | {"periode": "2025-01", "waarde": 100},
        telling | {"periode": "2025-02", "waarde": 200},
        telling | {"periode": "2025-W05", "waarde": 60},  # in January and in February
        telling | {"periode": "2025-K2", "waarde": 1000},
        telling | {"periode": "2025-05", "waarde": 300},
    )
    months = await ask(gemeente.bi, "uren", "periode=2025-01..2025-06")
    assert [cel["waarde"] for cel in months] == [100, 200, None, None, 300, None]
    quarters = await ask(gemeente.bi, "uren", "periode=2025-K1..2025-K2")
    assert [cel["waarde"] for cel in quarters] == [300, 1000]
    [year] = await ask(gemeente.bi, "uren", "periode=2025")
    assert year["waarde"] == 1300
    [week] = await ask(gemeente.bi, "uren", "periode=2025-W05")
    assert week["waarde"] == 60


async def test_what_was_not_broken_down_is_shown_as_such(gemeente: Gemeente) -> None:
    await make_maatstaf_of_tellingen(gemeente, "wegwijs", "uren")
    telling = {"aanbieder": "wegwijs", "maatstaf": "uren", "periode": "2025-01"}
    await tell(gemeente, telling | {"gebied": "BU0101", "waarde": 30}, telling | {"waarde": 50})
    cells = await ask(gemeente.bi, "uren", "periode=2025-01&per=gebied")
    assert [(cel["gebied"], cel["waarde"]) for cel in cells] == [
        ("BU0101", 30), ("BU0102", 0), ("WK01", 30), ("WK02", 0), (None, 50)
    ]  # fmt: skip
    [wijk] = await ask(gemeente.bi, "uren", "periode=2025-01&gebied=WK01")
    assert wijk["waarde"] == 30


async def test_answers_come_from_the_period_of_their_meting(gemeente: Gemeente) -> None:
    uitslag = {
        "variant": "standaard", "vraag": "score", "aanbieder": "wegwijs", "gebied": None,
        "antwoorden": {"10": 8, "7": 2, "0": 3},
    }  # fmt: skip
    body = {"versie": 1, "naam": "NPS", "vragenlijst": "nps", "periode": "2025-K1", "ontvangen": {"standaard": 13}}
    url = "/v1/vragenlijstresultaten/3fa85f64-5717-4562-b3fc-2c963f66afa6"
    await gemeente.at_api("vragenlijsten").put(url, json=body | {"uitslagen": [uitslag]})
    answer = (await gemeente.bi.get(f"{URL}/nps/waarden?periode=2025-K1..2025-K2")).json()
    assert answer["factor"] == 100
    assert [(cel["waarde"], cel["teller"], cel["noemer"], cel["n"]) for cel in answer["waarden"]] == [
        (38.4615, 5, 13, 13),
        (None, None, None, 0),
    ]
    [month] = await ask(gemeente.bi, "nps", "periode=2025-01")
    assert month["reden"] == "geen-gegevens"


async def test_every_fault_in_a_question_is_named(gemeente: Gemeente) -> None:
    answer = await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025-13&per=gebied,gebied&soort=gesprek")
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("?periode", "ongeldig"), ("?per", "ongeldig"), ("?soort", "onbekend-veld")
    }  # fmt: skip
    unknown = await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025&gebied=WK99&vorm=half&aanbieder=niemand")
    assert faults_of(assert_probleem(unknown, 400, "invoer-ongeldig")) == {
        ("?gebied", "onbekende-waarde"), ("?vorm", "onbekende-waarde"), ("?aanbieder", "onbekende-waarde")
    }  # fmt: skip
    otherwise = await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025&tegenover=2025-K1")
    assert faults_of(assert_probleem(otherwise, 400, "invoer-ongeldig")) == {("?tegenover", "ongeldig")}
    twice = await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025&gebied=WK01&gebied=WK02")
    assert faults_of(assert_probleem(twice, 400, "invoer-ongeldig")) == {("?gebied", "dubbel")}
    none = await gemeente.bi.get(f"{URL}/uren/waarden")
    assert faults_of(assert_probleem(none, 400, "invoer-ongeldig")) == {("?periode", "verplicht")}
    assert_probleem(await gemeente.bi.get(f"{URL}/geluk/waarden?periode=2025"), 404, "niet-gevonden")


async def test_more_cells_than_anyone_can_read_are_refused(gemeente: Gemeente) -> None:
    query = "periode=2010-01..2025-12&per=gebied,aanbieder,doelgroep,leefgebied,vorm"
    answer = await gemeente.bi.get(f"{URL}/uren/waarden?{query}")
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?per", "te-veel")}


async def test_an_unchanged_answer_is_not_sent_twice(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(10))
    url = f"{URL}/uren/waarden?periode=2025"
    first = await gemeente.bi.get(url)
    assert first.headers["cache-control"] == "private, no-cache"
    again = await gemeente.bi.get(url, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert again.headers["cache-control"] == "private, no-cache"
    await deliver(gemeente, contacten(10))
    same = await gemeente.bi.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert same.status_code == 304
    await deliver(gemeente, contacten(10, datum="2025-05-01"))
    newer = await gemeente.bi.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (newer.status_code, newer.json()["waarden"][0]["waarde"]) == (200, 6.6667)


async def test_every_answer_that_may_differ_has_a_tag_of_its_own(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(10))
    asked = [
        await client.get(f"{URL}/{code}/waarden?{query}", headers={"Accept": accept})
        for client in (gemeente.bi, gemeente.aanbieder("wegwijs"), gemeente.aanbieder("buurvrouw"))
        for code in ("uren", "doorverwijzingen")
        for query in ("periode=2025", "periode=2025&per=gebied", "periode=2025&gebied=WK01")
        for accept in ("application/json", "text/csv")
    ]
    assert len({answer.headers["etag"] for answer in asked}) == len(asked)


async def test_an_answer_stands_on_one_data_version_also_while_others_deliver(gemeente: Gemeente) -> None:
    async def read() -> list[tuple[int, int]]:
        answers = [(await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025")).json() for _ in range(15)]
        return [(answer["dataversie"], answer["waarden"][0]["n"]) for answer in answers]

    async def write() -> None:
        for month in range(1, 10):
            await deliver(gemeente, contacten(10, datum=f"2025-{month:02}-01", clientPseudoniem=None))

    read_one, read_two, _ = await asyncio.gather(read(), read(), write())
    seen = dict(read_one + read_two)
    assert all(seen[versie] == n for versie, n in read_one + read_two)
    begin = (await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025")).json()["dataversie"] - 9
    assert {versie: n for versie, n in seen.items() if n} == {
        versie: 10 * (versie - begin) for versie, n in seen.items() if n
    }


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, */*", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
    ],
)
async def test_figures_come_in_the_form_that_was_asked_for(gemeente: Gemeente, accept: str, media_type: str) -> None:
    answer = await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("accept", ["application/xml", "text/csv;q=0", "application/json;q=0, text/html"])
async def test_a_form_that_is_not_there_is_refused(gemeente: Gemeente, accept: str) -> None:
    answer = await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025", headers={"Accept": accept})
    assert_probleem(answer, 406, "niet-aanvaardbaar")


async def test_csv_has_a_header_and_a_row_per_cell(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(12))
    answer = await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025&per=vorm", headers={"Accept": "text/csv"})
    versie = (await gemeente.bi.get(f"{URL}/uren/waarden?periode=2025")).json()["dataversie"]
    head, *rows = [line.split(",")[:11] for line in answer.text.splitlines()]
    assert ",".join(head) == "indicator,dataversie,periode,vorm,waarde,teller,noemer,n,onderdrukt,reden,voorlopig"
    assert [",".join(row) for row in rows] == [
        f"uren,{versie},2025,formeel,4,4,,12,false,,false",
        f"uren,{versie},2025,informeel,0,0,,0,false,,false",
        f"uren,{versie},2025,,0,0,,0,false,,false",
    ]


async def test_an_aanbieder_sees_itself_also_when_it_does_not_ask_to(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(10) + contacten(25, aanbieder="buurvrouw", clientPseudoniem=None))
    for query in ("periode=2025", "periode=2025&aanbieder=buurvrouw", "periode=2025&per=aanbieder"):
        cells = await ask(gemeente.aanbieder("buurvrouw"), "telefonische-vragen", query)
        assert [cel.get("aanbieder", "buurvrouw") for cel in cells] == ["buurvrouw"]
    [mine] = await ask(gemeente.aanbieder("buurvrouw"), "uren", "periode=2025")
    assert mine["n"] == 25
    other = await gemeente.aanbieder("buurvrouw").get(f"{URL}/uren/waarden?periode=2025&aanbieder=wegwijs")
    assert faults_of(assert_probleem(other, 400, "invoer-ongeldig")) == {("?aanbieder", "onbekende-waarde")}


async def test_a_target_of_the_gemeente_is_not_held_against_the_rows_of_one_aanbieder(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(20))
    uren = (await gemeente.beheer.get(f"{URL}/uren")).json()
    body = {name: value for name, value in uren.items() if name != "code"} | {"streefwaarde": 5, "richting": "hoger"}
    (await gemeente.beheer.put(f"{URL}/uren", json=body, headers={"If-Match": "*"})).raise_for_status()
    [of_all] = await ask(gemeente.bi, "uren", "periode=2025")
    assert (of_all["status"], of_all["verschillen"]["streefwaarde"]["verschil"]) == ("behaald", 1.6667)
    [own] = await ask(gemeente.aanbieder("wegwijs"), "uren", "periode=2025")
    assert (own["waarde"], own["status"], own["verschillen"]["streefwaarde"]) == (6.6667, None, None)


async def test_a_figure_can_be_held_against_any_period_of_its_kind(gemeente: Gemeente) -> None:
    gebeld = {"soort": "telefonisch"}
    await deliver(gemeente, contacten(20, **gebeld) + contacten(45, datum="2025-09-10", **gebeld))
    [after] = await ask(gemeente.bi, "telefonische-vragen", "periode=2025-K3&tegenover=2025-K1")
    verschil = after["verschillen"]["tegenover"]
    assert (verschil["met"], verschil["verschil"], verschil["significant"]) == ("2025-K1", 25, True)
    assert 0 < verschil["onder"] < 25 < verschil["boven"]
    [unasked] = await ask(gemeente.bi, "telefonische-vragen", "periode=2025-K3")
    assert unasked["verschillen"]["tegenover"] is None


async def test_what_nobody_delivers_is_unknown(gemeente: Gemeente) -> None:
    await deliver(gemeente, contacten(20))
    klachten = {"code": "klachten", "naam": "Klachten", "eenheid": "klachten"}
    (await gemeente.beheer.post("/v1/maatstaven", json=klachten)).raise_for_status()
    indicator = {"code": "klachten", "naam": "Klachten", "pijler": "bereik", "soort": "output", "eenheid": "klachten",
                 "rekenwijze": "maatstaf", "teller": "klachten", "doelen": ["leren"]}  # fmt: skip
    (await gemeente.beheer.post(URL, json=indicator)).raise_for_status()
    [waarde] = await ask(gemeente.bi, "klachten", "periode=2025")
    assert (waarde["waarde"], waarde["reden"]) == (None, "geen-gegevens")


async def test_another_gemeente_counts_for_nothing(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    await deliver(mine, contacten(50))
    [waarde] = await ask(other.bi, "uren", "periode=2025")
    assert waarde["reden"] == "geen-gegevens"
