"""Consent withdrawn: the story is gone from every route, report, event and table within that one request."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.api.aanmelden.bezoek import Browsers
from tests.architecture.buiten import IEDEREEN, sign_in
from tests.architecture.gevuld import Gevuld, make_gevuld
from tests.architecture.merken import post
from tests.architecture.rijen import rows_of, tenant_tables
from tests.architecture.routes import GETS, Pad
from tests.architecture.verzoeken_leren import bijdrage, duidingssessie, uitkomst, verhaal
from tests.conftest import SECRET
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.verhalen.models import VERHAAL
from zicht_shared.auth import Doel, Rol
from zicht_shared.crypto import Keyring, Unreadable

WOORD = "zeldzaamwoord"
VERANTWOORDERS = ("beheer verantwoordt", "bi verantwoordt")
# Where the story is to be read, until it is withdrawn.
TE_LEZEN = {
    "/verhalen",
    "/verhalen/{verhaal_id}",
    "/verhaalthemas",
    "/duidingssessies/{sessie_id}/gespreksblad",
    "/duidingssessies/{sessie_id}/verslag",
}
# And on which pages of the gemeente, for everybody.
BLADEN = ("?periode=2025", "/rapport/2025", "/raadsblad/2025")


@pytest.fixture
async def gevuld(api_app: Starlette, surveys_app: Starlette) -> AsyncIterator[Gevuld]:
    """A gemeente of which every event goes to a webhook, with keys for both purposes."""
    async with AsyncExitStack() as clients:
        gevuld = await make_gevuld(api_app, surveys_app, clients)
        gemeente = gevuld.gemeente
        for wie in VERANTWOORDERS:
            gemeente.sleutels[wie] = await gemeente.add_sleutel(Rol(wie.partition(" ")[0]), Doel.verantwoorden)
        haak = {"url": "https://alles.example/", "omschrijving": "Alles", "gebeurtenissen": list(Gebeurtenissoort)}
        await post(gemeente.beheer, "/v1/webhooks", haak)
        yield gevuld


async def test_a_story_that_is_withdrawn_is_nowhere_any_more(
    gevuld: Gevuld, api_owner: asyncpg.Connection, surveys_owner: asyncpg.Connection
) -> None:
    beheer, owners = gevuld.gemeente.beheer, (api_owner, surveys_owner)
    sleutel, gegevens = {"Idempotency-Key": str(uuid4())}, _story(gevuld)
    entered = await beheer.post("/v1/verhalen", json=gegevens, headers=sleutel)
    gevuld.ids["verhaal_id"] = verhaal_id = entered.json()["id"]
    await _use(gevuld, verhaal_id)
    sealed = await api_owner.fetchval("SELECT inhoud FROM verhalen WHERE id = $1", verhaal_id)
    shown = [pad for pad in GETS if pad.path in TE_LEZEN]
    assert {path for path, _ in await _finds(gevuld, shown, "beheer")} == TE_LEZEN
    assert {table for table, text in await _rows(gevuld, *owners) if WOORD in text} == {"zicht_api.verhalen"}
    assert [WOORD in text for text in await _unsealed(gevuld, api_owner)].count(True) == 1
    shown_to = await _shown_to(gevuld, "beheer", IEDEREEN)
    assert {("/raadsblad/2025", IEDEREEN), *((path, "beheer") for path in BLADEN)} <= set(shown_to)

    withdrawn = await beheer.post(f"/v1/verhalen/{verhaal_id}/intrekking")

    assert withdrawn.status_code == 204, withdrawn.text
    assert await _finds(gevuld, GETS, *gevuld.wie, *VERANTWOORDERS) == []
    assert await _shown_to(gevuld, "beheer", f"aanbieder:{gevuld.een}", IEDEREEN) == []
    again = await beheer.post("/v1/verhalen", json=gegevens, headers=sleutel)
    assert (again.status_code, again.content, WOORD in again.text) == (201, entered.content, False)
    assert await _finds(gevuld, shown, "beheer") == [], "sent again, it does not come back"
    traces = (WOORD, WOORD.encode().hex(), sealed.hex())
    assert [table for table, text in await _rows(gevuld, *owners) if any(trace in text for trace in traces)] == []
    assert [text for text in await _unsealed(gevuld, api_owner) if WOORD in text] == []
    trail = await api_owner.fetch("SELECT actie FROM auditregels WHERE object_id = $1 ORDER BY nr", verhaal_id)
    assert [row["actie"] for row in trail] == ["verhaal.ingevoerd", "verhaal.vrijgegeven", "verhaal.ingetrokken"]


def _story(gevuld: Gevuld) -> dict[str, Any]:
    """One with the word in all that can be typed in, which everybody may use for everything."""
    gegevens = verhaal(gevuld)
    return gegevens | {
        "titel": f"Een {WOORD} als titel",
        "delen": [{"onderwerp": "opbrengst", "tekst": f"Het hielp mij dat er een {WOORD} bij was."}],
        "citaat": f"dat er een {WOORD} bij was",
        "themas": [f"{WOORD}-thema"],
        "toestemming": gegevens["toestemming"] | {"waarvoor": ["duiding", "aanbieder", "openbaar"]},
    }


async def _use(gevuld: Gevuld, verhaal_id: str) -> None:
    """Release it, and discuss it in a session that is adopted."""
    beheer = gevuld.gemeente.beheer
    await _send(beheer, "POST", f"/v1/verhalen/{verhaal_id}/vrijgave")
    opzet = duidingssessie(gevuld)
    opzet["onderwerpen"][-1]["verhaal"] = verhaal_id
    gevuld.ids["sessie_id"] = sessie_id = (await post(beheer, "/v1/duidingssessies", opzet))["id"]
    here = f"/v1/duidingssessies/{sessie_id}"
    await _send(beheer, "POST", f"{here}/houden")
    for perspectief in ("inwoner", "professional"):
        await _send(beheer, "PUT", f"{here}/bijdragen/verhaal/{perspectief}", bijdrage(gevuld))
    await _send(beheer, "PUT", f"{here}/uitkomst", uitkomst(gevuld))
    await _send(beheer, "POST", f"{here}/vaststelling")


async def _send(client: httpx.AsyncClient, method: str, path: str, body: Any = None) -> None:
    answer = await client.request(method, path, json=body, headers={"If-Match": "*"})
    assert answer.is_success, answer.text


async def _finds(gevuld: Gevuld, pads: Iterable[Pad], *namen: str) -> list[tuple[str, str]]:
    """Path and credential of each of these GETs that gives the word to one of these."""
    found = []
    for wie in namen:
        for pad in pads:
            if wie.partition(" ")[0].partition(":")[0] in pad.toegang:
                # What filters find, is the same for all: the one that sees most tries them.
                for query in gevuld.queries(pad)[: None if wie == "beheer" else 1]:
                    answer = await gevuld.client(pad, wie).get(gevuld.address(pad), params=query)
                    if WOORD in f"{answer.headers}\n{answer.text}":
                        found.append((pad.path, wie))
    return found


async def _shown_to(gevuld: Gevuld, *namen: str) -> list[tuple[str, str]]:
    """Page and visitor of each of the pages that shows the word."""
    found, browsers = [], Browsers(gevuld.gemeente.api_app)
    async with browsers.clients:
        for wie in namen:
            browser = await sign_in(browsers, gevuld.gemeente, wie)
            for path in BLADEN:
                page = await browser.get(f"/dashboard/{gevuld.gemeente.code}{path}")
                assert page.status_code == 200, page.text
                if WOORD in page.text:
                    found.append((path, wie))
    return found


async def _rows(gevuld: Gevuld, *owners: asyncpg.Connection) -> list[tuple[str, str]]:
    """Every row of this gemeente, and of what is of no gemeente, in every table, as text; bytes as hexadecimal."""
    found = [
        (table, text)
        for table, rows in (await rows_of(gevuld.gemeente.id, *owners, whole=True)).items()
        for text in rows
    ]
    for owner in owners:
        own = [table for table, _ in await tenant_tables(owner)]
        others = await owner.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1::text[])", own
        )
        for (table,) in others:
            found += [(table, row["rij"]) for row in await owner.fetch(f"SELECT t::text AS rij FROM {table} t")]
    return found


async def _unsealed(gevuld: Gevuld, owner: asyncpg.Connection) -> list[str]:
    """All bytes of this gemeente that open as a story does."""
    columns = await owner.fetch(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c "
        "JOIN information_schema.columns g ON g.table_schema = c.table_schema AND g.table_name = c.table_name "
        "AND g.column_name = 'gemeente_id' WHERE c.table_schema = 'public' AND c.data_type = 'bytea'"
    )
    found, keyring = [], Keyring([SECRET])
    for table, column in columns:
        rows = await owner.fetch(
            f"SELECT {column} AS bytes FROM {table} WHERE gemeente_id = $1 AND {column} IS NOT NULL", gevuld.gemeente.id
        )
        for row in rows:
            try:
                found.append(keyring.unseal(VERHAAL, row["bytes"]).decode())
            except (Unreadable, ValueError):
                continue
    return found
