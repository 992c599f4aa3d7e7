import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_surveys.resultaten.onderdrukking import suppressed


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 12, "b": 5}, {}),
        ({"a": 4}, {"a": "minder-dan-drempel"}),
        ({"a": 4, "b": 4, "c": 20}, {"a": "minder-dan-drempel", "b": "minder-dan-drempel"}),
        ({"a": 1, "b": 9, "c": 7}, {"a": "minder-dan-drempel", "c": "af-te-leiden"}),
        ({"a": 1, "b": 1, "c": 7}, {"a": "minder-dan-drempel", "b": "minder-dan-drempel", "c": "af-te-leiden"}),
    ],
)
def test_a_small_group_is_hidden_and_cannot_be_found_by_subtraction(
    sizes: dict[str, int], hidden: dict[str, str]
) -> None:
    assert suppressed(sizes, 5) == hidden


@given(st.dictionaries(st.integers(0, 20), st.integers(1, 30), min_size=1), st.integers(5, 12))
def test_what_is_hidden_is_never_a_small_group_when_anything_is_shown(sizes: dict[int, int], drempel: int) -> None:
    hidden = suppressed(sizes, drempel)
    assert all(size >= drempel for group, size in sizes.items() if group not in hidden)
    together = sum(sizes[group] for group in hidden)
    assert together == 0 or together >= drempel or len(hidden) == len(sizes)
