"""What a council member reads under a figure."""

from decimal import Decimal
from typing import Any

import pytest

from tests.api.raadsblad.maken import cijfer, indicator, verschil
from zicht_api.raadsblad.woorden import beweging_of, doel_of, shorten, show_cijfer


@pytest.mark.parametrize(
    ("vorige", "richting", "teken", "tekst"),
    [
        (verschil("2024", "8", significant=True), "hoger", "omhoog", "Hoger dan in 2024 (62%): beter."),
        (verschil("2024", "8", significant=True), "lager", "omhoog", "Hoger dan in 2024 (62%): minder goed."),
        (verschil("2024", "-8", significant=True), "lager", "omlaag", "Lager dan in 2024 (78%): beter."),
        (verschil("2024", "-8", significant=True), "neutraal", "omlaag", "Lager dan in 2024 (78%)."),
        (verschil("2024", "8", significant=None), "hoger", "omhoog", "Hoger dan in 2024 (62%); misschien toeval."),
        (verschil("2024", "8", significant=False), "hoger", "gelijk", "Geen duidelijk verschil met 2024 (62%)."),
        (verschil("2024", "0.04", significant=False), "hoger", "gelijk", "Even hoog als in 2024 (70%)."),
        (None, "hoger", "onbekend", "Niet te vergelijken met de periode ervoor."),
    ],
)
def test_a_direction_is_only_given_where_it_is_no_chance(vorige: Any, richting: str, teken: str, tekst: str) -> None:
    found = beweging_of(indicator("a", richting=richting), cijfer(vorige=vorige))
    assert (found.teken, found.tekst) == (teken, tekst)


def test_a_count_of_a_period_that_is_not_over_is_not_called_lower() -> None:
    lager = verschil("2024", "-30", significant=False)
    telling = indicator("a", rekenwijze="uniek")
    assert beweging_of(telling, cijfer(vorige=lager, voorlopig=True)).tekst == "Deze periode is nog niet voorbij."


@pytest.mark.parametrize(
    ("status", "teken", "tekst"),
    [
        ("behaald", "behaald", "Streefwaarde 65%: gehaald."),
        ("op-weg", "op-weg", "Streefwaarde 65%: op weg."),
        ("niet-behaald", "niet-behaald", "Streefwaarde 65%: niet gehaald."),
        (None, "geen-doel", "Streefwaarde 65%."),
    ],
)
def test_the_target_stands_beside_the_figure_in_a_shape_and_in_words(status: str, teken: str, tekst: str) -> None:
    found = doel_of(cijfer(streefwaarde=verschil("streefwaarde", "5"), status=status), "%")
    assert (found.teken, found.tekst) == (teken, tekst)


def test_of_a_hidden_figure_the_page_says_that_it_is_hidden_and_no_number() -> None:
    blok = show_cijfer(indicator("a"), cijfer(None, reden="te-weinig", onderdrukt=True))
    assert blok.getal is None
    assert "beschermen" in blok.zin
    assert not any(sign.isdigit() for sign in f"{blok}")


def test_a_number_of_people_has_its_unit_and_its_n() -> None:
    clienten = indicator("a", rekenwijze="uniek", eenheid="cliënten")
    blok = show_cijfer(clienten, cijfer("1234", n=1234, teller=Decimal(1234)))
    assert (blok.getal, blok.eenheid, blok.onderbouwing) == ("1.234", "cliënten", "n = 1.234, registratie")


def test_a_long_text_ends_at_a_sentence_or_at_a_word() -> None:
    assert shorten("Kort  genoeg.", 20) == "Kort genoeg."
    assert shorten("Eerste zin. Tweede zin die te lang is.", 20) == "Eerste zin."
    assert shorten("Een zin zonder einde die doorgaat", 20) == "Een zin zonder…"
