from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from tests.surveys.nps import make_nps
from zicht_shared.auth import Doel, Rol
from zicht_surveys.resultaten.vrijgave import release


@pytest.fixture
async def meting(gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette) -> dict[str, Any]:
    return await make_nps(gemeente, surveys, surveys_app.state.db, wegwijs=5)


def path_of(meting: dict[str, Any]) -> str:
    return f"/v1/metingen/{meting['id']}/contactverzoeken"


async def items(gemeente: Gemeente, meting: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await gemeente.at_surveys("beheer").get(path_of(meting))).json()["items"]
    return found


async def test_beheer_sees_whom_to_call_and_nothing_of_what_they_answered(
    gemeente: Gemeente, meting: dict[str, Any], surveys_owner: asyncpg.Connection
) -> None:
    found = await items(gemeente, meting)
    assert sorted(item["telefoonnummer"] for item in found) == [f"061234567{person}" for person in range(5)]
    assert {tuple(item) for item in found} == {("id", "telefoonnummer", "verwijderenNa")}
    traces = await surveys_owner.fetchval(
        "SELECT count(*) FROM auditregels WHERE gemeente_id = $1 AND actie = 'contactverzoeken.gelezen'", gemeente.id
    )
    assert traces == 1


async def test_who_was_called_is_gone_at_once_and_from_the_files_with_the_next_release(
    gemeente: Gemeente, meting: dict[str, Any], surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    beheer, [first, *others] = gemeente.at_surveys("beheer"), await items(gemeente, meting)
    done = f"{path_of(meting)}/{first['id']}/afhandeling"
    sealed = await surveys_owner.fetchval("SELECT telefoon FROM contactverzoeken WHERE id::text = $1", first["id"])
    assert (await beheer.post(done)).status_code == 204
    assert await items(gemeente, meting) == others
    assert_probleem(await beheer.post(done), 404, "niet-gevonden")

    await release(surveys_app.state.db)
    await surveys_owner.execute("CHECKPOINT")
    content = await surveys_owner.fetchval("SELECT pg_read_binary_file(pg_relation_filepath('contactverzoeken'))")
    assert sealed not in content
    assert len(await items(gemeente, meting)) == 4


async def test_numbers_are_for_beheer_of_the_gemeente_itself_to_learn(
    gemeente: Gemeente, meting: dict[str, Any], surveys_app: Starlette, nieuwe_gemeente: MakeGemeente
) -> None:
    [first, *_] = await items(gemeente, meting)
    done = f"{path_of(meting)}/{first['id']}/afhandeling"
    for wie in ("beleid", "bi", "aanbieder:wegwijs", "vragenlijsten"):
        client = gemeente.at_surveys(wie)
        assert_probleem(await client.get(path_of(meting)), 403, "niet-toegestaan")
        assert_probleem(await client.post(done), 403, "niet-toegestaan")
    sleutel = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    async with client_of(surveys_app, sleutel) as client:
        assert_probleem(await client.get(path_of(meting)), 403, "alleen-om-te-leren")
        assert_probleem(await client.post(done), 403, "alleen-om-te-leren")
    other = (await nieuwe_gemeente()).at_surveys("beheer")
    assert_probleem(await other.get(path_of(meting)), 404, "niet-gevonden")
    assert_probleem(await other.post(done), 404, "niet-gevonden")
    assert len(await items(gemeente, meting)) == 5
