"""`kill -9` at a named place: what was acknowledged stays, what was not can be done again, nothing is doubled.

Every second place once (each of them by `make test-grondig`); `make chaos` has a thousand kills, and cuts and delays.
"""

from collections.abc import Iterator

import pytest
from bench.installatie import Installatie

from tests.chaos.afbreken import KILLS, OTHERS, Place, Theatre, theatre
from tests.grondig import aantal

# Of each kind of cut one, and the delay that lets two transactions meet.
_SOME_OTHERS = [
    place
    for place in OTHERS
    if str(place)
    in {
        "surveys submit.na-commit cut sending",
        "surveys submit.voor-commit delay=1 sending",
        "api verzoek.na-commit cut pushing",
        "api webhook.na-verzending cut telling",
    }
]


@pytest.fixture(scope="module")
def house(installatie: Installatie) -> Iterator[Theatre]:
    with theatre(installatie) as house:
        yield house


@pytest.mark.parametrize("place", [*KILLS[:: aantal(3, 1)], *_SOME_OTHERS], ids=str)
def test_whatever_is_killed_what_was_acknowledged_is_kept_once(house: Theatre, place: Place) -> None:
    tally = house.play(place, 1)
    assert (tally.struck, tally.sent, tally.acknowledged, tally.kept) == (1, place.size, place.size, place.size)
    assert (tally.lost, tally.doubled, tally.torn) == (0, 0, 0)
    assert tally.unheard in place.unheard
