"""`kill -9` at every named place: what was acknowledged stays, what was not can be done again, nothing is doubled.

Each place once; `make chaos` has each of them fifty times.
"""

from collections.abc import Iterator

import pytest
from bench.installatie import Installatie

from tests.end_to_end.chaos import AT_ONCE, PLACES, RIJEN, Place, Theatre, kill_while_pushing, theatre


@pytest.fixture(scope="module")
def house(installatie: Installatie) -> Iterator[Theatre]:
    with theatre(installatie) as house:
        yield house


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_whatever_is_killed_what_was_acknowledged_is_kept_once(house: Theatre, place: Place) -> None:
    tally = house.kill(place, 1)
    size = RIJEN if place.scene is kill_while_pushing else AT_ONCE
    assert (tally.kills, tally.sent, tally.acknowledged, tally.kept) == (1, size, size, size)
    assert (tally.lost, tally.doubled, tally.torn) == (0, 0, 0)
    assert tally.unheard in place.unheard
