from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zicht_api.maatstaven.berekeningen import CLIENTEN
from zicht_api.waarden.figuren import CONTACTEN, Cel, Figuur, Registratie
from zicht_api.waarden.meten import Meetwaarde
from zicht_api.waarden.onderdrukking import Plek, Waarde, publish, publish_aantallen, show
from zicht_api.waarden.vergelijken import Vergelijking

UREN = Registratie("uren", "uren")
CELLEN = (
    st.builds(Cel, som=st.integers(0, 10**9).map(str), n=st.integers(0, 10**6), aantal=st.integers(0, 10**6))
    | st.none()
)
FIGUREN = st.sampled_from([(UREN,), (CONTACTEN,), (UREN, CONTACTEN), (CONTACTEN, Registratie(CLIENTEN, CLIENTEN))])


@st.composite
def meetwaarden(draw: st.DrawFn) -> Meetwaarde:
    figuren: tuple[Figuur, ...] = draw(FIGUREN)
    factor = draw(st.decimals(min_value=1, max_value=1000, places=2))
    return Meetwaarde(figuren, tuple(draw(CELLEN) for _ in figuren), factor)


def published(ruw: Meetwaarde, *, zichtbaar: bool = True) -> Waarde:
    plek = Plek("2026", {"gebied": None}, voorlopig=False)
    return publish(plek, show(ruw, zichtbaar=zichtbaar), Vergelijking())


@given(meetwaarden())
def test_of_a_hidden_cell_nothing_leaves(ruw: Meetwaarde) -> None:
    waarde = published(ruw, zichtbaar=False)
    assert waarde.onderdrukt
    assert waarde.reden == "te-weinig"
    assert (waarde.waarde, waarde.teller, waarde.noemer, waarde.n, waarde.interval) == (None,) * 5


@given(meetwaarden())
def test_a_value_follows_from_the_teller_and_the_noemer_that_stand_beside_it(ruw: Meetwaarde) -> None:
    waarde = published(ruw)
    assert not waarde.onderdrukt
    if waarde.waarde is None:
        assert waarde.reden in {"geen-gegevens", "noemer-nul"}
        return
    assert waarde.teller is not None
    if waarde.noemer is None:
        assert waarde.waarde == waarde.teller
    else:
        assert abs(waarde.waarde * waarde.noemer - waarde.teller * ruw.factor) <= waarde.noemer * Decimal("0.00005")


@given(meetwaarden())
def test_an_interval_holds_the_value_that_it_is_of(ruw: Meetwaarde) -> None:
    waarde = published(ruw)
    if waarde.interval is not None:
        assert waarde.waarde is not None
        assert waarde.interval.onder <= waarde.waarde <= waarde.interval.boven


def test_halves_are_rounded_to_even() -> None:
    # A minute and a half of an hour is 0.025; of 60 hours in 4 decimals: 0.00005 would be 0.003 minutes.
    cellen = [Cel(minuten, 10, 10) for minuten in ("0.003", "0.009", "120.015")]
    found = [published(Meetwaarde((UREN,), (cel,), Decimal(1))).waarde for cel in cellen]
    assert [str(waarde) for waarde in found] == ["0.0000", "0.0002", "2.0002"]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 100)), st.integers(5, 50))
def test_one_small_count_of_people_hides_those_beside_it(aantallen: dict[str, int], drempel: int) -> None:
    found = publish_aantallen(aantallen, drempel=drempel)
    small = any(0 < aantal < drempel for aantal in aantallen.values())
    assert {naam: aantal.aantal for naam, aantal in found.items()} == {
        naam: None if small else aantal for naam, aantal in aantallen.items()
    }
    assert all(aantal.onderdrukt == small for aantal in found.values())
