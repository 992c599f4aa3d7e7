"""What may tell who somebody is, taken out of a text before anyone reads it. Pure.

It rather takes out too much than too little: whoever learns from a text does not need a number in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers
from stdnum import iban
from stdnum.nl import bsn

from zicht_shared.screening.namen import find_names
from zicht_shared.screening.vouwen import Gevouwen, Plek, fold, fold_numbers

Soort = Literal["e-mailadres", "webadres", "rekeningnummer", "bsn", "telefoonnummer", "nummer", "adres", "naam"]
# Where findings touch each other, the first of these names the whole.
_ORDER: Final[tuple[Soort, ...]] = (
    "e-mailadres", "webadres", "rekeningnummer", "bsn", "telefoonnummer", "nummer", "adres", "naam",
)  # fmt: skip

_AT: Final = r"(?:\s*@\s*|\s*[(\[{]\s*(?:at|apenstaartje|@)\s*[)\]}]\s*|\s+(?:at|apenstaartje)\s+)"
_DOT: Final = r"(?:\s?\.\s?|\s*[(\[{]\s*(?:dot|punt)\s*[)\]}]\s*|\s+(?:dot|punt)\s+)"
_EMAIL: Final = re.compile(rf"(?<![\w.+%-])[\w.+%-]++{_AT}[\w-]++(?:{_DOT}[\w-]++)+", re.IGNORECASE)
_EMAIL_WITHOUT_END: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]++\s?@\s?[\w-]+")
_URL: Final = re.compile(
    r"(?:(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}://|www\s?\.)\s?\S+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,8}(?:nl|com|org|net|eu|be|de|info|gov|edu|frl|amsterdam|app|io|me|tr|pl|ua)\b(?:/\S*)?",
    re.IGNORECASE,
)
_BETWEEN: Final = r"[^\w]{0,3}"
_IBAN: Final = re.compile(rf"\b[A-Z]{{2}}{_BETWEEN}\d{_BETWEEN}\d(?:{_BETWEEN}[A-Z0-9]){{10,30}}", re.IGNORECASE)
_DUTCH_IBAN: Final = re.compile(
    rf"\bNL{_BETWEEN}\d{_BETWEEN}\d{_BETWEEN}(?:[A-Z]{_BETWEEN}){{4}}(?:\d{_BETWEEN}){{9}}\d", re.IGNORECASE
)
_SHORTEST_IBAN: Final = 15
# Seven digits name a person, an account or a file; a year or an amount has fewer. A dot or a line end hides no number.
_DIGITS: Final = re.compile(r"\+?\d(?:[\W_]{0,3}\d){6,}+")
_BSN_DIGITS: Final = 9
_STREET: Final = re.compile(
    r"(?<![\w'’.-])[^\W\d_][\w'’.-]{0,60}(?:straat|laan|weg|plein|dijk|gracht|kade|hof|pad|singel|steeg|baan|dreef|plantsoen|park|markt"
    r"|wal|veld|ring|erf|burg|akker|kamp)\b[ ,]{1,2}(?:nr\.?|nummer)?\s?\d{1,5}(?:\s?-?[a-z]{1,2}\b)?",
    re.IGNORECASE,
)
_POSTCODE: Final = re.compile(
    r"\b[1-9]\d{3}(?:\s?(?!SA|SD|SS)[A-Z]{2}|(?!sa|sd|ss)[a-z]{2})\b(?:[ ,]{1,2}\d{1,5}(?:\s?[a-z])?\b)?"
    r"|\b[1-9]\d{3}\s(?!(?:en|in|of|om|op|is|te|tm|ik|je|we)\b)[A-Za-z]{2}[ ,]{1,2}\d{1,5}(?:\s?[a-z])?\b"
)


@dataclass(frozen=True, slots=True)
class Gescreend:
    """A text that may be read. gemaskeerd: which kinds of things were taken out of it."""

    tekst: str
    gemaskeerd: tuple[Soort, ...]


def screen(text: str) -> Gescreend:
    """Put ⟨telefoonnummer⟩ and the like in the place of what may tell who somebody is."""
    findings = _joined(_findings(text))
    parts, done = [], 0
    for start, end, soort in findings:
        parts += [text[done:start], f"⟨{soort}⟩"]
        done = end
    found = {soort for _, _, soort in findings}
    return Gescreend("".join([*parts, text[done:]]), tuple(soort for soort in _ORDER if soort in found))


def _findings(text: str) -> Iterator[tuple[int, int, Soort]]:
    folded = fold(text)
    if not folded.tekst:
        return
    counted = fold_numbers(folded)
    for soort, (start, end) in _in_letters(folded):
        yield *folded.written(start, end), soort
    for soort, (start, end) in _in_digits(counted):
        yield *counted.written(start, end), soort


def _in_letters(folded: Gevouwen) -> Iterator[tuple[Soort, Plek]]:
    text = folded.tekst
    for pattern in (_EMAIL, _EMAIL_WITHOUT_END):
        for match in pattern.finditer(text):
            yield "e-mailadres", match.span()
    for match in _URL.finditer(text):
        yield "webadres", match.span()
    for span in find_names(text):
        yield "naam", span


def _in_digits(counted: Gevouwen) -> Iterator[tuple[Soort, Plek]]:
    text = counted.tekst
    for match in _DUTCH_IBAN.finditer(text):
        yield "rekeningnummer", match.span()
    for match in _IBAN.finditer(text):
        if end := _iban_end(match.group()):
            yield "rekeningnummer", (match.start(), match.start() + end)
    for match in _DIGITS.finditer(text):
        yield _kind_of_number(match.group()), match.span()
    for pattern in (_STREET, _POSTCODE):
        for match in pattern.finditer(text):
            yield "adres", match.span()


def _iban_end(text: str) -> int:
    """How much of this text is the longest account number at its start; 0 when there is none."""
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    for count in range(len(places), _SHORTEST_IBAN - 1, -1):
        end = places[count - 1] + 1
        if iban.is_valid("".join(sign for sign in text[:end] if sign.isalnum())):
            return end
    return 0


def _kind_of_number(text: str) -> Soort:
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) == _BSN_DIGITS and bsn.is_valid(digits):
        return "bsn"
    try:
        number = phonenumbers.parse(("+" if text.startswith("+") else "") + digits, "NL")
    except phonenumbers.NumberParseException:
        return "nummer"
    return "telefoonnummer" if phonenumbers.is_valid_number(number) else "nummer"


def _joined(findings: Iterator[tuple[int, int, Soort]]) -> list[tuple[int, int, Soort]]:
    """Findings in order, those that overlap made into one."""
    joined: list[tuple[int, int, Soort]] = []
    for start, end, soort in sorted(findings):
        if joined and start < joined[-1][1]:
            first, last, known = joined[-1]
            joined[-1] = (first, max(last, end), min(known, soort, key=_ORDER.index))
        else:
            joined.append((start, end, soort))
    return joined
