"""An attacker who has every answer, and works out by linear programming between which bounds a hidden cell must lie."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from tests.api.waarden.tabellen import JAAR, Lezing, Tabel, perioden_of
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.waarden import kubussen, publicatie
from zicht_api.waarden.blokken import Blok, BlokSoort
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import CONTACTEN
from zicht_api.waarden.kubussen import Leden

Per = tuple[Dimensie, ...]
Masker = NDArray[np.bool_]
Getoond = Callable[[Per, Leden, Periode], bool]

BLOKKEN = (Blok(BlokSoort.kalender, JAAR), Blok(BlokSoort.weken, JAAR))
KALENDER, WEKEN = ([Periode.parse(code) for code in perioden_of(blok)] for blok in BLOKKEN)
SPELING = 1e-6


@dataclass(frozen=True)
class Vak:
    """A cell of a table: whom it counts, and how many they are."""

    per: Per
    leden: Leden
    periode: Periode
    masker: Masker
    n: int


@dataclass
class Kennis:
    """What answers say about a table. doelen: the cells that they hide, with fewer people than the drempel."""

    aantallen: NDArray[np.int64]
    drempel: int
    gelijk: dict[bytes, Vak] = field(default_factory=dict)
    minstens: dict[bytes, tuple[Masker, int]] = field(default_factory=dict)
    doelen: dict[bytes, Vak] = field(default_factory=dict)


@dataclass(frozen=True)
class Lek:
    """A small hidden cell that is known to lie between these bounds, closer to each other than the drempel."""

    vak: Vak
    onder: float
    boven: float


async def ask(tabel: Tabel) -> Getoond:
    """Decide as the API does, for each kind of question. Shown is what any of the answers shows."""
    lezing = cast("kubussen.Lezing", Lezing(tabel))
    enkele: list[Per] = [(), *((dimensie,) for dimensie in Dimensie)]
    grof = {per: await publicatie.decide(lezing, [CONTACTEN], KALENDER, per) for per in enkele}
    fijn = {per: await publicatie.decide(lezing, [CONTACTEN], [*KALENDER, *WEKEN], per) for per in enkele}
    # What is decided about combinations is the same whichever of them is asked for.
    samen = await publicatie.decide(lezing, [CONTACTEN], [*KALENDER, *WEKEN], (Dimensie.gebied, Dimensie.aanbieder))

    def shows(per: Per, leden: Leden, periode: Periode) -> bool:
        answers = [fijn[per] if per in fijn else replace(samen, per=per)]
        if per in grof and periode.soort is not PeriodeSoort.week:
            answers.append(grof[per])
        return any(answer.shows(CONTACTEN, leden, periode) for answer in answers)

    return shows


def ways_of(tabel: Tabel) -> Iterator[Per]:
    """By what to break down: each dimensie, and together those that tell contacten apart, with one that does not."""
    yield from ((), *((dimensie,) for dimensie in Dimensie))
    used = {dimensie for dimensie in Dimensie if len(tabel.indeling.plekken[dimensie]) > 1}
    used |= set([dimensie for dimensie in Dimensie if dimensie not in used][:1])
    for size in (2, 3):
        yield from combinations([dimensie for dimensie in Dimensie if dimensie in used], size)


def vakken_of(tabel: Tabel, per: Per) -> Iterator[Vak]:
    """Every cell that can be asked for, over periods in which there was anyone at all."""
    vorm, plekken = np.ones((1, 1), dtype=np.int64), tabel.indeling.plekken
    for dimensie in Dimensie:
        telt = tabel.indeling.telt_voor[dimensie] if dimensie in per else np.ones((1, len(plekken[dimensie])))
        vorm = np.kron(vorm, telt)
    keys = list(product(*(tabel.indeling.leden[dimensie] for dimensie in per)))
    flat = tabel.aantallen.ravel()
    for blok in BLOKKEN:
        ligt_in = tabel.indeling.ligt_in(blok)
        for code, delen in zip(perioden_of(blok), ligt_in, strict=True):
            if not delen.any():
                continue
            maskers = np.kron(vorm, delen[None, :]) > 0
            for leden, masker, n in zip(keys, maskers, (maskers @ flat).tolist(), strict=True):
                if not any(lid is not None and lid < 0 for lid in leden):
                    yield Vak(per, leden, Periode.parse(code), masker, n)


async def learn(tabel: Tabel, getoond: Getoond) -> Kennis:
    """All that the answers say."""
    kennis = Kennis(tabel.aantallen.ravel(), tabel.drempel)
    for per in ways_of(tabel):
        for vak in vakken_of(tabel, per):
            key = vak.masker.tobytes()
            if getoond(per, vak.leden, vak.periode):
                kennis.gelijk[key] = vak
            elif 0 < vak.n < tabel.drempel:
                kennis.doelen[key] = vak
    return kennis


def attack(kennis: Kennis) -> list[Lek]:
    """The small hidden cells that are known to within less than the drempel."""
    zeker = [Lek(vak, vak.n, vak.n) for key, vak in kennis.doelen.items() if key in kennis.gelijk]
    doelen = [vak for key, vak in kennis.doelen.items() if key not in kennis.gelijk]
    if not doelen:
        return zeker
    solver = Solver(kennis, doelen)
    return zeker + [Lek(doelen[nr], float(solver.onder[nr]), float(solver.boven[nr])) for nr in solver.find()]


class Solver:
    """One model of what is known. Each solution is a table that gives the same answers, and so says something about
    every cell: most cells need no linear programme of their own."""

    def __init__(self, kennis: Kennis, doelen: Sequence[Vak]) -> None:
        leeg = np.zeros(kennis.aantallen.size, dtype=bool)
        for vak in kennis.gelijk.values():
            if vak.n == 0:
                leeg |= vak.masker
        known = [vak for vak in kennis.gelijk.values() if vak.n]
        rows = [*(vak.masker for vak in known), *(masker for masker, _ in kennis.minstens.values())]
        rows += [vak.masker for vak in doelen]
        # People that no number tells apart are one variable.
        maskers = np.unique(np.array(rows)[:, ~leeg], axis=1).astype(float)
        self._gelijk, self._minstens, self._doelen = np.split(maskers, [len(known), len(rows) - len(doelen)])
        self._n = [vak.n for vak in known]
        self._least = [n for _, n in kennis.minstens.values()]
        self._most = int(kennis.aantallen.sum()) + 4 * kennis.drempel
        self._drempel = kennis.drempel
        self.onder = np.array([float(vak.n) for vak in doelen])
        self.boven = self.onder.copy()
        self.programmes = 0

    @property
    def open(self) -> NDArray[np.intp]:
        """The cells for which no two tables are known yet that differ enough."""
        return np.flatnonzero(self.boven - self.onder < self._drempel - SPELING)

    def find(self) -> NDArray[np.intp]:
        """The cells for which there are none."""
        self._minimise(self.open)
        left = -1
        while left != (left := len(self.open)) > 0:
            self._raise_many(self.open)
        for doel in self.open:
            if doel in self.open:
                self._minimise(doel[None])
                self._minimise(doel[None], -1)
        return self.open

    def _minimise(self, doelen: NDArray[np.intp], sign: int = 1) -> None:
        self._solve(sign * self._doelen[doelen].sum(axis=0), self._minstens, self._least, [])

    def _raise_many(self, doelen: NDArray[np.intp]) -> None:
        """Make as many cells as can be so large that they are far enough from their least: no larger helps."""
        size = len(doelen)
        far = self.onder[doelen] + self._drempel
        least = np.block(
            [[self._minstens, np.zeros((len(self._least), size))], [self._doelen[doelen], -np.eye(size)]]
        )
        weights = np.concatenate([np.zeros(self._doelen.shape[1]), -np.ones(size)])
        self._solve(weights, least, [*self._least, *[0] * size], far.tolist())

    def _solve(
        self, weights: NDArray[Any], least_rows: NDArray[Any], least: Sequence[int], extra: Sequence[float]
    ) -> None:
        self.programmes += 1
        width = self._doelen.shape[1]
        gelijk = np.pad(self._gelijk, ((0, 0), (0, len(extra))))
        result = linprog(
            weights,
            A_eq=csr_matrix(gelijk) if len(gelijk) else None,
            b_eq=self._n if len(gelijk) else None,
            A_ub=csr_matrix(-least_rows) if len(least_rows) else None,
            b_ub=[-n for n in least] if len(least_rows) else None,
            bounds=[*[(0, self._most)] * width, *((0, most) for most in extra)],
            method="highs",
        )
        assert result.status == 0, result.message
        found = self._doelen @ result.x[:width]
        np.minimum(self.onder, found, out=self.onder)
        np.maximum(self.boven, found, out=self.boven)
