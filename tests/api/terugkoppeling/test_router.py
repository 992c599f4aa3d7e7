from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.api.duiding.sessies import UITKOMST, adopt, change, hold, say, vote
from tests.api.duiding.sessies import plan as plan_sessie
from tests.api.verbeterplannen.plannen import DOEN, actie, answer_survey, lay_down, measure, meetpunt, step
from tests.contacten import contact
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol

Rij = dict[str, Any]
PERIODE = "2025-01..2025-03"


async def deliver(client: httpx.AsyncClient, aanbieder: str, eerste: int, datum: str, aantal: int = 60) -> Rij:
    """Contacten of as many clients, and one row that is wrong."""
    rijen = [
        contact(nummer, bronId=f"{aanbieder}-{nummer}", aanbieder=aanbieder, datum=datum, clientPseudoniem=f"c{nummer}")
        for nummer in range(eerste, eerste + aantal)
    ]
    answer = await client.post(
        "/v1/aanleveringen?soort=contacten&bijFouten=goede-regels",
        json=[*rijen, rijen[0] | {"bronId": "fout", "datum": "gisteren"}],
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    found: Rij = answer.json()
    return found


async def id_of(gemeente: Gemeente, code: str) -> str:
    items = (await gemeente.beheer.get("/v1/aanbieders")).json()["items"]
    return next(str(item["id"]) for item in items if item["code"] == code)


async def hear(client: httpx.AsyncClient, aanbieder_id: str, periode: str = PERIODE, **query: str) -> Rij:
    answer = await client.get(f"/v1/aanbieders/{aanbieder_id}/terugkoppeling", params={"periode": periode} | query)
    assert answer.status_code == 200, answer.text
    found: Rij = answer.json()
    return found


async def discuss(gemeente: Gemeente, onderwerpen: list[Rij], uitkomst: Rij, **fields: Any) -> str:
    """A session on these, talked about by two perspectives and adopted; its id."""
    client = gemeente.beleid
    sessie = await hold(client, await plan_sessie(client, onderwerpen=onderwerpen, **fields))
    for perspectief in ("inwoner", "professional"):
        sessie = await say(client, sessie, perspectief, onderwerpen[0]["code"], herkennen="ja")
    sessie = await change(client, sessie, "/uitkomst", uitkomst)
    sessie = await vote(client, sessie, "inwoner", **{uitkomst["aanbevelingen"][0]["code"]: 3})
    return str((await adopt(client, sessie))["id"])


@pytest.fixture
async def verteld(gemeente: Gemeente) -> Gemeente:
    """Two aanbieders deliver, clients of one of them answer, and there is a session and a plan about it."""
    afspraak = {
        "aanbieder": "wegwijs",
        "soort": "contacten",
        "periodesoort": "maand",
        "termijn": 14,
        "vanaf": "2025-01",
    }
    assert (await gemeente.beheer.post("/v1/leverafspraken", json=afspraak)).status_code == 201
    await deliver(gemeente.aanbieder("wegwijs"), "wegwijs", 1, "2025-01-10")
    await deliver(gemeente.aanbieder("wegwijs"), "wegwijs", 101, "2025-02-10")
    await deliver(gemeente.aanbieder("wegwijs"), "wegwijs", 201, "2025-06-10")
    await deliver(gemeente.aanbieder("buurvrouw"), "buurvrouw", 1, "2025-01-10")
    await answer_survey(gemeente, "2025-K1", 12, 30, aanbieder="wegwijs")
    await answer_survey(gemeente, "2026-K1", 27, 30, aanbieder="wegwijs")
    return gemeente


async def test_an_aanbieder_reads_what_it_delivered_and_what_stands_on_it(verteld: Gemeente) -> None:
    wegwijs = await id_of(verteld, "wegwijs")
    heard = await hear(verteld.aanbieder("wegwijs"), wegwijs)
    geleverd = heard["geleverd"]
    assert (heard["aanbieder"], heard["periode"]) == ("wegwijs", PERIODE)
    assert geleverd["totalen"] == {
        "aanleveringen": 2, "ontvangen": 122, "nieuw": 120, "gewijzigd": 0, "ongewijzigd": 0, "verwijderd": 0,
        "afgekeurd": 2,
    }  # fmt: skip
    assert [bewijs["nieuw"] for bewijs in geleverd["aanleveringen"]] == [60, 60]
    assert {status["periode"]: status["omvang"] for status in geleverd["status"]} == {
        "2025-01": "genoeg", "2025-02": "genoeg", "2025-03": "geen",
    }  # fmt: skip
    assert {status["volledigheid"]["duurMinuten"] for status in geleverd["status"] if status["volledigheid"]} == {100}

    steunt = {each["indicator"]: each for each in heard["indicatoren"]}
    assert (steunt["uren"]["bronnen"], steunt["uren"]["maatstaven"]) == (["contacten"], ["uren"])
    assert steunt["uren-per-client"]["bronnen"] == ["formule"]
    assert steunt["putten-helpend"]["bronnen"] == ["vragenlijst"]
    assert "putten-zelf-verder" not in steunt
    assert "hoewijzer-welkom" not in steunt
    for code in ("uren", "uren-per-client", "putten-helpend"):
        for client in (verteld.aanbieder("wegwijs"), verteld.beleid):
            figures = await client.get(steunt[code]["cijfers"])
            assert figures.status_code == 200, figures.text
            assert urlsplit(steunt[code]["cijfers"]).path == f"/v1/indicatoren/{code}/waarden"
            assert figures.json()["waarden"]
    # Beheer is told the same; where nothing was delivered nothing stands on it.
    assert await hear(verteld.beheer, wegwijs) == heard
    assert (await hear(verteld.beheer, wegwijs, "2025-04"))["indicatoren"] == []
    # And it can be told again as it was.
    toen = datetime.now(UTC).isoformat()
    await deliver(verteld.aanbieder("wegwijs"), "wegwijs", 301, "2025-03-10")
    assert (await hear(verteld.beheer, wegwijs))["geleverd"]["totalen"]["aanleveringen"] == 3
    assert await hear(verteld.beheer, wegwijs, peildatum=toen) == heard


async def test_few_answers_are_not_told_apart_from_none(gemeente: Gemeente) -> None:
    await answer_survey(gemeente, "2025-K1", 30, 60)
    wegwijs = await id_of(gemeente, "wegwijs")
    nobody = await hear(gemeente.aanbieder("wegwijs"), wegwijs)
    await answer_survey(gemeente, "2025-K1", 3, 6, aanbieder="wegwijs")
    for client in (gemeente.aanbieder("wegwijs"), gemeente.beheer):
        few = await hear(client, wegwijs)
        assert few == nobody | {"dataversie": few["dataversie"]}


async def test_it_reads_what_was_said_and_done_about_it_but_not_what_is_about_another(verteld: Gemeente) -> None:
    onderwerpen = [
        {"code": "samen", "soort": "indicator", "indicator": "uren"},
        {"code": "zij", "soort": "indicator", "indicator": "uren", "aanbieder": "buurvrouw"},
    ]
    uitkomst = {
        "conclusies": [
            {"onderwerp": "samen", "tekst": "Er is meer tijd nodig."},
            {"onderwerp": "zij", "tekst": "GEHEIM"},
        ],
        "aanbevelingen": [{"code": "tijd", "tekst": "Geef meer tijd.", "onderwerp": "samen"}],
    }
    sessie = await discuss(verteld, onderwerpen, uitkomst)
    elsewhere = [{"code": "welkom", "soort": "indicator", "indicator": "hoewijzer-welkom"}]
    await discuss(verteld, elsewhere, UITKOMST)
    await discuss(verteld, onderwerpen, uitkomst, periode="2024-K4")
    here = await lay_down(
        verteld.beleid,
        actie("oefenen", aanbieder="wegwijs"),
        actie("uitleg"),
        actie("buren", aanbieder="buurvrouw", omschrijving="GEHEIM"),
        actie("elders", meetpunt=meetpunt(indicator="hoewijzer-welkom")),
        actie("samen", aanbieder="wegwijs", meetpunt=meetpunt(indicator="hoewijzer-welkom")),
    )
    await step(verteld.beleid, here, "vastgesteld", "in-uitvoering")
    await step(verteld.beleid, f"{here}/acties/oefenen", *DOEN)
    await measure(verteld.beleid, f"{here}/acties/oefenen")

    wegwijs, eigen = await id_of(verteld, "wegwijs"), verteld.aanbieder("wegwijs")
    heard = await hear(eigen, wegwijs)
    [besproken] = heard["duidingssessies"]
    assert (besproken["id"], besproken["conclusies"]) == (sessie, ["Er is meer tijd nodig."])
    assert [each["tekst"] for each in besproken["topVijf"]] == ["Geef meer tijd."]
    acties = {each["actie"]: each for each in heard["acties"]}
    assert {code: (each["status"], each["gemeten"]) for code, each in acties.items()} == {
        "oefenen": ("uitgevoerd", True),
        "samen": ("gepland", False),
        "uitleg": ("gepland", False),
    }
    assert (acties["uitleg"]["pad"], acties["samen"]["effect"]) == (None, None)
    for path in (acties["oefenen"]["pad"], acties["oefenen"]["effect"], acties["samen"]["pad"]):
        assert (await eigen.get(path)).status_code == 200
    # For beheer as well: what is about another is no feedback to this one. But it may look at every actie.
    told = await hear(verteld.beheer, wegwijs)
    assert told["duidingssessies"] == heard["duidingssessies"]
    assert {each["actie"] for each in told["acties"]} == set(acties)
    assert all(each["pad"] for each in told["acties"])


async def test_who_accounts_hears_of_no_session_and_of_nothing_that_is_to_learn_from(verteld: Gemeente) -> None:
    onderwerpen = [{"code": "samen", "soort": "indicator", "indicator": "uren"}]
    await discuss(
        verteld,
        onderwerpen,
        UITKOMST
        | {"conclusies": [{"onderwerp": None, "tekst": "GEHEIM"}]}
        | {"aanbevelingen": [{"code": "x", "tekst": "GEHEIM", "onderwerp": None}]},
    )
    await lay_down(verteld.beleid, actie("GEHEIM", aanbieder="wegwijs"))
    wegwijs = await id_of(verteld, "wegwijs")
    for rol, aanbieder in ((Rol.beheer, None), (Rol.aanbieder, "wegwijs")):
        key = await verteld.add_sleutel(rol, Doel.verantwoorden, aanbieder)
        async with client_of(verteld.api_app, key) as client:
            heard = await hear(client, wegwijs)
        assert (heard["duidingssessies"], heard["acties"]) == ([], [])
        codes = {each["indicator"] for each in heard["indicatoren"]}
        assert "uren" in codes
        assert "putten-helpend" not in codes
        assert heard["geleverd"]["totalen"]["aanleveringen"] == 2


async def test_another_aanbieder_does_not_find_it_and_a_period_is_needed(verteld: Gemeente) -> None:
    path = f"/v1/aanbieders/{await id_of(verteld, 'wegwijs')}/terugkoppeling"
    other = await verteld.aanbieder("buurvrouw").get(path, params={"periode": "2025"})
    assert_probleem(other, 404, "niet-gevonden")
    assert_probleem(await verteld.bi.get(path, params={"periode": "2025"}), 403, "niet-toegestaan")
    without = await verteld.beheer.get(path)
    assert faults_of(assert_probleem(without, 400, "invoer-ongeldig")) == {("?periode", "verplicht")}
