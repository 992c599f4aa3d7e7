"""Reading who is to be invited: JSON, or a CSV with a row for each resident. Pure.

A fault in a CSV is told by its place there: `rij 3, kolom aanbieder`, counted as a spreadsheet does.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from zicht_shared.errors import Fout, InvoerOngeldig, fout_from_pydantic
from zicht_shared.json import parse_json
from zicht_surveys.uitnodigingen.schemas import NieuweUitnodigingen

MEDIA_TYPES: Final = ("application/json", "text/csv")
KOLOMMEN: Final = ("contactmomenten", "aanbieder", "gebied", "taal", "email")
_VERPLICHT: Final = ("contactmomenten", "aanbieder")
_LIST: Final = "/uitnodigingen/"


@dataclass(frozen=True, slots=True)
class Invoer:
    """What was sent, and how the place of a fault in it is told to who sent it."""

    nieuw: NieuweUitnodigingen
    place: Callable[[str], str]


def read_json(body: bytes) -> Invoer:
    """Raises InvoerOngeldig with every fault."""
    return Invoer(_validated(parse_json(body), str), str)


def read_csv(body: bytes, shared: dict[str, str]) -> Invoer:
    """Raises InvoerOngeldig with every fault. shared: metingId, verlooptOp and qr, as they stand in the query."""
    rows = _rows(body)
    header: list[str] = next(rows, (1, []))[1]
    _check_header(header)
    numbers: list[int] = []
    items: list[dict[str, Any]] = []
    faults: list[Fout] = []
    for number, cells in rows:
        if not any(cells):
            continue
        if len(cells) != len(header):
            reason = f"Deze rij heeft {len(cells)} kolommen, de kopregel {len(header)}."
            faults.append(Fout(f"rij {number}", "aantal-kolommen", reason))
            continue
        numbers.append(number)
        items.append({name: _value(name, cell) for name, cell in zip(header, cells, strict=True) if cell})

    def place(pointer: str) -> str:
        if not pointer.startswith(_LIST):
            return "" if pointer == "/uitnodigingen" else f"?{pointer[1:]}"
        index, _, column = pointer[len(_LIST) :].partition("/")
        return f"rij {numbers[int(index)]}" + (f", kolom {column}" if column else "")

    if faults:
        raise InvoerOngeldig([*faults, *_faults_of(shared | {"uitnodigingen": items}, place)])
    return Invoer(_validated(shared | {"uitnodigingen": items}, place), place)


def _rows(body: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number. Raises InvoerOngeldig, also while it is walked."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvoerOngeldig([Fout("", "geen-utf-8", "Bewaar het bestand als CSV in UTF-8.")]) from None
    if "\x00" in text:
        raise InvoerOngeldig([Fout("", "nul-teken", "Dit bestand bevat een NUL-teken.")])
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") >= first.count(",") else ",", strict=True
    )
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error:
        reason = "Hier is dit geen geldige CSV (aanhalingstekens?)."
        raise InvoerOngeldig([Fout(f"rij {number + 1}", "geen-csv", reason)]) from None


def _check_header(header: list[str]) -> None:
    faults = []
    for number, name in enumerate(header, start=1):
        if name not in KOLOMMEN:
            faults.append(Fout(f"kolom {number}", "onbekend-veld", f"Deze kolom kennen we niet; {_known()}"))
        elif name in header[: number - 1]:
            faults.append(Fout(f"kolom {number}", "dubbele-kolom", "Deze kolom komt twee keer voor."))
    faults += [
        Fout(f"kolom {name}", "verplicht", f"Deze kolom ontbreekt in de kopregel; {_known()}")
        for name in _VERPLICHT
        if name not in header
    ]
    if faults:
        raise InvoerOngeldig(faults)


def _known() -> str:
    return f"de kolommen zijn {', '.join(KOLOMMEN)}."


def _value(name: str, cell: str) -> Any:
    # A text that is no number stays text, and is refused as such.
    if name == "contactmomenten" and cell.isascii() and cell.isdigit() and len(cell) <= 9:
        return int(cell)
    return cell


def _validated(value: Any, place: Callable[[str], str]) -> NieuweUitnodigingen:
    try:
        return NieuweUitnodigingen.model_validate(value)
    except ValidationError as fault:
        raise InvoerOngeldig(_placed(fault, place)) from None


def _faults_of(value: Any, place: Callable[[str], str]) -> list[Fout]:
    try:
        NieuweUitnodigingen.model_validate(value)
    except ValidationError as fault:
        return _placed(fault, place)
    return []


def _placed(fault: ValidationError, place: Callable[[str], str]) -> list[Fout]:
    found = (fout_from_pydantic(error) for error in fault.errors())
    return [Fout(place(fout.pointer), fout.code, fout.reason) for fout in found]
