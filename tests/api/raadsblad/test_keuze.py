"""What stands on the council's page, and what gives way."""

from datetime import date
from typing import Any

from tests.api.raadsblad.maken import cijfer, kandidaat, regel, verhaal, verschil
from zicht_api.raadsblad.keuze import (
    LANGSTE_CITAAT,
    Kandidaat,
    Planregel,
    choose_acties,
    choose_cijfers,
    choose_citaat,
    choose_verloop,
)
from zicht_api.verbeterplannen.overgangen import Actiestatus, Planstatus


def codes(*kandidaten: Kandidaat) -> dict[str, list[str]]:
    return {pijler: [each.indicator.code for each in rij] for pijler, rij in choose_cijfers(kandidaten).items()}


def of_each(aantal: int) -> list[Kandidaat]:
    return [
        kandidaat(f"{pijler}-{nr}", pijler)
        for pijler in ("bereik", "tevredenheid", "doelrealisatie")
        for nr in range(aantal)
    ]


def test_six_figures_fit_two_of_each_pijler() -> None:
    assert {pijler: len(rij) for pijler, rij in codes(*of_each(5)).items()} == {
        "bereik": 2,
        "tevredenheid": 2,
        "doelrealisatie": 2,
    }


def test_a_pijler_without_figures_leaves_its_room_to_the_others() -> None:
    few = [each for each in of_each(5) if each.indicator.pijler != "doelrealisatie"]
    assert {pijler: len(rij) for pijler, rij in codes(*few).items()} == {
        "bereik": 3,
        "tevredenheid": 3,
        "doelrealisatie": 0,
    }


def test_what_is_public_comes_first_then_what_has_a_target_then_people_before_hours() -> None:
    found = codes(
        kandidaat("a-uren"),
        kandidaat("clienten", rekenwijze="uniek"),
        kandidaat("met-doel", doel="5"),
        kandidaat("openbaar", openbaar=True),
        kandidaat("leuk", openbaar=True, belang="nice-to-know"),
    )
    assert found["bereik"] == ["openbaar", "met-doel", "clienten"]


def test_what_is_not_known_is_said_once_and_only_where_nothing_else_is_known() -> None:
    unknown = [kandidaat(f"leeg-{nr}", "tevredenheid", None, openbaar=True) for nr in range(3)]
    assert codes(*unknown)["tevredenheid"] == ["leeg-0"]
    assert codes(*unknown, kandidaat("wel", "tevredenheid"))["tevredenheid"] == ["wel"]


def drawn(*kandidaten: Kandidaat, punten: int = 3) -> str | None:
    reeksen = {
        each.indicator.code: [cijfer("70"), *[cijfer(None)] * 3, *[cijfer("71")] * (punten - 1)] for each in kandidaten
    }
    found = choose_verloop(choose_cijfers(kandidaten), reeksen)
    return found and found.indicator.code


def test_what_is_drawn_is_what_went_wrong_before_what_went_well_before_what_it_brought() -> None:
    worse, better = (verschil("2024", step, significant=True) for step in ("-8", "8"))
    maybe = verschil("2024", "-8", significant=False)
    kandidaten = [
        kandidaat("slechter", "bereik", vorige=worse),
        kandidaat("beter", "tevredenheid", vorige=better),
        kandidaat("ver-van-doel", "doelrealisatie", status="niet-behaald", doel="-9", vorige=maybe),
        kandidaat("a-gehaald", "doelrealisatie", status="behaald", doel="3"),
        kandidaat("a-tevreden", "tevredenheid"),
    ]
    order = []
    while (code := drawn(*kandidaten)) is not None:
        order.append(code)
        kandidaten = [each for each in kandidaten if each.indicator.code != code]
    assert order == ["slechter", "beter", "ver-van-doel", "a-gehaald", "a-tevreden"]
    lager_is_beter = kandidaat("lager", "bereik", richting="lager", vorige=worse)
    assert drawn(lager_is_beter, kandidaat("hoger", "bereik", vorige=worse)) == "hoger"


def test_two_points_make_no_line() -> None:
    assert drawn(kandidaat("a"), punten=2) is None


def chosen(*regels: Planregel, getoond: Any = ("op-blad",)) -> list[str]:
    return [actie.code for actie in choose_acties(regels, getoond, date(2025, 1, 1))]


def test_three_acties_those_about_a_figure_on_the_page_first_then_those_with_a_known_effect() -> None:
    found = chosen(
        regel("gepland", status=Actiestatus.gepland),
        regel("bezig"),
        regel("gemeten", gemeten=True),
        regel("over-het-cijfer", indicator="op-blad", status=Actiestatus.gepland),
    )
    assert found == ["over-het-cijfer", "gemeten", "bezig"]


def test_what_was_not_decided_on_was_dropped_or_is_long_over_is_not_what_we_do() -> None:
    assert chosen(
        regel("concept", plan=Planstatus.concept),
        regel("gestopt", plan=Planstatus.gestopt),
        regel("vervallen", status=Actiestatus.vervallen),
        regel("voorbij", eind=date(2024, 12, 31)),
        regel("klaar", plan=Planstatus.afgerond, status=Actiestatus.afgesloten),
    ) == ["klaar"]


def test_the_latest_story_is_quoted_unless_another_is_about_a_figure_on_the_page() -> None:
    verhalen = [
        verhaal(None, "op-blad"),
        verhaal("x" * (LANGSTE_CITAAT + 1), "op-blad"),
        verhaal("laatste"),
        verhaal("hierover", "op-blad"),
    ]
    assert (found := choose_citaat(verhalen, {"op-blad"})) is not None
    assert found.citaat == "hierover"
    assert (found := choose_citaat(verhalen, {"ander"})) is not None
    assert found.citaat == "laatste"
    assert choose_citaat(verhalen[:2], ()) is None
