"""From the bytes of a workbook to pyxform's own account of the form: bounded first, then believed no further."""

import re
import zipfile
from io import BytesIO
from typing import Any, Final

from zicht_shared.privacy import contains_bsn
from zicht_surveys.uitwisseling.namen import quoted
from zicht_surveys.uitwisseling.schemas import VragenlijstNietTeLezen, niet_te_lezen
from zicht_surveys.uitwisseling.xlsform.tekens import protected

_MOST_UNPACKED: Final = 8 * 1024 * 1024
_MOST_PARTS: Final = 200
_MOST_ROWS: Final = 5000
_MOST_COLUMNS: Final = 500
_MOST_CHARACTERS: Final = 4_000_000
_SHEETS: Final = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_ROW: Final = re.compile(r"\[row ?: ?(\d+)\]")


def read_xlsx(inhoud: bytes) -> dict[str, Any]:
    """What pyxform makes of a workbook. Raises VragenlijstNietTeLezen when it is too large or pyxform refuses it."""
    _check_package(inhoud)
    return _read_form(inhoud, ".xlsx")


def read_csv(inhoud: bytes) -> dict[str, Any]:
    """As `read_xlsx`, of a CSV file."""
    return _read_form(inhoud, ".csv")


def _read_form(inhoud: bytes, file_type: str) -> dict[str, Any]:
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    try:
        if file_type == ".xlsx":
            _check_columns(inhoud)
        book = get_xlsform(BytesIO(inhoud), file_type=file_type)
        for sheet in _SHEETS:
            rows = protected(getattr(book, sheet))
            _check_size(sheet, rows)
            setattr(book, sheet, rows)
        return dict(workbook_to_json(book, form_name="data"))
    except VragenlijstNietTeLezen:
        raise
    except Exception as fault:
        # Every kind of fault: pyxform, openpyxl and the XML parser each refuse a strange file in their own way.
        raise _refusal(fault) from None


def _check_package(inhoud: bytes) -> None:
    """Refuse a zip that is not one, or that unpacks to more than a form can be: before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(inhoud)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, OSError):
        raise niet_te_lezen("bestand", "Dit is geen .xlsx-bestand.") from None
    # zipfile reads no more of a part than the size that is declared here, whatever was packed.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise niet_te_lezen("bestand", "Het bestand is uitgepakt te groot voor een vragenlijst.")


def _check_columns(inhoud: bytes) -> None:
    """Refuse a sheet that is too wide: pyxform compares every header with every other before it looks any further."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(inhoud), read_only=True)
    for sheet in book.worksheets:
        # By what is in it: the declared width may be that of all columns there are, for some colour in them.
        headers = [cell for row in sheet.iter_rows(max_row=1, values_only=True) for cell in row if cell is not None]
        if len(headers) > _MOST_COLUMNS:
            place = f"blad {quoted(sheet.title)}"
            raise niet_te_lezen(place, f"Het blad is te breed: hoogstens {_MOST_COLUMNS} kolommen.")
    book.close()


def _check_size(sheet: str, rows: list[dict[str, Any]] | None) -> None:
    if rows is None:
        return
    characters = sum(len(str(cell)) for row in rows for cell in row.values())
    if len(rows) > _MOST_ROWS or characters > _MOST_CHARACTERS:
        raise niet_te_lezen(f"blad {sheet}", f"Het blad is te groot: hoogstens {_MOST_ROWS} rijen.")


def _refusal(fault: Exception) -> VragenlijstNietTeLezen:
    message = str(fault)
    row = _ROW.search(message)
    place = f"survey, rij {row[1]}" if row else "bestand"
    if type(fault).__module__.startswith("pyxform"):
        shown = "".join(char for char in message[:400] if char.isprintable())
        shown = "(de melding bevat een nummer dat op een BSN lijkt)" if contains_bsn(shown) else shown
        return niet_te_lezen(place, f"pyxform neemt dit niet aan: {shown}")
    return niet_te_lezen(place, "Dit bestand is niet als XLSForm te lezen.")
