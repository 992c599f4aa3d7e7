"""What is said of a figure: only what it can bear."""

import pytest

from tests.api.raadsblad.maken import cijfer, indicator, verschil
from zicht_api.dashboard.opvallend import find_ontbreekt, find_veranderd
from zicht_api.dashboard.tegels import MAX_TEGELS, make_pijlers, make_tegel
from zicht_api.dashboard.woorden import verschil_met_vorige
from zicht_api.perioden import Periode
from zicht_api.waarden.onderdrukking import Waarde

JAAR = Periode.parse("2025")


@pytest.mark.parametrize(
    ("hoeveel", "significant", "kant", "tekst"),
    [
        ("12", True, "hoger", "Hoger dan 2024 (58%)"),
        ("-12", True, "lager", "Lager dan 2024 (82%)"),
        ("12", False, "gelijk", "Geen duidelijk verschil met 2024 (58%)"),
        ("12", None, "onbekend", "Was in 2024 (58%)"),
    ],
)
def test_higher_or_lower_is_only_said_where_it_is_no_chance(hoeveel, significant, kant, tekst) -> None:
    waarde = cijfer("70", vorige=verschil("2024", hoeveel, significant=significant))
    zin = verschil_met_vorige(waarde, indicator("a"))
    assert zin is not None
    assert (zin.kant, zin.tekst) == (kant, tekst)


@pytest.mark.parametrize(("richting", "gunstig"), [("hoger", True), ("lager", False), ("neutraal", None)])
def test_whether_a_rise_is_good_depends_on_what_is_wanted(richting, gunstig) -> None:
    waarde = cijfer("70", vorige=verschil("2024", "12", significant=True))
    zin = verschil_met_vorige(waarde, indicator("a", richting=richting))
    assert zin is not None
    assert zin.gunstig is gunstig


def test_nothing_is_said_of_a_difference_with_what_is_hidden() -> None:
    assert verschil_met_vorige(cijfer("70"), indicator("a")) is None
    assert verschil_met_vorige(cijfer(None, reden="te-weinig", onderdrukt=True), indicator("a")) is None


@pytest.mark.parametrize("reden", ["te-weinig", "geen-gegevens", "noemer-nul"])
def test_where_there_is_no_figure_a_tile_says_why_in_words(reden) -> None:
    tegel = make_tegel(indicator("a"), cijfer(None, reden=reden))
    assert tegel.getoond is False
    assert tegel.uitleg
    assert not any(teken.isdigit() for teken in tegel.cijfer)


def test_a_pillar_shows_first_what_one_needs_to_know_and_what_is_aimed_at() -> None:
    indicatoren = [
        indicator("mooi", belang="nice-to-know", streefwaarde=5, streefwaarden={}),
        indicator("gewoon", streefwaarde=None, streefwaarden={}),
        indicator("doel", streefwaarde=5, streefwaarden={}),
        indicator("leeg", streefwaarde=None, streefwaarden={}),
    ]
    reeksen = {each.code: [cijfer("70")] for each in indicatoren} | {"leeg": [cijfer(None)]}
    [pijler] = make_pijlers(indicatoren, reeksen, JAAR)
    assert [tegel.code for tegel in pijler.tegels] == ["doel", "gewoon", "mooi"]
    assert pijler.leeg == ("Leeg",)


def test_what_has_no_room_for_a_tile_stands_in_the_table() -> None:
    veel = [indicator(f"i{nr:02}", streefwaarde=None, streefwaarden={}) for nr in range(MAX_TEGELS + 5)]
    [pijler] = make_pijlers(veel, {each.code: [cijfer("70")] for each in veel}, JAAR)
    assert (len(pijler.tegels), len(pijler.rijen)) == (MAX_TEGELS, MAX_TEGELS + 5)


def test_what_changed_most_of_what_it_was_stands_first_and_chance_not_at_all() -> None:
    waarden: dict[str, Waarde] = {
        "klein": cijfer("110", vorige=verschil("2024", "10", significant=True)),
        "groot": cijfer("30", vorige=verschil("2024", "-20", significant=True)),
        "uit-niets": cijfer("9", vorige=verschil("2024", "9", significant=True)),
        "toeval": cijfer("900", vorige=verschil("2024", "800", significant=False)),
        "weg": cijfer(None, reden="te-weinig"),
    }
    indicatoren = [indicator(code) for code in waarden]
    assert [een.code for een in find_veranderd(indicatoren, waarden)] == ["uit-niets", "groot", "klein"]
    assert [(een.reden, een.namen) for een in find_ontbreekt(indicatoren, waarden)] == [("te-weinig", ("Weg",))]
