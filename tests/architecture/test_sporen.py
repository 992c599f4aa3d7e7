"""Every change leaves a row in the trail, with the credential that made it, and no secret in it."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

import asyncpg
import pytest
from starlette.applications import Starlette

from tests.architecture.gevuld import Gevuld, make_gevuld
from tests.architecture.rijen import rows_of
from tests.architecture.routes import SCHRIJVEND, Pad
from tests.conftest import Databases
from zicht_shared.migrations import Service
from zicht_shared.privacy import contains_bsn

# What changes nothing in this walk, and so leaves no row.
NIETS_VERANDERD: Final = {
    "surveys POST /vragenlijsten/{code}/voorbeelden": "a sealed link to look through; nothing is kept",
    "surveys POST /uitnodigingen/intrekking": "withdrawn by the route for one of them, just before",
    "api PUT /benchmarkdeelnames/{groep}": "takes part already; api/benchmarkgroepen says that joining is noted",
}
# Bookkeeping: an answer that is kept to be given again.
_BESIDES: Final = "idempotentiesleutels"
_TELEFOON: Final = "0612345678"
# Every secret that is shown once, and what stands behind a link.
_SECRETS: Final = (re.compile(r'"geheim":\s*"([^"]+)"'), re.compile(r"/(?:i|o|voorbeeld)/([\w-]{20,})"))
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-[\w-]{32,}|\d{4}-\d\d-\d\dT[\d:.]+")


@dataclass
class Schrijven:
    """What the writes left in the trail, each for itself and all together; which others changed something; and all
    that was answered."""

    gevuld: Gevuld
    regels: dict[str, set[str]] = field(default_factory=dict)
    stil: set[str] = field(default_factory=set)
    antwoorden: list[str] = field(default_factory=list)
    spoor: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
async def schrijven(api_app: Starlette, surveys_app: Starlette, databases: Databases) -> AsyncIterator[Schrijven]:
    async with AsyncExitStack() as clients:
        owners: dict[Service, asyncpg.Connection] = {
            "api": await asyncpg.connect(databases.api_owner),
            "surveys": await asyncpg.connect(databases.surveys_owner),
        }
        for owner in owners.values():
            clients.push_async_callback(owner.close)
        found = Schrijven(await make_gevuld(api_app, surveys_app, clients))
        # To a closed meting nothing can be done any more, and what is gone nobody can refer to.
        for pad in sorted(SCHRIJVEND, key=lambda pad: pad.method == "DELETE" or pad.path.endswith("/sluiting")):
            await write(found, pad, owners[pad.service])
        for owner in owners.values():
            trail = "SELECT to_jsonb(r)::text AS regel FROM auditregels r WHERE gemeente_id = $1"
            found.spoor += [row["regel"] for row in await owner.fetch(trail, found.gevuld.gemeente.id)]
        yield found


async def write(found: Schrijven, pad: Pad, owner: asyncpg.Connection) -> None:
    gevuld, name = found.gevuld, f"{pad.service} {pad}"
    last = await owner.fetchval("SELECT coalesce(max(nr), 0) FROM auditregels")
    before = await rows_of(gevuld.gemeente.id, owner) if name in NIETS_VERANDERD else {}
    answer = await gevuld.send(gevuld.client(pad, caller_of(pad)), pad)
    assert answer.is_success, (pad, answer.text)
    found.antwoorden.append(answer.text)
    rows = await owner.fetch(
        "SELECT sleutel_id FROM auditregels WHERE gemeente_id = $1 AND nr > $2", gevuld.gemeente.id, last
    )
    found.regels[name] = {row["sleutel_id"] for row in rows}
    if name in NIETS_VERANDERD:
        after = await rows_of(gevuld.gemeente.id, owner)
        if {table for table in after if after[table] != before[table] and not table.endswith(_BESIDES)} == set():
            found.stil.add(name)


def caller_of(pad: Pad) -> str:
    return "vragenlijsten" if "vragenlijsten" in pad.toegang else "beheer"


def test_every_change_is_in_the_trail_with_who_made_it(schrijven: Schrijven) -> None:
    sleutels = schrijven.gevuld.gemeente.sleutels
    without = {
        name
        for pad in SCHRIJVEND
        if sleutels[caller_of(pad)].sleutel_id not in schrijven.regels[name := f"{pad.service} {pad}"]
    }
    assert without == set(NIETS_VERANDERD)
    assert schrijven.stil == set(NIETS_VERANDERD)


def test_the_trail_holds_no_secret_and_no_number_of_a_person(schrijven: Schrijven) -> None:
    gevuld = schrijven.gevuld
    secrets = {found for answer in schrijven.antwoorden for pattern in _SECRETS for found in pattern.findall(answer)}
    assert len(secrets) > 5
    secrets |= {sleutel.geheim for sleutel in gevuld.gemeente.sleutels.values()}
    secrets |= {_TELEFOON, f"{gevuld.merk}-geheim", gevuld.link.rpartition("/")[2]}
    assert len(schrijven.spoor) > 100
    said = "\n".join(schrijven.spoor)
    assert {secret for secret in secrets if secret in said} == set()
    assert [regel for regel in schrijven.spoor if contains_bsn(_ID.sub("", regel))] == []
