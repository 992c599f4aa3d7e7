"""What the perspectives agree on, and which recommendations have the most votes. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Overeenstemming = Literal["eens", "oneens", "te-weinig-stemmen"]

# Who agrees only with itself has not agreed with anybody.
MIN_PERSPECTIEVEN = 2
TOP = 5
STEMMEN_PER_DEELNEMER = 5


@dataclass(frozen=True, slots=True)
class Plaats:
    """Where a recommendation came. plaats: 1 is the most votes; those with as many votes share it, and the next place
    is skipped (1, 2, 2, 4). gelijk: whether it is shared.
    """

    aanbeveling: str
    plaats: int
    stemmen: int
    gelijk: bool


def judge(antwoorden: Sequence[str]) -> Overeenstemming:
    """Whether the perspectives that answered a question gave the same answer. antwoorden: one for each of them."""
    if len(antwoorden) < MIN_PERSPECTIEVEN:
        return "te-weinig-stemmen"
    return "eens" if len(set(antwoorden)) == 1 else "oneens"


def rank(aanbevelingen: Sequence[str], stemmen: Iterable[Mapping[str, int]]) -> list[Plaats]:
    """The recommendations on the first five places, the most votes first; with as many votes in the order given.

    All that share the fifth place are there: which of them to leave out is not for a computer to say. Without a vote
    nothing has a place. aanbevelingen: codes, in the order in which they were laid down; stemmen: per perspective.
    """
    totals: Counter[str] = Counter()
    for given in stemmen:
        totals.update(given)
    chosen = sorted((code for code in aanbevelingen if totals[code] > 0), key=lambda code: -totals[code])
    scores = [totals[code] for code in chosen]
    ranked = [
        Plaats(code, scores.index(totals[code]) + 1, totals[code], scores.count(totals[code]) > 1) for code in chosen
    ]
    return [found for found in ranked if found.plaats <= TOP]
