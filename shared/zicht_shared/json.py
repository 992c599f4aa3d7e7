"""Reading JSON strictly: what two parsers could understand differently is refused (design.md section 2)."""

from collections.abc import Iterator
from typing import Any

import jiter

from zicht_shared.errors import Fout, InvoerOngeldig

MAX_DEPTH = 32


def parse_json(body: bytes) -> Any:
    """The value of a JSON text, numbers with a fraction as Decimal.

    Raises InvoerOngeldig for malformed JSON, duplicate keys, NaN and Infinity, lone surrogates, NUL characters and
    nesting deeper than 32.
    """
    try:
        value = jiter.from_json(body, allow_inf_nan=False, catch_duplicate_keys=True, float_mode="decimal")
    except ValueError as fault:
        raise InvoerOngeldig([_syntax_fault(str(fault))]) from None
    faults = list(_faults(value, "", 1))
    if faults:
        raise InvoerOngeldig(faults)
    return value


def _syntax_fault(message: str) -> Fout:
    if "uplicate key" in message:
        return Fout("", "dubbele-sleutel", "Een naam komt twee keer voor in hetzelfde object.")
    if "surrogate" in message or "hex escape" in message:
        return Fout("", "geen-unicode", "De tekst bevat een half teken (surrogate).")
    if "recursion" in message:
        return Fout("", "te-diep", f"De inhoud is dieper genest dan {MAX_DEPTH} niveaus.")
    place = message[message.rfind(" at line ") :] if " at line " in message else ""
    return Fout(
        "",
        "geen-json",
        f"Dit is geen geldige JSON{place.replace(' at line ', ': regel ').replace(' column ', ', kolom ')}.",
    )


def _faults(value: Any, pointer: str, depth: int) -> Iterator[Fout]:
    if isinstance(value, str):
        if "\x00" in value:
            yield Fout(pointer, "nul-teken", "Deze tekst bevat een NUL-teken.")
        return
    if not isinstance(value, dict | list):
        return
    if depth > MAX_DEPTH:
        yield Fout("", "te-diep", f"De inhoud is dieper genest dan {MAX_DEPTH} niveaus.")
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, member in pairs:
        if isinstance(name, str) and "\x00" in name:
            yield Fout(pointer, "nul-teken", "Een veldnaam bevat een NUL-teken.")
            continue
        yield from _faults(member, f"{pointer}/{name}", depth + 1)
