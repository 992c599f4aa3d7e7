"""A trail as a file: to check its chain with (NDJSON), or to read in a spreadsheet (CSV). Pure."""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Final

import jiter
from pydantic.alias_generators import to_camel

from zicht_shared.sporen.keten import Regel, Schakel
from zicht_shared.spreadsheet import as_safe_text

NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv; charset=utf-8"

_VELDEN: Final = tuple(each.name for each in fields(Regel))
_KOLOMMEN: Final = (*_VELDEN, "vorige_hash", "hash")
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_OPTIONAL: Final = {"voor", "na"}


class RegelOnleesbaar(ValueError):
    """A line of a file is not one of a trail."""


def to_ndjson(schakels: Iterable[Schakel]) -> bytes:
    """A line each. voor and na are JSON within a text: to the letter as they were hashed."""
    return b"".join(json.dumps(_members(schakel), ensure_ascii=False).encode() + b"\n" for schakel in schakels)


def _members(schakel: Schakel) -> dict[str, str | None]:
    regel = schakel.regel
    assert regel is not None
    named = {to_camel(name): getattr(regel, name) for name in _VELDEN}
    return {**named, "vorigeHash": schakel.vorige, "hash": schakel.hash}


def from_ndjson(line: str) -> Schakel:
    """A line that `to_ndjson` wrote. Raises RegelOnleesbaar."""
    try:
        # Strictly: what two parsers could understand differently would be checked as one and read as the other.
        members = jiter.from_json(line.encode(), allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError:
        raise RegelOnleesbaar("geen JSON") from None
    if not isinstance(members, dict) or set(members) != {to_camel(name) for name in _KOLOMMEN}:
        raise RegelOnleesbaar("geen regel van een spoor")
    regel = Regel(**{name: _text(members, name) for name in _VELDEN})  # type: ignore[arg-type]
    vorige, own = members["vorigeHash"], members["hash"]
    if not (isinstance(vorige, str) and isinstance(own, str) and _HASH.fullmatch(vorige) and _HASH.fullmatch(own)):
        raise RegelOnleesbaar("geen hash")
    if not (regel.volgnr.isascii() and regel.volgnr.isdecimal() and len(regel.volgnr) < 19):
        raise RegelOnleesbaar("geen volgnummer")
    return Schakel(int(regel.volgnr), vorige, own, regel)


def _text(members: dict[str, Any], name: str) -> str | None:
    value = members[to_camel(name)]
    if isinstance(value, str) or (value is None and name in _OPTIONAL):
        return value
    raise RegelOnleesbaar(f"{to_camel(name)} is geen tekst")


CSV_KOP: Final = (",".join(_KOLOMMEN) + "\r\n").encode()


def to_csv(schakels: Iterable[Schakel]) -> bytes:
    """Lines below CSV_KOP. A text that a spreadsheet could take for a formula gets an apostrophe before it: so this is
    not what was hashed, to the letter."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows(
        [as_safe_text(value or "") for value in _members(schakel).values()] for schakel in schakels
    )
    return target.getvalue().encode()
