"""Stories to enter in tests."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx

from tests.gemeente import Gemeente

URL = "/v1/verhalen"
Rij = dict[str, Any]


def toestemming(*waarvoor: str, **fields: Any) -> Rij:
    return {"waarvoor": list(waarvoor), "wijze": "mondeling", "gegevenOp": "2026-01-10", "tot": "2099-12-31"} | fields


def verhaal(*waarvoor: str, tekst: str = "Ik werd goed geholpen.", **fields: Any) -> Rij:
    """From a dialooggesprek. waarvoor: what it may be used for."""
    return {
        "herkomst": "dialooggesprek",
        "delen": [{"onderwerp": "opbrengst", "tekst": tekst}],
        "periode": "2025-K1",
        "toestemming": toestemming(*waarvoor),
    } | fields


async def enter(gemeente: Gemeente, body: Rij, key: str | None = None) -> Rij:
    answer = await send(gemeente.beleid, body, key)
    assert answer.status_code == 201, answer.text
    made: Rij = answer.json()
    return made


async def send(client: httpx.AsyncClient, body: Rij, key: str | None = None) -> httpx.Response:
    return await client.post(URL, json=body, headers={"Idempotency-Key": key or str(uuid4())})


async def enter_released(gemeente: Gemeente, body: Rij) -> str:
    """Gives its id."""
    made = await enter(gemeente, body)
    released = await gemeente.beleid.post(f"{URL}/{made['id']}/vrijgave", headers={"If-Match": '"1"'})
    assert (released.status_code, released.json()["status"]) == (200, "vrijgegeven"), released.text
    return str(made["id"])


async def ids_seen(client: httpx.AsyncClient, **query: str) -> set[str]:
    """The ids that a client sees; what it sees in the list, it can open, and nothing else."""
    answer = await client.get(URL, params=query)
    assert answer.status_code == 200, answer.text
    ids = {item["id"] for item in answer.json()["items"]}
    assert [(await client.get(f"{URL}/{found}")).status_code for found in ids] == [200] * len(ids)
    return ids


async def let_expire(owner: asyncpg.Connection, gemeente: Gemeente, verhaal_id: str, tot: date) -> None:
    """Let the consent have ended after this day: nobody can enter one that is over."""
    done = await owner.execute(
        "UPDATE verhalen SET tot = $3 WHERE gemeente_id = $1 AND id = $2", gemeente.id, UUID(verhaal_id), tot
    )
    assert done == "UPDATE 1"


async def all_rows(owner: asyncpg.Connection, gemeente: Gemeente) -> str:
    """Every row of the gemeente in every table, as one text."""
    tables = await owner.fetch(
        "SELECT table_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND column_name = 'gemeente_id'"
    )
    found = []
    for table in tables:
        name = table["table_name"]
        rows = await owner.fetch(f"SELECT to_jsonb(t)::text AS rij FROM {name} t WHERE gemeente_id = $1", gemeente.id)
        found += [f"{name} {row['rij']}" for row in rows]
    return "\n".join(found)
