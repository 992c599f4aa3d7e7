from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_api.perioden import MAX_REEKS, Periode, parse_reeks

DAGEN = st.dates(date(1900, 1, 8), date(2198, 12, 1))


def codes_of(dag: date) -> list[str]:
    """The four periods that a day lies in, worked out from the day."""
    jaar, week, _ = dag.isocalendar()
    return [
        f"{dag.year}",
        f"{dag.year}-K{(dag.month - 1) // 3 + 1}",
        f"{dag.year}-{dag.month:02}",
        f"{jaar}-W{week:02}",
    ]


PERIODEN = st.tuples(DAGEN, st.integers(0, 3)).map(lambda chosen: Periode.parse(codes_of(chosen[0])[chosen[1]]))


@pytest.mark.parametrize(
    ("code", "soort", "begin", "eind"),
    [
        ("2026", "jaar", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-K1", "kwartaal", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-K4", "kwartaal", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-03", "maand", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-02", "maand", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "maand", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-W10", "week", date(2026, 3, 2), date(2026, 3, 8)),
        ("2026-W01", "week", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", "week", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(code: str, soort: str, begin: date, eind: date) -> None:
    periode = Periode.parse(code)
    assert (str(periode), periode.soort, periode.begin, periode.eind) == (code, soort, begin, eind)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-K0", "2026-K5", "2026-00", "2026-13", "2026-3", "2026-W00", "2026-W54", "2025-W53", "2026-W1",
     "2026-03-01", "0000", "9999", "2026-k1", " 2026", "2026\n", "٢٠٢٦", "2026..2027"],
)  # fmt: skip
def test_what_is_no_period_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$") as refused:
        Periode.parse(text)
    assert text == "" or text not in str(refused.value).replace("zoals 2026, 2026-K1, 2026-03 of 2026-W10", "")


@given(DAGEN)
def test_every_day_lies_in_its_own_periods(dag: date) -> None:
    for code in codes_of(dag):
        periode = Periode.parse(code)
        assert periode.begin <= dag <= periode.eind
        assert periode.code == code


@given(PERIODEN)
def test_periods_follow_each_other_without_gap_or_overlap(periode: Periode) -> None:
    following = periode.next()
    assert following.begin == periode.eind + timedelta(days=1)
    assert following.soort is periode.soort
    assert Periode.parse(following.code) == following


@given(PERIODEN, PERIODEN)
def test_a_period_contains_another_when_all_its_days_do(one: Periode, other: Periode) -> None:
    days = {other.begin + timedelta(days=offset) for offset in range((other.eind - other.begin).days + 1)}
    assert one.contains(other) == all(one.begin <= day <= one.eind for day in days)


@given(PERIODEN, st.integers(0, MAX_REEKS - 1))
def test_a_range_holds_every_period_from_the_first_to_the_last(first: Periode, further: int) -> None:
    expected = [first]
    for _ in range(further):
        if expected[-1].eind > date(2198, 11, 1):
            break
        expected.append(expected[-1].next())
    assert list(parse_reeks(f"{first}..{expected[-1]}")) == expected


def test_a_single_period_is_a_range_of_one() -> None:
    assert parse_reeks("2026-W10") == (Periode.parse("2026-W10"),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-01..2025-K2", "dezelfde soort"),
        ("2025-02..2025-01", "vroegste"),
        ("2000-01..2016-09", "hoogstens 200"),
        ("2025-01..", "geen periode"),
        ("..2025-01", "geen periode"),
        ("2025-01..2025-02..2025-03", "geen periode"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_reeks(text)


def test_two_hundred_periods_are_the_most_that_a_range_holds() -> None:
    assert len(parse_reeks("2000-01..2016-08")) == MAX_REEKS
