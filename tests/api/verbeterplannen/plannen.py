"""Verbeterplannen to lay down in tests, in a gemeente of which residents said something before and after."""

from typing import Any
from uuid import uuid4

import httpx

from tests.gemeente import Gemeente

URL = "/v1/verbeterplannen"
Rij = dict[str, Any]
INDICATOR = "putten-helpend"
VOOR, NA = "2025-K1", "2026-K1"
DOEN = ("bezig", "uitgevoerd")


def plan(**fields: Any) -> Rij:
    return {
        "naam": "Beter uitleggen",
        "begin": "2025-04-01",
        "eind": "2026-06-30",
        "ambities": [{"code": "kiezen", "tekst": "Inwoners kiezen zelf."}],
        "resultaten": [
            {"code": "geoefend", "ambitie": "kiezen", "soort": "output", "tekst": "Iedereen oefende met uitleggen."},
            {"code": "snapt-het", "ambitie": "kiezen", "soort": "outcome", "tekst": "Inwoners snappen de uitleg."},
        ],
    } | fields


def meetpunt(**fields: Any) -> Rij:
    given = {
        "indicator": INDICATOR,
        "periodeVoor": VOOR,
        "periodeNa": NA,
        "verwachteWaarde": 60,
        "meetdatum": "2026-04-01",
    } | fields
    return {name: value for name, value in given.items() if value is not None}


def actie(code: str = "oefenen", **fields: Any) -> Rij:
    return {
        "code": code,
        "omschrijving": "Oefenen met uitleggen.",
        "resultaten": ["geoefend"],
        "stappen": [{"tekst": "Een training kiezen."}, {"tekst": "Twee dagdelen oefenen."}],
        "verantwoordelijke": "Teamleider, Stichting Wegwijs",
        "begin": "2025-04-01",
        "deadline": "2025-12-31",
        "meetpunt": meetpunt(),
    } | fields


def without(body: Rij, *names: str) -> Rij:
    return {name: value for name, value in body.items() if name not in names}


async def post(client: httpx.AsyncClient, url: str, body: Any, if_match: str | None = None) -> httpx.Response:
    headers = {"Idempotency-Key": str(uuid4())} | ({} if if_match is None else {"If-Match": if_match})
    return await client.post(url, json=body, headers=headers)


async def lay_down(client: httpx.AsyncClient, *acties: Rij, **fields: Any) -> str:
    """A plan with these acties; its address."""
    made = await post(client, URL, plan(**fields))
    assert made.status_code == 201, made.text
    here = f"{URL}/{made.json()['id']}"
    for each in acties:
        added = await post(client, f"{here}/acties", each)
        assert added.status_code == 201, added.text
    return here


async def step(client: httpx.AsyncClient, url: str, *statussen: str, **fields: Any) -> Rij:
    """Take these steps, of a plan or an actie; what it is after the last."""
    for naar in statussen:
        stepped = await post(client, f"{url}/overgangen", {"naar": naar} | fields, "*")
        assert stepped.status_code == 201, stepped.text
    found: Rij = stepped.json()
    return found


async def get(client: httpx.AsyncClient, url: str) -> Rij:
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    found: Rij = answer.json()
    return found


async def measure(client: httpx.AsyncClient, url: str) -> Rij:
    """Measure the effect of the actie at this address."""
    measured = await post(client, f"{url}/effectmeting", None, "*")
    assert measured.status_code == 201, measured.text
    found: Rij = measured.json()
    return found


async def answer_survey(
    gemeente: Gemeente,
    periode: str,
    tevreden: int,
    aantal: int,
    *,
    resultaat: str | None = None,
    versie: int = 1,
    **plaats: str,
) -> str:
    """So many of so many residents said over a period that it helped; the id, to say it again otherwise.

    plaats: a gebied or aanbieder.
    """
    resultaat = resultaat or str(uuid4())
    uitslag = {"variant": "kort", "vraag": "helpend", "antwoorden": {"5": tevreden, "1": aantal - tevreden}} | plaats
    body = {
        "versie": versie,
        "naam": "Putten",
        "vragenlijst": "putten",
        "periode": periode,
        "ontvangen": {"kort": aantal},
        "uitslagen": [uitslag],
    }
    answer = await gemeente.at_api("vragenlijsten").put(f"/v1/vragenlijstresultaten/{resultaat}", json=body)
    assert answer.status_code == 200, answer.text
    return resultaat
