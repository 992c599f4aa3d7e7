"""A gemeente with something to see on every part of the dashboard, and with what nobody may see there."""

import re
from typing import Any
from uuid import uuid4

from tests.api.aanmelden.bezoek import Browser, Browsers
from tests.api.doelenbomen.bomen import boom, knoop, lay_down
from tests.api.duiding.sessies import UITKOMST, adopt, change, hold, say, vote
from tests.api.duiding.sessies import plan as plan_sessie
from tests.api.raadsblad.gegevens import account
from tests.contacten import contact
from tests.gemeente import Gemeente

JAAR = "2025"
HOSTILE = '<script>alert("cijfer")</script>'
PLAATS = "'s-Gravenland <b>Noord</b>"
# So many contacten of one gebied that nobody may see how many.
VERBORGEN = 7
ALLEEN_LEREN = "Dit is er alleen om van te leren"
AANRADER = "Zou u ons aanraden"
LEERZIN = "In Noord wacht men te lang bij de balie."


async def fill(gemeente: Gemeente) -> None:
    """What a gemeente accounts for over five years, and besides: what there is to learn, per gebied and per goal."""
    await account(gemeente)
    await _count_contacten(gemeente)
    await _define(gemeente)
    bomen = [
        knoop("top", "maatschappelijk-resultaat"),
        knoop("kunnen", "factor", {"code": "clienten-bereikt", "streefwaarde": 1200, "nulmeting": 812}),
        knoop("weten", "subdoel", {"code": "leerpunt", "streefwaarde": 90, "nulmeting": 50}),
        knoop("uitleg", "activiteit"),
    ]
    await lay_down(gemeente.beheer, boom(knopen=bomen))
    await _discuss(gemeente)


async def _count_contacten(gemeente: Gemeente) -> None:
    """Enough of them everywhere but in Noord."""
    changed = await gemeente.beheer.put(
        "/v1/gebieden/WK02", json={"naam": PLAATS, "soort": "wijk", "ouder": None}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text
    ergens = [contact(nummer, gebied="BU0101", datum="2025-05-06") for nummer in range(300)]
    noord = [contact(1000 + nummer, gebied="WK02", datum="2025-05-06") for nummer in range(VERBORGEN)]
    for rij in noord + ergens:
        rij["aanbieder"] = "buurvrouw"
    answer = await gemeente.beheer.post("/v1/aanleveringen?soort=contacten", json=ergens + noord)
    assert answer.status_code == 201, answer.text


async def _define(gemeente: Gemeente) -> None:
    """An indicator with a hostile name that is public, and one that is there to learn from."""
    vorm: dict[str, Any] = {
        "pijler": "bereik",
        "soort": "output",
        "eenheid": "contacten",
        "rekenwijze": "maatstaf",
        "teller": "contacten",
        "doelen": ["leren", "verantwoorden"],
    }
    leren: dict[str, Any] = {
        "pijler": "tevredenheid",
        "soort": "ervaring",
        "eenheid": "%",
        "richting": "hoger",
        "rekenwijze": "vragenlijst",
        "vragenlijst": "hoewijzer",
        "vraag": "welkom",
        "maat": "top2",
        "doelen": ["leren"],
        "openbaar": True,
    }
    for body in (
        vorm | {"code": "vijandig", "naam": HOSTILE, "omschrijving": HOSTILE, "openbaar": True},
        leren | {"code": "leerpunt", "naam": ALLEEN_LEREN},
        leren | {"code": "aanrader", "naam": AANRADER, "eenheid": "NPS", "vraag": "aanbevelen", "maat": "nps"},
    ):
        made = await gemeente.beheer.post("/v1/indicatoren", json=body)
        assert made.status_code == 201, made.text


async def _discuss(gemeente: Gemeente) -> None:
    """A meting about what is there to learn, and a session about it."""
    uitslag = {"variant": "kort", "vraag": "welkom", "aanbieder": "wegwijs", "antwoorden": {"5": 30, "2": 12}}
    body = {
        "versie": 1,
        "naam": "Meting welkom",
        "vragenlijst": "hoewijzer",
        "periode": "2025-K4",
        "ontvangen": {"kort": 48},
        "uitslagen": [
            uitslag | {"gebied": "WK02"},
            uitslag | {"vraag": "aanbevelen", "antwoorden": {"10": 24, "7": 11, "3": 13}},
        ],
    }
    sent = await gemeente.at_api("vragenlijsten").put(f"/v1/vragenlijstresultaten/{uuid4()}", json=body)
    assert sent.status_code == 200, sent.text
    client = gemeente.beleid
    onderwerp = {"code": "welkom", "soort": "indicator", "indicator": "leerpunt", "vraag": "Ziet u dit ook?"}
    sessie = await hold(client, await plan_sessie(client, onderwerpen=[onderwerp], periode="2025-K4"))
    for perspectief in ("inwoner", "professional"):
        sessie = await say(client, sessie, perspectief, herkennen="ja")
    sessie = await change(client, sessie, "/uitkomst", UITKOMST)
    sessie = await vote(client, sessie, "inwoner", balie=3)
    await adopt(client, sessie)


async def look(browsers: Browsers, gemeente: Gemeente, wie: str | None = None) -> Browser:
    """Somebody with a browser, who signed in with this key, or the public."""
    browser = browsers.new(gemeente, "http")
    if wie is not None:
        await browser.sign_in(gemeente.sleutels[wie])
    return browser


async def page(browser: Browser, pad: str = "", status: int = 200, **query: str) -> str:
    """A page below the dashboard, as HTML; a browser would run nothing on it."""
    got = await browser.http.get(f"{browser.huis}{pad}", params=query)
    assert (got.status_code, got.headers["cache-control"]) == (status, "no-store"), got.text
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", got.text) is None
    return got.text


def words(html: str) -> str:
    """What the page says."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
