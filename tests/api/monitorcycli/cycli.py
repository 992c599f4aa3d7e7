"""Monitorcycli to lay down in tests."""

from typing import Any
from uuid import uuid4

import httpx

URL = "/v1/monitorcycli"
Rij = dict[str, Any]


def cyclus(**fields: Any) -> Rij:
    """A cycle over a year that is over, of which nothing but its name and its dates is known."""
    return {"code": "ronde", "naam": "Eerste ronde", "begin": "2025-01-01", "eind": "2025-12-31"} | fields


async def begin(client: httpx.AsyncClient, **fields: Any) -> Rij:
    answer = await client.post(URL, json=cyclus(**fields), headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    made: Rij = answer.json()
    return made


async def stand_of(client: httpx.AsyncClient, code: str = "ronde", **query: str) -> Rij:
    answer = await client.get(f"{URL}/{code}/stand", params=query)
    assert answer.status_code == 200, answer.text
    stand: Rij = answer.json()
    return stand


def regels_in(stand: Rij) -> dict[str, Rij]:
    """Every line by its check, with whether it says that the thing is there."""
    return {
        regel["toets"]: regel | {"isEr": lijst == "aanwezig"}
        for stap in stand["stappen"]
        for lijst in ("aanwezig", "ontbreekt")
        for regel in stap[lijst]
    }


async def move(client: httpx.AsyncClient, stap: str, code: str = "ronde", **body: Any) -> httpx.Response:
    """stap: afsluiting or heropening."""
    return await client.post(f"{URL}/{code}/{stap}", json=body, headers={"If-Match": "*"})
