"""Laying down, changing, closing and opening again; and what of it a credential for accounting sees."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg

from tests.api.doelenbomen.bomen import boom, lay_down, set_target
from tests.api.monitorcycli.cycli import URL, begin, cyclus, move, regels_in, stand_of
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol


async def for_accounting(gemeente: Gemeente) -> None:
    gemeente.sleutels["verantwoorder"] = await gemeente.add_sleutel(Rol.beleid, Doel.verantwoorden)


async def test_a_policy_officer_begins_a_cycle_and_finds_it_back_with_its_guide(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    kern = [
        {"rol": "beleidsmedewerker", "organisatie": "gemeente", "mandaat": "beslist over uren"},
        {"rol": "ervaringsdeskundige", "organisatie": "cliëntenraad", "mandaat": None},
    ]
    meting = str(uuid4())
    made = await begin(
        gemeente.beleid,
        doelenboom="regie",
        functies=["leren-en-verbeteren", "sturen"],
        indicatoren=["uren"],
        metingen=[meting],
        kerngroep=kern,
        huidigeSituatie=[{"vraag": "niet-bereikt", "antwoord": "Mensen die de taal niet spreken."}],
    )
    found = await gemeente.beheer.get(f"{URL}/ronde")
    assert (found.json(), found.headers["etag"]) == (made, '"1"')
    assert (made["doelenboom"], made["indicatoren"], made["metingen"]) == ("regie", ["uren"], [meting])
    assert (made["kerngroep"], made["status"], made["verloop"], made["vervallen"]) == (kern, "lopend", [], [])
    vragen = {vraag["vraag"]: vraag for vraag in made["huidigeSituatie"]}
    assert vragen["niet-bereikt"]["antwoord"] == "Mensen die de taal niet spreken."
    assert {vraag["antwoord"] for vraag in vragen.values()} == {None, "Mensen die de taal niet spreken."}
    # What a question says can be seen in the data, can be looked at there.
    for zien in [zien for vraag in vragen.values() for zien in vraag["teZien"]]:
        assert (await gemeente.beleid.get(zien["pad"])).status_code == 200, zien

    again = await gemeente.beleid.post(URL, json=cyclus(), headers={"Idempotency-Key": str(uuid4())})
    assert_probleem(again, 409, "bestaat-al")
    await begin(gemeente.beleid, code="andere")
    first = (await gemeente.beleid.get(f"{URL}?limit=1")).json()
    rest = (await gemeente.beleid.get(first["volgende"])).json()
    assert [item["code"] for item in first["items"] + rest["items"]] == ["andere", "ronde"]
    assert (await gemeente.beleid.get(f"{URL}?status=afgesloten")).json()["items"] == []


async def test_two_who_begin_the_same_cycle_at_once_make_one(gemeente: Gemeente) -> None:
    answers = await asyncio.gather(
        *(gemeente.beleid.post(URL, json=cyclus(), headers={"Idempotency-Key": str(uuid4())}) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_everything_that_is_wrong_with_a_cycle_is_named_at_once(gemeente: Gemeente) -> None:
    async def faults(**fields: Any) -> set[tuple[str, str]]:
        answer = await gemeente.beleid.post(URL, json=cyclus(**fields), headers={"Idempotency-Key": str(uuid4())})
        return faults_of(assert_probleem(answer, 400, "invoer-ongeldig"))

    antwoorden = [{"vraag": vraag, "antwoord": "ja"} for vraag in ("doelen", "doelen", "geluk")]
    assert await faults(
        doelenboom="weg", indicatoren=["uren", "geluk"], huidigeSituatie=antwoorden, eind="2025-01-30"
    ) == {
        ("/doelenboom", "onbekende-waarde"),
        ("/indicatoren/1", "onbekende-waarde"),
        ("/huidigeSituatie/1/vraag", "dubbel"),
        ("/huidigeSituatie/2/vraag", "onbekende-waarde"),
        ("/eind", "te-kort"),
    }
    assert await faults(eind="2024-12-31") == {("/eind", "te-kort")}
    assert await faults(eind="2030-06-30") == {("/eind", "te-lang")}
    assert await faults(begin="9999-01-01", eind="9999-12-31") == {("/begin", "buiten-bereik")}
    assert await faults(
        functies=["dromen"], indicatoren=["uren", "uren"], kerngroep=[{"rol": "lid"}], kleur="rood"
    ) == {
        ("/functies/0", "onbekende-waarde"),
        ("/indicatoren", "ongeldig"),
        ("/kerngroep/0/organisatie", "verplicht"),
        ("/kleur", "onbekend-veld"),
    }
    # A number that may be of a person, in any of the texts.
    assert await faults(kerngroep=[{"rol": "111222333", "organisatie": "gemeente"}]) == {
        ("/kerngroep/0/rol", "ongeldig")
    }
    assert_probleem(await gemeente.beleid.get(f"{URL}/ronde"), 404, "niet-gevonden")
    assert_probleem(await gemeente.beleid.get(f"{URL}/ronde/stand"), 404, "niet-gevonden")


async def test_a_cycle_is_changed_on_the_version_that_was_seen_and_keeps_what_is_gone(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    await begin(gemeente.beleid, doelenboom="regie", indicatoren=["uren", "doorverwijzingen"])
    for path in ("/v1/doelenbomen/regie", "/v1/indicatoren/doorverwijzingen"):
        assert (await gemeente.beheer.delete(path, headers={"If-Match": "*"})).status_code == 204
    url = f"{URL}/ronde"
    found = (await gemeente.beleid.get(url)).json()
    assert found["vervallen"] == ["/v1/indicatoren/doorverwijzingen", "/v1/doelenbomen/regie"]

    body = {name: value for name, value in cyclus(naam="Tweede").items() if name != "code"}
    body |= {"doelenboom": "regie", "indicatoren": found["indicatoren"]}
    assert_probleem(await gemeente.beleid.put(url, json=body), 428, "if-match-ontbreekt")
    changed = await gemeente.beleid.put(url, json=body, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"'), changed.text
    assert (changed.json()["naam"], changed.json()["indicatoren"]) == ("Tweede", ["uren", "doorverwijzingen"])
    stale = await gemeente.beleid.put(url, json=body, headers={"If-Match": '"1"'})
    assert (assert_probleem(stale, 412, "versie-verouderd"), stale.headers["etag"])[1] == '"2"'
    # In a new cycle what is gone cannot be named any more.
    other = await gemeente.beleid.post(
        URL, json=cyclus(code="nieuw", doelenboom="regie"), headers={"Idempotency-Key": str(uuid4())}
    )
    assert faults_of(assert_probleem(other, 400, "invoer-ongeldig")) == {("/doelenboom", "onbekende-waarde")}
    assert regels_in(await stand_of(gemeente.beleid))["resultaat"]["isEr"] is False


async def test_a_cycle_in_which_something_misses_is_closed_with_a_reason_and_opened_with_one(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    await begin(gemeente.beleid, functies=["sturen"])
    stand = await stand_of(gemeente.beleid)
    ontbreekt = {toets for toets, regel in regels_in(stand).items() if not regel["isEr"]}
    refused = assert_probleem(await move(gemeente.beleid, "afsluiting", reden=None), 409, "monitorcyclus-niet-af")
    assert faults_of(refused) == {("/reden", toets) for toets in ontbreekt}
    assert "functies" not in ontbreekt
    assert (await gemeente.beleid.get(f"{URL}/ronde")).json()["status"] == "lopend"

    url = f"{URL}/ronde/afsluiting"
    assert_probleem(await gemeente.beleid.post(url, json={"reden": "klaar"}), 428, "if-match-ontbreekt")
    stale = await gemeente.beleid.post(url, json={"reden": "klaar"}, headers={"If-Match": '"7"'})
    assert_probleem(stale, 412, "versie-verouderd")
    closed = (await move(gemeente.beleid, "afsluiting", reden="De rest schuift door.")).json()
    assert (closed["status"], closed["versie"]) == ("afgesloten", 2)
    [dicht] = closed["verloop"]
    assert (dicht["naar"], dicht["reden"], set(dicht["ontbrak"])) == ("afgesloten", "De rest schuift door.", ontbreekt)
    assert (dicht["dataversie"], dicht["dag"]) == (stand["dataversie"], stand["dag"])

    body = {name: value for name, value in cyclus().items() if name != "code"}
    changed = await gemeente.beleid.put(f"{URL}/ronde", json=body, headers={"If-Match": "*"})
    assert_probleem(changed, 409, "monitorcyclus-afgesloten")
    again = await move(gemeente.beleid, "afsluiting", reden="nog eens")
    assert_probleem(again, 409, "monitorcyclus-afgesloten")
    assert_probleem(await move(gemeente.beleid, "heropening"), 400, "invoer-ongeldig")
    opened = await move(gemeente.beleid, "heropening", reden="Er kwam toch nog een meting.")
    assert (opened.json()["status"], opened.headers["etag"]) == ("lopend", '"3"')
    assert_probleem(await move(gemeente.beleid, "heropening", reden="nog eens"), 409, "monitorcyclus-loopt")
    await move(gemeente.beheer, "afsluiting", reden="Nu echt.")

    # Nothing of what happened is lost, and each step names who took it.
    final = (await gemeente.beleid.get(f"{URL}/ronde")).json()
    assert [(stap["naar"], stap["reden"]) for stap in final["verloop"]] == [
        ("afgesloten", "De rest schuift door."), ("lopend", "Er kwam toch nog een meting."), ("afgesloten", "Nu echt."),
    ]  # fmt: skip
    assert [stap["door"] for stap in final["verloop"]] == [
        gemeente.sleutels[wie].sleutel_id for wie in ("beleid", "beleid", "beheer")
    ]
    audit = await api_owner.fetch(
        "SELECT actie FROM auditregels WHERE gemeente_id = $1 AND object_id = 'ronde' ORDER BY nr", gemeente.id
    )
    assert [row["actie"] for row in audit] == [
        "monitorcyclus.aangemaakt", "monitorcyclus.afgesloten", "monitorcyclus.lopend", "monitorcyclus.afgesloten",
    ]  # fmt: skip
    events = (await gemeente.beleid.get("/v1/gebeurtenissen", params={"soort": "monitorcyclus.afgesloten"})).json()
    assert [item["pad"] for item in events["items"]] == [f"{URL}/ronde"] * 2


async def test_who_accounts_sees_the_cycle_as_if_what_is_for_learning_were_not_there(gemeente: Gemeente) -> None:
    await for_accounting(gemeente)
    verantwoorder = gemeente.at_api("verantwoorder")
    await set_target(gemeente, "doorlooptijd", doelen=["leren"], nulmeting=9)
    await lay_down(gemeente.beleid, boom())
    await begin(gemeente.beleid, doelenboom="regie", indicatoren=["doorlooptijd"])
    found = (await verantwoorder.get(f"{URL}/ronde")).json()
    assert (found["indicatoren"], found["vervallen"]) == ([], [])

    stand = regels_in(await stand_of(verantwoorder))
    eigen = regels_in(await stand_of(gemeente.beleid))
    assert set(eigen) - set(stand) == {"duiding", "verhalen"}
    # As a cycle that names no indicators: those of the doelenboom.
    assert stand["nulmeting"]["ontbreekt"] == ["uren"]
    assert (eigen["nulmeting"]["ontbreekt"], eigen["nulmeting"]["isEr"]) == ([], True)

    # What it does not see, it does not name, and does not take away.
    body = {name: value for name, value in cyclus(naam="Anders").items() if name != "code"}
    hidden = await verantwoorder.put(
        f"{URL}/ronde", json=body | {"indicatoren": ["doorlooptijd"]}, headers={"If-Match": "*"}
    )
    assert faults_of(assert_probleem(hidden, 400, "invoer-ongeldig")) == {("/indicatoren/0", "onbekende-waarde")}
    changed = await verantwoorder.put(f"{URL}/ronde", json=body | {"indicatoren": ["uren"]}, headers={"If-Match": "*"})
    assert changed.json()["indicatoren"] == ["uren"]
    assert (await gemeente.beleid.get(f"{URL}/ronde")).json()["indicatoren"] == ["uren", "doorlooptijd"]

    # It does not see all that may be missing, so it does not close; what missed when others did, and why, would tell.
    for stap in ("afsluiting", "heropening"):
        assert_probleem(await move(verantwoorder, stap, reden="klaar"), 403, "alleen-om-te-leren")
    await move(gemeente.beleid, "afsluiting", reden="De sessie ging niet door.")
    [dicht] = (await verantwoorder.get(f"{URL}/ronde")).json()["verloop"]
    assert (dicht["naar"], dicht["ontbrak"], dicht["reden"]) == ("afgesloten", None, None)
