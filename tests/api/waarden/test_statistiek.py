"""Against the numbers of the papers, against scipy and statsmodels, and against what must hold whatever the figures."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from zicht_api.getallen import round_published
from zicht_api.waarden.statistiek import (
    Gemiddelde,
    Interval,
    Nps,
    Proportie,
    Telling,
    Verschil,
    compare_counts,
    compare_means,
    compare_nps,
    compare_proportions,
    compare_with_fixed,
    nps_interval,
    poisson_exact,
    quotient_interval,
    t_interval,
    wilson,
)

EEN, HONDERD = Decimal(1), Decimal(100)


def grenzen(uitkomst: Interval | Verschil | None) -> tuple[float, float]:
    assert uitkomst is not None
    assert uitkomst.onder is not None
    assert uitkomst.boven is not None
    return float(uitkomst.onder), float(uitkomst.boven)


def proportie(teller: int, noemer: int) -> Proportie:
    return Proportie(Decimal(teller), Decimal(noemer))


def gemiddelde(waarden: Sequence[str | Decimal | int]) -> Gemiddelde:
    getallen = [Decimal(waarde) for waarde in waarden]
    return Gemiddelde(sum(getallen, Decimal(0)), sum((x * x for x in getallen), Decimal(0)), len(getallen))


def telling(aantal: int, dagen: int = 1) -> Telling:
    return Telling(aantal, Decimal(dagen))


# The papers


@pytest.mark.parametrize(
    ("teller", "noemer", "onder", "boven"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_in_newcombe_1998(teller: int, noemer: int, onder: float, boven: float) -> None:
    assert grenzen(wilson(Decimal(teller), Decimal(noemer), EEN)) == (onder, boven)


@pytest.mark.parametrize(
    ("nu", "toen", "onder", "boven"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_two_proportions_as_in_newcombe_1998(
    nu: tuple[int, int], toen: tuple[int, int], onder: float, boven: float
) -> None:
    verschil = compare_proportions(proportie(*nu), proportie(*toen), EEN)
    assert grenzen(verschil) == (onder, boven)
    assert verschil.significant is (onder > 0)


@pytest.mark.parametrize(
    ("aantal", "onder", "boven"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (2, 0.2422, 7.2247), (10, 4.7954, 18.3904), (50, 37.1110, 65.9188)],
)
def test_a_count_as_in_garwood_1936(aantal: int, onder: float, boven: float) -> None:
    assert grenzen(poisson_exact(aantal)) == pytest.approx((onder, boven), abs=1e-4)


SLAAP = ("1.2", "2.4", "1.3", "1.3", "0.0", "1.0", "1.8", "0.8", "4.6", "1.4")
DEXTRO = ("0.7", "-1.6", "-0.2", "-1.2", "-0.1", "3.4", "3.7", "0.8", "0.0", "2.0")
LAEVO = ("1.9", "0.8", "1.1", "0.1", "-0.1", "4.4", "5.5", "1.6", "4.6", "3.4")


def test_a_mean_as_with_the_sleep_of_student_1908() -> None:
    bron = gemiddelde(SLAAP)
    assert grenzen(t_interval(bron.som, bron.kwadraten, bron.n, EEN)) == (0.7001, 2.4599)


def test_two_means_as_with_the_sleep_of_student_1908() -> None:
    verschil = compare_means(gemiddelde(DEXTRO), gemiddelde(LAEVO), EEN)
    assert verschil.verschil == Decimal("-1.58")
    assert grenzen(verschil) == (-3.3655, 0.2055)
    assert verschil.significant is False


def test_the_net_promoter_score_as_computed_by_hand() -> None:
    # 39 with the added ones: 19.75 promotors, 8.75 criticasters; (0.73077 - 0.28205²) / 39 = 0.016698.
    assert grenzen(nps_interval(19, 9, 8)) == pytest.approx((2.8783, 53.5319), abs=2e-3)


@pytest.mark.parametrize(
    ("nu", "toen", "significant"),
    [
        # Without a difference each falls on either side: 2 / 2⁵ is above 5 %, 2 / 2⁶ below.
        (telling(5), telling(0), False),
        (telling(6), telling(0), True),
        # In a third of the time a third is expected: 2 * (1/3)³ is above 5 %, 2 * (1/3)⁴ below.
        (telling(3, 30), telling(0, 60), False),
        (telling(4, 30), telling(0, 60), True),
        (telling(30, 30), telling(90, 90), False),
        (telling(0), telling(0), False),
        # Where the interval alone would just leave out 0.
        (telling(3), telling(11), False),
    ],
)
def test_two_counts_by_the_exact_test(nu: Telling, toen: Telling, *, significant: bool) -> None:
    verschil = compare_counts(nu, toen)
    onder, boven = grenzen(verschil)
    assert verschil.significant is significant
    assert (onder <= 0 <= boven) is not significant


def test_a_period_that_is_not_over_is_compared_over_as_many_days() -> None:
    verschil = compare_counts(telling(50, 30), telling(100, 90))
    assert verschil.verschil == Decimal("16.6667")
    assert "evenveel dagen" in verschil.methode
    assert compare_counts(telling(50, 90), telling(100, 90)).verschil == -50
    assert "evenveel dagen" not in compare_counts(telling(50, 90), telling(100, 90)).methode


# A fixed value


def test_a_target_inside_the_interval_may_have_been_reached() -> None:
    interval = wilson(Decimal(56), Decimal(70), HONDERD)
    verschil = compare_with_fixed(Decimal(80), interval, Decimal(75))
    assert (verschil.verschil, verschil.significant) == (5, False)
    assert grenzen(verschil) == (-5.8166, 12.6953)


def test_a_target_outside_the_interval_was_missed() -> None:
    verschil = compare_with_fixed(Decimal(80), wilson(Decimal(56), Decimal(70), HONDERD), Decimal(95))
    assert (verschil.verschil, verschil.significant) == (-15, True)


# Where nothing can be said


def test_one_value_says_nothing_of_how_values_vary() -> None:
    een, meer = gemiddelde(["7"]), gemiddelde(["6", "8", "9"])
    assert t_interval(een.som, een.kwadraten, een.n, EEN) is None
    for verschil in (compare_means(een, meer, EEN), compare_means(meer, een, EEN)):
        assert (verschil.onder, verschil.boven, verschil.significant) == (None, None, None)
    assert compare_means(een, meer, EEN).verschil == Decimal("-0.6667")


def test_equal_values_say_nothing_of_how_values_vary() -> None:
    vijven, zessen = gemiddelde(["5"] * 4), gemiddelde(["6"] * 4)
    assert t_interval(vijven.som, vijven.kwadraten, vijven.n, EEN) is None
    verschil = compare_means(vijven, zessen, EEN)
    assert (verschil.verschil, verschil.onder, verschil.significant) == (-1, None, None)


def test_without_an_interval_a_target_is_only_near_or_far() -> None:
    verschil = compare_with_fixed(Decimal(7), None, Decimal(8))
    assert (verschil.verschil, verschil.onder, verschil.significant) == (-1, None, None)


@pytest.mark.parametrize(("teller", "noemer"), [(0, 0), (3, 2), (-1, 2), (1, -2)])
def test_what_is_no_proportion_is_refused(teller: int, noemer: int) -> None:
    with pytest.raises(ValueError, match="proportion"):
        wilson(Decimal(teller), Decimal(noemer), EEN)


def test_other_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        poisson_exact(-1)
    with pytest.raises(ValueError, match="respondent"):
        nps_interval(0, 0, 0)
    with pytest.raises(ValueError, match="counts"):
        nps_interval(3, -1, 0)
    with pytest.raises(ValueError, match="noemer"):
        quotient_interval(1, Decimal(0), EEN)
    with pytest.raises(ValueError, match="blootstelling"):
        compare_counts(telling(1, 0), telling(1))


def test_large_values_do_not_cancel_out() -> None:
    waarden = [10**20 + nr for nr in (1, 2, 3)]
    interval = t_interval(Decimal(sum(waarden)), Decimal(sum(x * x for x in waarden)), 3, EEN)
    assert interval is not None
    # As of 1, 2, 3: 2 ± 4.3027 * 1 / sqrt(3).
    assert (interval.onder - 10**20, interval.boven - 10**20) == (Decimal("-0.4841"), Decimal("4.4841"))


# What must hold whatever the figures

PROPORTIES = st.integers(1, 5000).flatmap(lambda n: st.builds(proportie, st.integers(0, n), st.just(n)))
RESPONS = st.integers(0, 400)
NPSEN = st.builds(Nps, RESPONS, RESPONS, RESPONS).filter(lambda s: s.promotors + s.passief + s.criticasters > 0)
REEKSEN = st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=12)
TELLINGEN = st.builds(telling, st.integers(0, 3000), st.integers(1, 400))


@given(PROPORTIES)
def test_a_proportion_lies_in_its_interval(p: Proportie) -> None:
    interval = wilson(p.teller, p.noemer, HONDERD)
    assert 0 <= interval.onder <= round_published(100 * p.teller / p.noemer) <= interval.boven <= 100
    verwacht = proportion_confint(int(p.teller), int(p.noemer), method="wilson")
    assert grenzen(interval) == pytest.approx([100 * grens for grens in verwacht], abs=1e-4)


@given(NPSEN)
def test_a_net_promoter_score_lies_in_its_interval(nps: Nps) -> None:
    interval = nps_interval(nps.promotors, nps.passief, nps.criticasters)
    n = nps.promotors + nps.passief + nps.criticasters
    score = round_published(Decimal(100 * (nps.promotors - nps.criticasters)) / n)
    assert -100 <= interval.onder <= score <= interval.boven <= 100
    gewogen = DescrStatsW(
        np.array([1, 0, -1]), weights=np.array([nps.promotors + 0.75, nps.passief + 1.5, nps.criticasters + 0.75])
    )
    marge = stats.norm.ppf(0.975) * float(np.sqrt(gewogen.var / (n + 3)))
    midden = float(gewogen.mean)
    onder, boven = 100 * max(-1.0, midden - marge), 100 * min(1.0, midden + marge)
    assert grenzen(interval) == pytest.approx((min(onder, float(score)), max(boven, float(score))), abs=1e-4)


@given(REEKSEN)
def test_a_mean_lies_in_its_interval(waarden: list[Decimal]) -> None:
    bron = gemiddelde(waarden)
    interval = t_interval(bron.som, bron.kwadraten, bron.n, EEN)
    if len(set(waarden)) == 1:
        assert interval is None
        return
    assert interval is not None
    assert interval.onder <= round_published(bron.som / bron.n) <= interval.boven
    verwacht = DescrStatsW([float(waarde) for waarde in waarden]).tconfint_mean()
    assert grenzen(interval) == pytest.approx(verwacht, abs=1e-4)


@given(st.integers(0, 100_000), st.integers(1, 5000))
def test_a_count_lies_in_its_interval(aantal: int, noemer: int) -> None:
    interval = poisson_exact(aantal)
    assert 0 <= interval.onder <= aantal <= interval.boven
    assert grenzen(interval) == pytest.approx(confint_poisson(aantal, 1, method="exact-c"), abs=1e-4)
    per = quotient_interval(aantal, Decimal(noemer), HONDERD)
    assert 0 <= per.onder <= round_published(Decimal(100 * aantal) / noemer) <= per.boven
    assert grenzen(per) == pytest.approx(
        [100 * grens / noemer for grens in grenzen(interval)], abs=2e-2 / noemer + 1e-4
    )


@given(PROPORTIES, PROPORTIES)
def test_two_proportions_differ_by_what_is_shown(nu: Proportie, toen: Proportie) -> None:
    verschil = compare_proportions(nu, toen, HONDERD)
    gepubliceerd = [round_published(100 * p.teller / p.noemer) for p in (nu, toen)]
    assert verschil.verschil == gepubliceerd[0] - gepubliceerd[1]
    verwacht = confint_proportions_2indep(
        int(nu.teller), int(nu.noemer), int(toen.teller), int(toen.noemer), method="newcomb"
    )
    assert grenzen(verschil) == pytest.approx([100 * grens for grens in verwacht], abs=2e-4)
    check(verschil, compare_proportions(toen, nu, HONDERD), Decimal(100))


@given(NPSEN, NPSEN)
def test_two_net_promoter_scores_the_other_way_round(nu: Nps, toen: Nps) -> None:
    check(compare_nps(nu, toen), compare_nps(toen, nu), Decimal(200))


@given(REEKSEN, REEKSEN)
def test_two_means_the_other_way_round(nu: list[Decimal], toen: list[Decimal]) -> None:
    verschil = compare_means(gemiddelde(nu), gemiddelde(toen), EEN)
    gespiegeld = compare_means(gemiddelde(toen), gemiddelde(nu), EEN)
    if min(len(nu), len(toen)) < 2 or len(set(nu)) == len(set(toen)) == 1:
        assert verschil.verschil == -gespiegeld.verschil
        assert verschil.onder is None
        assert verschil.significant is None
        return
    check(verschil, gespiegeld, Decimal(10**6))
    beide = CompareMeans(*(DescrStatsW([float(waarde) for waarde in kant]) for kant in (nu, toen)))
    assert grenzen(verschil) == pytest.approx(beide.tconfint_diff(usevar="unequal"), abs=2e-4)


@given(TELLINGEN, TELLINGEN)
def test_two_counts_by_the_exact_test_of_scipy(nu: Telling, toen: Telling) -> None:
    verschil = compare_counts(nu, toen)
    gespiegeld = compare_counts(toen, nu)
    assert verschil.significant == gespiegeld.significant
    onder, boven = grenzen(verschil)
    assert onder <= verschil.verschil <= boven
    if onder > 0 or boven < 0:
        assert verschil.significant
    kans = float(nu.blootstelling / (nu.blootstelling + toen.blootstelling))
    totaal = nu.aantal + toen.aantal
    if totaal:
        toetsen = [stats.binomtest(nu.aantal, totaal, kans, alternative=kant).pvalue for kant in ("less", "greater")]
        assert verschil.significant == (2 * min(toetsen) <= 0.05)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_two_counts_the_other_way_round(nu: int, toen: int) -> None:
    check(compare_counts(telling(nu), telling(toen)), compare_counts(telling(toen), telling(nu)), Decimal(10**6))
    assert compare_counts(telling(nu), telling(toen)).verschil == nu - toen


def check(verschil: Verschil, gespiegeld: Verschil, uiterste: Decimal) -> None:
    """The difference lies in its interval, within bounds, and turns its sign when the sides are swapped."""
    assert verschil.onder is not None
    assert verschil.boven is not None
    assert -uiterste <= verschil.onder <= verschil.verschil <= verschil.boven <= uiterste
    assert (verschil.verschil, verschil.onder, verschil.boven) == (
        -gespiegeld.verschil,
        -(gespiegeld.boven or 0),
        -(gespiegeld.onder or 0),
    )
    assert verschil.significant == gespiegeld.significant
