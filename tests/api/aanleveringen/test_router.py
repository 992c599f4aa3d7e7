import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest

from tests.conftest import MakeGemeente
from tests.contacten import Rij, as_csv, as_ndjson, contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.contacten.rijen import ContactRij

URL = "/v1/aanleveringen?soort=contacten"
CSV, NDJSON, JSON = "text/csv", "application/x-ndjson", "application/json"
COUNTS = ("nieuw", "gewijzigd", "ongewijzigd", "verwijderd", "afgekeurd")


async def push(
    client: httpx.AsyncClient, content: str | bytes, media_type: str, url: str = URL, **headers: str
) -> httpx.Response:
    return await client.post(url, content=content, headers={"Content-Type": media_type, **headers})


def counts(receipt: dict[str, Any]) -> dict[str, int]:
    """What the receipt says, after checking that nothing is left unsaid."""
    found = {name: receipt[name] for name in COUNTS}
    assert sum(found.values()) == receipt["ontvangen"]
    return {name: number for name, number in found.items() if number}


def faulty() -> tuple[list[Rij], set[tuple[int, str, str]]]:
    """A thousand contacten with 37 faults of ten kinds; the faults by row, pointer and code."""
    rijen = [contact(nummer) for nummer in range(1, 1001)]
    kinds: list[tuple[Rij, str, str]] = [
        ({"datum": "2025-13-01"}, "/datum", "geen-datum"),
        ({"datum": "2199-01-01"}, "/datum", "in-de-toekomst"),
        ({"soort": "wandeling"}, "/soort", "onbekende-waarde"),
        ({"soort": None}, "/soort", "verplicht"),
        ({"duurMinuten": "lang"}, "/duurMinuten", "geen-geheel-getal"),
        ({"duurMinuten": 5000}, "/duurMinuten", "te-groot"),
        ({"gebied": "WK99"}, "/gebied", "onbekende-waarde"),
        ({"leefgebieden": ["wonen", "tuin"]}, "/leefgebieden/1", "onbekende-waarde"),
        ({"clientPseudoniem": "111222333"}, "/clientPseudoniem", "burgerservicenummer"),
        ({"bronId": "x" * 65}, "/bronId", "te-lang"),
    ]
    expected = set()
    for index in range(37):
        regel = 11 + index * 26
        fields, pointer, code = kinds[index % len(kinds)]
        rijen[regel - 1] = contact(regel, **fields)
        expected.add((regel, pointer, code))
    return rijen, expected


async def aantal(gemeente: Gemeente) -> int:
    return len((await gemeente.beheer.get("/v1/contacten?limit=1000")).json()["items"])


@pytest.mark.parametrize("bij_fouten", ["alles-of-niets", "goede-regels"])
async def test_exactly_the_faulty_rows_are_named(gemeente: Gemeente, bij_fouten: str) -> None:
    rijen, expected = faulty()
    client = gemeente.aanbieder("wegwijs")
    answer = await push(client, as_csv(rijen), CSV, f"{URL}&bijFouten={bij_fouten}")
    if bij_fouten == "alles-of-niets":
        receipt = assert_probleem(answer, 400, "aanlevering-geweigerd")["aanlevering"]
        assert counts(receipt) == {"afgekeurd": 1000}
    else:
        assert answer.status_code == 201
        receipt = answer.json()
        assert counts(receipt) == {"nieuw": 963, "afgekeurd": 37}
    assert {(fout["regel"], fout["pointer"], fout["code"]) for fout in receipt["fouten"]} == expected
    assert len(receipt["fouten"]) == receipt["regelsMetFouten"] == 37
    assert "111222333" not in answer.text
    assert await aantal(gemeente) == counts(receipt).get("nieuw", 0)


async def test_the_same_delivery_twice_changes_nothing(gemeente: Gemeente) -> None:
    client, body = gemeente.aanbieder("wegwijs"), as_csv([contact(nummer) for nummer in range(1, 964)])
    first = (await push(client, body, CSV)).json()
    second = (await push(client, body, CSV)).json()
    assert (counts(first), counts(second)) == ({"nieuw": 963}, {"ongewijzigd": 963})
    assert isinstance(first["dataversie"], int)
    assert second["dataversie"] is None


async def test_a_correction_makes_a_revision_and_a_withdrawal_ends_it(gemeente: Gemeente, api_owner: Any) -> None:
    client = gemeente.aanbieder("wegwijs")
    await push(client, as_ndjson([contact(1), contact(2), contact(3)]), NDJSON)
    changed = [contact(1, duurMinuten=90), {"bronId": "C-2", "verwijderd": True}, contact(3), contact(4)]
    receipt = (await push(client, as_ndjson(changed), NDJSON)).json()
    assert counts(receipt) == {"nieuw": 1, "gewijzigd": 1, "ongewijzigd": 1, "verwijderd": 1}
    items = (await client.get("/v1/contacten")).json()["items"]
    assert {item["bronId"] for item in items} == {"C-1", "C-3", "C-4"}
    history = await api_owner.fetch(
        "SELECT bron_id, versie_tot IS NULL AS nu FROM contacten WHERE gemeente_id = $1 ORDER BY 1, versie_van",
        gemeente.id,
    )
    assert [tuple(row) for row in history] == [
        ("C-1", False), ("C-1", True), ("C-2", False), ("C-3", True), ("C-4", True),
    ]  # fmt: skip


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(gemeente: Gemeente) -> None:
    rijen, _ = faulty()
    answer = await push(gemeente.aanbieder("wegwijs"), as_csv(rijen), CSV, f"{URL}&droogloop=true")
    assert (answer.status_code, answer.json()["status"]) == (200, "droogloop")
    assert counts(answer.json()) == {"nieuw": 963, "afgekeurd": 37}
    assert await aantal(gemeente) == 0


async def test_a_double_within_one_delivery_is_reported_also_across_parts(gemeente: Gemeente) -> None:
    rijen = [contact(nummer) for nummer in range(1, 4001)] + [contact(7), contact(3999)]
    answer = await push(gemeente.aanbieder("wegwijs"), as_ndjson(rijen), NDJSON, f"{URL}&bijFouten=goede-regels")
    assert counts(answer.json()) == {"nieuw": 4000, "afgekeurd": 2}
    assert [(fout["regel"], fout["code"]) for fout in answer.json()["fouten"]] == [(4001, "dubbel"), (4002, "dubbel")]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (json.dumps([contact(1), contact(2)]), JSON),
        (as_ndjson([contact(1), contact(2)]) + "\n\n", NDJSON),
        (as_csv([contact(1), contact(2)], ";"), CSV),
        (as_csv([contact(1), contact(2)], ","), CSV),
        ("\ufeff" + as_csv([contact(1), contact(2)]), CSV),
        (as_csv([contact(1, clientPseudoniem="café"), contact(2)]).encode("cp1252"), CSV),
        (as_csv([contact(1, datum="31-03-2025"), contact(2)]), CSV),
    ],
)
async def test_every_notation_says_the_same(gemeente: Gemeente, content: str | bytes, media_type: str) -> None:
    packed = gzip.compress(content if isinstance(content, bytes) else content.encode())
    plain = await push(gemeente.aanbieder("wegwijs"), content, media_type)
    again = await push(gemeente.aanbieder("wegwijs"), packed, media_type, **{"Content-Encoding": "gzip"})
    assert counts(plain.json()) == {"nieuw": 2}
    assert counts(again.json()) == {"ongewijzigd": 2}


async def test_rows_after_many_empty_lines_are_still_rows(gemeente: Gemeente) -> None:
    head, *rows = as_csv([contact(1), contact(2)]).splitlines()
    content = "\n".join([head, rows[0], *[""] * 2500, rows[1]])
    answer = await push(gemeente.aanbieder("wegwijs"), content, CSV)
    assert counts(answer.json()) == {"nieuw": 2}


@pytest.mark.parametrize(
    ("content", "media_type", "fault"),
    [
        ("{}", JSON, ("", "geen-lijst")),
        ("[{", JSON, ("", "geen-lijst")),
        ("bronId;kleur\n1;rood", CSV, ("kolom 2", "onbekend-veld")),
        ("datum\n2025-01-01", CSV, ("/bronId", "verplicht")),
        ('bronId\n"half', CSV, ("", "geen-csv")),
    ],
)
async def test_what_cannot_be_read_at_all_is_refused_whole(
    gemeente: Gemeente, content: str, media_type: str, fault: tuple[str, str]
) -> None:
    answer = await push(gemeente.aanbieder("wegwijs"), content, media_type)
    assert fault in faults_of(assert_probleem(answer, 400, "invoer-ongeldig"))
    assert (await gemeente.beheer.get("/v1/aanleveringen")).json()["items"] == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"bronId": "1", "bronId": "2"}', "dubbele-sleutel"),
        ('{"bronId": "1", "duurMinuten": NaN}', "geen-json"),
        ('{"bronId": "\\ud800"}', "geen-json"),
        ('{"bronId": "a\\u0000b"}', "vorm"),
        ('{"bronId": " a"}', "vorm"),
        ("[1]", "geen-object"),
        ('{"bronId": "1"}, {"bronId": "2"}', "geen-json"),
        ('{"bronId": "1", "kleur": "rood"}', "onbekend-veld"),
    ],
)
async def test_a_hostile_row_is_one_faulty_row(gemeente: Gemeente, line: str, code: str) -> None:
    content = f"{json.dumps(contact(1))}\n{line}\n{json.dumps(contact(2))}"
    answer = await push(gemeente.aanbieder("wegwijs"), content, NDJSON, f"{URL}&bijFouten=goede-regels")
    assert counts(answer.json()) == {"nieuw": 2, "afgekeurd": 1}
    assert [(fout["regel"], fout["code"]) for fout in answer.json()["fouten"]] == [(2, code)]


async def test_an_aanbieder_cannot_deliver_for_another(gemeente: Gemeente) -> None:
    answer = await push(gemeente.aanbieder("wegwijs"), as_ndjson([contact(1, aanbieder="buurvrouw")]), NDJSON)
    receipt = assert_probleem(answer, 400, "aanlevering-geweigerd")["aanlevering"]
    assert [(fout["pointer"], fout["code"]) for fout in receipt["fouten"]] == [("/aanbieder", "onbekende-waarde")]


async def test_beheer_delivers_for_whom_it_names(gemeente: Gemeente) -> None:
    rijen = [contact(1, aanbieder="wegwijs"), contact(1, aanbieder="buurvrouw"), contact(2)]
    answer = await push(gemeente.beheer, as_ndjson(rijen), NDJSON, f"{URL}&bijFouten=goede-regels")
    assert counts(answer.json()) == {"nieuw": 2, "afgekeurd": 1}
    assert [(fout["pointer"], fout["code"]) for fout in answer.json()["fouten"]] == [("/aanbieder", "verplicht")]


async def test_a_replay_with_the_same_idempotency_key_gives_the_same_receipt(gemeente: Gemeente) -> None:
    client, body = gemeente.aanbieder("wegwijs"), as_csv([contact(1)])
    answers = [await push(client, body, CSV, **{"Idempotency-Key": "levering-2025-01"}) for _ in range(4)]
    assert len({answer.content for answer in answers}) == 1
    assert counts(answers[0].json()) == {"nieuw": 1}
    assert len((await client.get("/v1/aanleveringen")).json()["items"]) == 1


async def test_two_deliveries_at_once_of_the_same_rows_give_each_row_once(gemeente: Gemeente, api_owner: Any) -> None:
    body = as_ndjson([contact(nummer) for nummer in range(500)])
    client = gemeente.aanbieder("wegwijs")
    answers = await asyncio.gather(*(push(client, body, NDJSON) for _ in range(4)))
    outcomes = sorted(json.dumps(counts(answer.json())) for answer in answers)
    assert outcomes == ['{"nieuw": 500}'] + ['{"ongewijzigd": 500}'] * 3
    assert await api_owner.fetchval("SELECT count(*) FROM contacten WHERE gemeente_id = $1", gemeente.id) == 500


async def test_faults_can_be_paged_and_read_as_csv(gemeente: Gemeente) -> None:
    rijen, expected = faulty()
    client = gemeente.aanbieder("wegwijs")
    receipt = (await push(client, as_csv(rijen), CSV, f"{URL}&bijFouten=goede-regels")).json()
    url, seen = f"{receipt['alleFouten']}?limit=10", set()
    while url:
        page = (await client.get(url)).json()
        seen |= {(fout["regel"], fout["pointer"], fout["code"]) for fout in page["items"]}
        url = page["volgende"]
    assert seen == expected
    as_text = await client.get(receipt["alleFouten"], headers={"Accept": "text/csv"})
    assert as_text.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(as_text.text.splitlines()) == 38


async def test_a_delivery_of_another_is_not_there(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    receipt = (await push(mine.aanbieder("wegwijs"), as_csv([contact(1)]), CSV)).json()
    for client in (other.beheer, mine.aanbieder("buurvrouw")):
        assert_probleem(await client.get(f"/v1/aanleveringen/{receipt['id']}"), 404, "niet-gevonden")
        assert_probleem(await client.get(receipt["alleFouten"]), 404, "niet-gevonden")


async def test_a_pseudonym_is_never_stored_as_sent(gemeente: Gemeente, api_owner: Any) -> None:
    await push(gemeente.aanbieder("wegwijs"), as_csv([contact(1, clientPseudoniem="kanarie-77")]), CSV)
    dump = await api_owner.fetch("SELECT c::text FROM contacten c WHERE gemeente_id = $1", gemeente.id)
    assert len(dump) == 1
    assert "kanarie-77" not in str(dump)
    assert b"kanarie-77".hex() not in str(dump)


async def test_a_maatstaf_comes_from_contacten_or_from_tellingen(gemeente: Gemeente) -> None:
    url = "/v1/aanleveringen?soort=tellingen"
    telling = {"maatstaf": "uren", "periode": "2025-03", "waarde": 12.5, "aanbieder": "buurvrouw"}
    refused = await push(gemeente.beheer, as_ndjson([telling]), NDJSON, url)
    receipt = assert_probleem(refused, 400, "aanlevering-geweigerd")["aanlevering"]
    assert [(fout["pointer"], fout["code"]) for fout in receipt["fouten"]] == [("/maatstaf", "komt-uit-contacten")]

    found = next(
        row for row in (await gemeente.beheer.get("/v1/aanbieders")).json()["items"] if row["code"] == "buurvrouw"
    )
    change = {"naam": found["naam"], "vorm": found["vorm"], "tellingenVoor": ["uren"]}
    changed = await gemeente.beheer.put(f"/v1/aanbieders/{found['id']}", json=change, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    assert counts((await push(gemeente.beheer, as_ndjson([telling]), NDJSON, url)).json()) == {"nieuw": 1}
    dutch = "maatstaf;periode;waarde;aanbieder\nuren;2025-03;12,5;buurvrouw\nuren;2025-04;7,25;buurvrouw\n"
    assert counts((await push(gemeente.beheer, dutch, CSV, url)).json()) == {"nieuw": 1, "ongewijzigd": 1}
    corrected = "maatstaf;periode;waarde;aanbieder\nuren;2025-03;13;buurvrouw\n"
    assert counts((await push(gemeente.beheer, corrected, CSV, url)).json()) == {"gewijzigd": 1}


async def test_bodies_that_are_no_delivery_are_refused(gemeente: Gemeente) -> None:
    client = gemeente.aanbieder("wegwijs")
    assert_probleem(await push(client, "x", "application/xml"), 415, "media-type-onbekend")
    broken = await push(client, b"\x1f\x8bkapot", CSV, **{"Content-Encoding": "gzip"})
    assert faults_of(assert_probleem(broken, 400, "invoer-ongeldig")) == {("", "geen-gzip")}
    cut = gzip.compress(as_csv([contact(1)]).encode())[:-6]
    answer = await push(client, cut, CSV, **{"Content-Encoding": "gzip"})
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("", "geen-gzip")}


async def test_what_unpacks_to_more_than_may_be_delivered_is_refused(
    gemeente: Gemeente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zicht_api.aanleveringen.ontvangst.MAX_BODY", 100_000)
    packed = gzip.compress(as_csv([contact(1)]).encode() + b"\n" * 100_000)
    assert len(packed) < 10_000
    refused = await push(gemeente.beheer, packed, CSV, **{"Content-Encoding": "gzip"})
    assert_probleem(refused, 413, "te-groot")
    assert await aantal(gemeente) == 0


ANDERS: Rij = {
    "datum": "2025-06-30",
    "soort": "verwijzerscontact",
    "clientPseudoniem": "een-ander",
    "duurMinuten": 5,
    "leefgebieden": ["gezondheid"],
    "doelgroep": "jeugd",
    "gebied": "WK01",
    "vorm": "informeel",
    "verwijzer": "huisarts",
    "doorverwezenNaar": "huisarts",
    "afgesloten": "2025-06-30",
}


@pytest.mark.parametrize("veld", ANDERS)
async def test_a_correction_of_one_field_is_a_change(veld: str, gemeente: Gemeente) -> None:
    assert set(ANDERS) | {"bronId", "aanbieder", "verwijderd"} == set(ContactRij.__struct_encode_fields__)
    client = gemeente.aanbieder("wegwijs")
    await push(client, as_ndjson([contact(1)]), NDJSON)
    for expected in ("gewijzigd", "ongewijzigd"):
        receipt = (await push(client, as_ndjson([contact(1, **{veld: ANDERS[veld]})]), NDJSON)).json()
        assert counts(receipt) == {expected: 1}, receipt["fouten"]
