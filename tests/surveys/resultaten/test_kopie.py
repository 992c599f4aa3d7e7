"""Somebody has a copy of the disk after releases, a dump, the logs, and the list of who was invited in which order."""

import json
from collections.abc import AsyncIterator, Iterator, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.surveys.meting import at_once, fill_in, invite, make_meting
from tests.surveys.resultaten.aanval import Column, Finding, attack, columns_of, mean_aucs
from tests.surveys.resultaten.kopie import SCHEMA, dump_column, files_with, page_columns, tuples_of
from zicht_shared import http
from zicht_shared.crypto import sha256
from zicht_surveys.resultaten.vrijgave import release
from zicht_surveys.resultaten.vrijgave_queries import BUS, VRIJGEGEVEN
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

VRAGEN = [vraag.code for vraag in vragenlijst("hoewijzer", "kort").vragen]
PEOPLE = 300
# With one run of 300 the best of a thousand looks strays beyond 0.55 by chance alone: a look has a standard deviation
# of 1 / sqrt(12 * 300) = 0.017. Over four runs the mean of a pair of columns has one of 0.008, and 0.55 lies some 5.8
# of these away (not 6: of three ways to look the best is taken). So this fails by chance once in some 100,000 times.
RUNS = 4
BOUND = 0.55


def answers_of(person: int) -> dict[str, str]:
    """Answers that nobody else gives, so that the test (and only the test) knows whose they are."""
    return {vraag: str(person // 5**place % 5 + 1) for place, vraag in enumerate(VRAGEN)}


def person_of(answers: dict[str, str]) -> int:
    return sum((int(answers[vraag]) - 1) * 5**place for place, vraag in enumerate(VRAGEN))


@pytest.fixture
async def inspector(surveys_owner: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """Reads pages as they lie on the disk."""
    await surveys_owner.execute(f"CREATE SCHEMA {SCHEMA}; CREATE EXTENSION pageinspect SCHEMA {SCHEMA}")
    yield surveys_owner
    await surveys_owner.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the services write to their logs from now on."""
    written: list[str] = []

    def keep(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        written.append(repr(entry))
        return entry

    # A logger keeps what it was configured with when it was first used.
    processors = http.log.bind()._processors
    processors.insert(-1, keep)
    yield written
    processors.remove(keep)


async def answer_all(gemeente: Gemeente, inwoner: httpx.AsyncClient, app: Starlette) -> list[str]:
    """300 people, invited, answering (eight at a time) and released in six rounds; gives their links in that order."""
    meting, urls = await make_meting(gemeente), []
    for start in range(0, PEOPLE, 50):
        urls += await invite(gemeente, meting, 50)
        await at_once(
            [
                partial(fill_in, inwoner, urls[person], answers_of(person), code="hoewijzer", variant="kort")
                for person in range(start, start + 50)
            ]
        )
        await release(app.state.db)
    return [url.rpartition("/")[2] for url in urls]


async def attack_copy(owner: asyncpg.Connection, gemeente: Gemeente, tokens: list[str]) -> list[Finding]:
    hashes = {sha256(token): person for person, token in enumerate(tokens)}
    rows = await owner.fetch("SELECT id, antwoorden FROM antwoorden WHERE gemeente_id = $1", gemeente.id)
    ids = {row["id"]: person_of(json.loads(row["antwoorden"])) for row in rows}
    raw = {identifier.bytes: person for identifier, person in ids.items()}
    texts = {str(identifier): person for identifier, person in ids.items()}

    def by_hash(data: bytes) -> int | None:
        # gemeente_id (16 bytes), then the length of the hash, then the hash.
        return hashes.get(data[17:49])

    mine = f"gemeente_id = '{gemeente.id}'"
    seen = await columns_of(owner, "antwoorden", mine, who=lambda row: ids[row["id"]])
    answers = [
        # What was answered is not what it may be recognised by: the test itself made it follow from the order.
        *(column for column in seen if column.name != "antwoorden.antwoorden"),
        *page_columns("antwoorden", await tuples_of(owner, "antwoorden"), lambda data: raw.get(data[16:32])),
        await dump_column(owner, "antwoorden", lambda line: texts.get(line.split("\t")[1])),
    ]
    # The order in which the links were sent, and in which the log says that somebody, never who, sent answers.
    links = [Column("order", tuple(range(PEOPLE)))]
    for table in ("gestemd", "uitnodigingen"):
        links += await columns_of(owner, table, mine, who=lambda row: hashes[row["token_hash"]])
        links += page_columns(table, await tuples_of(owner, table), by_hash)
        links.append(await dump_column(owner, table, lambda line: hashes.get(bytes.fromhex(line.split("\t")[1][3:]))))
    assert all(len(column.values) == PEOPLE for column in (*answers, *links))
    return attack(links, answers)


async def test_a_copy_of_the_disk_and_a_dump_join_answers_to_links_no_better_than_guessing(
    nieuwe_gemeente: MakeGemeente,
    surveys: httpx.AsyncClient,
    surveys_app: Starlette,
    inspector: asyncpg.Connection,
    lines: list[str],
) -> None:
    runs, tokens = [], list[str]()
    for _ in range(RUNS):
        gemeente = await nieuwe_gemeente()
        tokens = await answer_all(gemeente, surveys, surveys_app)
        runs.append(await attack_copy(inspector, gemeente, tokens))
    aucs = mean_aucs(runs)
    assert len(aucs) > 300
    worst = list(aucs.items())[:5]
    assert worst[0][1] <= BOUND, worst

    # Of the tables that are rewritten, nothing lies on the pages but the rows that are there.
    for table in (*BUS, *VRIJGEGEVEN):
        alive = await inspector.fetchval(f"SELECT count(*) FROM {table}")
        left = [row for row in await tuples_of(inspector, table) if row["t_data"]]
        assert len(left) == alive, table
    # A link that was used is known to the list of links and to the marks, and to nothing else on the disk.
    found = await files_with(inspector, [sha256(token) for token in tokens[::20]])
    assert found <= {"gestemd", "pk_gestemd", "uitnodigingen", "pk_uitnodigingen", "pg_statistic"}

    # The logs of the service and of PostgreSQL hold no link, and nothing that a link is found by.
    server_log = Path(await inspector.fetchval("SHOW data_directory")).with_name("server.log")
    logs = "\n".join(lines) + server_log.read_text(errors="replace")
    assert logs.count("/i/{token}/verzenden") >= PEOPLE * RUNS
    for token in tokens:
        assert token not in logs
        assert token[-20:] not in logs
        assert sha256(token).hex() not in logs


async def test_control_pages_give_a_deleted_row_away(inspector: asyncpg.Connection) -> None:
    await inspector.execute("CREATE TABLE inspectie.weg (gemeente uuid, hash bytea)")
    await inspector.execute("INSERT INTO inspectie.weg VALUES (gen_random_uuid(), '\\x0102030405')")
    await inspector.execute("DELETE FROM inspectie.weg")
    [row] = await tuples_of(inspector, "inspectie.weg")
    assert b"\x01\x02\x03\x04\x05" in row["t_data"]
    assert "weg" in await files_with(inspector, [b"\x01\x02\x03\x04\x05"])
