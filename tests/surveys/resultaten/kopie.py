"""What somebody has who copied the disk: the pages of the tables with all that lies in them, and a dump as text."""

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import asyncpg

from tests.surveys.resultaten.aanval import Column

# Kept apart from our own tables: in them there may be no functions.
SCHEMA = "inspectie"
_TUPLES = f"""
    SELECT block, lp, lp_off, lp_flags, lp_len, t_xmin::text::bigint AS xmin, t_xmax::text::bigint AS xmax,
        t_field3::bigint AS field3, t_infomask, t_infomask2, t_hoff, t_data
    FROM generate_series(0, pg_relation_size($1::text::regclass) / 8192 - 1) AS block,
        {SCHEMA}.heap_page_items({SCHEMA}.get_raw_page($1, block::int))
"""

# Gives the number of the person whose row this is, from its bytes; None for somebody else's.
Who = Callable[[bytes], int | None]


async def tuples_of(owner: asyncpg.Connection, table: str) -> list[asyncpg.Record]:
    """Every place of every page, also of rows that are dead and not yet overwritten."""
    found: list[asyncpg.Record] = await owner.fetch(_TUPLES, table)
    return found


def page_columns(table: str, tuples: Iterable[asyncpg.Record], who: Who) -> list[Column]:
    """What the pages tell of each person, in the order of the persons."""
    mine = sorted(
        ((person, row) for row in tuples if row["t_data"] and (person := who(row["t_data"])) is not None),
        key=lambda pair: pair[0],
    )
    assert [person for person, _ in mine] == list(range(len(mine))), "a row lies there twice, or not at all"
    names = [name for name in dict(mine[0][1]) if name != "t_data"]
    columns = [Column(f"{table}.raw_{name}", tuple(row[name] for _, row in mine)) for name in names]
    place = tuple(row["block"] * 100_000 + row["lp"] for _, row in mine)
    return [*columns, Column(f"{table}.raw_place", place)]


async def dump_column(owner: asyncpg.Connection, table: str, who: Callable[[str], int | None]) -> Column:
    """At which line of a dump each person's row stands; who: from the line."""
    target = BytesIO()
    await owner.copy_from_table(table, output=target)
    lines = enumerate(target.getvalue().decode().splitlines())
    mine = sorted((person, number) for number, line in lines if (person := who(line)) is not None)
    assert [person for person, _ in mine] == list(range(len(mine)))
    return Column(f"{table}.dump_line", tuple(number for _, number in mine))


async def files_with(owner: asyncpg.Connection, needles: Iterable[bytes]) -> set[str]:
    """The tables and indexes in whose files any of these bytes stand; a file of none: by its name."""
    await owner.execute("CHECKPOINT")
    needles = list(needles)
    folder = await owner.fetchval(
        "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
        " WHERE datname = current_database()"
    )
    paths = await owner.fetch("SELECT relname, pg_relation_filepath(oid) AS path FROM pg_class WHERE relfilenode <> 0")
    names = {Path(row["path"]).name: row["relname"] for row in paths if row["path"]}
    found = set()
    for name in await owner.fetch("SELECT pg_ls_dir($1) AS name", folder):
        content = await owner.fetchval("SELECT pg_read_binary_file($1, true)", f"{folder}/{name['name']}")
        if content and any(needle in content for needle in needles):
            found.add(names.get(name["name"].partition(".")[0], name["name"]))
    return found
