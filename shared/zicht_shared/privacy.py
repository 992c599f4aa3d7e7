"""What must never come in: numbers that may identify a person."""

import re

from stdnum.nl import bsn

_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)", re.ASCII)
_SEPARATORS = b" .-"
_DIGITS_AS_ZERO = bytes(ord("0") if chr(byte) in "0123456789" else ord("x") for byte in range(256))


def contains_bsn(text: str) -> bool:
    """True when some run of nine digits (with or without spaces, dots or dashes) passes the 11-proof of a BSN."""
    return any(bsn.is_valid(found) for found in _NINE_DIGITS.findall(text))


def may_contain_bsn(text: str) -> bool:
    """False only when `contains_bsn` is false for every line of this text; quick for a text of many lines."""
    # Nearly every text stops at the first look, which does not need to try the pattern at each digit.
    plain = text.encode(errors="replace").translate(_DIGITS_AS_ZERO, _SEPARATORS)
    return b"000000000" in plain and _NINE_DIGITS.search(text) is not None
