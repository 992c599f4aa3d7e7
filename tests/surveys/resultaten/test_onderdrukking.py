from collections import Counter
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zicht_surveys.resultaten.onderdrukking import suppressed


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 12, "b": 5}, set()),
        ({"a": 4}, {"a"}),
        ({"a": 4, "b": 4, "c": 20}, {"a", "b"}),
        ({"a": 1, "b": 9, "c": 7}, {"a", "c"}),
        ({"a": 1, "b": 1, "c": 7}, {"a", "b", "c"}),
        ({"a": 0, "b": 9, "c": 7}, {"a", "c"}),
    ],
)
def test_a_small_group_is_hidden_and_cannot_be_found_by_subtraction(sizes: dict[str, int], hidden: set[str]) -> None:
    assert suppressed(sizes, 5) == hidden


def test_a_group_that_is_hidden_of_all_people_is_hidden_of_each_question_and_not_alone() -> None:
    assert suppressed({"a": 9, "b": 12, "c": 30}, 5, also={"a"}) == {"a", "b"}


@given(
    st.dictionaries(st.integers(0, 20), st.integers(1, 30), min_size=1),
    st.sets(st.integers(0, 20)),
    st.integers(5, 12),
)
def test_what_is_hidden_is_at_least_two_groups_and_the_drempel_when_anything_is_shown(
    sizes: dict[int, int], also: set[int], drempel: int
) -> None:
    hidden = suppressed(sizes, drempel, also)
    assert also & set(sizes) <= hidden
    assert all(size >= drempel for group, size in sizes.items() if group not in hidden)
    if hidden and len(hidden) < len(sizes):
        assert len(hidden) >= 2
        assert sum(sizes[group] for group in hidden) >= drempel


People = list[tuple[int, int]]


def margin(people: People, side: int) -> Counter[int]:
    return Counter(person[side] for person in people)


def width(published: list[tuple[list[int], int]], cells: int, asked: list[int]) -> float:
    """How far apart the highest and lowest sum of the asked cells lie that agree with all published sums."""
    equations = np.zeros((len(published), cells))
    for row, (members, _) in enumerate(published):
        equations[row, members] = 1
    totals = [total for _, total in published]
    aim = np.zeros(cells)
    aim[asked] = 1
    low, high = (linprog(sign * aim, A_eq=equations, b_eq=totals, bounds=(0, None), method="highs") for sign in (1, -1))
    return float(-high.fun - low.fun)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=12, max_size=80), st.integers(5, 8))
def test_a_linear_program_over_all_breakdowns_cannot_narrow_down_a_hidden_group(people: People, drempel: int) -> None:
    """The attacker has the total, what is shown by aanbieder, and what is shown by gebied."""
    sides = [sorted(margin(people, side)) for side in (0, 1)]
    places = {(a, g): place for place, (a, g) in enumerate((a, g) for a in sides[0] for g in sides[1])}
    members = [
        {group: [p for key, p in places.items() if key[side] == group] for group in sides[side]} for side in (0, 1)
    ]
    published = [(list(places.values()), len(people))]
    hidden: list[set[int]] = []
    for side in (0, 1):
        sizes: Mapping[int, int] = margin(people, side)
        hidden.append(suppressed(sizes, drempel))
        published += [(members[side][group], sizes[group]) for group in sides[side] if group not in hidden[side]]
    for side in (0, 1):
        for group in hidden[side]:
            assert width(published, len(places), members[side][group]) >= drempel - 1e-6
