"""Duidingssessies to hold in tests, over figures that residents gave."""

from typing import Any
from uuid import uuid4

import httpx

from tests.api.doelenbomen.bomen import boom, knoop, lay_down
from tests.gemeente import Gemeente

URL = "/v1/duidingssessies"
INDICATOR = "hoewijzer-welkom"
Rij = dict[str, Any]


def opzet(**fields: Any) -> Rij:
    """A session about one indicator, per gebied, with two perspectives at the table."""
    return {
        "naam": "Hoe welkom voelt iemand zich?",
        "datum": "2025-05-12",
        "periode": "2025-K1",
        "onderwerpen": [
            {
                "code": "welkom",
                "soort": "indicator",
                "indicator": INDICATOR,
                "per": "gebied",
                "vraag": "Ziet u dit ook?",
            }
        ],
        "deelnemers": [
            {"perspectief": "inwoner", "deelnemers": 4},
            {"perspectief": "professional", "deelnemers": 3},
        ],
    } | fields


UITKOMST: Rij = {
    "conclusies": [
        {"onderwerp": "welkom", "tekst": "In Noord wacht men te lang bij de balie."},
        {"onderwerp": None, "tekst": "We willen vaker samen kijken."},
    ],
    "aanbevelingen": [
        {"code": "balie", "tekst": "Zet iemand bij de deur.", "onderwerp": "welkom"},
        {"code": "bellen", "tekst": "Bel binnen een dag terug.", "onderwerp": None},
        {"code": "brief", "tekst": "Schrijf de brief korter.", "onderwerp": None},
    ],
}


async def answer(gemeente: Gemeente, periode: str, goed: int, slecht: int, gebied: str = "WK02", **fields: Any) -> None:
    """Residents of a gebied say in a meting of their own whether they felt welcome."""
    uitslag = {"variant": "kort", "vraag": "welkom", "aanbieder": "wegwijs", "gebied": gebied}
    body = {
        "versie": 1,
        "naam": f"Meting {periode} {gebied}",
        "vragenlijst": "hoewijzer",
        "periode": periode,
        "ontvangen": {"kort": goed + slecht},
        "uitslagen": [uitslag | {"antwoorden": {"5": goed, "2": slecht}} | fields],
    }
    sent = await gemeente.at_api("vragenlijsten").put(f"/v1/vragenlijstresultaten/{uuid4()}", json=body)
    assert sent.status_code == 200, sent.text


async def make_boom(gemeente: Gemeente) -> None:
    """A doelenboom with the indicator on its subdoel."""
    knopen = [
        knoop("top", "maatschappelijk-resultaat"),
        knoop("kunnen", "factor"),
        knoop("weten", "subdoel", {"code": INDICATOR, "streefwaarde": 90, "nulmeting": 50}),
        knoop("uitleg", "activiteit"),
    ]
    await lay_down(gemeente.beheer, boom(knopen=knopen))


async def plan(client: httpx.AsyncClient, **fields: Any) -> Rij:
    """A session that was prepared; with its etag."""
    made = await client.post(URL, json=opzet(**fields), headers={"Idempotency-Key": str(uuid4())})
    assert made.status_code == 201, made.text
    return _with_etag(made)


async def change(client: httpx.AsyncClient, sessie: Rij, path: str, body: Any = None, method: str = "PUT") -> Rij:
    """Do what must succeed with a session as it is now; gives it as it is then."""
    answer = await client.request(
        method, f"{URL}/{sessie['id']}{path}", json=body, headers={"If-Match": sessie["etag"]}
    )
    assert answer.status_code == 200, answer.text
    return _with_etag(answer)


async def hold(client: httpx.AsyncClient, sessie: Rij) -> Rij:
    return await change(client, sessie, "/houden", method="POST")


def _with_etag(answer: httpx.Response) -> Rij:
    sessie: Rij = answer.json()
    return sessie | {"etag": answer.headers["etag"]}


async def say(
    client: httpx.AsyncClient, sessie: Rij, perspectief: str, onderwerp: str = "welkom", **answers: str
) -> Rij:
    """A bijdrage: per question the answer."""
    bijdrage = {vraag: {"antwoord": antwoord} for vraag, antwoord in answers.items()}
    return await change(client, sessie, f"/bijdragen/{onderwerp}/{perspectief}", bijdrage)


async def vote(client: httpx.AsyncClient, sessie: Rij, perspectief: str, **stemmen: int) -> Rij:
    given = [{"aanbeveling": code, "stemmen": aantal} for code, aantal in stemmen.items()]
    return await change(client, sessie, f"/stemmen/{perspectief}", {"stemmen": given})


async def adopt(client: httpx.AsyncClient, sessie: Rij) -> Rij:
    return await change(client, sessie, "/vaststelling", method="POST")
