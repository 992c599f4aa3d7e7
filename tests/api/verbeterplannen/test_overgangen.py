"""The steps of plans and acties, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from zicht_api.verbeterplannen.overgangen import (
    ACTIE,
    ACTIE_IN_PLAN,
    PLAN,
    PLAN_OPEN,
    Actiestatus,
    Planstatus,
    find_unfinished,
    find_waiting_for,
    has_cycle,
)

CODES = ("a", "b", "c", "d", "e")


def test_a_plan_goes_forward_and_stops_for_good() -> None:
    assert {(van.value, naar.value) for van, verder in PLAN.items() for naar in verder} == {
        ("concept", "vastgesteld"),
        ("concept", "gestopt"),
        ("vastgesteld", "in-uitvoering"),
        ("vastgesteld", "gestopt"),
        ("in-uitvoering", "afgerond"),
        ("in-uitvoering", "gestopt"),
    }
    assert {Planstatus.concept, Planstatus.vastgesteld, Planstatus.in_uitvoering} == PLAN_OPEN


def test_an_actie_goes_forward_and_what_was_done_can_no_longer_lapse() -> None:
    assert {(van.value, naar.value) for van, verder in ACTIE.items() for naar in verder} == {
        ("gepland", "bezig"),
        ("gepland", "vervallen"),
        ("bezig", "uitgevoerd"),
        ("bezig", "vervallen"),
        ("uitgevoerd", "afgesloten"),
    }
    # Every step but the first, which is being laid down, is tied to how far the plan is.
    assert set(ACTIE_IN_PLAN) == set(Actiestatus) - {Actiestatus.gepland}


def test_what_keeps_a_plan_from_its_end_is_every_actie_that_has_none() -> None:
    assert find_unfinished(dict(zip(CODES, Actiestatus, strict=True))) == ["a", "b", "c"]


def test_an_actie_waits_for_what_is_not_done_also_when_that_lapsed() -> None:
    acties = dict(zip(CODES, Actiestatus, strict=True))
    assert find_waiting_for(["e", "d", "c", "b", "a", "weg"], acties) == ["a", "b", "e", "weg"]
    assert find_waiting_for([], acties) == []


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=12))
def test_as_long_as_no_cycle_is_laid_down_the_acties_can_be_done_one_after_another(
    pairs: list[tuple[str, str]],
) -> None:
    waits: dict[str, list[str]] = {code: [] for code in CODES}
    for actie, ander in pairs:
        others = {code: known for code, known in waits.items() if code != actie}
        if not has_cycle(actie, [*waits[actie], ander], others):
            waits[actie].append(ander)
    done: set[str] = set()
    while ready := {code for code in CODES if code not in done and set(waits[code]) <= done}:
        done |= ready
    assert done == set(CODES)


def test_a_cycle_is_found_however_long_it_is() -> None:
    assert has_cycle("a", ["a"], {})
    assert has_cycle("a", ["b"], {"b": ["c"], "c": ["d"], "d": ["a"]})
    assert not has_cycle("a", ["b", "c"], {"b": ["d"], "c": ["d"], "d": []})
    # One that was there without it, is no cycle of this actie.
    assert not has_cycle("a", ["b"], {"b": ["c"], "c": ["b"]})
