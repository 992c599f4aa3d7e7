"""How long things are kept. Time passes: every date and moment in every row of a gemeente is put back.

That is the same as a clock that is put forward, for PostgreSQL compares them with its own clock and with nothing else;
and it also holds for tables that came later, and for statements that did not know they would be tested.
"""

from urllib.parse import urlsplit

import asyncpg
import httpx
from starlette.applications import Starlette

from tests.gemeente import Gemeente
from tests.surveys.meting import fill_in, invite
from tests.surveys.nps import answers_of, make_nps
from zicht_surveys.resultaten.vrijgave import release

# What stays for as long as the gemeente is a customer, and why that may be.
BLIJFT = {
    "gemeenten": "which gemeenten there are",
    "metingen": "what was asked",
    "uitnodigingen": "hashes of links: a link must stay known to be over; no resident stands there",
    "open_links": "links on posters",
    "antwoorden": "closed answers without a person, a link or a time: what the whole is for",
    "outbox": "counts",
    "vragenlijsten": "questionnaires of the gemeente",
    "vragenlijstversies": "questionnaires of the gemeente",
    "huisstijlen": "how pages look",
    "terugkoppelingen": "what the gemeente told residents; no resident stands in it",
    "auditregels": "who of the gemeente did what",
    "auditketen": "hashes over that",
    "idempotentiesleutels": "sealed with a key that only the caller has; past their time until the next one is used",
}
_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns c
    WHERE table_schema = 'public' AND data_type IN ('date', 'timestamp with time zone')
      AND EXISTS (SELECT FROM information_schema.columns t WHERE t.table_schema = 'public'
                    AND t.table_name = c.table_name AND t.column_name = 'gemeente_id')
"""


async def let_pass(owner: asyncpg.Connection, gemeente: Gemeente, months: int) -> None:
    """Let this many months go by for everything that is known of a gemeente."""
    columns = await owner.fetch(_COLUMNS)
    assert len(columns) >= 10
    for table in {row["table_name"] for row in columns}:
        changes = ", ".join(
            f"{row['column_name']} = {row['column_name']} - interval '{months} months'"
            for row in columns
            if row["table_name"] == table
        )
        await owner.execute(f"UPDATE {table} SET {changes} WHERE gemeente_id = $1", gemeente.id)


async def counts(owner: asyncpg.Connection, gemeente: Gemeente) -> dict[str, int]:
    """How many rows of the gemeente there are in each table that has any."""
    tables = await owner.fetch(
        "SELECT table_name AS t FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'gemeente_id'"
    )
    found = {
        row["t"]: await owner.fetchval(f"SELECT count(*) FROM {row['t']} WHERE gemeente_id = $1", gemeente.id)
        for row in tables
    }
    return {table: aantal for table, aantal in found.items() if aantal}


async def test_fourteen_months_later_words_and_numbers_are_gone_and_later_all_that_was_of_a_person(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    database = surveys_app.state.db
    meting = await make_nps(gemeente, surveys, database, wegwijs=6)
    *few, half = await invite(gemeente, meting, 4, aanbieder="buurvrouw")
    for url in few:
        await fill_in(surveys, url, answers_of(0), code="nps", variant="standaard")
    await surveys.post(f"{urlsplit(half).path}/1", data={"score": "3"})

    async def after(months: int) -> dict[str, int]:
        await let_pass(surveys_owner, gemeente, months)
        await release(database)
        # A second look, so that what the first one closed or released is looked at as well.
        await release(database)
        found = await counts(surveys_owner, gemeente)
        return {table: aantal for table, aantal in found.items() if table not in BLIJFT or table == "antwoorden"}

    # The box holds three people until the meting is over.
    assert await after(0) == {
        "antwoorden": 6, "open_antwoorden": 6, "contactverzoeken": 6, "stembus": 3, "gestemd": 9, "concepten": 1,
    }  # fmt: skip
    # Four months on it has closed: they came free, and the numbers of the others are destroyed.
    assert await after(4) == {
        "antwoorden": 9, "open_antwoorden": 9, "contactverzoeken": 3, "gestemd": 9, "concepten": 1,
    }  # fmt: skip
    # Thirty days after the closing nothing says any more who answered, or had begun to.
    assert await after(2) == {"antwoorden": 9, "open_antwoorden": 9, "contactverzoeken": 3}
    # Twelve months on words are still there to learn from, numbers are not.
    assert await after(6) == {"antwoorden": 9, "open_antwoorden": 9}
    # Fourteen months on there are only the words of those who came free at the closing.
    assert await after(2) == {"antwoorden": 9, "open_antwoorden": 3}
    assert await after(4) == {"antwoorden": 9}


async def test_somebody_thought_about_how_long_each_table_is_kept(surveys_owner: asyncpg.Connection) -> None:
    tables = await surveys_owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    purged = {"stembus", "gestemd", "concepten", "open_antwoorden", "contactverzoeken", "uitgaande_mail"}
    assert {row["tablename"] for row in tables} - purged - {"alembic_version"} == set(BLIJFT)
