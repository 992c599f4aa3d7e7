"""The rules by themselves, as small stories; test_aanval.py attacks what they decide."""

from itertools import combinations

import pytest

from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.raster import (
    Aantallen,
    Fijnheid,
    Gezin,
    Tijd,
    choose_combinations,
    judge_empty,
    judge_family,
    make_tijd,
    own_fijnheid,
)

ALLES = Fijnheid(4, lopend=True)
MAANDEN = [f"2025-{maand:02}" for maand in range(1, 13)]


def people(*per_maand: int) -> dict[str, int]:
    """People per month from January on, each of whom comes once."""
    maanden = dict(zip(MAANDEN, per_maand, strict=False))
    kwartalen: dict[str, int] = {}
    for maand, n in maanden.items():
        kwartaal = f"2025-K{(int(maand[-2:]) + 2) // 3}"
        kwartalen[kwartaal] = kwartalen.get(kwartaal, 0) + n
    return {"2025": sum(maanden.values()), **kwartalen, **maanden}


def together(*leden: Aantallen) -> dict[str, int]:
    codes = {code for aantallen in leden for code in aantallen}
    return {code: sum(aantallen.get(code, 0) for aantallen in leden) for code in codes}


def tijd(totaal: Aantallen, *, lopend_jaar: bool = False) -> Tijd:
    return make_tijd(2025, totaal, lopend_jaar=lopend_jaar)


def shown(fijn: Fijnheid, time: Tijd) -> set[str]:
    return {code for code in ["2025", *(f"2025-K{k}" for k in range(1, 5)), *MAANDEN] if fijn.shows(time, code)}


def family(*leden: Aantallen, drempel: int = 10, onzichtbaar: tuple[int, ...] = ()) -> dict[int | None, set[str]]:
    totaal = together(*leden)
    time = tijd(totaal)
    fijn = judge_family(Gezin(None, dict(enumerate(leden)), onzichtbaar), totaal, time, drempel, lambda _: ALLES)
    return {lid: shown(fijn[lid], time) for lid in fijn}


def test_who_has_enough_in_every_month_is_shown_by_month() -> None:
    aantallen = people(*[10] * 12)
    time = tijd(aantallen)
    assert own_fijnheid(aantallen, time, 10, ALLES) == ALLES


def test_a_small_month_leaves_the_quarters() -> None:
    aantallen = people(9, *[20] * 11)
    time = tijd(aantallen)
    fijn = own_fijnheid(aantallen, time, 10, ALLES)
    assert shown(fijn, time) == {"2025", "2025-K1", "2025-K2", "2025-K3", "2025-K4"}


def test_a_month_with_nobody_is_not_small() -> None:
    aantallen = people(10, 0, 10)
    time = tijd(aantallen)
    assert shown(own_fijnheid(aantallen, time, 10, ALLES), time) >= {"2025-01", "2025-02", "2025-03"}


def test_a_year_that_fills_up_loses_its_running_periods_and_not_its_months() -> None:
    aantallen = people(*[20] * 10, 3)
    time = tijd(aantallen, lopend_jaar=True)
    fijn = own_fijnheid(aantallen, time, 10, ALLES)
    assert shown(fijn, time) == {"2025-K1", "2025-K2", "2025-K3", *MAANDEN[:10], MAANDEN[11]}


def test_one_hidden_member_never_stands_alone() -> None:
    groot, middel, klein = people(*[40] * 12), people(*[20] * 12), people(*[2] * 12)
    found = family(groot, middel, klein)
    assert found[0] >= {"2025", "2025-01"}
    # The quarters of the small one hold 6: its year of 24 may be seen, the rest may not, and the middle one goes along.
    assert found[2] == {"2025"}
    assert found[1] == {"2025"}


def test_two_small_members_that_are_enough_together_hide_nobody_else() -> None:
    groot, klein = people(*[40] * 12), people(*[6] * 12)
    found = family(groot, klein, klein)
    assert found[0] >= {"2025-01"}
    assert "2025-01" not in found[1] | found[2]


def test_two_small_members_that_are_not_enough_together_take_a_third() -> None:
    groot, middel, klein = people(*[40] * 12), people(*[20] * 12), people(*[2] * 12)
    found = family(groot, middel, klein, klein)
    assert "2025-01" in found[0]
    assert "2025-01" not in found[1]


def test_what_no_answer_shows_can_be_hidden_without_loss() -> None:
    groot, klein, los = people(*[40] * 12), people(*[2] * 12), people(*[20] * 12)
    found = family(groot, klein, los, onzichtbaar=(2,))
    assert "2025-01" in found[0]
    assert "2025-01" not in found[1] | found[2]


def test_a_member_without_people_is_no_cover() -> None:
    groot, klein = people(*[40] * 12), people(*[2] * 12)
    found = family(groot, klein, people())
    assert "2025-01" not in found[0]


@pytest.mark.parametrize(
    ("volledig", "gekozen"),
    [
        (["ga", "gd"], ["ga", "gd"]),
        (["ga", "gd", "ad"], ["ga", "gd"]),
        (["ga", "gd", "ad", "gad"], ["ga", "gd", "ad", "gad"]),
        (["ga", "ad", "dl", "gl"], ["ga", "ad", "gl"]),
        # Leefgebieden overlap: knowing gebied and aanbieder each by leefgebied says too much of the two together.
        (["gl", "al"], ["gl"]),
        (["gl", "al", "ga", "gal"], ["gl", "al", "ga", "gal"]),
        ([], []),
    ],
)
def test_combinations_are_shown_together_only_where_they_do_not_close_a_ring(
    volledig: list[str], gekozen: list[str]
) -> None:
    letters = {"g": Dimensie.gebied, "a": Dimensie.aanbieder, "d": Dimensie.doelgroep, "l": Dimensie.leefgebied}

    def ways(codes: list[str]) -> set[frozenset[Dimensie]]:
        return {frozenset(letters[letter] for letter in code) for code in codes}

    assert choose_combinations(ways(volledig)) == ways(gekozen)


def test_all_combinations_without_small_cells_are_shown() -> None:
    alles = {frozenset(way) for size in range(2, 6) for way in combinations(Dimensie, size)}
    assert choose_combinations(alles) == alles


def test_in_a_year_that_fills_up_what_is_hidden_of_the_year_does_not_follow_from_its_quarters() -> None:
    # By year 3 and 16 are hidden, together 19; but 12 of the 16 are shown, in the second quarter.
    klein, half, groot = people(0, 0, 0, 0, 0, 3), people(0, 0, 0, 0, 0, 12, 0, 4), people(0, 0, 0, 0, 0, 8, 0, 7)
    totaal = together(klein, half, groot)
    time = tijd(totaal, lopend_jaar=True)
    fijn = judge_family(Gezin(None, dict(enumerate([klein, half, groot]))), totaal, time, 10, lambda _: ALLES)
    assert [een.shows(time, "2025") for een in fijn.values()] == [False, False, False]


def test_zeros_are_not_shown_where_others_of_the_family_are_hidden_all_year() -> None:
    time = tijd(people(*[40] * 12))
    assert judge_empty([ALLES, Fijnheid(1, lopend=True)], time) == ALLES
    assert shown(judge_empty([ALLES, Fijnheid(0, lopend=True)], time), time) == set()
