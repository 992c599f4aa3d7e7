"""Each format by itself: others open it, and find what stood in the table."""

import io
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.api.formaten.lezers import LEZERS, read_json_stat
from tests.api.formaten.tabellen import figure, hidden, table, written
from zicht_api.formaten.antwoord import respond
from zicht_api.formaten.csv import to_lines
from zicht_api.formaten.kiezen import CSV, CSV_EXCEL, FORMATEN, JSON_STAT, PARQUET, XLSX, TeVeelRijen

RIJEN = [
    figure("uren", "2025", waarde="0.1"),
    figure("uren", "2025", "WK01", waarde="0.2", voorlopig=True),
    hidden("uren", "2025", "WK02"),
    figure("uren", "2025", doelgroep="lvb", waarde="-33.3333"),
    hidden("uren", "2025", doelgroep="_U"),
    figure("nps", "2025", waarde="1234567.8901"),
]
KWAAD = [
    "=cmd|'/c calc'!A0", "＝1+1", '"; =1', "\t=1", "-2+3", "@SUM(A1)", "a;=1+1", "a,=1+1", " =1+1", '""=1+1',
    "http://kwaad.example", "0612345678",
]  # fmt: skip


@pytest.mark.parametrize("naam", list(LEZERS))
async def test_others_find_the_same_figures_to_the_last_digit(naam: str, tmp_path: Path) -> None:
    [formaat] = [each for each in FORMATEN if each.naam == naam]
    content = await written(formaat, table(RIJEN))
    for read in LEZERS[naam]:
        waarden = [waarde for waarde in read(content, tmp_path)["waarde"] if waarde is not None]
        assert sorted(waarden) == sorted(rij[4] for rij in RIJEN if rij[4] is not None)
        assert sum(waarden) == Decimal("1234534.8568")


async def test_a_parquet_says_what_its_figures_stand_on(tmp_path: Path) -> None:
    path = tmp_path / "cijfers.parquet"
    path.write_bytes(await written(PARQUET, table(RIJEN)))
    [(about,)] = duckdb.sql(f"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE key = 'zicht'").fetchall()
    found = json.loads(about)
    assert (found["dataversie"], found["peildatum"], found["drempel"]) == (7, "2026-11-22", 10)
    assert [definitie["streefwaarde"] for definitie in found["definities"]] == ["12.5", "12.5"]
    column = pq.ParquetFile(path).metadata.row_group(0).column(2)
    assert (column.path_in_schema, column.compression) == ("gebied", "ZSTD")
    assert "RLE_DICTIONARY" in column.encodings


async def test_a_cube_of_single_breakdowns_has_one_dimension_for_all_of_them() -> None:
    text = await written(JSON_STAT, table(RIJEN))
    content = json.loads(text)
    assert content["id"] == ["indicator", "periode", "uitsplitsing", "grootheid"]
    uitsplitsing = list(content["dimension"]["uitsplitsing"]["category"]["label"].items())
    assert uitsplitsing == [
        ("_T", "_T"),
        ("gebied:WK01", "Gebied: WK01"),
        ("gebied:WK02", "Gebied: WK02"),
        ("doelgroep:lvb", "Doelgroep: lvb"),
        ("doelgroep:_U", "Doelgroep: _U"),
    ]
    assert content["role"] == {"time": ["periode"], "metric": ["indicator", "grootheid"]}
    assert content["size"] == [2, 1, 5, 4]
    # Of gebied WK01 the four figures are still filling up; those of two other members are hidden.
    assert content["status"] == {
        **{str(place): "voorlopig" for place in range(4, 8)},
        **{str(place): "te-weinig" for place in (*range(8, 12), *range(16, 20))},
    }
    assert not {place for place, why in content["status"].items() if why == "te-weinig"} & content["value"].keys()
    frame = read_json_stat(text, naming="label")
    [nps] = frame[(frame["Indicator"] == "nps") & (frame["Uitsplitsing"] == "_T") & (frame["Grootheid"] == "Waarde")][
        "value"
    ]
    assert nps == 1234567.8901


async def test_a_cube_of_two_breakdowns_at_once_has_both_dimensions() -> None:
    rijen = [figure("uren", "2025", gebied, doelgroep, waarde="1.5") for gebied in "ab" for doelgroep in "xy"]
    tabel = table(rijen)
    for name in ("gebied", "doelgroep"):
        del tabel.dimensies[name]["_T"]  # type: ignore[attr-defined]
    content = json.loads(await written(JSON_STAT, tabel))
    assert (content["id"], content["size"]) == (
        ["indicator", "periode", "gebied", "doelgroep", "grootheid"],
        [1, 1, 2, 2, 4],
    )
    assert content["role"]["geo"] == ["gebied"]
    assert len(content["value"]) == 16
    with pytest.raises(ValueError, match="more than one dimension"):
        await written(JSON_STAT, table(rijen))


async def test_a_workbook_has_typed_cells_and_explains_itself() -> None:
    tabel = table(RIJEN, namen={"indicator": {"uren": "=1+1", "nps": "http://kwaad.example"}})
    content = await written(XLSX, tabel)
    assert content == await written(XLSX, table(RIJEN, namen={"indicator": dict(tabel.dimensies["indicator"])}))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["waarden", "definities", "codes", "uitleg"]
    waarden = book["waarden"]
    assert (waarden.freeze_panes, waarden.auto_filter.ref) == ("A2", "A1:K7")
    assert all((dimension.width or 0) >= 10 for dimension in waarden.column_dimensions.values())
    assert [cell.data_type for cell in waarden[2]] == ["s", "s", "s", "s", "n", "n", "n", "n", "b", "n", "b"]
    assert [cell.value for cell in waarden[4]][4:10] == [None, None, None, None, True, "te-weinig"]
    definities = {row[0].value: (row[1].value, row[1].data_type, row[8].value) for row in book["definities"]}
    assert definities["uren"] == ("=1+1", "s", 12.5)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink]
    uitleg = {row[0]: row[1] for row in book["uitleg"].values}
    assert (uitleg["peildatum"], uitleg["dataversie"]) == ("2026-11-22", "7")
    assert "geen nul" in uitleg["onderdrukt"]


async def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_sent() -> None:
    with pytest.raises(TeVeelRijen):
        await respond(XLSX, XLSX.write(table(RIJEN, aantal=(XLSX.hoogstens or 0) + 1)), "cijfers", {})
    problem = TeVeelRijen()
    assert (problem.status, problem.code) == (400, "te-veel-rijen")
    assert "csv of parquet" in problem.detail


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is niet geinstalleerd")
async def test_libreoffice_opens_hostile_text_as_text(tmp_path: Path) -> None:
    tabel_of = lambda: table(figure(text, "2025", waarde="-1.5") for text in KWAAD)  # noqa: E731
    for formaat in (CSV, CSV_EXCEL):
        (tmp_path / f"{formaat.naam}.csv").write_bytes(await written(formaat, tabel_of()))
    # To see that it does calculate, whatever stands between the cells.
    (tmp_path / "onbeschermd.csv").write_text("x;=1+1,-2+3\n")
    (tmp_path / "blad.xlsx").write_bytes(await written(XLSX, tabel_of()))
    reading = "Text - txt - csv (StarCalc):44/59/9,34,76,1,,0,false,true,false,false,false,0,true"
    convert(
        tmp_path,
        f"--infilter={reading}",
        "--convert-to",
        "xlsx",
        "--outdir",
        "uit",
        "csv.csv",
        "csv-excel.csv",
        "onbeschermd.csv",
    )
    convert(
        tmp_path,
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false",
        "--outdir",
        "uit",
        "blad.xlsx",
    )

    def formulas(name: str) -> list[Any]:
        [sheet] = openpyxl.load_workbook(tmp_path / "uit" / name)
        return [cell.value for row in sheet for cell in row if cell.data_type == "f"]

    assert formulas("onbeschermd.xlsx") == ["=1+1"]
    assert formulas("csv.xlsx") == formulas("csv-excel.xlsx") == []
    seen = (tmp_path / "uit" / "blad.csv").read_text()
    for text in KWAAD:
        assert to_lines([[text]], as_text=str, separator=";").decode().rstrip("\r\n") + ";2025;" in seen


def convert(folder: Path, *arguments: str) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profiel", "--headless", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)


_GROWTH = """
import asyncio, sys
from decimal import Decimal
from pathlib import Path
from dataclasses import replace
from tests.api.formaten.tabellen import figure, table
from zicht_api.formaten.kiezen import FORMATEN

async def rijen(aantal):
    for eerste in range(0, aantal, 5000):
        yield [figure("uren", "2025", f"BU{nr % 1000}", waarde=f"{nr / 8:.3f}") for nr in range(eerste, eerste + 5000)]

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

async def peak(formaat, aantal):
    tabel = table([figure("uren", "2025", f"BU{nr}", waarde="1") for nr in range(1000)])
    highest = 0
    async for _ in formaat.write(replace(tabel, rijen=rijen(aantal))):
        highest = max(highest, resident())
    return highest

async def main():
    for naam, aantal in ((naam, int(aantal)) for naam, _, aantal in (each.partition("=") for each in sys.argv[1:])):
        [formaat] = [each for each in FORMATEN if each.naam == naam]
        half = await peak(formaat, aantal // 2)
        print(formaat.naam, await peak(formaat, aantal) - half)

asyncio.run(main())
"""


def test_twice_as_many_rows_take_no_more_memory() -> None:
    """A row with its decimals takes some 700 bytes: kept, half of these would be more than twice what is allowed. Of an
    XLSX so many would take too long here."""
    rijen = {"csv": 20_000, "xlsx": 12_000, "parquet": 40_000, "json-stat": 20_000}
    command = [sys.executable, "-c", _GROWTH, *(f"{naam}={aantal}" for naam, aantal in rijen.items())]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, timeout=200).stdout.splitlines()
    growth = {naam: float(grew) for naam, grew in (line.split() for line in lines)}
    assert growth.keys() == rijen.keys()
    assert {naam: grew for naam, grew in growth.items() if grew > 3} == {}
