"""How far a plan is, what it costs, and when it is too much at once; without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from zicht_api.verbeterplannen.models import Verbeteractie, Verbeterplan
from zicht_api.verbeterplannen.schemas import OpenEffect
from zicht_api.verbeterplannen.voortgang import compute_budget, compute_voortgang
from zicht_api.verbeterplannen.waarschuwingen import MAX_ZONDER_EFFECT, find_waarschuwingen

DAG = date(2026, 5, 1)


def actie(code: str, status: str, **fields: Any) -> Verbeteractie:
    given: dict[str, Any] = {
        "deadline": date(2026, 4, 30),
        "meetdatum": date(2026, 4, 30),
        "stappen": [{"tekst": "a", "gedaanOp": "2026-01-01"}, {"tekst": "b", "gedaanOp": None}],
        "resultaten": ["r"],
        "begroot": Decimal("100.10"),
        "besteed": Decimal("40.05"),
    }
    return Verbeteractie(code=code, status=status, **{**given, **fields})


ACTIES = [
    actie("a", "gepland", deadline=DAG, resultaten=["r", "s"]),
    actie("b", "bezig", meetdatum=DAG),
    actie("c", "uitgevoerd"),
    actie("d", "uitgevoerd"),
    actie("e", "afgesloten", resultaten=["s"]),
    actie("f", "vervallen"),
]


def test_progress_counts_steps_and_acties_and_says_which_are_late() -> None:
    voortgang = compute_voortgang(ACTIES, {"a", "b", "c", "d", "e"}, {"d", "e"}, DAG)
    assert [count for _, count in sorted(voortgang.acties.items())] == [1, 1, 1, 2, 1]
    # What lapsed needs no steps any more.
    assert (voortgang.stappen, voortgang.stappen_gedaan) == (10, 5)
    # The day itself is not over yet.
    assert (voortgang.te_laat, voortgang.effect_gemeten) == (["b"], ["d", "e"])
    assert voortgang.wacht_op_meting == ["a", "c"]


def test_of_an_actie_that_aims_at_what_may_not_be_known_no_measurement_is_missed_or_seen() -> None:
    voortgang = compute_voortgang(ACTIES, {"b"}, {"d", "e"}, DAG)
    assert (voortgang.effect_gemeten, voortgang.wacht_op_meting) == ([], [])
    assert voortgang.te_laat == ["b"]


def test_what_lapsed_is_no_longer_planned_and_what_it_cost_is_spent() -> None:
    budget = compute_budget(ACTIES, ["r", "s", "leeg"])
    assert (budget.begroot, budget.besteed) == (Decimal("500.50"), Decimal("240.30"))
    assert [(per.resultaat, per.begroot, per.besteed) for per in budget.per_resultaat] == [
        ("r", Decimal("400.40"), Decimal("200.25")),
        ("s", Decimal("200.20"), Decimal("80.10")),
        ("leeg", 0, 0),
    ]


def plan(status: str, begin: date = DAG, nummer: int = 1) -> Verbeterplan:
    return Verbeterplan(
        id=UUID(int=nummer),
        naam=f"plan {nummer}",
        status=status,
        begin=begin,
        aangemaakt_op=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_it_warns_when_more_acties_wait_for_their_measurement_than_it_says() -> None:
    waiting = [OpenEffect(plan=uuid4(), naam="p", actie="a", meetdatum=DAG)] * (MAX_ZONDER_EFFECT + 1)
    assert find_waarschuwingen(plan("concept"), [], waiting[1:]) == []
    [warning] = find_waarschuwingen(plan("concept"), [], waiting)
    assert (warning.soort, warning.acties) == ("effect-niet-gemeten", waiting)
    # Who is finished, is not in the way.
    assert find_waarschuwingen(plan("afgerond"), [], waiting) == []


def test_it_warns_of_plans_that_began_earlier_and_still_run() -> None:
    nieuw = plan("concept", nummer=5)
    anderen = [
        plan("in-uitvoering", date(2026, 4, 30), 1),
        plan("vastgesteld", DAG, 2),
        plan("concept", date(2026, 4, 30), 3),
        plan("afgerond", date(2026, 4, 30), 4),
        nieuw,
        plan("in-uitvoering", DAG, 6),
    ]
    [warning] = find_waarschuwingen(nieuw, anderen, [])
    assert (warning.soort, [found.naam for found in warning.plannen]) == ("eerder-plan-open", ["plan 1", "plan 2"])
