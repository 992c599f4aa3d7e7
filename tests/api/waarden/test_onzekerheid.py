"""What the linear program is sure of, each cell by itself confirms."""

import random
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from zicht_api.waarden.onzekerheid import Tabel, stays_open

DREMPEL = 10


def table(aantal: dict[tuple[int, int, int], int], shape: tuple[int, int, int]) -> Tabel:
    """Three dimensions, of which every two are shown together; what is small must stay open."""
    places = {place: nr for nr, place in enumerate(product(*map(range, shape)))}
    sommen: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for place, nr in places.items():
        for left_out in range(3):
            sommen.setdefault((left_out, place[:left_out] + place[left_out + 1 :]), []).append(nr)
    counts = [aantal.get(place, 0) for place in places]
    return Tabel(counts, list(sommen.values()), [[nr] for nr, n in enumerate(counts) if 0 < n < DREMPEL])


def width(tabel: Tabel, groep: int) -> float:
    """Between which values the sum of one group lies, looked at by itself."""
    shown = np.zeros((len(tabel.sommen), len(tabel.aantal)))
    for row, cellen in enumerate(tabel.sommen):
        shown[row, list(cellen)] = 1
    sums, weights = shown @ np.array(tabel.aantal), np.zeros(len(tabel.aantal))
    weights[list(tabel.klein[groep])] = 1
    lowest, highest = (linprog(sign * weights, A_eq=shown, b_eq=sums, method="highs").fun for sign in (1, -1))
    return float(-highest - lowest)


def test_three_tables_without_a_small_cell_can_give_one_away() -> None:
    # Of every two dimensions nothing shown is under ten, and yet the one client of the first cell is known.
    aantal = {(0, 0, 0): 1, (0, 0, 1): 11, (0, 1, 0): 11, (1, 0, 0): 11, (0, 1, 1): 12, (1, 0, 1): 12, (1, 1, 0): 12}
    tabel = table(aantal, (2, 2, 2))
    assert all(sum(tabel.aantal[nr] for nr in som) >= DREMPEL for som in tabel.sommen)
    assert width(tabel, 0) <= 1
    assert not stays_open(tabel, DREMPEL)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_said_to_stay_open_does(seed: int) -> None:
    dice = random.Random(seed)
    shape = (dice.randint(2, 6), dice.randint(2, 4), dice.randint(2, 4))
    mean = dice.choice([3, 8, 20])
    aantal = {place: int(dice.expovariate(1 / mean)) for place in product(*map(range, shape))}
    tabel = table(aantal, shape)
    widths = [width(tabel, groep) for groep in range(len(tabel.klein))]
    assert stays_open(tabel, DREMPEL) == all(wide >= DREMPEL - 1e-6 for wide in widths)


def test_a_table_with_nothing_small_has_nothing_to_keep_open() -> None:
    assert stays_open(table({(0, 0, 0): 10, (1, 1, 1): 0}, (2, 2, 2)), DREMPEL)
