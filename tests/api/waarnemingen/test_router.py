"""Many figures at once: the same as one by one, of one moment, and only what the key may see."""

import asyncio
import csv
import io
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import MakeGemeente
from tests.contacten import contact
from tests.gemeente import Gemeente, client_of
from tests.grondig import aantal
from tests.problemen import assert_probleem, faults_of
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarnemingen.queries import purge
from zicht_shared.auth import Doel, Rol

URL = "/v1/waarden"
ALLES = "uitsplitsing=gebied,aanbieder,doelgroep,leefgebied,vorm"
DIMENSIES = [dimensie.value for dimensie in Dimensie]


async def deliver(gemeente: Gemeente, eerste: int = 0, aantal: int = 700, **fields: Any) -> None:
    rijen = [
        contact(nummer, aanbieder=("wegwijs", "buurvrouw")[nummer % 5 == 0], **fields)
        for nummer in range(eerste, eerste + aantal)
    ]
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen)
    assert answer.status_code == 201, answer.text


async def ask(client: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await client.get(f"{URL}?{query}")
    assert answer.status_code == 200, answer.text
    waarden: list[dict[str, Any]] = answer.json()["waarden"]
    return waarden


async def codes_of(client: httpx.AsyncClient) -> list[str]:
    return [indicator["code"] for indicator in (await client.get("/v1/indicatoren?limit=1000")).json()["items"]]


@pytest.mark.parametrize("wie", ["bi", "aanbieder:wegwijs"])
async def test_every_figure_is_the_one_that_is_given_one_by_one(gemeente: Gemeente, wie: str) -> None:
    await deliver(gemeente)
    client = gemeente.at_api(wie)
    waarden = await ask(client, ALLES)
    assert wie != "bi" or {waarde["onderdrukt"] for waarde in waarden} == {True, False}

    reeksen: dict[tuple[str, str | None, PeriodeSoort], list[dict[str, Any]]] = {}
    for cel in waarden:
        per = next((naam for naam in DIMENSIES if cel[naam] != "_T"), None)
        reeksen.setdefault((cel["indicator"], per, Periode.parse(cel["periode"]).soort), []).append(cel)
    assert len(reeksen) == 3 * (1 + len(DIMENSIES)) * len(await codes_of(client))
    for (code, per, _), cellen in list(reeksen.items())[:: aantal(7, 1)]:
        perioden = sorted(cel["periode"] for cel in cellen)
        query = f"periode={perioden[0]}..{perioden[-1]}" + (f"&per={per}" if per else "")
        answer = await client.get(f"/v1/indicatoren/{code}/waarden?{query}")
        one_by_one = {
            (cel["periode"], (cel[per] or "_U") if per else "_T"): without(cel, *DIMENSIES, "verschillen")
            for cel in answer.json()["waarden"]
        }
        assert one_by_one == {
            (cel["periode"], cel[per] if per else "_T"): without(cel, *DIMENSIES, "indicator", "streefwaarde")
            for cel in cellen
        }


async def test_a_target_that_holds_stands_beside_the_figure(gemeente: Gemeente) -> None:
    """Kept figures that look different from those one by one: the target is there, and the status that follows."""
    await deliver(gemeente)
    uren = (await gemeente.beheer.get("/v1/indicatoren/uren")).json()
    etag = (await gemeente.beheer.get("/v1/indicatoren/uren")).headers["ETag"]
    gegevens = {name: value for name, value in uren.items() if name != "code"}
    changed = gegevens | {"streefwaarde": 100, "nulmetingPeriode": "2024", "richting": "hoger"}
    answer = await gemeente.beheer.put("/v1/indicatoren/uren", json=changed, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    [jaar, *korter] = await ask(gemeente.bi, "indicator=uren")
    assert (jaar["streefwaarde"], jaar["status"]) == (100, "behaald")
    assert {(cel["streefwaarde"], cel["status"]) for cel in korter} == {(None, None)}


async def test_all_of_an_answer_is_of_one_moment_also_when_facts_come_in(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    before = await gemeente.bi.get(f"{URL}?{ALLES}")
    await deliver(gemeente, eerste=10_000)
    after = await gemeente.bi.get(f"{URL}?{ALLES}")
    assert after.json()["dataversie"] == before.json()["dataversie"] + 1
    assert after.json()["waarden"] != before.json()["waarden"]
    assert len(after.json()["waarden"]) == len(before.json()["waarden"])


async def test_what_did_not_change_is_not_worked_out_again(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    async def blocks() -> dict[int, int]:
        rows = await api_owner.fetch(
            "SELECT jaar, count(*) AS aantal FROM publicaties WHERE gemeente_id = $1 GROUP BY jaar", gemeente.id
        )
        return {row["jaar"]: row["aantal"] for row in rows}

    await deliver(gemeente)
    await deliver(gemeente, eerste=5_000, datum="2024-05-06")
    await ask(gemeente.bi)
    first = await blocks()
    assert first[2024] == first[2025] > 0
    await deliver(gemeente, eerste=10_000)
    await ask(gemeente.bi)
    await ask(gemeente.bi)
    assert await blocks() == {2024: first[2024], 2025: 2 * first[2025]}


async def test_a_change_of_what_is_said_of_a_figure_shows_at_once(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    hidden_at = {}
    for drempel in (10, 100):
        now = await gemeente.beheer.get("/v1/gemeente")
        changed = await gemeente.beheer.put(
            "/v1/gemeente", json={"drempel": drempel}, headers={"If-Match": now.headers["ETag"]}
        )
        assert changed.status_code == 200, changed.text
        hidden_at[drempel] = sum(cel["onderdrukt"] for cel in await ask(gemeente.bi, ALLES))
    assert hidden_at[10] < hidden_at[100]


async def test_who_must_account_sees_no_figures_to_learn_from(nieuwe_gemeente: MakeGemeente) -> None:
    gemeente = await nieuwe_gemeente()
    await deliver(gemeente)
    verantwoorden = await gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)
    async with client_of(gemeente.api_app, verantwoorden) as client:
        seen = {cel["indicator"] for cel in await ask(client, ALLES)}
        assert seen == set(await codes_of(client)) < set(await codes_of(gemeente.bi))
        to_learn = min(set(await codes_of(gemeente.bi)) - seen)
        answer = await client.get(f"{URL}?indicator={to_learn}")
        problem = assert_probleem(answer, 400, "invoer-ongeldig")
        assert faults_of(problem) == {("?indicator", "onbekende-waarde")}
        unknown = await client.get(f"{URL}?indicator=bestaat-niet")
        assert without(unknown.json(), "instance") == without(problem, "instance")


async def test_csv_says_what_json_says(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    answer = await gemeente.bi.get(f"{URL}?{ALLES}&formaat=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert b"\r\n" in answer.content
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    waarden = (await gemeente.bi.get(f"{URL}?{ALLES}")).json()["waarden"]
    for row, waarde in zip(rows, waarden, strict=True):
        for name in ("waarde", "teller", "noemer", "n"):
            assert row[name] == ("" if waarde[name] is None else str(waarde[name]))
        assert row["onderdrukt"] == str(waarde["onderdrukt"]).lower()
        assert row["interval_boven"] == ("" if waarde["interval"] is None else str(waarde["interval"]["boven"]))
        assert [row[name] for name in DIMENSIES] == [waarde[name] for name in DIMENSIES]


async def test_weeks_are_given_when_they_are_asked_for(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    waarden = await ask(gemeente.bi, "periode=2025-W10..2025-W12&indicator=uren&uitsplitsing=gebied")
    assert {cel["periode"] for cel in waarden} == {"2025-W10", "2025-W11", "2025-W12"}
    per_week = await gemeente.bi.get("/v1/indicatoren/uren/waarden?periode=2025-W10..2025-W12")
    totals = {cel["periode"]: cel["waarde"] for cel in waarden if cel["gebied"] == "_T"}
    assert totals == {cel["periode"]: cel["waarde"] for cel in per_week.json()["waarden"]}


async def test_what_was_then_can_be_asked_again(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    before = await gemeente.bi.get(f"{URL}?{ALLES}")
    moment = datetime.now(UTC).isoformat()
    await deliver(gemeente, eerste=10_000)
    then = await gemeente.bi.get(URL, params={"uitsplitsing": ALLES.partition("=")[2], "peildatum": moment})
    assert then.content == before.content


async def test_an_answer_that_is_known_is_not_sent_again(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    first = await gemeente.bi.get(URL)
    again = await gemeente.bi.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    as_csv = await gemeente.bi.get(URL, params={"formaat": "csv"}, headers={"If-None-Match": first.headers["ETag"]})
    assert as_csv.status_code == 200
    await deliver(gemeente, eerste=10_000)
    changed = await gemeente.bi.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


async def test_two_who_read_at_once_get_the_same(gemeente: Gemeente) -> None:
    await deliver(gemeente)
    answers = await asyncio.gather(*(gemeente.bi.get(f"{URL}?{ALLES}") for _ in range(3)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


async def test_old_blocks_are_thrown_away_after_a_day(gemeente: Gemeente, api_owner: asyncpg.Connection) -> None:
    async def rows() -> tuple[int, int]:
        publicaties = await api_owner.fetchval("SELECT count(*) FROM publicaties WHERE gemeente_id = $1", gemeente.id)
        waarnemingen = await api_owner.fetchval("SELECT count(*) FROM waarnemingen WHERE gemeente_id = $1", gemeente.id)
        return publicaties, waarnemingen

    async def purge_now() -> None:
        async with gemeente.db.transaction(gemeente.id) as db:
            await purge(db, gemeente.id)

    await deliver(gemeente)
    await ask(gemeente.bi)
    first = await rows()
    await deliver(gemeente, eerste=10_000)
    await ask(gemeente.bi)
    both = await rows()
    await purge_now()
    assert await rows() == both
    await api_owner.execute(
        "UPDATE publicaties SET gemaakt_op = gemaakt_op - interval '2 days' WHERE gemeente_id = $1", gemeente.id
    )
    await purge_now()
    assert await rows() == first
    assert first < both


def without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
