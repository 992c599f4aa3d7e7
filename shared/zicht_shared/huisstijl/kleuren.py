"""The colours of a gemeente's pages: what it may set, what follows from it, and whether it can be read. Pure.

The names are those of NL Design System. A gemeente that sets few of them gets a whole: what it leaves out follows what
it did set where that is natural, or else is Zicht's own colour.
"""

from collections.abc import Mapping
from math import floor
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple, get_args

from pydantic import AfterValidator, Field

if TYPE_CHECKING:
    from coloraide import Color

Token = Literal[
    "utrecht-document-background-color",
    "utrecht-document-color",
    "utrecht-page-header-background-color",
    "utrecht-page-header-color",
    "utrecht-heading-color",
    "utrecht-link-color",
    "utrecht-link-hover-color",
    "utrecht-button-primary-action-background-color",
    "utrecht-button-primary-action-color",
    "utrecht-button-primary-action-hover-background-color",
    "utrecht-button-primary-action-hover-color",
    "utrecht-button-secondary-action-background-color",
    "utrecht-button-secondary-action-border-color",
    "utrecht-button-secondary-action-color",
    "utrecht-button-secondary-action-hover-background-color",
    "utrecht-form-control-background-color",
    "utrecht-form-control-border-color",
    "utrecht-form-control-color",
    "utrecht-focus-background-color",
    "utrecht-focus-color",
    "utrecht-focus-outline-color",
]
TOKENS: Final[tuple[Token, ...]] = get_args(Token)

# The contrast that WCAG 2.2 asks (1.4.3, 1.4.11): of text, and of what shows where a field, a button or the focus is.
TEKST: Final = 4.5
VORM: Final = 3.0

_OWN: Final[Mapping[Token, str]] = {
    "utrecht-document-background-color": "#fff",
    "utrecht-document-color": "#1b2a30",
    "utrecht-page-header-background-color": "#0f5263",
    "utrecht-page-header-color": "#fff",
    "utrecht-heading-color": "#0b3c49",
    "utrecht-link-color": "#0d5a6e",
    "utrecht-link-hover-color": "#062f3a",
    "utrecht-button-primary-action-background-color": "#0f5263",
    "utrecht-button-primary-action-color": "#fff",
    "utrecht-button-primary-action-hover-background-color": "#0a3c49",
    "utrecht-button-primary-action-hover-color": "#fff",
    "utrecht-button-secondary-action-background-color": "#fff",
    "utrecht-button-secondary-action-border-color": "#5b7680",
    "utrecht-button-secondary-action-color": "#0b3c49",
    "utrecht-button-secondary-action-hover-background-color": "#e6eef0",
    "utrecht-form-control-background-color": "#fff",
    "utrecht-form-control-border-color": "#5b7680",
    "utrecht-form-control-color": "#1b2a30",
    "utrecht-focus-background-color": "#ffdd57",
    "utrecht-focus-color": "#0b1418",
    "utrecht-focus-outline-color": "#0b1418",
}
# What is not set follows this token where that one is set.
_FOLLOWS: Final[Mapping[Token, Token]] = {
    "utrecht-heading-color": "utrecht-document-color",
    "utrecht-link-hover-color": "utrecht-link-color",
    "utrecht-button-primary-action-hover-background-color": "utrecht-button-primary-action-background-color",
    "utrecht-button-primary-action-hover-color": "utrecht-button-primary-action-color",
    "utrecht-button-secondary-action-background-color": "utrecht-document-background-color",
    "utrecht-button-secondary-action-color": "utrecht-document-color",
    "utrecht-button-secondary-action-hover-background-color": "utrecht-button-secondary-action-background-color",
    "utrecht-form-control-background-color": "utrecht-document-background-color",
    "utrecht-form-control-color": "utrecht-document-color",
    "utrecht-focus-outline-color": "utrecht-focus-color",
}
# Colours of the pages that are mixed: of this one, with so much of that one.
_MIXED: Final[Mapping[str, tuple[str, str, float]]] = {
    "zicht-around-background-color": (
        "utrecht-document-background-color", "utrecht-button-primary-action-background-color", 0.05,
    ),
    "zicht-line-color": ("utrecht-document-background-color", "utrecht-document-color", 0.18),
    "zicht-subtle-color": ("utrecht-document-color", "utrecht-document-background-color", 0.2),
    "zicht-notice-background-color": (
        "utrecht-document-background-color", "utrecht-button-primary-action-background-color", 0.1,
    ),
    "zicht-option-hover-background-color": (
        "utrecht-form-control-background-color", "utrecht-button-primary-action-background-color", 0.05,
    ),
    "zicht-option-checked-background-color": (
        "utrecht-form-control-background-color", "utrecht-button-primary-action-background-color", 0.11,
    ),
    "zicht-error-background-color": ("utrecht-document-background-color", "zicht-error-color", 0.06),
}  # fmt: skip
# Red for what is wrong, green for what is done, ochre for what is done partly: of each the one that can be seen best
# on the page. This ochre can be seen wherever this red can be read, so that it refuses no look by itself.
_SIGNAL: Final[Mapping[str, tuple[str, str]]] = {
    "zicht-error-color": ("#a3120f", "#ffb4ad"),
    "zicht-done-color": ("#17703c", "#7fd6a0"),
    "zicht-partly-color": ("#8f5e00", "#f5c451"),
}


class _Paar(NamedTuple):
    voor: str
    achter: str
    nodig: float


_PAREN: Final = (
    _Paar("utrecht-document-color", "utrecht-document-background-color", TEKST),
    _Paar("utrecht-document-color", "zicht-notice-background-color", TEKST),
    _Paar("utrecht-document-color", "zicht-error-background-color", TEKST),
    _Paar("utrecht-document-color", "zicht-around-background-color", TEKST),
    _Paar("zicht-subtle-color", "zicht-around-background-color", TEKST),
    _Paar("utrecht-page-header-color", "utrecht-page-header-background-color", TEKST),
    _Paar("utrecht-heading-color", "utrecht-document-background-color", TEKST),
    _Paar("utrecht-link-color", "utrecht-document-background-color", TEKST),
    _Paar("utrecht-link-color", "zicht-around-background-color", TEKST),
    _Paar("utrecht-link-hover-color", "zicht-around-background-color", TEKST),
    _Paar("utrecht-button-primary-action-color", "utrecht-button-primary-action-background-color", TEKST),
    _Paar("utrecht-button-primary-action-hover-color", "utrecht-button-primary-action-hover-background-color", TEKST),
    _Paar("utrecht-button-primary-action-background-color", "utrecht-document-background-color", VORM),
    _Paar("utrecht-button-primary-action-background-color", "utrecht-form-control-background-color", VORM),
    _Paar("utrecht-button-secondary-action-color", "utrecht-button-secondary-action-background-color", TEKST),
    _Paar("utrecht-button-secondary-action-color", "utrecht-button-secondary-action-hover-background-color", TEKST),
    _Paar("utrecht-button-secondary-action-border-color", "utrecht-document-background-color", VORM),
    _Paar("utrecht-form-control-color", "utrecht-form-control-background-color", TEKST),
    _Paar("utrecht-form-control-color", "zicht-option-checked-background-color", TEKST),
    _Paar("utrecht-form-control-color", "zicht-option-hover-background-color", TEKST),
    _Paar("utrecht-form-control-border-color", "utrecht-document-background-color", VORM),
    _Paar("utrecht-focus-color", "utrecht-focus-background-color", TEKST),
    _Paar("utrecht-focus-outline-color", "utrecht-document-background-color", VORM),
    _Paar("utrecht-focus-outline-color", "zicht-around-background-color", VORM),
    _Paar("zicht-error-color", "zicht-error-background-color", TEKST),
    _Paar("zicht-done-color", "utrecht-document-background-color", VORM),
    _Paar("zicht-partly-color", "utrecht-document-background-color", VORM),
)


class Verhouding(NamedTuple):
    """The contrast of one colour on another, from 1 to 21, and what it must be at least."""

    voor: str
    achter: str
    contrast: float
    nodig: float

    @property
    def voldoet(self) -> bool:
        return self.contrast >= self.nodig


def palette(tokens: Mapping[Token, str]) -> dict[str, str]:
    """Every colour of the pages as `#rrggbb`, by its name, given what the gemeente sets."""
    found: dict[str, Color] = {token: _parse(_source(token, tokens)) for token in TOKENS}
    page = found["utrecht-document-background-color"]
    for name, candidates in _SIGNAL.items():
        found[name] = max((_parse(text) for text in candidates), key=page.contrast)
    for name, (of, with_, part) in _MIXED.items():
        found[name] = found[of].mix(found[with_], part, space="srgb")
    return {name: colour.to_string(hex=True, fit=True) for name, colour in found.items()}


def ratios(colours: Mapping[str, str]) -> list[Verhouding]:
    """The contrast of every two colours of a palette that stand on each other somewhere, cut off at two decimals."""
    parsed = {name: _parse(text) for name, text in colours.items()}
    return [
        Verhouding(paar.voor, paar.achter, _cut_off(parsed[paar.voor].contrast(parsed[paar.achter])), paar.nodig)
        for paar in _PAREN
    ]


def is_readable_colour(text: str) -> str:
    """The text, when it is an opaque colour as CSS writes it. Raises ValueError for anything else."""
    colour = _parse(text)
    if colour.alpha() != 1:
        raise ValueError("Deze kleur is doorzichtig; dan is niet te zeggen of de tekst leesbaar is.")
    return text


Kleur = Annotated[str, Field(min_length=3, max_length=64), AfterValidator(is_readable_colour)]


def _cut_off(contrast: float) -> float:
    # Never rounded up to what is needed; the little that is added is what floating point lost.
    return floor(contrast * 100 + 1e-6) / 100


def _source(token: Token, tokens: Mapping[Token, str]) -> str:
    if token in tokens:
        return tokens[token]
    followed = _FOLLOWS.get(token)
    # Not of its own accord: only where the gemeente set something that this one should go along with.
    if followed is not None and (followed in tokens or _follows_something(followed, tokens)):
        return _source(followed, tokens)
    return _OWN[token]


def _follows_something(token: Token, tokens: Mapping[Token, str]) -> bool:
    followed = _FOLLOWS.get(token)
    return followed is not None and (followed in tokens or _follows_something(followed, tokens))


def _parse(text: str) -> "Color":
    # A third of a second to import, for what only those who set a look need.
    from coloraide import Color

    try:
        colour = Color(text)
    except ValueError:
        raise ValueError("Dit is geen kleur zoals CSS die schrijft, zoals #0f5263 of rgb(15 82 99).") from None
    return colour.convert("srgb").fit().normalize(nans=False)
