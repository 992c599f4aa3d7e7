"""An attacker who has every answer, and works out by linear programming between which bounds a hidden cell must lie.

`python -m tests.api.waarden.aanval` measures what hiding costs, beside other ways of doing it.
"""

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
from zicht_api.waarden.figuren import CONTACTEN, Figuur
from zicht_api.waarden.kubussen import Leden

Per = tuple[Dimensie, ...]
Masker = NDArray[np.bool_]
Getoond = Callable[[Per, Leden, Periode], bool]

KALENDER, WEKEN = (
    [Periode.parse(code) for code in perioden_of(Blok(soort, JAAR))] for soort in (BlokSoort.kalender, BlokSoort.weken)
)
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
    """What is known of a table. tussen: between which numbers the people of a mask are. doelen: what is hidden, with
    fewer people than the drempel."""

    aantallen: NDArray[np.int64]
    drempel: int
    tussen: dict[bytes, tuple[Masker, int, int]] = field(default_factory=dict)
    doelen: dict[bytes, Vak] = field(default_factory=dict)


@dataclass(frozen=True)
class Lek:
    """A small hidden cell that is known to lie between bounds that are closer to each other than the drempel."""

    vak: Vak
    onder: float
    boven: float


async def ask(tabel: Tabel, figuur: Figuur = CONTACTEN, basis: Tabel | None = None) -> Getoond:
    """Decide as the API does, for each kind of question. Shown is what any of the answers shows.

    basis: for another figure than all contacten, the table of those.
    """
    lezing = cast("kubussen.Lezing", Lezing({figuur: tabel, CONTACTEN: basis or tabel}))
    enkele: list[Per] = [(), *((dimensie,) for dimensie in Dimensie)]
    # Without weeks, whether they are asked for too decides nothing else.
    zonder = enkele if tabel.indeling.kent_weken else []
    grof = {per: await publicatie.decide(lezing, [figuur], KALENDER, per) for per in zonder}
    fijn = {per: await publicatie.decide(lezing, [figuur], [*KALENDER, *WEKEN], per) for per in enkele}
    # What is decided about combinations is the same whichever of them is asked for.
    samen = await publicatie.decide(lezing, [figuur], [*KALENDER, *WEKEN], (Dimensie.gebied, Dimensie.aanbieder))

    def shows(per: Per, leden: Leden, periode: Periode) -> bool:
        answers = [fijn[per] if per in fijn else replace(samen, per=per)]
        if per in grof and periode.soort is not PeriodeSoort.week:
            answers.append(grof[per])
        return any(answer.shows(figuur, leden, periode) for answer in answers)

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
    indeling = tabel.indeling
    vorm = np.ones((1, 1), dtype=np.int64)
    for dimensie in Dimensie:
        everyone = np.ones((1, len(indeling.plekken[dimensie])), dtype=np.int64)
        vorm = np.kron(vorm, indeling.telt_voor[dimensie] if dimensie in per else everyone)
    keys = list(product(*(indeling.leden[dimensie] for dimensie in per)))
    flat = tabel.aantallen.ravel()
    for perioden in (KALENDER, WEKEN) if indeling.kent_weken else (KALENDER,):
        blok = Blok(BlokSoort.kalender if perioden is KALENDER else BlokSoort.weken, JAAR)
        for periode, delen in zip(perioden, indeling.ligt_in(blok), strict=True):
            if not delen.any():
                continue
            maskers = np.kron(vorm, delen[None, :]) > 0
            for leden, masker, n in zip(keys, maskers, (maskers @ flat).tolist(), strict=True):
                if not any(lid is not None and lid < 0 for lid in leden):
                    yield Vak(per, leden, periode, masker, n)


def learn(tabel: Tabel, getoond: Getoond) -> Kennis:
    """All that the answers say."""
    kennis = Kennis(tabel.aantallen.ravel(), tabel.drempel)
    for per in ways_of(tabel):
        for vak in vakken_of(tabel, per):
            key = vak.masker.tobytes()
            if getoond(per, vak.leden, vak.periode):
                kennis.tussen[key] = (vak.masker, vak.n, vak.n)
            elif 0 < vak.n < tabel.drempel:
                kennis.doelen[key] = vak
    return kennis


def combine(minder: Kennis, meer: Kennis) -> Kennis:
    """What is known by who has the answers about two tables, and knows that nobody of the one is not in the other: that
    people were only added since, or that the one counts some of those whom the other counts."""
    samen = Kennis(np.concatenate([minder.aantallen, meer.aantallen - minder.aantallen]), minder.drempel)
    for kennis in (minder, meer):

        def wider(masker: Masker, also: bool = kennis is meer) -> Masker:
            return np.concatenate([masker, masker & also])

        for masker, least, most in kennis.tussen.values():
            samen.tussen[wider(masker).tobytes()] = (wider(masker), least, most)
        for vak in kennis.doelen.values():
            samen.doelen[wider(vak.masker).tobytes()] = replace(vak, masker=wider(vak.masker))
    return samen


def attack(kennis: Kennis) -> list[Lek]:
    """The small hidden cells that are known to within less than the drempel."""
    if not kennis.doelen:
        return []
    doelen = list(kennis.doelen.values())
    aanval = _Aanval(kennis, doelen)
    return [Lek(doelen[nr], float(aanval.onder[nr]), float(aanval.boven[nr])) for nr in aanval.find()]


class _Aanval:
    """One model of what is known. Each solution is a table that gives the same answers, and so says something about
    every cell: most cells need no linear programme of their own."""

    def __init__(self, kennis: Kennis, doelen: Sequence[Vak]) -> None:
        leeg = np.zeros(kennis.aantallen.size, dtype=bool)
        for masker, _, most in kennis.tussen.values():
            if most == 0:
                leeg |= masker
        exact = [(masker, n) for masker, n, most in kennis.tussen.values() if n == most > 0]
        about = [(masker, n, most) for masker, n, most in kennis.tussen.values() if n < most]
        rows = [*(masker for masker, _ in exact), *(masker for masker, *_ in about), *(vak.masker for vak in doelen)]
        # People that no number tells apart are one variable.
        maskers = np.unique(np.array(rows)[:, ~leeg], axis=1).astype(float)
        self._exact, self._about, self._doelen = np.split(maskers, [len(exact), len(exact) + len(about)])
        self._n = [n for _, n in exact]
        self._least, self._most = [n for _, n, _ in about], [most for *_, most in about]
        self._everyone = int(kennis.aantallen.sum()) + 4 * kennis.drempel
        self._drempel = kennis.drempel
        self.onder = np.array([float(vak.n) for vak in doelen])
        self.boven = self.onder.copy()

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
                self._minimise(doel[None], sign=-1)
        return self.open

    def _minimise(self, doelen: NDArray[np.intp], sign: int = 1) -> None:
        self._solve(sign * self._doelen[doelen].sum(axis=0), [])

    def _raise_many(self, doelen: NDArray[np.intp]) -> None:
        """Make as many cells as can be so large that they are far enough from their least: no larger helps."""
        size = len(doelen)
        weights = np.concatenate([np.zeros(self._doelen.shape[1]), -np.ones(size)])
        self._solve(weights, (self.onder[doelen] + self._drempel).tolist(), doelen)

    def _solve(self, weights: NDArray[Any], far: Sequence[float], doelen: NDArray[np.intp] | None = None) -> None:
        """far: for each of these cells, how large it need be at most, as a variable of its own."""
        width, more = self._doelen.shape[1], ((0, 0), (0, len(far)))
        exact, about = np.pad(self._exact, more), np.pad(self._about, more)
        up_to = np.hstack([-self._doelen[doelen], np.eye(len(far))]) if doelen is not None else np.zeros((0, width))
        result = linprog(
            weights,
            A_eq=csr_matrix(exact) if len(exact) else None,
            b_eq=self._n if len(exact) else None,
            A_ub=csr_matrix(np.vstack([about, -about, up_to])),
            b_ub=[*self._most, *(-n for n in self._least), *[0] * len(far)],
            bounds=[*[(0, self._everyone)] * width, *((0, most) for most in far)],
            method="highs",
        )
        assert result.status == 0, result.message
        found = self._doelen @ result.x[:width]
        np.minimum(self.onder, found, out=self.onder)
        np.maximum(self.boven, found, out=self.boven)


if __name__ == "__main__":
    from tests.api.waarden.verlies import main

    main()
