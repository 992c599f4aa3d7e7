"""What a group's figures are, and what can be told from them of one gemeente."""

import random
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

import pytest

from zicht_api.benchmarkgroepen.verdeling import MINSTENS, Verdeling, describe

EEN = Decimal(1)


def of(*figures: str | int) -> list[Decimal]:
    return [Decimal(figure) for figure in figures]


def test_the_figures_of_eleven_gemeenten() -> None:
    # By hand: the mean is 660/11; the median the mean of 40..80; the quartiles halfway between two means of five.
    gemeenten = of(*range(10, 120, 10))
    assert describe(gemeenten, EEN) == Verdeling(
        gemeenten=11,
        gemiddelde=Decimal(60),
        kwartiel1=Decimal(35),
        mediaan=Decimal(60),
        kwartiel3=Decimal(85),
        stap=EEN,
    )
    assert describe(gemeenten[::-1], EEN) == describe(gemeenten, EEN)


def test_below_eleven_gemeenten_there_are_no_figures() -> None:
    assert describe(of(*range(MINSTENS - 1))) is None
    assert describe(of(*range(MINSTENS))) is not None


@pytest.mark.parametrize(
    ("figure", "shown", "stap"),
    [
        ("76.4", "76", "1"),
        ("20.3", "20", "1"),
        ("14.3", "14.5", "0.5"),
        ("-3.46", "-3.5", "0.1"),
        ("1.23", "1.25", "0.05"),
        ("1234", "1250", "50"),
        ("0.0003", "0.0003", "0.0001"),
        ("0", "0", "1"),
    ],
)
def test_figures_are_rounded_to_steps_that_suit_their_size(figure: str, shown: str, stap: str) -> None:
    found = describe(of(*[figure] * 11))
    assert found is not None
    assert (found.gemiddelde, found.kwartiel1, found.mediaan, found.kwartiel3, found.stap) == tuple(
        of(shown, shown, shown, shown, stap)
    )


def test_no_quartile_is_the_figure_of_one_gemeente() -> None:
    """Each moves by at most a fifth of what the figure of one gemeente moves."""
    chance = random.Random(7)
    fine = Decimal("0.0001")
    for _ in range(200):
        figures = [Decimal(chance.randint(0, 100)) for _ in range(chance.randint(11, 30))]
        others, moved = figures[1:], figures[0] + 50
        before, after = describe(figures, fine), describe([*others, moved], fine)
        assert before is not None
        assert after is not None
        for name in ("kwartiel1", "mediaan", "kwartiel3"):
            assert abs(getattr(after, name) - getattr(before, name)) <= 10 + fine
        assert before.kwartiel1 <= before.mediaan <= before.kwartiel3


def groups(aantal: int, grootte: int) -> list[list[Decimal]]:
    """Percentages as gemeenten have them."""
    chance = random.Random(3)
    return [[Decimal(min(100, round(chance.gauss(70, 10)))) for _ in range(grootte)] for _ in range(aantal)]


def stretch(known: Sequence[Decimal], unknown: Sequence[Decimal]) -> Decimal:
    """How far apart the figures lie that the first of these two could have, for who knows all others."""
    shown = describe([*known, *unknown], EEN)
    options = [Decimal(figure) for figure in range(30, 101)]
    possible = [one for one in options if any(describe([*known, one, two], EEN) == shown for two in options)]
    assert unknown[0] in possible
    return max(possible) - min(possible)


def test_who_puts_all_figures_but_two_together_does_not_know_those_two() -> None:
    stretches = [stretch(group[2:], group[:2]) for group in groups(12, MINSTENS)]
    assert min(stretches) >= 2
    assert median(stretches) >= 10


def errors_of(stap: Decimal) -> list[Decimal]:
    """How far off someone is who computes a figure from the means of two groups, with that gemeente and without."""
    found = []
    for group in groups(100, MINSTENS + 1):
        without, whole = describe(group[1:], stap), describe(group, stap)
        assert without is not None
        assert whole is not None
        guess = whole.gemiddelde * len(group) - without.gemiddelde * (len(group) - 1)
        found.append(abs(guess - group[0]))
    return found


def test_two_groups_that_differ_by_one_gemeente_do_not_tell_its_figure() -> None:
    assert median(errors_of(EEN)) >= 3
    # It is the rounding that does it: without it the attack works.
    assert max(errors_of(Decimal("0.000001"))) < Decimal("0.01")
