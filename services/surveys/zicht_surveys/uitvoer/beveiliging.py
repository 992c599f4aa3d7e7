"""Which part of the single answers may leave: nothing that the counts hide. Pure.

An export says who answered what together, so it says more than counts. What it says of where somebody belongs is only
the variant and the aanbieder, and the latter only for groups that are shown there too. The gebied is left out: rows of
two breakdowns could be laid side by side by their answers, and then the groups would be smaller than any drempel.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from zicht_surveys.resultaten.onderdrukking import suppressed

Groepen = Mapping[str | None, int]


@dataclass(frozen=True)
class Vrij:
    """What may leave of one variant. velden: by veld the groups (the real aanbieder) whose answers to it may leave."""

    getoond: frozenset[str | None]
    velden: Mapping[str, frozenset[str | None]]

    def row(self, aanbieder: str | None, answers: Mapping[str, object]) -> tuple[str | None, dict[str, object]]:
        """One respondent as may be seen: the aanbieder unless it is small, the answers unless few gave any."""
        allowed = {veld: given for veld, given in answers.items() if aanbieder in self.velden.get(veld, frozenset())}
        return aanbieder if aanbieder in self.getoond else None, allowed


def decide(groepen: Groepen, per_veld: Mapping[str, Groepen], drempel: int) -> Vrij | None:
    """groepen: respondents by aanbieder; per_veld: of these, those who answered it. None: the variant stays inside.

    Added up, the rows give what the counts per aanbieder show, and beyond that what is hidden there taken together,
    which follows from the counts as well.
    """
    if sum(groepen.values()) < drempel:
        return None
    small = suppressed(groepen, drempel)
    velden = {veld: _allowed(sizes, small, drempel) for veld, sizes in per_veld.items()}
    return Vrij(frozenset(groepen) - small, velden)


def _allowed(sizes: Groepen, small: set[str | None], drempel: int) -> frozenset[str | None]:
    hidden = suppressed(sizes, drempel, also=small)
    together = sum(sizes[groep] for groep in hidden)
    if hidden <= small and together >= drempel:
        # Their rows carry no aanbieder: the answers of all of them together are what the counts give away as well.
        return frozenset(sizes)
    return frozenset(sizes) - hidden
