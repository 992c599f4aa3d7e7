"""Readiness says why, and says no only to what a service cannot work without."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import event
from starlette.applications import Starlette

from tests.conftest import SECRET, Databases
from tests.gemeente import client_of
from tests.problemen import assert_probleem
from zicht_shared import gezondheid
from zicht_shared.gezondheid import judge_revision, revisions_of
from zicht_surveys.main import create_app
from zicht_surveys.settings import Settings

GEREED = "/gezondheid/gereed"


@pytest.fixture
async def surveys_alone(databases: Databases, tmp_path: Path) -> AsyncIterator[Starlette]:
    """A service of which the core is nowhere, that has seen nothing yet."""
    settings = Settings(
        database_url=databases.surveys,
        geheimen=[SECRET],
        public_url="http://surveys.test",
        core_url="http://127.0.0.1:1",
        sleutels_file=tmp_path / "sleutels.json",
    )
    app = create_app(settings)
    yield app
    await app.state.db.close()


@pytest.fixture
async def visitor(surveys_alone: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(surveys_alone) as client:
        yield client


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gezondheid, "_KEEP_SECONDS", 0.0)


def by_name(answer: httpx.Response) -> dict[str, dict[str, Any]]:
    return {controle["naam"]: controle for controle in answer.json()["controles"]}


async def test_residents_are_served_while_the_core_is_away(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get(GEREED)
    assert answer.status_code == 200
    seen = by_name(answer)
    assert {naam: controle["status"] for naam, controle in seen.items()} == {
        "database": "ok",
        "migraties": "ok",
        "rol": "ok",
        "kern": "let-op",
    }
    assert "sinds" in seen["kern"]


@pytest.mark.usefixtures("nothing_kept")
async def test_it_says_what_is_wrong_and_since_when_and_then_that_it_is_over(
    visitor: httpx.AsyncClient, surveys_owner: asyncpg.Connection
) -> None:
    revision = await surveys_owner.fetchval("SELECT version_num FROM alembic_version")
    known = revisions_of("surveys")
    try:
        await surveys_owner.execute("UPDATE alembic_version SET version_num = $1", known[-2])
        older, again = await visitor.get(GEREED), await visitor.get(GEREED)
        await surveys_owner.execute("UPDATE alembic_version SET version_num = '2030_01_01_later'")
        newer = await visitor.get(GEREED)
        await surveys_owner.execute("DELETE FROM alembic_version")
        empty = await visitor.get(GEREED)
    finally:
        await surveys_owner.execute("DELETE FROM alembic_version")
        await surveys_owner.execute("INSERT INTO alembic_version VALUES ($1)", revision)
    for answer in (older, again, empty):
        assert_probleem(answer, 503, "tijdelijk-niet-bereikbaar")
        assert "retry-after" in answer.headers
        assert by_name(answer)["migraties"]["status"] == "fout"
    assert "ouder" in older.json()["detail"]
    assert "nog niet gemigreerd" in empty.json()["detail"]
    assert by_name(older)["migraties"]["sinds"] == by_name(again)["migraties"]["sinds"]
    # The version before this one goes on while the next is rolled out.
    assert newer.status_code == 200
    assert by_name(newer)["migraties"]["status"] == "let-op"
    over = await visitor.get(GEREED)
    assert over.status_code == 200
    assert by_name(over)["migraties"] == {"naam": "migraties", "status": "ok"}


@pytest.mark.usefixtures("nothing_kept")
async def test_a_role_that_sees_everything_serves_nobody(
    visitor: httpx.AsyncClient, surveys_owner: asyncpg.Connection
) -> None:
    await surveys_owner.execute("ALTER ROLE zicht_surveys BYPASSRLS")
    try:
        answer = await visitor.get(GEREED)
    finally:
        await surveys_owner.execute("ALTER ROLE zicht_surveys NOBYPASSRLS")
    assert_probleem(answer, 503, "tijdelijk-niet-bereikbaar")
    assert by_name(answer)["rol"]["status"] == "fout"


@pytest.mark.usefixtures("nothing_kept")
async def test_when_every_connection_is_in_use_it_says_so_within_seconds(
    surveys_alone: Starlette, visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gezondheid, "_PATIENCE_SECONDS", 0.1)
    engine = surveys_alone.state.db.engine
    held = [await engine.connect() for _ in range(engine.pool.size())]
    answer = await visitor.get(GEREED)
    for connection in held:
        await connection.close()
    assert "bezet" in answer.json()["detail"]
    monkeypatch.undo()
    assert (await visitor.get(GEREED)).status_code == 200


async def test_a_hundred_who_ask_within_a_second_make_the_database_answer_once(
    surveys_alone: Starlette, visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long this machine takes.
    now = 1000.0
    monkeypatch.setattr(gezondheid, "time", SimpleNamespace(monotonic=lambda: now))
    asked: list[str] = []
    engine = surveys_alone.state.db.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    answers = await asyncio.gather(*(visitor.get(GEREED) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len([statement for statement in asked if "pg_roles" in statement]) == 1
    now += 1.1
    await visitor.get(GEREED)
    assert len([statement for statement in asked if "pg_roles" in statement]) == 2


def test_revisions_are_read_in_their_order() -> None:
    for service in ("api", "surveys"):
        known = revisions_of(service)
        assert known[0] == "2026_11_21_begin"
        files = Path(gezondheid._MIGRATIONS / service / "versions").glob("2*.py")
        assert sorted(known) == sorted(path.stem for path in files)


def test_a_revision_is_judged_from_both_sides() -> None:
    known = ["a", "b", "c"]
    assert [judge_revision(known, found).status for found in ("c", "b", "d", None)] == ["ok", "fout", "let-op", "fout"]
