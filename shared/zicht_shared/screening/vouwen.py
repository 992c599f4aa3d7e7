"""One spelling for what can be spelled in many ways, with the way back to the text as it was written. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Plek = tuple[int, int]

_ONES: Final = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS: Final = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS: Final = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_NUMBERS: Final[dict[str, str]] = (
    {word: str(value) for value, word in enumerate((*_ONES, *_TEENS))}
    | {word: str(10 * value) for value, word in enumerate(_TENS, start=2)}
    | {
        f"{one}{link}{ten}": str(10 * tens + ones)
        for tens, ten in enumerate(_TENS, start=2)
        for ones, one in enumerate(_ONES[1:], start=1)
        for link in ("en", "ën")
    }
    | {"één": "1", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
    | {"seven": "7", "eight": "8", "nine": "9"}
)
_ANY: Final = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_SPELLED: Final = re.compile(rf"(?<![^\W\d_])(?:{_ANY})+(?![^\W\d_])", re.IGNORECASE)
_ONE_NUMBER: Final = re.compile(_ANY, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gevouwen:
    """A text in one spelling. plekken: from which signs of the written text each of its signs comes."""

    tekst: str
    plekken: tuple[Plek, ...]

    def written(self, start: int, end: int) -> Plek:
        """The part of the written text that this part of the folded text comes from; end > start."""
        return self.plekken[start][0], self.plekken[end - 1][1]


def fold(text: str) -> Gevouwen:
    """Without invisible signs, every digit of every script as 0-9, wide and styled letters as plain ones."""
    signs: list[str] = []
    plekken: list[Plek] = []
    for place, sign in enumerate(text):
        for plain in _plain(sign):
            signs.append(plain)
            plekken.append((place, place + 1))
    return Gevouwen("".join(signs), tuple(plekken))


def fold_numbers(folded: Gevouwen) -> Gevouwen:
    """The same, with numbers that are written in words (up to 99, Dutch; up to 9, English) as digits."""
    signs: list[str] = []
    plekken: list[Plek] = []
    done = 0
    for start, end, digits in _spelled(folded.tekst):
        signs += folded.tekst[done:start]
        plekken += folded.plekken[done:start]
        signs += digits
        plekken += [folded.written(start, end)] * len(digits)
        done = end
    signs += folded.tekst[done:]
    plekken += folded.plekken[done:]
    return Gevouwen("".join(signs), tuple(plekken))


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if unicodedata.category(sign) == "Cf":
        # Zero-width spaces, soft hyphens, marks of direction.
        return ""
    return "".join(
        str(unicodedata.decimal(part)) if unicodedata.category(part) == "Nd" else part
        for part in unicodedata.normalize("NFKC", sign)
    )


def _spelled(text: str) -> Iterator[tuple[int, int, str]]:
    for run in _SPELLED.finditer(text):
        for number in _ONE_NUMBER.finditer(text, run.start(), run.end()):
            yield number.start(), number.end(), _NUMBERS[number.group().lower()]
