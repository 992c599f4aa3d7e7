"""Random tables of contacten, one person each, and a reading of them from memory, to decide without a database.

That every person has one contact is the hardest case: then all that is counted adds up, and subtracting is exact.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import chain, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zicht_api.gemeenten.queries import Stand
from zicht_api.waarden.blokken import Blok, BlokSoort
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.figuren import Cel, Figuur
from zicht_api.waarden.kubussen import Kubus, Leden, Vlak

JAAR = 2026
Lid = int | None
Getallen = NDArray[np.int64]


@dataclass(frozen=True)
class Indeling:
    """How contacten can be told apart.

    plekken: per dimensie where a contact can stand, each time the members that it counts for. delen: the parts of the
    year in which there are contacten. kinderen: the tree of gebieden.
    """

    plekken: Mapping[Dimensie, Sequence[frozenset[Lid]]]
    delen: Sequence[str]
    kinderen: Mapping[Lid, Sequence[int]]

    @property
    def vorm(self) -> tuple[int, ...]:
        """The shape of a table: an axis per dimensie, and one for time."""
        return (*(len(self.plekken[dimensie]) for dimensie in Dimensie), len(self.delen))

    @cached_property
    def leden(self) -> Mapping[Dimensie, Sequence[Lid]]:
        return {
            dimensie: sorted(set(chain.from_iterable(self.plekken[dimensie])), key=lambda lid: (lid is None, lid or 0))
            for dimensie in Dimensie
        }

    @cached_property
    def telt_voor(self) -> Mapping[Dimensie, Getallen]:
        """Per dimensie which member (row) counts the contacten of which place (column)."""
        return {
            dimensie: np.array([[lid in plek for plek in self.plekken[dimensie]] for lid in leden], dtype=np.int64)
            for dimensie, leden in self.leden.items()
        }

    def ligt_in(self, blok: Blok) -> Getallen:
        """Which period of a block (row) holds which part of the year (column)."""
        return _ligt_in(tuple(self.delen), blok)

    @property
    def kent_weken(self) -> bool:
        """Whether a month has several parts: else a week says nothing that the month does not say."""
        return len({deel.partition("/")[2] for deel in self.delen}) < len(self.delen)


@cache
def perioden_of(blok: Blok) -> Mapping[str, tuple[date, date]]:
    return blok.perioden


@cache
def _ligt_in(delen: tuple[str, ...], blok: Blok) -> Getallen:
    dagen = [perioden_of(Blok(BlokSoort.delen, JAAR))[deel][0] for deel in delen]
    perioden = perioden_of(blok).values()
    return np.array([[begin <= dag <= eind for dag in dagen] for begin, eind in perioden], dtype=np.int64)


@dataclass(frozen=True)
class Tabel:
    """How many people stand where. dag: of the answer, which says whether the year is still going."""

    indeling: Indeling
    aantallen: Getallen
    drempel: int
    dag: date

    def cellen(self, per: tuple[Dimensie, ...], blok: Blok) -> Getallen:
        """People by members of these dimensies, and by period of the block."""
        assen = tuple(plaats for plaats, dimensie in enumerate(Dimensie) if dimensie not in per)
        found = self.aantallen.sum(axis=assen)
        for plaats, dimensie in enumerate(per):
            found = np.moveaxis(np.tensordot(self.indeling.telt_voor[dimensie], found, (1, plaats)), 0, plaats)
        return np.tensordot(found, self.indeling.ligt_in(blok), (-1, 1))


class Lezing:
    """Stands in for the reading of rows (kubussen.Lezing): the same cells, from a table per figure."""

    def __init__(self, tabellen: Mapping[Figuur, Tabel]) -> None:
        self._tabellen = tabellen
        self._tabel = next(iter(tabellen.values()))
        self.stand = Stand(dataversie=1, drempel=self._tabel.drempel, peil=None, dag=self._tabel.dag)
        self._read: dict[Vlak, Kubus] = {}

    async def load(self, vlakken: Iterable[Vlak]) -> None:
        for vlak in vlakken:
            if vlak not in self._read:
                self._read[vlak] = Kubus(self._cellen(vlak))

    def get(self, vlak: Vlak) -> Kubus:
        return self._read[vlak]

    async def load_kinderen(self) -> Mapping[Lid, Sequence[int]]:
        return self._tabel.indeling.kinderen

    def _cellen(self, vlak: Vlak) -> dict[tuple[str, Leden], Cel]:
        leden = [self._tabel.indeling.leden[dimensie] for dimensie in vlak.per]
        keys = [(periode, lid) for *lid, periode in product(*leden, perioden_of(vlak.blok))]
        n = self._tabellen[vlak.figuur].cellen(vlak.per, vlak.blok).ravel().tolist()
        return {
            (periode, tuple(lid)): Cel(str(aantal), aantal, aantal)
            for (periode, lid), aantal in zip(keys, n, strict=True)
            if aantal
        }


BOMEN: Sequence[Mapping[Lid, Sequence[int]]] = (
    {None: (1, 2)},
    {None: (1, 2, 3)},
    {None: (1, 2), 1: (3, 4)},
    {None: (1,), 1: (2, 3)},
    {None: (1, 2), 1: (3,)},
    {None: (1, 2), 1: (3, 4), 2: (5,)},
    {None: (1,), 1: (2,), 2: (3, 4)},
)


def random_tabel(dice: random.Random) -> Tabel:
    """Sparse or dense, with or without nulls, trees, months or weeks, a year that is over or one that is going."""
    indeling = Indeling(_random_plekken(dice, boom := dice.choice(BOMEN)), _random_delen(dice), boom)
    return Tabel(
        indeling,
        random_aantallen(dice, indeling.vorm, dice.choice([8, 30, 100, 100, 300, 300, 1000, 3000])),
        drempel=dice.choice([5, 5, 10]),
        dag=dice.choice([date(JAAR, 12, 31), date(JAAR + 1, 3, 1)]),
    )


def random_correctie(dice: random.Random, tabel: Tabel, weg: int, erbij: int) -> Tabel:
    """A later version: some people were taken away, and some were added."""
    aantallen = tabel.aantallen.copy()
    flat = aantallen.reshape(-1)
    for _ in range(weg):
        if occupied := np.flatnonzero(flat).tolist():
            flat[dice.choice(occupied)] -= 1
    for _ in range(erbij):
        flat[dice.randrange(flat.size)] += 1
    return replace(tabel, aantallen=aantallen)


def _random_plekken(dice: random.Random, boom: Mapping[Lid, Sequence[int]]) -> dict[Dimensie, list[frozenset[Lid]]]:
    niet: frozenset[Lid] = frozenset({None})
    plekken: dict[Dimensie, list[frozenset[Lid]]] = {dimensie: [niet] for dimensie in Dimensie}
    plekken[Dimensie.aanbieder] = _singles(dice.choice([1, 2, 2, 3]))
    if dice.random() < 0.85:
        plekken[Dimensie.gebied] = [*_gebieden(dice, boom), *dice.choice([[], [niet]])]
    if dice.random() < 0.6:
        plekken[Dimensie.doelgroep] = [*_singles(dice.choice([1, 2, 3])), *dice.choice([[], [niet]])]
    match dice.choice(["leefgebied", "leefgebied", "vorm", *["geen"] * 5]):
        case "leefgebied":
            plekken[Dimensie.leefgebied] = [*_singles(2), *dice.choice([[], [niet], [frozenset({1, 2})]])]
        case "vorm":
            plekken[Dimensie.vorm] = [*_singles(2), *dice.choice([[], [niet]])]
    return plekken


def _singles(aantal: int) -> list[frozenset[Lid]]:
    return [frozenset({nr}) for nr in range(1, aantal + 1)]


def _gebieden(dice: random.Random, boom: Mapping[Lid, Sequence[int]]) -> list[frozenset[Lid]]:
    """Each gebied counts for all above it; what has others below it also stands for what is registered on itself."""
    ouder = {kind: top for top, kinderen in boom.items() for kind in kinderen}
    found = []
    for gebied in ouder:
        boven: set[Lid] = {gebied}
        top = ouder[gebied]
        while top is not None:
            boven.add(top)
            top = ouder[top]
        if gebied not in boom:
            found.append(frozenset(boven))
        elif dice.random() < 0.5:
            found.append(frozenset({*boven, -gebied}))
    return found


def _random_delen(dice: random.Random) -> list[str]:
    alle = list(perioden_of(Blok(BlokSoort.delen, JAAR)))

    def within(maand: int) -> list[str]:
        return [deel for deel in alle if deel.endswith(f"-{maand:02}")]

    match dice.choice(["weken", "maanden", "maanden", "maanden", "jaar"]):
        case "weken":
            eerste = dice.randint(1, 11)
            return (within(eerste) + within(eerste + 1))[dice.choice([3, 4]) :][: dice.choice([3, 5])]
        case "maanden":
            eerste = dice.randint(1, 9)
            return [within(maand)[1] for maand in range(eerste, eerste + dice.choice([2, 3, 4]))]
        case _:
            return [within(maand)[1] for maand in range(1, 13)][:: dice.choice([2, 3])]


def random_aantallen(dice: random.Random, vorm: tuple[int, ...], everyone: int) -> Getallen:
    """About so many people; parts differ in how busy they are, as gebieden and aanbieders do."""
    random_state = np.random.default_rng(dice.randrange(2**32))
    drukte = np.full(vorm, 1.0)
    uneven = dice.choice([[1.0], [0.5, 1.0, 2.0], [0.02, 0.5, 1.0, 1.0, 2.0]])
    for as_, size in enumerate(vorm):
        weights = np.array([dice.choice(uneven) for _ in range(size)])
        drukte = drukte * weights.reshape([size if plaats == as_ else 1 for plaats in range(len(vorm))])
    drukte[random_state.random(vorm) < dice.choice([0.0, 0.0, 0.3, 0.7])] = 0
    found: Any = random_state.poisson(drukte * everyone / max(drukte.sum(), 1.0))
    return found.astype(np.int64)
