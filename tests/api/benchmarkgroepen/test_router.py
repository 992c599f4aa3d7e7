import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.api.benchmarkgroepen.conftest import INDICATOR, LATER, PERIODE, Buur
from tests.benchmarkgroep import make_groep
from tests.conftest import Databases
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_api.benchmarkgroepen import queries
from zicht_api.benchmarkgroepen.rondes import settle_overal
from zicht_shared.auth import Doel, Rol
from zicht_shared.db import driver_connection


@pytest.fixture
async def groep(databases: Databases) -> str:
    code = f"groep-{uuid4().hex[:8]}"
    await make_groep(databases, code)
    return code


async def join_all(groep: str, buren: list[Buur]) -> None:
    for buur in buren:
        await buur.join(groep)


async def test_a_gemeente_sees_its_figure_beside_those_of_the_group(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren)
    await buren[0].settle()
    laagste, midden, hoger, hoogste = [await buren[place].compare(groep) for place in (0, 4, 8, 11)]
    # By hand: the mean of 10, 15 .. 65 is 37.5, to even; the median lies halfway between the places of 35 and 40.
    assert laagste["groep"] == {
        "gemeenten": 12, "gemiddelde": 38, "kwartiel1": 24, "mediaan": 38, "kwartiel3": 51, "stap": 1
    }  # fmt: skip
    assert (laagste["eigen"]["waarde"], hoogste["eigen"]["waarde"]) == (10, 65)
    assert [found["plaats"] for found in (laagste, midden, hoger, hoogste)] == [
        "laagste-kwart", "onder-het-midden", "boven-het-midden", "hoogste-kwart"
    ]  # fmt: skip
    assert (laagste["reden"], laagste["vastgesteldOp"]) == (None, "2025-05-01")


async def test_everyone_who_asks_gets_the_same_figures(groep: str, buren: list[Buur]) -> None:
    """Over the others only, two members could compute each other's figure from the difference."""
    await join_all(groep, buren)
    await buren[0].settle()
    answers = [await buur.compare(groep) for buur in buren]
    assert {str(answer["groep"]) for answer in answers} == {str(answers[0]["groep"])}
    assert answers[0]["groep"]["gemeenten"] == 12


async def test_what_is_settled_stays_whoever_joins_leaves_or_corrects(groep: str, buren: list[Buur]) -> None:
    """Else the answers before and after would differ by the figure of one gemeente."""
    *first, last = buren
    await join_all(groep, first)
    await first[0].settle()
    before = await first[0].compare(groep)
    assert before["groep"]["gemeenten"] == 11
    await last.join(groep)
    await first[1].leave(groep)
    await first[2].answer(99)
    await first[0].settle(LATER + timedelta(days=1))
    assert (await first[0].compare(groep)) == before
    assert (await last.compare(groep))["groep"] == before["groep"]
    # A period that is settled after it is about who takes part then.
    await first[0].settle(LATER + timedelta(days=300))
    later = await last.compare(groep, "2025")
    assert (later["groep"]["gemeenten"], later["vastgesteldOp"]) == (11, "2026-02-25")
    assert later["groep"] != before["groep"]


async def test_figures_come_a_while_after_the_period_and_to_everyone_on_the_same_day(
    groep: str, buren: list[Buur], api_owner: asyncpg.Connection
) -> None:
    await join_all(groep, buren)
    await buren[0].settle(date(2025, 4, 29))
    assert (await buren[0].compare(groep))["reden"] == "nog-niet-vastgesteld"
    today = datetime.now(UTC).date()
    await buren[0].settle(today)
    # Not on the day itself: an answer with today as its peildatum must stay what it was this morning.
    assert (await buren[0].compare(groep))["reden"] == "nog-niet-vastgesteld"
    await api_owner.execute("UPDATE benchmarkrondes SET vastgesteld_op = $2 WHERE groep = $1", groep, LATER)
    params = {"groep": groep, "periode": PERIODE, "peildatum": f"{today}"}
    url = f"/v1/indicatoren/{INDICATOR}/vergelijking"
    asked_later = await buren[0].gemeente.bi.get(url, params=params)
    assert asked_later.json()["perioden"][0]["groep"]["gemeenten"] == 12
    assert (await buren[0].compare(groep, "2024-K4"))["reden"] == "voor-het-begin"
    assert (await buren[0].compare(groep, f"{today.year}"))["reden"] == "nog-niet-vastgesteld"


async def test_gemeenten_have_time_to_join_a_new_group(databases: Databases, buren: list[Buur]) -> None:
    groep = f"nieuw-{uuid4().hex[:8]}"
    await make_groep(databases, groep, dag=LATER)
    await join_all(groep, buren)
    await buren[0].settle(LATER + timedelta(days=29))
    assert (await buren[0].compare(groep))["vastgesteldOp"] is None
    await buren[0].settle(LATER + timedelta(days=30))
    assert (await buren[0].compare(groep))["groep"]["gemeenten"] == 12


async def test_a_figure_over_few_gemeenten_is_not_given(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren)
    # Of nine people nothing is shown, so nothing counts either.
    await buren[3].answer(50, aantal=9)
    await buren[4].answer(50, aantal=9)
    await buren[0].settle()
    found = await buren[0].compare(groep)
    assert {name: value for name, value in found.items() if name != "eigen"} == {
        "groep": None, "plaats": None, "reden": "te-weinig-gemeenten", "vastgesteldOp": "2025-05-01",
        "andereDefinitie": 0, "zonderWaarde": 2,
    }  # fmt: skip
    assert found["eigen"]["waarde"] == 10
    assert (await buren[3].compare(groep))["eigen"]["onderdrukt"] is True


async def test_a_group_of_few_gemeenten_waits(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren[:10])
    await buren[0].settle()
    assert (await buren[0].compare(groep))["reden"] == "te-weinig-gemeenten"
    await join_all(groep, buren[10:])
    assert (await buren[0].compare(groep))["reden"] == "nog-niet-vastgesteld"
    await buren[0].settle()
    assert (await buren[0].compare(groep))["groep"]["gemeenten"] == 12


async def test_who_hides_its_figure_still_sees_the_group(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren)
    await buren[11].answer(50, aantal=9)
    await buren[0].settle()
    found = await buren[11].compare(groep)
    assert (found["eigen"]["waarde"], found["groep"]["gemeenten"], found["plaats"]) == (None, 11, None)


async def test_only_who_means_the_same_counts(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren)
    await buren[11].redefine(maat="gemiddelde")
    await buren[0].settle()
    found = await buren[0].compare(groep)
    assert (found["groep"]["gemeenten"], found["andereDefinitie"]) == (11, 1)
    alone = await buren[11].compare(groep)
    assert (alone["groep"], alone["reden"], alone["andereDefinitie"]) == (None, "te-weinig-gemeenten", 11)


async def test_figures_to_learn_from_do_not_end_up_with_who_accounts(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren)
    # As it comes this indicator serves learning only; one gemeente agreed otherwise with its aanbieders.
    await buren[0].redefine(doelen=["leren", "verantwoorden"])
    await buren[0].settle()
    params = {"groep": groep, "periode": PERIODE}
    url = f"/v1/indicatoren/{INDICATOR}/vergelijking"
    for buur, status in ((buren[0], 200), (buren[1], 404)):
        sleutel = await buur.gemeente.add_sleutel(Rol.bi, Doel.verantwoorden)
        async with client_of(buur.gemeente.api_app, sleutel) as client:
            answer = await client.get(url, params=params)
            assert answer.status_code == status, answer.text
            if answer.is_success:
                assert answer.json()["perioden"][0]["groep"] is None
    assert (await buren[1].compare(groep))["groep"]["gemeenten"] == 11


async def test_who_does_not_share_does_not_see(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren[:11])
    await buren[0].settle()
    assert_probleem(await buren[11].ask(groep), 409, "geen-deelname")
    assert_probleem(await buren[11].ask("er-is-geen"), 404, "niet-gevonden")
    await buren[0].leave(groep)
    assert_probleem(await buren[0].ask(groep), 409, "geen-deelname")


async def test_one_leaves_and_the_others_stay(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren)
    await buren[0].leave(groep)
    assert_probleem(await buren[0].gemeente.beheer.delete(f"/v1/benchmarkdeelnames/{groep}"), 404, "niet-gevonden")
    [seen] = await groups_of(buren[1].gemeente, groep)
    assert (seen["deelnemers"], seen["deelnameSinds"] is None) == (11, False)
    [seen] = await groups_of(buren[0].gemeente, groep)
    assert seen["deelnameSinds"] is None


async def groups_of(gemeente: Gemeente, code: str) -> list[dict[str, object]]:
    answer = await gemeente.beleid.get("/v1/benchmarkgroepen?limit=1000")
    assert answer.status_code == 200, answer.text
    return [item for item in answer.json()["items"] if item["code"] == code]


async def test_how_many_take_part_is_told_from_eleven_on(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren[:10])
    assert [seen["deelnemers"] for seen in await groups_of(buren[0].gemeente, groep)] == [None]
    await buren[10].join(groep)
    assert [seen["deelnemers"] for seen in await groups_of(buren[11].gemeente, groep)] == [11]


async def test_joining_is_a_choice_that_is_made_knowingly_and_once(
    groep: str, gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    url = f"/v1/benchmarkdeelnames/{groep}"
    for akkoord, code in ((False, "ongeldig"), (1, "geen-ja-nee"), ("ja", "geen-ja-nee")):
        refused = await gemeente.beheer.put(url, json={"akkoord": akkoord})
        assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {("/akkoord", code)}
    assert_probleem(await gemeente.beleid.put(url, json={"akkoord": True}), 403, "niet-toegestaan")
    unknown = await gemeente.beheer.put("/v1/benchmarkdeelnames/er-is-geen", json={"akkoord": True})
    assert_probleem(unknown, 404, "niet-gevonden")
    for _ in range(2):
        assert (await gemeente.beheer.put(url, json={"akkoord": True})).status_code == 200
    assert (await gemeente.beheer.delete(url)).status_code == 204
    trail = await api_owner.fetch(
        "SELECT actie FROM auditregels WHERE gemeente_id = $1 AND object_id = $2 ORDER BY nr", gemeente.id, groep
    )
    assert [row["actie"] for row in trail] == ["benchmarkdeelname.begonnen", "benchmarkdeelname.beeindigd"]


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [("clienten-bereikt", "1.000 inwoners"), ("uren", "grootte"), ("gesprekken-per-client", None), ("nps", None)],
)
async def test_what_grows_with_a_gemeente_is_not_compared(
    groep: str, gemeente: Gemeente, indicator: str, reason: str | None
) -> None:
    await Buur(gemeente).join(groep)
    answer = await Buur(gemeente).ask(groep, indicator=indicator)
    if reason is None:
        assert answer.status_code == 200
    else:
        assert reason in assert_probleem(answer, 409, "niet-vergelijkbaar")["detail"]


async def test_weeks_are_not_compared_and_an_aanbieder_does_not_ask(groep: str, gemeente: Gemeente) -> None:
    answer = await Buur(gemeente).ask(groep, "2025-W10..2025-W12")
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?periode", "ongeldig")}
    url = f"/v1/indicatoren/{INDICATOR}/vergelijking?groep={groep}&periode=2025"
    assert_probleem(await gemeente.aanbieder("wegwijs").get(url), 403, "niet-toegestaan")
    assert_probleem(await gemeente.aanbieder("wegwijs").get("/v1/benchmarkgroepen"), 403, "niet-toegestaan")


async def test_who_leaves_while_a_round_is_under_way_is_not_in_it(
    groep: str, buren: list[Buur], monkeypatch: pytest.MonkeyPatch
) -> None:
    await join_all(groep, buren)
    load_deelnemers = queries.load_deelnemers

    async def leave_first(db: AsyncSession, code: str) -> tuple[str, ...]:
        await buren[11].leave(groep)
        return await load_deelnemers(db, code)

    with monkeypatch.context() as meanwhile:
        # All have been read by then, and nothing is kept yet.
        meanwhile.setattr(queries, "load_deelnemers", leave_first)
        await buren[0].settle()
    assert (await buren[0].compare(groep))["reden"] == "nog-niet-vastgesteld"
    await buren[0].settle()
    assert (await buren[0].compare(groep))["groep"]["gemeenten"] == 11


async def test_two_processes_that_settle_at_once_settle_once(groep: str, buren: list[Buur]) -> None:
    await join_all(groep, buren)
    await asyncio.gather(*(settle_overal(buren[0].gemeente.db, LATER) for _ in range(3)))
    assert (await buren[0].compare(groep))["groep"]["gemeenten"] == 12


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO benchmarkgroepen VALUES ('x', 'x', 'x', now(), now())",
        "UPDATE benchmarkgroepen SET naam = 'x'",
        "UPDATE benchmarkdeelnames SET deelnemer = 'GM0001'",
        "UPDATE benchmarkrondes SET vastgesteld_op = now()",
        "DELETE FROM benchmarkrondes",
        "UPDATE benchmarkuitkomsten SET mediaan = 0",
        "DELETE FROM benchmarkuitkomsten",
    ],
)
async def test_the_service_itself_cannot_change_what_is_settled(gemeente: Gemeente, statement: str) -> None:
    async with gemeente.db.transaction(gemeente.id) as db:
        driver = await driver_connection(db)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await driver.execute(statement)
        await db.rollback()


async def test_nothing_that_is_kept_rests_on_few_gemeenten(
    groep: str, buren: list[Buur], api_owner: asyncpg.Connection
) -> None:
    eigen = {
        "code": "alleen-hier", "naam": "Alleen hier", "pijler": "bereik", "soort": "output", "eenheid": "uren",
        "rekenwijze": "verhouding", "teller": "uren", "noemer": "clienten", "doelen": ["leren"],
    }  # fmt: skip
    assert (await buren[0].gemeente.beheer.post("/v1/indicatoren", json=eigen)).status_code == 201
    await join_all(groep, buren)
    await buren[0].settle()
    rows = await api_owner.fetch("SELECT * FROM benchmarkuitkomsten WHERE groep = $1", groep)
    assert {row["indicator"] for row in rows} >= {INDICATOR, "doorlooptijd", "uren-per-client"}
    assert "alleen-hier" not in {row["indicator"] for row in rows}
    assert {row["gemeenten"] for row in rows} == {None, 12}
    unknown = await buren[0].compare(groep, indicator="alleen-hier")
    assert (unknown["groep"], unknown["reden"], unknown["andereDefinitie"]) == (None, "te-weinig-gemeenten", None)
