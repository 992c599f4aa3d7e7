"""How soon a silence is seen, and how often one is called that is none: measured on simulated series."""

from statistics import median

import numpy as np
import pytest

from tests.api.signalen.reeksen import DREMPEL, as_tijdvakken, draw
from zicht_api.signalen.stilte import FOUTKANS, HORIZON, MIN_HISTORIE, Tijdvak, find_stilte

PER_MAAND = (3, 5, 8, 12, 20, 40)
BEGIN, EIND = 24, 24 + HORIZON
REST = 150


def first_call(
    deel: list[int], rest: list[int], eerste: int = BEGIN, *, drempel: int = 1, reeksen: int = 1
) -> tuple[int, int] | None:
    """Looking month by month: when the first call comes, and since which month it says that it is silent."""
    for maand in range(eerste, len(deel)):
        tijdvakken = as_tijdvakken(deel[: maand + 1], rest[: maand + 1], drempel=drempel)
        if stilte := find_stilte(tijdvakken, reeksen=reeksen):
            return maand, sum(tijdvak.maanden for tijdvak in tijdvakken[: stilte.sinds])
    return None


@pytest.mark.parametrize(("spreiding", "drempel"), [(1, 1), (1, DREMPEL), (2, 1), (2, DREMPEL)])
def test_of_a_thousand_series_that_go_on_as_before_at_most_five_percent_is_called_silent(
    spreiding: float, drempel: int
) -> None:
    """Each watched for two years. What is measured stands in docs/decisions/0013."""
    rng = np.random.default_rng(20261122 + drempel)
    called = dict.fromkeys(PER_MAAND, 0)
    for number in range(1000):
        per_maand = PER_MAAND[number % len(PER_MAAND)]
        deel, rest = draw(rng, per_maand, EIND, spreiding), draw(rng, REST, EIND)
        called[per_maand] += first_call(deel, rest, drempel=drempel) is not None
    share = sum(called.values()) / 1000
    print(f"false calls: {share:.1%} of 1,000 series in {HORIZON} months, by rate {called} ({spreiding=}, {drempel=})")
    assert share <= FOUTKANS, f"{share:.1%} false calls: {called}"


@pytest.mark.parametrize(
    ("per_maand", "usually", "nearly_always"), [(3, 4, 5), (5, 3, 4), (8, 2, 3), (12, 2, 2), (20, 1, 2), (40, 1, 1)]
)
def test_a_gebied_that_falls_silent_is_seen_at_the_right_month(
    per_maand: int, usually: int, nearly_always: int
) -> None:
    """usually, nearly_always: the months after which it is known in half of the series and in 95 of 100."""
    after, since = silences(per_maand, drempel=1)
    measured = f"{per_maand} a month: after {median(after)}, at most {max(after)} months"
    print(f"{measured}; the right first month in {sum(since)} of {len(since)}")
    assert median(after) <= usually, measured
    assert sum(months <= nearly_always for months in after) >= 0.95 * len(after), measured
    # Who comes three times a month also stays away a whole month by chance, one month in twenty.
    assert sum(since) >= 0.85 * len(since), f"the first month was right in {sum(since)} of {len(since)}"


@pytest.mark.parametrize(("per_maand", "hoogstens"), [(5, 10), (8, 10), (12, 9), (20, 8), (40, 1)])
def test_where_small_figures_are_hidden_a_silence_is_seen_later(per_maand: int, hoogstens: int) -> None:
    """Of a small gebied only quarters or years are shown: half of the silences are known after so many months."""
    after, _ = silences(per_maand, drempel=DREMPEL)
    measured = f"{per_maand} a month, {DREMPEL=}: after {median(after)}, at most {max(after)} months"
    print(measured)
    assert median(after) <= hoogstens, measured


def silences(per_maand: int, *, drempel: int) -> tuple[list[int], list[bool]]:
    """Of simulated gebieden that fall silent in any month of a year: after how many months it is known (99: never), and
    whether it is known since when."""
    rng = np.random.default_rng(per_maand * drempel)
    after, since = [], []
    for number in range(60):
        stops = BEGIN + number % 12
        deel, rest = [*draw(rng, per_maand, stops), *[0] * 24], draw(rng, REST, stops + 24)
        call = first_call(deel, rest, stops, drempel=drempel)
        after.append(99 if call is None else call[0] - stops + 1)
        since.append(call is not None and call[1] == stops)
    return after, since


def test_more_series_at_once_ask_for_more_certainty() -> None:
    deel, rest = [12] * 30 + [0] * 3, [REST] * 33
    alone, together = first_call(deel, rest), first_call(deel, rest, reeksen=500)
    assert alone is not None
    assert together is not None
    assert together[0] > alone[0]
    assert (alone[1], together[1]) == (30, 30)


def test_what_is_hidden_is_not_a_zero() -> None:
    """Of a village where four instead of twelve come nothing is shown any more: no silence follows from that."""
    assert first_call([12] * 24 + [4] * 3, [REST] * 27, drempel=DREMPEL) is None
    assert find_stilte([*[Tijdvak(20, 150)] * 24, *[Tijdvak(None, 150)] * 3]) is None


def test_of_a_gebied_of_which_only_quarters_are_shown_an_empty_quarter_is_a_silence() -> None:
    quarters = [Tijdvak(15, 450, 3)] * 6
    found = find_stilte([*quarters, Tijdvak(0, 450, 3)])
    assert found is not None
    assert (found.sinds, round(found.verwacht)) == (6, 15)
    assert find_stilte([*quarters[:3], Tijdvak(0, 450, 3)]) is None


def test_a_month_of_which_nothing_is_known_is_no_silence_and_ends_none() -> None:
    known, zero, gap = [Tijdvak(20, 170)] * 24, Tijdvak(0, 150), Tijdvak(None, None)
    assert find_stilte([*known, gap, gap, gap]) is None
    assert find_stilte([*known, zero, gap]) is None
    found = find_stilte([*known, zero, gap, zero])
    assert found is not None
    assert found.sinds == 24


def test_when_nobody_comes_anywhere_one_gebied_is_not_silent() -> None:
    """A month without deliveries, or a summer: the gebied does what the whole gemeente does."""
    assert first_call([20] * 24 + [0] * 3, [REST] * 24 + [0] * 3) is None
    assert first_call([20] * 24 + [2], [REST] * 24 + [15]) is None


def test_where_many_more_come_elsewhere_nobody_stays_away_here() -> None:
    assert first_call([20] * 30, [REST] * 29 + [20 * REST]) is None


def test_without_a_year_of_history_or_without_anybody_ever_there_is_nothing_to_fall_silent() -> None:
    for history, silent in ((MIN_HISTORIE - 1, False), (MIN_HISTORIE, True)):
        found = find_stilte([*[Tijdvak(40, 190)] * history, Tijdvak(0, 150)])
        assert (found is not None) is silent
    assert find_stilte([Tijdvak(0, 150)] * 36) is None
    assert find_stilte([]) is None
