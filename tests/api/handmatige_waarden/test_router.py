from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.handmatige_waarden.queries import load_handmatig
from zicht_shared.auth import Doel, Rol

INDICATOREN = "/v1/indicatoren"
URL = f"{INDICATOREN}/budget/handmatige-waarden"
BUDGET: dict[str, Any] = {
    "code": "budget",
    "naam": "Budget",
    "pijler": "bereik",
    "soort": "input",
    "eenheid": "euro",
    "rekenwijze": "handmatig",
    "doelen": ["leren"],
}
JAARREKENING = {"waarde": 125000.25, "toelichting": "Jaarrekening 2025, blz. 12"}


@pytest.fixture
async def beleid(gemeente: Gemeente) -> httpx.AsyncClient:
    """Of a gemeente with an indicator that is filled in by hand."""
    (await gemeente.beheer.post(INDICATOREN, json=BUDGET)).raise_for_status()
    return gemeente.beleid


async def dataversie_of(gemeente: Gemeente, owner: asyncpg.Connection) -> int:
    versie: int = await owner.fetchval("SELECT dataversie FROM gemeenten WHERE id = $1", gemeente.id)
    return versie


async def test_an_official_enters_a_figure_and_finds_it_back(gemeente: Gemeente, beleid: httpx.AsyncClient) -> None:
    made = await beleid.put(f"{URL}/2025", json=JAARREKENING)
    expected = {"indicator": "budget", "periode": "2025"} | JAARREKENING
    assert (made.status_code, made.json(), made.headers["etag"]) == (201, expected, '"1"')
    found = await gemeente.beheer.get(f"{URL}/2025")
    assert (found.json(), found.headers["etag"]) == (expected, '"1"')


async def test_a_figure_changes_on_the_version_that_was_seen(beleid: httpx.AsyncClient) -> None:
    await beleid.put(f"{URL}/2025", json=JAARREKENING)
    anders = JAARREKENING | {"waarde": 130000}
    assert_probleem(await beleid.put(f"{URL}/2025", json=anders), 428, "if-match-ontbreekt")
    changed = await beleid.put(f"{URL}/2025", json=anders, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["waarde"], changed.headers["etag"]) == (200, 130000, '"2"')
    stale = await beleid.put(f"{URL}/2025", json=JAARREKENING, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")
    assert (await beleid.get(f"{URL}/2025")).json()["waarde"] == 130000


async def test_a_figure_goes_and_comes_back_under_an_etag_of_its_own(beleid: httpx.AsyncClient) -> None:
    await beleid.put(f"{URL}/2025", json=JAARREKENING)
    assert_probleem(await beleid.delete(f"{URL}/2025"), 428, "if-match-ontbreekt")
    assert_probleem(await beleid.delete(f"{URL}/2025", headers={"If-Match": '"7"'}), 412, "versie-verouderd")
    assert (await beleid.delete(f"{URL}/2025", headers={"If-Match": '"1"'})).status_code == 204
    assert_probleem(await beleid.get(f"{URL}/2025"), 404, "niet-gevonden")
    # A change of what is gone is no entry.
    gone = await beleid.put(f"{URL}/2025", json=JAARREKENING, headers={"If-Match": '"1"'})
    assert_probleem(gone, 404, "niet-gevonden")
    again = await beleid.put(f"{URL}/2025", json=JAARREKENING)
    assert (again.status_code, again.headers["etag"]) == (201, '"2"')


async def test_what_was_entered_can_be_seen_as_it_was(beleid: httpx.AsyncClient) -> None:
    moments, star = [datetime.now(UTC)], {"If-Match": "*"}
    await beleid.put(f"{URL}/2025", json=JAARREKENING)
    moments.append(datetime.now(UTC))
    await beleid.put(f"{URL}/2025", json=JAARREKENING | {"waarde": 1}, headers=star)
    moments.append(datetime.now(UTC))
    await beleid.delete(f"{URL}/2025", headers=star)
    moments.append(datetime.now(UTC))
    seen = []
    for moment in moments:
        items = (await beleid.get(URL, params={"peildatum": moment.isoformat()})).json()["items"]
        seen.append([item["waarde"] for item in items])
    assert seen == [[], [125000.25], [1], []]
    assert (await beleid.get(f"{URL}/2025", params={"peildatum": moments[1].isoformat()})).json()["waarde"] == 125000.25


async def test_every_change_is_a_data_version_and_leaves_its_trail(
    gemeente: Gemeente, beleid: httpx.AsyncClient, api_owner: asyncpg.Connection
) -> None:
    before, star = await dataversie_of(gemeente, api_owner), {"If-Match": "*"}
    await beleid.put(f"{URL}/2025", json=JAARREKENING)
    await beleid.put(f"{URL}/2025", json=JAARREKENING | {"waarde": 1}, headers=star)
    await beleid.delete(f"{URL}/2025", headers=star)
    assert await dataversie_of(gemeente, api_owner) == before + 3
    # No fact changed: nothing that was added up has to be added up again.
    touched = "SELECT count(*) FROM geraakt WHERE gemeente_id = $1 AND versie > $2 AND jaar >= 0"
    assert await api_owner.fetchval(touched, gemeente.id, before) == 0
    trail = await api_owner.fetch(
        "SELECT actie, voor->>'waarde' AS voor, na->>'waarde' AS na FROM auditregels "
        "WHERE gemeente_id = $1 AND object_id = 'budget/2025' ORDER BY nr",
        gemeente.id,
    )
    assert [tuple(row) for row in trail] == [
        ("handmatige-waarde.ingevoerd", None, "125000.25"),
        ("handmatige-waarde.gewijzigd", "125000.25", "1"),
        ("handmatige-waarde.verwijderd", "1", None),
    ]


async def test_only_what_is_not_counted_is_filled_in_by_hand(gemeente: Gemeente, beleid: httpx.AsyncClient) -> None:
    answer = await beleid.put(f"{INDICATOREN}/uren/handmatige-waarden/2025", json=JAARREKENING)
    assert_probleem(answer, 409, "niet-handmatig")
    for url in (f"{INDICATOREN}/uren/handmatige-waarden/2025", f"{INDICATOREN}/weg/handmatige-waarden/2025"):
        assert_probleem(await beleid.get(url), 404, "niet-gevonden")
    missing = await beleid.put(f"{INDICATOREN}/weg/handmatige-waarden/2025", json=JAARREKENING)
    assert_probleem(missing, 404, "niet-gevonden")


async def test_what_was_entered_stays_to_be_seen_and_removed_when_the_indicator_is_counted_from_then_on(
    gemeente: Gemeente, beleid: httpx.AsyncClient
) -> None:
    await beleid.put(f"{URL}/2025", json=JAARREKENING)
    geteld = {name: value for name, value in BUDGET.items() if name != "code"}
    geteld |= {"rekenwijze": "maatstaf", "teller": "uren"}
    (await gemeente.beheer.put(f"{INDICATOREN}/budget", json=geteld, headers={"If-Match": "*"})).raise_for_status()
    assert (await beleid.get(f"{URL}/2025")).json()["waarde"] == 125000.25
    assert_probleem(await beleid.put(f"{URL}/2026", json=JAARREKENING), 409, "niet-handmatig")
    assert (await beleid.delete(f"{URL}/2025", headers={"If-Match": "*"})).status_code == 204


async def test_with_the_indicator_goes_what_was_entered_for_it(gemeente: Gemeente, beleid: httpx.AsyncClient) -> None:
    await beleid.put(f"{URL}/2025", json=JAARREKENING)
    (await gemeente.beheer.delete(f"{INDICATOREN}/budget", headers={"If-Match": "*"})).raise_for_status()
    assert_probleem(await beleid.get(URL), 404, "niet-gevonden")
    (await gemeente.beheer.post(INDICATOREN, json=BUDGET)).raise_for_status()
    assert (await beleid.get(URL)).json()["items"] == []


async def test_what_is_no_figure_of_a_period_is_refused_with_every_fault(beleid: httpx.AsyncClient) -> None:
    answer = await beleid.put(f"{URL}/2025-13", json={"waarde": "3", "toelichting": "", "n": 12})
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("{periode}", "ongeldig"), ("/waarde", "geen-getal"), ("/toelichting", "te-weinig"), ("/n", "onbekend-veld")
    }  # fmt: skip


async def test_the_list_comes_in_pages_that_miss_nothing(beleid: httpx.AsyncClient) -> None:
    perioden = sorted(["2024", "2025", "2025-K1", "2025-03", "2025-W10"])
    for periode in perioden:
        await beleid.put(f"{URL}/{periode}", json=JAARREKENING)
    seen, url = [], f"{URL}?limit=2"
    while url:
        page = (await beleid.get(url)).json()
        seen += [item["periode"] for item in page["items"]]
        url = (page["volgende"] or "").removeprefix("http://api.test")
    assert seen == perioden


async def test_only_the_gemeente_fills_in_and_only_for_a_purpose_that_it_may_see(
    gemeente: Gemeente, beleid: httpx.AsyncClient
) -> None:
    await beleid.put(f"{URL}/2025", json=JAARREKENING)
    for client in (gemeente.bi, gemeente.aanbieder("wegwijs"), gemeente.at_api("vragenlijsten")):
        assert_probleem(await client.put(f"{URL}/2026", json=JAARREKENING), 403, "niet-toegestaan")
        assert_probleem(await client.get(URL), 403, "niet-toegestaan")
    gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    verantwoorder = gemeente.at_api("verantwoorder")
    for answer in (
        await verantwoorder.get(URL),
        await verantwoorder.get(f"{URL}/2025"),
        await verantwoorder.put(f"{URL}/2026", json=JAARREKENING),
        await verantwoorder.delete(f"{URL}/2025", headers={"If-Match": "*"}),
    ):
        assert_probleem(answer, 404, "niet-gevonden")


async def test_the_figures_of_several_indicators_are_read_at_once_and_as_of_a_version(
    nieuwe_gemeente: MakeGemeente, api_owner: asyncpg.Connection
) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    for gemeente in (mine, other):
        for code in ("budget", "uitgaven", "kosten"):
            await gemeente.beheer.post(INDICATOREN, json=BUDGET | {"code": code})
    for code, periode, waarde in (
        ("budget", "2025", 1),
        ("budget", "2026", 2),
        ("uitgaven", "2025", 3),
        ("kosten", "2025", 4),
    ):
        url = f"{INDICATOREN}/{code}/handmatige-waarden/{periode}"
        (await mine.beheer.put(url, json=JAARREKENING | {"waarde": waarde})).raise_for_status()
    then = await dataversie_of(mine, api_owner)
    changed = JAARREKENING | {"waarde": 5.5}
    await mine.beheer.put(f"{URL}/2025", json=changed, headers={"If-Match": "*"})
    asked = (["budget", "uitgaven"], ["2025", "2024"])
    async with mine.db.transaction(mine.id) as db:
        assert await load_handmatig(db, mine.id, None, *asked) == {
            ("budget", "2025"): Decimal("5.5"), ("uitgaven", "2025"): Decimal(3)
        }  # fmt: skip
        assert await load_handmatig(db, mine.id, then, *asked) == {
            ("budget", "2025"): Decimal(1), ("uitgaven", "2025"): Decimal(3)
        }  # fmt: skip
    async with other.db.transaction(other.id) as db:
        assert await load_handmatig(db, other.id, None, *asked) == {}
