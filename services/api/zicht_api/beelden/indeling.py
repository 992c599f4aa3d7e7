"""Where the knopen of a doelenboom come to stand. Pure geometry: what goes in is how high each is.

Two ways: cards from left to right, for a tree of which they fit beside each other; and a list that flows over columns
and pages, for one of which they do not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from math import ceil
from typing import Final

from zicht_api.beelden.takken import Tak

Hoogte = Callable[[Tak], float]

# In how large steps columns grow until all fits.
_STAP: Final = 12


@dataclass(frozen=True, slots=True)
class Kaart:
    """A card: how deep it is (from 0), its upper left corner and its height. ouder: the place of the card before it."""

    tak: Tak
    niveau: int
    x: float
    y: float
    hoogte: float
    ouder: "Kaart | None"

    @property
    def midden(self) -> float:
        return self.y + self.hoogte / 2


@dataclass(frozen=True, slots=True)
class Rij:
    """A row of the list, before it has a place. boven: what it hangs under, from the top down."""

    tak: Tak
    boven: tuple[Tak, ...]
    hoogte: float

    @property
    def niveau(self) -> int:
        return len(self.boven)


@dataclass(frozen=True, slots=True)
class Kolom:
    """A column: its rows, each with where it begins. vervolg: what the first hangs under, if that stands elsewhere."""

    vervolg: tuple[Tak, ...]
    rijen: tuple[tuple[Rij, float], ...]

    @property
    def hoogte(self) -> float:
        return max((y + rij.hoogte for rij, y in self.rijen), default=0)


def place_cards(top: Tak, hoogte_van: Hoogte, kolom: float, tussen: float) -> list[Kaart]:
    """Every card, beside the middle of those that hang below it.

    kolom: from the left of a level to that of the next. tussen: between cards that stand below each other.
    """

    def room(tak: Tak) -> float:
        return max(hoogte_van(tak), room_below(tak))

    def room_below(tak: Tak) -> float:
        return sum(room(kind) for kind in tak.takken) + tussen * max(len(tak.takken) - 1, 0)

    def place(tak: Tak, niveau: int, y: float, ouder: Kaart | None) -> Iterator[Kaart]:
        ruimte, hoogte = room(tak), hoogte_van(tak)
        kaart = Kaart(tak, niveau, niveau * kolom, y + (ruimte - hoogte) / 2, hoogte, ouder)
        yield kaart
        y += (ruimte - room_below(tak)) / 2
        for kind in tak.takken:
            yield from place(kind, niveau + 1, y, kaart)
            y += room(kind) + tussen

    return list(place(top, 0, 0.0, None))


def list_rows(takken: Iterable[Tak], hoogte_van: Callable[[Tak, int], float], boven: tuple[Tak, ...]) -> list[Rij]:
    """The list from the top down. hoogte_van: how high the row of a tak at that depth is."""
    found = []
    for tak in takken:
        found.append(Rij(tak, boven, hoogte_van(tak, len(boven))))
        found += list_rows(tak.takken, hoogte_van, (*boven, tak))
    return found


def flow(rijen: Sequence[Rij], hoogte_van_kolom: Callable[[int], float], kop: float) -> list[Kolom]:
    """The rows over columns, in order. A row with others below it is never the last of its column.

    hoogte_van_kolom: of each column by its number. kop: what the heading of a column that goes on takes. A row that is
    higher than a column gets one for itself.
    """
    kolommen: list[Kolom] = []
    todo = list(rijen)
    while todo:
        vervolg = todo[0].boven[1:] if kolommen else ()
        ruimte = hoogte_van_kolom(len(kolommen))
        y = kop if vervolg else 0.0
        placed: list[tuple[Rij, float]] = []
        while todo and (not placed or y + _together(todo) <= ruimte):
            placed.append((todo[0], y))
            y += todo.pop(0).hoogte
        kolommen.append(Kolom(vervolg, tuple(placed)))
    return kolommen


def _together(todo: Sequence[Rij]) -> float:
    """The height of the first row, with what must stand in the same column: the first row below it, and so on."""
    hoogte = 0.0
    for rij in todo:
        hoogte += rij.hoogte
        if not rij.tak.takken:
            break
    return hoogte


def balance(rijen: Sequence[Rij], aantal: int, kop: float) -> list[Kolom]:
    """The rows over at most so many columns, about as low as they can be."""
    begin = ceil(sum(rij.hoogte for rij in rijen) / aantal)
    hoogten = (partial(_same, begin + _STAP * keer) for keer in count())
    return next(kolommen for hoogte in hoogten if len(kolommen := flow(rijen, hoogte, kop)) <= aantal)


def _same(hoogte: float, _: int) -> float:
    return hoogte
