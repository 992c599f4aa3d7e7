"""Doelenbomen to lay down in tests."""

from typing import Any

import httpx

from tests.gemeente import Gemeente

URL = "/v1/doelenbomen"
Rij = dict[str, Any]


def knoop(code: str, soort: str, *indicatoren: str | Rij) -> Rij:
    """indicatoren: a code, or all that is said of one."""
    return {
        "code": code,
        "soort": soort,
        "naam": f"Knoop {code}",
        "indicatoren": [{"code": found} if isinstance(found, str) else found for found in indicatoren],
    }


def verbinding(kind: str, ouder: str, **fields: Any) -> Rij:
    theorie = {"als": f"we {kind} doen", "dan": f"{ouder} lukt", "omdat": "dat zo werkt"}
    return {"kind": kind, "ouder": ouder, "verandertheorie": theorie} | fields


def boom(**fields: Any) -> Rij:
    """A small sound tree: one knoop of each kind."""
    return {
        "code": "regie",
        "naam": "Regie",
        "knopen": [
            knoop("top", "maatschappelijk-resultaat"),
            knoop("kunnen", "factor"),
            knoop("weten", "subdoel"),
            knoop("uitleg", "activiteit", "uren"),
        ],
        "verbindingen": [verbinding("kunnen", "top"), verbinding("weten", "kunnen"), verbinding("uitleg", "weten")],
    } | fields


def large_boom(aantal: int, *indicatoren: str) -> Rij:
    """A tree of this many knopen, with the indicators hanging on its activiteiten in turn."""
    tree = boom(code=f"boom-{aantal}")
    tree["knopen"] = tree["knopen"][:3] + [
        knoop(f"a{nummer}", "activiteit", indicatoren[nummer % len(indicatoren)]) for nummer in range(aantal - 3)
    ]
    tree["verbindingen"] = tree["verbindingen"][:2] + [
        verbinding(f"a{nummer}", "weten") for nummer in range(aantal - 3)
    ]
    return tree


async def lay_down(client: httpx.AsyncClient, tree: Rij) -> Rij:
    answer = await client.post(URL, json=tree)
    assert answer.status_code == 201, answer.text
    made: Rij = answer.json()
    return made


def without(tree: Rij, *names: str) -> Rij:
    return {name: value for name, value in tree.items() if name not in names}


async def set_target(gemeente: Gemeente, code: str, **fields: Any) -> None:
    """Change the definition of an indicator."""
    url = f"/v1/indicatoren/{code}"
    found = await gemeente.beheer.get(url)
    body = without(found.json(), "code") | fields
    changed = await gemeente.beheer.put(url, json=body, headers={"If-Match": found.headers["etag"]})
    assert changed.status_code == 200, changed.text
