"""What the databases hold, as their owner sees it: behind the services' back."""

from uuid import UUID

import asyncpg

Rows = dict[str, set[str]]
# Figures that are kept: thousands of rows that follow from the rest.
_FOLLOWS = "waarnemingen"


async def rows_of(gemeente: UUID, *owners: asyncpg.Connection, whole: bool = False) -> Rows:
    """Every row of a gemeente in every table, as the owner of the databases sees them.

    The moment at which a key was last used is left out: that a key is used may show. Of figures that are kept stands
    there which row it is and who wrote it last; with `whole` what is in it.
    """
    found: Rows = {}
    for owner in owners:
        database = await owner.fetchval("SELECT current_database()")
        for table, column in await tenant_tables(owner):
            is_short = table == _FOLLOWS and not whole
            row = "t.ctid || ' ' || t.xmin" if is_short else "(to_jsonb(t) - 'laatst_gebruikt_op')::text"
            rows = await owner.fetch(f"SELECT {row} AS rij FROM {table} t WHERE {column} = $1", gemeente)
            found[f"{database}.{table}"] = {row["rij"] for row in rows}
    return found


async def tenant_tables(owner: asyncpg.Connection) -> list[tuple[str, str]]:
    """Every table with rows of a gemeente, and the column that says of which."""
    rows = await owner.fetch("""
        SELECT table_name, CASE table_name WHEN 'gemeenten' THEN 'id' ELSE 'gemeente_id' END AS tenant
        FROM information_schema.columns
        WHERE table_schema = 'public'
          AND (column_name = 'gemeente_id' OR (table_name = 'gemeenten' AND column_name = 'id'))
        ORDER BY table_name
    """)
    return [(row["table_name"], row["tenant"]) for row in rows]
