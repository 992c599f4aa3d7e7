"""Who sees and changes what, on every route there is: each role, another gemeente, another aanbieder, nobody."""

from contextlib import AsyncExitStack
from uuid import uuid4

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld, make_gevuld
from tests.architecture.merken import ROLLEN
from tests.architecture.rijen import rows_of
from tests.architecture.routes import BUITEN_V1, GETS, MET_SLEUTEL, OPENBAAR, PADEN, SCHRIJVEND, TOEGANG, Pad, walk
from tests.gemeente import client_of
from tests.problemen import assert_probleem
from zicht_shared.migrations import Service

# What names nothing of what is there: it may succeed, in the caller's own gemeente.
EIGEN = {
    "PUT /gemeente",
    "POST /aanbieders",
    "POST /maatstaven",
    "POST /signaleringen",
    "POST /webhooks",
    "PUT /perioden/{periode}/afsluiting",
    "POST /perioden/{periode}/heropening",
    "PUT /benchmarkdeelnames/{groep}",
    "PUT /huisstijl",
    "POST /vragenlijsten/invoer",
    "DELETE /benchmarkdeelnames/{groep}",
}
# Where a try leaves its trace: the receipt of a delivery that was refused, and the trail of it.
SPOREN = ("aanleveringen", "aanleverfouten", "auditregels", "idempotentiesleutels")


def app_of(service: Service, api_app: Starlette, surveys_app: Starlette) -> Starlette:
    return api_app if service == "api" else surveys_app


@pytest.mark.parametrize("service", ["api", "surveys"])
def test_somebody_thought_about_every_route(service: Service, api_app: Starlette, surveys_app: Starlette) -> None:
    root = app_of(service, api_app, surveys_app)
    assert {str(pad) for pad in walk(service, root.state.v1)} == set(TOEGANG[service]), "see routes.py"
    assert {str(pad) for pad in walk(service, root)} == BUITEN_V1[service], "see routes.py"


@pytest.mark.parametrize("pad", PADEN, ids=str)
async def test_without_a_key_a_route_is_closed_unless_it_is_public(pad: Pad, gevuld: Gevuld) -> None:
    app = app_of(pad.service, gevuld.gemeente.api_app, gevuld.gemeente.surveys_app)
    async with client_of(app) as nobody:
        answer = await gevuld.send(nobody, pad)
    if pad.toegang is OPENBAAR:
        assert answer.status_code == 200
    else:
        assert_probleem(answer, 401, "niet-aangemeld")
        assert answer.headers["www-authenticate"]


@pytest.mark.parametrize("pad", MET_SLEUTEL, ids=str)
async def test_a_role_may_use_what_the_table_says_and_nothing_else(pad: Pad, gevuld: Gevuld) -> None:
    """On ids that are not there, so that who may do something still changes nothing."""
    nergens = Gevuld(gevuld.gemeente, dict.fromkeys(gevuld.ids, str(uuid4())))
    nergens.ids["sleutel_id"] = f"{gevuld.gemeente.code[2:]}-{'x' * 32}"
    mag = set()
    for wie in (*ROLLEN, f"aanbieder:{gevuld.een}"):
        # A body that is JSON and never right.
        answer = await nergens.send(gevuld.client(pad, wie), pad, body=[] if pad.method in {"POST", "PUT"} else None)
        assert answer.status_code < 500, answer.text
        if answer.status_code == 403:
            assert_probleem(answer, 403, "niet-toegestaan")
        else:
            assert answer.status_code != 401
            mag.add(wie.partition(":")[0])
    assert mag == pad.toegang


async def get_all(gevuld: Gevuld, pad: Pad, client: httpx.AsyncClient) -> list[httpx.Response]:
    """What a GET on the things of a gemeente gives to the one with this client."""
    return [await client.get(gevuld.address(pad), params=query) for query in gevuld.queries(pad)]


def marks_in(answer: httpx.Response, marks: set[str]) -> set[str]:
    said = f"{answer.text}\n{answer.headers}"
    return {mark for mark in marks if mark in said}


async def test_every_mark_is_to_be_seen_by_who_may_see_it(gevuld: Gevuld) -> None:
    """Or the tests below would find nothing because there is nothing."""
    seen = set()
    for pad in GETS:
        wie = "beheer" if "beheer" in pad.toegang else "vragenlijsten"
        answers = await get_all(gevuld, pad, gevuld.client(pad, wie))
        assert [answer.status_code for answer in answers] == [200] * len(answers), (pad, answers[0].text)
        seen |= set().union(*(marks_in(answer, gevuld.marks | gevuld.marks_of_een) for answer in answers))
    assert seen == gevuld.marks | gevuld.marks_of_een


@pytest.mark.parametrize("pad", GETS, ids=str)
async def test_another_gemeente_sees_none_of_it(pad: Pad, gevuld: Gevuld, ander: Gevuld) -> None:
    for wie in ander.wie:
        for answer in await get_all(gevuld, pad, ander.client(pad, wie)):
            assert answer.status_code in {200, 400, 403, 404}, (wie, answer.text)
            assert marks_in(answer, gevuld.marks) == set(), wie


@pytest.mark.parametrize("pad", GETS, ids=str)
async def test_another_aanbieder_sees_none_of_it(pad: Pad, gevuld: Gevuld) -> None:
    for answer in await get_all(gevuld, pad, gevuld.client(pad, f"aanbieder:{gevuld.twee}")):
        assert answer.status_code in {200, 400, 403, 404}, answer.text
        assert marks_in(answer, gevuld.marks_of_een) == set()


@pytest.mark.parametrize("pad", SCHRIJVEND, ids=str)
async def test_another_gemeente_changes_none_of_it(
    pad: Pad, gevuld: Gevuld, indringer: Gevuld, api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection
) -> None:
    before = await rows_of(gevuld.gemeente.id, api_owner, surveys_owner)
    for wie in indringer.wie:
        answer = await gevuld.send(indringer.client(pad, wie), pad)
        refused = answer.status_code in {400, 403, 404}
        assert refused or (str(pad) in EIGEN and answer.is_success), (wie, answer.text)
    assert await rows_of(gevuld.gemeente.id, api_owner, surveys_owner) == before


@pytest.mark.parametrize("pad", SCHRIJVEND, ids=str)
async def test_another_aanbieder_changes_none_of_it(
    pad: Pad, gevuld: Gevuld, api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection
) -> None:
    before = await rows_of(gevuld.gemeente.id, api_owner, surveys_owner)
    answer = await gevuld.send(gevuld.client(pad, f"aanbieder:{gevuld.twee}"), pad)
    assert answer.status_code in {400, 403, 404}, answer.text
    after = await rows_of(gevuld.gemeente.id, api_owner, surveys_owner)
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= {f"zicht_api.{table}" for table in SPOREN}
    assert all(before[table] <= after[table] for table in changed)


async def test_the_gemeente_itself_can_do_what_the_others_could_not(api_app: Starlette, surveys_app: Starlette) -> None:
    """Or the refusals above would only say that the request was wrong."""
    async with AsyncExitStack() as clients:
        eigen = await make_gevuld(api_app, surveys_app, clients)
        # To a closed meting nothing can be done any more, and what is gone nobody can refer to.
        for pad in sorted(SCHRIJVEND, key=lambda pad: pad.method == "DELETE" or pad.path.endswith("/sluiting")):
            wie = "vragenlijsten" if "vragenlijsten" in pad.toegang else "beheer"
            answer = await eigen.send(eigen.client(pad, wie), pad)
            assert answer.is_success, (pad, answer.text)
