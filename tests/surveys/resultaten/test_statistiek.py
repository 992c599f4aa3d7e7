"""Against the literature, and against statsmodels and scipy, which compute the same by other ways."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_surveys.resultaten.statistiek import mean, nps, share

SCORES = st.dictionaries(st.integers(0, 10), st.integers(1, 60), min_size=1)


@pytest.mark.parametrize(
    ("teller", "noemer", "onder", "boven"),
    [
        # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_the_interval_of_the_literature(teller: int, noemer: int, onder: float, boven: float) -> None:
    found = share(teller, noemer)
    assert found.onder == pytest.approx(100 * onder, abs=0.006)
    assert found.boven == pytest.approx(100 * boven, abs=0.006)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_has_the_interval_of_statsmodels(wel: int, niet: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    if not wel + niet:
        with pytest.raises(ValueError, match="noemer"):
            share(wel, niet)
        return
    low, high = proportion_confint(wel, wel + niet, method="wilson")
    found = share(wel, wel + niet)
    assert (found.onder, found.boven) == pytest.approx((100 * low, 100 * high), abs=1e-9)


def test_the_mean_has_the_interval_of_students_own_data() -> None:
    """Student (1908), "The Probable Error of a Mean": the ten differences in sleep; here in tenths of hours."""
    found = mean({12: 1, 24: 1, 13: 2, 0: 1, 10: 1, 18: 1, 8: 1, 46: 1, 14: 1})
    assert found.waarde == pytest.approx(15.8)
    assert (found.onder, found.boven) == pytest.approx((7.0, 24.6), abs=0.05)


@given(SCORES)
def test_a_mean_has_the_interval_of_scipy(scores: dict[int, int]) -> None:
    from scipy import stats

    values = [score for score, times in scores.items() for _ in range(times)]
    found = mean(scores)
    assert found.waarde == pytest.approx(sum(values) / len(values))
    if len(set(values)) == 1:
        assert found.onder is None
        return
    low, high = stats.t.interval(0.95, len(values) - 1, loc=sum(values) / len(values), scale=stats.sem(values))
    assert (found.onder, found.boven) == pytest.approx((low, high), abs=1e-9)


@given(SCORES)
def test_an_nps_has_the_variance_of_its_points_with_three_respondents_added(scores: dict[int, int]) -> None:
    """Rocks (2016), recomputed from the points themselves."""
    points = {score: 1 if score >= 9 else 0 if score >= 7 else -1 for score in scores}
    n = sum(scores.values())
    weights = {1: 0.75, 0: 1.5, -1: 0.75}
    for score, times in scores.items():
        weights[points[score]] += times
    total = sum(weights.values())
    middle = sum(point * weight for point, weight in weights.items()) / total
    variance = sum(weight * (point - middle) ** 2 for point, weight in weights.items()) / total
    margin = 1.959963984540054 * math.sqrt(variance / total)
    found = nps(scores)
    assert found.waarde == pytest.approx(100 * sum(points[score] * times for score, times in scores.items()) / n)
    assert found.onder == pytest.approx(100 * max(-1, middle - margin))
    assert found.boven == pytest.approx(100 * min(1, middle + margin))
