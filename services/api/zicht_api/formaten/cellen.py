"""A value as a cell of a CSV. Pure."""

from decimal import Decimal

from zicht_shared.spreadsheet import as_safe_text


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
