"""The rules of HTTP that hold on every route of both services (NLGov REST API Design Rules, RFC 9110, RFC 9457)."""

import base64
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld
from tests.architecture.routes import GETS, PADEN, SCHRIJVEND, Pad
from tests.conftest import SECRET
from tests.gemeente import client_of
from tests.problemen import assert_probleem, faults_of
from zicht_api.main import create_app as create_api
from zicht_api.settings import Settings as ApiSettings
from zicht_shared.app import VERSION
from zicht_shared.routing import MAX_JSON_BODY
from zicht_surveys.main import create_app as create_surveys
from zicht_surveys.settings import Settings as SurveysSettings

SERVICES = ["api", "surveys"]
WITH_JSON = [
    pad
    for pad in SCHRIJVEND
    if pad.method in {"POST", "PUT"}
    and not pad.path.endswith(
        (
            "/vervanging",
            "/sluiting",
            "/aanbieding",
            "/goedkeuring",
            "/intrekking",
            "/vrijgave",
            "/publicatie",
            "/effectmeting",
            "/houden",
            "/vaststelling",
            "/herstel",
            "/afhandeling",
            "/aanleveringen",
            "/signaleringen",
        )
    )
]
JSON = {"Content-Type": "application/json", "If-Match": "*", "Idempotency-Key": "een-sleutel-per-keer"}
ECHO = "echo-van-wat-er-kwam"

ELDERS = {
    "Host": "kwaad.example",
    "X-Forwarded-Host": "kwaad.example",
    "X-Forwarded-Proto": "kwaad",
    "X-Forwarded-Prefix": "/kwaad",
    "X-Forwarded-Port": "666",
    "Forwarded": "host=kwaad.example;proto=kwaad",
    "X-Host": "kwaad.example",
    "X-Original-URL": "/kwaad",
    "X-Rewrite-URL": "/kwaad",
    "X-HTTP-Method-Override": "DELETE",
    "Referer": "https://kwaad.example/",
}


# Of every answer, as design.md says and browsers read it; written out, so that nothing can be dropped unseen.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


@pytest.fixture(params=SERVICES)
def client(request: pytest.FixtureRequest, gevuld: Gevuld) -> httpx.AsyncClient:
    """Beheer at one of the services."""
    return gevuld.gemeente.beheer if request.param == "api" else gevuld.gemeente.at_surveys("beheer")


def allowed(gevuld: Gevuld, pad: Pad) -> httpx.AsyncClient:
    """One that may use this route."""
    return gevuld.client(pad, "beheer" if "beheer" in pad.toegang else "vragenlijsten")


def assert_contract(answer: httpx.Response) -> None:
    assert answer.headers["api-version"] == VERSION
    expected = {name: [value] for name, value in HEADERS.items()}
    if answer.headers.get("content-type", "").startswith("text/html"):
        # A page to print brings the style that stands in it, and nothing that runs.
        [policy] = answer.headers.get_list("Content-Security-Policy")
        assert re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'none'; base-uri 'none'; "
            r"frame-ancestors 'none'",
            policy,
        )
        expected["Content-Security-Policy"] = [policy]
    assert {name: answer.headers.get_list(name) for name in HEADERS} == expected
    assert len(answer.headers.get_list("cache-control")) == 1


@pytest.mark.parametrize("pad", GETS, ids=str)
async def test_head_is_get_without_the_body(pad: Pad, gevuld: Gevuld) -> None:
    client, query = allowed(gevuld, pad), gevuld.queries(pad)[0]
    # What a proxy might say, or somebody who would like to be one, changes nothing.
    got = await client.get(gevuld.address(pad), params=query, headers=ELDERS)
    assert "kwaad" not in got.text + str(got.headers)
    head = await client.head(gevuld.address(pad), params=query)
    assert_contract(got)
    assert got.status_code == head.status_code == 200
    # How long it is, is not known of what is streamed, and is of what was kept of that.
    # What is left of the budget is one less each time; what was kept is not counted.
    unsaid = ({"content-length"} - set(got.headers)) | {"ratelimit", "ratelimit-policy"}
    same = [{name: value for name, value in answer.headers.items() if name not in unsaid} for answer in (got, head)]
    assert same[0] == same[1]
    assert got.content
    assert head.content == b""
    # Figures may be kept by who asked, if it asks again each time; nothing else is kept anywhere.
    figures = pad.path.endswith(("/waarden", "/resultaten", "/realisatie", "/feed", "/catalogus", "/beeld"))
    kept = "private, no-cache" if "etag" in got.headers and figures else "no-store"
    assert got.headers["cache-control"] == kept


@pytest.mark.parametrize("pad", PADEN, ids=str)
async def test_a_slash_behind_a_path_is_another_path(pad: Pad, gevuld: Gevuld) -> None:
    answer = await allowed(gevuld, pad).request(pad.method, f"{gevuld.address(pad)}/")
    assert_probleem(answer, 404, "niet-gevonden")
    assert "location" not in answer.headers
    assert_contract(answer)


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v1/onbekend", "/v2/aanbieders", "/docs", "/v1/docs", "/%00"])
async def test_an_unknown_path_is_a_problem_too(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert_probleem(answer, 404, "niet-gevonden")
    assert_contract(answer)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("pad", PADEN, ids=str)
async def test_a_method_that_is_not_there_says_which_are(pad: Pad, gevuld: Gevuld) -> None:
    answer = await allowed(gevuld, pad).request("TRACE", gevuld.address(pad))
    assert_probleem(answer, 405, "methode-niet-toegestaan")
    address = gevuld.address(pad).removeprefix("/v1")
    # `/signalen/feed` has the form of `/signalen/{signaal_id}` too.
    known = {
        other.method
        for other in PADEN
        if other.service == pad.service and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", other.path), address)
    }
    allow = {method.strip() for method in answer.headers["allow"].split(",")}
    assert allow == known | ({"HEAD"} if "GET" in known else set())
    assert_contract(answer)


@pytest.mark.parametrize("pad", WITH_JSON, ids=str)
async def test_only_json_is_read_and_only_unpacked(pad: Pad, gevuld: Gevuld) -> None:
    client, address = allowed(gevuld, pad), gevuld.address(pad)
    for headers in (
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/xml"},
        {"Content-Type": ""},
        {"Content-Encoding": "gzip"},
    ):
        answer = await client.request(pad.method, address, content=b"{}", headers=JSON | headers)
        assert_probleem(answer, 415, "media-type-onbekend")
        assert_contract(answer)


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """A body of which nobody says beforehand how long it is."""
    for _ in range(size // 65_536 + 1):
        yield b" " * 65_536


@pytest.mark.parametrize("pad", [WITH_JSON[0], WITH_JSON[-1]], ids=str)
async def test_a_body_that_is_too_large_is_not_read_to_the_end(pad: Pad, gevuld: Gevuld) -> None:
    client, address = allowed(gevuld, pad), gevuld.address(pad)
    whole = await client.request(pad.method, address, content=b" " * (MAX_JSON_BODY + 1), headers=JSON)
    assert_probleem(whole, 413, "te-groot")
    pieces = await client.request(pad.method, address, content=in_pieces(MAX_JSON_BODY), headers=JSON)
    assert_probleem(pieces, 413, "te-groot")
    assert_contract(pieces)


# What one parser would let through and another would not, and what PostgreSQL cannot keep.
BAD_JSON = {
    "no JSON": (b'{"naam": ', "geen-json"),
    "no UTF-8": (b'{"naam": "\xff"}', "geen-json"),
    "NaN": (b'{"naam": NaN}', "geen-json"),
    "Infinity": (b'{"naam": -Infinity}', "geen-json"),
    "a name twice": (b'{"naam": "a", "naam": "b"}', "dubbele-sleutel"),
    "half a character": (b'{"naam": "\\ud800"}', "geen-unicode"),
    "NUL in a text": (b'{"naam": "a\\u0000b"}', "nul-teken"),
    "NUL in a name": (b'{"na\\u0000am": "a"}', "nul-teken"),
    "33 deep": (b'{"naam": ' + b"[" * 32 + b"]" * 32 + b"}", "te-diep"),
    "100,000 deep": (b"[" * 100_000 + b"]" * 100_000, "te-diep"),
    "nothing": (b"", "verplicht"),
}


@pytest.mark.parametrize("kind", BAD_JSON)
@pytest.mark.parametrize("pad", WITH_JSON, ids=str)
async def test_json_that_could_be_read_in_two_ways_is_refused(pad: Pad, kind: str, gevuld: Gevuld) -> None:
    content, code = BAD_JSON[kind]
    answer = await allowed(gevuld, pad).request(pad.method, gevuld.address(pad), content=content, headers=JSON)
    assert code in {found for _, found in faults_of(assert_probleem(answer, 400, "invoer-ongeldig"))}
    assert_contract(answer)


@pytest.mark.parametrize(
    "body",
    [
        None, True, 7, "tekst", [], [[]], {}, {"onbekend": ECHO}, {ECHO: {ECHO: [ECHO]}}, {"naam": [ECHO]},
        {"naam": f" {ECHO} "}, {"naam": 10**400}, {"versie": -(10**30)}, {"~/": ECHO},
    ],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("pad", WITH_JSON, ids=str)
async def test_a_body_that_is_wrong_is_named_fault_by_fault_and_never_repeated(
    pad: Pad, body: Any, gevuld: Gevuld
) -> None:
    answer = await allowed(gevuld, pad).request(
        pad.method, gevuld.address(pad), content=json.dumps(body), headers=JSON | {"X-Echo": ECHO}
    )
    problem = assert_probleem(answer, 400, "invoer-ongeldig")
    assert problem["invalidParams"]
    # A pointer names the unknown member; what it held is not said.
    assert all(ECHO not in fault["reason"] for fault in problem["invalidParams"])
    assert ECHO not in {fault["pointer"] for fault in problem["invalidParams"]}
    assert_contract(answer)


async def test_all_faults_in_path_query_and_body_are_named_at_once(gevuld: Gevuld) -> None:
    beheer = gevuld.gemeente.beheer
    query = await beheer.get("/v1/contacten?limit=0&vanaf=gisteren&totEnMet=31-12-2026&aanbieder=%20")
    assert {pointer for pointer, _ in faults_of(assert_probleem(query, 400, "invoer-ongeldig"))} == {
        "?limit", "?vanaf", "?totEnMet", "?aanbieder"
    }  # fmt: skip
    both = await beheer.put(
        "/v1/aanbieders/geen-uuid", json={"vorm": "anders", "onbekend": 1}, headers={"If-Match": "*"}
    )
    assert {pointer for pointer, _ in faults_of(assert_probleem(both, 400, "invoer-ongeldig"))} == {
        "{aanbieder_id}", "/naam", "/vorm", "/onbekend"
    }  # fmt: skip


@pytest.mark.parametrize(
    "query", ["sleutel=a.b", "api_key=a.b", "APIKEY=a.b", "X-Api-Key=a.b", "access_token=a", "token=a", "limit=1&key="]
)
async def test_a_key_in_the_address_is_refused_with_a_hint(client: httpx.AsyncClient, query: str) -> None:
    for path in ("/v1/sleutels", "/v1/metingen"):
        answer = await client.get(f"{path}?{query}")
        if answer.status_code == 404:
            continue  # a path of the other service
        body = assert_probleem(answer, 400, "sleutel-in-query")
        assert "X-Api-Key" in body["detail"]


def basic(text: bytes) -> str:
    return "Basic " + base64.b64encode(text).decode()


A_KEY = f"0001-{'x' * 32}"  # of no gemeente's, but in the right form
BAD_CREDENTIALS = [
    *(
        {"Authorization": value}
        for value in (
            "", "Bearer", "Bearer ", "Bearer .", "Bearer x", "Bearer x.y", "Bearer 0001-.geheim",
            "Bearer " + "a." * 10_000, f"Bearer {A_KEY}.geheim", f"Bearer {A_KEY}.\xe9", f"Bearer {A_KEY}.a\x7fb",
            "Basic", "Basic !!!!", "Basic =", basic(b""), basic(b":"), basic(b"\xff:\xff"), basic(b"a:b:c"),
            basic(f"{A_KEY}:geheim".encode()), basic(f"{A_KEY}:\xe9".encode()), basic(f"{A_KEY}:a\r\nX-B: c".encode()),
            basic(f"{A_KEY}:a\x00b".encode()), "Negotiate abc", "Digest username=x", "bearer\tx.y",
        )
    ),
    *({"X-Api-Key": value} for value in ("x", ".", "x.y", f"{A_KEY}.\xe9", "'; DROP TABLE x; --.x", "y." * 9_999)),
]  # fmt: skip


@pytest.mark.parametrize("headers", BAD_CREDENTIALS, ids=lambda headers: repr(headers)[:60])
@pytest.mark.parametrize("service", SERVICES)
async def test_a_key_in_a_wrong_form_is_no_key(service: str, headers: dict[str, str], gevuld: Gevuld) -> None:
    app, path = (
        (gevuld.gemeente.api_app, "/v1/ik") if service == "api" else (gevuld.gemeente.surveys_app, "/v1/metingen")
    )
    async with client_of(app) as nobody:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        answer = await nobody.get(path, headers=raw)
    assert_probleem(answer, 401, "niet-aangemeld")
    assert answer.headers["www-authenticate"] == 'Basic realm="Zicht", charset="UTF-8"'
    assert_contract(answer)


async def test_a_flood_of_headers_is_no_key_either(gevuld: Gevuld) -> None:
    flood = [(f"X-{number}", "x" * 200) for number in range(2_000)] + [("Authorization", "Bearer a.b")] * 50
    for app, path in ((gevuld.gemeente.api_app, "/v1/ik"), (gevuld.gemeente.surveys_app, "/v1/metingen")):
        async with client_of(app) as nobody:
            assert_probleem(await nobody.get(path, headers=flood), 401, "niet-aangemeld")


async def test_every_way_to_send_a_key_is_taken(gevuld: Gevuld) -> None:
    credential = gevuld.gemeente.sleutels["beheer"]
    pair = f"{credential.sleutel_id}.{credential.geheim}"
    ways = (
        {"Authorization": f"Bearer {pair}"},
        {"Authorization": f"bearer  {pair} "},
        {"Authorization": basic(f"{credential.sleutel_id}:{credential.geheim}".encode())},
        {"X-Api-Key": pair},
    )
    for app, path in ((gevuld.gemeente.api_app, "/v1/ik"), (gevuld.gemeente.surveys_app, "/v1/metingen")):
        async with client_of(app) as nobody:
            assert [(await nobody.get(path, headers=way)).status_code for way in ways] == [200] * len(ways)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_document_is_for_everyone(service: str, gevuld: Gevuld) -> None:
    async with client_of(gevuld.gemeente.api_app if service == "api" else gevuld.gemeente.surveys_app) as nobody:
        answer = await nobody.get("/v1/openapi.json", headers={"Origin": "https://elders.example"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert answer.json()["openapi"].startswith("3.")
        assert_contract(answer)
        # And nothing but the document.
        other = await nobody.get("/gezondheid/live", headers={"Origin": "https://elders.example"})
        assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_says_that_it_lives_and_is_ready(service: str, gevuld: Gevuld) -> None:
    async with client_of(gevuld.gemeente.api_app if service == "api" else gevuld.gemeente.surveys_app) as nobody:
        for path in ("/gezondheid/live", "/gezondheid/gereed"):
            answer = await nobody.get(path)
            assert (answer.status_code, answer.json()["status"]) == (200, "ok")
            assert_contract(answer)
        contact = await nobody.get("/.well-known/security.txt")
        assert (contact.status_code, contact.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert {"Contact", "Expires"} <= {line.partition(":")[0] for line in contact.text.splitlines()}


@pytest.fixture(params=SERVICES)
async def without_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Starlette]:
    """A service of which nobody answers at the database's address."""
    settings: dict[str, Any] = {
        "database_url": "postgresql://niemand:geheim-woord@127.0.0.1:1/weg",
        "geheimen": [SECRET],
        "public_url": "http://zicht.test",
    }
    if request.param == "api":
        app = create_api(ApiSettings(**settings))
        yield app
    else:
        core = client_of(create_api(ApiSettings(**settings)))
        files: dict[str, Any] = {"core_url": "http://zicht.test", "sleutels_file": tmp_path / "geen.json"}
        app = create_surveys(SurveysSettings(**settings, **files), core=core)
        yield app
        await core.aclose()
    await app.state.db.close()


async def test_without_its_database_a_service_says_so_and_says_no_more(
    without_database: Starlette, gevuld: Gevuld
) -> None:
    async with client_of(without_database, gevuld.gemeente.sleutels["beheer"]) as client:
        assert (await client.get("/gezondheid/live")).status_code == 200
        for path in ("/gezondheid/gereed", "/v1/sleutels", "/v1/metingen"):
            answer = await client.get(path)
            if answer.status_code == 404:
                continue  # a path of the other service
            assert_probleem(answer, 503, "tijdelijk-niet-bereikbaar")
            assert answer.headers["retry-after"] == "5"
            assert "geheim-woord" not in answer.text
            assert_contract(answer)


async def test_no_header_says_where_the_next_page_is(gevuld: Gevuld) -> None:
    seen = 0
    for pad in GETS:
        if "{" not in pad.path:
            answer = await allowed(gevuld, pad).get(gevuld.address(pad), params={"limit": "1"}, headers=ELDERS)
            assert "kwaad" not in answer.text + str(answer.headers)
            seen += "link" in answer.headers
    assert seen > 5


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/odata/v4/", "@odata.context"),
        ("/odata/v4/$metadata", None),
        ("/odata/v4/GebiedenCodes?$top=1", "@odata.context"),
        ("/dashboard/{gemeente}", None),
        ("/dashboard/{gemeente}/catalogus.jsonld", "http://api.test/dashboard"),
        ("/dashboard/{gemeente}/begrippen", None),
        ("/dashboard/{gemeente}/aanmelden", None),
    ],
)
async def test_no_header_says_where_a_link_of_odata_or_a_page_leads(
    path: str, link: str | None, gevuld: Gevuld
) -> None:
    gemeente = gevuld.gemeente
    answer = await gemeente.beheer.get(
        path.format(gemeente=gemeente.code), headers={**ELDERS, "Prefer": "odata.maxpagesize=1"}
    )
    assert answer.status_code == 200
    assert "kwaad" not in answer.text + str(answer.headers)
    assert link is None or link in answer.text
    assert link != "@odata.context" or "http://api.test/odata/v4" in answer.text


async def test_no_header_says_where_what_was_made_is_or_where_a_resident_s_link_leads(gevuld: Gevuld) -> None:
    for path, place in (("/aanbieders", ""), ("/uitnodigingen", "http://surveys.test/")):
        [pad] = [pad for pad in SCHRIJVEND if str(pad) == f"POST {path}"]
        headers = {**ELDERS, "Idempotency-Key": f"van-elders{path}"}
        answer = await allowed(gevuld, pad).post(gevuld.address(pad), json=gevuld.body(pad), headers=headers)
        assert answer.status_code == 201, answer.text
        said = answer.text + str(answer.headers)
        assert place in said
        assert "kwaad" not in said


@pytest.mark.parametrize("service", SERVICES)
async def test_what_a_shared_cache_may_keep_follows_from_its_address_alone(service: str, gevuld: Gevuld) -> None:
    app = gevuld.gemeente.api_app if service == "api" else gevuld.gemeente.surveys_app
    key = gevuld.gemeente.sleutels["beheer"].as_header()
    ways = [
        ELDERS,
        key,
        {"Accept-Encoding": "gzip, zstd"},
        {"Accept-Encoding": "identity"},
        {"Accept-Language": "tr", "Accept": "text/html"},
        {"Cookie": "zicht=kwaad", "Origin": "https://kwaad.example"},
    ]
    async with client_of(app) as nobody:
        for path in ("/v1/openapi.json", "/.well-known/security.txt"):
            plain = await nobody.get(path)
            assert plain.status_code == 200
            for way in ways:
                answer = await nobody.get(path, headers=way)
                assert (answer.content, answer.headers) == (plain.content, plain.headers)
