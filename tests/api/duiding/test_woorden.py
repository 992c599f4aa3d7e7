"""Figures and periods as people say them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_api.duiding.onderwerpen import verloop_of
from zicht_api.duiding.weergave import Rij, make_bars
from zicht_api.duiding.woorden import in_cel, in_kort, in_periode, in_zin, met_eenheid, vergelijkingen
from zicht_api.waarden.meten import Getal
from zicht_api.waarden.onderdrukking import Plek, Waarde, publish
from zicht_api.waarden.statistiek import Verschil
from zicht_api.waarden.vergelijken import Oordeel, Vergelijking

GEEN = Vergelijking()


def cijfer(waarde: str | None, reden: Any = None, vergelijking: Vergelijking = GEEN) -> Waarde:
    getal = Getal(None if waarde is None else Decimal(waarde), None, None, None, reden, None)
    return publish(Plek("2025-K1", {}, voorlopig=False), getal, vergelijking)


def oordeel(met: str, verschil: str, significant: bool | None) -> Oordeel:
    return Oordeel(met, Verschil(Decimal(verschil), None, None, significant, "m"))


@pytest.mark.parametrize(
    ("code", "lang", "kort", "verloop"),
    [
        ("2025", "2025", "2025", "2021..2025"),
        ("2025-K1", "het eerste kwartaal van 2025", "1e kwartaal 2025", "2023-K2..2025-K1"),
        ("2025-03", "maart 2025", "mrt 2025", "2024-03..2025-03"),
        ("2025-W09", "week 9 van 2025", "week 9, 2025", "2024-W49..2025-W09"),
        # Before the first year there is nothing to look back on.
        ("1901", "1901", "1901", "1900..1901"),
    ],
)
def test_a_period_is_said_in_words(code: str, lang: str, kort: str, verloop: str) -> None:
    assert (in_periode(code), in_kort(code), verloop_of(code)) == (lang, kort, verloop)


def test_in_a_sentence_periods_are_said_in_words_and_days_are_left() -> None:
    said = in_zin("Waarde: 12, tegen 9 in 2025-K4 en 8 in 2025-03, op 2025-03-01.")
    assert said == "Waarde: 12, tegen 9 in het vierde kwartaal van 2025 en 8 in maart 2025, op 2025-03-01."


@pytest.mark.parametrize(
    ("waarde", "eenheid", "gezegd"),
    [
        ("33.3333", "%", "33,3%"),
        ("1250", "uren", "1.250 uren"),
        ("7.45", "rapportcijfer", "7,4"),
        ("-12", "NPS", "-12"),
        ("-0.01", "%", "0%"),
    ],
)
def test_a_figure_has_one_decimal_and_its_unit(waarde: str, eenheid: str, gezegd: str) -> None:
    assert met_eenheid(Decimal(waarde), eenheid) == gezegd


@pytest.mark.parametrize(
    ("reden", "gezegd"),
    [("te-weinig", "niet getoond"), ("geen-gegevens", "geen gegevens"), ("noemer-nul", "niets om te delen")],
)
def test_a_figure_that_is_not_there_says_why(reden: str, gezegd: str) -> None:
    assert in_cel(cijfer(None, reden), "%") == gezegd
    assert vergelijkingen(cijfer(None, reden), "%") == []


@pytest.mark.parametrize(
    ("vergelijking", "eenheid", "gezegd"),
    [
        (
            Vergelijking(vorige=oordeel("2024-K4", "-6", True)),
            "uren",
            "6 uren lager dan in het vierde kwartaal van 2024 (66 uren). Dit is waarschijnlijk geen toeval.",
        ),
        (
            Vergelijking(vorig_jaar=oordeel("2024-K1", "1", False)),
            "%",
            "1 punt hoger dan in het eerste kwartaal van 2024 (59%). Dit kan ook toeval zijn.",
        ),
        (
            Vergelijking(nulmeting=oordeel("nulmeting", "10", None)),
            "NPS",
            "10 punten hoger dan bij de nulmeting, de eerste meting (50). We kunnen niet zeggen of dit toeval is.",
        ),
        (
            Vergelijking(vorige=oordeel("2024-K4", "0.01", False)),
            "%",
            "Even hoog als in het vierde kwartaal van 2024 (60%).",
        ),
        (
            Vergelijking(streefwaarde=oordeel("streefwaarde", "2.5", True)),
            "%",
            "2,5 punten boven de streefwaarde van 57,5%.",
        ),
        (Vergelijking(streefwaarde=oordeel("streefwaarde", "0", None)), "%", "Precies op de streefwaarde van 60%."),
    ],
)  # fmt: skip
def test_a_difference_is_a_sentence_with_both_figures_and_how_certain_it_is(
    vergelijking: Vergelijking, eenheid: str, gezegd: str
) -> None:
    assert vergelijkingen(cijfer("60", vergelijking=vergelijking), eenheid) == [gezegd]


FIGUREN = st.lists(st.none() | st.decimals(-200, 5000, places=1), min_size=1, max_size=8)


@given(FIGUREN, st.sampled_from(["%", "uren", "NPS"]))
def test_bars_lie_within_their_table_and_are_as_long_as_their_figures(
    figuren: list[Decimal | None], eenheid: str
) -> None:
    waarden = [
        cijfer(None if figuur is None else str(figuur), "te-weinig" if figuur is None else None) for figuur in figuren
    ]
    tabel = make_bars("delen", "t", "k", [Rij("r", waarde, nadruk=True, onder=False) for waarde in waarden], eenheid)
    assert len(tabel.staven) == len(figuren)
    for staaf, figuur in zip(tabel.staven, figuren, strict=True):
        assert staaf.getoond is (figuur is not None)
        assert 0 <= staaf.van <= staaf.van + staaf.breedte <= 100.02
        assert (staaf.breedte == 0) or figuur
    longest = max(abs(figuur) for figuur in [*figuren, Decimal(0)] if figuur is not None)
    for staaf, figuur in zip(tabel.staven, figuren, strict=True):
        if figuur is not None and longest:
            top = max(other.breedte for other in tabel.staven)
            assert staaf.breedte == pytest.approx(top * float(abs(figuur) / longest), abs=0.05)
