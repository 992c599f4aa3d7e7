from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from tests.api.vragenlijstresultaten.test_router import resultaat, uitslag
from tests.contacten import Rij, contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of

URL = "/v1/perioden"
PUSH = "/v1/aanleveringen?soort=contacten"
REDEN = {"reden": "De verantwoording is vastgesteld."}


async def close(gemeente: Gemeente, periode: str) -> dict[str, Any]:
    answer = await gemeente.beheer.put(f"{URL}/{periode}/afsluiting", json=REDEN)
    assert answer.status_code == 200, answer.text
    closed: dict[str, Any] = answer.json()
    return closed


async def reopen(gemeente: Gemeente, periode: str) -> None:
    answer = await gemeente.beheer.post(f"{URL}/{periode}/heropening", json={"reden": "Er ontbrak een maand."})
    assert answer.status_code == 200, answer.text


async def datums(gemeente: Gemeente) -> dict[str, str]:
    """What is stored: the date of each contact."""
    items = (await gemeente.beheer.get("/v1/contacten?limit=1000")).json()["items"]
    return {item["bronId"]: item["datum"] for item in items}


def named(receipt: dict[str, Any]) -> set[tuple[int, str, str]]:
    return {(fout["regel"], fout["pointer"], fout["code"]) for fout in receipt["fouten"]}


@pytest.fixture
def wegwijs(gemeente: Gemeente) -> httpx.AsyncClient:
    return gemeente.aanbieder("wegwijs")


async def test_a_closed_period_refuses_by_row_and_reopening_lets_in(
    gemeente: Gemeente, wegwijs: httpx.AsyncClient
) -> None:
    await close(gemeente, "2025-K1")
    days = ("2024-12-31", "2025-01-01", "2025-02-28", "2025-03-31", "2025-04-01")
    rijen = [contact(number, datum=dag) for number, dag in enumerate(days)]
    fouten = {(regel, "/datum", "periode-afgesloten") for regel in (2, 3, 4)}

    refused = await wegwijs.post(PUSH, json=rijen)
    body = assert_probleem(refused, 400, "aanlevering-geweigerd")
    assert faults_of(body) == {(f"/{regel - 1}{pointer}", code) for regel, pointer, code in fouten}
    assert await datums(gemeente) == {}

    partly = await wegwijs.post(f"{PUSH}&bijFouten=goede-regels", json=rijen)
    assert (partly.json()["nieuw"], partly.json()["afgekeurd"]) == (2, 3)
    assert named(partly.json()) == fouten
    assert set(await datums(gemeente)) == {"C-0", "C-4"}

    await reopen(gemeente, "2025-K1")
    taken = await wegwijs.post(PUSH, json=rijen)
    assert (taken.status_code, taken.json()["nieuw"], taken.json()["ongewijzigd"]) == (201, 3, 2)


async def test_what_lies_in_a_closed_period_is_not_changed_moved_or_removed(
    gemeente: Gemeente, wegwijs: httpx.AsyncClient
) -> None:
    known = [contact(number, datum="2025-01-15" if number % 2 else "2025-02-15") for number in range(1, 7)]
    assert (await wegwijs.post(PUSH, json=known)).status_code == 201
    before = await datums(gemeente)
    await close(gemeente, "2025-01")
    rijen: list[Rij] = [
        contact(1, datum="2025-02-01"),  # moved out
        contact(2, datum="2025-02-20"),  # open, and stays so
        contact(99, datum="gisteren"),
        {"bronId": "C-3", "verwijderd": True},
        {"bronId": "C-4", "verwijderd": True},  # open
        contact(5, datum="2025-01-15", duurMinuten=1),  # changed
        contact(6, datum="2025-01-20"),  # moved in
        contact(7, datum="2025-02-07"),  # new
        {"bronId": "C-8", "verwijderd": True},  # not there
    ]
    afgesloten = {(regel, "/datum", "periode-afgesloten") for regel in (1, 4, 6, 7)}
    expected = afgesloten | {(3, "/datum", "geen-datum")}

    dry = (await wegwijs.post(f"{PUSH}&droogloop=true", json=rijen)).json()
    assert named(dry) == expected
    refused = await wegwijs.post(PUSH, json=rijen)
    assert named(assert_probleem(refused, 400, "aanlevering-geweigerd")["aanlevering"]) == expected
    assert await datums(gemeente) == before

    done = (await wegwijs.post(f"{PUSH}&bijFouten=goede-regels", json=rijen)).json()
    assert named(done) == expected
    counts = [done[name] for name in ("ontvangen", "nieuw", "gewijzigd", "ongewijzigd", "verwijderd", "afgekeurd")]
    assert counts == [9, 1, 1, 1, 1, 5]
    changed = {"C-2": "2025-02-20", "C-7": "2025-02-07"}
    assert await datums(gemeente) == {code: dag for code, dag in (before | changed).items() if code != "C-4"}


async def test_rows_are_named_by_their_number_in_the_whole_delivery(
    gemeente: Gemeente, wegwijs: httpx.AsyncClient
) -> None:
    """Also where a delivery is written in several parts."""
    assert (await wegwijs.post(PUSH, json=[contact(25_000, datum="2024-06-01")])).status_code == 201
    await close(gemeente, "2024")
    rijen = [contact(number, datum="2025-02-01") for number in range(1, 25_001)]
    done = (await wegwijs.post(f"{PUSH}&bijFouten=goede-regels", json=rijen)).json()
    assert (done["nieuw"], named(done)) == (24_999, {(25_000, "/datum", "periode-afgesloten")})


async def test_the_contacten_of_another_aanbieder_with_the_same_id_are_another_matter(
    gemeente: Gemeente, wegwijs: httpx.AsyncClient
) -> None:
    assert (await gemeente.aanbieder("buurvrouw").post(PUSH, json=[contact(1, datum="2025-01-15")])).status_code == 201
    await close(gemeente, "2025-01")
    assert (await wegwijs.post(PUSH, json=[contact(1, datum="2025-02-15")])).status_code == 201


async def test_a_telling_is_refused_when_its_period_shares_a_day(gemeente: Gemeente) -> None:
    nieuw = {"code": "mee", "naam": "MEE", "vorm": "formeel", "tellingenVoor": ["uren"]}
    assert (await gemeente.beheer.post("/v1/aanbieders", json=nieuw)).status_code == 201
    url = "/v1/aanleveringen?soort=tellingen"
    rijen = [
        {"aanbieder": "mee", "maatstaf": "uren", "periode": periode, "waarde": 3}
        for periode in ("2025-02", "2025", "2025-W09", "2025-W10", "2025-03")
    ]
    assert (await gemeente.beheer.post(url, json=rijen[:1])).status_code == 201
    await close(gemeente, "2025-02")
    fouten = {(regel, "/periode", "periode-afgesloten") for regel in (1, 2, 3)}
    done = (await gemeente.beheer.post(f"{url}&bijFouten=goede-regels", json=rijen)).json()
    assert (done["nieuw"], named(done)) == (2, fouten)
    weg = {**rijen[0], "verwijderd": True}
    assert_probleem(await gemeente.beheer.post(url, json=[weg]), 400, "aanlevering-geweigerd")
    await reopen(gemeente, "2025-02")
    assert (await gemeente.beheer.post(url, json=[weg])).json()["verwijderd"] == 1


async def test_a_result_of_a_vragenlijst_is_refused_whole(gemeente: Gemeente) -> None:
    vragenlijsten, url = gemeente.at_api("vragenlijsten"), f"/v1/vragenlijstresultaten/{uuid4()}"
    assert (await vragenlijsten.put(url, json=resultaat(periode="2025-K1"))).status_code == 200
    await close(gemeente, "2025-03")
    newer = resultaat(uitslag(antwoorden={"5": 14}), periode="2025-K1", versie=2)
    moved = resultaat(periode="2025-K3", versie=2)
    for changed in (newer, moved):
        assert_probleem(await vragenlijsten.put(url, json=changed), 409, "periode-afgesloten")
    other = await vragenlijsten.put(f"/v1/vragenlijstresultaten/{uuid4()}", json=moved)
    assert other.status_code == 200
    # What it knows already, it may hear again.
    same = await vragenlijsten.put(url, json=resultaat(periode="2025-K1"))
    assert (same.status_code, same.json()["versie"]) == (200, 1)
    await reopen(gemeente, "2025-03")
    assert (await vragenlijsten.put(url, json=newer)).json()["versie"] == 2


async def test_who_closed_and_reopened_when_and_why_stays_readable(gemeente: Gemeente) -> None:
    wie = gemeente.sleutels["beheer"].sleutel_id
    assert (await gemeente.beleid.get(f"{URL}/2025")).json() == {
        "periode": "2025",
        "begin": "2025-01-01",
        "eind": "2025-12-31",
        "afgesloten": False,
        "geschiedenis": [],
    }
    await close(gemeente, "2025")
    meanwhile = datetime.now(UTC).isoformat()
    await reopen(gemeente, "2025")
    closed = await close(gemeente, "2025")
    assert closed["afgesloten"]
    assert [(event["gebeurtenis"], event["door"], event["reden"]) for event in closed["geschiedenis"]] == [
        ("afgesloten", wie, REDEN["reden"]),
        ("heropend", wie, "Er ontbrak een maand."),
        ("afgesloten", wie, REDEN["reden"]),
    ]
    moments = [event["tijdstip"] for event in closed["geschiedenis"]]
    assert moments == sorted(moments)
    for client in (gemeente.beheer, gemeente.beleid, gemeente.aanbieder("wegwijs")):
        assert (await client.get(f"{URL}/2025")).json() == closed

    [item] = (await gemeente.beleid.get(URL)).json()["items"]
    assert (item["periode"], item["afgeslotenOp"]) == ("2025", moments[2])
    then = {"peildatum": meanwhile}
    [as_it_was] = (await gemeente.beleid.get(URL, params=then)).json()["items"]
    assert as_it_was["afgeslotenOp"] == moments[0]
    history = (await gemeente.beleid.get(f"{URL}/2025", params=then)).json()["geschiedenis"]
    assert history == closed["geschiedenis"][:1]


async def test_closing_again_for_the_same_reason_changes_nothing(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    first = await close(gemeente, "2025")
    assert await close(gemeente, "2025") == first
    answer = await gemeente.beheer.put(f"{URL}/2025/afsluiting", json={"reden": "Een andere."})
    assert [event["reden"] for event in answer.json()["geschiedenis"]] == [REDEN["reden"], "Een andere."]
    trail = await api_owner.fetch(
        "SELECT actie, object_id, na ->> 'reden' AS reden FROM auditregels "
        "WHERE gemeente_id = $1 AND actie LIKE 'periode.%' ORDER BY nr",
        gemeente.id,
    )
    assert [tuple(row) for row in trail] == [
        ("periode.afgesloten", "2025", REDEN["reden"]),
        ("periode.afgesloten", "2025", "Een andere."),
    ]


async def test_only_what_is_over_can_be_closed_and_only_what_is_closed_reopened(gemeente: Gemeente) -> None:
    running = f"{URL}/{datetime.now(UTC).year + 1}"
    assert_probleem(await gemeente.beheer.put(f"{running}/afsluiting", json=REDEN), 409, "periode-loopt-nog")
    await close(gemeente, "2025")
    for periode in ("2025-03", "2024"):
        answer = await gemeente.beheer.post(f"{URL}/{periode}/heropening", json=REDEN)
        assert_probleem(answer, 409, "periode-niet-afgesloten")
    for answer in (
        await gemeente.beheer.put(f"{URL}/2025-13/afsluiting", json=REDEN),
        await gemeente.beheer.put(f"{URL}/2024/afsluiting", json={}),
        await gemeente.beheer.get(f"{URL}/gisteren"),
    ):
        assert_probleem(answer, 400, "invoer-ongeldig")
    for client in (gemeente.beleid, gemeente.aanbieder("wegwijs")):
        assert_probleem(await client.put(f"{URL}/2024/afsluiting", json=REDEN), 403, "niet-toegestaan")
