"""Whether a table that is shown roughly keeps what is finer open. Pure; a linear program, solved by HiGHS.

Of two dimensions each is shown by month, and the two together by year. Then nothing small is shown, and yet a small
cell of the two by month could follow, when few others can take its place. It does not when two different tables agree
with all that is shown, and lie at least the drempel apart in that cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Beyond these, deciding takes longer than anyone waits: cells of the table, and cells looked at one by one.
MAX_CELLEN = 20_000
_APART = 100
_MARGE = 1e-6

Cellen = Sequence[int]


@dataclass(frozen=True)
class Tabel:
    """What is registered, cell by cell at its finest.

    aantal: per cell. sommen: groups of cells of which the sum is shown. klein: groups of cells that must stay open.
    """

    aantal: Sequence[int]
    sommen: Sequence[Cellen]
    klein: Sequence[Cellen]


def stays_open(tabel: Tabel, drempel: int) -> bool:
    """Whether of every group that must stay open the sum can still be anything within a stretch of the drempel.

    False also when it could not be made sure.
    """
    if len(tabel.aantal) > MAX_CELLEN:
        return False
    program, open_ = _Program(tabel), list(range(len(tabel.klein)))
    laagst, hoogst = list(program.werkelijk), list(program.werkelijk)
    while open_:
        # One table in which all of them are low, and one in which all are higher, settle most of them at once.
        for find in (program.lowest, program.highest):
            sums = find(open_, laagst, drempel)
            laagst = [min(pair) for pair in zip(laagst, sums, strict=True)]
            hoogst = [max(pair) for pair in zip(hoogst, sums, strict=True)]
        left = [nr for nr in open_ if hoogst[nr] - laagst[nr] < drempel - _MARGE]
        if len(left) == len(open_):
            return len(left) <= _APART and all(program.width(nr) >= drempel - _MARGE for nr in left)
        open_ = left
    return True


class _Program:
    """The tables that agree with what is shown, as a linear program. werkelijk: the groups as they really are."""

    def __init__(self, tabel: Tabel) -> None:
        # scipy takes a second to import: only who asks for two dimensions at once waits for it.
        import numpy as np

        aantal = np.array(tabel.aantal, dtype=float)
        self._width = len(tabel.aantal)
        self._klein = _matrix(tabel.klein, self._width)
        self._shown = _matrix(tabel.sommen, self._width)
        self._sums = self._shown @ aantal
        self.werkelijk: list[float] = (self._klein @ aantal).tolist()

    def lowest(self, groepen: Sequence[int], laagst: Sequence[float], genoeg: int) -> list[float]:
        """The sums of all groups in a table where these are as low as they can be together."""
        return self._solve(self._klein[groepen].sum(axis=0))

    def highest(self, groepen: Sequence[int], laagst: Sequence[float], genoeg: int) -> list[float]:
        """The same where these are as high as they can be together, no more than is enough above their lowest."""
        import numpy as np
        from scipy.sparse import csr_array, eye_array, hstack

        count = len(groepen)
        return self._solve(
            np.concatenate([np.zeros(self._width), -np.ones(count)]),
            A_ub=hstack([-self._klein[groepen], eye_array(count)]),
            b_ub=[-laagst[nr] for nr in groepen],
            A_eq=hstack([self._shown, csr_array((self._shown.shape[0], count))]),
            bounds=[(0, None)] * self._width + [(0, genoeg)] * count,
        )

    def width(self, groep: int) -> float:
        """Between which values the sum of one group lies."""
        weights = self._klein[[groep]].sum(axis=0)
        return self._solve(-weights)[groep] - self._solve(weights)[groep]

    def _solve(self, weights: Any, **program: Any) -> list[float]:
        """The sums of all groups in the table with the least weight; as they really are when none was found."""
        from scipy.optimize import linprog

        found = linprog(weights, b_eq=self._sums, method="highs", **{"A_eq": self._shown, **program})
        sums: list[float] = (self._klein @ found.x[: self._width]).tolist() if found.success else self.werkelijk
        return sums


def _matrix(groepen: Sequence[Cellen], width: int) -> Any:
    """A row for each group, with a one for each of its cells."""
    from scipy.sparse import csr_array

    rows = [nr for nr, groep in enumerate(groepen) for _ in groep]
    columns = [cel for groep in groepen for cel in groep]
    return csr_array(([1.0] * len(rows), (rows, columns)), shape=(len(groepen), width))
