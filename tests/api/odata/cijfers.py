"""A gemeente with figures to pull, and how to walk through them."""

from collections.abc import Sequence
from typing import Any

import httpx

from tests.contacten import Rij, contact
from tests.gemeente import Gemeente

URL = "/odata/v4"
# What is left of the indicators that a gemeente begins with, so that there are as many rows as a test can walk.
INDICATOREN = {"uren", "clienten-bereikt", "gesprekken-per-client"}
ALLEEN_LEREN: dict[str, Any] = {
    "code": "leerpunt",
    "naam": "Alleen om te leren",
    "pijler": "doelrealisatie",
    "soort": "outcome",
    "eenheid": "contacten",
    "rekenwijze": "maatstaf",
    "teller": "contacten",
    "doelen": ["leren"],
    "streefwaarde": 40,
}
DIMENSIES = {
    "gebied": "Gebieden",
    "aanbieder": "Aanbieders",
    "doelgroep": "Doelgroepen",
    "leefgebied": "Leefgebieden",
    "vorm": "Vormen",
}


def contacten(aantal: int, batch: str, **fields: Any) -> list[Rij]:
    """As many contacten as clients; those of one batch are alike but for where they are."""
    alike = {"aanbieder": "wegwijs", "datum": "2025-03-10", "duurMinuten": 25, "vorm": "formeel"}
    return [
        contact(nummer, **{**alike, "clientPseudoniem": f"{batch}{nummer}", **fields, "bronId": f"{batch}-{nummer}"})
        for nummer in range(aantal)
    ]


async def deliver(gemeente: Gemeente, rijen: Sequence[Rij]) -> None:
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=list(rijen))
    assert answer.status_code == 201, answer.text


async def thin_out(gemeente: Gemeente) -> None:
    """Few indicators, of which one only to learn from."""
    codes = [each["code"] for each in (await gemeente.beheer.get("/v1/indicatoren?limit=1000")).json()["items"]]
    waiting = [code for code in codes if code not in INDICATOREN]
    while waiting:
        # What a formula rests on goes after the formula.
        answers = {
            code: await gemeente.beheer.delete(f"/v1/indicatoren/{code}", headers={"If-Match": "*"}) for code in waiting
        }
        left = [code for code, answer in answers.items() if answer.status_code != 204]
        assert len(left) < len(waiting), left
        waiting = left
    (await gemeente.beheer.post("/v1/indicatoren", json=ALLEEN_LEREN)).raise_for_status()


async def fill(gemeente: Gemeente) -> None:
    """Two aanbieders over two years; some cells are small, so that there are hidden ones."""
    await thin_out(gemeente)
    rijen = contacten(60, "een") + contacten(45, "twee", aanbieder="buurvrouw", vorm="informeel", datum="2025-05-06")
    rijen += contacten(40, "drie", datum="2026-02-03", gebied="BU0101", doelgroep="ouderen")
    rijen += contacten(3, "vier", datum="2026-02-04", gebied="WK02", doelgroep="lvb", leefgebieden=["wonen"])
    await deliver(gemeente, rijen)


async def ask(client: httpx.AsyncClient, path: str, **options: Any) -> httpx.Response:
    """A question that is answered. options: system query options, without their $."""
    params = {f"${name}": f"{value}" for name, value in options.items()}
    answer = await client.get(f"{URL}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer


async def read(client: httpx.AsyncClient, path: str = "/Observations", **options: Any) -> list[dict[str, Any]]:
    """What stands on the first page."""
    found: list[dict[str, Any]] = (await ask(client, path, **options)).json()["value"]
    return found


async def walk(
    client: httpx.AsyncClient, path: str = "/Observations", *, size: int, **options: Any
) -> list[list[dict[str, Any]]]:
    """Every page, by the links that the service gives."""
    params = {f"${name}": f"{value}" for name, value in options.items()}
    prefer = {"Prefer": f"odata.maxpagesize={size}"}
    answer = await client.get(f"{URL}{path}", params=params, headers=prefer)
    pages = []
    while True:
        assert answer.status_code == 200, answer.text
        pages.append(answer.json()["value"])
        following = answer.json().get("@odata.nextLink")
        if following is None:
            return pages
        assert following.startswith("http://api.test/odata/v4/")
        answer = await client.get(following, headers=prefer)
