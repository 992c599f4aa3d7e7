import pytest
from tests.surveys.definities import als, definitie, vraag

from zicht_surveys.invullen.stappen import first_unfinished, step_after, step_before, steps

NPS = definitie([vraag("score", "nps")], [vraag("bellen")], [vraag("nummer", "telefoon", **als("bellen", "ja"))])
RIJEN = definitie([vraag("a", "matrix")], [vraag("b", **als("a-2", "1", "2"))], [vraag("c", "matrix")])
DIEP = definitie([vraag("a")], [vraag("b", **als("a", "ja"))], [vraag("c", **als("b", "ja"))], [vraag("d")])


@pytest.mark.parametrize(
    ("definition", "answers", "stap", "way"),
    [
        (NPS, {}, 1, [1, 2, 3]),
        (NPS, {"bellen": "nee"}, 1, [1, 2]),
        (NPS, {"bellen": "nee"}, 2, [1, 2]),
        (NPS, {"bellen": "ja"}, 2, [1, 2, 3]),
        (NPS, {}, 4, [1, 2]),
        (RIJEN, {}, 1, [1, 2, 3]),
        (RIJEN, {"a-1": "1"}, 1, [1, 2, 3]),
        (RIJEN, {"a-1": "1", "a-2": "3"}, 1, [1, 3]),
        (RIJEN, {"a-1": "3", "a-2": "1"}, 2, [1, 2, 3]),
        (DIEP, {}, 1, [1, 2, 3, 4]),
        (DIEP, {"a": "nee"}, 2, [1, 4]),
        (DIEP, {"a": "nee", "b": "ja"}, 1, [1, 4]),
    ],
)
def test_a_page_counts_as_long_as_it_may_still_come(definition, answers, stap, way):
    assert steps(definition, answers, stap) == way


@pytest.mark.parametrize(
    ("answers", "stap", "next_one"),
    [({}, 1, 2), ({"bellen": "nee"}, 2, None), ({"bellen": "ja"}, 2, 3), ({}, 2, None), ({"bellen": "ja"}, 3, None)],
)
def test_the_next_page_skips_what_is_not_asked(answers, stap, next_one):
    assert step_after(NPS, answers, stap) == next_one


def test_going_back_skips_what_is_not_asked():
    assert step_before(NPS, {}, 1) is None
    assert step_before(DIEP, {"a": "nee"}, 4) == 1
    assert step_before(DIEP, {"a": "ja", "b": "ja"}, 4) == 3


def test_who_comes_back_goes_on_at_the_first_page_that_is_not_done():
    assert first_unfinished(NPS, {}) == 1
    assert first_unfinished(NPS, {"score": "3"}) == 2
    assert first_unfinished(NPS, {"score": "3", "bellen": "ja"}) == 3
    assert first_unfinished(NPS, {"score": "3", "bellen": "nee"}) is None
    assert first_unfinished(NPS, {"bellen": "nee"}) == 1
    assert first_unfinished(RIJEN, {"a-1": "4", "a-2": "4", "c-1": "4"}) == 3
