"""Four people lay down what was said in one session at the same time, each from a place of its own."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import httpx

from tests.api.duiding.sessies import INDICATOR, UITKOMST, URL, change, hold, opzet, plan
from tests.gemeente import Gemeente, client_of
from zicht_shared.auth import Rol

PERSPECTIEVEN = ("inwoner", "professional", "beleid", "management")
ONDERWERPEN = ("een", "twee", "drie")


async def write(client: httpx.AsyncClient, url: str, etag: str, changes: list[tuple[str, Any]]) -> int:
    """Make these changes one by one; whoever was overtaken looks again, and tries again. Gives how often that was."""
    overtaken = 0
    for path, body in changes:
        while (answer := await client.put(url + path, json=body, headers={"If-Match": etag})).status_code == 412:
            overtaken += 1
            # The refusal itself says which version there is now.
            etag = answer.headers["etag"]
            assert int(etag.strip('"')) > 1
        assert answer.status_code == 200, answer.text
        etag = answer.headers["etag"]
    return overtaken


async def test_four_clients_that_write_at_once_lose_nothing(gemeente: Gemeente) -> None:
    onderwerpen = [{"code": code, "soort": "indicator", "indicator": INDICATOR} for code in ONDERWERPEN]
    deelnemers = [{"perspectief": perspectief, "deelnemers": 2} for perspectief in PERSPECTIEVEN]
    body = opzet(onderwerpen=onderwerpen, deelnemers=deelnemers)
    sessie = await hold(gemeente.beleid, await plan(gemeente.beleid, **body))
    uitkomst = {"conclusies": [], "aanbevelingen": UITKOMST["aanbevelingen"][1:]}
    sessie = await change(gemeente.beleid, sessie, "/uitkomst", uitkomst)
    work: dict[str, list[tuple[str, Any]]] = {
        perspectief: [
            *(
                (
                    f"/bijdragen/{onderwerp}/{perspectief}",
                    {"verklaren": {"antwoord": "ja", "toelichting": f"{perspectief} over {onderwerp}"}},
                )
                for onderwerp in ONDERWERPEN
            ),
            (f"/stemmen/{perspectief}", {"stemmen": [{"aanbeveling": "bellen", "stemmen": nummer}]}),
        ]
        for nummer, perspectief in enumerate(PERSPECTIEVEN, start=1)
    }
    async with AsyncExitStack() as clients:
        sleutels = [await gemeente.add_sleutel(Rol.beleid) for _ in PERSPECTIEVEN]
        wie = [await clients.enter_async_context(client_of(gemeente.api_app, sleutel)) for sleutel in sleutels]
        # All four begin with what they read before any of them wrote.
        overtaken = await asyncio.gather(
            *(
                write(client, f"{URL}/{sessie['id']}", sessie["etag"], changes)
                for client, changes in zip(wie, work.values(), strict=True)
            )
        )
    assert sum(count > 0 for count in overtaken) >= len(PERSPECTIEVEN) - 1

    after = await gemeente.beleid.get(f"{URL}/{sessie['id']}")
    said = {
        (each["onderwerp"], antwoord["perspectief"]): antwoord["toelichting"]
        for each in after.json()["bespreking"]
        for vraag in each["vragen"]
        for antwoord in vraag["antwoorden"]
    }
    assert said == {
        (onderwerp, perspectief): f"{perspectief} over {onderwerp}"
        for onderwerp in ONDERWERPEN
        for perspectief in PERSPECTIEVEN
    }
    assert [(each["code"], each["stemmen"]) for each in after.json()["topVijf"]] == [("bellen", 1 + 2 + 3 + 4)]
    # Each change is a version of its own: none was taken for another.
    changes = sum(map(len, work.values()))
    assert int(after.headers["etag"].strip('"')) == int(sessie["etag"].strip('"')) + changes
