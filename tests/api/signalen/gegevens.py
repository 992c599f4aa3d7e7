"""A gemeente with figures in which something stands out, seen from today."""

from datetime import UTC, datetime
from typing import Any

import httpx

from tests.gemeente import Gemeente
from zicht_api.perioden import Periode, PeriodeSoort

MAATSTAF = "aanvragen"
INDICATOR: dict[str, Any] = {
    "code": "aanvragen",
    "naam": "Aanvragen",
    "pijler": "bereik",
    "soort": "output",
    "eenheid": "aanvragen",
    "rekenwijze": "maatstaf",
    "teller": MAATSTAF,
    "functies": ["signaleren"],
    "doelen": ["leren"],
}


def maanden(aantal: int) -> list[str]:
    """The last complete months, in order."""
    periode = Periode.containing(PeriodeSoort.maand, datetime.now(UTC).date())
    found = []
    while len(found) < aantal:
        periode = periode.previous()
        found.append(periode.code)
    return found[::-1]


async def post(client: httpx.AsyncClient, path: str, body: Any = None) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def make_indicator(gemeente: Gemeente, **fields: Any) -> dict[str, Any]:
    """The indicator of a maatstaf that both aanbieders deliver as tellingen."""
    await post(gemeente.beheer, "/v1/maatstaven", {"code": MAATSTAF, "naam": "Aanvragen", "eenheid": "aanvragen"})
    for item in (await gemeente.beheer.get("/v1/aanbieders")).json()["items"]:
        gegevens = {name: value for name, value in item.items() if name not in {"id", "code"}}
        changed = await gemeente.beheer.put(
            f"/v1/aanbieders/{item['id']}", json=gegevens | {"tellingenVoor": [MAATSTAF]}, headers={"If-Match": "*"}
        )
        assert changed.status_code == 200, changed.text
    return await post(gemeente.beheer, "/v1/indicatoren", INDICATOR | fields)


async def deliver(gemeente: Gemeente, aantallen: dict[str, int], aanbieder: str = "wegwijs", **plaats: str) -> None:
    """The count of each period, by one aanbieder; plaats: a gebied or doelgroep."""
    tellingen = [
        {"aanbieder": aanbieder, "maatstaf": MAATSTAF, "periode": periode, "waarde": aantal, **plaats}
        for periode, aantal in aantallen.items()
    ]
    await post(gemeente.beheer, "/v1/aanleveringen?soort=tellingen", tellingen)


async def signaleer(gemeente: Gemeente) -> dict[str, Any]:
    return await post(gemeente.beleid, "/v1/signaleringen")


async def signalen(gemeente: Gemeente, wie: str = "beleid", **query: str) -> list[dict[str, Any]]:
    answer = await gemeente.at_api(wie).get("/v1/signalen", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
