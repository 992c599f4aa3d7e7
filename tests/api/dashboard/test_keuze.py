"""What a page is about: the period, what is asked of it, and how much of a tree it shows."""

from datetime import date

import pytest

from tests.api.beelden.gegevens import knoop, realisatie
from tests.api.raadsblad.maken import cijfer
from zicht_api.dashboard.bomen import cut_down, prune
from zicht_api.dashboard.gesprek import parts_of
from zicht_api.dashboard.tijd import as_soort, choose_periode, last_complete, next_periode, window
from zicht_api.dashboard.vraag import Vraag
from zicht_api.perioden import Periode, PeriodeSoort
from zicht_shared.errors import InvoerOngeldig

DAG = date(2026, 5, 20)


def test_the_last_quarter_that_is_over_and_has_a_figure_is_chosen() -> None:
    reeks = window(last_complete(PeriodeSoort.kwartaal, DAG))
    assert (reeks[0].code, reeks[-1].code) == ("2024-K2", "2026-K1")
    waarden = [cijfer("70", periode="2025-K4"), cijfer(None, periode="2026-K1", reden="te-weinig")]
    assert choose_periode(reeks, {"a": waarden}).code == "2025-K4"
    assert choose_periode(reeks, {}).code == "2026-K1"


def test_there_is_no_next_period_before_it_has_begun() -> None:
    assert next_periode(Periode.parse("2026-K2"), DAG) is None
    assert next_periode(Periode.parse("2026-K1"), DAG) == Periode.parse("2026-K2")


@pytest.mark.parametrize(
    ("van", "soort", "naar"),
    [
        ("2025-K2", "jaar", "2025"),
        ("2025", "kwartaal", "2025-K4"),
        ("2026", "kwartaal", "2026-K2"),
        ("2026-K2", "maand", "2026-05"),
        ("2025-03", "kwartaal", "2025-K1"),
        ("2027", "maand", "2027-01"),
    ],
)
def test_another_kind_of_period_is_the_one_around_it_or_the_last_in_it(van, soort, naar) -> None:
    assert as_soort(Periode.parse(van), PeriodeSoort(soort), DAG).code == naar


def test_a_quarter_has_its_months_and_whole_weeks() -> None:
    codes = [periode.code for periode in parts_of(Periode.parse("2026-K1"))]
    assert codes[:4] == ["2026-K1", "2026-01", "2026-02", "2026-03"]
    assert {"2026-W02", "2026-W13"} <= set(codes)
    assert not {"2026", "2026-W01", "2026-W14"} & set(codes)


def test_a_question_keeps_all_that_was_asked_but_what_is_changed() -> None:
    vraag = Vraag.read({"periode": "2026-K1", "gebied": "WK01", "doelgroep": "", "utm": "x"})
    assert vraag.filters == {"gebied": "WK01"}
    assert vraag.adres("/hier", periode="2026", gebied=None) == "/hier?periode=2026"
    assert Vraag.read({}).adres("/hier") == "/hier"


def test_every_fault_in_an_address_is_named() -> None:
    with pytest.raises(InvoerOngeldig) as fault:
        Vraag.read({"periode": "2026-W10", "gebied": "a b"})
    assert {fout.pointer for fout in fault.value.fouten} == {"?periode", "?gebied"}


def test_the_public_sees_of_a_tree_what_stands_above_a_figure_that_it_sees() -> None:
    score = realisatie([]).model_copy(
        update={
            "knopen": [
                knoop("top", "maatschappelijk-resultaat", None, "50"),
                knoop("gezien", "factor", "top", "50"),
                knoop("ongezien", "factor", "top", None),
                knoop("blad", "subdoel", "gezien", "50").model_copy(update={"indicatoren": ["iets"]}),
            ]
        }
    )
    assert [each.code for each in prune(score).knopen] == ["top", "gezien", "blad"]
    assert prune(realisatie([knoop("top", "maatschappelijk-resultaat", None, None)])).knopen == []


def test_a_large_tree_is_shown_from_the_top_as_far_as_there_is_room() -> None:
    knopen = [knoop("top", "maatschappelijk-resultaat", None, "50")]
    knopen += [knoop(f"f{nr}", "factor", "top", "50") for nr in range(4)]
    knopen += [knoop(f"s{nr}", "subdoel", f"f{nr % 4}", "50") for nr in range(20)]
    knopen += [knoop(f"a{nr}", "activiteit", f"s{nr % 20}", "50") for nr in range(100)]
    heel = realisatie(knopen)
    assert [len(cut_down(heel, hoogstens).knopen) for hoogstens in (200, 60, 24, 4)] == [125, 25, 5, 1]
    assert {each.ouder for each in cut_down(heel, 60).knopen} <= {None, *(each.code for each in knopen[:25])}
