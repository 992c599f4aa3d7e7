"""What is large, or becomes large when it is unpacked or judged: to be refused, soon, and without keeping memory."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.vijandig.waarden import SPOOR
from zicht_shared.migrations import Service

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Groot:
    """seconden: within which it is refused, on a busy machine too."""

    naam: str
    address: str
    content: Callable[[], bytes]
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    params: dict[str, str] = field(default_factory=dict)
    service: Service = "api"
    method: str = "POST"
    seconden: float = 5


def _filled(before: bytes, repeated: bytes, times: int, after: bytes) -> Callable[[], bytes]:
    return lambda: before + repeated * times + after


def packed(block: bytes, megabytes: int) -> bytes:
    """So many megabytes of a block, in a thousandth of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    whole = block * (1024 * 1024 // len(block))
    return b"".join([*(packer.compress(whole) for _ in range(megabytes)), packer.flush()])


def workbook(parts: dict[str, bytes]) -> bytes:
    """A file that calls itself .xlsx."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()


_SHEET: Final = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_GZIP: Final = {"Content-Type": "text/csv", "Content-Encoding": "gzip"}
_LEVERING: Final = {"soort": "contacten"}
_INVOER: Final = "/v1/vragenlijsten/invoer"

GROOT: Final = [
    Groot("four million numbers", "/v1/aanbieders", _filled(b"[", b"1,", 3_999_000, b"1]")),
    Groot("a million objects", "/v1/doelenbomen", _filled(b'{"knopen":[', b"{},", 1_000_000, b"{}]}")),
    Groot(
        "half a million unknown members",
        "/v1/aanbieders",
        lambda: b"{%s}" % b",".join(b'"%s%d":1' % (SPOOR.encode(), nr) for nr in range(480_000)),
    ),
    Groot("NUL four hundred thousand times", "/v1/aanbieders", _filled(b"[", b'"\\u0000",', 480_000, b'""]')),
    Groot("lists in lists", "/v1/indicatoren", _filled(b'{"doelen":[', b"[[[]]],", 480_000, b"[]]}")),
    Groot("a text of 8 MB", "/v1/aanbieders", _filled(b'{"naam":"', b"a", 8_000_000, b'"}')),
    Groot("spaces of 8 MB", "/v1/aanbieders", _filled(b'{"naam":"', b" ", 8_000_000, b'"}')),
    Groot("a number of 8 MB", "/v1/aanbieders", _filled(b'{"naam":', b"1", 8_000_000, b"}")),
    Groot("a fraction of 8 MB", "/v1/aanbieders", _filled(b'{"naam":0.', b"1", 8_000_000, b"}")),
    Groot("more than 8 MB", "/v1/aanbieders", _filled(b'{"naam":"', b"a", 9_000_000, b'"}')),
    Groot(
        "twenty thousand outcomes that are none",
        "/v1/metingen",
        _filled(b'{"aanbieders":[', b"0,", 19_000, b"0]}"),
        service="surveys",
    ),
    # A thousand to one, up to the limit; what comes after it is not unpacked.
    Groot(
        "a packed delivery of 600 MB", "/v1/aanleveringen", lambda: packed(b"\n", 600), _GZIP, _LEVERING, seconden=30
    ),
    Groot(
        "a packed delivery of one line",
        "/v1/aanleveringen",
        lambda: packed(b"a" * 1024, 64),
        _GZIP,
        _LEVERING,
        seconden=10,
    ),
    Groot("packed twice", "/v1/aanleveringen", lambda: gzip.compress(packed(b"\n", 64)), _GZIP, _LEVERING),
    Groot(
        "a JSON delivery of a hundred million brackets",
        "/v1/aanleveringen",
        lambda: packed(b"[" * 1024, 60),
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        _LEVERING,
        seconden=10,
    ),
    Groot(
        "a workbook of 200 MB",
        _INVOER,
        lambda: workbook({"xl/worksheets/sheet1.xml": _SHEET + b"<row/>" * 35_000_000}),
        {"Content-Type": _XLSX},
        service="surveys",
        seconden=10,
    ),
    Groot(
        "a workbook of ten thousand files",
        _INVOER,
        lambda: workbook({f"xl/worksheets/sheet{nr}.xml": _SHEET for nr in range(10_000)}),
        {"Content-Type": _XLSX},
        service="surveys",
        seconden=10,
    ),
    Groot(
        "a billion laughs",
        _INVOER,
        lambda: workbook(
            {
                "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
                b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><workbook>&c;</workbook>'
            }
        ),
        {"Content-Type": _XLSX},
        service="surveys",
    ),
]
