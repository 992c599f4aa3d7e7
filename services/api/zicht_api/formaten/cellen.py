"""A value as a cell of a CSV, and a text so that no spreadsheet takes it for a formula. Pure."""

import re
from decimal import Decimal
from functools import lru_cache

# What a spreadsheet trims or passes over before it looks what a cell begins with, and quotes, which CSV adds itself.
_SPACE = r'[\s"\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]'
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
# A file may be opened with another separator than it was written with: what stands after one, may become a cell.
_SEPARATOR = r"[,;\t\r\n]"
_FORMULA = re.compile(rf"(?:^|(?<={_SEPARATOR}))(?={_SPACE}*{_SIGN})|^(?={_SPACE}*[\t\r\n])")


# Codes come by again and again.
@lru_cache(maxsize=4096)
def as_safe_text(text: str) -> str:
    """The text with an apostrophe before all that a spreadsheet could take for a formula, if it opens it as a CSV.

    That is what begins with = + - @ (or their fullwidth forms), at the start or after a separator, and a text that
    begins with a tab or a new line. White space before it does not count.
    """
    return _FORMULA.sub("'", text)


def as_digits(value: Decimal) -> str:
    """The number as JSON has it: a decimal point, no needless zeros, no exponent."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def as_cell(value: object) -> str:
    """A value as a cell of a CSV: a decimal point, true and false, and nothing for what is not there."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return as_digits(value)
        case str():
            return as_safe_text(value)
        case _:
            return str(value)


def as_dutch_cell(value: object) -> str:
    """A value as a cell of a CSV for a Dutch Excel: a decimal comma, ja and nee."""
    match value:
        case bool():
            return "ja" if value else "nee"
        case Decimal():
            return as_digits(value).replace(".", ",")
        case _:
            return as_cell(value)
