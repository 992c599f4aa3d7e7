import random
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from math import pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht_api.prognoses.berekening import ReeksTeKort, Stap, minste_lengte, voorspel


def getallen(waarden: Sequence[float | str]) -> list[Decimal]:
    return [Decimal(str(waarde)) for waarde in waarden]


def intervallen(stap: Stap) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    assert stap.onder_80 is not None
    assert stap.boven_80 is not None
    assert stap.onder_95 is not None
    assert stap.boven_95 is not None
    return stap.onder_80, stap.boven_80, stap.onder_95, stap.boven_95


MAANDEN = getallen([12, 15, 11, 14, 13, 16, 12, 15, 14, 13, 17, 12])


@pytest.mark.parametrize(("seizoen", "nodig"), [(None, 8), (2, 8), (4, 10), (12, 26), (52, 106)])
def test_a_series_that_is_too_short_is_refused(seizoen: int | None, nodig: int) -> None:
    assert minste_lengte(seizoen) == nodig
    reeks = getallen([nr % 3 for nr in range(nodig)])
    with pytest.raises(ReeksTeKort) as fout:
        voorspel(reeks[1:], stappen=1, seizoen=seizoen)
    assert (fout.value.nodig, fout.value.aanwezig) == (nodig, nodig - 1)
    assert len(voorspel(reeks, stappen=1, seizoen=seizoen).stappen) == 1


@pytest.mark.parametrize(("stappen", "seizoen"), [(0, None), (1, 1)])
def test_no_steps_or_a_season_of_one_is_no_question(stappen: int, seizoen: int | None) -> None:
    with pytest.raises(ValueError, match="at least"):
        voorspel(MAANDEN, stappen=stappen, seizoen=seizoen)


def test_the_same_series_gives_the_same_forecast() -> None:
    assert voorspel(MAANDEN, stappen=3, seizoen=4) == voorspel(MAANDEN, stappen=3, seizoen=4)


def test_it_is_less_certain_the_further_ahead() -> None:
    wandeling = getallen([10, 12, 11, 14, 17, 16, 19, 22, 20, 23, 27, 26])
    breedtes = []
    for stap in voorspel(wandeling, stappen=4, seizoen=None).stappen:
        onder_80, boven_80, onder_95, boven_95 = intervallen(stap)
        assert onder_95 < onder_80 < stap.verwachting < boven_80 < boven_95
        breedtes.append(boven_95 - onder_95)
    assert breedtes == sorted(set(breedtes))


@pytest.mark.parametrize("waarde", ["0", "7.5", "-3"])
def test_a_series_that_never_changes_goes_on_without_a_margin(waarde: str) -> None:
    prognose = voorspel(getallen([waarde] * 8), stappen=2, seizoen=None)
    assert prognose.stappen == (Stap(Decimal(waarde), None, None, None, None, begrensd=False),) * 2
    assert "niet te schatten" in prognose.methode


def test_a_season_that_never_changes_goes_on_without_a_margin() -> None:
    prognose = voorspel(getallen([5, 8, 2, 9] * 3 + [5]), stappen=5, seizoen=4)
    assert [stap.verwachting for stap in prognose.stappen] == [8, 2, 9, 5, 8]
    assert [stap.onder_95 for stap in prognose.stappen] == [None] * 5


def test_a_season_returns_at_its_own_place() -> None:
    lot = random.Random(1)
    reeks = [50 + 20 * sin(2 * pi * nr / 12) + lot.gauss(0, 1) for nr in range(41)]
    prognose = voorspel(getallen(reeks), stappen=13, seizoen=12)
    for nr, stap in enumerate(prognose.stappen, start=41):
        assert abs(float(stap.verwachting) - 50 - 20 * sin(2 * pi * nr / 12)) < 3
    assert "seizoen van 12" in prognose.methode


def test_a_clear_trend_is_followed_and_named() -> None:
    lot = random.Random(2)
    prognose = voorspel(getallen([10 + 2 * nr + lot.gauss(0, 1) for nr in range(30)]), stappen=1, seizoen=None)
    assert 68 < prognose.stappen[0].verwachting < 72
    assert "met gedempte trend" in prognose.methode
    assert "zonder trend" in voorspel(MAANDEN, stappen=1, seizoen=None).methode


def test_a_percentage_stays_between_its_bounds_and_says_so() -> None:
    reeks = getallen([97, 99, 92, 98, 99, 95, 100, 98, 99, 96])
    vrij = voorspel(reeks, stappen=2, seizoen=None)
    begrensd = voorspel(reeks, stappen=2, seizoen=None, ondergrens=Decimal(0), bovengrens=Decimal(100))
    for stap, ruimer in zip(begrensd.stappen, vrij.stappen, strict=True):
        assert intervallen(ruimer)[3] > 100
        assert (stap.boven_95, stap.onder_95, stap.begrensd) == (100, ruimer.onder_95, True)
        assert stap.verwachting == ruimer.verwachting
    assert "afgekapt op wat mogelijk is (0 en 100)" in begrensd.methode
    assert "afgekapt" not in vrij.methode


def test_a_count_never_falls_below_zero() -> None:
    dalend = getallen([40, 36, 31, 27, 24, 19, 15, 12, 7, 4, 2, 0])
    prognose = voorspel(dalend, stappen=6, seizoen=None, ondergrens=Decimal(0))
    assert voorspel(dalend, stappen=6, seizoen=None).stappen[-1].verwachting < 0
    for stap in prognose.stappen:
        assert min(stap.verwachting, *intervallen(stap)) >= 0


def test_bounds_that_are_not_reached_change_nothing() -> None:
    vrij = voorspel(MAANDEN, stappen=2, seizoen=None)
    assert voorspel(MAANDEN, stappen=2, seizoen=None, bovengrens=Decimal(1000)) == vrij


def test_the_unit_does_not_matter() -> None:
    klein = voorspel(MAANDEN, stappen=2, seizoen=None)
    groot = voorspel([10**9 * waarde for waarde in MAANDEN], stappen=2, seizoen=None)
    for stap, groter in zip(klein.stappen, groot.stappen, strict=True):
        for waarde, maal in zip(intervallen(stap), intervallen(groter), strict=True):
            assert float(maal) / 10**9 == pytest.approx(float(waarde), abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.decimals(-1000, 1000, places=2), min_size=10, max_size=24),
    st.sampled_from([None, 2, 4]),
)
def test_any_series_gives_ordered_intervals_without_a_warning(reeks: list[Decimal], seizoen: int | None) -> None:
    for stap in voorspel(reeks, stappen=3, seizoen=seizoen).stappen:
        if stap.onder_95 is not None:
            onder_80, boven_80, onder_95, boven_95 = intervallen(stap)
            assert onder_95 <= onder_80 <= stap.verwachting <= boven_80 <= boven_95


def simulate(soort: str, lengte: int, lot: random.Random) -> list[float]:
    """Around 100, with noise of 5."""
    ruis = [lot.gauss(0, 5) for _ in range(lengte)]
    if soort == "autoregressief":
        afwijking, reeks = 0.0, []
        for schok in ruis:
            afwijking = 0.6 * afwijking + schok
            reeks.append(100 + afwijking)
        return reeks
    if soort == "trend":
        return [100 + nr + schok for nr, schok in enumerate(ruis)]
    return [100 + 20 * sin(pi * nr / 2) + 0.5 * nr + schok for nr, schok in enumerate(ruis)]


def test_what_comes_next_lies_within_the_margins_as_often_as_they_say() -> None:
    lot = random.Random(20)
    binnen_80, binnen_95 = [], []
    for nr in range(60):
        soort, lengte = ("autoregressief", "trend", "seizoen")[nr % 3], (12, 24)[nr % 2]
        reeks = getallen([round(waarde, 2) for waarde in simulate(soort, lengte + 4, lot)])
        prognose = voorspel(reeks[:lengte], stappen=4, seizoen=4 if soort == "seizoen" else None)
        for stap, werkelijk in zip(prognose.stappen, reeks[lengte:], strict=True):
            onder_80, boven_80, onder_95, boven_95 = intervallen(stap)
            binnen_80.append(onder_80 <= werkelijk <= boven_80)
            binnen_95.append(onder_95 <= werkelijk <= boven_95)
    assert len(binnen_95) == 240
    assert 0.65 <= sum(binnen_80) / 240 <= 0.95
    assert 0.85 <= sum(binnen_95) / 240 <= 1


def test_who_asks_for_no_forecast_does_not_wait_for_statsmodels() -> None:
    modules = "zicht_api.prognoses.berekening, zicht_api.waarden.statistiek, zicht_api.formules.taal"
    code = f"import sys, {modules}; print(sorted({{'statsmodels', 'scipy', 'pandas', 'numpy'}} & set(sys.modules)))"
    geladen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert geladen.stdout.strip() == "[]"
