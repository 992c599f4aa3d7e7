"""How certain a figure of a questionnaire is. Pure; everything at 95 %; shares and scores in percent.

The methods are those of the core, so that a figure has the same interval there and here. scipy is imported where it is
used: that takes half a second, and the residents' pages never need it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

_TAIL: Final = 0.025
_Z: Final = NormalDist().inv_cdf(1 - _TAIL)

WILSON: Final = "Wilson-score-interval (Wilson 1927)"
STUDENT: Final = "t-interval (Student 1908)"
ROCKS: Final = "aangepast Wald-interval (Rocks 2016)"


@dataclass(frozen=True, slots=True)
class Schatting:
    """A figure with its 95 % interval. onder, boven and methode are None when chance cannot be estimated from it."""

    waarde: float
    onder: float | None = None
    boven: float | None = None
    methode: str | None = None


def share(teller: int, noemer: int) -> Schatting:
    """teller / noemer as a percentage; 0 <= teller <= noemer, noemer > 0.

    Wilson (1927), score interval without continuity correction; recommended for small n by Brown, Cai and DasGupta
    (2001). Raises ValueError outside those ranges.
    """
    if not 0 <= teller <= noemer or not noemer:
        raise ValueError("0 <= teller <= noemer and noemer > 0")
    p, spread = teller / noemer, _Z**2 / noemer
    middle = (p + spread / 2) / (1 + spread)
    margin = _Z * sqrt(p * (1 - p) / noemer + spread / (4 * noemer)) / (1 + spread)
    return Schatting(100 * p, 100 * max(0.0, middle - margin), 100 * min(1.0, middle + margin), WILSON)


def mean(scores: Mapping[int, int]) -> Schatting:
    """The mean of scores; scores: how often each was given, together at least once.

    Student (1908). Without an interval for fewer than 2 scores, and when all are equal: how much they vary is then
    unknown, not nil. Not cut off at the ends of the scale.
    """
    n = sum(scores.values())
    middle = sum(score * times for score, times in scores.items()) / n
    squares = sum(times * (score - middle) ** 2 for score, times in scores.items())
    if n < 2 or not squares:
        return Schatting(middle)
    from scipy.special import stdtrit

    margin = float(stdtrit(n - 1, 1 - _TAIL)) * sqrt(squares / (n - 1) / n)
    return Schatting(middle, middle - margin, middle + margin, STUDENT)


def nps(scores: Mapping[int, int]) -> Schatting:
    """The net promoter score, from -100 to 100; scores: how often each of 0 to 10 was given, together at least once.

    The score is the mean of +1 (9, 10), 0 (7, 8) and -1 (0 to 6), times 100. Rocks (2016), "Interval Estimation for the
    Net Promoter Score": the variance of those points with 3 respondents added, of whom 3/4 promotor, 3/2 passief and
    3/4 criticaster (adjusted Wald).
    """
    n = sum(scores.values())
    promotors = sum(times for score, times in scores.items() if score >= 9)
    critics = sum(times for score, times in scores.items() if score <= 6)
    total = n + 3
    middle = (promotors - critics) / total
    variance = ((promotors + critics + 1.5) / total - middle**2) / total
    margin = _Z * sqrt(variance)
    score = (promotors - critics) / n
    return Schatting(100 * score, 100 * max(-1.0, middle - margin), 100 * min(1.0, middle + margin), ROCKS)
