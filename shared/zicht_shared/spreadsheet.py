"""A text so that no spreadsheet takes it for a formula. Pure."""

import re
from functools import lru_cache

# What a spreadsheet trims or passes over before it looks what a cell begins with, and quotes, which CSV adds itself.
_SPACE = r'[\s"\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]'
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
# A file may be opened with another separator than it was written with: what stands after one, may become a cell.
_SEPARATOR = r"[,;\t\r\n]"
# From where the white space begins, once: a text of nothing but tabs is read through only so often as it is long.
_FORMULA = re.compile(rf"(?<!{_SPACE}){_SPACE}*+{_SIGN}")
_CELL = re.compile(rf"(?<={_SEPARATOR})")
_BLANK = re.compile(rf"{_SPACE}*+")


# Codes come by again and again.
@lru_cache(maxsize=4096)
def as_safe_text(text: str) -> str:
    """The text with an apostrophe before all that a spreadsheet could take for a formula, if it opens it as a CSV.

    That is what begins with = + - @ (or their fullwidth forms), at the start or after a separator, and a text that
    begins with a tab or a new line. White space before it does not count.
    """
    safe = _FORMULA.sub(_guarded, text)
    blank = _BLANK.match(text)
    broken = blank is not None and not {"\t", "\r", "\n"}.isdisjoint(blank[0])
    return f"'{safe}" if broken and not safe.startswith("'") else safe


def _guarded(found: re.Match[str]) -> str:
    """A sign with the white space before it: an apostrophe wherever a cell may begin in it."""
    begins = found.start() == 0 or _CELL.match(found.string, found.start()) is not None
    return ("'" if begins else "") + _CELL.sub("'", found[0])
