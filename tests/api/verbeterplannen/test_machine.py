"""Plans and acties, whatever somebody tries with them, over HTTP and against a model of its own.

No forbidden step, no lost history, no plan that is closed without an effect or a reason.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import product
from typing import Any, ClassVar, TypeVar

import httpx
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.api.verbeterplannen.plannen import NA, VOOR, actie, answer_survey, get, lay_down, meetpunt, post
from tests.gemeente import Gemeente

T = TypeVar("T")
PLANSTATUSSEN = ("concept", "vastgesteld", "in-uitvoering", "afgerond", "gestopt")
ACTIESTATUSSEN = ("gepland", "bezig", "uitgevoerd", "afgesloten", "vervallen")
CODES = ("a", "b", "c", "d")
VOORUIT = {
    "concept": "vastgesteld", "vastgesteld": "in-uitvoering", "in-uitvoering": "afgerond",
    "gepland": "bezig", "bezig": "uitgevoerd", "uitgevoerd": "afgesloten",
}  # fmt: skip
DICHT = {"afgerond", "gestopt", "afgesloten", "vervallen"}
redenen = st.sampled_from([None, "Omdat het zo liep."])


@dataclass
class Model:
    """What should be true. zonder: the acties of which no figure is known."""

    plan: str = "concept"
    acties: dict[str, str] = field(default_factory=dict)
    wacht: dict[str, list[str]] = field(default_factory=dict)
    zonder: set[str] = field(default_factory=set)
    gemeten: set[str] = field(default_factory=set)
    verloop: list[tuple[str | None, str | None, str, str | None]] = field(
        default_factory=lambda: [(None, None, "concept", None)]
    )

    def may_step_plan(self, naar: str, reden: str | None) -> bool:
        if self.plan in DICHT:
            return False
        if naar == "gestopt":
            return reden is not None
        klaar = set(self.acties.values()) <= DICHT and "afgesloten" in self.acties.values()
        return VOORUIT[self.plan] == naar and (naar != "afgerond" or klaar)

    def step_plan(self, naar: str, reden: str | None) -> None:
        self.verloop.append((None, self.plan, naar, reden))
        self.plan = naar
        if naar == "gestopt":
            for code in sorted(self.acties):
                if self.acties[code] in {"gepland", "bezig"}:
                    self.step_actie(code, "vervallen", reden)

    def may_step_actie(self, code: str, naar: str, reden: str | None) -> bool:
        status = self.acties.get(code)
        if status is None:
            return False
        if naar == "vervallen":
            return status in {"gepland", "bezig"} and self.plan not in DICHT and reden is not None
        if VOORUIT.get(status) != naar:
            return False
        if naar == "afgesloten":
            return self.plan in {"in-uitvoering", "gestopt"} and (reden is not None or code in self.gemeten)
        waits = naar == "bezig" and any(
            self.acties[ander] not in {"uitgevoerd", "afgesloten"} for ander in self.wacht[code]
        )
        return self.plan == "in-uitvoering" and not waits

    def step_actie(self, code: str, naar: str, reden: str | None) -> None:
        self.verloop.append((code, self.acties[code], naar, reden))
        self.acties[code] = naar

    def add(self, code: str, wacht: list[str], *, met_cijfer: bool) -> None:
        self.acties[code], self.wacht[code] = "gepland", wacht
        self.verloop.append((code, None, "gepland", None))
        if not met_cijfer:
            self.zonder.add(code)


class Plannenmaker(RuleBasedStateMachine):
    """client, loop: who tries, and where what is asynchronous runs; hypothesis itself is in another thread."""

    client: ClassVar[httpx.AsyncClient]
    loop: ClassVar[asyncio.AbstractEventLoop]

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        self.here = self.wait(lay_down(self.client))
        for naar in ("vastgesteld", "in-uitvoering"):
            self.step_plan(naar, None)
        # One that is done, one that is being done and can show no effect, and one that waits for it.
        for code, wacht, statussen in (("a", [], ("bezig", "uitgevoerd")), ("b", [], ("bezig",)), ("c", ["b"], ())):
            self.add_actie(code, wacht, met_cijfer=code != "b")
            for naar in statussen:
                self.step_actie(code, naar, None)

    def wait(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(timeout=60)

    def try_to(self, path: str, body: Any, *, may: bool) -> None:
        answer = self.wait(post(self.client, f"{self.here}{path}", body, "*"))
        assert answer.status_code in ({201} if may else {400, 404, 409}), (body, answer.text)

    @rule(naar=st.sampled_from(PLANSTATUSSEN), reden=redenen)
    def step_plan(self, naar: str, reden: str | None) -> None:
        may = self.model.may_step_plan(naar, reden)
        self.try_to("/overgangen", {"naar": naar, "reden": reden}, may=may)
        if may:
            self.model.step_plan(naar, reden)

    @rule(code=st.sampled_from(CODES), wacht=st.lists(st.sampled_from(CODES), unique=True), met_cijfer=st.booleans())
    def add_actie(self, code: str, wacht: list[str], *, met_cijfer: bool) -> None:
        may = self.model.plan not in DICHT and code not in self.model.acties and set(wacht) <= set(self.model.acties)
        aim = meetpunt() if met_cijfer else meetpunt(gebied="WK01")
        self.try_to("/acties", actie(code, hangtAfVan=wacht, meetpunt=aim), may=may)
        if may:
            self.model.add(code, wacht, met_cijfer=met_cijfer)

    @rule(code=st.sampled_from(CODES), naar=st.sampled_from(ACTIESTATUSSEN), reden=redenen)
    def step_actie(self, code: str, naar: str, reden: str | None) -> None:
        may = self.model.may_step_actie(code, naar, reden)
        self.try_to(f"/acties/{code}/overgangen", {"naar": naar, "reden": reden}, may=may)
        if may:
            self.model.step_actie(code, naar, reden)

    @rule(code=st.sampled_from(CODES), reden=redenen)
    def go_on(self, code: str, reden: str | None) -> None:
        """The step that comes next, or rarely would anything be finished."""
        self.step_actie(code, VOORUIT.get(self.model.acties.get(code, "gepland"), "bezig"), reden)

    @rule(code=st.sampled_from(CODES))
    def measure(self, code: str) -> None:
        may = self.model.acties.get(code) in {"uitgevoerd", "afgesloten"}
        self.try_to(f"/acties/{code}/effectmeting", None, may=may)
        if may and code not in self.model.zonder:
            self.model.gemeten.add(code)

    def teardown(self) -> None:
        """What is forbidden here, is refused; nothing was lost, nor closed without an effect or a reason."""
        for reden in (None, "Omdat het kan."):
            for naar in PLANSTATUSSEN:
                if not self.model.may_step_plan(naar, reden):
                    self.step_plan(naar, reden)
            for code, naar in product(self.model.acties, ACTIESTATUSSEN):
                if not self.model.may_step_actie(code, naar, reden):
                    self.step_actie(code, naar, reden)
        plan, model = self.wait(get(self.client, self.here)), self.model
        assert plan["status"] == model.plan
        steps = [(stap["actie"], stap["van"], stap["naar"], stap["reden"]) for stap in plan["verloop"]]
        assert steps == model.verloop
        assert plan["voortgang"]["effectGemeten"] == sorted(model.gemeten)
        redenen_van = {(stap["actie"], stap["naar"]): stap["reden"] for stap in plan["verloop"]}
        assert plan["status"] != "gestopt" or redenen_van[None, "gestopt"]
        for code in model.acties:
            closed = redenen_van.get((code, "afgesloten"), "nog niet")
            assert closed or code in plan["voortgang"]["effectGemeten"]
            assert plan["status"] != "afgerond" or {(code, "afgesloten"), (code, "vervallen")} & set(redenen_van)


async def test_whatever_is_tried_the_rules_hold_and_nothing_is_lost(gemeente: Gemeente) -> None:
    await answer_survey(gemeente, VOOR, 40, 100)
    await answer_survey(gemeente, NA, 75, 100)
    place = {"client": gemeente.beleid, "loop": asyncio.get_running_loop()}
    machine = type("Hier", (Plannenmaker,), place)
    # Nothing is made smaller: over HTTP that takes minutes, and so few steps can be read as they are.
    small = settings(
        max_examples=3,
        stateful_step_count=12,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=small)
