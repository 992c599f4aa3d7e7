"""Who sees and changes what, on every route there is: each role, another gemeente, another aanbieder, nobody."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.architecture.buiten import IEDEREEN, ODATA, odata_paths, page_paths, sign_in
from tests.architecture.gevuld import Gevuld
from tests.architecture.merken import ROLLEN
from tests.architecture.rijen import rows_of
from tests.architecture.routes import BUITEN_V1, GETS, MET_SLEUTEL, OPENBAAR, PADEN, SCHRIJVEND, TOEGANG, Pad, walk
from tests.gemeente import client_of
from tests.problemen import assert_probleem
from zicht_shared.auth import Rol
from zicht_shared.migrations import Service

# What names nothing of what is there: it may succeed, in the caller's own gemeente.
EIGEN = {
    "PUT /aanmelddienst",
    "DELETE /aanmelddienst",
    # Not PUT: what is sent is for the audience of another.
    "DELETE /toegangsdienst",
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
        heads = [await nobody.head(gevuld.address(pad))] if pad.method == "GET" else []
    if pad.toegang is OPENBAAR:
        assert answer.status_code == 200
    else:
        assert_probleem(answer, 401, "niet-aangemeld")
        assert answer.headers["www-authenticate"]
        assert [(head.status_code, head.content) for head in heads] == [(401, b"")] * len(heads)


@pytest.mark.parametrize("pad", MET_SLEUTEL, ids=str)
async def test_a_role_may_use_what_the_table_says_and_nothing_else(pad: Pad, gevuld: Gevuld) -> None:
    """On ids and a version that are not there, so that who may do something still changes nothing."""
    nergens = Gevuld(gevuld.gemeente, dict.fromkeys(gevuld.ids, str(uuid4())))
    nergens.ids["sleutel_id"] = f"{gevuld.gemeente.code[2:]}-{'x' * 32}"
    mag = set()
    for wie in (*ROLLEN, f"aanbieder:{gevuld.een}"):
        # A body that is JSON and never right.
        body = [] if pad.method in {"POST", "PUT"} else None
        answer = await nergens.send(gevuld.client(pad, wie), pad, body=body, versie='"nergens"')
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
    """What the gemeente itself can do, each of them: test_sporen.py does so. A refusal is not of a wrong request."""
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


# What stands beside /v1: OData, which looks at its key by itself, and the pages, to which people sign in with theirs.

LEZEND = [wie for wie in ROLLEN if wie != "vragenlijsten"]


@pytest.fixture
async def browsers(api_app: Starlette) -> AsyncIterator[Browsers]:
    browsers = Browsers(api_app)
    async with browsers.clients:
        yield browsers


async def pull(client: httpx.AsyncClient, van: Gevuld) -> list[httpx.Response]:
    """Every resource of OData, and those that name what is this gemeente's."""
    return [await client.get(ODATA + path) for path in odata_paths(van)]


async def look(browser: httpx.AsyncClient, van: Gevuld) -> list[httpx.Response]:
    """Every page of this gemeente."""
    return [await browser.get(f"/dashboard/{van.gemeente.code}{path}") for path in page_paths(van)]


def seen_in(answers: list[httpx.Response], marks: set[str]) -> set[str]:
    """What can be seen of these marks; no page or resource fails."""
    assert [answer.text for answer in answers if answer.status_code not in {200, 303, 400, 403, 404}] == []
    return set().union(*(marks_in(answer, marks) for answer in answers))


def seen_by_public(answers: list[httpx.Response], van: Gevuld) -> set[str]:
    """What can be seen of a gemeente that made nothing public: but for how its gebieden and aanbieders are called, and
    for what stands in the address that was asked for, which comes back to return to after signing in."""
    names = re.compile(rf"terug=[^\"]*|{van.merk}[- ](wijk|een|twee)( Stichting)?")
    seen = set()
    for answer in answers:
        assert answer.status_code in {200, 303, 400, 404}, answer.text
        said = names.sub("", answer.text)
        seen |= {mark for mark in van.marks if mark in said or mark in f"{answer.headers}"}
    return seen


async def test_odata_is_for_the_roles_that_read_figures_and_takes_no_other_key(gevuld: Gevuld) -> None:
    gemeente = gevuld.gemeente
    paths = list(odata_paths(gevuld))
    for wie in (*LEZEND, f"aanbieder:{gevuld.een}"):
        statuses = {answer.status_code for answer in await pull(gemeente.at_api(wie), gevuld)}
        assert statuses == {200}, wie
    withdrawn = await gemeente.add_sleutel(Rol.bi)
    deleted = await gemeente.beheer.delete(f"/v1/sleutels/{withdrawn.sleutel_id}", headers={"If-Match": "*"})
    assert deleted.status_code == 204, deleted.text
    async with client_of(gemeente.api_app) as nobody, client_of(gemeente.api_app, withdrawn) as former:
        for path in paths:
            for client in (nobody, former):
                refused = await client.get(ODATA + path)
                assert (refused.status_code, refused.json()["code"]) == (401, "niet-aangemeld"), path
                assert refused.headers["www-authenticate"].startswith("Basic")
                assert refused.headers.get_list("odata-version") == ["4.0"]
            refused = await gemeente.at_api("vragenlijsten").get(ODATA + path)
            assert (refused.status_code, refused.json()["code"]) == (403, "niet-toegestaan"), path


async def test_odata_shows_a_gemeente_and_an_aanbieder_only_what_is_theirs(gevuld: Gevuld, ander: Gevuld) -> None:
    gemeente = gevuld.gemeente
    codes = {f"{gevuld.merk}-indicator", f"{gevuld.merk}-wijk", gevuld.een}
    assert codes <= seen_in(await pull(gemeente.at_api("bi"), gevuld), codes)
    for wie in (*LEZEND, f"aanbieder:{ander.een}"):
        assert seen_in(await pull(ander.gemeente.at_api(wie), gevuld), gevuld.marks) == set(), wie
    of_een = {gevuld.een, gevuld.ids["aanbieder_id"]}
    assert seen_in(await pull(gemeente.aanbieder(gevuld.een), gevuld), of_een)
    assert seen_in(await pull(gemeente.aanbieder(gevuld.twee), gevuld), of_een) == set()


async def test_a_page_shows_the_public_nothing_that_is_not_public(gevuld: Gevuld, browsers: Browsers) -> None:
    nobody = await sign_in(browsers, gevuld.gemeente, IEDEREEN)
    assert seen_by_public(await look(nobody, gevuld), gevuld) == set()


async def test_a_page_shows_who_signed_in_what_the_api_shows_with_that_key(gevuld: Gevuld, browsers: Browsers) -> None:
    gemeente = gevuld.gemeente
    code = {f"{gevuld.merk}-indicator"}
    for wie in (*LEZEND, f"aanbieder:{gevuld.een}"):
        assert seen_in(await look(await sign_in(browsers, gemeente, wie), gevuld), code) == code, wie
    twee = await sign_in(browsers, gemeente, f"aanbieder:{gevuld.twee}")
    assert seen_in(await look(twee, gevuld), gevuld.marks_of_een) == set()


async def test_who_signed_in_at_another_gemeente_is_the_public_here(
    gevuld: Gevuld, ander: Gevuld, browsers: Browsers
) -> None:
    """Also with a cookie that is carried over by hand; and with a key of elsewhere nobody signs in."""
    for wie in LEZEND:
        elsewhere = await sign_in(browsers, ander.gemeente, wie)
        assert seen_by_public(await look(elsewhere, gevuld), gevuld) == set(), wie
    stranger = browsers.new(gevuld.gemeente, "http")
    refused = await stranger.send_key(ander.gemeente.sleutels["beheer"])
    assert refused.status_code == 401
    assert "zicht" not in stranger.http.cookies


async def test_a_page_forgets_at_once_who_signed_in_with_a_key_that_is_withdrawn(
    gevuld: Gevuld, browsers: Browsers
) -> None:
    gemeente = gevuld.gemeente
    gemeente.sleutels["ingetrokken"] = withdrawn = await gemeente.add_sleutel(Rol.beleid)
    browser = await sign_in(browsers, gemeente, "ingetrokken")
    assert seen_by_public(await look(browser, gevuld), gevuld)
    await gemeente.beheer.delete(f"/v1/sleutels/{withdrawn.sleutel_id}", headers={"If-Match": "*"})
    assert seen_by_public(await look(browser, gevuld), gevuld) == set()
