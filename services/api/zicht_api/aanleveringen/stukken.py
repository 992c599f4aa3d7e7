"""Some rows of a delivery, as read: all at once as their type, which is fast, or one by one, which is exact.

Both must understand every row alike; what only one of them would accept is a fault in this file.
"""

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import jiter
import msgspec

from zicht_shared.errors import Fout

Rij = TypeVar("Rij", bound=msgspec.Struct)

_MEMBERS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


@dataclass(frozen=True, slots=True)
class Onleesbaar:
    """A row that is not even a row."""

    fout: Fout


class Stuk(Protocol):
    def __len__(self) -> int: ...

    def typed(self, rij_type: type[Rij]) -> list[Rij] | None:
        """The rows as a type whose fields are texts, dates, whole numbers and lists of those; None when in doubt."""

    def rows(self) -> list[dict[str, Any] | Onleesbaar]:
        """The rows one by one, those that cannot be read with their fault."""


@dataclass(frozen=True, slots=True)
class Cellen:
    """Rows of a CSV, whose cells already are what JSON would have said."""

    rijen: list[dict[str, Any] | Onleesbaar]

    def __len__(self) -> int:
        return len(self.rijen)

    def typed(self, rij_type: type[Rij]) -> list[Rij] | None:
        try:
            return msgspec.convert(self.rijen, list[rij_type])  # type: ignore[valid-type]
        except msgspec.ValidationError:
            return None

    def rows(self) -> list[dict[str, Any] | Onleesbaar]:
        return self.rijen


@dataclass(frozen=True, slots=True)
class Teksten:
    """Rows as JSON texts, one row each, without white space around them."""

    teksten: list[bytes]

    def __len__(self) -> int:
        return len(self.teksten)

    def typed(self, rij_type: type[Rij]) -> list[Rij] | None:
        # A text could hold half a row or two rows, and shift all after it. Not when each begins with a brace: in rows
        # without objects within, only a new row does. Nor can a string run on into the next: it holds no line end.
        if not all(tekst.startswith(b"{") for tekst in self.teksten):
            return None
        whole = b"[" + b",\n".join(self.teksten) + b"]"
        try:
            rijen = msgspec.json.decode(whole, type=list[rij_type])  # type: ignore[valid-type]
            members = msgspec.json.encode(_MEMBERS.decode(whole))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        # Of a name that comes twice msgspec keeps the last; then the colon of the first is missed.
        if len(rijen) != len(self.teksten) or members.count(b":") != whole.count(b":"):
            return None
        return rijen

    def rows(self) -> list[dict[str, Any] | Onleesbaar]:
        return [_parse(tekst) for tekst in self.teksten]


def _parse(text: bytes) -> dict[str, Any] | Onleesbaar:
    try:
        row = jiter.from_json(text, allow_inf_nan=False, catch_duplicate_keys=True, float_mode="decimal")
    except ValueError as fault:
        if "uplicate key" in str(fault):
            return Onleesbaar(Fout("", "dubbele-sleutel", "Een naam komt twee keer voor in deze regel."))
        return Onleesbaar(Fout("", "geen-json", "Deze regel is geen geldige JSON."))
    return row if isinstance(row, dict) else Onleesbaar(Fout("", "geen-object", "Deze regel is geen object."))
