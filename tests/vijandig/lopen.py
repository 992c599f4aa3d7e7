"""The walk: hostile requests are sent, and each answer is judged. Nothing is left behind by what was refused."""

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import asyncpg
import httpx

from tests.architecture.rijen import tenant_tables
from tests.vijandig.verzoeken import Aanval
from tests.vijandig.waarden import GETAL, SPOOR

# A refused delivery leaves its receipt and the trail of it, and a refused request that a key was used.
SPOREN = {"aanleveringen", "aanleverfouten", "auditregels", "auditketen", "idempotentiesleutels", "sleutels"}
# What services do by themselves meanwhile, and what is kept of figures whenever somebody looks.
VANZELF = {
    "kubussen",
    "publicaties",
    "waarnemingen",
    "waarnemingstanden",
    "webhookbezorgingen",
    "outbox",
    "signaleringen",
}
Stand = dict[str, tuple[int, int]]
Klant = Callable[[Aanval], httpx.AsyncClient]


@dataclass
class Uitslag:
    """What a walk found. gezien: how many answers of each status."""

    fouten: list[str] = field(default_factory=list)
    gezien: dict[int, int] = field(default_factory=dict)

    @property
    def aantal(self) -> int:
        return sum(self.gezien.values())


async def walk(aanvallen: Iterable[Sequence[Aanval]], klant: Klant, stand: Callable[[], Awaitable[Stand]]) -> Uitslag:
    """Send them group by group. stand: what is stored now. After a group of which everything was refused, nothing may
    have changed; of another group what was refused is sent once more, by itself."""
    uitslag = Uitslag()
    before = await stand()
    for group in aanvallen:
        answers = [(aanval, await send(klant(aanval), aanval, uitslag)) for aanval in group]
        if any(answer is not None and answer.is_success and aanval.pad.method != "GET" for aanval, answer in answers):
            before = await stand()
            for aanval, answer in answers:
                if answer is not None and answer.is_client_error:
                    await send(klant(aanval), aanval, uitslag)
        after = await stand()
        if changed := {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}:
            names = sorted({str(aanval.pad) for aanval in group})
            uitslag.fouten.append(f"what was refused changed {changed} ({names})")
        before = after
    return uitslag


async def send(client: httpx.AsyncClient, aanval: Aanval, uitslag: Uitslag) -> httpx.Response | None:
    """None: the client itself could not send this."""
    try:
        answer = await client.request(
            aanval.pad.method,
            aanval.address,
            params=aanval.params or None,
            headers=[
                (name.encode(), value.encode() if isinstance(value, str) else value)
                for name, value in aanval.verstuurd.items()
            ],
            content=aanval.content,
        )
    except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeEncodeError):
        return None
    uitslag.gezien[answer.status_code] = uitslag.gezien.get(answer.status_code, 0) + 1
    # Who sends what is not theirs to decide must hear so.
    taken = (
        "a member that no sender decides about was taken"
        if aanval.soort == "vreemd-veld" and answer.is_success
        else None
    )
    if wrong := judge(answer) or taken:
        uitslag.fouten.append(f"{wrong}: {aanval} -> {answer.status_code} {answer.text[:300]}")
    return answer


def judge(answer: httpx.Response) -> str | None:
    """What is wrong with an answer to something hostile, if anything."""
    if answer.status_code >= 500:
        return "the service fell over"
    if answer.status_code == 429:
        return "the limit per caller stands in the way of the walk"
    if "x-kwaad" in answer.headers or "a=b" in answer.headers.get("set-cookie", ""):
        return "a header was smuggled"
    if answer.status_code < 400:
        return None
    said = f"{answer.text}\n{dict(answer.headers)}"
    if SPOOR in said or str(GETAL) in said:
        return "what was sent came back"
    if answer.headers.get("content-type") != "application/problem+json" and answer.request.method != "HEAD":
        return "no problem"
    problem = json.loads(answer.text)
    if problem["status"] != answer.status_code or not {"type", "title", "detail", "instance", "code"} <= problem.keys():
        return "not a whole problem"
    return None


def stand_of(gemeente_id: object, *owners: asyncpg.Connection) -> Callable[[], Awaitable[Stand]]:
    """What a gemeente has stored, as how many rows each table has and what they come to."""
    queries: dict[int, str] = {}

    async def look() -> Stand:
        found: Stand = {}
        for nr, owner in enumerate(owners):
            if nr not in queries:
                queries[nr] = " UNION ALL ".join(
                    f"SELECT '{table}', count(*), coalesce(sum(hashtext(t::text)), 0)::bigint "
                    f"FROM {table} t WHERE {column} = $1"
                    for table, column in await tenant_tables(owner)
                    if table not in SPOREN | VANZELF
                )
            found |= {
                f"{nr}.{name}": (rows, total) for name, rows, total in await owner.fetch(queries[nr], gemeente_id)
            }
        return found

    return look
