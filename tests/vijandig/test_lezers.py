"""Whatever is read from others is read or refused: what `tests.chaos.fuzz` found once, and what it begins with."""

import base64
import gzip
import json

import httpx
import pytest

from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem
from tests.vijandig.groot import packed
from tests.vijandig.lezers import LEZERS, ZAAD, read

_NOISE = [
    b"",
    b"\x00",
    b"\xff\xfe\x00",
    b"(" * 5_000,
    b"[" * 60_000,
    b'{"a":' * 5_000,
    b"a" * 60_000,
    "ﷺ\u202e😀".encode() * 99,
]
# Each of these was more than refused once.
GEVONDEN = {
    "contacten": [
        b"\x02bronId;duur\x9d\n", b"\x02bronId\n" + b"a\n" * 1_500 + b"\x81\n", b"\x02" + b"a" * 200_000,
        b"\x00" + b"[" * 1_000_000, b'\x01{"bronId":' + b"[" * 60_000, b'\x02"bronId"x\n',
    ],
    "tellingen": [b"\x02maats\x8e\x9a\x8d;a\n"],
    # A group with nothing in it.
    "xlsform-csv": [
        b"surveY\n,type,name,lec,,name,\n,Photo,ec4surveY\n,typse,name,lec,,e,\n,group,eTThoto,e,\n"
        b",range,eTTTTTNTTTTTTTTTUTTTTc4sec,"
    ],
    "sleutel": [b"basic \xb1\xbb", b"basic \xe9"],
    "cursor": [
        base64.urlsafe_b64encode(json.dumps([moment, "0" * 32]).encode())
        for moment in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59")
    ],
}  # fmt: skip


@pytest.mark.parametrize("lezer", LEZERS)
def test_whatever_comes_is_read_or_refused(lezer: str) -> None:
    for data in [*ZAAD.get(lezer, []), *GEVONDEN.get(lezer, []), *_NOISE]:
        read(lezer, data)


DELIVERIES = {
    "a sign that no code page has": ("text/csv", b"bronId;datum\n\x9d;2025-01-01\n", "geen-tekst"),
    "a line without end": ("text/csv", b"a" * 200_000, "geen-csv"),
    "a header with a stray quote": ("text/csv", b'"bronId"x;datum\n', "geen-csv"),
    "a million brackets": ("application/json", b"[" * 1_000_000, "geen-lijst"),
}


@pytest.mark.parametrize("kind", DELIVERIES)
async def test_a_delivery_that_cannot_be_read_is_refused_whole(kind: str, gemeente: Gemeente) -> None:
    media_type, content, code = DELIVERIES[kind]
    for body, headers in ((content, {}), (packed_whole(content), {"Content-Encoding": "gzip"})):
        answer = await deliver(gemeente, body, {"Content-Type": media_type, **headers})
        problem = assert_probleem(answer, 400, "invoer-ongeldig")
        assert [fault["code"] for fault in problem["invalidParams"]] == [code]


def packed_whole(content: bytes) -> bytes:
    return gzip.compress(content)


async def deliver(gemeente: Gemeente, content: bytes, headers: dict[str, str]) -> httpx.Response:
    return await gemeente.beheer.post(
        "/v1/aanleveringen", params={"soort": "contacten"}, content=content, headers=headers
    )


async def test_what_is_packed_within_what_is_packed_stays_packed(gemeente: Gemeente) -> None:
    twice = packed_whole(packed(b"\n", 32))
    answer = await deliver(gemeente, twice, {"Content-Type": "text/csv", "Content-Encoding": "gzip"})
    assert_probleem(answer, 400, "invoer-ongeldig")


@pytest.mark.parametrize("name", ["bronId", "clientPseudoniem"])
@pytest.mark.parametrize("behind", ["\n", "\u2028", "\u0085", "\u00a0", "\t"])
async def test_a_code_with_a_line_end_behind_it_is_another_code(name: str, behind: str, gemeente: Gemeente) -> None:
    row = {"bronId": "a1", "datum": "2025-01-01", "soort": "gesprek", "aanbieder": "wegwijs", name: f"a1{behind}"}
    answer = await deliver(gemeente, json.dumps([row]).encode(), {"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert [fault["code"] for fault in answer.json()["invalidParams"]] == ["vorm"]


async def test_a_cursor_beyond_the_years_that_there_are_is_no_cursor(gemeente: Gemeente) -> None:
    for cursor in GEVONDEN["cursor"]:
        answer = await gemeente.beheer.get("/v1/aanleveringen", params={"cursor": cursor.decode().rstrip("=")})
        assert_probleem(answer, 400, "invoer-ongeldig")


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
async def test_a_key_cannot_expire_after_the_last_year(moment: str, gemeente: Gemeente) -> None:
    sleutel = {"rol": "bi", "omschrijving": "bi", "verlooptOp": moment}
    assert_probleem(await gemeente.beheer.post("/v1/sleutels", json=sleutel), 400, "invoer-ongeldig")


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "0001-01-01"])
async def test_no_trail_goes_back_before_the_first_year(moment: str, gemeente: Gemeente) -> None:
    for client in (gemeente.beheer, gemeente.at_surveys("beheer")):
        for name in ("vanaf", "tot"):
            answer = await client.get("/v1/auditregels", params={name: moment})
            assert_probleem(answer, 400, "invoer-ongeldig")


@pytest.mark.parametrize("value", [b"Basic \xe9\xe9", b"Basic \xff", b"Bearer \xe9.\xe9", b"\xe9 \xe9"])
async def test_a_key_of_other_signs_is_no_key(value: bytes, gemeente: Gemeente) -> None:
    for app, path in ((gemeente.api_app, "/v1/ik"), (gemeente.surveys_app, "/v1/metingen")):
        async with client_of(app) as nobody:
            assert_probleem(await nobody.get(path, headers=[(b"Authorization", value)]), 401, "niet-aangemeld")
