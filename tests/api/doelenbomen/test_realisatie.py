"""The score of indicators and how it rolls up, without a database."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.doelenbomen.narekenen import assert_agree, assert_recomputes
from zicht_api.doelenbomen.boom import NIVEAUS, find_faults
from zicht_api.doelenbomen.realisatie import MINIMUM_DEKKING, UITLEG, roll_up, score_indicator
from zicht_api.doelenbomen.schemas import (
    IndicatorRealisatie,
    Knoop,
    KnoopIndicator,
    KnoopRealisatie,
    Realisatie,
    Verandertheorie,
    Verbinding,
)
from zicht_api.doelenbomen.weergave import to_csv, to_json
from zicht_api.indicatoren.models import Indicator
from zicht_api.perioden import Periode
from zicht_api.waarden.onderdrukking import Verschil, Verschillen, Waarde

PERIODE = Periode.parse("2026")
THEORIE = Verandertheorie(als="we dit doen", dan="gebeurt dat", omdat="het zo is")


def figure(waarde: str | None, **fields: Any) -> Waarde:
    """A published figure. Not built in full: this test is about what is made of it."""
    none = Verschillen(vorige=None, vorig_jaar=None, nulmeting=None, streefwaarde=None)
    known: dict[str, Any] = {
        "periode": "2026",
        "teller": None,
        "noemer": None,
        "n": None,
        "onderdrukt": False,
        "verschillen": none,
    }
    given = {"waarde": None if waarde is None else Decimal(waarde), "reden": None} | fields
    return Waarde.model_construct(**known | given)


def indicator(richting: str, nulmeting: str | None, streefwaarde: str | None, **per_periode: Decimal) -> Indicator:
    doelen = {
        "nulmeting": None if nulmeting is None else Decimal(nulmeting),
        "streefwaarde": None if streefwaarde is None else Decimal(streefwaarde),
    }
    return Indicator(
        code="i", naam="I", eenheid="%", richting=richting, rekenwijze="verhouding", streefwaarden=per_periode, **doelen
    )


def score(found: Indicator, cijfer: Waarde, **eigen: Any) -> IndicatorRealisatie:
    return score_indicator(KnoopIndicator(code="i", **eigen), found, cijfer, PERIODE, heel=True)


@pytest.mark.parametrize(
    ("richting", "nulmeting", "streefwaarde", "waarde", "formule", "expected"),
    [
        ("hoger", "40", "80", "60", "voortgang", "50"),
        ("hoger", "40", "80", "30", "voortgang", "0"),
        ("hoger", "40", "80", "95", "voortgang", "100"),
        ("hoger", "-20", "10", "0", "voortgang", "66.6667"),
        ("lager", "30", "10", "15", "voortgang", "75"),
        ("lager", "30", "0", "0", "voortgang", "100"),
        ("lager", "30", "10", "45", "voortgang", "0"),
        ("hoger", None, "80", "60", "aandeel", "75"),
        ("hoger", None, "80", "-5", "aandeel", "0"),
        ("lager", None, "10", "40", "aandeel", "25"),
        ("lager", None, "10", "0", "aandeel", "100"),
        # The target asks no more than what there was: what counts is whether it is reached.
        ("hoger", "80", "70", "75", "aandeel", "100"),
        ("hoger", "80", "80", "60", "aandeel", "75"),
        ("lager", "10", "20", "15", "aandeel", "100"),
    ],
)
def test_a_score_says_how_much_of_the_way_was_gone(
    richting: str, nulmeting: str | None, streefwaarde: str, waarde: str, formule: str, expected: str
) -> None:
    found = score(indicator(richting, nulmeting, streefwaarde), figure(waarde))
    assert (found.formule, found.score, found.ontbreekt) == (formule, Decimal(expected), None)


@pytest.mark.parametrize(
    ("richting", "nulmeting", "streefwaarde", "cijfer", "reden"),
    [
        ("neutraal", "10", "20", figure("15"), "geen-richting"),
        ("hoger", "10", None, figure("15"), "geen-streefwaarde"),
        ("hoger", None, "0", figure("15"), "geen-nulmeting"),
        ("lager", None, "0", figure("15"), "geen-nulmeting"),
        ("hoger", "10", "20", figure(None, onderdrukt=True, reden="te-weinig"), "onderdrukt"),
        ("hoger", "10", "20", figure(None, reden="geen-gegevens"), "geen-gegevens"),
        ("hoger", "10", "20", figure(None, reden="noemer-nul"), "noemer-nul"),
    ],
)
def test_what_has_no_score_says_why(
    richting: str, nulmeting: str | None, streefwaarde: str | None, cijfer: Waarde, reden: str
) -> None:
    found = score(indicator(richting, nulmeting, streefwaarde), cijfer)
    assert (found.score, found.ontbreekt) == (None, reden)


def test_the_tree_has_the_last_word_on_target_and_baseline() -> None:
    of_indicator = indicator("hoger", "0", "100", **{"2026": Decimal(50)})
    assert score(of_indicator, figure("25")).score == 50
    assert score(of_indicator, figure("25"), streefwaarde=Decimal(30), nulmeting=Decimal(20)).score == 50
    assert score(of_indicator, figure("25"), nulmeting=Decimal(20)).streefwaarde == 50


def test_a_target_of_what_adds_up_is_for_the_whole_gemeente_and_a_whole_year() -> None:
    uren = indicator("hoger", "0", "100", **{"2026-K1": Decimal(20)})
    uren.rekenwijze = "maatstaf"
    kwartaal, jaar = Periode.parse("2026-K1"), PERIODE

    def targets(eigen: KnoopIndicator, periode: Periode, *, heel: bool) -> tuple[Decimal | None, Decimal | None]:
        found = score_indicator(eigen, uren, figure("10"), periode, heel=heel)
        return found.nulmeting, found.streefwaarde

    bare, own = KnoopIndicator(code="i"), KnoopIndicator(code="i", nulmeting=Decimal(5), streefwaarde=Decimal(50))
    assert (targets(bare, jaar, heel=True), targets(own, jaar, heel=True)) == ((0, 100), (5, 50))
    assert (targets(bare, jaar, heel=False), targets(own, jaar, heel=False)) == ((None, None), (None, None))
    # A quarter has the target that was set for it, and no other.
    assert (targets(bare, kwartaal, heel=True), targets(bare, kwartaal, heel=False)) == ((None, 20), (None, None))
    assert targets(bare, Periode.parse("2026-K2"), heel=True) == (None, None)


def test_the_figure_of_an_earlier_period_is_a_baseline_too() -> None:
    verschil = Verschil(
        met="2024", verschil=Decimal(-15), onder=None, boven=None, significant=None, methode="niet te schatten"
    )
    now = figure("25", verschillen=figure(None).verschillen.model_copy(update={"nulmeting": verschil}))
    found = score(indicator("lager", None, "20"), now)
    assert (found.nulmeting, found.formule, found.score) == (40, "voortgang", 75)


def tree(*takken: tuple[str, str | None, str]) -> tuple[list[Knoop], list[Verbinding]]:
    """takken: code, ouder, and the weight of the first in the second; the level follows from the ouder."""
    niveau: dict[str | None, int] = {None: -1}
    knopen, verbindingen = [], []
    for code, ouder, gewicht in takken:
        niveau[code] = niveau[ouder] + 1
        knopen.append(Knoop(code=code, soort=NIVEAUS[niveau[code]], naam=code))
        if ouder is not None:
            verbindingen.append(Verbinding(kind=code, ouder=ouder, gewicht=Decimal(gewicht), verandertheorie=THEORIE))
    return knopen, verbindingen


def scored(waarde: str | None, gewicht: str = "1", richting: str = "hoger") -> IndicatorRealisatie:
    """An indicator with this score: its target is 100."""
    return score(indicator(richting, None, "100"), figure(waarde), gewicht=Decimal(gewicht))


def roll(
    takken: list[tuple[str, str | None, str]], **indicatoren: list[IndicatorRealisatie]
) -> dict[str, KnoopRealisatie]:
    knopen, verbindingen = tree(*takken)
    per_knoop = {knoop.code: indicatoren.get(knoop.code, []) for knoop in knopen}
    return {found.code: found for found in roll_up(knopen, verbindingen, per_knoop)}


def test_a_knoop_is_the_weighted_mean_of_its_indicators_and_of_the_knopen_below() -> None:
    found = roll([("t", None, "1"), ("f", "t", "3")], t=[scored("20")], f=[scored("50", "1"), scored("80", "2")])
    assert (found["f"].score, found["f"].dekking) == (70, 1)
    assert found["t"].score == Decimal("57.5")


def test_what_is_missing_lowers_the_dekking_and_never_the_score() -> None:
    found = roll([("t", None, "1"), ("f", "t", "1")], t=[scored("60")], f=[scored("80", "3"), scored(None)])
    assert (found["f"].score, found["f"].dekking, found["f"].ontbreekt) == (80, Decimal("0.75"), None)
    assert (found["t"].score, found["t"].dekking) == (70, Decimal("0.875"))


def test_below_the_least_dekking_there_is_no_score() -> None:
    half = roll([("t", None, "1")], t=[scored("60"), scored(None)])["t"]
    less = roll([("t", None, "1")], t=[scored("60"), scored(None, "1.01")])["t"]
    assert (half.score, half.dekking) == (60, MINIMUM_DEKKING)
    assert (less.score, less.ontbreekt) == (None, "te-weinig-dekking")


def test_what_can_have_no_score_counts_nowhere() -> None:
    found = roll([("t", None, "1"), ("f", "t", "9")], t=[scored("60")], f=[scored("10", "5", "neutraal")])
    assert (found["f"].score, found["f"].dekking, found["f"].ontbreekt) == (None, None, "geen-indicatoren")
    assert (found["t"].score, found["t"].dekking) == (60, 1)


def test_only_the_top_is_a_shared_responsibility_and_it_says_so() -> None:
    found = roll([("t", None, "1"), ("f", "t", "1")], f=[scored("60")])
    assert {code: knoop.gedeelde_verantwoordelijkheid for code, knoop in found.items()} == {"t": True, "f": False}
    assert found["t"].toelichting is not None
    assert "nooit alleen" in found["t"].toelichting
    assert found["f"].toelichting is None


decimals = st.decimals(min_value=-1000, max_value=100_000, places=4, allow_nan=False)
weights = st.decimals(min_value="0.0001", max_value=9999, places=4)
optional = st.one_of(st.none(), decimals)


@st.composite
def answers(draw: st.DrawFn) -> Realisatie:
    """The realisatie of a random tree over random figures."""
    codes: list[list[str]] = [["k0"]]
    takken: list[tuple[str, str | None, str]] = [("k0", None, "1")]
    for _ in NIVEAUS[1:]:
        level = [f"k{len(takken) + nummer}" for nummer in range(draw(st.integers(0, 4)) if codes[-1] else 0)]
        takken += [(code, draw(st.sampled_from(codes[-1])), str(draw(weights))) for code in level]
        codes.append(level)
    knopen, verbindingen = tree(*takken)
    assert find_faults(knopen, verbindingen, set()) == []
    knopen = draw(st.permutations(knopen))
    indicatoren = {
        knoop.code: [draw(indicators(nummer)) for nummer in range(draw(st.integers(0, 3)))] for knoop in knopen
    }
    return Realisatie(
        doelenboom="boom", naam="Boom", versie=1, dataversie=7, drempel=10, periode="2026", gebied=None,
        doelgroep=None, minimum_dekking=MINIMUM_DEKKING, uitleg=UITLEG,
        knopen=roll_up(knopen, draw(st.permutations(verbindingen)), indicatoren),
    )  # fmt: skip


@st.composite
def indicators(draw: st.DrawFn, nummer: int) -> IndicatorRealisatie:
    waarde = draw(optional)
    onderdrukt = waarde is None and draw(st.booleans())
    cijfer = figure(None if waarde is None else str(waarde), onderdrukt=onderdrukt)
    richting = draw(st.sampled_from(["hoger", "hoger", "lager", "lager", "neutraal"]))
    doelen = {"nulmeting": draw(optional), "streefwaarde": draw(optional)}
    found = Indicator(
        code=f"i{nummer}", naam="I", eenheid="%", richting=richting, rekenwijze="verhouding", streefwaarden={}, **doelen
    )
    return score_indicator(KnoopIndicator(code=found.code, gewicht=draw(weights)), found, cijfer, PERIODE, heel=True)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers())
def test_whoever_recomputes_an_answer_from_what_stands_in_it_finds_the_same(answer: Realisatie) -> None:
    assert_recomputes(json.loads(to_json(answer), parse_float=Decimal))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers())
def test_csv_holds_the_same_figures_as_json(answer: Realisatie) -> None:
    assert_agree(json.loads(to_json(answer), parse_float=str, parse_int=str), to_csv(answer).decode())
