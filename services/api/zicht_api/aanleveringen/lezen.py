"""From the bytes of a delivery to its rows: JSON, NDJSON or CSV, in chunks, in constant memory.

A row that cannot be read is a row with a fault; only what makes all rows unreadable refuses the whole delivery.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO, TextIO

import msgspec

from zicht_api.aanleveringen.stukken import Cellen, Onleesbaar, Stuk, Teksten
from zicht_shared.errors import Fout, InvoerOngeldig, TeGroot

CHUNK = 1_000
MAX_JSON = 64 * 1024 * 1024
MAX_LINE = 64 * 1024

_DUTCH_DATE = re.compile(r"(\d{2})-(\d{2})-(\d{4})", re.ASCII)
_DUTCH_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,10})?", re.ASCII)
_BOOLEANS = {"ja": True, "true": True, "1": True, "nee": False, "false": False, "0": False}


@dataclass(frozen=True)
class Kolommen:
    """How the columns of a CSV are to be understood; the names are those of the JSON members."""

    verplicht: frozenset[str]
    toegestaan: frozenset[str]
    datums: frozenset[str] = frozenset()
    lijsten: frozenset[str] = frozenset()
    getallen: frozenset[str] = frozenset()
    ja_nee: frozenset[str] = frozenset()


def read_rows(body: BinaryIO, media_type: str, kolommen: Kolommen) -> Iterator[Stuk]:
    """The rows of a delivery, in order. media_type: one of the three that the router lets through.

    Raises InvoerOngeldig when the whole cannot be read, TeGroot for a JSON array over 64 MB.
    """
    match media_type:
        case "application/json":
            return _read_json(body)
        case "application/x-ndjson":
            return _read_ndjson(body)
        case _:
            return _read_csv(body, kolommen)


def _read_json(body: BinaryIO) -> Iterator[Stuk]:
    content = body.read(MAX_JSON + 1)
    if len(content) > MAX_JSON:
        raise TeGroot(MAX_JSON)
    try:
        raws = msgspec.json.decode(content, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        raise InvoerOngeldig([Fout("", "geen-lijst", "Stuur een JSON-lijst met een object per regel.")]) from None
    for start in range(0, len(raws), CHUNK):
        yield Teksten([bytes(raw) for raw in raws[start : start + CHUNK]])


def _read_ndjson(body: BinaryIO) -> Iterator[Stuk]:
    lines = _lines(body)
    while chunk := list(islice(lines, CHUNK)):
        yield Teksten(chunk)


def _lines(body: BinaryIO) -> Iterator[bytes]:
    while line := body.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise InvoerOngeldig([Fout("", "regel-te-lang", f"Een regel is langer dan {MAX_LINE} bytes.")])
        if stripped := line.strip():
            yield stripped


def _read_csv(body: BinaryIO, kolommen: Kolommen) -> Iterator[Stuk]:
    text = io.TextIOWrapper(body, encoding=_encoding(body), newline="")
    line = 1
    try:
        reader = csv.reader(text, delimiter=_delimiter(text), strict=True)
        conversions = _Conversions(_header(reader, kolommen), kolommen)
        while lines := list(islice(reader, CHUNK)):
            line = reader.line_num
            if rows := [conversions.row(cells) for cells in lines if cells]:
                yield Cellen(rows)
    except csv.Error:
        fault = Fout("", "geen-csv", f"Na regel {line} is dit geen geldige CSV (aanhalingstekens?).")
        raise InvoerOngeldig([fault]) from None
    except UnicodeDecodeError:
        # Windows-1252 has no sign for five of the bytes.
        raise InvoerOngeldig([Fout("", "geen-tekst", "Bewaar het bestand als CSV in UTF-8.")]) from None


def _encoding(body: BinaryIO) -> str:
    """UTF-8 when all of it is; otherwise what Excel in Dutch writes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := body.read(1024 * 1024):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    else:
        return "utf-8-sig"
    finally:
        body.seek(0)


def _delimiter(text: TextIO) -> str:
    first = text.readline(MAX_LINE)
    text.seek(0)
    return ";" if first.count(";") >= first.count(",") else ","


def _header(reader: Iterator[list[str]], kolommen: Kolommen) -> list[str]:
    header = [name.strip() for name in next(reader, [])]
    faults = [
        Fout(f"kolom {number}", "onbekend-veld", "Deze kolom kennen we niet.")
        for number, name in enumerate(header, start=1)
        if name not in kolommen.toegestaan
    ]
    faults += [
        Fout(f"kolom {number}", "dubbele-kolom", "Deze kolom komt twee keer voor.")
        for number, name in enumerate(header, start=1)
        if name in header[: number - 1]
    ]
    faults += [
        Fout(f"/{name}", "verplicht", "Deze kolom ontbreekt in de kopregel.")
        for name in sorted(kolommen.verplicht - set(header))
    ]
    if faults:
        raise InvoerOngeldig(faults)
    return header


@dataclass
class _Conversions:
    """From cells, which are all text, to what JSON would have said. An empty cell is an absent member."""

    header: list[str]
    kolommen: Kolommen
    converters: list[Any] = field(init=False)

    def __post_init__(self) -> None:
        kinds = self.kolommen
        by_name = (
            dict.fromkeys(kinds.datums, _date)
            | dict.fromkeys(kinds.lijsten, _list)
            | dict.fromkeys(kinds.getallen, _number)
            | dict.fromkeys(kinds.ja_nee, _boolean)
        )
        self.converters = [
            (position, name, by_name[name]) for position, name in enumerate(self.header) if name in by_name
        ]

    def row(self, cells: list[str]) -> dict[str, Any] | Onleesbaar:
        if len(cells) != len(self.header):
            reason = f"Deze regel heeft {len(cells)} kolommen, de kopregel {len(self.header)}."
            return Onleesbaar(Fout("", "aantal-kolommen", reason))
        values: list[Any] = list(cells)
        for position, _, convert in self.converters:
            if cells[position]:
                values[position] = convert(cells[position])
        return {name: value for name, value in zip(self.header, values, strict=True) if value != ""}


def _date(text: str) -> str:
    return _DUTCH_DATE.sub(r"\3-\2-\1", text) if _DUTCH_DATE.fullmatch(text) else text


def _list(text: str) -> list[str]:
    return text.split("|")


def _boolean(text: str) -> bool | str:
    return _BOOLEANS.get(text.lower(), text)


def _number(text: str) -> int | Decimal | str:
    """Dutch notation: a decimal comma. Text that is no number stays text, and is refused as such later."""
    if not _DUTCH_NUMBER.fullmatch(text):
        return text
    return int(text) if text.lstrip("-").isdigit() else Decimal(text.replace(",", "."))
