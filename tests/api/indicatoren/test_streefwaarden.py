from decimal import Decimal

import pytest

from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.streefwaarden import streefwaarde_voor
from zicht_api.perioden import Periode

ALTIJD = Decimal(10)
PER_PERIODE = {"2026": Decimal("20.5"), "2026-K1": Decimal(30), "2026-03": Decimal(40), "2027-W01": Decimal(50)}


@pytest.mark.parametrize(
    ("periode", "expected"),
    [
        ("2026", "20.5"),
        ("2026-K1", "30"),
        ("2026-K2", "20.5"),
        ("2026-01", "30"),
        ("2026-03", "40"),
        ("2026-12", "20.5"),
        ("2026-W11", "40"),  # within March
        ("2026-W09", "30"),  # in February and March: both in the first quarter
        ("2026-W14", "20.5"),  # in March and April
        ("2026-W53", "10"),  # ends in 2027
        ("2027-W01", "50"),
        ("2027-01", "10"),
        ("2025", "10"),
    ],
)
def test_the_shortest_period_that_holds_all_of_the_asked_one_has_the_target(periode: str, expected: str) -> None:
    indicator = Indicator(streefwaarde=ALTIJD, streefwaarden=PER_PERIODE)
    assert streefwaarde_voor(indicator, Periode.parse(periode)) == Decimal(expected)


@pytest.mark.parametrize(("periode", "expected"), [("2026", None), ("2027-W01", Decimal(50))])
def test_where_no_target_was_laid_down_there_is_none(periode: str, expected: Decimal | None) -> None:
    indicator = Indicator(streefwaarde=None, streefwaarden={"2027-W01": Decimal(50)})
    assert streefwaarde_voor(indicator, Periode.parse(periode)) == expected
