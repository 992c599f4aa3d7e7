from itertools import product

import pytest

from zicht_surveys.respons.cellen import Cel, hidden_cells


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": Cel(40, 20), "b": Cel(40, 20)}, set()),
        ({"a": Cel(40, 4), "b": Cel(40, 20), "c": Cel(40, 10)}, {"a", "c"}),
        ({"a": Cel(20, 20), "b": Cel(40, 20), "c": Cel(40, 10)}, {"a", "b"}),
        ({"a": Cel(40, 0), "b": Cel(60, 30)}, {"a", "b"}),
        ({"a": Cel(40, 40), "b": Cel(40, 2), "c": Cel(80, 40)}, {"a", "b"}),
        ({"a": Cel(3, 1)}, {"a"}),
        ({}, set()),
    ],
)
def test_a_group_is_hidden_where_nearly_nobody_or_nearly_everybody_answered(
    cells: dict[str, Cel], hidden: set[str]
) -> None:
    assert hidden_cells(cells, 5) == hidden


def test_what_is_hidden_never_follows_from_the_total() -> None:
    """Whoever knows the total and the shown cells knows of the rest only a sum, large enough on both sides."""
    some = [Cel(12, answered) for answered in (0, 4, 6, 12)] + [Cel(40, 20)]
    for combination in product(some, repeat=3):
        cells = dict(enumerate(combination))
        hidden = hidden_cells(cells, 5)
        if not hidden or len(hidden) == len(cells):
            continue
        assert len(hidden) > 1
        assert sum(cells[group].geantwoord for group in hidden) >= 5
        assert sum(cells[group].zonder for group in hidden) >= 5
