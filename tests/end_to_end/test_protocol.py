"""What comes over the line and is no decent HTTP: answered or hung up on, and never taken for another request."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bench.installatie import Installatie

from tests.end_to_end.lijn import Antwoord, Lijn, ask
from zicht_shared.auth import Credential

PAST_PROXY = b"Host: a\r\n"


@pytest.fixture(scope="module")
def port(installatie: Installatie) -> int:
    return installatie.omgeving.ports["api"]


@pytest.fixture(scope="module")
def sleutel(installatie: Installatie) -> Credential:
    return installatie.new_gemeente()[1]


@pytest.fixture(scope="module")
def wie(sleutel: Credential) -> bytes:
    """The head of a request of somebody whom the service knows, after its first line."""
    return f"Host: a\r\nX-Api-Key: {sleutel.sleutel_id}.{sleutel.geheim}\r\n".encode()


@pytest.fixture(autouse=True)
def still_healthy(port: int) -> Iterator[None]:
    yield
    assert httpx.get(f"http://127.0.0.1:{port}/gezondheid/live", timeout=2).status_code == 200


def _memory(installatie: Installatie) -> float:
    """What the core holds, in MB."""
    pages = Path(f"/proc/{installatie.diensten.processes['api'].pid}/statm").read_text().split()[1]
    return int(pages) * 4096 / 1e6


def _assert_probleem(antwoord: Antwoord | None, status: int, code: str) -> None:
    assert antwoord is not None
    assert antwoord.status == status, antwoord
    assert antwoord.headers["content-type"] == "application/problem+json"
    assert antwoord.headers["api-version"]
    assert antwoord.headers["x-content-type-options"] == "nosniff"
    assert antwoord.headers["cache-control"] == "no-store"
    assert (antwoord.json()["status"], antwoord.json()["code"]) == (status, code)
    assert antwoord.dicht


POST = b"POST /v1/aanbieders HTTP/1.1\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SMUGGLED = b"GET /v1/ik HTTP/1.1\r\nHost: a\r\n\r\n"

SHAPES = {
    "two kinds of length": POST + PAST_PROXY + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "two kinds of length, the other way round": POST + PAST_PROXY + CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": POST + PAST_PROXY + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde",
    "the same length twice": POST + PAST_PROXY + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
    "a list of lengths": POST + PAST_PROXY + b"Content-Length: 1, 1\r\n\r\na",
    "a length with a sign": POST + PAST_PROXY + b"Content-Length: +1\r\n\r\na",
    "an encoding that is not known": POST + PAST_PROXY + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "an encoding after chunked": POST + PAST_PROXY + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a space before the colon": POST + PAST_PROXY + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "chunks in HTTP/1.0": b"POST /v1/aanbieders HTTP/1.0\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "a folded header": b"GET /v1/ik HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c: d\r\n\r\n",
    "line feeds only": b"GET /v1/ik HTTP/1.1\nHost: a\n\n",
    "a bare carriage return": b"GET /v1/ik HTTP/1.1\r\nHost: a\r\nX-A: b\rX-C: d\r\n\r\n",
    "a NUL": b"GET /v1/ik HTTP/1.1\r\nHost: a\r\nX-A: b\x00c\r\n\r\n",
    "a header without a colon": b"GET /v1/ik HTTP/1.1\r\nHost: a\r\nX-A\r\n\r\n",
    "a space in the address": b"GET /v1/ik HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n",
    "an address that is not ASCII": "GET /v1/é HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "no host": b"GET /v1/ik HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /v1/ik HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "HTTP/2 without saying so": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a version that is not there": b"GET /v1/ik HTTP/9.9\r\nHost: a\r\n\r\n",
    "a tunnel": b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    "TLS": bytes.fromhex("160301020001") + bytes(200),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_could_be_read_in_two_ways_is_refused_and_the_line_is_closed(port: int, shape: str) -> None:
    # What stands behind it would be the smuggled request: one answer, and then nothing.
    with Lijn(port) as lijn:
        lijn.send(SHAPES[shape] + SMUGGLED)
        _assert_probleem(lijn.answer(), 400, "verzoek-onleesbaar")
        assert lijn.is_closed(7)


@pytest.mark.parametrize(
    "address",
    [
        "//v1/ik",
        "/v1//ik",
        "/v1/ik/",
        "/v1/ik/.",
        "/v1/./ik",
        "/v1/x/../ik",
        "/v1/x/%2e%2e/ik",
        "/v1/%69k%2f",
        "/v1%2fik/",
        "/v1/ik;a=b",
        "/v1/ik%00",
        "/v1/ik%20",
        "/V1/ik",
        "/gezondheid/live/../../v1/ik",
        "/gezondheid//live",
        "//zicht.example/v1/ik",
        "*",
    ],
)
def test_an_address_that_only_looks_like_another_is_no_other(port: int, wie: bytes, address: str) -> None:
    for method in ("GET", "OPTIONS"):
        antwoord = ask(port, f"{method} {address} HTTP/1.1\r\n".encode() + wie + b"\r\n")
        assert antwoord is not None
        assert antwoord.status in {400, 404}, antwoord
        assert antwoord.headers["content-type"] == "application/problem+json"
        assert "location" not in antwoord.headers


def test_the_address_of_another_site_is_read_as_a_path_here(port: int, wie: bytes) -> None:
    antwoord = ask(port, b"GET http://kwaad.example/v1/aanbieders?limit=1 HTTP/1.1\r\n" + wie + b"\r\n")
    assert antwoord is not None
    assert antwoord.status == 200
    assert b"kwaad" not in antwoord.body


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "OPTIONS", "PROPFIND", "DELETE", "PURGE"])
def test_a_method_that_is_not_offered_is_a_problem_that_says_which_are(port: int, wie: bytes, method: str) -> None:
    antwoord = ask(port, f"{method} /v1/ik HTTP/1.1\r\n".encode() + wie + b"Cookie: geheim=1\r\n\r\n")
    assert antwoord is not None
    if antwoord.status == 400:
        # A method that HTTP does not know at all.
        _assert_probleem(antwoord, 400, "verzoek-onleesbaar")
        return
    assert (antwoord.status, antwoord.headers["allow"]) == (405, "GET, HEAD")
    assert antwoord.json()["code"] == "methode-niet-toegestaan"
    assert b"geheim" not in antwoord.body


def test_no_header_makes_another_method_or_address_of_a_request(port: int, wie: bytes) -> None:
    tricks = b"X-HTTP-Method-Override: DELETE\r\nX-HTTP-Method: DELETE\r\nX-Method-Override: DELETE\r\n"
    paths = b"X-Original-URL: /v1/sleutels\r\nX-Rewrite-URL: /v1/sleutels\r\nX-Forwarded-Prefix: /kwaad\r\n"
    plain = ask(port, b"GET /v1/ik HTTP/1.1\r\n" + wie + b"\r\n")
    tricked = ask(port, b"GET /v1/ik?_method=DELETE HTTP/1.1\r\n" + wie + tricks + paths + b"\r\n")
    assert plain is not None
    assert tricked is not None
    assert tricked.status == plain.status == 200
    assert tricked.body == plain.body


def test_headers_after_the_body_say_nothing(port: int, wie: bytes) -> None:
    json = b'{"rol": "bi", "omschrijving": "achteraf"}'
    head = b"POST /v1/sleutels HTTP/1.1\r\n" + wie + CHUNKED + b"Content-Type: application/json\r\n\r\n"
    body = b"%x\r\n%b\r\n0\r\nIdempotency-Key: dit-komt-te-laat\r\n\r\n" % (len(json), json)
    antwoord = ask(port, head + body)
    assert antwoord is not None
    assert antwoord.status == 400
    assert "Idempotency-Key" in antwoord.body.decode()


def test_another_protocol_is_not_taken_up(port: int, wie: bytes) -> None:
    for upgrade in (b"h2c", b"websocket"):
        head = b"Connection: Upgrade\r\nUpgrade: " + upgrade + b"\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        antwoord = ask(port, b"GET /v1/ik HTTP/1.1\r\n" + wie + head + b"\r\n")
        assert antwoord is not None
        assert antwoord.status == 200
        assert "upgrade" not in antwoord.headers


FLOODS = {
    "a header without end": (b"GET / HTTP/1.1\r\nX-A: ", b"a" * 65536, 431, "headers-te-groot"),
    "headers without end": (b"GET / HTTP/1.1\r\n", b"X-A: b\r\n" * 4096, 431, "headers-te-groot"),
    "a name without end": (b"GET / HTTP/1.1\r\n", b"a" * 65536, 431, "headers-te-groot"),
    "an address without end": (b"GET /", b"a" * 4096, 414, "adres-te-lang"),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_of_headers_is_refused_before_it_takes_memory(port: int, installatie: Installatie, flood: str) -> None:
    start, more, status, code = FLOODS[flood]
    before = _memory(installatie)
    with Lijn(port) as lijn:
        lijn.send(start)
        # As much as ten megabytes, if it takes them all.
        for _ in range(10_000_000 // len(more)):
            if not lijn.send(more):
                break
        _assert_probleem(lijn.answer(), status, code)
    assert _memory(installatie) - before < 5


def test_more_headers_than_any_browser_sends_are_refused(port: int) -> None:
    head = b"GET /gezondheid/live HTTP/1.1\r\nHost: a\r\n"
    few = ask(port, head + b"".join(b"X-%d: a\r\n" % nr for nr in range(90)) + b"\r\n")
    assert few is not None
    assert few.status == 200
    _assert_probleem(
        ask(port, head + b"".join(b"X-%d: a\r\n" % nr for nr in range(100)) + b"\r\n"), 431, "headers-te-groot"
    )


@pytest.mark.parametrize("asked", [100, 40_000])
def test_requests_far_ahead_of_their_answers_are_not_kept(port: int, installatie: Installatie, asked: int) -> None:
    before = _memory(installatie)
    with Lijn(port) as lijn:
        lijn.send(b"GET /gezondheid/gereed HTTP/1.1\r\nHost: a\r\n\r\n" * asked)
        answered = 0
        try:
            while (antwoord := lijn.answer()) is not None:
                assert antwoord.status == 200
                answered += 1
        except ConnectionError:
            pass
    assert answered < asked
    assert _memory(installatie) - before < 10


def test_a_few_requests_ahead_are_answered_in_order(port: int, wie: bytes) -> None:
    with Lijn(port) as lijn:
        lijn.send(b"".join(b"GET " + path + b" HTTP/1.1\r\n" + wie + b"\r\n" for path in (b"/v1/ik", b"/v1/x") * 4))
        antwoorden = [lijn.answer() for _ in range(8)]
    assert [antwoord and antwoord.status for antwoord in antwoorden] == [200, 404] * 4


def test_a_stranger_gets_an_answer_without_sending_the_body(port: int) -> None:
    head = b"Content-Type: application/json\r\nContent-Length: 1000000\r\n"
    with Lijn(port) as lijn:
        lijn.send(POST + PAST_PROXY + head + b"Expect: 100-continue\r\n\r\n")
        antwoord = lijn.answer()
        assert antwoord is not None
        assert antwoord.status == 401
    # Who sends on all the same is listened to for some seconds, and then no more.
    with Lijn(port) as lijn:
        lijn.send(POST + PAST_PROXY + head + b"\r\n")
        assert lijn.answer() is not None
        begun = time.monotonic()
        while lijn.send(b"a" * 10) and time.monotonic() - begun < 9:
            time.sleep(0.1)
        assert time.monotonic() - begun < 6


def test_who_is_known_is_told_to_go_on(port: int, wie: bytes) -> None:
    with Lijn(port) as lijn:
        lijn.send(POST + wie + b"Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        go_on = lijn.answer()
        assert go_on is not None
        assert go_on.status == 100
        lijn.send(b"{}")
        antwoord = lijn.answer()
        assert antwoord is not None
        assert antwoord.status == 400


def test_a_broken_chunk_ends_the_request(port: int, wie: bytes) -> None:
    for chunk in (b"-1\r\na\r\n", b"0x1\r\na\r\n", b"FFFFFFFFFFFFFFFFF\r\na", b"1;a\nb\r\na\r\n", b"1\r\nab\r\n"):
        antwoord = ask(port, POST + wie + CHUNKED + b"Content-Type: application/json\r\n\r\n" + chunk)
        _assert_probleem(antwoord, 400, "verzoek-onleesbaar")


def test_chunks_without_end_are_refused_once_there_is_too_much(port: int, wie: bytes, installatie: Installatie) -> None:
    before = _memory(installatie)
    with Lijn(port) as lijn:
        lijn.send(POST + wie + CHUNKED + b"Content-Type: application/json\r\n\r\n")
        for _ in range(400):
            if not lijn.send(b"10000\r\n" + b" " * 65536 + b"\r\n"):
                break
        antwoord = lijn.answer()
    assert antwoord is not None
    assert antwoord.status == 413
    assert _memory(installatie) - before < 30
