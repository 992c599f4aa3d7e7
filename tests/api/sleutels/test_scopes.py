"""A key that is narrowed within its role: what it may, on every route of both services and beside them."""

from contextlib import AsyncExitStack
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.architecture.routes import MET_SLEUTEL, Pad
from tests.contacten import contact
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Credential, Rol, Scope
from zicht_shared.migrations import Service
from zicht_shared.scopes import SCOPES_VAN, scopes_of

URL = "/v1/sleutels"
BEPERKINGEN = ["lezen", "aanleveren", "uitnodigen", "wijzigen"]


async def narrowed(gemeente: Gemeente, rol: str, *scopes: str, aanbieder: str | None = None) -> Credential:
    nieuw = {"rol": rol, "omschrijving": "beperkt", "scopes": list(scopes), "aanbieder": aanbieder}
    answer = await gemeente.beheer.post(URL, json=nieuw, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    assert answer.json()["scopes"] == list(scopes)
    return Credential(answer.json()["id"], answer.json()["geheim"])


def path_of(pad: Pad) -> str:
    """With ids of nothing."""
    parts = ("x" if part.startswith("{") else part for part in pad.path.split("/"))
    return "/v1" + "/".join(parts)


async def ask(client: httpx.AsyncClient, pad: Pad) -> httpx.Response:
    return await client.request(pad.method, path_of(pad), headers={"If-Match": '"nergens"'})


async def test_on_every_route_a_key_is_refused_that_was_narrowed_to_something_else(gemeente: Gemeente) -> None:
    """Of the role that may most. That each scope opens what it should is in the tests below."""
    async with AsyncExitStack() as opened:
        clients: dict[tuple[str, Service], httpx.AsyncClient] = {}
        for scope in BEPERKINGEN:
            key = await narrowed(gemeente, "beheer", scope)
            apps: dict[Service, Starlette] = {"api": gemeente.api_app, "surveys": gemeente.surveys_app}
            for service, app in apps.items():
                clients[scope, service] = await opened.enter_async_context(client_of(app, key))
        for pad in MET_SLEUTEL:
            needed = scopes_of(pad.method, pad.path)
            for scope in [each for each in BEPERKINGEN if each not in needed][:1]:
                answer = await ask(clients[scope, pad.service], pad)
                assert_probleem(answer, 403, "scope-ontbreekt")


def test_the_table_opens_no_more_than_it_says() -> None:
    """What each scope opens beside the codes that all need, written out: a new line is thought about twice."""
    codes = {"GET /ik", "GET /codelijsten", "GET /aanbieders", "GET /gebieden"}
    opens = {
        scope: {str(pad) for pad in MET_SLEUTEL if Scope(scope) in scopes_of(pad.method, pad.path)} - codes
        for scope in [*BEPERKINGEN, "toegang"]
    }
    nouns = {scope: {path.split("/")[1] for path in paths} for scope, paths in opens.items()}
    assert nouns["aanleveren"] == {"aanleveringen", "aanleverstatus", "leverafspraken", "maatstaven", "perioden"}
    assert {path for path in opens["aanleveren"] if not path.startswith("GET")} == {"POST /aanleveringen"}
    assert nouns["uitnodigen"] == {"uitnodigingen", "open-links", "metingen"}
    assert nouns["toegang"] == {"sleutels", "aanmelddienst", "toegangsdienst"}
    assert not any(path.startswith("GET") for path in opens["toegang"])
    assert all(path.startswith("GET") for path in opens["lezen"])
    assert not opens["wijzigen"] & (opens["lezen"] | opens["aanleveren"] | opens["uitnodigen"] | opens["toegang"])
    # Every route that changes something is opened by exactly one scope.
    for pad in MET_SLEUTEL:
        if pad.method != "GET":
            assert len(scopes_of(pad.method, pad.path)) == 1, str(pad)
            assert scopes_of("HEAD", pad.path) == scopes_of("GET", pad.path)


async def test_a_key_to_deliver_with_delivers_and_reads_no_figures_by_whatever_way(gemeente: Gemeente) -> None:
    key = await narrowed(gemeente, "aanbieder", "aanleveren", aanbieder="wegwijs")
    async with client_of(gemeente.api_app, key) as client:
        ik = (await client.get("/v1/ik")).json()
        assert (ik["scopes"], ik["rol"]) == (["aanleveren"], "aanbieder")
        delivered = await client.post("/v1/aanleveringen?soort=contacten", json=[contact(1)])
        assert delivered.status_code == 201, delivered.text
        receipt = f"/v1/aanleveringen/{delivered.json()['id']}"
        for path in (receipt, f"{receipt}/fouten", "/v1/codelijsten", "/v1/gebieden"):
            assert (await client.get(path)).status_code == 200, path
        # The second time, too: what is kept of figures is not given past this.
        assert (await gemeente.aanbieder("wegwijs").get("/v1/waarden")).status_code == 200
        etag = (await gemeente.aanbieder("wegwijs").get("/v1/waarden")).headers["etag"]
        for path in ("/v1/waarden", "/v1/waarden", "/odata/v4", "/odata/v4/Observations", "/v1/contacten"):
            for headers in ({}, {"If-None-Match": etag}):
                answer = await client.get(path, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (403, "scope-ontbreekt"), path
        assert (await client.head("/v1/waarden")).status_code == 403


async def test_a_key_to_invite_with_invites(gemeente: Gemeente) -> None:
    key = await narrowed(gemeente, "aanbieder", "uitnodigen", aanbieder="wegwijs")
    async with client_of(gemeente.surveys_app, key) as client:
        assert (await client.get("/v1/uitnodigingen", params={"metingId": str(uuid4())})).status_code in {200, 404}
        assert_probleem(await client.get("/v1/vragenlijsten"), 403, "scope-ontbreekt")
    async with client_of(gemeente.api_app, key) as client:
        refused = await client.post("/v1/aanleveringen?soort=contacten", json=[contact(1)])
        assert_probleem(refused, 403, "scope-ontbreekt")


async def test_on_the_pages_one_signs_in_with_a_key_that_may_read(gemeente: Gemeente, api_app: Starlette) -> None:
    browsers = Browsers(api_app)
    async with browsers.clients:
        for scope, status in (("lezen", 303), ("wijzigen", 401)):
            key = await narrowed(gemeente, "beleid", scope)
            assert (await browsers.new(gemeente, "http").send_key(key)).status_code == status, scope


async def test_who_is_narrowed_gives_nobody_access(gemeente: Gemeente) -> None:
    """Or it would give itself what it may not."""
    key = await narrowed(gemeente, "beheer", *BEPERKINGEN)
    bi = gemeente.sleutels[Rol.bi].sleutel_id
    async with client_of(gemeente.api_app, key) as client:
        assert (await client.get("/v1/ik")).json()["scopes"] == sorted(BEPERKINGEN)
        for method, path in (
            ("POST", URL),
            ("POST", f"{URL}/{bi}/vervanging"),
            ("DELETE", f"{URL}/{bi}"),
            ("PUT", "/v1/aanmelddienst"),
            ("PUT", "/v1/toegangsdienst"),
        ):
            assert_probleem(await client.request(method, path), 403, "scope-ontbreekt")
        assert (await client.get(URL)).status_code == 200


@pytest.mark.parametrize("rol", list(Rol))
async def test_a_key_is_narrowed_within_its_role_only(gemeente: Gemeente, rol: Rol) -> None:
    aanbieder = {"aanbieder": "wegwijs"} if rol is Rol.aanbieder else {}
    for scope in BEPERKINGEN:
        nieuw = {"rol": rol, "omschrijving": "x", "scopes": [scope], **aanbieder}
        answer = await gemeente.beheer.post(URL, json=nieuw, headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code == (201 if Scope(scope) in SCOPES_VAN[rol] else 400), (scope, answer.text)
    for scopes in ([], ["lezen", "lezen"], ["toegang"], ["alles"], "lezen"):
        nieuw = {"rol": rol, "omschrijving": "x", "scopes": scopes, **aanbieder}
        answer = await gemeente.beheer.post(URL, json=nieuw, headers={"Idempotency-Key": str(uuid4())})
        assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig"))
