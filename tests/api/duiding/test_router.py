"""From figures to a conversation to what came of it."""

import json
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.api.duiding.sessies import (
    INDICATOR,
    UITKOMST,
    URL,
    adopt,
    answer,
    change,
    hold,
    make_boom,
    opzet,
    plan,
    say,
    vote,
)
from tests.api.signalen.gegevens import deliver, maanden, make_indicator, post, signaleer, signalen
from tests.api.verhalen.gegevens import enter_released, verhaal
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol

KNOOP = {"code": "weten", "soort": "knoop", "doelenboom": "regie", "knoop": "weten"}


@pytest.fixture
async def met_cijfers(gemeente: Gemeente) -> Gemeente:
    """In two gebieden residents answered, in one of them twice."""
    await make_boom(gemeente)
    await answer(gemeente, "2024-K4", 40, 20)
    await answer(gemeente, "2025-K1", 20, 40)
    await answer(gemeente, "2025-K1", 50, 10, gebied="BU0101")
    return gemeente


async def test_a_session_goes_from_setup_to_conversation_to_conclusion(met_cijfers: Gemeente) -> None:
    beleid = met_cijfers.beleid
    sessie = await plan(beleid, onderwerpen=[*opzet()["onderwerpen"], KNOOP])
    assert (sessie["status"], sessie["etag"]) == ("voorbereiding", '"1"')
    assert [(each["onderwerp"], each["naam"], each["pad"], each["toestand"]) for each in sessie["bespreking"]] == [
        ("welkom", "Voelde zich welkom", f"/v1/indicatoren/{INDICATOR}", "aanwezig"),
        ("weten", "Knoop weten", "/v1/doelenbomen/regie", "aanwezig"),
    ]

    sessie = await hold(beleid, sessie)
    sessie = await say(beleid, sessie, "inwoner", herkennen="ja", waarderen="zorgelijk", verbeteren="nodig")
    sessie = await say(beleid, sessie, "professional", herkennen="ja", waarderen="wisselend")
    welkom = {each["vraag"]: each for each in sessie["bespreking"][0]["vragen"]}
    assert {vraag: each["overeenstemming"] for vraag, each in welkom.items()} == {
        "herkennen": "eens", "verklaren": "te-weinig-stemmen", "waarderen": "oneens", "verbeteren": "te-weinig-stemmen"
    }  # fmt: skip
    assert [(each["perspectief"], each["antwoord"]) for each in welkom["waarderen"]["antwoorden"]] == [
        ("inwoner", "zorgelijk"), ("professional", "wisselend")
    ]  # fmt: skip

    sessie = await change(beleid, sessie, "/uitkomst", UITKOMST)
    sessie = await vote(beleid, sessie, "inwoner", balie=4, brief=16)
    sessie = await vote(beleid, sessie, "professional", balie=12)
    assert [(each["plaats"], each["gelijk"], each["code"], each["stemmen"]) for each in sessie["topVijf"]] == [
        (1, True, "balie", 16), (1, True, "brief", 16)
    ]  # fmt: skip
    sessie = await adopt(beleid, sessie)
    assert (sessie["status"], sessie["conclusies"]) == ("vastgesteld", UITKOMST["conclusies"])
    assert sessie["vastgesteldOp"] is not None
    seen = await beleid.get(f"{URL}/{sessie['id']}")
    assert seen.json() | {"etag": seen.headers["etag"]} == sessie


async def test_what_may_change_depends_on_how_far_the_session_is(
    met_cijfers: Gemeente, api_owner: asyncpg.Connection
) -> None:
    beleid = met_cijfers.beleid
    sessie = await plan(beleid)
    url, bijdrage = f"{URL}/{sessie['id']}", {"herkennen": {"antwoord": "ja"}}
    setup = [("PUT", "", opzet()), ("DELETE", "", None), ("POST", "/houden", None)]
    report: list[tuple[str, str, Any]] = [
        ("PUT", "/bijdragen/welkom/inwoner", bijdrage),
        ("PUT", "/uitkomst", UITKOMST),
        ("PUT", "/stemmen/inwoner", {"stemmen": []}),
        ("POST", "/vaststelling", None),
    ]

    async def refused(steps: list[tuple[str, str, Any]]) -> None:
        for method, path, body in steps:
            stale = await beleid.request(method, url + path, json=body, headers={"If-Match": '"99"'})
            assert_probleem(stale, 412, "versie-verouderd")
            assert_probleem(await beleid.request(method, url + path, json=body), 428, "if-match-ontbreekt")
            answer = await beleid.request(method, url + path, json=body, headers={"If-Match": "*"})
            assert_probleem(answer, 409, "sessie-op-slot")

    await refused(report)
    sessie = await hold(beleid, sessie)
    await refused(setup)

    bare = await beleid.post(f"{url}/vaststelling", headers={"If-Match": sessie["etag"]})
    assert faults_of(assert_probleem(bare, 409, "vaststelling-kan-niet")) == {
        ("/bijdragen", "te-weinig-perspectieven"), ("/conclusies", "geen-conclusie")
    }  # fmt: skip
    sessie = await say(beleid, sessie, "inwoner", herkennen="ja")
    sessie = await say(beleid, sessie, "professional", herkennen="nee")
    # Who says nothing any more, is not counted any more.
    sessie = await change(beleid, sessie, "/bijdragen/welkom/inwoner", {"herkennen": None})
    sessie = await change(beleid, sessie, "/uitkomst", UITKOMST)
    alone = await beleid.post(f"{url}/vaststelling", headers={"If-Match": sessie["etag"]})
    assert faults_of(assert_probleem(alone, 409, "vaststelling-kan-niet")) == {
        ("/bijdragen", "te-weinig-perspectieven")
    }  # fmt: skip
    sessie = await say(beleid, sessie, "inwoner", herkennen="deels")
    await adopt(beleid, sessie)
    await refused([*setup, *report])

    gone = await plan(beleid)
    removed = await beleid.delete(f"{URL}/{gone['id']}", headers={"If-Match": gone["etag"]})
    assert removed.status_code == 204
    assert_probleem(await beleid.get(f"{URL}/{gone['id']}"), 404, "niet-gevonden")
    rows = await api_owner.fetch(
        "SELECT actie, voor, na FROM auditregels WHERE gemeente_id = $1 AND object_id LIKE $2 || '%' ORDER BY nr",
        met_cijfers.id,
        sessie["id"],
    )
    assert [row["actie"].removeprefix("duidingssessie.") for row in rows] == [
        "aangemaakt", "gehouden", "bijdrage", "bijdrage", "bijdrage", "uitkomst", "bijdrage", "vastgesteld"
    ]  # fmt: skip
    assert [json.loads(row["na"])["herkennen"] for row in rows if row["actie"].endswith("bijdrage")] == [
        {"antwoord": "ja", "toelichting": None}, {"antwoord": "nee", "toelichting": None}, None,
        {"antwoord": "deels", "toelichting": None},
    ]  # fmt: skip
    events = (await beleid.get("/v1/gebeurtenissen")).json()["items"]
    assert [each["soort"] for each in events if each["onderwerp"] == sessie["id"]] == [
        "duidingssessie.gepland", "duidingssessie.vastgesteld"
    ]  # fmt: skip


async def test_every_fault_in_a_setup_is_named_at_once(met_cijfers: Gemeente) -> None:
    indicator = {"soort": "indicator", "indicator": INDICATOR}
    wrong = opzet(
        monitorcyclus="geen",
        peildatum="2999-01-01",
        onderwerpen=[
            {"code": "a", "soort": "indicator", "indicator": "geen", "doelgroep": "geen"},
            {"code": "a", **indicator, "gebied": "WK99", "verhaal": str(uuid4())},
            {"code": "c", "soort": "knoop", "doelenboom": "regie"},
            {"code": "d", "soort": "knoop", "doelenboom": "regie", "knoop": "geen", "aanbieder": "wegwijs"},
            {"code": "e", "soort": "signaal", "signaal": str(uuid4())},
            {"code": "f", "soort": "verhaal", "verhaal": str(uuid4())},
        ],
        deelnemers=[{"perspectief": "beleid", "deelnemers": 1}, {"perspectief": "beleid", "deelnemers": 2}],
    )
    key = {"Idempotency-Key": str(uuid4())}
    refused = await met_cijfers.beleid.post(URL, json=wrong, headers=key)
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {
        ("/monitorcyclus", "onbekende-waarde"),
        ("/peildatum", "in-de-toekomst"),
        ("/onderwerpen/0/indicator", "onbekende-waarde"),
        ("/onderwerpen/0/doelgroep", "onbekende-waarde"),
        ("/onderwerpen/1/code", "dubbel"),
        ("/onderwerpen/1/gebied", "onbekende-waarde"),
        ("/onderwerpen/1/verhaal", "past-niet"),
        ("/onderwerpen/1/verhaal", "onbekende-waarde"),
        ("/onderwerpen/2/knoop", "verplicht"),
        ("/onderwerpen/3/knoop", "onbekende-waarde"),
        ("/onderwerpen/3/aanbieder", "past-niet"),
        ("/onderwerpen/4/signaal", "onbekende-waarde"),
        ("/onderwerpen/5/verhaal", "onbekende-waarde"),
        ("/deelnemers/1/perspectief", "dubbel"),
    }
    assert (await met_cijfers.beleid.get(URL)).json()["items"] == []


async def test_what_is_said_fits_the_session_and_votes_are_not_lost(met_cijfers: Gemeente) -> None:
    beleid = met_cijfers.beleid
    sessie = await hold(beleid, await plan(beleid))

    async def faults(path: str, body: Any) -> set[tuple[str, str]]:
        headers = {"If-Match": sessie["etag"]}
        refused = await beleid.put(f"{URL}/{sessie['id']}{path}", json=body, headers=headers)
        return faults_of(assert_probleem(refused, 400, "invoer-ongeldig"))

    bijdrage = {"waarderen": {"antwoord": "goed"}}
    assert await faults("/bijdragen/geen/beleid", bijdrage) == {
        ("{onderwerp}", "onbekende-waarde"), ("{perspectief}", "onbekende-waarde")
    }  # fmt: skip
    assert await faults("/bijdragen/welkom/inwoner", {"waarderen": {"antwoord": "ja"}}) == {
        ("/waarderen/antwoord", "onbekende-waarde")
    }
    assert await faults("/bijdragen/welkom/inwoner", {}) == {("", "ongeldig")}
    bsn = {"waarderen": {"antwoord": "goed", "toelichting": "Dat zei 111222333."}}
    assert await faults("/bijdragen/welkom/inwoner", bsn) == {("/waarderen/toelichting", "ongeldig")}
    double = {"code": "a", "tekst": "Doen."}
    uitkomst = {"conclusies": [{"onderwerp": "geen", "tekst": "Zo."}], "aanbevelingen": [double, double]}
    assert await faults("/uitkomst", uitkomst) == {
        ("/conclusies/0/onderwerp", "onbekende-waarde"), ("/aanbevelingen/1/code", "dubbel")
    }  # fmt: skip

    sessie = await change(beleid, sessie, "/uitkomst", UITKOMST)
    one = {"aanbeveling": "balie", "stemmen": 8}
    # Three professionals have fifteen votes.
    assert await faults("/stemmen/professional", {"stemmen": [one, one]}) == {
        ("/stemmen", "te-veel"), ("/stemmen/1/aanbeveling", "dubbel")
    }  # fmt: skip
    assert await faults("/stemmen/inwoner", {"stemmen": [one | {"aanbeveling": "geen"}]}) == {
        ("/stemmen/0/aanbeveling", "onbekende-waarde")
    }
    assert await faults("/stemmen/beleid", {"stemmen": []}) == {("{perspectief}", "onbekende-waarde")}
    sessie = await vote(beleid, sessie, "professional", balie=15)
    fewer = UITKOMST | {"aanbevelingen": UITKOMST["aanbevelingen"][1:]}
    assert await faults("/uitkomst", fewer) == {("/aanbevelingen", "heeft-stemmen")}
    sessie = await vote(beleid, sessie, "professional")
    sessie = await change(beleid, sessie, "/uitkomst", fewer)
    assert (sessie["stemmen"], sessie["topVijf"]) == ([], [])


async def test_the_figures_stay_as_they_were_whatever_comes_in_later(met_cijfers: Gemeente) -> None:
    beleid = met_cijfers.beleid
    sessie = await plan(beleid, onderwerpen=[*opzet()["onderwerpen"], KNOOP | {"gebied": "WK02"}])
    url = f"{URL}/{sessie['id']}/cijfers"
    before = await beleid.get(url)
    welkom, weten = before.json()["onderwerpen"]
    assert (welkom["naam"], welkom["eenheid"], welkom["periode"]) == ("Voelde zich welkom", "%", "2025-K1")
    [noord] = [waarde for waarde in welkom["waarden"] if waarde["gebied"] == "WK02"]
    assert (noord["teller"], noord["noemer"]) == (20, 60)
    assert noord["verschillen"]["vorige"]["met"] == "2024-K4"
    assert noord["verschillen"]["vorige"]["significant"] is True
    verloop = {waarde["periode"]: (waarde["teller"], waarde["noemer"]) for waarde in welkom["verloop"]}
    assert (len(verloop), verloop["2024-K4"], verloop["2025-K1"]) == (8, (40, 60), (70, 120))
    assert weten["realisatie"]["code"] == "weten"
    assert weten["realisatie"]["indicatoren"][0]["cijfer"]["teller"] == 20
    peildatum = sessie["aangemaaktOp"]
    waarden = await beleid.get(f"/v1/indicatoren/{INDICATOR}/waarden?periode=2025-K1&per=gebied&peildatum={peildatum}")
    assert (waarden.json()["waarden"], waarden.json()["dataversie"]) == (welkom["waarden"], sessie["dataversie"])

    await answer(met_cijfers, "2025-K1", 90, 5)
    definitie = (await beleid.get(f"/v1/indicatoren/{INDICATOR}")).json()
    definitie = {name: value for name, value in definitie.items() if name != "code"} | {"naam": "Anders"}
    changed = await met_cijfers.beheer.put(f"/v1/indicatoren/{INDICATOR}", json=definitie, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    tree = await met_cijfers.beheer.delete("/v1/doelenbomen/regie", headers={"If-Match": "*"})
    assert tree.status_code == 204
    assert (await beleid.get(url)).content == before.content
    later = (await beleid.get(f"{URL}/{sessie['id']}")).json()["bespreking"]
    assert [(each["naam"], each["toestand"]) for each in later] == [
        ("Voelde zich welkom", "aanwezig"), ("Knoop weten", "verwijderd")
    ]  # fmt: skip

    # A change of the setup keeps them too; with a peildatum others are chosen.
    same = await change(beleid, sessie, "", opzet())
    assert same["dataversie"] == sessie["dataversie"]
    today = await change(beleid, same, "", opzet(peildatum=same["gewijzigdOp"]))
    assert today["dataversie"] > sessie["dataversie"]
    earlier = await plan(beleid, peildatum=peildatum)
    assert earlier["dataversie"] == sessie["dataversie"]
    figures = (await beleid.get(f"{URL}/{earlier['id']}/cijfers")).json()["onderwerpen"]
    assert figures == before.json()["onderwerpen"][:1]


async def test_a_signal_that_was_talked_about_is_discussed_in_that_session(gemeente: Gemeente) -> None:
    await make_indicator(gemeente, signaalgrens=90, doelen=["leren", "verantwoorden"])
    await deliver(gemeente, dict(zip(maanden(3), (60, 60, 100), strict=True)))
    await signaleer(gemeente)
    [signaal] = await signalen(gemeente)
    onderwerp = {"code": "signaal", "soort": "signaal", "signaal": signaal["id"]}
    sessie = await plan(gemeente.beleid, onderwerpen=[onderwerp])
    [over] = sessie["bespreking"]
    assert (over["naam"], over["pad"]) == (signaal["regel"], f"/v1/signalen/{signaal['id']}")
    [cijfers] = (await gemeente.beleid.get(f"{URL}/{sessie['id']}/cijfers")).json()["onderwerpen"]
    assert (cijfers["indicator"], cijfers["periode"]) == ("aanvragen", signaal["periode"])
    assert [waarde["waarde"] for waarde in cijfers["waarden"]] == [100]
    by_indicator = await gemeente.beleid.get(f"{URL}?indicator=aanvragen")
    assert [each["id"] for each in by_indicator.json()["items"]] == [sessie["id"]]

    sessie = await hold(gemeente.beleid, sessie)
    for perspectief in ("inwoner", "professional"):
        sessie = await say(gemeente.beleid, sessie, perspectief, onderwerp="signaal", herkennen="ja")
    uitkomst = {"conclusies": [{"tekst": "Er was een open dag."}], "aanbevelingen": []}
    sessie = await change(gemeente.beleid, sessie, "/uitkomst", uitkomst)
    assert (await signalen(gemeente))[0]["status"] == "nieuw"
    await adopt(gemeente.beleid, sessie)
    [discussed] = await signalen(gemeente)
    assert (discussed["status"], discussed["duidingssessie"]) == ("besproken", sessie["id"])

    # Corrected, the signal says something else; the session still says what was on the table.
    await deliver(gemeente, {maanden(1)[0]: 120})
    await signaleer(gemeente)
    assert (await signalen(gemeente))[0]["regel"] != signaal["regel"]
    kept = (await gemeente.beleid.get(f"{URL}/{sessie['id']}")).json()
    assert kept["bespreking"][0]["naam"] == signaal["regel"]

    # A credential for accounting sees the signal, not that there was a session; and takes nothing away.
    gemeente.sleutels["verantwoorden"] = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)
    verantwoorden, url = gemeente.at_api("verantwoorden"), f"/v1/signalen/{signaal['id']}"
    assert [each["duidingssessie"] for each in await signalen(gemeente, "verantwoorden")] == [None]
    unseen = await verantwoorden.patch(url, json={"duidingssessie": sessie["id"]}, headers={"If-Match": "*"})
    assert faults_of(assert_probleem(unseen, 400, "invoer-ongeldig")) == {("/duidingssessie", "onbekende-waarde")}
    emptied = await verantwoorden.patch(url, json={"duidingssessie": None}, headers={"If-Match": "*"})
    assert emptied.json()["duidingssessie"] is None
    assert (await signalen(gemeente))[0]["duidingssessie"] == sessie["id"]


async def test_a_signal_without_figures_says_whom_it_is_about_and_must_have_been_possible_then(
    gemeente: Gemeente,
) -> None:
    afspraak = {"aanbieder": "wegwijs", "soort": "contacten", "periodesoort": "maand", "termijn": 1}
    await post(gemeente.beheer, "/v1/leverafspraken", afspraak | {"vanaf": maanden(3)[0]})
    await signaleer(gemeente)
    signaal = (await signalen(gemeente, soort="aanlevering"))[0]
    onderwerpen = [{"code": "signaal", "soort": "signaal", "signaal": signaal["id"]}]
    sessie = await plan(gemeente.beleid, onderwerpen=onderwerpen)
    [cijfers] = (await gemeente.beleid.get(f"{URL}/{sessie['id']}/cijfers")).json()["onderwerpen"]
    assert (cijfers["indicator"], cijfers["waarden"], cijfers["verloop"]) == (None, [], [])
    blad = await gemeente.beleid.get(f"{URL}/{sessie['id']}/gespreksblad")
    assert "Stichting Wegwijs" in blad.text
    early = opzet(onderwerpen=onderwerpen, peildatum="2020-01-01")
    refused = await gemeente.beleid.post(URL, json=early, headers={"Idempotency-Key": str(uuid4())})
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {
        ("/onderwerpen/0/signaal", "onbekende-waarde")
    }


async def test_a_credential_for_accounting_is_refused_on_every_route(met_cijfers: Gemeente) -> None:
    sessie = await plan(met_cijfers.beleid)
    key = await met_cijfers.add_sleutel(Rol.beheer, Doel.verantwoorden)
    async with client_of(met_cijfers.api_app, key) as client:
        routes = [
            ("GET", ""), ("POST", ""), *((method, f"/{sessie['id']}") for method in ("GET", "PUT", "DELETE")),
            *(("GET", f"/{sessie['id']}/{blad}") for blad in ("cijfers", "gespreksblad", "verslag")),
            *(("POST", f"/{sessie['id']}/{stap}") for stap in ("houden", "vaststelling")),
            ("PUT", f"/{sessie['id']}/bijdragen/welkom/inwoner"), ("PUT", f"/{sessie['id']}/uitkomst"),
            ("PUT", f"/{sessie['id']}/stemmen/inwoner"),
        ]  # fmt: skip
        for method, path in routes:
            # Whatever is sent: it hears no more than that this is not for it.
            body = {} if method in {"POST", "PUT"} else None
            answer = await client.request(method, URL + path, json=body, headers={"If-Match": "*"})
            assert_probleem(answer, 403, "alleen-om-te-leren")


async def test_a_withdrawn_story_stays_on_the_list_without_anything_of_it(met_cijfers: Gemeente) -> None:
    verhaal_id = await enter_released(met_cijfers, verhaal("duiding"))
    onderwerp = {"code": "verhaal", "soort": "verhaal", "verhaal": verhaal_id}
    sessie = await plan(met_cijfers.beleid, onderwerpen=[onderwerp])
    [over] = sessie["bespreking"]
    assert (over["pad"], over["toestand"]) == (f"/v1/verhalen/{verhaal_id}", "aanwezig")
    withdrawn = await met_cijfers.beleid.post(f"/v1/verhalen/{verhaal_id}/intrekking")
    assert withdrawn.is_success, withdrawn.text
    [over] = (await met_cijfers.beleid.get(f"{URL}/{sessie['id']}")).json()["bespreking"]
    assert (over["pad"], over["toestand"]) == (None, "ingetrokken")
    # And it can be held all the same.
    await hold(met_cijfers.beleid, sessie)


async def test_sessions_come_in_pages_the_newest_first_and_by_what_they_are_about(met_cijfers: Gemeente) -> None:
    beleid = met_cijfers.beleid
    made = [await plan(beleid, datum=f"2025-05-{day:02}") for day in (2, 1, 3, 3)]
    await plan(beleid, datum="2025-01-01", onderwerpen=[KNOOP])
    held = await hold(beleid, made[0])
    paged, url = [], f"{URL}?limit=2&indicator={INDICATOR}"
    while url:
        page = (await beleid.get(url)).json()
        paged += page["items"]
        url = page["volgende"]
    assert [each["datum"][-2:] for each in paged] == ["03", "03", "02", "01", "01"]
    assert {each["id"] for each in paged} >= {each["id"] for each in made}
    by_status = (await beleid.get(f"{URL}?status=gehouden")).json()["items"]
    assert [each["id"] for each in by_status] == [held["id"]]
    assert (await beleid.get(f"{URL}?indicator=uren")).json()["items"] == []
    assert (await beleid.get(f"{URL}?monitorcyclus=geen")).json()["items"] == []
    assert_probleem(await beleid.get(f"{URL}?cursor=x"), 400, "invoer-ongeldig")
