"""XLSX: typed cells, with sheets that say what the figures, the codes and the gaps mean."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zicht_api.formaten.kiezen import XLSX
from zicht_api.formaten.tabel import Soort, Tabel
from zicht_api.formaten.uitleg import explain
from zicht_api.formaten.werk import Rijen, portions, work_off
from zicht_api.getallen import as_number

# What Excel takes in one cell.
_MAX_TEKST = 32_767
_PIECE = 256 * 1024
_WIDTHS: dict[Soort, int] = {"tekst": 18, "getal": 12, "geheel": 10, "ja-nee": 11}
_DEFINITIE = (
    ("code", 24), ("naam", 32), ("eenheid", 12), ("omschrijving", 50), ("rekenwijze", 50), ("methode", 40),
    ("bron", 40), ("richting", 10), ("streefwaarde", 13), ("nulmeting", 13),
)  # fmt: skip


async def write(tabel: Tabel) -> AsyncIterator[bytes]:
    """A workbook with the sheets waarden, definities, codes and uitleg. Raises TeVeelRijen before the first piece."""
    XLSX.check_size(tabel.aantal or 0)
    # On disk: a workbook is a ZIP, of which no byte is known until the last row is there.
    with tempfile.TemporaryDirectory(prefix="zicht-xlsx-") as folder, tempfile.TemporaryFile(dir=folder) as target:
        await _fill(tabel, target, folder)
        target.seek(0)
        while piece := target.read(_PIECE):
            yield piece


async def _fill(tabel: Tabel, target: BinaryIO, folder: str) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": folder,
        # A text is a text, whatever it looks like.
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    workbook = Workbook(target, options)
    # The same table gives the same bytes.
    workbook.set_properties({"title": tabel.titel, "created": datetime.combine(tabel.dag, time())})
    bold = workbook.add_format({"bold": True, "bottom": 1})
    waarden = workbook.add_worksheet("waarden")
    _begin(waarden, [(kolom.naam, max(_WIDTHS[kolom.soort], len(kolom.naam) + 3)) for kolom in tabel.kolommen], bold)
    regels = 0

    def add(rijen: Rijen) -> None:
        _add(waarden, rijen, after=regels)

    async for rijen in portions(tabel):
        XLSX.check_size(regels + len(rijen))
        await work_off(add, rijen)
        regels += len(rijen)
    waarden.autofilter(0, 0, regels, len(tabel.kolommen) - 1)
    _explain(workbook, tabel, bold)
    await asyncio.to_thread(workbook.close)


def _explain(workbook: Workbook, tabel: Tabel, bold: Format) -> None:
    definities = workbook.add_worksheet("definities")
    _begin(definities, _DEFINITIE, bold)
    _add(definities, [[getattr(each, name) for name, _ in _DEFINITIE] for each in tabel.definities])
    codes = workbook.add_worksheet("codes")
    _begin(codes, [("kolom", 14), ("code", 24), ("naam", 50)], bold)
    _add(codes, [(name, *pair) for name, titles in tabel.dimensies.items() for pair in titles.items()])
    uitleg = workbook.add_worksheet("uitleg")
    _begin(uitleg, [("onderwerp", 24), ("uitleg", 120)], bold)
    _add(uitleg, explain(tabel))


def _begin(sheet: Worksheet, columns: Iterable[tuple[str, int]], bold: Format) -> None:
    """The header, which stays in sight."""
    for place, (name, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 0)


def _add(sheet: Worksheet, rows: Iterable[Sequence[object]], *, after: int = 0) -> None:
    """Write rows below as many as there are. An empty cell stays empty."""
    for line, row in enumerate(rows, after + 1):
        for place, value in enumerate(row):
            match value:
                case None:
                    continue
                case bool():
                    sheet.write_boolean(line, place, value)
                case Decimal():
                    sheet.write_number(line, place, as_number(value))
                case int():
                    sheet.write_number(line, place, value)
                case _:
                    sheet.write_string(line, place, str(value)[:_MAX_TEKST])
