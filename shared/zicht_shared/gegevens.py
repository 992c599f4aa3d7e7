"""What stands in which table, of whom, and how long: what a data protection officer asks, written out from the models.

Each service says it of its own tables (`gegevens.py`); columns and their types come from the models themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Inhoud:
    """wat: what a row is. hoe_lang: until when it stays. van_mensen: what is in it of people, by column."""

    wat: str
    hoe_lang: str
    van_mensen: Mapping[str, str]


def inhoud(wat: str, hoe_lang: str, **van_mensen: str) -> Inhoud:
    """The same, with what is in it of people by the names of columns."""
    return Inhoud(wat, hoe_lang, van_mensen)


def describe(metadata: MetaData, van_tabellen: Mapping[str, Inhoud]) -> Iterator[str]:
    """A part of the document in Markdown, line by line: what is in it of people first, then the other tables.

    Raises KeyError for a table or a column that only one of the two knows.
    """
    if set(metadata.tables) != set(van_tabellen):
        raise KeyError(f"described, or there, but not both: {sorted(set(metadata.tables) ^ set(van_tabellen))}")
    tables = [metadata.tables[name] for name in sorted(metadata.tables)]
    yield from ("### Wat van mensen is", "", "| tabel | kolom | wat het is | hoe lang |", "|---|---|---|---|")
    for table in tables:
        for column, what in van_tabellen[table.name].van_mensen.items():
            yield f"| `{table.name}` | `{table.columns[column].name}` | {what} | {van_tabellen[table.name].hoe_lang} |"
    yield from ("", "### Alle tabellen", "", "| tabel | wat er staat | hoe lang | kolommen |", "|---|---|---|---|")
    for table in tables:
        found = van_tabellen[table.name]
        yield f"| `{table.name}` | {found.wat} | {found.hoe_lang} | {', '.join(_columns(table))} |"


def _columns(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield f"`{column.name}` {column.type.compile(_DIALECT).lower().partition(' collate')[0]}"
