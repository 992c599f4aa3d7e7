"""What exactly is wrong with a row: every fault of every field, with its pointer and code.

A kind of row says what it is (a msgspec Struct) and which rules hold between its fields.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from zicht_api.aanleveringen.stukken import Onleesbaar
from zicht_shared.errors import Fout

Rij = TypeVar("Rij", bound=msgspec.Struct)

_REASONS: list[tuple[re.Pattern[str], str, str]] = [
    (re.compile(r"RFC3339"), "geen-datum", "Dit is geen datum, zoals 2026-03-31."),
    (re.compile(r"of length >= "), "te-kort", "Deze tekst is te kort of leeg."),
    (re.compile(r"of length <= "), "te-lang", "Dit is te lang."),
    (re.compile(r"matching regex"), "vorm", "Deze tekst heeft niet de juiste vorm, of er staan spaties omheen."),
    (re.compile(r">= "), "te-klein", "Dit getal is te klein."),
    (re.compile(r"<= "), "te-groot", "Dit getal is te groot."),
    (re.compile(r"Expected `(int|int \| null)`"), "geen-geheel-getal", "Dit moet een geheel getal zijn."),
    (re.compile(r"Expected `(decimal|float)"), "geen-getal", "Dit moet een getal zijn."),
    (re.compile(r"Expected `bool"), "geen-ja-nee", "Dit moet true of false zijn (in CSV: ja of nee)."),
    (re.compile(r"Expected `array"), "geen-lijst", "Dit moet een lijst zijn."),
    (re.compile(r"Expected `(str|date)"), "geen-tekst", "Dit moet tekst zijn."),
]
_NAME = re.compile(r"[^A-Za-z0-9_-]")


def judge(
    raw: dict[str, Any] | Onleesbaar, rij_type: type[Rij], rules: Callable[[Rij], list[Fout]]
) -> Rij | list[Fout]:
    """A row as its type, or everything that is wrong with it. rules: the faults of a row that fits its type."""
    if isinstance(raw, Onleesbaar):
        return [raw.fout]
    try:
        row = msgspec.convert(raw, rij_type)
    except msgspec.ValidationError:
        return _field_faults(raw, rij_type)
    return rules(row) or row


def _field_faults(raw: dict[str, Any], rij_type: type[msgspec.Struct]) -> list[Fout]:
    """Every fault of a row that does not fit its type, field by field."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(rij_type)}
    faults = [
        Fout(f"/{_NAME.sub('?', name)[:60]}", "onbekend-veld", "Dit veld kennen we niet.")
        for name in raw
        if name not in fields
    ]
    for name, field in fields.items():
        if name not in raw:
            if field.required:
                faults.append(Fout(f"/{name}", "verplicht", "Dit veld is verplicht."))
            continue
        try:
            msgspec.convert(raw[name], field.type)
        except msgspec.ValidationError as fault:
            faults.append(_explain(f"/{name}", raw[name], str(fault)))
    return faults


def _explain(pointer: str, value: Any, message: str) -> Fout:
    if value is None:
        return Fout(pointer, "verplicht", "Dit veld is verplicht.")
    place = re.search(r"`\$\[(\d+)\]`$", message)
    pointer = f"{pointer}/{place[1]}" if place else pointer
    for pattern, code, reason in _REASONS:
        if pattern.search(message):
            return Fout(pointer, code, reason)
    return Fout(pointer, "ongeldig", "Deze waarde kan hier niet.")
