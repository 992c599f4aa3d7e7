"""Of which groups it may be shown how many answered. Pure.

Who answered is as little anybody's business as what they answered. A group of which nearly everybody answered tells
that as much as a group of which nearly nobody did: so both those who answered and those who did not must be enough.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from zicht_surveys.resultaten.onderdrukking import suppressed

Group = TypeVar("Group")


class Cel(NamedTuple):
    """Of one group: links that were not withdrawn, and answers that were released."""

    uitgenodigd: int
    geantwoord: int

    @property
    def zonder(self) -> int:
        return max(0, self.uitgenodigd - self.geantwoord)


def is_small(cel: Cel, drempel: int) -> bool:
    """Whether too few answered, or too few did not."""
    return min(cel.geantwoord, cel.zonder) < drempel


def hidden_cells(cells: Mapping[Group, Cel], drempel: int) -> set[Group]:
    """The groups whose number of answers is hidden when the total of all of them is shown.

    How many were invited is no secret: whoever knows one side knows the other. So what is hidden is hidden on both.
    """
    hidden: set[Group] = set()
    while True:
        more = suppressed({group: cel.geantwoord for group, cel in cells.items()}, drempel, hidden)
        more = suppressed({group: cel.zonder for group, cel in cells.items()}, drempel, more)
        if more == hidden:
            return hidden
        hidden = more
