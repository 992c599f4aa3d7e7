"""The second line: with the services' own conditions on the gemeente taken out of every statement, nothing else shows."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event

from tests.architecture.gevuld import Gevuld, tenant_tables
from tests.architecture.routes import GETS
from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of
from zicht_api.main import create_app as create_api
from zicht_api.settings import Settings as ApiSettings
from zicht_shared.db import Database, driver_connection
from zicht_shared.migrations import Service
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

# `x.gemeente_id = $3::UUID`, and for the gemeente itself `gemeenten WHERE id = $1`. What joins two tables stays.
_CONDITION = re.compile(r"((?:\w+\.)?\bgemeente_id|(?<=gemeenten WHERE )id) = (\$\d+)(?:::UUID)?", re.IGNORECASE)
Answers = dict[str, tuple[int, str]]


class Removed:
    """How many conditions were taken out."""

    count = 0


@contextmanager
def without_own_filters(*databases: Database) -> Iterator[Removed]:
    """Take the conditions on the gemeente out of every statement that these send."""
    removed = Removed()

    def rewrite(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> tuple[str, Any]:
        # The parameter stays in use: the statement must take as many as before.
        rewritten, count = _CONDITION.subn(r"(\2::uuid IS NOT NULL)", statement)
        removed.count += count
        return rewritten, parameters

    engines = [database.engine.sync_engine for database in databases]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", rewrite, retval=True)
    yield removed
    for engine in engines:
        event.remove(engine, "before_cursor_execute", rewrite)


async def walk_as(ander: Gevuld, gevuld: Gevuld, apps: dict[Service, FastAPI]) -> Answers:
    """What every GET gives to each of the other gemeente's credentials: asked for its own, and for the first's."""
    answers: Answers = {}
    async with AsyncExitStack() as clients:
        for wie in ander.wie:
            credential = ander.gemeente.sleutels[wie]
            own = {name: await clients.enter_async_context(client_of(app, credential)) for name, app in apps.items()}
            for pad in GETS:
                for asked in (ander, gevuld):
                    for query in asked.queries(pad):
                        answer = await own[pad.service].get(asked.address(pad), params=query)
                        answers[f"{wie} {pad} {answer.request.url}"] = (answer.status_code, said(answer))
    return answers


def said(answer: httpx.Response) -> str:
    # The number of the answer itself, and when a key was last used, differ each time.
    return re.sub(r"urn:uuid:[0-9a-f-]{36}|\"laatstGebruiktOp\":[^,}]*", "", answer.text)


def with_mark(answers: Answers, gevuld: Gevuld) -> set[str]:
    return {name for name, (_, text) in answers.items() if any(mark in text for mark in gevuld.marks)}


async def test_row_level_security_alone_gives_the_same_answers(
    gevuld: Gevuld, ander: Gevuld, api_app: FastAPI, surveys_app: FastAPI
) -> None:
    apps: dict[Service, FastAPI] = {"api": api_app, "surveys": surveys_app}
    usual = await walk_as(ander, gevuld, apps)
    with without_own_filters(api_app.state.db) as in_api, without_own_filters(surveys_app.state.db) as in_surveys:
        bare = await walk_as(ander, gevuld, apps)
    assert in_api.count > len(ander.wie) * 15
    assert in_surveys.count > len(ander.wie)
    assert {name: bare[name] for name in bare if bare[name] != usual[name]} == {}
    assert with_mark(bare, gevuld) == set()
    assert len(with_mark(bare, ander)) > 50


async def test_without_row_level_security_the_same_walk_would_see_the_other(
    gevuld: Gevuld, ander: Gevuld, owner_apps: dict[Service, FastAPI]
) -> None:
    """The owner here is a superuser, who stands above the policies: so it is they that made the difference above."""
    with without_own_filters(owner_apps["api"].state.db, owner_apps["surveys"].state.db):
        answers = await walk_as(ander, gevuld, owner_apps)
    nouns = {name.split(" ")[2].split("/")[1] for name in with_mark(answers, gevuld)}
    assert nouns >= {"gebieden", "aanbieders", "maatstaven", "sleutels", "metingen", "uitnodigingen", "outbox"}


@pytest.fixture
async def owner_apps(databases: Databases, api_app: FastAPI, tmp_path: Path) -> AsyncIterator[dict[Service, FastAPI]]:
    """Both services, logged in as they never should be."""
    settings = {"geheimen": [SECRET], "public_url": "http://zicht.test"}
    api = create_api(ApiSettings(database_url=databases.api_owner, **settings))
    core = client_of(api_app)
    surveys = create_surveys(
        SurveysSettings(
            database_url=databases.surveys_owner,
            core_url="http://zicht.test",
            sleutels_file=tmp_path / "geen.json",
            **settings,
        ),
        core=core,
    )
    yield {"api": api, "surveys": surveys}
    await core.aclose()
    await api.state.db.close()
    await surveys.state.db.close()


@pytest.mark.parametrize("service", ["api", "surveys"])
async def test_no_row_can_be_written_changed_or_removed_for_another_gemeente(
    service: Service,
    gevuld: Gevuld,
    ander: Gevuld,
    api_app: FastAPI,
    surveys_app: FastAPI,
    api_owner: asyncpg.Connection,
    surveys_owner: asyncpg.Connection,
) -> None:
    db = (api_app if service == "api" else surveys_app).state.db
    owner = api_owner if service == "api" else surveys_owner
    tried = set()
    for table, tenant in await tenant_tables(owner):
        row = await owner.fetchval(f"SELECT to_jsonb(t) FROM {table} t WHERE {tenant} = $1 LIMIT 1", gevuld.gemeente.id)
        if row is None or (service, table) == ("surveys", "gemeenten"):  # the list of gemeenten is everybody's
            continue
        tried.add(table)
        columns = await owner.fetchval(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute "
            "WHERE attrelid = $1::regclass AND attnum > 0 AND attidentity <> 'a'",
            table,
        )
        copy = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, $1::jsonb)"
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security|permission denied"):
            await execute_as(db, ander.gemeente, copy, row)
        for statement in (f"UPDATE {table} SET {tenant} = {tenant}", f"DELETE FROM {table}"):
            try:
                done = await execute_as(db, ander.gemeente, f"{statement} WHERE {tenant} = $1", gevuld.gemeente.id)
            except asyncpg.InsufficientPrivilegeError as refused:
                assert "permission denied" in str(refused)
            else:
                assert done.endswith(" 0"), (table, done)
    assert len(tried) > 5


async def execute_as(db: Database, gemeente: Gemeente, statement: str, *parameters: Any) -> str:
    """On the driver itself, as deliveries do, in a transaction of this gemeente."""
    async with db.transaction(gemeente.id) as transaction:
        done: str = await (await driver_connection(transaction)).execute(statement, *parameters)
    return done
