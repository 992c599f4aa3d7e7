"""How certain a figure is, and whether two figures really differ. Pure; everything at 95 %.

What goes in are exact sums and counts, and a factor > 0; what comes out is rounded as it is published.

Quantiles come from the standard library and from scipy.special. A request can hold a hundred thousand cells, and for
each of them scipy.stats and statsmodels would take about ten times as long; the tests hold the outcomes against both.
scipy is imported where it is used, as that takes most of a second: who asks for no interval should not wait for it.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

from zicht_api.getallen import divide, exact, round_published

_STAART = 0.025
_Z = NormalDist().inv_cdf(1 - _STAART)

NIET_TE_SCHATTEN = "geen interval: te weinig waarden of geen spreiding"


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which bounds the true value lies, with 95 % confidence. methode: in words, with its source."""

    onder: Decimal
    boven: Decimal
    methode: str


@dataclass(frozen=True, slots=True)
class Verschil:
    """How far a figure lies from another, in the unit of the figure; positive: it is higher.

    verschil: of the two figures as they are published, so that it can be recomputed from them. onder, boven: its 95 %
    interval; None: it cannot be estimated. significant: whether chance is an unlikely explanation (5 %); None: cannot
    be said.
    """

    verschil: Decimal
    onder: Decimal | None
    boven: Decimal | None
    significant: bool | None
    methode: str


@dataclass(frozen=True, slots=True)
class Proportie:
    """0 <= teller <= noemer, noemer > 0: how many of how many."""

    teller: Decimal
    noemer: Decimal


@dataclass(frozen=True, slots=True)
class Nps:
    """How many gave 9 or 10, 7 or 8, and 0 up to 6; together at least 1."""

    promotors: int
    passief: int
    criticasters: int


@dataclass(frozen=True, slots=True)
class Gemiddelde:
    """The sum of n values and the sum of their squares; n >= 1."""

    som: Decimal
    kwadraten: Decimal
    n: int


@dataclass(frozen=True, slots=True)
class Telling:
    """How often something happened, and over how much time (days, of any length as long as both sides use it)."""

    aantal: int
    blootstelling: Decimal


def wilson(teller: Decimal, noemer: Decimal, factor: Decimal) -> Interval:
    """Interval of teller / noemer * factor, for a proportion: 0 <= teller <= noemer, noemer > 0.

    Wilson (1927), score interval without continuity correction; recommended for small n by Brown, Cai and DasGupta
    (2001). Raises ValueError outside those ranges.
    """
    onder, boven = _wilson(Proportie(teller, noemer))
    return _interval(onder, boven, divide(teller, noemer), factor, "Wilson-score-interval (Wilson 1927)")


def nps_interval(promotors: int, passief: int, criticasters: int) -> Interval:
    """Interval of the net promoter score, from -100 to 100; at least 1 respondent.

    Rocks (2016), "Interval Estimation for the Net Promoter Score": adjusted Wald, with 3 respondents added, of whom 3/4
    promotor, 3/2 passief and 3/4 criticaster.
    """
    nps = Nps(promotors, passief, criticasters)
    midden, variantie = _adjusted_wald(nps)
    marge = _Z * sqrt(variantie)
    return _interval(
        max(-1.0, midden - marge),
        min(1.0, midden + marge),
        divide(_score(nps), Decimal(100)),
        Decimal(100),
        "aangepast Wald-interval (Rocks 2016)",
    )


def t_interval(som: Decimal, kwadraten: Decimal, n: int, factor: Decimal) -> Interval | None:
    """Interval of som / n * factor, for the mean of n values; kwadraten: the sum of their squares.

    Student (1908). None for fewer than 2 values, and when all are equal: how much they vary is then unknown, not nil.
    """
    gemiddelde = Gemiddelde(som, kwadraten, n)
    variantie = _variance_of_mean(gemiddelde)
    if not variantie:
        return None
    marge = Decimal(_t_quantile(n - 1) * sqrt(variantie))
    midden = divide(som, Decimal(n))
    return _interval(midden - marge, midden + marge, midden, factor, "t-interval (Student 1908)")


def poisson_exact(aantal: int) -> Interval:
    """Interval of the number to expect where `aantal` was counted, for events independent of one another; aantal >= 0.

    Garwood (1936). Only for counts: a sum of hours or of money is no number of events.
    """
    onder, boven = _garwood(aantal)
    return _interval(onder, boven, Decimal(aantal), Decimal(1), "exact Poisson-interval (Garwood 1936)")


def quotient_interval(teller: int, noemer: Decimal, factor: Decimal) -> Interval:
    """Interval of teller / noemer * factor, where only the teller is left to chance; teller >= 0, noemer > 0.

    For a count per client, per day or per inhabitant. How the noemer varies with the teller does not follow from sums,
    so this is the exact Poisson interval of the teller (Garwood 1936) divided by the noemer, and it says so.
    """
    if noemer <= 0:
        raise ValueError("noemer must be positive")
    onder, boven = _garwood(teller)
    return _interval(
        onder / float(noemer),
        boven / float(noemer),
        divide(Decimal(teller), noemer),
        factor,
        "exact Poisson-interval van de teller (Garwood 1936), gedeeld door de noemer",
    )


def compare_proportions(nu: Proportie, toen: Proportie, factor: Decimal) -> Verschil:
    """Difference of two proportions of different people, times factor.

    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10: the Wilson
    intervals of both, squared and added.
    """
    (onder_nu, boven_nu), (onder_toen, boven_toen) = _wilson(nu), _wilson(toen)
    p_nu, p_toen = (float(divide(side.teller, side.noemer)) for side in (nu, toen))
    onder = p_nu - p_toen - sqrt((p_nu - onder_nu) ** 2 + (boven_toen - p_toen) ** 2)
    boven = p_nu - p_toen + sqrt((boven_nu - p_nu) ** 2 + (p_toen - onder_toen) ** 2)
    verschil = _published(nu.teller, nu.noemer, factor) - _published(toen.teller, toen.noemer, factor)
    return _verschil(verschil, onder, boven, factor, "verschil van twee proporties (Newcombe 1998, methode 10)")


def compare_nps(nu: Nps, toen: Nps) -> Verschil:
    """Difference of two net promoter scores of different people, from -200 to 200.

    Lewis and Sauro (2021): the adjusted Wald variances of Rocks (2016), added.
    """
    (midden_nu, variantie_nu), (midden_toen, variantie_toen) = _adjusted_wald(nu), _adjusted_wald(toen)
    marge = _Z * sqrt(variantie_nu + variantie_toen)
    midden = midden_nu - midden_toen
    verschil = round_published(_score(nu)) - round_published(_score(toen))
    return _verschil(
        verschil,
        max(-2.0, midden - marge),
        min(2.0, midden + marge),
        Decimal(100),
        "verschil van twee NPS'en, aangepast Wald (Rocks 2016; Lewis en Sauro 2021)",
    )


def compare_means(nu: Gemiddelde, toen: Gemiddelde, factor: Decimal) -> Verschil:
    """Difference of the means of two groups that may vary differently, times factor.

    Welch (1947). Without an interval when a side has fewer than 2 values, or neither side varies.
    """
    methode = "verschil van twee gemiddelden (Welch 1947)"
    verschil = _published(nu.som, Decimal(nu.n), factor) - _published(toen.som, Decimal(toen.n), factor)
    varianties = _variance_of_mean(nu), _variance_of_mean(toen)
    if None in varianties or not any(varianties):
        return Verschil(verschil, None, None, None, NIET_TE_SCHATTEN)
    v_nu, v_toen = (float(variantie or 0) for variantie in varianties)
    vrijheid = (v_nu + v_toen) ** 2 / (v_nu**2 / (nu.n - 1) + v_toen**2 / (toen.n - 1))
    midden = divide(nu.som, Decimal(nu.n)) - divide(toen.som, Decimal(toen.n))
    marge = Decimal(_t_quantile(vrijheid) * sqrt(v_nu + v_toen))
    return _verschil(verschil, midden - marge, midden + marge, factor, methode)


def compare_counts(nu: Telling, toen: Telling) -> Verschil:
    """Difference of two counts, as the count now minus what the other rate would have given over as much time.

    With the same blootstelling on both sides that is simply one minus the other. blootstelling > 0.

    Significance: the exact conditional test, Przyborowski and Wilenski (1940), twice the smaller tail. Interval: the
    exact limits of both (Garwood 1936) squared and added, as Newcombe does for proportions: MOVER, Zou and Donner
    (2008). That is a little less strict than the test (in 1 of 200 pairs of counts up to 120 at most): where the test
    does not exclude chance, the interval is stretched to 0, so that the two never contradict each other.
    """
    if nu.blootstelling <= 0 or toen.blootstelling <= 0:
        raise ValueError("blootstelling must be positive")
    schaal = divide(nu.blootstelling, toen.blootstelling)
    verschil = round_published(nu.aantal - toen.aantal * schaal)
    ratio = float(schaal)
    (onder_nu, boven_nu), (onder_toen, boven_toen) = _garwood(nu.aantal), _garwood(toen.aantal)
    midden = nu.aantal - toen.aantal * ratio
    onder = midden - sqrt((nu.aantal - onder_nu) ** 2 + (ratio * (boven_toen - toen.aantal)) ** 2)
    boven = midden + sqrt((boven_nu - nu.aantal) ** 2 + (ratio * (toen.aantal - onder_toen)) ** 2)
    significant = _conditional_p(nu.aantal, toen.aantal, ratio / (1 + ratio)) <= 2 * _STAART
    if not significant:
        onder, boven = min(onder, 0.0), max(boven, 0.0)
    methode = "verschil van twee aantallen, exacte toets (Przyborowski en Wilenski 1940)"
    if schaal != 1:
        methode += ", omgerekend naar evenveel dagen"
    return Verschil(verschil, *_bounds(onder, boven, verschil, Decimal(1)), significant, methode)


def compare_with_fixed(waarde: Decimal, interval: Interval | None, vast: Decimal) -> Verschil:
    """Difference of a figure with a value that is no measurement itself: a streefwaarde, or a nulmeting without data.

    waarde: as published; interval: its own, None when there is none. Significant when the interval excludes the value.
    """
    verschil = waarde - vast
    if interval is None:
        return Verschil(verschil, None, None, None, NIET_TE_SCHATTEN)
    significant = not interval.onder <= vast <= interval.boven
    methode = f"{interval.methode}, tegenover een vaste waarde"
    return Verschil(verschil, interval.onder - vast, interval.boven - vast, significant, methode)


def _wilson(proportie: Proportie) -> tuple[float, float]:
    if not 0 <= proportie.teller <= proportie.noemer or proportie.noemer <= 0:
        raise ValueError("a proportion needs 0 <= teller <= noemer and noemer > 0")
    n, p = float(proportie.noemer), float(divide(proportie.teller, proportie.noemer))
    midden = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    marge = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return max(0.0, midden - marge), min(1.0, midden + marge)


def _adjusted_wald(nps: Nps) -> tuple[float, float]:
    """The adjusted score, between -1 and 1, and its variance."""
    n = nps.promotors + nps.passief + nps.criticasters + 3
    voor, tegen = (nps.promotors + 0.75) / n, (nps.criticasters + 0.75) / n
    return voor - tegen, (voor + tegen - (voor - tegen) ** 2) / n


def _score(nps: Nps) -> Decimal:
    totaal = nps.promotors + nps.passief + nps.criticasters
    if min(nps.promotors, nps.passief, nps.criticasters) < 0 or totaal == 0:
        raise ValueError("a net promoter score needs counts, of at least 1 respondent")
    return divide(Decimal(100 * (nps.promotors - nps.criticasters)), Decimal(totaal))


def _variance_of_mean(gemiddelde: Gemiddelde) -> Decimal | None:
    """The squared standard error; None when there are too few values."""
    n = Decimal(gemiddelde.n)
    if n < 2:
        return None
    # Squares of large values cancel out here: with the 28 digits that are the default, nothing right might be left.
    with exact():
        return max(Decimal(0), n * gemiddelde.kwadraten - gemiddelde.som**2) / (n * n * (n - 1))


def _garwood(aantal: int) -> tuple[float, float]:
    from scipy.special import gammaincinv

    if aantal < 0:
        raise ValueError("a count is not negative")
    onder = gammaincinv(aantal, _STAART) if aantal else 0.0
    return float(onder), float(gammaincinv(aantal + 1, 1 - _STAART))


def _t_quantile(vrijheid: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(vrijheid, 1 - _STAART))


def _conditional_p(aantal: int, ander: int, kans: float) -> float:
    """Two-sided: given the total of both, how surprising `aantal` is when each event falls to it with that chance."""
    from scipy.special import bdtr, bdtrc

    totaal = aantal + ander
    hoogstens = bdtr(aantal, totaal, kans)
    minstens = bdtrc(aantal - 1, totaal, kans) if aantal else 1.0
    return min(1.0, 2 * float(min(hoogstens, minstens)))


def _published(teller: Decimal, noemer: Decimal, factor: Decimal) -> Decimal:
    return round_published(divide(teller * factor, noemer))


def _interval(
    onder: Decimal | float, boven: Decimal | float, schatting: Decimal, factor: Decimal, methode: str
) -> Interval:
    return Interval(*_bounds(onder, boven, round_published(schatting * factor), factor), methode)


def _verschil(
    verschil: Decimal, onder: Decimal | float, boven: Decimal | float, factor: Decimal, methode: str
) -> Verschil:
    significant = not onder <= 0 <= boven
    return Verschil(verschil, *_bounds(onder, boven, verschil, factor), significant, methode)


def _bounds(
    onder: Decimal | float, boven: Decimal | float, schatting: Decimal, factor: Decimal
) -> tuple[Decimal, Decimal]:
    """The bounds times factor, published; stretched to the estimate where an adjusted method leaves that out.

    Adding respondents (Rocks) draws an interval to the middle: for a handful of equal answers past the score itself.
    """
    return (
        min(schatting, round_published(Decimal(onder) * factor)),
        max(schatting, round_published(Decimal(boven) * factor)),
    )
