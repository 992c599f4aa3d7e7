"""What is to be drawn, without drawing it."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from tests.api.beelden.gegevens import (
    GEEN_GEGEVENS,
    NPS,
    VERBORGEN,
    beeldcijfers,
    cijfer,
    groep,
    reeks,
    reeksen,
    stelling,
)
from zicht_api.beelden.antwoorden import likert, nps
from zicht_api.beelden.beeld import Beeld, met_kop
from zicht_api.beelden.cijfers import Beeldcijfer, Groep, Reeks, Staaf, Stelling
from zicht_api.beelden.opmaak import spread, ticks
from zicht_api.beelden.staven import staven
from zicht_api.beelden.tekst import breedte_van, breek, periode_naam
from zicht_api.beelden.thema import DRUK, thema_of
from zicht_api.beelden.trend import trend
from zicht_api.beelden.vonk import vonk
from zicht_api.waarden.meten import Getal
from zicht_api.waarden.onderdrukking import Plek, publish
from zicht_api.waarden.vergelijken import Vergelijking

THEMA = thema_of({})


def rows(beeld: Beeld, soort: str) -> list[dict[str, Any]]:
    """What the marks of a kind are drawn from."""
    data = {each["name"]: each["values"] for each in beeld.specificatie["data"]}
    marks = [mark for mark in beeld.specificatie["marks"] if mark["type"] == soort]
    return [row for mark in marks for row in data[mark["from"]["data"]]]


@given(reeksen)
def test_what_is_not_shown_has_no_place_on_the_axis_and_is_told(found: Reeks) -> None:
    beeld = trend(found, THEMA)
    shown = {
        nr: (punt.cijfer.waarde, punt.cijfer.voorlopig)
        for nr, punt in enumerate(found.punten)
        if punt.cijfer.waarde is not None
    }
    points = [row for row in rows(beeld, "symbol") if "open" in row]
    assert {row["x"]: (Decimal(str(row["y"])), row["open"]) for row in points} == shown
    # A line only goes through points that follow each other.
    places = [row["x"] for row in rows(beeld, "line")]
    hidden = {nr for nr, punt in enumerate(found.punten) if punt.cijfer.waarde is None}
    assert not hidden & set(places)
    for reden, woord in (("te-weinig", "Verborgen"), ("geen-gegevens", "Geen gegevens")):
        told = [periode_naam(punt.periode) for punt in found.punten if punt.cijfer.reden == reden]
        assert (f"{woord}: {', '.join(told)}." in beeld.beschrijving) is bool(told)
    klein = vonk(found, THEMA)
    assert {row["x"] for row in rows(klein, "rule") if "x" in row} == hidden
    assert not hidden & {row["x"] for soort in ("line", "symbol") for row in rows(klein, soort)}


@given(st.lists(beeldcijfers, min_size=1, max_size=20), st.integers(300, 1200))
def test_a_bar_is_drawn_for_what_is_shown_and_a_sign_for_what_is_not(cijfers: list[Beeldcijfer], breedte: int) -> None:
    namen = [f"gebied {nr}" for nr in range(len(cijfers))]
    found = Groep("x", "%", "2026", tuple(Staaf(*each) for each in zip(namen, cijfers, strict=True)))
    beeld = staven(found, THEMA, breedte=breedte)
    assert [Decimal(str(row["w"])) for row in rows(beeld, "rect") if "w" in row and not row["open"]] == [
        each.waarde for each in cijfers if each.waarde is not None and not each.voorlopig
    ]
    words = [row["tekst"] for row in rows(beeld, "text")]
    for reden, woord in (("te-weinig", "verborgen"), ("geen-gegevens", "geen gegevens")):
        aantal = sum(each.reden == reden for each in cijfers)
        # The key below says it once more, in the same words or in more.
        assert aantal <= words.count(woord) <= aantal + 1
    assert all(0 <= row["y"] <= beeld.hoogte for row in rows(beeld, "text"))


def test_of_a_hidden_figure_nothing_goes_into_a_picture() -> None:
    """Neither what it was, nor on how many people it rests: a Waarde that is hidden has none of it any more."""
    plek = Plek("2026", {}, voorlopig=True)
    hidden = publish(plek, Getal(None, None, None, None, "te-weinig", None), Vergelijking())
    assert Beeldcijfer.of(hidden) == Beeldcijfer(None, "te-weinig", voorlopig=True)
    # Also not when somebody forgets that.
    forgotten = hidden.model_copy(update={"n": 7, "teller": Decimal(3)})
    assert Beeldcijfer.of(forgotten) == Beeldcijfer(None, "te-weinig", voorlopig=True)


def test_a_count_begins_at_zero_and_a_percentage_where_it_is() -> None:
    def lowest(found: Reeks) -> float:
        [y] = [each for each in trend(found, THEMA).specificatie["scales"] if each["name"] == "y"]
        return float(y["domain"][0])

    course = (cijfer("61.5"), cijfer("64"), cijfer("70"))
    assert lowest(reeks(*course, telt=True)) == 0
    assert lowest(reeks(*course, telt=False)) > 50


def test_numbers_along_an_axis_are_written_in_full() -> None:
    words = [row["tekst"] for row in rows(trend(reeks(cijfer("7.12"), cijfer("7.18")), THEMA), "text")]
    assert words[:4] == ["7,12", "7,14", "7,16", "7,18"]


def test_target_and_nulmeting_are_lines_with_their_name_and_a_provisional_period_is_open() -> None:
    course = (cijfer("61.5", marge="5"), cijfer("64"), cijfer("70", voorlopig=True))
    beeld = trend(reeks(*course, streefwaarde=Decimal(80), nulmeting=Decimal("55.5")), THEMA)
    words = [row["tekst"] for row in rows(beeld, "text")]
    assert ["streefwaarde", "80%"] in words
    assert ["nulmeting", "55,5%"] in words
    assert ["70%"] in words
    assert "voorlopig" in words
    assert [row["open"] for row in rows(beeld, "symbol") if "open" in row] == [False, False, True]
    assert "De streefwaarde is 80%. De nulmeting is 55,5%." in beeld.beschrijving
    assert "95%-interval 56,5% tot 66,5%" in beeld.beschrijving


def test_the_middle_of_the_scale_lies_below_each_other() -> None:
    beeld = likert("Putten", [stelling("helpend", 4, 9, 20, 88, 64), stelling("keuze", 30, 30, 0, 10, 10)], THEMA)
    stukken = [row for row in rows(beeld, "rect") if "van" in row]
    assert [row["kleur"] for row in stukken] == [*THEMA.schaal, *THEMA.schaal[:2], *THEMA.schaal[3:]]
    neutraal = stukken[2]
    assert neutraal["van"] == -neutraal["tot"]
    # Without anybody in the middle, the two sides meet there.
    assert stukken[6]["tot"] == stukken[7]["van"] == 0
    assert "helpend (n = 185): 1 2%, 2 5%, 3 11%, 4 48%, 5 35%." in beeld.beschrijving


def test_a_hidden_question_stands_with_the_others() -> None:
    beeld = likert("Putten", [stelling("helpend", 4, 9, 20, 88, 64), Stelling("keuze", (), (), "te-weinig")], THEMA)
    assert "verborgen" in [row["tekst"] for row in rows(beeld, "text")]
    assert beeld.beschrijving.endswith("keuze: verborgen.")


def test_a_nps_has_its_score_its_interval_and_three_groups() -> None:
    beeld = nps(NPS, THEMA)
    words = [row["tekst"] for row in rows(beeld, "text")]
    assert "+38,8" in words
    assert ["NPS, van -100 tot 100", "n = 170, 95%-interval 27,8 tot 49,8"] in words
    assert [row["tekst"] for row in rows(beeld, "text") if str(row["tekst"]).endswith("%")] == ["19%", "24%", "58%"]
    assert "criticasters (0 tot en met 6): 32" in words


@pytest.mark.parametrize("breedte", [300, 320, 640, 1000])
def test_no_text_runs_out_of_a_picture(breedte: int) -> None:
    lang = "Coenecoop en omgeving, met het buitengebied tussen de spoorlijn en Hellevoetsluisseburgemeesterstraat"
    course = [VERBORGEN if nr % 5 == 3 else cijfer(str(40 + nr), marge="6") for nr in range(30)]
    for beeld in (
        trend(reeks(*course, streefwaarde=Decimal(80), nulmeting=Decimal(40)), THEMA, breedte=breedte),
        staven(groep(**{lang: cijfer("55", marge="9"), "Noord": VERBORGEN}), THEMA, breedte=breedte),
        likert("Putten", [stelling(lang, 1, 2, 3, 4, 5)], THEMA, breedte=breedte),
        nps(NPS, THEMA, breedte=breedte),
    ):
        for mark in beeld.specificatie["marks"]:
            if mark["type"] == "text" and "angle" not in mark["encode"]["enter"]:
                assert_inside(beeld, mark)


def assert_inside(beeld: Beeld, mark: dict[str, Any]) -> None:
    how = mark["encode"]["enter"]
    scale = {each["name"]: each for each in beeld.specificatie["scales"]}
    [data] = [each["values"] for each in beeld.specificatie["data"] if each["name"] == mark["from"]["data"]]
    for row in data:
        x = how["x"]
        place = row[x["field"]] if "field" in x else x["value"]
        if "scale" in x:
            (low, high), (left, right) = scale[x["scale"]]["domain"], scale[x["scale"]]["range"]
            place = left + (place - low) / (high - low) * (right - left) + x.get("offset", 0)
        lines = row["tekst"] if isinstance(row["tekst"], list) else [row["tekst"]]
        bold = how.get("fontWeight", {}).get("value") == "bold"
        width = max(breedte_van(line, how["fontSize"]["value"], vet=bold) for line in lines)
        left = place - width * {"left": 0, "center": 0.5, "right": 1}[how.get("align", {}).get("value", "left")]
        assert left >= -1, row
        assert left + width <= beeld.breedte + 1, row


@given(st.decimals(-1000, 1000, places=3), st.decimals("0.001", 1000, places=3), st.integers(2, 8))
def test_round_numbers_along_an_axis_hold_all_that_is_drawn(laag: Decimal, verschil: Decimal, aantal: int) -> None:
    found = ticks(laag, laag + verschil, aantal)
    assert found[0] <= laag
    assert found[-1] >= laag + verschil
    assert 2 <= len(found) <= 2 * aantal + 2
    assert len({after - before for before, after in pairwise(found)}) == 1


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(5, 20)), max_size=8))
def test_labels_never_stand_on_each_other(wanted: list[tuple[float, float]]) -> None:
    plekken, hoogten = [each for each, _ in wanted], [each for _, each in wanted]
    found = spread(plekken, hoogten, 0, 200)
    order = sorted(range(len(found)), key=lambda nr: found[nr])
    for above, below in pairwise(order):
        assert found[below] - found[above] >= (hoogten[above] + hoogten[below]) / 2 - 1e-6


@given(st.text(alphabet="abcm Wéi-1 ", min_size=1, max_size=120), st.integers(40, 300))
def test_a_name_is_wrapped_within_its_room_and_nothing_of_it_is_lost(tekst: str, breedte: int) -> None:
    lines = breek(tekst, breedte, 12, 1000)
    assert all(breedte_van(line, 12) <= breedte for line in lines)
    bare = "".join(tekst.split()).replace("-", "")
    assert "".join(lines).replace(" ", "").replace("-", "") == bare
    short = breek(tekst, breedte, 12, 2)
    assert len(short) <= 2
    assert short == lines or short[-1].endswith("…")


def test_a_theme_follows_the_gemeente_and_stays_readable() -> None:
    donker = thema_of(
        {
            "utrecht-document-background-color": "#101418",
            "utrecht-document-color": "#f0f0f0",
            "utrecht-button-primary-action-background-color": "#ffb000",
        }
    )
    for thema in (THEMA, DRUK, donker):
        page = Color(thema.achtergrond)
        assert all(page.contrast(Color(kleur)) >= 4.5 for kleur in (thema.tekst, thema.subtiel))
        assert all(page.contrast(Color(kleur)) >= 3 for kleur in (thema.accent, thema.goed, thema.matig, thema.slecht))
        on = [Color(vlak).contrast(Color(op)) for vlak, op in zip(thema.schaal, thema.op_schaal, strict=True)]
        assert min(on) >= 4.5
    assert donker.accent == "#ffb000"
    # On a black and white print answers beside each other can be told apart.
    grey = [Color(kleur).convert("lab")["lightness"] for kleur in DRUK.schaal]
    assert all(abs(een - ander) > 15 for een, ander in pairwise(grey))


def test_a_picture_that_stands_by_itself_has_its_title_and_where_it_comes_from() -> None:
    beeld = trend(reeks(cijfer("61"), GEEN_GEGEVENS), THEMA)
    met = met_kop(beeld, THEMA, "Bron: vragenlijst hoewijzer.")
    said = json.dumps(met.specificatie)
    assert "Genoeg keuze" in said
    assert "Bron: vragenlijst hoewijzer." in said
    assert met.hoogte > beeld.hoogte
    assert (met.titel, met.beschrijving) == (beeld.titel, beeld.beschrijving)
