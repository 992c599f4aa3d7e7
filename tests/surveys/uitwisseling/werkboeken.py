"""XLSForms for tests, as lists of rows."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

Row = Mapping[str, str]


def werkboek(survey: Sequence[Row], choices: Sequence[Row] = (), settings: Sequence[Row] = ()) -> bytes:
    """A workbook with these sheets; a sheet without rows is left out, but for survey."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if rows or name == "survey":
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet = book.create_sheet(name)
            sheet.append(columns)
            for row in rows:
                sheet.append([row.get(column) for column in columns])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def keuzes(lijst: str, **teksten: str) -> list[dict[str, str]]:
    """Rows of the choices sheet, in Dutch."""
    return [{"list_name": lijst, "name": naam, "label::Nederlands (nl)": tekst} for naam, tekst in teksten.items()]


def vraag(soort: str, naam: str, tekst: str = "Hoe was het?", **rest: str) -> dict[str, str]:
    return {"type": soort, "name": naam, "label::Nederlands (nl)": tekst, **rest}
