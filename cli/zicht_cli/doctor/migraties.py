"""What the migrations say of rights and of row-level security, by letting them speak without a database."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import ExecuteSQLOp
from alembic.script import ScriptDirectory

from zicht_shared.gezondheid import revisions_of
from zicht_shared.migrations import Service, config_for

_GRANT: Final = re.compile(r"(GRANT|REVOKE) ([A-Z, ]+) ON (?!SCHEMA)([\w, ]+?) (?:TO|FROM) (zicht_\w+)")
_FORCE: Final = re.compile(r"ALTER TABLE (\w+) (NO )?FORCE ROW LEVEL SECURITY")


@dataclass(frozen=True, slots=True)
class Bedoeld:
    """rights: by table. secured: the tables of which rows belong to one gemeente."""

    rights: dict[str, set[str]]
    secured: set[str]


@cache
def expected(service: Service, revision: str) -> Bedoeld:
    """After this revision. Rights on columns alone are left out."""
    rights: dict[str, set[str]] = {}
    secured: set[str] = set()
    for statement in _statements(service, revision):
        for verb, names, tables, role in _GRANT.findall(statement):
            for table in tables.split(","):
                if role == f"zicht_{service}":
                    named = {name.strip() for name in names.split(",")}
                    held = rights.setdefault(table.strip(), set())
                    rights[table.strip()] = held | named if verb == "GRANT" else held - named
        for table, no in _FORCE.findall(statement):
            (secured.discard if no else secured.add)(table)
    return Bedoeld({table: held for table, held in rights.items() if held}, secured)


def _statements(service: Service, revision: str) -> list[str]:
    said: list[str] = []

    def listen(operation: MigrateOperation) -> None:
        if isinstance(operation, ExecuteSQLOp):
            said.append(str(operation.sqltext))

    known = revisions_of(service)
    script = ScriptDirectory.from_config(config_for(service, "geen"))
    with Operations.context(MigrationContext.configure(dialect_name="postgresql")) as operations:
        operations.invoke = listen  # type: ignore[assignment, method-assign]
        for name in known[: known.index(revision) + 1]:
            script.get_revision(name).module.upgrade()
    return said
