"""After releases nothing in the database joins answers to invitations better than guessing does.

Three designs that look anonymous come first, as controls: the attack must get through each of them.
"""

import json
import random
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente
from tests.surveys.meting import at_once, fill_in, invite, make_meting
from tests.surveys.resultaten.aanval import SIGMA, attack, columns_of
from zicht_shared.crypto import Keyring, sha256
from zicht_surveys.models import Base
from zicht_surveys.resultaten.models import CONTACTVERZOEK, OPEN_ANTWOORD
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

VRAGEN = [vraag.code for vraag in vragenlijst("hoewijzer", "kort").vragen]
TOKEN_TABLES = sorted(table.name for table in Base.metadata.sorted_tables if "token_hash" in table.c)


def answers_of(person: int) -> dict[str, str]:
    """Answers that nobody else gives, so that the test (and only the test) knows whose they are."""
    return {vraag: str(person // 5**place % 5 + 1) for place, vraag in enumerate(VRAGEN)}


def person_of(answers: dict[str, str]) -> int:
    return sum((int(answers[vraag]) - 1) * 5**place for place, vraag in enumerate(VRAGEN))


async def test_after_releases_answers_cannot_be_joined_to_invitations(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    """300 people, one slice, eight at a time; invited, answering and released in six rounds, in the same order."""
    meting, urls = await make_meting(gemeente), []
    for start in range(0, 300, 50):
        urls += await invite(gemeente, meting, 50)
        await at_once(
            [
                partial(fill_in, surveys, urls[person], answers_of(person), code="hoewijzer", variant="kort")
                for person in range(start, start + 50)
            ]
        )
        await release(surveys_app.state.db)

    persons = {sha256(url.rpartition("/")[2]): person for person, url in enumerate(urls)}
    mine = f"gemeente_id = '{gemeente.id}'"
    released = await columns_of(
        surveys_owner, "antwoorden", mine, who=lambda row: person_of(json.loads(row["antwoorden"]))
    )
    # What was answered is not what it may be recognised by: the test itself made it follow from the order.
    released = [column for column in released if column.name != "antwoorden.antwoorden"]
    assert len(released[0].values) == 300
    # An open link is a poster's, not a person's.
    assert TOKEN_TABLES == ["concepten", "gestemd", "open_links", "uitnodigingen"]
    assert await surveys_owner.fetchval(f"SELECT count(*) FROM concepten WHERE {mine}") == 0
    for table in ("gestemd", "uitnodigingen"):
        linked = await columns_of(surveys_owner, table, mine, who=lambda row: persons[row["token_hash"]])
        findings = attack(linked, released)
        assert len(findings) >= 9 * 13
        assert findings[0].strays < SIGMA, findings[:5]
        assert max(finding.auc for finding in findings) < 0.5 + SIGMA / (12 * 300) ** 0.5, findings[:5]


async def test_words_and_telephone_numbers_cannot_be_joined_to_invitations_or_to_each_other(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    meting, urls, keyring = await make_meting(gemeente, vragenlijst="nps"), [], Keyring([SECRET])
    for start in range(0, 100, 20):
        urls += await invite(gemeente, meting, 20)
        await at_once(
            [
                partial(fill_in, surveys, urls[person], call_me(person), code="nps", variant="standaard")
                for person in range(start, start + 20)
            ]
        )
        await release(surveys_app.state.db)

    persons = {sha256(url.rpartition("/")[2]): person for person, url in enumerate(urls)}
    mine = f"gemeente_id = '{gemeente.id}'"
    sides = {
        "words": await columns_of(
            surveys_owner, "open_antwoorden", mine, who=lambda row: int(keyring.unseal(OPEN_ANTWOORD, row["tekst"]))
        ),
        "numbers": await columns_of(
            surveys_owner,
            "contactverzoeken",
            mine,
            who=lambda row: int(keyring.unseal(CONTACTVERZOEK, row["telefoon"]).decode()[-3:]),
        ),
        "marks": await columns_of(surveys_owner, "gestemd", mine, who=lambda row: persons[row["token_hash"]]),
        "invitations": await columns_of(
            surveys_owner, "uitnodigingen", mine, who=lambda row: persons[row["token_hash"]]
        ),
    }
    for one, other in [
        ("words", "numbers"), ("words", "marks"), ("words", "invitations"), ("numbers", "marks"),
        ("numbers", "invitations"),
    ]:  # fmt: skip
        findings = attack(sides[one], sides[other])
        assert findings[0].strays < SIGMA, (one, other, findings[:5])


def call_me(person: int) -> dict[str, str]:
    return {"score": "8", "waarom": f"{person:03}", "terugbellen": "ja", "telefoonnummer": f"0612345{person:03}"}


@pytest.fixture
async def scratch(databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    """A schema of its own for designs that we do not have."""
    connection = await asyncpg.connect(databases.surveys_owner)
    await connection.execute("CREATE SCHEMA scratch")
    await connection.execute("SET search_path = scratch")
    yield connection
    await connection.execute("DROP SCHEMA scratch CASCADE")
    await connection.close()


async def invite_and_vote_naively(scratch: asyncpg.Connection, databases: Databases, start: int, stop: int) -> None:
    """Invite, mark the invitation as used and store the answers in one transaction, eight at a time."""
    await scratch.executemany("INSERT INTO uitnodiging VALUES ($1)", [(person,) for person in range(start, stop)])

    async def vote(person: int) -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE scratch.uitnodiging SET gebruikt = true WHERE person = $1", person)
            await connection.execute("INSERT INTO scratch.antwoord VALUES ($1, $2)", uuid4(), person)

    async with asyncpg.create_pool(databases.surveys_owner, min_size=1, max_size=8) as pool:
        await at_once([partial(vote, person) for person in range(start, stop)])


async def telling_columns(scratch: asyncpg.Connection) -> dict[str, float]:
    async def side(table: str) -> list[Any]:
        columns = await columns_of(scratch, table, "true", who=lambda row: row["person"])
        return [column for column in columns if not column.name.endswith(".person")]

    findings = attack(await side("uitnodiging"), await side("antwoord"))
    return {finding.columns: finding.auc for finding in findings if finding.strays > SIGMA}


async def test_control_a_version_number_gives_a_naive_design_away(
    scratch: asyncpg.Connection, databases: Databases
) -> None:
    await scratch.execute("CREATE TABLE uitnodiging (person int, gebruikt bool DEFAULT false)")
    await scratch.execute("CREATE TABLE antwoord (id uuid, person int)")
    await invite_and_vote_naively(scratch, databases, 0, 300)
    telling = await telling_columns(scratch)
    assert telling["uitnodiging.sys_xmin ~ antwoord.sys_xmin"] > 0.99
    assert telling["uitnodiging.sys_place ~ antwoord.sys_place"] > 0.7


async def test_control_moving_answers_in_the_order_in_which_they_came_gives_them_away(
    scratch: asyncpg.Connection,
) -> None:
    await scratch.execute("CREATE TABLE uitnodiging (person int)")
    await scratch.execute("CREATE TABLE antwoord (id uuid, person int)")
    await scratch.execute("INSERT INTO uitnodiging SELECT generate_series(0, 299)")
    nearly_in_order = sorted(range(300), key=lambda person: person + random.uniform(0, 8))
    await scratch.execute(
        "INSERT INTO antwoord SELECT gen_random_uuid(), p FROM unnest($1::int[]) AS p", nearly_in_order
    )
    telling = await telling_columns(scratch)
    assert telling["uitnodiging.sys_place ~ antwoord.sys_place"] > 0.9


async def test_control_batches_that_stay_where_they_were_put_give_away_when_somebody_answered(
    scratch: asyncpg.Connection,
) -> None:
    await scratch.execute("CREATE TABLE uitnodiging (person int)")
    await scratch.execute("CREATE TABLE antwoord (id uuid, person int)")
    for start in range(0, 300, 50):
        await scratch.execute("INSERT INTO uitnodiging SELECT generate_series($1::int, $1::int + 49)", start)
        await scratch.execute(
            "INSERT INTO antwoord SELECT gen_random_uuid(), p"
            " FROM generate_series($1::int, $1::int + 49) AS p ORDER BY gen_random_uuid()",
            start,
        )
    telling = await telling_columns(scratch)
    assert telling["uitnodiging.sys_xmin ~ antwoord.sys_xmin"] > 0.8
    assert telling["uitnodiging.sys_place ~ antwoord.sys_place"] > 0.8
