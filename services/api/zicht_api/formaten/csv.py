"""CSV: one for programs, by RFC 4180, and one that opens right in a Dutch Excel with a double click."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial

from zicht_api.formaten.cellen import as_cell, as_dutch_cell
from zicht_api.formaten.tabel import Tabel
from zicht_api.formaten.werk import portions, work_off

AsText = Callable[[object], str]


def write(tabel: Tabel) -> AsyncIterator[bytes]:
    """With commas, a decimal point and no byte order mark."""
    return _write(tabel, partial(to_lines, as_text=as_cell, separator=","), mark=b"")


def write_excel(tabel: Tabel) -> AsyncIterator[bytes]:
    """With semicolons, a decimal comma, and a byte order mark: Excel needs one to read UTF-8."""
    return _write(tabel, partial(to_lines, as_text=as_dutch_cell, separator=";"), mark=b"\xef\xbb\xbf")


def to_lines(rows: Iterable[Iterable[object]], *, as_text: AsText, separator: str) -> bytes:
    """Rows as lines of a CSV."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator).writerows([as_text(value) for value in row] for row in rows)
    return target.getvalue().encode()


async def _write(
    tabel: Tabel, lines: Callable[[Iterable[Iterable[object]]], bytes], mark: bytes
) -> AsyncIterator[bytes]:
    yield mark + lines([[kolom.naam for kolom in tabel.kolommen]])
    async for rijen in portions(tabel):
        yield await work_off(lines, rijen)
