"""Judging an effect, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.api.signalen.reeksen import mensen, proporties
from zicht_api.benchmarkgroepen.schemas import Groepscijfers
from zicht_api.perioden import Periode
from zicht_api.verbeterplannen.effect import (
    ANDERS_BEKEND,
    GEEN_TOETS,
    KNOOP,
    SEIZOEN,
    TOESCHRIJVEN,
    UITSCHIETER,
    Omstandigheden,
    compare_with_group,
    compute_verschil,
    differs,
    find_kanttekeningen,
    is_compared,
    judge,
)
from zicht_api.verbeterplannen.schemas import Meetwaarden
from zicht_api.waarden.onderdrukking import Verschil, Waarde


def meetwaarden(cijfer: Waarde | None = None, **fields: Any) -> Meetwaarden:
    leeg = {"periode": "2026-K1", "dataversie": 1, "dag": date(2026, 5, 1), "voorlopig": False}
    return Meetwaarden(**{**leeg, "cijfer": cijfer, "score": None, "dekking": None, **fields})


def percentage(teller: int, noemer: int) -> Meetwaarden:
    [cijfer] = proporties([(teller, noemer)])
    return meetwaarden(cijfer)


def score(waarde: str | None) -> Meetwaarden:
    return meetwaarden(score=None if waarde is None else Decimal(waarde), dekking=Decimal(1))


# 75 of 100: Wilson says 65.7 to 82.5. 60 of 100: 50.2 to 69.1.
@pytest.mark.parametrize(
    ("richting", "verwacht", "na", "uitkomst"),
    [
        ("hoger", 60, percentage(75, 100), "ja"),
        ("hoger", 65, percentage(75, 100), "ja"),
        ("hoger", 70, percentage(75, 100), "niet-te-zeggen"),
        ("hoger", 80, percentage(75, 100), "niet-te-zeggen"),
        ("hoger", 83, percentage(75, 100), "nee"),
        ("lager", 83, percentage(75, 100), "ja"),
        ("lager", 70, percentage(75, 100), "niet-te-zeggen"),
        ("lager", 60, percentage(75, 100), "nee"),
        # The same percentage of ten times as many people says more.
        ("hoger", 70, percentage(750, 1000), "ja"),
        ("neutraal", 60, percentage(75, 100), "niet-te-zeggen"),
        # Hidden is not low.
        ("lager", 60, percentage(3, 4), "niet-te-zeggen"),
        ("hoger", 60, meetwaarden(), "niet-te-zeggen"),
        ("hoger", 60, score("60"), "ja"),
        ("hoger", 60, score("59.9999"), "nee"),
        ("hoger", 60, score(None), "niet-te-zeggen"),
    ],
)
def test_what_was_expected_came_when_the_interval_leaves_no_other_answer(
    richting: str, verwacht: int, na: Meetwaarden, uitkomst: str
) -> None:
    oordeel = judge(richting, Decimal(verwacht), na)
    assert (oordeel.uitkomst, oordeel.verwachte_waarde) == (uitkomst, verwacht)
    assert oordeel.toelichting


def test_a_bound_that_is_what_was_expected_is_good_enough_and_no_more() -> None:
    onder, boven = (Decimal("65.6955"), Decimal("82.4548"))
    na = percentage(75, 100)
    assert [judge("hoger", grens, na).uitkomst for grens in (onder, onder + Decimal("0.0001"))] == [
        "ja",
        "niet-te-zeggen",
    ]
    assert [judge("hoger", grens, na).uitkomst for grens in (boven, boven + Decimal("0.0001"))] == [
        "niet-te-zeggen",
        "nee",
    ]


def test_of_a_period_that_still_runs_nothing_is_said() -> None:
    loopt = percentage(75, 100).model_copy(update={"voorlopig": True})
    assert judge("hoger", Decimal(60), loopt).uitkomst == "niet-te-zeggen"
    assert not is_compared(percentage(40, 100), loopt)
    assert is_compared(percentage(40, 100), percentage(75, 100))
    # Neither of a figure that is hidden, nor of one that is not there.
    assert not is_compared(percentage(3, 4), percentage(75, 100))
    assert not is_compared(percentage(40, 100), meetwaarden())
    assert is_compared(score("10"), score("0"))
    assert not is_compared(score(None), score("0"))


def test_of_two_scores_only_the_difference_is_said() -> None:
    assert compute_verschil(score("60"), score("45.5")) == Verschil(
        met="2026-K1", verschil=Decimal("-14.5"), onder=None, boven=None, significant=None, methode=GEEN_TOETS
    )
    assert compute_verschil(score(None), score("45.5")) is None
    # Of two figures it was worked out with them: these were not asked for each other.
    assert compute_verschil(percentage(40, 100), percentage(75, 100)) is None


def groep(gemiddelde: str, stap: str = "1") -> Groepscijfers:
    figures = dict.fromkeys(("gemiddelde", "kwartiel1", "mediaan", "kwartiel3"), Decimal(gemiddelde))
    return Groepscijfers(gemeenten=12, **figures, stap=Decimal(stap))


def test_what_changed_elsewhere_too_is_taken_off() -> None:
    eigen = Verschil(
        met="2025-K1", verschil=Decimal("35"), onder=None, boven=None, significant=None, methode=GEEN_TOETS
    )
    naast = compare_with_group("g", eigen, groep("48"), groep("53", "2"))
    assert (naast.gemiddelde_voor, naast.gemiddelde_na, naast.verschil_groep) == (48, 53, 5)
    assert (naast.verschil_van_verschillen, naast.stap) == (30, 2)
    zonder = compare_with_group("g", None, groep("48"), groep("53"))
    assert (zonder.verschil_groep, zonder.verschil_van_verschillen) == (5, None)
    leeg = compare_with_group("g", eigen, groep("48"), None)
    assert (leeg.gemiddelde_voor, leeg.verschil_groep, leeg.verschil_van_verschillen) == (None, None, None)


def test_the_value_before_is_otherwise_known_when_anything_that_is_shown_of_it_differs() -> None:
    same, later = percentage(40, 100), percentage(80, 200)
    assert same.cijfer is not None
    assert later.cijfer is not None
    assert same.cijfer.waarde == later.cijfer.waarde
    assert differs(same, later)
    assert not differs(same, percentage(40, 100))
    assert differs(meetwaarden(), same)
    assert differs(percentage(3, 4), same)
    assert differs(score("10"), score("11"))
    assert not differs(score(None), score(None))


@pytest.mark.parametrize(
    ("voor", "na", "fields", "expected"),
    [
        ("2025", "2026", {}, []),
        ("2025-K1", "2026-K1", {}, []),
        ("2025-K1", "2025-K3", {}, [SEIZOEN]),
        ("2025-03", "2026-04", {"uit_signaal": True}, [SEIZOEN, UITSCHIETER]),
    ],
)
def test_the_caution_on_attribution_always_comes_first(
    voor: str, na: str, fields: dict[str, Any], expected: list[str]
) -> None:
    stand = Omstandigheden(Periode.parse(voor), Periode.parse(na), ook=(), uit_signaal=fields.get("uit_signaal", False))
    assert find_kanttekeningen(stand, knoop=False, anders_bekend=False) == [TOESCHRIJVEN, *expected]
    met_ander = replace(stand, ook=("keuzekaart",))
    more = find_kanttekeningen(met_ander, knoop=True, anders_bekend=True)
    assert {more[0], more[1], more[-1]} == {TOESCHRIJVEN, KNOOP, ANDERS_BEKEND}
    assert any("keuzekaart" in tekst for tekst in more)


def test_a_sum_without_an_interval_is_judged_by_itself() -> None:
    [aantal] = mensen([120])
    assert judge("hoger", Decimal(100), meetwaarden(aantal)).uitkomst == "niet-te-zeggen"
    zonder = aantal.model_copy(update={"interval": None})
    assert judge("hoger", Decimal(100), meetwaarden(zonder)).uitkomst == "ja"
    assert judge("lager", Decimal(100), meetwaarden(zonder)).uitkomst == "nee"
