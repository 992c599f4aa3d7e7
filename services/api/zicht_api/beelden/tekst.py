"""Words in pictures: how periods are written where room is short, and how much room a text takes. Pure."""

import unicodedata
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal

from zicht_api.perioden import Periode, PeriodeSoort

MAANDEN: Final = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
ZACHT: Final = "\u00a0"

# Widths of Arial in thousandths of its size, by character; other letters are as wide as their base letter.
_BREEDTE: Final = {
    teken: breedte
    for breedte, tekens in (
        (191, "'"),
        (222, "ijl"),
        (260, "|"),
        (278, " !,./:;I[]ft\\\u00a0"),
        (333, "()-`r"),
        (355, '"'),
        (389, "*"),
        (469, "^"),
        (500, "Jcksvxyz"),
        (556, "#$?L_abdeghnopqu0123456789€–"),
        (584, "+<=>~−"),
        (611, "FTZ"),
        (667, "&ABEKPSVXY"),
        (722, "CDHNRUw"),
        (778, "GOQ"),
        (833, "Mm"),
        (889, "%"),
        (944, "W"),
        (1000, "—…"),
        (1015, "@"),
    )
    for teken in tekens
}
_ONBEKEND: Final = 750
# Bold is a little wider.
_VET: Final = 1.08


def periode_kort(code: str) -> tuple[str, str]:
    """What tells a period from its neighbours, and its year: (`jan`, `2026`); of a year nothing and the year."""
    periode = Periode.parse(code)
    jaar = code[:4]
    match periode.soort:
        case PeriodeSoort.jaar:
            return "", jaar
        case PeriodeSoort.kwartaal:
            return code[5:], jaar
        case PeriodeSoort.maand:
            return MAANDEN[periode.begin.month - 1], jaar
        case PeriodeSoort.week:
            return f"wk{ZACHT}{int(code[6:])}", jaar


def periode_naam(code: str) -> str:
    """`jan 2026`, `K1 2026`, `wk 10 2026`, `2026`."""
    return ZACHT.join(deel for deel in periode_kort(code) if deel)


def in_schaal(waarde: Decimal) -> str:
    """A round number along an axis, with all its decimals: 1.250 or 7,125."""
    text: str = format_decimal(waarde, format="#,##0.######", locale="nl")
    return text


def breedte_van(tekst: str, grootte: float, *, vet: bool = False) -> float:
    """How wide a text is about, in the unit of its size."""
    basis = unicodedata.normalize("NFD", tekst)
    som = sum(_BREEDTE.get(teken, _ONBEKEND) for teken in basis if not unicodedata.combining(teken))
    return som * grootte * (_VET if vet else 1) / 1000


def breek(tekst: str, breedte: float, grootte: float, regels: int, *, vet: bool = False) -> list[str]:
    """The text in at most so many lines of at most that width; what does not fit ends in an ellipsis.

    A word that is too long for a line is cut with a hyphen.
    """
    over = tekst.split()
    gebroken: list[str] = []
    while over:
        regel = over.pop(0)
        if breedte_van(regel, grootte, vet=vet) > breedte:
            regel, rest = _knip(regel, breedte, grootte, vet=vet)
            over.insert(0, rest)
        while over and breedte_van(f"{regel} {over[0]}", grootte, vet=vet) <= breedte:
            regel = f"{regel} {over.pop(0)}"
        gebroken.append(regel)
        if len(gebroken) == regels and over:
            gebroken[-1] = _kort_in(regel, breedte, grootte, vet=vet)
            break
    return gebroken or [""]


def _knip(woord: str, breedte: float, grootte: float, *, vet: bool) -> tuple[str, str]:
    eind = len(woord) - 1
    while eind > 1 and breedte_van(woord[:eind] + "-", grootte, vet=vet) > breedte:
        eind -= 1
    return woord[:eind].rstrip("-") + "-", woord[eind:]


def _kort_in(regel: str, breedte: float, grootte: float, *, vet: bool) -> str:
    regel = regel.removesuffix("-")
    while regel and breedte_van(f"{regel}…", grootte, vet=vet) > breedte:
        regel = regel[:-1]
    return f"{regel.rstrip()}…"
