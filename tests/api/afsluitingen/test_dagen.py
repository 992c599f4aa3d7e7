from datetime import date

import pytest

from zicht_api.afsluitingen.dagen import AfgeslotenDagen
from zicht_api.perioden import Periode


def dagen(*codes: str) -> AfgeslotenDagen:
    return AfgeslotenDagen.of([(periode.begin, periode.eind) for periode in map(Periode.parse, codes)])


@pytest.mark.parametrize(
    ("codes", "reeksen"),
    [
        ((), []),
        (("2025-03", "2025-01", "2025-02"), [("2025-01-01", "2025-03-31")]),
        (("2025", "2025-03"), [("2025-01-01", "2025-12-31")]),
        (("2025-01", "2025-03"), [("2025-01-01", "2025-01-31"), ("2025-03-01", "2025-03-31")]),
        (("2025-W01", "2025-01"), [("2024-12-30", "2025-01-31")]),
    ],
)
def test_periods_that_touch_are_one_stretch(codes: tuple[str, ...], reeksen: list[tuple[str, str]]) -> None:
    assert [(str(begin), str(eind)) for begin, eind in dagen(*codes).reeksen] == reeksen


def test_a_day_is_closed_when_any_period_with_it_is() -> None:
    closed = dagen("2025-01", "2025-03")
    assert closed.overlaps(date(2024, 1, 1), date(2026, 1, 1))
    assert closed.overlaps(date(2025, 1, 31), date(2025, 2, 1))
    assert not closed.overlaps(date(2025, 2, 1), date(2025, 2, 28))
    assert closed.touches([date(2025, 2, 1), date(2025, 3, 31)])
    assert not closed.touches([date(2024, 12, 31), date(2025, 2, 1), date(2025, 4, 1)])
    assert not AfgeslotenDagen().touches([date(2025, 1, 1)])
