from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from tests.surveys.meting import make_meting
from tests.surveys.nps import make_nps
from zicht_shared.auth import Doel, Rol


@pytest.fixture
async def meting(gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette) -> dict[str, Any]:
    return await make_nps(gemeente, surveys, surveys_app.state.db, wegwijs=5)


def path_of(meting: dict[str, Any]) -> str:
    return f"/v1/metingen/{meting['id']}/open-antwoorden"


async def test_words_are_read_screened_and_reading_leaves_a_trace(
    gemeente: Gemeente, meting: dict[str, Any], surveys_owner: asyncpg.Connection
) -> None:
    answer = await gemeente.at_surveys("beleid").get(path_of(meting))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    items = answer.json()["items"]
    assert sorted((item["tekst"], *item["gemaskeerd"]) for item in items) == [
        ("Bel ⟨telefoonnummer⟩", "telefoonnummer"),
        ("Ik ben tevreden",),
        ("Mevrouw ⟨naam⟩ hielp goed", "naam"),
        ("Prima",),
        ("mijn bsn is ⟨bsn⟩", "bsn"),
    ]
    assert {tuple(item) for item in items} == {("id", "vraag", "tekst", "gemaskeerd")}
    trace = await surveys_owner.fetchrow(
        "SELECT object_id, na FROM auditregels WHERE gemeente_id = $1 AND actie = 'open-antwoorden.gelezen'",
        gemeente.id,
    )
    assert tuple(trace) == (meting["id"], '{"aantal": 5}')


async def test_words_come_in_pages_in_an_order_that_says_nothing(gemeente: Gemeente, meting: dict[str, Any]) -> None:
    beleid, address, seen = gemeente.at_surveys("beleid"), path_of(meting) + "?limit=2", []
    while address:
        page = (await beleid.get(address)).json()
        seen += [item["id"] for item in page["items"]]
        address = page["volgende"]
    assert len(seen) == 5
    assert seen == sorted(set(seen))
    assert (await beleid.get(path_of(meting) + "?vraag=score")).json()["items"] == []
    assert len((await beleid.get(path_of(meting) + "?vraag=waarom")).json()["items"]) == 5


async def test_words_are_for_learning_and_for_the_gemeente_itself(
    gemeente: Gemeente, meting: dict[str, Any], surveys_app: Starlette, nieuwe_gemeente: MakeGemeente
) -> None:
    for wie in ("bi", "aanbieder:wegwijs", "vragenlijsten"):
        assert_probleem(await gemeente.at_surveys(wie).get(path_of(meting)), 403, "niet-toegestaan")
    sleutel = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    async with client_of(surveys_app, sleutel) as client:
        assert_probleem(await client.get(path_of(meting)), 403, "alleen-om-te-leren")
    other = (await nieuwe_gemeente()).at_surveys("beheer")
    assert_probleem(await other.get(path_of(meting)), 404, "niet-gevonden")


async def test_words_of_too_few_people_and_of_people_long_ago_are_not_there(
    gemeente: Gemeente, meting: dict[str, Any], surveys_owner: asyncpg.Connection
) -> None:
    empty = await make_meting(gemeente, vragenlijst="nps")
    beleid = gemeente.at_surveys("beleid")
    assert (await beleid.get(path_of(empty))).json()["items"] == []
    await surveys_owner.execute(
        "UPDATE open_antwoorden SET verwijderen_na = current_date WHERE gemeente_id = $1 AND vraag = 'waarom'",
        gemeente.id,
    )
    # Not purged yet, and not to be read any more.
    assert (await beleid.get(path_of(meting))).json()["items"] == []
    await surveys_owner.execute(
        "UPDATE open_antwoorden SET verwijderen_na = current_date + 1 WHERE gemeente_id = $1", gemeente.id
    )
    # As when a meting closes on fewer people than its drempel.
    await surveys_owner.execute("UPDATE metingen SET drempel = 6 WHERE gemeente_id = $1", gemeente.id)
    assert (await beleid.get(path_of(meting))).json()["items"] == []
