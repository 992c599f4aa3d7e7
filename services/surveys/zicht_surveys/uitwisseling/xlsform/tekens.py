"""What spreadsheets and pyxform do to a text, and how to keep it whole on the way out and in."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

# A cell can't hold these: XML has no way to write them.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# In a label `${name}` stands for an answer. Between the two signs, nobody sees a word joiner.
_REFERENCE: Final = "${"
_BROKEN: Final = "$\u2060{"
# pyxform makes plain quotes of curly ones and one space of many, also in texts. Noncharacters of Unicode stand in.
_KEPT: Final = {"\u2018": "\ufdd0", "\u2019": "\ufdd1", "\u201c": "\ufdd2", "\u201d": "\ufdd3"}
_SPACE: Final = "\ufdd4"
_PROTECT: Final = str.maketrans(_KEPT)
_RESTORE: Final = str.maketrans({sign: kept for kept, sign in _KEPT.items()} | {_SPACE: " "})
_TEXT_COLUMN: Final = re.compile(r"\s*(label|caption|hint|form_title|zicht_)", re.IGNORECASE)


def for_a_cell(tekst: str) -> str:
    """A text without what no cell can hold."""
    return _NOT_IN_XML.sub("", tekst)


def as_label(tekst: str) -> str:
    """A text that pyxform reads as nothing but a text."""
    return tekst.replace(_REFERENCE, _BROKEN)


def protected(rows: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """The rows of a sheet, their texts in a form that pyxform leaves as it is; formulas stay for it to clean."""
    if rows is None:
        return None
    return [
        {column: _protect(cell) if _TEXT_COLUMN.match(column) else cell for column, cell in row.items()} for row in rows
    ]


def restored(tekst: str) -> str:
    """A text that was `protected`, as it was in the file; what `as_label` put in is taken out."""
    return tekst.translate(_RESTORE).replace(_BROKEN, _REFERENCE)


def _protect(cell: Any) -> Any:
    return re.sub("(?<= ) ", _SPACE, cell.translate(_PROTECT)) if isinstance(cell, str) else cell
