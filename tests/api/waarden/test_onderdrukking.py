from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zicht_api.waarden.onderdrukking import Cel, publish, publish_aantallen

GETALLEN = st.decimals(min_value=0, max_value=10**9, places=6)
AANTALLEN = st.integers(0, 60)
CELLEN = st.builds(
    Cel,
    periode=st.just("2026"),
    dimensies=st.sampled_from([{}, {"gebied": "WK01"}, {"gebied": None}]),
    teller=st.none() | GETALLEN,
    noemer=st.none() | GETALLEN,
    n=AANTALLEN,
    groepen=st.lists(AANTALLEN, max_size=2).map(tuple),
)


@given(st.lists(CELLEN), st.integers(5, 50))
def test_no_number_leaves_a_cell_that_rests_on_few_people(cellen: list[Cel], drempel: int) -> None:
    for cel, waarde in zip(cellen, publish(cellen, drempel=drempel, factor=Decimal(100)), strict=True):
        small = any(0 < groep < drempel for groep in cel.groepen)
        assert waarde.onderdrukt == small
        if small:
            assert (waarde.waarde, waarde.teller, waarde.noemer, waarde.n) == (None, None, None, None)
            assert waarde.reden == "te-weinig"
        else:
            assert waarde.n == cel.n


@given(st.lists(CELLEN), st.decimals(min_value=1, max_value=1000, places=2))
def test_a_value_follows_from_the_teller_and_the_noemer_that_stand_beside_it(
    cellen: list[Cel], factor: Decimal
) -> None:
    for waarde in publish(cellen, drempel=5, factor=factor):
        if waarde.waarde is not None and waarde.noemer is not None:
            assert waarde.teller is not None
            assert abs(waarde.waarde * waarde.noemer - waarde.teller * factor) <= waarde.noemer * Decimal("0.00005")
        elif waarde.waarde is not None:
            assert waarde.waarde == waarde.teller
        else:
            assert waarde.reden is not None


def test_halves_are_rounded_to_even() -> None:
    cellen = [Cel("2026", {}, Decimal(teller), None, 10, (10,)) for teller in ("0.00005", "0.00015", "2.00025")]
    published = publish(cellen, drempel=10, factor=Decimal(1))
    assert [str(waarde.waarde) for waarde in published] == ["0.0000", "0.0002", "2.0002"]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 100)), st.integers(5, 50))
def test_small_counts_of_people_are_hidden(aantallen: dict[str, int], drempel: int) -> None:
    published = publish_aantallen(aantallen, drempel=drempel)
    assert published.keys() == aantallen.keys()
    for naam, aantal in published.items():
        assert aantal.onderdrukt == (0 < aantallen[naam] < drempel)
        assert aantal.aantal == (None if aantal.onderdrukt else aantallen[naam])
