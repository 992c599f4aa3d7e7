from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of

URL = "/v1/gemeente"


async def test_everyone_who_reads_figures_sees_of_which_gemeente_and_from_how_many_people(gemeente: Gemeente) -> None:
    expected = {"code": gemeente.code, "naam": f"Gemeente {gemeente.code}", "drempel": 10}
    for client in (gemeente.beheer, gemeente.beleid, gemeente.bi, gemeente.aanbieder("wegwijs")):
        answer = await client.get(URL)
        assert (answer.json(), answer.headers["etag"]) == (expected, '"1"')


async def test_the_drempel_changes_on_the_version_that_was_seen(gemeente: Gemeente) -> None:
    assert_probleem(await gemeente.beheer.put(URL, json={"drempel": 15}), 428, "if-match-ontbreekt")
    changed = await gemeente.beheer.put(URL, json={"drempel": 15}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["drempel"], changed.headers["etag"]) == (200, 15, '"2"')
    stale = await gemeente.beheer.put(URL, json={"drempel": 20}, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")
    assert (await gemeente.bi.get(URL)).json()["drempel"] == 15


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"drempel": 4, "reden": "Wij zijn klein."}, {("/drempel", "te-klein")}),
        ({"drempel": 101}, {("/drempel", "te-groot")}),
        ({"drempel": 9}, {("/reden", "verplicht")}),
        ({"drempel": 5, "reden": None}, {("/reden", "verplicht")}),
        ({"drempel": 10.5, "naam": "Anders"}, {("/drempel", "geen-geheel-getal"), ("/naam", "onbekend-veld")}),
        ({}, {("/drempel", "verplicht")}),
    ],
)
async def test_a_drempel_is_never_under_five_and_under_ten_only_for_a_reason(
    gemeente: Gemeente, body: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    answer = await gemeente.beheer.put(URL, json=body, headers={"If-Match": "*"})
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == expected
    assert (await gemeente.bi.get(URL)).json()["drempel"] == 10


async def test_a_drempel_is_a_data_version_to_look_back_at_and_its_reason_is_kept(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    versie = "SELECT dataversie FROM gemeenten WHERE id = $1"
    before = await api_owner.fetchval(versie, gemeente.id)
    moments = [datetime.now(UTC)]
    lower = {"drempel": 5, "reden": "Besluit van het college."}
    (await gemeente.beheer.put(URL, json=lower, headers={"If-Match": "*"})).raise_for_status()
    assert await api_owner.fetchval(versie, gemeente.id) == before + 1
    # No fact changed: nothing that was added up has to be added up again.
    touched = "SELECT count(*) FROM geraakt WHERE gemeente_id = $1 AND versie > $2 AND jaar >= 0"
    assert await api_owner.fetchval(touched, gemeente.id, before) == 0
    [trail] = await api_owner.fetch(
        "SELECT voor->>'drempel' AS voor, na->>'drempel' AS na, na->>'reden' AS reden FROM auditregels "
        "WHERE gemeente_id = $1 AND actie = 'gemeente.gewijzigd'",
        gemeente.id,
    )
    assert tuple(trail) == ("10", "5", "Besluit van het college.")
    moments.append(datetime.now(UTC))
    (await gemeente.beheer.put(URL, json={"drempel": 20}, headers={"If-Match": "*"})).raise_for_status()
    past = [await gemeente.bi.get(URL, params={"peildatum": moment.isoformat()}) for moment in moments]
    assert [answer.json()["drempel"] for answer in past] == [10, 5]
    # Who looks back does not hold what can be changed.
    assert all("etag" not in answer.headers for answer in past)


async def test_only_beheer_sets_the_drempel_and_only_of_its_own_gemeente(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    for client in (mine.beleid, mine.bi, mine.aanbieder("wegwijs"), mine.at_api("vragenlijsten")):
        answer = await client.put(URL, json={"drempel": 20}, headers={"If-Match": "*"})
        assert_probleem(answer, 403, "niet-toegestaan")
    (await mine.beheer.put(URL, json={"drempel": 20}, headers={"If-Match": "*"})).raise_for_status()
    assert [(await each.bi.get(URL)).json()["drempel"] for each in (mine, other)] == [20, 10]
