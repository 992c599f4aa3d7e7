"""One list of checks in two views: pure, so that what holds for every cycle can be tried on many."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_api.monitorcycli.schemas import Cyclusregel
from zicht_api.monitorcycli.stappen import MAX_GENOEMD, Vondst, find_missing, find_next, make_stappen
from zicht_api.monitorcycli.tijdvak import as_reeks, perioden_in
from zicht_api.monitorcycli.toetsen import TOETSEN, Weergave

CODES = [toets.code for toets in TOETSEN]
VONDST = st.builds(Vondst, st.integers(0, 3), st.integers(0, 3), st.just(["/v1/pad"]))
# Of some checks nothing is known: they are not there for this caller.
VONDSTEN = st.dictionaries(st.sampled_from(CODES), VONDST)


def lines(vondsten: dict[str, Vondst], weergave: Weergave) -> list[Cyclusregel]:
    return [regel for stap in make_stappen(vondsten, weergave) for regel in (*stap.aanwezig, *stap.ontbreekt)]


def test_a_check_follows_only_checks_that_stand_before_it() -> None:
    """So there always is one to begin with, and no two that wait for each other."""
    assert len(set(CODES)) == len(CODES)
    for place, toets in enumerate(TOETSEN):
        assert set(toets.na) <= set(CODES[:place]), toets.code


def test_every_step_of_both_views_has_a_check_also_for_who_accounts() -> None:
    for weergave, hoeveel in ((Weergave.kwaliteitskompas, 6), (Weergave.outcomecyclus, 4)):
        vondsten = {toets.code: Vondst(1, 1, []) for toets in TOETSEN if not toets.alleen_leren}
        stappen = make_stappen(vondsten, weergave)
        assert len(stappen) == hoeveel
        assert all(stap.aanwezig for stap in stappen)


@given(VONDSTEN)
def test_both_views_say_the_same_of_every_check_and_say_it_once(vondsten: dict[str, Vondst]) -> None:
    kompas, cyclus = (lines(vondsten, weergave) for weergave in Weergave)
    assert sorted(kompas, key=lambda regel: regel.toets) == sorted(cyclus, key=lambda regel: regel.toets)
    assert sorted(regel.toets for regel in kompas) == sorted(vondsten)


@given(VONDSTEN)
def test_what_is_next_misses_and_nothing_before_it_does(vondsten: dict[str, Vondst]) -> None:
    missing = {toets.code for toets in find_missing(vondsten)}
    assert missing == {code for code, vondst in vondsten.items() if vondst.gevonden < vondst.nodig}
    first = find_next(TOETSEN, vondsten)
    assert (first is None) == (not missing)
    by_code = {toets.code: toets for toets in TOETSEN}
    for weergave in Weergave:
        for stap in make_stappen(vondsten, weergave):
            here = {regel.toets for regel in stap.ontbreekt}
            if stap.volgende is not None:
                assert stap.volgende in here
                assert not missing & set(by_code[stap.volgende].na)
            else:
                # Nothing misses here, or something misses that comes before all of it.
                assert all(missing & set(by_code[code].na) for code in here)


def test_a_line_says_what_to_do_only_where_something_misses_and_names_no_more_than_one_reads() -> None:
    veel = [f"indicator-{nummer}" for nummer in range(200)]
    vondsten = {"nulmeting": Vondst(1, 201, veel, veel), "functies": Vondst(2, 1, ["/v1/pad"])}
    nulmeting, functies = sorted(lines(vondsten, Weergave.outcomecyclus), key=lambda regel: regel.advies is None)
    assert (nulmeting.gevonden, nulmeting.nodig) == (1, 201)
    assert nulmeting.ontbreekt == nulmeting.paden == veel[:MAX_GENOEMD]
    assert nulmeting.advies
    assert (functies.toets, functies.advies, functies.ontbreekt) == ("functies", None, [])


@pytest.mark.parametrize(
    ("begin", "eind", "reeksen"),
    [
        ("2025-01-01", "2025-12-31", ["2025", "2025-K1..2025-K4", "2025-01..2025-12"]),
        ("2025-04-01", "2026-03-31", ["2025-K2..2026-K1", "2025-04..2026-03"]),
        ("2025-04-02", "2025-09-30", ["2025-K3", "2025-05..2025-09"]),
        ("2024-02-01", "2024-02-29", ["2024-02"]),
        ("2025-02-02", "2025-03-30", []),
        ("2025-12-31", "2025-01-01", []),
    ],
)
def test_a_cycle_holds_the_periods_that_lie_wholly_in_it(begin: str, eind: str, reeksen: list[str]) -> None:
    perioden = perioden_in(date.fromisoformat(begin), date.fromisoformat(eind))
    assert [as_reeks(reeks) for reeks in perioden] == reeksen
