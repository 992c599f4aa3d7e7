"""The figures in each format, as found by what others open it with."""

import csv
import io
import json
import warnings
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
from pyjstat import pyjstat


def exact(value: Any) -> Decimal | None:
    """What a reader made of a number, as the decimal that stood there."""
    if value is None or value == "" or value != value:
        return None
    return Decimal(str(value))


Cijfers = dict[str, list[Decimal | None]]
GROOTHEDEN = ("waarde", "teller", "noemer", "n")


def _by_csv(content: bytes, folder: Path) -> Cijfers:
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    return {name: [exact(row[name]) for row in rows] for name in GROOTHEDEN}


def _csv_by_duckdb(content: bytes, folder: Path) -> Cijfers:
    path = folder / "cijfers.csv"
    path.write_bytes(content)
    rows = duckdb.sql(f"SELECT {', '.join(GROOTHEDEN)} FROM read_csv('{path}', all_varchar = true)").fetchall()
    return {name: [exact(row[place]) for row in rows] for place, name in enumerate(GROOTHEDEN)}


def _csv_by_polars(content: bytes, folder: Path) -> Cijfers:
    frame = pl.read_csv(content, schema_overrides=dict.fromkeys(GROOTHEDEN, pl.Decimal(38, 4)))
    return {name: frame[name].to_list() for name in GROOTHEDEN}


def _excel_csv_by_pandas(content: bytes, folder: Path) -> Cijfers:
    frame = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig")
    return {name: [exact(value) for value in frame[name]] for name in GROOTHEDEN}


def _xlsx_by_openpyxl(content: bytes, folder: Path) -> Cijfers:
    header, *rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["waarden"].values
    return {name: [exact(row[header.index(name)]) for row in rows] for name in GROOTHEDEN}


def _parquet_by_duckdb(content: bytes, folder: Path) -> Cijfers:
    path = folder / "cijfers.parquet"
    path.write_bytes(content)
    rows = duckdb.sql(f"SELECT {', '.join(GROOTHEDEN)} FROM '{path}'").fetchall()
    return {name: [exact(row[place]) for row in rows] for place, name in enumerate(GROOTHEDEN)}


def _parquet_by_polars(content: bytes, folder: Path) -> Cijfers:
    frame = pl.read_parquet(content)
    return {name: [exact(value) for value in frame[name]] for name in GROOTHEDEN}


def _parquet_by_pandas(content: bytes, folder: Path) -> Cijfers:
    frame = pd.read_parquet(io.BytesIO(content))
    return {name: [exact(value) for value in frame[name]] for name in GROOTHEDEN}


def _json_stat_by_pyjstat(content: bytes, folder: Path) -> Cijfers:
    """In the order of the cube, which need not be that of the rows."""
    frame = read_json_stat(content, naming="id")
    return {name: [exact(value) for value in frame[frame["grootheid"] == name]["value"]] for name in GROOTHEDEN}


def read_json_stat(content: bytes, naming: str) -> pd.DataFrame:
    with warnings.catch_warnings():
        # Of what it calls itself.
        warnings.simplefilter("ignore", DeprecationWarning)
        return pyjstat.Dataset.read(content.decode()).write("dataframe", naming=naming)


# By name of the format: who opens it.
LEZERS: dict[str, list[Callable[[bytes, Path], Cijfers]]] = {
    "csv": [_by_csv, _csv_by_duckdb, _csv_by_polars],
    "csv-excel": [_excel_csv_by_pandas],
    "xlsx": [_xlsx_by_openpyxl],
    "parquet": [_parquet_by_duckdb, _parquet_by_polars, _parquet_by_pandas],
    "json-stat": [_json_stat_by_pyjstat],
}


def of_json(content: str) -> Cijfers:
    """The figures of an answer in JSON, to the last digit."""
    waarden = json.loads(content, parse_float=Decimal)["waarden"]
    return {name: [exact(waarde[name]) for waarde in waarden] for name in GROOTHEDEN}
