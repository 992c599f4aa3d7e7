"""Every way by which figures leave, asked by one pair of eyes: what each says of which cell, and all that it says."""

import csv
import hashlib
import io
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any, Final
from zipfile import ZipFile

import httpx
import openpyxl
import pyarrow.parquet as pq

DIMENSIES: Final = ("gebied", "aanbieder", "doelgroep", "leefgebied", "vorm")
ALLES: Final = {"uitsplitsing": ",".join(DIMENSIES)}
# What a table can be had in; JSON, CSV and OData give all of it, the others are asked for one year.
TABELLEN: Final = ("json", "csv", "csv-excel", "xlsx", "parquet", "json-stat")
ODATA: Final = "/odata/v4"
_ODATA_NAMEN: Final = dict(
    zip(("Gebieden", "Aanbieders", "Doelgroepen", "Leefgebieden", "Vormen"), DIMENSIES, strict=True)
)
_REDENEN: Final = {"None": None, "Confidential": "te-weinig", "Missing": "geen-gegevens", "Impossible": "noemer-nul"}

Plaats = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cel:
    """A figure as it leaves: numbers as they are, without zeros at the end."""

    waarde: Decimal | None
    teller: Decimal | None
    noemer: Decimal | None
    n: Decimal | None
    reden: str | None


Cellen = dict[Plaats, Cel]


@dataclass
class Oogst:
    """What was got. cellen: by way, each cell that it gives; gezegd: by way, all that can be read in it."""

    cellen: dict[str, Cellen] = field(default_factory=dict, repr=False)
    gezegd: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def alles(self) -> str:
        return "\n".join(self.gezegd.values())


@dataclass(frozen=True)
class Vraag:
    """What each way is asked about: a year with its quarters and months, some indicators, and a doelenboom."""

    jaar: str
    codes: tuple[str, ...]
    boom: str


async def gather_api(client: httpx.AsyncClient, vraag: Vraag, *, bomen: bool) -> Oogst:
    """By every way that takes a key. bomen: whether this key may see trees."""
    oogst = Oogst()
    async for way, answer in _ask_v1(client, vraag, bomen=bomen):
        oogst.gezegd[way] = f"{answer.status_code}\n{said(answer)}"
        if answer.status_code == 200 and way.startswith("/v1/waarden"):
            oogst.cellen[way] = dict(_read(answer, {}))
        if answer.status_code == 200 and way.startswith("/v1/indicatoren/") and "/waarden" in way:
            # What it is limited to is the same cell as that one of a table.
            limits = {name: value for name, value in answer.request.url.params.items() if name in DIMENSIES}
            oogst.cellen[way] = dict(_read(answer, {"indicator": way.split("/")[3]} | limits))
    async for way, answer in _ask_odata(client, vraag):
        oogst.gezegd[way] = f"{answer.status_code}\n{said(answer)}"
        rijen = (
            json.loads(answer.text, parse_float=Decimal).get("value")
            if "json" in answer.headers["content-type"]
            else None
        )
        if answer.status_code == 200 and isinstance(rijen, list) and rijen and {"Id", "Value", "N"} <= rijen[0].keys():
            oogst.cellen[way] = {_place(each): _cel(each) for each in map(_from_odata, rijen)}
    return oogst


async def gather_pages(client: httpx.AsyncClient, gemeente: str, vraag: Vraag) -> Oogst:
    """By every page, and the files that it leads to. client: a browser, signed in or not."""
    oogst, huis = Oogst(), f"/dashboard/{gemeente}"
    for path in _pages(vraag):
        answer = await client.get(f"{huis}{path}")
        oogst.gezegd[path] = f"{answer.status_code}\n{said(answer)}"
        if path.startswith("/gegevens") and answer.status_code == 200:
            oogst.cellen[path] = dict(_read(answer, {}))
    return oogst


def _pages(vraag: Vraag) -> Iterator[str]:
    eerste, *_, laatste = vraag.codes
    yield from (f"?periode={vraag.jaar}&cijfer={eerste}", f"?periode={vraag.jaar}&gebied=WK02&cijfer={laatste}")
    # Of this doelgroep everything is hidden.
    yield f"?periode={vraag.jaar}-03&doelgroep=lvb"
    yield from (f"/rapport/{vraag.jaar}", f"/raadsblad/{vraag.jaar}")
    yield from ("/begrippen", "/catalogus.jsonld", "/gegevens", f"/gegevens?formaat=json&periode={vraag.jaar}")


async def _ask_v1(client: httpx.AsyncClient, vraag: Vraag, *, bomen: bool) -> AsyncIterator[tuple[str, httpx.Response]]:
    async def get(path: str, params: Mapping[str, str], **headers: str) -> tuple[str, httpx.Response]:
        answer = await client.get(path, params=params, headers=headers)
        asked = "&".join(f"{name}={value}" for name, value in params.items() if name != "uitsplitsing")
        return f"{path}?{asked} {' '.join(headers.values())}".strip(), answer

    for formaat in ("json", "csv"):
        yield await get("/v1/waarden", ALLES | {"formaat": formaat})
    for encoding in ("gzip", "zstd"):
        yield await get("/v1/waarden", ALLES | {"formaat": "csv"}, **{"Accept-Encoding": encoding})
    for formaat in TABELLEN[2:]:
        yield await get("/v1/waarden", ALLES | {"formaat": formaat, "periode": vraag.jaar})
    for code in (vraag.codes[0], vraag.codes[-1]):
        path = f"/v1/indicatoren/{code}/waarden"
        for per in (None, *DIMENSIES):
            yield await get(path, {"periode": vraag.jaar} | ({"per": per} if per else {}))
        path, jaar = f"/v1/indicatoren/{code}/beeld", {"periode": vraag.jaar}
        yield await get(path, jaar | {"soort": "trend", "formaat": "svg"})
        yield await get(path, jaar | {"soort": "staven", "per": "doelgroep"})
    path, maanden = f"/v1/indicatoren/{vraag.codes[0]}/waarden", f"{vraag.jaar}-01..{vraag.jaar}-12"
    yield await get(path, {"periode": maanden, "per": "doelgroep"})
    yield await get(path, {"periode": f"{vraag.jaar}-K1..{vraag.jaar}-K4", "doelgroep": "lvb"})
    for formaat in TABELLEN:
        yield await get(path, {"periode": vraag.jaar, "per": "gebied,doelgroep", "formaat": formaat})
    staven = {"soort": "staven", "per": "doelgroep", "periode": vraag.jaar, "formaat": "png"}
    yield await get(f"/v1/indicatoren/{vraag.codes[0]}/beeld", staven)
    if bomen:
        yield await get(f"/v1/doelenbomen/{vraag.boom}/beeld", {"periode": vraag.jaar, "formaat": "svg"})
    yield await get("/v1/catalogus", {})


async def _ask_odata(client: httpx.AsyncClient, vraag: Vraag) -> AsyncIterator[tuple[str, httpx.Response]]:
    alle = "/Observations"
    verborgen = f"{alle}?$filter=ValueAttribute eq 'Confidential'"
    for path in (
        alle,
        f"{alle}?$filter=Value ge 0&$orderby=Value desc,Id&$count=true",
        f"{alle}?$filter=startswith(Measure,'kanarie') or N lt 10&$select=Id,Measure,Value,N,ValueAttribute",
        f"{alle}/$count?$filter=Measure eq '{vraag.codes[-1]}'",
        f"{verborgen}&$orderby=Teller,N,Ondergrens,Streefwaarde,Id",
        f"{alle}('{vraag.codes[0]}:{vraag.jaar}')",
        f"{alle}('{vraag.codes[-1]}:{vraag.jaar}')",
        f"/MeasureCodes('{vraag.codes[-1]}')",
        *(f"/{name}Codes" for name in ("Measure", "Perioden", *_ODATA_NAMEN)),
        "/MeasureGroups",
        "/Properties",
        "/Datasets",
        "/$metadata",
    ):
        yield path, await client.get(f"{ODATA}{path}")


def _read(answer: httpx.Response, also: Mapping[str, str]) -> Iterator[tuple[Plaats, Cel]]:
    """The cells in a table, in whatever format."""
    for rij in _rows(answer):
        row = rij | also
        yield _place(row), _cel(row)


def _rows(answer: httpx.Response) -> Iterable[dict[str, Any]]:
    media_type = answer.headers["content-type"].partition(";")[0]
    match media_type:
        case "application/json":
            found: list[dict[str, Any]] = json.loads(answer.text, parse_float=Decimal)["waarden"]
            return found
        case "text/csv":
            text = answer.text.removeprefix("\ufeff")
            if ";" not in text.partition("\n")[0]:
                return csv.DictReader(io.StringIO(text, newline=""), strict=True)
            rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)
            return [{name: (value or "").replace(",", ".") for name, value in row.items()} for row in rows]
        case "application/vnd.apache.parquet":
            table: list[dict[str, Any]] = pq.read_table(io.BytesIO(answer.content)).to_pylist()
            return table
        case "application/vnd.json-stat+json":
            return _from_json_stat(json.loads(answer.text, parse_float=Decimal))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True).worksheets[0]
    header, *rest = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(map(str, header), row, strict=True)) for row in rest]


def _from_json_stat(cube: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row per place, without the measures: each of them is one of its numbers."""
    leden = [cube["dimension"][name]["category"]["index"] for name in cube["id"]]
    rows: dict[Plaats, dict[str, Any]] = {}
    for nr, place in enumerate(product(*leden)):
        *where, grootheid = place
        named = dict(zip(cube["id"], where, strict=False))
        dimensie, _, lid = named.pop("uitsplitsing", "").partition(":")
        row = rows.setdefault(tuple(where), named | ({dimensie: lid} if lid else {}))
        row[grootheid] = cube["value"].get(f"{nr}")
        status = cube["status"].get(f"{nr}")
        row.setdefault("reden", status if status in _REDENEN.values() else None)
    # A cube has a place for what a table has no row of.
    return (row for row in rows.values() if row["waarde"] is not None or row["reden"] is not None)


def _from_odata(row: Mapping[str, Any]) -> dict[str, Any]:
    names = {"Measure": "indicator", "Perioden": "periode", "Value": "waarde", "Teller": "teller", "Noemer": "noemer"}
    found = {name: row.get(odata) for odata, name in (names | _ODATA_NAMEN | {"N": "n"}).items()}
    return found | {"reden": _REDENEN[row["ValueAttribute"]], "id": row["Id"]}


def _place(row: Mapping[str, Any]) -> Plaats:
    """indicator, period, and of each dimensie the member: _T where it is not broken down by it, _U for the rest."""
    if row.get("periode") is None:
        # Only some columns were asked for; the key says it too.
        return tuple(row["id"].split(":"))
    return (row["indicator"], row["periode"], *(row[name] or "_U" if name in row else "_T" for name in DIMENSIES))


def _cel(row: Mapping[str, Any]) -> Cel:
    numbers = (_number(row.get(name)) for name in ("waarde", "teller", "noemer", "n"))
    return Cel(*numbers, row.get("reden") or None)


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(f"{value}").normalize()


def said(answer: httpx.Response) -> str:
    """All that can be read in an answer, also in its headers; of a PNG only whether it is the same."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name not in _VARIES)
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if answer.content.startswith(b"PK"):
        with ZipFile(io.BytesIO(answer.content)) as book:
            names = [name for name in book.namelist() if name != "docProps/core.xml"]
            return "\n".join([headers, *(book.read(name).decode() for name in names)])
    if media_type == "application/vnd.apache.parquet":
        table = pq.read_table(io.BytesIO(answer.content))
        return "\n".join([headers, f"{table.schema.metadata}", *map(str, table.to_pylist())])
    if media_type == "image/png":
        return f"{headers}\n{hashlib.sha256(answer.content).hexdigest().translate(_ALS_LETTERS)}"
    return f"{headers}\n{answer.text}"


# No number is found in it by chance.
_ALS_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")
# A hash of what stands in the answer and of whose it is, the size of it compressed, and what follows from random ids.
# What is left of a budget is about who asks, and how often.
_VARIES: Final = {"etag", "content-length", "set-cookie", "date", "ratelimit"}
_NEUTRAL: Final = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "(id)"),
    (re.compile(r"\d{4}-\d\d-\d\dT(?:[\d:.]|%3A)+(Z|\+00:00)"), "(moment)"),
    (re.compile(r"(?i)\bgm\d{4}\b"), "(gemeente)"),
    (re.compile(r'(?<=name="csrf" value=")[0-9a-f]+'), "(csrf)"),
    (re.compile(r"\$skiptoken=[\w%.=-]+"), "(verder)"),
    (re.compile(r"#[0-9A-Za-z_-]{20,}"), "(kenmerk)"),
]


def neutral(text: str) -> str:
    """Without what differs between two gemeenten that did the same and says nothing."""
    for pattern, instead in _NEUTRAL:
        text = pattern.sub(instead, text)
    return text
