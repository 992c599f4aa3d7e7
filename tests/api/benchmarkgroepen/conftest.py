"""Gemeenten that can be compared; a module's tests share them, and each test makes a group of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
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
    percentage: int
    versie: int = 0

    async def answer(self, percentage: int, aantal: int = 100) -> None:
        """What its residents answered over PERIODE, in the place of what was there."""
        self.versie += 1
        self.percentage = percentage
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

    async def leave(self, groep: str) -> None:
        answer = await self.gemeente.beheer.delete(f"/v1/benchmarkdeelnames/{groep}")
        assert answer.status_code == 204, answer.text

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


@pytest.fixture
async def buren(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[list[Buur]]:
    """Twelve gemeenten, from 10 to 65 percent."""
    async with AsyncExitStack() as clients:
        made = [Buur(await make_gemeente(api_app, surveys_app, clients), 10 + 5 * nr) for nr in range(12)]
        for buur in made:
            await buur.answer(buur.percentage)
        yield made
