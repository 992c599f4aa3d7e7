"""The formats over HTTP: the same figures by every way, kept, negotiated and compressed."""

import gzip
import io
import json
from pathlib import Path

import httpx
import openpyxl
import pyarrow.parquet as pq
import pytest
import zstandard

from tests.api.formaten.lezers import GROOTHEDEN, LEZERS, of_json
from tests.contacten import contact
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_api.formaten.kiezen import CSV, CSV_EXCEL, FORMATEN, JSON, PARQUET, XLSX

KWAAD = "=cmd|'/c calc'!A0; \t＝1+1"
EEN = "/v1/indicatoren/uren/waarden?periode=2025-01..2025-12&per=gebied"
VELE = "/v1/waarden?indicator=uren,clienten-bereikt&uitsplitsing=gebied,aanbieder"


@pytest.fixture
async def gevuld(gemeente: Gemeente) -> Gemeente:
    """With an indicator and an aanbieder whose names do no good in a spreadsheet."""
    rijen = [
        contact(nummer, aanbieder=("wegwijs", "buurvrouw")[nummer % 5 == 0], gebied=("BU0101", "WK02")[nummer % 2])
        for nummer in range(900)
    ]
    # So few that they are hidden, with those beside them.
    rijen += [contact(nummer, aanbieder="wegwijs", gebied="BU0102") for nummer in range(900, 909)]
    (await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=rijen)).raise_for_status()
    for url in ("/v1/indicatoren/uren", await url_of(gemeente, "wegwijs")):
        found = await gemeente.beheer.get(url)
        body = {name: value for name, value in found.json().items() if name not in ("id", "code")} | {"naam": KWAAD}
        changed = await gemeente.beheer.put(url, json=body, headers={"If-Match": found.headers["ETag"]})
        assert changed.status_code == 200, changed.text
    return gemeente


async def url_of(gemeente: Gemeente, aanbieder: str) -> str:
    found = (await gemeente.beheer.get("/v1/aanbieders")).json()["items"]
    return next(f"/v1/aanbieders/{each['id']}" for each in found if each["code"] == aanbieder)


@pytest.mark.parametrize("url", [EEN, VELE], ids=["een", "vele"])
async def test_every_format_has_the_figures_of_json(gevuld: Gemeente, url: str, tmp_path: Path) -> None:
    as_json = await gevuld.bi.get(url)
    expected = of_json(as_json.text)
    hidden = [waarde["onderdrukt"] for waarde in as_json.json()["waarden"]]
    assert {True, False} == set(hidden)
    for formaat in FORMATEN[1:]:
        answer = await gevuld.bi.get(f"{url}&formaat={formaat.naam}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, formaat.media_type)
        assert answer.headers["content-disposition"].endswith(f'.{formaat.extensie}"')
        by_media_type = await gevuld.bi.get(url, headers={"Accept": formaat.media_types[0]})
        assert formaat is CSV_EXCEL or by_media_type.content == answer.content
        for read in LEZERS[formaat.naam]:
            found = read(answer.content, tmp_path)
            for name in GROOTHEDEN:
                known = [value for value in expected[name] if value is not None]
                assert sum(value for value in found[name] if value is not None) == sum(known), (formaat, name)
                if formaat.naam == "json-stat":
                    # In a cube there is also room for what nobody asked about.
                    assert sorted(value for value in found[name] if value is not None) == sorted(known)
                else:
                    assert found[name] == expected[name]


async def test_a_hostile_name_is_only_a_text_wherever_it_stands(gevuld: Gemeente) -> None:
    book = openpyxl.load_workbook(io.BytesIO((await gevuld.bi.get(f"{VELE}&formaat=xlsx")).content))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells if cell.value == KWAAD} == {"s"}
    assert {cell.parent.title for cell in cells if cell.value == KWAAD} == {"definities", "codes"}
    assert "f" not in {cell.data_type for cell in cells}
    cube = (await gevuld.bi.get(f"{VELE}&formaat=json-stat")).json()
    assert cube["dimension"]["indicator"]["category"]["label"]["uren"] == KWAAD
    assert cube["dimension"]["uitsplitsing"]["category"]["label"]["aanbieder:wegwijs"] == f"Aanbieder: {KWAAD}"
    about = json.loads(
        pq.read_schema(io.BytesIO((await gevuld.bi.get(f"{VELE}&formaat=parquet")).content)).metadata[b"zicht"]
    )
    assert KWAAD in {definitie["naam"] for definitie in about["definities"]}
    assert KWAAD not in (await gevuld.bi.get(f"{VELE}&formaat=csv-excel")).text


async def test_what_did_not_change_is_not_sent_again_in_any_format(gevuld: Gemeente) -> None:
    tags = set()
    for formaat in FORMATEN:
        url = f"{EEN}&formaat={formaat.naam}"
        first = await gevuld.bi.get(url)
        again = await gevuld.bi.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert {"Accept", "Accept-Encoding", "Authorization"} <= set(first.headers["Vary"].split(", "))
        assert again.headers["Vary"] == first.headers["Vary"]
        tags.add(first.headers["ETag"])
    assert len(tags) == len(FORMATEN)


async def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(gevuld: Gemeente) -> None:
    for url in (EEN, VELE):
        problem = assert_probleem(await gevuld.bi.get(f"{url}&formaat=pdf"), 400, "invoer-ongeldig")
        assert faults_of(problem) == {("?formaat", "onbekende-waarde")}
        assert all(formaat.naam in problem["invalidParams"][0]["reason"] for formaat in FORMATEN)
        unwanted = await gevuld.bi.get(url, headers={"Accept": "image/png, text/csv;q=0"})
        assert "parquet" in assert_probleem(unwanted, 406, "niet-aanvaardbaar")["detail"]


async def test_figures_are_compressed_and_are_the_same_then(gevuld: Gemeente) -> None:
    for formaat in (JSON, CSV):
        url = f"{VELE}&formaat={formaat.naam}"
        plain = await raw(gevuld.bi, url, "identity")
        assert "content-encoding" not in plain[0]
        for coding, unpack in (
            ("gzip", gzip.decompress),
            ("zstd", zstandard.ZstdDecompressor().decompressobj().decompress),
        ):
            headers, body = await raw(gevuld.bi, url, f"{coding}, br")
            assert headers["content-encoding"] == coding
            assert unpack(body) == plain[1]
            assert len(body) < len(plain[1]) / 4
            # Other bytes, the same figures: a weak tag, that holds for both.
            assert headers["etag"] == plain[0]["etag"]
            assert headers["etag"].startswith('W/"')
    for formaat in (XLSX, PARQUET):
        headers, _ = await raw(gevuld.bi, f"{VELE}&formaat={formaat.naam}", "gzip, zstd")
        assert "content-encoding" not in headers


async def test_what_may_hold_a_secret_is_never_compressed(gevuld: Gemeente) -> None:
    for url in ("/v1/sleutels", "/v1/aanbieders", "/v1/codelijsten"):
        headers, body = await raw(gevuld.beheer, url, "gzip, zstd")
        assert "content-encoding" not in headers
        assert headers["cache-control"] == "no-store"
        json.loads(body)


async def raw(client: httpx.AsyncClient, url: str, coding: str) -> tuple[httpx.Headers, bytes]:
    """An answer as it went over the line."""
    async with client.stream("GET", url, headers={"Accept-Encoding": coding}) as answer:
        return answer.headers, b"".join([piece async for piece in answer.aiter_raw()])
