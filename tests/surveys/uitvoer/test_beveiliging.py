from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from zicht_surveys.resultaten.onderdrukking import suppressed
from zicht_surveys.uitvoer.beveiliging import decide

DREMPEL = 5
PERSON = st.tuples(
    st.sampled_from(["a", "b", "c", "d", None]),
    st.dictionaries(st.sampled_from(["p", "q"]), st.sampled_from(["ja", "nee"])),
)


@given(st.lists(PERSON, max_size=60))
def test_rows_added_up_say_nothing_that_the_counts_hide(people: list[tuple[str | None, dict[str, str]]]) -> None:
    groepen: Counter[str | None] = Counter(aanbieder for aanbieder, _ in people)
    per_veld: dict[str, Counter[str | None]] = defaultdict(Counter)
    for aanbieder, answers in people:
        for veld in answers:
            per_veld[veld][aanbieder] += 1
    vrij = decide(groepen, per_veld, DREMPEL)
    if vrij is None:
        assert len(people) < DREMPEL
        return
    rows = [vrij.row(aanbieder, answers) for aanbieder, answers in people]

    small = suppressed(groepen, DREMPEL)
    labels = Counter(label for label, _ in rows)
    assert {label for label in labels if label is not None} == set(groepen) - small - {None}
    # The rows without a label, too, are many; unless nobody has one.
    assert labels[None] == 0 or labels[None] >= DREMPEL
    for veld, sizes in per_veld.items():
        hidden = suppressed(sizes, DREMPEL, also=small)
        seen = Counter(label for label, answers in rows if veld in answers)
        assert all(aantal >= DREMPEL for aantal in seen.values())
        for label, aantal in seen.items():
            if label is not None:
                assert label not in hidden
                assert aantal == sizes[label]
        # What is missing, beside the total that is shown: nothing, or as much as the counts leave open.
        missing = sum(sizes.values()) - seen.total()
        assert missing == 0 or missing >= DREMPEL or sum(sizes.values()) < DREMPEL
