"""Writes, OData and pages with every condition on the gemeente taken out of the services' statements: row-level
security alone keeps gemeenten apart. Reads over /v1: architecture/test_row_level_security.py."""

import asyncpg
import httpx
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.architecture.buiten import ODATA, odata_paths, page_paths, sign_in
from tests.architecture.gevuld import Gevuld
from tests.architecture.rijen import rows_of
from tests.architecture.routes import SCHRIJVEND
from tests.architecture.test_row_level_security import without_own_filters


def foreign(answer: httpx.Response, van: Gevuld, asked: str) -> set[str]:
    """What an answer says of a gemeente, but for what its address or body said itself."""
    said = f"{answer.text}\n{answer.headers}"
    return {mark for mark in van.marks if mark in said and mark not in asked}


async def test_no_write_reaches_another_gemeente(
    gevuld: Gevuld, ander: Gevuld, api_app: Starlette, surveys_app: Starlette,
    api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection,
) -> None:  # fmt: skip
    """As every role that may, on the other's things, and with bodies that name them; nothing of it comes back."""
    before = await rows_of(gevuld.gemeente.id, api_owner, surveys_owner)
    assert sum(map(len, before.values())) > 200
    answers = []
    with without_own_filters(api_app.state.db, surveys_app.state.db) as removed:
        for pad in SCHRIJVEND:
            for wie in ("beheer", "vragenlijsten", f"aanbieder:{ander.een}"):
                if wie.partition(":")[0] in pad.toegang:
                    answer = await gevuld.send(ander.client(pad, wie), pad)
                    answers.append(answer)
                    asked = f"{answer.request.url} {answer.request.content.decode()}"
                    assert foreign(answer, gevuld, asked) == set(), (pad, wie)
                    assert answer.status_code < 500, (pad, wie, answer.text)
    after = await rows_of(gevuld.gemeente.id, api_owner, surveys_owner)
    assert {table for table in before if before[table] != after[table]} == set()
    assert removed.count > len(answers)


async def test_neither_odata_nor_a_page_shows_another_gemeente(
    gevuld: Gevuld, ander: Gevuld, api_app: Starlette
) -> None:
    browsers = Browsers(api_app)
    async with browsers.clients:
        browser = await sign_in(browsers, ander.gemeente, "beleid")
        with without_own_filters(api_app.state.db) as removed:
            own = 0
            for van in (ander, gevuld):
                for path in odata_paths(van):
                    answer = await ander.gemeente.at_api("bi").get(ODATA + path)
                    assert foreign(answer, gevuld, path) == set(), path
                    assert answer.status_code < 500, (path, answer.text)
                    own += bool(foreign(answer, ander, path))
                for path in page_paths(van):
                    answer = await browser.get(f"/dashboard/{ander.gemeente.code}{path}")
                    assert foreign(answer, gevuld, path) == set(), path
                    assert answer.status_code < 500, (path, answer.text)
                    own += bool(foreign(answer, ander, path))
                    head = await browser.head(f"/dashboard/{ander.gemeente.code}{path}")
                    assert (head.status_code, head.content) == (answer.status_code, b"")
    assert own > 10
    assert removed.count > 50
