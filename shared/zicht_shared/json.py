"""Reading JSON strictly: what two parsers could understand differently is refused (design.md section 2)."""

from collections.abc import Iterator
from typing import Any

import jiter

from zicht_shared.errors import Fout, InvoerOngeldig

MAX_DEPTH = 32
# What each value costs to judge is time in which nobody else is served: far more than any right body has.
MAX_VALUES = 500_000
MAX_ITEMS = 20_000
MAX_MEMBERS = 1_000


def parse_json(body: bytes) -> Any:
    """The value of a JSON text, numbers with a fraction as Decimal.

    Raises InvoerOngeldig for malformed JSON, duplicate keys, NaN and Infinity, lone surrogates, NUL characters,
    nesting deeper than 32, and for more values than are worth reading.
    """
    if sum(map(body.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise InvoerOngeldig([Fout("", "te-veel", f"De inhoud heeft meer dan {MAX_VALUES} waarden.")])
    try:
        value = jiter.from_json(body, allow_inf_nan=False, catch_duplicate_keys=True, float_mode="decimal")
    except ValueError as fault:
        raise InvoerOngeldig([_syntax_fault(str(fault))]) from None
    # The only way in which a NUL comes in a text; nearly no body has one, and its texts need not be looked at.
    faults = list(_faults(value, "", 1, texts=b"\\u0000" in body))
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


def _faults(value: Any, pointer: str, depth: int, *, texts: bool) -> Iterator[Fout]:
    """texts: whether to look into texts too."""
    if isinstance(value, str):
        if "\x00" in value:
            yield Fout(pointer, "nul-teken", "Deze tekst bevat een NUL-teken.")
        return
    if not isinstance(value, dict | list):
        return
    if depth > MAX_DEPTH:
        yield Fout("", "te-diep", f"De inhoud is dieper genest dan {MAX_DEPTH} niveaus.")
        return
    if len(value) > (most := MAX_MEMBERS if isinstance(value, dict) else MAX_ITEMS):
        yield Fout(pointer, "te-veel", f"Hier staan meer dan {most} velden of waarden.")
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, member in pairs:
        if texts and isinstance(name, str) and "\x00" in name:
            yield Fout(pointer, "nul-teken", "Een veldnaam bevat een NUL-teken.")
        elif texts or isinstance(member, dict | list):
            yield from _faults(member, f"{pointer}/{name}", depth + 1, texts=texts)
