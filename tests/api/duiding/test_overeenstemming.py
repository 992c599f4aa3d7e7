"""What the perspectives agree on, and the top five."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_api.duiding.overeenstemming import TOP, judge, rank

ANTWOORDEN = st.lists(st.sampled_from(["ja", "deels", "nee"]), max_size=5)
CODES = st.lists(st.sampled_from([f"a{nummer}" for nummer in range(9)]), unique=True)


@st.composite
def verkiezingen(draw: st.DrawFn) -> tuple[list[str], list[dict[str, int]]]:
    """Recommendations in their order, and the votes of each perspective."""
    codes = draw(CODES)
    if not codes:
        return [], []
    stemmen = st.dictionaries(st.sampled_from(codes), st.integers(1, 4), max_size=len(codes))
    return codes, draw(st.lists(stemmen, max_size=5))


@pytest.mark.parametrize(
    ("antwoorden", "oordeel"),
    [
        ([], "te-weinig-stemmen"),
        (["nee"], "te-weinig-stemmen"),
        (["nee", "nee"], "eens"),
        (["ja", "deels"], "oneens"),
        (["ja", "ja", "ja", "nee"], "oneens"),
    ],
)
def test_perspectives_agree_when_two_or_more_say_the_same_and_nobody_otherwise(
    antwoorden: list[str], oordeel: str
) -> None:
    assert judge(antwoorden) == oordeel


@given(ANTWOORDEN, st.randoms())
def test_it_does_not_matter_who_speaks_first(antwoorden: list[str], dice: object) -> None:
    shuffled = antwoorden.copy()
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judge(shuffled) == judge(antwoorden)


@given(ANTWOORDEN, st.sampled_from(["ja", "deels", "nee"]))
def test_one_more_voice_never_makes_a_disagreement_an_agreement(antwoorden: list[str], erbij: str) -> None:
    before, after = judge(antwoorden), judge([*antwoorden, erbij])
    if before == "oneens":
        assert after == "oneens"
    elif before == "eens":
        assert (after == "eens") is (erbij == antwoorden[0])
    else:
        assert (after == "te-weinig-stemmen") is (len(antwoorden) == 0)


@given(verkiezingen(), st.randoms())
def test_the_top_has_all_that_nobody_of_five_or_more_beats(
    verkiezing: tuple[list[str], list[dict[str, int]]], dice: object
) -> None:
    codes, stemmen = verkiezing
    found = rank(codes, stemmen)
    totals: Counter[str] = Counter()
    for given_ in stemmen:
        totals.update(given_)

    # Each with the number that beat it, and no other votes than were given.
    for plaats in found:
        assert plaats.stemmen == totals[plaats.aanbeveling] > 0
        assert plaats.plaats == 1 + sum(totals[code] > plaats.stemmen for code in codes) <= TOP
        assert plaats.gelijk is (sum(totals[code] == plaats.stemmen for code in codes) > 1)
    left_out = set(codes) - {plaats.aanbeveling for plaats in found}
    assert all(totals[code] == 0 or sum(totals[other] > totals[code] for other in codes) >= TOP for code in left_out)
    # In order, those that are level as they were laid down; whoever counts the votes first.
    assert found == sorted(found, key=lambda plaats: (plaats.plaats, codes.index(plaats.aanbeveling)))
    shuffled = stemmen.copy()
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(codes, shuffled) == found
