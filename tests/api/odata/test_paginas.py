"""All pages of one answer are of one moment, hold every row once, and cost no more for a filter that finds little."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from sqlalchemy import text

from tests.api.odata.cijfers import URL, contacten, deliver, read, thin_out, walk
from tests.gemeente import Gemeente
from zicht_api.odata import lezen
from zicht_api.odata.paginas import Token, write_token
from zicht_api.odata.service import today
from zicht_shared.crypto import Keyring


async def test_pages_hold_every_row_once_in_one_order(cijfers: Gemeente) -> None:
    [whole] = await walk(cijfers.bi, size=50_000)
    assert len({row["Id"] for row in whole}) == len(whole) > 3_000
    pages = await walk(cijfers.bi, size=701)
    assert [len(page) for page in pages[:-1]] == [701] * (len(pages) - 1)
    assert [row for page in pages for row in page] == whole
    # Without a wish a page is large; with $top there are pages too, and no row too many.
    assert await read(cijfers.bi) == whole
    pages = await walk(cijfers.bi, size=400, top=1_000, skip=333)
    assert [len(page) for page in pages] == [400, 400, 200]
    assert [row for page in pages for row in page] == whole[333:1333]
    assert await read(cijfers.bi, skip=len(whole)) == []


@pytest.mark.parametrize("looked_at", [None, 300])
async def test_a_filtered_answer_has_the_same_pages_however_little_it_finds(
    cijfers: Gemeente, monkeypatch: pytest.MonkeyPatch, looked_at: int | None
) -> None:
    """looked_at: how many rows may be looked at for one page, so that it ends before it is full."""
    if looked_at is not None:
        monkeypatch.setattr(lezen, "_GROEP", 60)
        monkeypatch.setattr(lezen, "_BEKEKEN", looked_at)
    filters = "Value ge 45 and Voorlopig eq false and contains(Measure,'-')"
    [whole] = await walk(cijfers.bi, size=50_000, orderby="Id", filter=filters)
    assert 20 < len(whole) < 500
    pages = await walk(cijfers.bi, size=7, filter=filters, count="true")
    found = [row for page in pages for row in page]
    assert sorted(row["Id"] for row in found) == [row["Id"] for row in whole]
    assert (len(pages) > len(whole) / 7 + 1) is (looked_at is not None)
    skipped = await walk(cijfers.bi, size=7, filter=filters, skip=10, top=9)
    assert [row for page in skipped for row in page] == found[10:19]


async def test_sorted_pages_hold_every_row_once(cijfers: Gemeente) -> None:
    options: dict[str, Any] = {"orderby": "Perioden desc,Value", "select": "Id,Perioden,Value"}
    [whole] = await walk(cijfers.bi, size=50_000, **options)
    pages = await walk(cijfers.bi, size=1_001, **options)
    assert [row for page in pages for row in page] == whole
    assert [row["Perioden"] for row in whole] == sorted((row["Perioden"] for row in whole), reverse=True)
    pages = await walk(cijfers.bi, path="/PeriodenCodes", size=5, orderby="Identifier desc", skip=3)
    assert [len(page) for page in pages[:2]] == [5, 5]
    rows = [row["Identifier"] for page in pages for row in page]
    assert rows == sorted(rows, reverse=True)
    assert len(rows) == len(await read(cijfers.bi, "/PeriodenCodes")) - 3


async def test_pages_are_of_one_moment_while_there_is_delivered(gemeente: Gemeente) -> None:
    """Also when an indicator is added, and when what the first page was made of is worked out anew."""
    await thin_out(gemeente)
    await deliver(gemeente, contacten(30, "een"))
    [before] = await walk(gemeente.bi, size=50_000)
    prefer = {"Prefer": "odata.maxpagesize=900"}
    answer = await gemeente.bi.get(f"{URL}/Observations?$count=true", headers=prefer)
    rows, batch = [], 0
    while True:
        assert answer.json()["@odata.count"] == len(before)
        rows += answer.json()["value"]
        if "@odata.nextLink" not in answer.json():
            break
        batch += 1
        await deliver(gemeente, contacten(20 + batch, f"batch{batch}", datum=f"202{4 + batch % 2}-03-10"))
        nieuw = {"code": f"aaa-{batch}", "naam": "Nieuw", "pijler": "bereik", "soort": "output", "eenheid": "uren"}
        body = nieuw | {"rekenwijze": "maatstaf", "teller": "uren", "doelen": ["leren"]}
        (await gemeente.beheer.post("/v1/indicatoren", json=body)).raise_for_status()
        if batch == 1:
            async with gemeente.db.transaction(gemeente.id) as db:
                for table in ("waarnemingen", "publicaties"):
                    await db.execute(text(f"DELETE FROM {table}"))
        answer = await gemeente.bi.get(answer.json()["@odata.nextLink"], headers=prefer)
    assert batch >= 2
    assert rows == before
    assert await read(gemeente.bi, orderby="Id") != sorted(before, key=lambda row: str(row["Id"]))


def token_in(answer: httpx.Response) -> str:
    following: str = answer.json()["@odata.nextLink"]
    [token] = parse_qs(urlsplit(following).query)["$skiptoken"]
    return token


def read_back(keyring: Keyring, text: str) -> Token:
    sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return msgspec.json.decode(keyring.unseal("odata-skiptoken", sealed), type=Token)


async def test_a_token_is_of_one_question_of_one_caller_and_nobody_makes_one(cijfers: Gemeente) -> None:
    prefer = {"Prefer": "odata.maxpagesize=5"}
    first = await cijfers.bi.get(f"{URL}/Observations?$filter=Value gt 3", headers=prefer)
    following, token = first.json()["@odata.nextLink"], token_in(first)
    # The address is the configured one, and holds the whole question.
    assert following.startswith("http://api.test/odata/v4/Observations?$filter=Value%20gt%203&$skiptoken=")
    for client, url in [
        (cijfers.at_api("verantwoorder"), following),
        (cijfers.aanbieder("wegwijs"), following),
        (cijfers.bi, following.replace("gt%203", "gt%204")),
        (cijfers.bi, f"{URL}/MeasureCodes?$skiptoken={token}"),
        (cijfers.bi, following[:-4] + "AAAA"),
        (cijfers.bi, f"{URL}/Observations?$filter=Value gt 3&$skiptoken=é"),
        (cijfers.bi, f"{URL}/Observations?$filter=Value gt 3&$skiptoken="),
    ]:
        answer = await client.get(url, headers=prefer)
        assert (answer.status_code, answer.json()["invalidParams"][0]["code"]) == (400, "ongeldige-cursor"), url


async def test_an_old_token_is_gone(cijfers: Gemeente) -> None:
    keyring: Keyring = cijfers.api_app.state.keyring
    answer = await cijfers.bi.get(f"{URL}/Observations", headers={"Prefer": "odata.maxpagesize=5"})
    token = read_back(keyring, token_in(answer))
    for days, status in ((1, 200), (2, 410)):
        old = Token(token.dataversie, today() - timedelta(days=days), token.plek, token.vingerafdruk)
        answer = await cijfers.bi.get(f"{URL}/Observations?$skiptoken={write_token(keyring, old)}")
        assert answer.status_code == status
    assert answer.json()["error"]["code"] == "odata-pagina-verlopen"
