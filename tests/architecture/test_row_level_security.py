"""The second line: with every condition on the gemeente taken out of the services' own statements, all stays hidden."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from sqlalchemy import event
from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld
from tests.architecture.rijen import rows_of, tenant_tables
from tests.architecture.routes import GETS, Pad
from tests.conftest import SECRET, Databases
from tests.gemeente import Gemeente, client_of
from tests.grondig import GRONDIG
from zicht_api.main import create_app as create_api
from zicht_api.settings import Settings as ApiSettings
from zicht_shared.auth import Rol
from zicht_shared.db import Database, driver_connection
from zicht_shared.migrations import Service
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

# `x.gemeente_id = $3::UUID`, and for the gemeente itself `gemeenten WHERE id = $1`. What joins two tables stays.
_CONDITION = re.compile(r"((?:\w+\.)?\bgemeente_id|(?<=gemeenten WHERE )id) = (\$\d+)(?:::UUID)?", re.IGNORECASE)
# Where all gemeenten show, a route would stop at finding more than one of what it reads first: its own gemeente.
_BUT_THE_GEMEENTE = re.compile(r"((?:\w+\.)?\bgemeente_id) = (\$\d+)(?:::UUID)?", re.IGNORECASE)
Answers = dict[str, tuple[int, str]]
# Figures are left out where nothing keeps gemeenten apart: they would be of all that any test ever delivered.
NOUNS = {"gebieden", "aanbieders", "maatstaven", "sleutels", "metingen", "uitnodigingen", "outbox"}


# What asyncpg sends without SQLAlchemy: deliveries, figures that are kept, the look at a key, the trail.
_RAW = ("execute", "executemany", "fetch", "fetchrow", "fetchval", "fetchmany", "cursor", "prepare", "copy_from_query")


class Removed:
    """How many conditions were taken out, and how many of them past SQLAlchemy."""

    count = 0
    raw = 0


@contextmanager
def without_own_filters(*databases: Database, condition: re.Pattern[str] = _CONDITION) -> Iterator[Removed]:
    """Take the conditions on the gemeente out of every statement that these send, and of all that goes by asyncpg."""
    removed = Removed()

    def bare(statement: str) -> tuple[str, int]:
        # The parameter stays in use: the statement must take as many as before.
        return condition.subn(r"(\2::uuid IS NOT NULL)", statement)

    def rewrite(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> tuple[str, Any]:
        rewritten, count = bare(statement)
        removed.count += count
        return rewritten, parameters

    def raw(method: Any) -> Any:
        def send(connection: asyncpg.Connection, statement: str, *values: Any, **options: Any) -> Any:
            rewritten, count = bare(statement)
            removed.raw += count
            return method(connection, rewritten, *values, **options)

        return send

    engines = [database.engine.sync_engine for database in databases]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", rewrite, retval=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in _RAW:
            patch.setattr(asyncpg.Connection, name, raw(getattr(asyncpg.Connection, name)))
        yield removed
    for engine in engines:
        event.remove(engine, "before_cursor_execute", rewrite)


async def walk_as(
    ander: Gevuld,
    gevuld: Gevuld,
    apps: dict[Service, Starlette],
    pads: Iterable[Pad] = GETS,
    wie: Iterable[str] | None = None,
) -> Answers:
    """What every GET gives to these keys of the other gemeente, or all: asked for its own, and for the first's."""
    answers: Answers = {}
    async with AsyncExitStack() as clients:
        for iemand in wie or ander.wie:
            credential = ander.gemeente.sleutels[iemand]
            own = {name: await clients.enter_async_context(client_of(app, credential)) for name, app in apps.items()}
            for pad in pads:
                for asked in (ander, gevuld):
                    for query in asked.queries(pad):
                        answer = await own[pad.service].get(asked.address(pad), params=query)
                        answers[f"{iemand} {pad} {answer.request.url}"] = (answer.status_code, said(answer))
    return answers


def said(answer: httpx.Response) -> str:
    # The number of the answer itself, when a key was last used, a sealed cursor, and how far the trail is, differ each
    # time.
    differs = r"urn:uuid:[0-9a-f-]{36}|\"laatstGebruiktOp\":[^,}]*|(?<=/gebeurtenissen\?)[^\"]*|\"kop\":\{[^}]*\}"
    return re.sub(differs, "", answer.text)


def with_mark(answers: Answers, gevuld: Gevuld) -> set[str]:
    return {name for name, (_, text) in answers.items() if any(mark in text for mark in gevuld.marks)}


async def test_row_level_security_alone_gives_the_same_answers(
    gevuld: Gevuld, ander: Gevuld, api_app: Starlette, surveys_app: Starlette
) -> None:
    apps: dict[Service, Starlette] = {"api": api_app, "surveys": surveys_app}
    # Of bi and beleid every statement is one that beheer sends too.
    wie = [ander.wie[0], *ander.wie[3:]] if not GRONDIG else ander.wie
    usual = await walk_as(ander, gevuld, apps, wie=wie)
    with without_own_filters(api_app.state.db) as in_api, without_own_filters(surveys_app.state.db) as in_surveys:
        bare = await walk_as(ander, gevuld, apps, wie=wie)
    assert in_api.count > len(wie) * 15
    assert in_surveys.count > len(wie)
    # Who asks for figures again is looked up by asyncpg itself.
    assert in_surveys.raw > len(wie)
    assert {name: bare[name] for name in bare if bare[name] != usual[name]} == {}
    assert with_mark(bare, gevuld) == set()
    assert len(with_mark(bare, ander)) > 50


async def test_without_row_level_security_the_same_walk_would_see_the_other(
    gevuld: Gevuld, ander: Gevuld, owner_apps: dict[Service, Starlette]
) -> None:
    """The owner here is a superuser, who stands above the policies: so it is they that made the difference above."""
    databases = (app.state.db for app in owner_apps.values())
    with without_own_filters(*databases, condition=_BUT_THE_GEMEENTE):
        pads = [pad for pad in GETS if pad.path.split("/")[1] in NOUNS]
        # One who may see them all: each list is of all gemeenten, and long.
        answers = await walk_as(ander, gevuld, owner_apps, pads, [Rol.beheer])
    assert {name.split(" ")[2].split("/")[1] for name in with_mark(answers, gevuld)} == NOUNS


@pytest.fixture
async def owner_apps(
    databases: Databases, api_app: Starlette, tmp_path: Path
) -> AsyncIterator[dict[Service, Starlette]]:
    """Both services, logged in as they never should be."""
    settings: dict[str, Any] = {"geheimen": [SECRET], "public_url": "http://zicht.test"}
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
async def test_no_row_can_be_written_changed_removed_or_given_away_for_another_gemeente(
    service: Service,
    gevuld: Gevuld,
    ander: Gevuld,
    api_app: Starlette,
    surveys_app: Starlette,
    api_owner: asyncpg.Connection,
    surveys_owner: asyncpg.Connection,
) -> None:
    db = (api_app if service == "api" else surveys_app).state.db
    owner = api_owner if service == "api" else surveys_owner
    tables = dict(await tenant_tables(owner))
    if service == "surveys":
        del tables["gemeenten"]  # which gemeenten there are is everybody's: the jobs walk them
    assert len(tables) > 10
    before = await rows_of(gevuld.gemeente.id, owner)
    for table, tenant in tables.items():
        # PostgreSQL looks at the policy before it looks at what else the row lacks.
        insert = f"INSERT INTO {table} ({tenant}) VALUES ($1)"
        assert await attempt(db, ander.gemeente, insert, gevuld.gemeente.id) == "refused", table
        for statement in (
            f"UPDATE {table} SET {tenant} = {tenant} WHERE {tenant} = $1",
            f"UPDATE {table} SET {tenant} = $1",
            f"DELETE FROM {table} WHERE {tenant} = $1",
        ):
            done = await attempt(db, ander.gemeente, statement, gevuld.gemeente.id)
            assert done in {"refused", "UPDATE 0", "DELETE 0"}, (table, statement)
    assert await rows_of(gevuld.gemeente.id, owner) == before


async def attempt(db: Database, gemeente: Gemeente, statement: str, parameter: UUID) -> str:
    """Send it on the driver itself, as deliveries do, in a transaction of this gemeente. What PostgreSQL said."""
    try:
        async with db.transaction(gemeente.id) as transaction:
            done: str = await (await driver_connection(transaction)).execute(statement, parameter)
    except asyncpg.InsufficientPrivilegeError:
        return "refused"
    return done
