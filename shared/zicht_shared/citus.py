"""Spreading the tables of a service over a Citus cluster, by gemeente (design: docs/decisions/0033-citus.md).

Nothing in the services knows of it: each key begins with the gemeente, and every transaction names its own.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy import MetaData, Table

# Alembic's own; it is read and written on the coordinator only.
_LOCAL = {"alembic_version"}
_TENANT = "gemeente_id"
# In `info` of a tenant table whose column is called otherwise.
VERDEELD_OP = "verdeeld_op"


class GeenCitus(Exception):
    """The server has no Citus extension; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Verdeling:
    """How a table is spread. kolom: by which column; None: whole, on every node."""

    tabel: str
    kolom: str | None

    @property
    def statement(self) -> str:
        if self.kolom is None:
            return f"SELECT create_reference_table('{self.tabel}')"
        return f"SELECT create_distributed_table('{self.tabel}', '{self.kolom}')"


def plan(metadata: MetaData) -> list[Verdeling]:
    """What becomes of each table, in an order in which what a foreign key points at comes first."""
    return list(_spread(metadata.sorted_tables))


def _spread(tables: Sequence[Table]) -> Iterator[Verdeling]:
    # A distributed table may point at a reference table, never the other way round.
    for table in tables:
        if table.name not in _LOCAL and _column_of(table) is None:
            yield Verdeling(table.name, None)
    for table in tables:
        if (column := _column_of(table)) is not None:
            yield Verdeling(table.name, column)


def _column_of(table: Table) -> str | None:
    """The column that names the gemeente, first in the primary key; the gemeente's own table calls it otherwise."""
    return _TENANT if _TENANT in table.columns else table.info.get(VERDEELD_OP)


def distribute(url: str, metadata: MetaData) -> list[Verdeling]:
    """Spread what is not spread yet; gives what was done. url: the database, as its owner. Raises GeenCitus."""
    return asyncio.run(_distribute(url, plan(metadata)))


async def _distribute(url: str, wanted: Sequence[Verdeling]) -> list[Verdeling]:
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_extension WHERE extname = 'citus'"):
            raise GeenCitus(
                "Deze database heeft de extensie citus niet. Laat de beheerder van de server op elke node "
                "CREATE EXTENSION citus uitvoeren en de nodes toevoegen met citus_add_node."
            )
        # So that the workers know which gemeente a transaction is of, and let its rows through.
        name = await connection.fetchval("SELECT quote_ident(current_database())")
        await connection.execute(f"ALTER DATABASE {name} SET citus.propagate_set_commands = 'local'")
        known = await connection.fetch("SELECT logicalrelid::regclass::text AS tabel FROM pg_dist_partition")
        spread = {row["tabel"] for row in known}
        todo = [each for each in wanted if each.tabel not in spread]
        for each in todo:
            await connection.execute(each.statement)
        return todo
    finally:
        await connection.close()
