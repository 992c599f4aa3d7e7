import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from starlette.applications import Starlette

from tests.gemeente import Gemeente
from tests.surveys.meting import day, make_meting
from zicht_surveys.metingen.reeks import next_days, next_periode
from zicht_surveys.metingen.service import continue_series


@pytest.mark.parametrize(
    ("periode", "following"),
    [
        ("2026", "2027"), ("2026-K1", "2026-K2"), ("2026-K4", "2027-K1"), ("2026-09", "2026-10"),
        ("2026-12", "2027-01"), ("2026-W09", "2026-W10"), ("2026-W53", "2027-W01"), ("2025-W52", "2026-W01"),
    ],
)  # fmt: skip
def test_a_period_is_followed_by_the_next_of_its_kind(periode: str, following: str) -> None:
    assert next_periode(periode) == following


@pytest.mark.parametrize(
    ("periode", "eindigt", "days"),
    [
        ("2026-01", "2026-01-31", ("2026-02-01", "2026-02-28")),
        ("2026-02", "2026-02-28", ("2026-03-01", "2026-03-31")),
        ("2026-01", "2026-01-30", ("2026-01-31", "2026-02-28")),
        ("2026-K4", "2026-12-31", ("2027-01-01", "2027-03-31")),
        ("2026-K1", "2026-04-14", ("2026-04-15", "2026-07-14")),
        ("2027", "2027-12-31", ("2028-01-01", "2028-12-31")),
        ("2026-W53", "2027-01-03", ("2027-01-04", "2027-01-10")),
    ],
)
def test_its_days_come_right_behind_and_last_a_period(periode: str, eindigt: str, days: tuple[str, str]) -> None:
    begint_op, eindigt_op = next_days(periode, date.fromisoformat(eindigt))
    assert (begint_op.isoformat(), eindigt_op.isoformat()) == days


async def end_yesterday(owner: asyncpg.Connection, meting: dict[str, Any]) -> date:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    # Only the owner can: to the API a day that is over is no last day.
    await owner.execute("UPDATE metingen SET eindigt_op = $2 WHERE id = $1", UUID(meting["id"]), yesterday)
    return yesterday


async def metingen_of(gemeente: Gemeente) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await gemeente.at_surveys("beleid").get("/v1/metingen")).json()["items"]
    return items


async def test_when_a_meting_of_a_series_ends_the_next_stands_ready_once(
    gemeente: Gemeente, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente, vervolg=True, periode="2026-12", drempel=7, kortTotEnMet=5, perGebied=True)
    db = surveys_app.state.db
    await continue_series(db)
    assert len(await metingen_of(gemeente)) == 1  # it goes on still
    yesterday = await end_yesterday(surveys_owner, meting)
    await asyncio.gather(*(continue_series(db) for _ in range(4)))
    following, ended = await metingen_of(gemeente)
    assert (ended["id"], ended["vervolg"]) == (meting["id"], False)
    assert following["begintOp"] == (yesterday + timedelta(days=1)).isoformat()
    assert (following["periode"], following["vervolg"], following["vorigeId"]) == ("2027-01", True, meting["id"])
    same = ("naam", "vragenlijst", "aanbieders", "drempel", "kortTotEnMet", "perGebied")
    assert {name: following[name] for name in same} == {name: meting[name] for name in same}
    trail = await surveys_owner.fetchrow(
        "SELECT sleutel_id, actie FROM auditregels WHERE gemeente_id = $1 AND object_id = $2",
        gemeente.id,
        following["id"],
    )
    assert tuple(trail) == ("zicht", "meting.aangemaakt")


@pytest.mark.parametrize("how", ["switched off", "closed"])
async def test_a_series_that_was_stopped_is_not_continued(
    gemeente: Gemeente, surveys_app: Starlette, surveys_owner: asyncpg.Connection, how: str
) -> None:
    meting = await make_meting(gemeente, vervolg=True)
    beheer, path = gemeente.at_surveys("beheer"), f"/v1/metingen/{meting['id']}"
    if how == "closed":
        await beheer.post(f"{path}/sluiting")
    else:
        changes = {"naam": meting["naam"], "eindigtOp": day(60), "aanbieders": meting["aanbieders"], "vervolg": False}
        assert (await beheer.put(path, json=changes, headers={"If-Match": "*"})).json()["vervolg"] is False
    await end_yesterday(surveys_owner, meting)
    await continue_series(surveys_app.state.db)
    assert len(await metingen_of(gemeente)) == 1
