"""What the catalog itself must say, for every table there is now or will be."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

import zicht_api.models
import zicht_surveys.models
from tests.conftest import Databases
from zicht_shared import migrations
from zicht_shared.db import async_url
from zicht_shared.migrations import Service, downgrade, upgrade
from zicht_shared.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]
METADATA: dict[Service, MetaData] = {
    "api": zicht_api.models.Base.metadata,
    "surveys": zicht_surveys.models.Base.metadata,
}
# Tables that are not of a tenant, and why.
SHARED = {
    "api": {
        "alembic_version",
        "codes",  # the same lists for everyone
        "werklijst",  # the gemeenten that jobs walk
        "benchmarkgroepen",  # what the operator lays down for all
        "benchmarkdeelnames",  # which gemeenten chose to be compared: a figure over them needs them all
        "benchmarkrondes",  # over which periods that was done
        "benchmarkuitkomsten",  # figures over at least eleven gemeenten, the same for each of them
    },
    "surveys": {"gemeenten", "alembic_version"},  # which gemeenten there are; the jobs walk them
}
SERVICES: list[Service] = ["api", "surveys"]


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> Service:
    name: Service = request.param
    return name


@pytest.fixture
async def owner(service: Service, databases: Databases) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(databases.api_owner if service == "api" else databases.surveys_owner)
    yield connection
    await connection.close()


async def test_every_tenant_table_forces_row_level_security(service: Service, owner: asyncpg.Connection) -> None:
    rows = await owner.fetch("""
        SELECT relname, relrowsecurity AND relforcerowsecurity AS forced,
               (SELECT count(*) FROM pg_policies p WHERE p.tablename = c.relname
                  AND p.qual LIKE '%zicht.gemeente%' AND p.with_check LIKE '%zicht.gemeente%') AS policies
        FROM pg_class c WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
    """)
    tenant = {row["relname"]: (row["forced"], row["policies"]) for row in rows if row["relname"] not in SHARED[service]}
    assert set(tenant) == set(METADATA[service].tables) - SHARED[service]
    assert set(tenant.values()) == {(True, 1)}


async def test_keys_of_tenant_tables_begin_with_the_gemeente(service: Service, owner: asyncpg.Connection) -> None:
    """So that the tables can be distributed over a Citus cluster as they are."""
    rows = await owner.fetch("""
        SELECT c.relname, i.relname AS index, a.attname AS first
        FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
        WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace
    """)
    first = {row["index"]: row["first"] for row in rows if row["relname"] not in SHARED[service]}
    assert first
    wrong = {index: column for index, column in first.items() if column != "gemeente_id"}
    assert wrong == ({"pk_gemeenten": "id"} if service == "api" else {})


async def test_there_are_no_triggers_views_or_functions(owner: asyncpg.Connection) -> None:
    triggers = await owner.fetch("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    views = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    functions = await owner.fetch("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    assert (triggers, views, functions) == ([], [], [])


async def test_the_service_role_owns_nothing_and_stands_above_nothing(
    service: Service, owner: asyncpg.Connection
) -> None:
    role = await owner.fetchrow("SELECT * FROM pg_roles WHERE rolname = $1", f"zicht_{service}")
    assert [role[right] for right in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb")] == [False] * 4
    owned = await owner.fetchval("SELECT count(*) FROM pg_class WHERE relowner = $1", role["oid"])
    assert owned == 0


async def test_the_audit_trail_can_only_grow(service: Service, owner: asyncpg.Connection) -> None:
    rights = await owner.fetch(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE table_name IN ('auditregels', 'auditketen') AND grantee IN ($1, 'PUBLIC')",
        f"zicht_{service}",
    )
    assert {tuple(row) for row in rights} == {
        (table, right) for table in ("auditregels", "auditketen") for right in ("SELECT", "INSERT")
    }


async def test_without_a_tenant_the_service_role_sees_no_row(
    service: Service, databases: Databases, gemeente: object
) -> None:
    connection = await asyncpg.connect(databases.api if service == "api" else databases.surveys)
    try:
        for table in set(METADATA[service].tables) - SHARED[service]:
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    finally:
        await connection.close()


async def test_migrations_go_up_down_and_up_and_give_what_the_models_say(
    service: Service, postgres: EmbeddedPostgres
) -> None:
    name = f"migraties_{service}"
    maintenance = await asyncpg.connect(postgres.url("postgres"))
    await maintenance.execute(f"CREATE DATABASE {name}")
    try:
        url = postgres.url(name)
        for step in (upgrade, lambda service, url: downgrade(service, url, "base"), upgrade):
            await asyncio.to_thread(step, service, url)
        engine = create_async_engine(async_url(url))
        async with engine.connect() as connection:
            assert await connection.run_sync(_drift, METADATA[service]) == []
        await engine.dispose()
    finally:
        await maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await maintenance.close()


async def test_a_migration_that_would_have_to_wait_gives_up_changes_nothing_and_can_be_tried_again(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for a lock makes all who come later wait too."""
    monkeypatch.setattr(migrations, "_LOCK_TIMEOUT", "50ms")
    maintenance = await asyncpg.connect(postgres.url("postgres"))
    await maintenance.execute("CREATE DATABASE migraties_slot")
    url = postgres.url("migraties_slot")
    try:
        await asyncio.to_thread(upgrade, "surveys", url, "2026_11_23_uitkomsten")
        reader = await asyncpg.connect(url)
        async with reader.transaction():
            await reader.execute("SELECT FROM metingen")
            # The next migration adds a column to it.
            with pytest.raises(DBAPIError, match="lock timeout"):
                await asyncio.to_thread(upgrade, "surveys", url)
        version = "SELECT version_num FROM alembic_version"
        assert await reader.fetchval(version) == "2026_11_23_uitkomsten"
        await asyncio.to_thread(upgrade, "surveys", url)
        assert await reader.fetchval(version) > "2026_11_24"
        await reader.close()
    finally:
        await maintenance.execute("DROP DATABASE migraties_slot WITH (FORCE)")
        await maintenance.close()


def _drift(connection: Connection, metadata: MetaData) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def test_no_statement_uses_what_a_citus_cluster_cannot_do() -> None:
    """MERGE, and the tenant by set_config() (it would stay on the coordinator)."""
    forbidden = re.compile(r"\bMERGE\s+INTO\b|set_config\(\s*'zicht", re.IGNORECASE)
    code = [path for part in ("services", "shared", "migrations", "cli") for path in (ROOT / part).rglob("*.py")]
    assert len(code) > 50
    assert [str(path) for path in code if forbidden.search(path.read_text(encoding="utf-8"))] == []
