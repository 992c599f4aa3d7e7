"""The colours of the pictures, from those of the gemeente's own look. Pure.

Where a colour says something it never says it alone: a shape and a word go with it. Those of the answers to a statement
differ in lightness too, so that they can be told apart on a black and white print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from coloraide import Color

# The metrics of Arial: what vl-convert brings for it (Liberation Sans) is as wide.
LETTER: Final = "Arial, Helvetica, Liberation Sans, sans-serif"

# Names in the palette of a gemeente (zicht_shared.huisstijl), and what they are without one.
_ACHTERGROND = ("utrecht-document-background-color", "#ffffff")
_TEKST = ("utrecht-document-color", "#1b2a30")
_ACCENT = ("utrecht-button-primary-action-background-color", "#0f5263")
# Of each the one that can be seen best on the page.
_GOED = ("#17703c", "#7fd6a0")
_MATIG = ("#b36b00", "#ffc46b")
_SLECHT = ("#a3120f", "#ffb4ad")
_ONEENS = ("#8f3d17", "#f0a27f")


@dataclass(frozen=True, slots=True)
class Thema:
    """Every colour as `#rrggbb`.

    subtiel: of text that is less important. lijn: of what only guides the eye. vlak: behind what is hidden. goed,
    matig, slecht: what is reached, what is under way, what is not. schaal: of five answers, from the lowest; op_schaal:
    of text on each of those.
    """

    achtergrond: str
    tekst: str
    subtiel: str
    lijn: str
    vlak: str
    accent: str
    goed: str
    matig: str
    slecht: str
    schaal: tuple[str, str, str, str, str]
    op_schaal: tuple[str, str, str, str, str]


def thema_of(kleuren: Mapping[str, str]) -> Thema:
    """kleuren: `#rrggbb` by the names of NL Design System; what is missing is Zicht's own."""
    return _make(*(kleuren.get(name, own) for name, own in (_ACHTERGROND, _TEKST, _ACCENT)))


@lru_cache(maxsize=256)
def _make(achtergrond: str, tekst: str, accent: str) -> Thema:
    # A third of a second to import.
    from coloraide import Color

    page, ink, brand = Color(achtergrond), Color(tekst), Color(accent)
    oneens, goed, matig, slecht = (
        max((Color(text) for text in candidates), key=page.contrast) for candidates in (_ONEENS, _GOED, _MATIG, _SLECHT)
    )
    schaal = (oneens, _mix(page, oneens, 0.42), _mix(page, ink, 0.12), _mix(page, brand, 0.36), brand)
    return Thema(
        achtergrond=_hex(page),
        tekst=_hex(ink),
        subtiel=_hex(_mix(ink, page, 0.25)),
        lijn=_hex(_mix(page, ink, 0.16)),
        vlak=_hex(_mix(page, ink, 0.07)),
        accent=_hex(brand),
        goed=_hex(goed),
        matig=_hex(matig),
        slecht=_hex(slecht),
        schaal=_five(schaal),
        op_schaal=_five(tuple(max((page, ink), key=kleur.contrast) for kleur in schaal)),
    )


def _mix(of: "Color", with_: "Color", part: float) -> "Color":
    return of.mix(with_, part, space="srgb")


def _hex(kleur: "Color") -> str:
    return kleur.convert("srgb").to_string(hex=True, fit=True)


def _five(kleuren: "tuple[Color, ...]") -> tuple[str, str, str, str, str]:
    een, twee, drie, vier, vijf = map(_hex, kleuren)
    return een, twee, drie, vier, vijf


# For print: told apart by lightness alone.
DRUK: Final = Thema(
    achtergrond="#ffffff",
    tekst="#111111",
    subtiel="#444444",
    lijn="#c4c4c4",
    vlak="#eeeeee",
    accent="#333333",
    goed="#1c1c1c",
    matig="#5a5a5a",
    slecht="#8c8c8c",
    schaal=("#6e6e6e", "#bdbdbd", "#f0f0f0", "#9a9a9a", "#2b2b2b"),
    op_schaal=("#ffffff", "#111111", "#111111", "#111111", "#ffffff"),
)
