"""The forms in which figures are given: which one the caller wants, and how it is written."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from pydantic import BaseModel

from zicht_api.getallen import as_number
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import Waarden
from zicht_shared.errors import Probleem


class NietAanvaardbaar(Probleem):
    status, code, title = 406, "niet-aanvaardbaar", "In deze vorm geven we dit niet."

    def __init__(self) -> None:
        super().__init__("Vraag met de header Accept om application/json of text/csv.")


@dataclass(frozen=True)
class Weergave:
    media_type: str
    write: Callable[[Waarden], bytes]


def to_json(antwoord: Waarden) -> bytes:
    """Only the dimensions that were asked for: the others were never set."""
    return antwoord.model_dump_json(by_alias=True, exclude_unset=True).encode()


def to_csv(antwoord: Waarden) -> bytes:
    """RFC 4180 with a header row, a decimal point, and empty cells for what is not there.

    What JSON puts inside a member stands in columns of its own: `interval_onder`, `verschillen_vorige_significant`.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    paths = list(_leaves(Waarde, _asked(antwoord)))
    writer.writerow(["indicator", "dataversie", *("_".join(path) for path in paths)])
    head = [as_cell(antwoord.indicator), as_cell(antwoord.dataversie)]
    for waarde in antwoord.waarden:
        writer.writerow([*head, *(as_cell(_value(waarde, path)) for path in paths)])
    return target.getvalue().encode()


def _asked(antwoord: Waarden) -> list[str]:
    """What every value has, and the dimensions that were asked for."""
    asked = antwoord.waarden[0].model_fields_set if antwoord.waarden else set()
    return [name for name, field in Waarde.model_fields.items() if field.is_required() or name in asked]


def _leaves(schema: type[BaseModel], names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The way to each single value of a schema."""
    for name in names:
        annotation = schema.model_fields[name].annotation
        options = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
        inner = next((part for part in options if issubclass(part, BaseModel)), None)
        if inner is None:
            yield (name,)
        else:
            yield from ((name, *rest) for rest in _leaves(inner, inner.model_fields))


def _value(waarde: Waarde, path: tuple[str, ...]) -> object:
    value: object = waarde
    for name in path:
        value = getattr(value, name, None)
    return value


def as_cell(value: object) -> str:
    """A value as a cell of a CSV."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return str(as_number(value))
        case str() if value.startswith(("=", "+", "-", "@", "\t", "\r")):
            # A spreadsheet would take this for a formula.
            return f"'{value}"
        case _:
            return str(value)


_WEERGAVEN = {
    "application/json": Weergave("application/json", to_json),
    "text/csv": Weergave("text/csv; charset=utf-8", to_csv),
}


def choose(accept: str | None) -> Weergave:
    """The form that the header Accept asks for (RFC 9110, 12.5.1). Raises NietAanvaardbaar when we have none of it."""
    weights = {media_type: _weight(accept or "*/*", media_type) for media_type in _WEERGAVEN}
    best = max(weights, key=lambda media_type: weights[media_type])
    if weights[best] == 0:
        raise NietAanvaardbaar
    return _WEERGAVEN[best]


def _weight(accept: str, media_type: str) -> float:
    """The q of the most specific range that this media type falls under; 0 when it is not wanted."""
    ranges = {}
    for part in accept.split(","):
        name, *options = (piece.strip().lower() for piece in part.split(";"))
        quality = next((option[2:] for option in options if option.startswith("q=")), "1")
        try:
            ranges[name] = float(quality)
        except ValueError:
            ranges[name] = 0.0
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0.0
