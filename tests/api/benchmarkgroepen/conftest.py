"""Gemeenten that can be compared; a module's tests share them, and each test makes a group of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import httpx
import pytest
from starlette.applications import Starlette

from tests.gemeente import Gemeente, make_gemeente
from zicht_api.benchmarkgroepen.rondes import settle_overal

INDICATOR = "putten-helpend"
PERIODE = "2025-K1"
# More than 30 days after the quarter.
LATER = date(2025, 5, 1)


@dataclass
class Buur:
    """A gemeente of which so many percent said that it helped."""

    gemeente: Gemeente
    versie: int = 0
    groepen: set[str] = field(default_factory=set)

    async def answer(self, percentage: int, aantal: int = 100) -> None:
        """What its residents answered over PERIODE, in the place of what was there."""
        self.versie += 1
        ja = aantal * percentage // 100
        uitslag = {"variant": "kort", "vraag": "helpend", "antwoorden": {"5": ja, "1": aantal - ja}}
        resultaat = {
            "versie": self.versie,
            "naam": "Putten",
            "vragenlijst": "putten",
            "periode": PERIODE,
            "ontvangen": {"kort": aantal},
            "uitslagen": [uitslag],
        }
        url = f"/v1/vragenlijstresultaten/{uuid5(NAMESPACE_OID, self.gemeente.code)}"
        answer = await self.gemeente.at_api("vragenlijsten").put(url, json=resultaat)
        assert answer.status_code == 200, answer.text

    async def join(self, groep: str) -> None:
        answer = await self.gemeente.beheer.put(f"/v1/benchmarkdeelnames/{groep}", json={"akkoord": True})
        assert answer.status_code == 200, answer.text
        self.groepen.add(groep)

    async def leave(self, groep: str) -> None:
        answer = await self.gemeente.beheer.delete(f"/v1/benchmarkdeelnames/{groep}")
        assert answer.status_code == 204, answer.text
        self.groepen.remove(groep)

    async def ask(self, groep: str, periode: str = PERIODE, indicator: str = INDICATOR) -> httpx.Response:
        params = {"groep": groep, "periode": periode}
        return await self.gemeente.bi.get(f"/v1/indicatoren/{indicator}/vergelijking", params=params)

    async def compare(self, groep: str, periode: str = PERIODE, indicator: str = INDICATOR) -> dict[str, Any]:
        """How it compares over the first period that is asked for."""
        answer = await self.ask(groep, periode, indicator)
        assert answer.status_code == 200, answer.text
        first: dict[str, Any] = answer.json()["perioden"][0]
        return first

    async def redefine(self, **values: Any) -> None:
        """Mean something else by the indicator."""
        url = f"/v1/indicatoren/{INDICATOR}"
        found = await self.gemeente.beheer.get(url)
        gegevens = {name: value for name, value in found.json().items() if name != "code"}
        answer = await self.gemeente.beheer.put(url, json=gegevens | values, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text

    async def settle(self, dag: date = LATER) -> None:
        await settle_overal(self.gemeente.db, dag)


@pytest.fixture(scope="module")
async def gemeenten(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[list[Buur]]:
    async with AsyncExitStack() as clients:
        yield [Buur(await make_gemeente(api_app, surveys_app, clients)) for _ in range(12)]


@pytest.fixture
async def buren(gemeenten: list[Buur]) -> AsyncIterator[list[Buur]]:
    """Twelve gemeenten that mean the same by their indicator, from 10 to 65 percent, and that take part in nothing."""
    for nr, buur in enumerate(gemeenten):
        await buur.answer(10 + 5 * nr)
    yield gemeenten
    for buur in gemeenten:
        await buur.redefine(maat="top2", doelen=["leren"])
        for groep in list(buur.groepen):
            await buur.leave(groep)
