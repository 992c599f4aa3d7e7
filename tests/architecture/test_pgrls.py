"""What another tool finds in the policies: pgrls, over all schemas of both databases as the migrations leave them."""

import json

import asyncpg
import pytest
from click.testing import CliRunner

from tests.architecture.test_database import SERVICES, SHARED
from tests.conftest import Databases
from zicht_shared.migrations import Service

pgrls = pytest.importorskip("pgrls.cli", reason="pgrls is not installed")
# Everything else that is an error or a warning to pgrls must not be there. And why these are not faults here:
GEEN_FOUT = {
    # Under FORCE a policy must hold for the owner too, so it names no role. PUBLIC has no rights to any table: below.
    "SEC003",
    # One policy per table, and it is the only way in: a restrictive one beside it would say the same again.
    "SEC007",
    # current_setting() is no query: PostgreSQL folds it once per scan. `make bench` holds the figures to it.
    "PERF001",
}


@pytest.mark.parametrize("service", SERVICES)
def test_pgrls_finds_no_hole_but_the_tables_that_are_shared(service: Service, databases: Databases) -> None:
    url = databases.api_owner if service == "api" else databases.surveys_owner
    ran = CliRunner().invoke(pgrls.main, ["lint", "--database-url", url, "--schemas", "public", "--format", "json"])
    found = {
        (each["rule_id"], each["location"].removeprefix("public."))
        for each in json.loads(ran.stdout)["violations"]
        if each["rule_id"] not in GEEN_FOUT
    }
    assert found == {("SEC001", table) for table in SHARED[service]}


@pytest.mark.parametrize("service", SERVICES)
async def test_nobody_has_rights_but_the_role_of_the_service(service: Service, databases: Databases) -> None:
    owner = await asyncpg.connect(databases.api_owner if service == "api" else databases.surveys_owner)
    try:
        rows = await owner.fetch(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_schema = 'public'"
        )
        schemas = await owner.fetch(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        )
    finally:
        await owner.close()
    assert {row["grantee"] for row in rows} == {"zicht_eigenaar", f"zicht_{service}"}
    assert {row["nspname"] for row in schemas} == {"public"}
