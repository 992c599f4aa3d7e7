"""One gemeente with figures for all that reads here."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from bench.installatie import Installatie

from tests.end_to_end.bi.bron import Bron
from tests.end_to_end.gemeente import make_running
from zicht_shared.auth import Credential, Doel, Rol

# Counts and a ratio; as many rows as make three pages of every client, and no more.
INDICATOREN = ("doorverwijzingen", "gesprekken-per-client", "uren")


@pytest.fixture(scope="session")
def bron(installatie: Installatie) -> Iterator[Bron]:
    """Its reader accounts for what was done, and sees a few indicators over 2025, by all that it is broken down by."""
    with make_running(installatie) as gemeente:
        wens = {"rol": Rol.bi, "doel": Doel.verantwoorden, "omschrijving": "Power BI"}
        sleutel = gemeente.beheer.post(
            "/v1/sleutels", json=wens, headers={"Idempotency-Key": str(uuid4())}
        ).raise_for_status()
        bron = Bron(gemeente, Credential(sleutel.json()["id"], sleutel.json()["geheim"]), INDICATOREN)
        seen = gemeente.beheer.get("/v1/indicatoren?limit=500").raise_for_status().json()["items"]
        serving = [row["code"] for row in seen if Doel.verantwoorden in row["doelen"]]
        # From the end: a formula goes before what it is made of.
        for code in sorted(set(serving) - set(INDICATOREN), reverse=True):
            gemeente.beheer.delete(f"/v1/indicatoren/{code}", headers={"If-Match": "*"}).raise_for_status()
        bron.deliver(600)
        bron.deliver(6, doelgroep="ggz")
        yield bron
