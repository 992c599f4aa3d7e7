"""The release of the ballot box, from a resident's answers to what the gemeente may see."""

import asyncio
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import SECRET, Databases, MakeGemeente
from tests.gemeente import Gemeente
from tests.surveys.meting import answer_kort, at_once, day, fill_in, invite, make_meting
from zicht_shared.crypto import Keyring, sha256
from zicht_shared.db import Database
from zicht_surveys.resultaten.models import CONTACTVERZOEK, OPEN_ANTWOORD
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst


@pytest.fixture
def database(surveys_app: Starlette) -> Database:
    """As the service's own role: row-level security and grants hold for every statement of the release."""
    db: Database = surveys_app.state.db
    return db


async def resultaten(gemeente: Gemeente, meting: dict[str, Any], query: str = "") -> dict[str, Any]:
    answer = await gemeente.at_surveys("beleid").get(f"/v1/metingen/{meting['id']}/resultaten{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def rows(owner: asyncpg.Connection, table: str, gemeente: Gemeente) -> list[asyncpg.Record]:
    found: list[asyncpg.Record] = await owner.fetch(f"SELECT * FROM {table} WHERE gemeente_id = $1", gemeente.id)
    return found


async def test_answers_come_free_when_their_slice_reaches_the_drempel(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 6)
    await answer_kort(surveys, urls[:4], "4")
    await release(database)
    assert (await resultaten(gemeente, meting))["ontvangen"] == {}

    await answer_kort(surveys, urls[4:5], "5")
    await release(database)
    counted = await resultaten(gemeente, meting)
    assert (counted["versie"], counted["uitgenodigd"], counted["ontvangen"]) == (1, 6, {"kort": 5})
    assert {uitslag["vraag"] for uitslag in counted["uitslagen"]} == {
        "snel-contact", "welkom", "geluisterd", "informatie-voldoende", "weet-verder", "tevreden",
    }  # fmt: skip
    assert all((uitslag["n"], uitslag["antwoorden"]) == (5, {"4": 4, "5": 1}) for uitslag in counted["uitslagen"])

    assert await release(database) == 0
    assert await resultaten(gemeente, meting) == counted


async def test_each_aanbieder_and_each_variant_waits_for_a_drempel_of_its_own(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, meting, 5, aanbieder="wegwijs"))
    await answer_kort(surveys, await invite(gemeente, meting, 4, aanbieder="buurvrouw"))
    for url in await invite(gemeente, meting, 3, contactmomenten=9):
        await fill_in(surveys, url, uitgebreid(tip=None), code="hoewijzer", variant="uitgebreid")
    await release(database)
    released = await rows(surveys_owner, "antwoorden", gemeente)
    assert [(row["variant"], row["aanbieder"], row["gebied"]) for row in released] == [("kort", "wegwijs", None)] * 5
    assert len(await rows(surveys_owner, "stembus", gemeente)) == 7


async def test_a_meting_per_gebied_waits_for_a_drempel_in_each_gebied(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente, perGebied=True)
    await answer_kort(surveys, await invite(gemeente, meting, 5, gebied="WK01"))
    await answer_kort(surveys, await invite(gemeente, meting, 4, gebied="WK02"))
    await answer_kort(surveys, await invite(gemeente, meting, 3))
    await release(database)
    assert [row["gebied"] for row in await rows(surveys_owner, "antwoorden", gemeente)] == ["WK01"] * 5

    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    await release(database)
    released = await rows(surveys_owner, "antwoorden", gemeente)
    assert sorted(str(row["gebied"]) for row in released) == ["None"] * 7 + ["WK01"] * 5
    assert {row["aanbieder"] for row in released} == {"wegwijs"}


async def test_the_rest_of_a_closed_meting_comes_free_over_its_aanbieders_together(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, meting, 5, aanbieder="wegwijs"), "5")
    await release(database)
    await answer_kort(surveys, await invite(gemeente, meting, 3, aanbieder="wegwijs"), "1")
    await answer_kort(surveys, await invite(gemeente, meting, 2, aanbieder="buurvrouw"), "1")
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    await release(database)
    per_aanbieder = await resultaten(gemeente, meting, "?per=aanbieder")
    assert per_aanbieder["ontvangen"] == {"kort": 10}
    tevreden = {u["aanbieder"]: u["antwoorden"] for u in per_aanbieder["uitslagen"] if u["vraag"] == "tevreden"}
    assert tevreden == {"wegwijs": {"5": 5}, None: {"1": 5}}
    assert await rows(surveys_owner, "stembus", gemeente) == []


async def test_a_rest_below_the_drempel_is_released_at_closing_and_shown_nowhere(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 5)
    await answer_kort(surveys, urls[:4])
    await surveys.post(f"{urlsplit(urls[4]).path}/1", data={"snel-contact": "1", "welkom": "1"})
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    await release(database)
    shown = await resultaten(gemeente, meting)
    assert all(not uitslag["antwoorden"] for uitslag in shown["uitslagen"])

    async def left(table: str) -> int:
        return len(await rows(surveys_owner, table, gemeente))

    assert [await left(table) for table in ("antwoorden", "stembus", "gestemd", "concepten")] == [4, 0, 4, 1]
    assert {row["aanbieder"] for row in await rows(surveys_owner, "antwoorden", gemeente)} == {None}
    await surveys_owner.execute(
        "UPDATE metingen SET gesloten_op = now() - interval '31 days' WHERE id = $1", UUID(meting["id"])
    )
    await release(database)
    assert [await left(table) for table in ("antwoorden", "stembus", "gestemd", "concepten")] == [4, 0, 0, 0]
    # The links stay shut.
    assert (await surveys.get(urlsplit(urls[0]).path)).status_code == 410


async def test_a_meting_closes_by_itself_after_its_last_day(
    gemeente: Gemeente, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    over, going_on = await make_meting(gemeente), await make_meting(gemeente)
    await surveys_owner.execute(
        "UPDATE metingen SET eindigt_op = $2::text::date WHERE id = $1", UUID(over["id"]), day(-2)
    )
    await release(database)
    beheer = gemeente.at_surveys("beheer")
    closed = await beheer.get(f"/v1/metingen/{over['id']}")
    assert closed.json()["geslotenOp"] is not None
    assert closed.headers["etag"] == '"2"'
    assert (await beheer.get(f"/v1/metingen/{going_on['id']}")).json()["geslotenOp"] is None
    audit = await surveys_owner.fetch("SELECT sleutel_id, actie FROM auditregels WHERE object_id = $1", over["id"])
    assert ("zicht", "meting.gesloten") in [tuple(row) for row in audit]


def uitgebreid(tip: str | None) -> dict[str, str]:
    answers = {vraag.code: "3" for vraag in vragenlijst("hoewijzer", "uitgebreid").vragen if vraag.soort != "open"}
    return answers | ({"tip": tip} if tip else {})


async def test_words_and_telephone_numbers_come_free_apart_from_all_else_and_still_sealed(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente, vragenlijst="nps")
    for score, url in enumerate(await invite(gemeente, meting, 5)):
        answers = {
            "score": str(score),
            "waarom": f"reden {score}",
            "terugbellen": "ja",
            "telefoonnummer": f"061234567{score}",
        }
        await fill_in(surveys, url, answers, code="nps", variant="standaard")
    await release(database)

    keyring = Keyring([SECRET])
    texts = await rows(surveys_owner, "open_antwoorden", gemeente)
    assert {row["vraag"] for row in texts} == {"waarom"}
    assert sorted(keyring.unseal(OPEN_ANTWOORD, row["tekst"]).decode() for row in texts) == [
        f"reden {score}" for score in range(5)
    ]
    numbers = await rows(surveys_owner, "contactverzoeken", gemeente)
    assert sorted(keyring.unseal(CONTACTVERZOEK, row["telefoon"]).decode() for row in numbers) == [
        f"061234567{score}" for score in range(5)
    ]
    counted = await rows(surveys_owner, "antwoorden", gemeente)
    assert sorted(row["antwoorden"] for row in counted) == [
        f'{{"score": "{score}", "terugbellen": "ja"}}' for score in range(5)
    ]
    # Three lists in orders of their own, with no value in common that could lay them side by side.
    ids = [row["id"] for row in (*texts, *numbers, *counted)]
    assert len(set(ids)) == 15
    # A date of the first of a month: the day of release is nowhere.
    assert {row["verwijderen_na"].day for row in (*texts, *numbers)} == {1}


async def test_words_and_numbers_are_destroyed_when_their_time_is_over(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente, vragenlijst="nps")
    answers = {"score": "7", "waarom": "zo maar", "terugbellen": "ja", "telefoonnummer": "0612345678"}
    urls = await invite(gemeente, meting, 5)
    await at_once([partial(fill_in, surveys, url, answers, code="nps", variant="standaard") for url in urls])
    await release(database)
    for table in ("open_antwoorden", "contactverzoeken"):
        await surveys_owner.execute(
            f"UPDATE {table} SET verwijderen_na = current_date WHERE gemeente_id = $1", gemeente.id
        )
    await release(database)
    assert await rows(surveys_owner, "open_antwoorden", gemeente) == []
    assert await rows(surveys_owner, "contactverzoeken", gemeente) == []
    assert len(await rows(surveys_owner, "antwoorden", gemeente)) == 5


async def test_a_used_link_stays_used_and_a_draft_stays_open_over_a_release(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 7)
    half_way = urlsplit(urls[6]).path
    await surveys.post(f"{half_way}/1", data={"snel-contact": "2", "welkom": "weet-niet"})
    await answer_kort(surveys, urls[:6])
    await release(database)
    for url in urls[:6]:
        assert "hebben uw antwoorden al" in (await surveys.get(urlsplit(url).path)).text
    assert 'value="2" checked' in (await surveys.get(f"{half_way}/1")).text
    assert (await resultaten(gemeente, meting))["ontvangen"] == {"kort": 6}


async def test_a_release_goes_over_all_gemeenten_and_mixes_none(
    nieuwe_gemeente: MakeGemeente, surveys: httpx.AsyncClient, database: Database
) -> None:
    gemeenten = [await nieuwe_gemeente() for _ in range(3)]
    metingen = [await make_meting(gemeente) for gemeente in gemeenten]
    for gemeente, meting, aantal in zip(gemeenten, metingen, (5, 4, 7), strict=True):
        await answer_kort(surveys, await invite(gemeente, meting, aantal), str(aantal % 5 + 1))
    await release(database)
    counted = [await resultaten(gemeente, meting) for gemeente, meting in zip(gemeenten, metingen, strict=True)]
    assert [one["ontvangen"] for one in counted] == [{"kort": 5}, {}, {"kort": 7}]
    assert counted[0]["uitslagen"][0]["antwoorden"] == {"1": 5}
    assert counted[2]["uitslagen"][0]["antwoorden"] == {"3": 7}


async def test_no_answer_is_lost_or_doubled_while_releases_run(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 64)
    done = asyncio.Event()

    async def keep_releasing() -> int:
        times = 0
        while not done.is_set():
            try:
                await release(database)
                times += 1
            except asyncpg.LockNotAvailableError:
                continue
        return times

    releasing = asyncio.create_task(keep_releasing())
    await answer_kort(surveys, urls)
    done.set()
    assert await releasing >= 1
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    await release(database)
    left = 64 - (await resultaten(gemeente, meting))["ontvangen"].get("kort", 0)
    # Only a last rest below the drempel may still be in the box.
    assert left in range(5)
    async with database.transaction(gemeente.id) as db:
        in_box = await (await db.connection()).exec_driver_sql("SELECT count(*) FROM stembus")
        assert in_box.scalar() == left


async def test_a_release_that_cannot_have_the_box_gives_up_soon_and_changes_nothing(
    gemeente: Gemeente,
    surveys: httpx.AsyncClient,
    database: Database,
    surveys_owner: asyncpg.Connection,
    databases: Databases,
) -> None:
    meting = await make_meting(gemeente)
    await answer_kort(surveys, await invite(gemeente, meting, 5))
    busy = await asyncpg.connect(databases.surveys)
    try:
        async with busy.transaction():
            await busy.execute("LOCK TABLE stembus IN ROW EXCLUSIVE MODE")
            with pytest.raises(asyncpg.LockNotAvailableError):
                await asyncio.wait_for(release(database), 5)
            assert len(await rows(surveys_owner, "stembus", gemeente)) == 5
    finally:
        await busy.close()
    await release(database)
    assert (await resultaten(gemeente, meting))["ontvangen"] == {"kort": 5}


async def test_nothing_of_a_used_link_or_a_released_ballot_is_left_in_the_data_files(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 5)
    await answer_kort(surveys, urls, "weet-niet")
    hashes = [sha256(url.rpartition("/")[2]) for url in urls]

    async def in_files(table: str, *needles: bytes) -> int:
        await surveys_owner.execute("CHECKPOINT")
        content: bytes = await surveys_owner.fetchval(f"SELECT pg_read_binary_file(pg_relation_filepath('{table}'))")
        return sum(needle in content for needle in needles)

    meting_id = UUID(meting["id"]).bytes
    # Before: removed drafts (unless PostgreSQL pruned them already) and ballots are there for who reads the files.
    assert await in_files("concepten", *hashes) > 0
    assert await in_files("stembus", meting_id) == 1
    await release(database)
    assert await in_files("concepten", *hashes) == 0
    assert await in_files("stembus", meting_id) == 0
    assert await in_files("antwoorden", meting_id) == 1


async def test_after_a_release_all_rows_of_a_table_have_one_version(
    gemeente: Gemeente, surveys: httpx.AsyncClient, database: Database, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 13)
    for start in (0, 5):
        await answer_kort(surveys, urls[start : start + 5])
        await release(database)
    # One more person answers, alone: she is not released, but what she left is written anew with all the rest.
    await answer_kort(surveys, urls[10:11])
    await release(database)
    for table, aantal in {"gestemd": 11, "stembus": 1, "antwoorden": 10}.items():
        found = await surveys_owner.fetch(f"SELECT xmin::text FROM {table} WHERE gemeente_id = $1", gemeente.id)
        assert (len(found), len({row["xmin"] for row in found})) == (aantal, 1), table
