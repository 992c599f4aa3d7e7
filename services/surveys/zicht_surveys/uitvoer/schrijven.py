"""Writing an export to a file: CSV and XLSX row by row, SPSS as a whole.

openpyxl, pyreadstat and pandas are imported where they are used: together that takes seconds.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, Protocol

from zicht_shared.spreadsheet import as_safe_text
from zicht_surveys.resultaten.velden import in_dutch
from zicht_surveys.uitvoer.codeboek import Codeboek, as_rows
from zicht_surveys.uitvoer.variabelen import WEET_NIET_GETAL, Variabele

Cell = str | int | None

_VASTE: Final[Mapping[str, str]] = {
    "variant": "Variant van de vragenlijst",
    "aanbieder": "Aanbieder; leeg als er te weinig antwoorden waren",
}
# XML 1.0 has no place for these.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Schrijver(Protocol):
    """Takes rows, in the order of the columns, and then gives the file."""

    def add(self, rows: Sequence[Sequence[Cell]]) -> None: ...

    def finish(self, target: IO[bytes]) -> None: ...


class CsvSchrijver:
    """RFC 4180 in UTF-8, a header row, empty for what is not there."""

    def __init__(self, variabelen: Sequence[Variabele], codeboek: Codeboek, scratch: IO[bytes]) -> None:
        self._scratch = scratch
        self.add([columns(variabelen)])

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._scratch.write(to_csv(rows))

    def finish(self, target: IO[bytes]) -> None:
        """What was written is the file."""


class XlsxSchrijver:
    """A sheet with the answers and a sheet with what they mean."""

    def __init__(self, variabelen: Sequence[Variabele], codeboek: Codeboek, scratch: IO[bytes]) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)
        self._codeboek = codeboek
        self._sheet = self._book.create_sheet("Antwoorden")
        self.add([columns(variabelen)])

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            self._sheet.append(_xlsx_row(self._sheet, row))

    def finish(self, target: IO[bytes]) -> None:
        definitions = self._book.create_sheet("Definities")
        for row in as_rows(self._codeboek):
            definitions.append(_xlsx_row(definitions, row))
        self._book.save(target)


class SavSchrijver:
    """SPSS, with labels of variables and values; `weet niet` is declared to be missing.

    The format begins with how many rows there are, and its writer wants them all: this one holds them in memory.
    """

    def __init__(self, variabelen: Sequence[Variabele], codeboek: Codeboek, scratch: IO[bytes]) -> None:
        self._variabelen = variabelen
        self._titel = in_dutch(codeboek.titel)
        self._columns: list[list[Cell]] = [[] for _ in columns(variabelen)]

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            for column, cell in zip(self._columns, row, strict=True):
                column.append(cell)

    def finish(self, target: IO[bytes]) -> None:
        import pandas as pd
        import pyreadstat

        names = columns(self._variabelen)
        data: dict[str, Any] = {
            name: pd.Series([cell or "" for cell in cells], dtype="object")
            if name in _VASTE
            else pd.Series([float("nan") if cell is None else cell for cell in cells], dtype="float64")
            for name, cells in zip(names, self._columns, strict=True)
        }
        with TemporaryDirectory() as folder:
            path = Path(folder) / "uitvoer.sav"
            pyreadstat.write_sav(
                pd.DataFrame(data, columns=names),
                str(path),
                file_label=_at_most(self._titel, 64),
                column_labels=dict(zip(names, labels(self._variabelen), strict=True)),
                variable_value_labels={
                    variabele.naam: {
                        float(number): _at_most(in_dutch(tekst), 120) for number, tekst in variabele.getallen.items()
                    }
                    for variabele in self._variabelen
                },
                missing_ranges={
                    variabele.naam: [WEET_NIET_GETAL]
                    for variabele in self._variabelen
                    if WEET_NIET_GETAL in variabele.getallen
                },
                variable_measure={variabele.naam: _measure(variabele) for variabele in self._variabelen},
            )
            target.write(path.read_bytes())


SCHRIJVERS: Final[Mapping[str, type[CsvSchrijver] | type[XlsxSchrijver] | type[SavSchrijver]]] = {
    "csv": CsvSchrijver,
    "xlsx": XlsxSchrijver,
    "sav": SavSchrijver,
}


def columns(variabelen: Sequence[Variabele]) -> list[str]:
    return [*_VASTE, *(variabele.naam for variabele in variabelen)]


def labels(variabelen: Sequence[Variabele]) -> list[str]:
    """What each column is, in words."""
    return [*_VASTE.values(), *(_at_most(_label(variabele), 250) for variabele in variabelen)]


def to_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    target = io.StringIO(newline="")
    safe = ([as_safe_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(target).writerows(safe)
    return target.getvalue().encode()


def _xlsx_row(sheet: Any, row: Sequence[Cell]) -> list[Any]:
    return [_xlsx_text(sheet, value) if isinstance(value, str) else value for value in row]


def _xlsx_text(sheet: Any, value: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    text = _UNWRITABLE.sub("", value)
    if not text.startswith("="):
        return text
    # openpyxl would make a formula of it.
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _label(variabele: Variabele) -> str:
    vraag = in_dutch(variabele.veld.tekst)
    if variabele.optie is None:
        return vraag
    return f"{vraag} {in_dutch(variabele.veld.labels.get(variabele.optie, {'nl': variabele.optie}))}"


def _measure(variabele: Variabele) -> str:
    match variabele.veld.soort:
        case "likert5":
            return "ordinal"
        case "rapportcijfer" | "nps":
            return "scale"
        case _:
            return "nominal"


def _at_most(text: str, size: int) -> str:
    """The text, cut off at this many bytes."""
    return text.encode()[:size].decode(errors="ignore")
