from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.doelenbomen.bomen import URL, boom, knoop, lay_down, verbinding, without
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from zicht_shared.auth import Doel, Rol

SJABLONEN = "/v1/doelenboomsjablonen"


async def test_a_policy_officer_lays_down_a_doelenboom_and_everyone_who_reads_finds_it_back(gemeente: Gemeente) -> None:
    theorie = {
        "als": "we uitleg geven",
        "dan": "dat inwoners weten wat er is",
        "omdat": "uitleg op maat beter aankomt",
        "bewijs": [{"bron": "Onderzoek", "url": "https://voorbeeld.example/onderzoek", "sterkte": "matig"}],
    }
    tree = boom(omschrijving="Onze doelen")
    tree["verbindingen"][2] = verbinding("uitleg", "weten", gewicht=2.5, eigenVoorbeeld=True) | {
        "verandertheorie": theorie
    }
    tree["knopen"][3]["indicatoren"] = [{"code": "uren", "gewicht": 0.3, "nulmeting": 10, "streefwaarde": 20.25}]
    made = await lay_down(gemeente.beleid, tree)
    found = await gemeente.bi.get(f"{URL}/regie")
    assert (found.json(), found.headers["etag"]) == (made, '"1"')
    assert made["versie"] == 1
    assert made["knopen"][3] == {
        "code": "uitleg", "soort": "activiteit", "naam": "Knoop uitleg", "omschrijving": "", "eigenVoorbeeld": False,
        "indicatoren": [{"code": "uren", "gewicht": 0.3, "nulmeting": 10, "streefwaarde": 20.25}],
    }  # fmt: skip
    assert made["verbindingen"][2] == {
        "kind": "uitleg", "ouder": "weten", "gewicht": 2.5, "verandertheorie": theorie, "eigenVoorbeeld": True,
    }  # fmt: skip
    listed = (await gemeente.bi.get(URL)).json()
    assert listed["items"] == [{"code": "regie", "naam": "Regie", "omschrijving": "Onze doelen", "versie": 1}]
    assert_probleem(await gemeente.beleid.post(URL, json=tree), 409, "bestaat-al")


async def test_a_list_of_doelenbomen_comes_in_pages(gemeente: Gemeente) -> None:
    for code in ("c", "a", "b"):
        await lay_down(gemeente.beleid, boom(code=code))
    first = (await gemeente.bi.get(f"{URL}?limit=2")).json()
    rest = (await gemeente.bi.get(first["volgende"])).json()
    assert [item["code"] for item in first["items"] + rest["items"]] == ["a", "b", "c"]
    assert rest["volgende"] is None


async def test_every_fault_of_a_tree_is_named_at_once_and_nothing_is_laid_down(gemeente: Gemeente) -> None:
    knopen = [
        knoop("top", "maatschappelijk-resultaat", "geluk"),
        knoop("tweede", "maatschappelijk-resultaat", {"code": "uren", "gewicht": 0}),
        knoop("los", "factor"),
        knoop("kring", "factor"),
        knoop("kring", "factor"),
        knoop("scheef", "activiteit"),
    ]
    verbindingen = [verbinding("kring", "kring"), verbinding("scheef", "top"), verbinding("weg", "top", gewicht=-1)]
    answer = await gemeente.beleid.post(URL, json=boom(knopen=knopen, verbindingen=verbindingen))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/knopen/0/indicatoren/0/code", "onbekende-waarde"),
        ("/knopen/1/soort", "tweede-top"),
        ("/knopen/1/indicatoren/0/gewicht", "te-klein"),
        ("/knopen/2", "los"),
        ("/knopen/4/code", "dubbel"),
        ("/verbindingen/0", "kring"),
        ("/verbindingen/0/ouder", "verkeerd-niveau"),
        ("/verbindingen/1/ouder", "verkeerd-niveau"),
        ("/verbindingen/2/kind", "onbekende-waarde"),
        ("/verbindingen/2/gewicht", "te-klein"),
    }
    assert_probleem(await gemeente.beleid.get(f"{URL}/regie"), 404, "niet-gevonden")


async def test_what_does_not_even_look_like_a_tree_is_refused_by_pointer(gemeente: Gemeente) -> None:
    tree = boom(knopen=[knoop(f"k{nummer}", "factor") for nummer in range(501)], kleur="rood")
    tree["verbindingen"][0]["verandertheorie"] = {"als": 3, "dan": "d", "bewijs": [{"bron": "b", "sterkte": "heel"}]}
    tree["verbindingen"][1]["verandertheorie"]["bewijs"] = [
        {"bron": "b", "url": "javascript:alert(1)", "sterkte": "zwak"}
    ]
    answer = await gemeente.beleid.post(URL, json=tree)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/knopen", "te-veel"),
        ("/kleur", "onbekend-veld"),
        ("/verbindingen/0/verandertheorie/als", "geen-tekst"),
        ("/verbindingen/0/verandertheorie/omdat", "verplicht"),
        ("/verbindingen/0/verandertheorie/bewijs/0/sterkte", "onbekende-waarde"),
        ("/verbindingen/1/verandertheorie/bewijs/0/url", "vorm"),
    }


async def test_a_doelenboom_is_changed_on_the_version_that_was_seen(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    url, wijziging = f"{URL}/regie", without(boom(naam="Regie 2"), "code")
    assert_probleem(await gemeente.beleid.put(url, json=wijziging), 428, "if-match-ontbreekt")
    changed = await gemeente.beleid.put(url, json=wijziging, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["naam"], changed.headers["etag"]) == (200, "Regie 2", '"2"')
    stale = await gemeente.beleid.put(url, json=wijziging, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")
    wrong = await gemeente.beleid.put(url, json=wijziging | {"knopen": []}, headers={"If-Match": '"2"'})
    assert ("/knopen", "geen-top") in faults_of(assert_probleem(wrong, 400, "invoer-ongeldig"))
    missing = await gemeente.beleid.put(f"{URL}/weg", json=wijziging, headers={"If-Match": "*"})
    assert_probleem(missing, 404, "niet-gevonden")


async def test_an_older_version_is_found_by_its_number_and_by_peildatum(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    moment = datetime.now(UTC).isoformat()
    await gemeente.beleid.put(f"{URL}/regie", json=without(boom(naam="Later"), "code"), headers={"If-Match": "*"})
    for query in ({"versie": 1}, {"peildatum": moment}):
        then = await gemeente.bi.get(f"{URL}/regie", params=query)
        assert (then.json()["naam"], then.json()["versie"], then.headers["etag"]) == ("Regie", 1, '"1"')
    assert (await gemeente.bi.get(f"{URL}/regie")).json()["naam"] == "Later"
    [listed] = (await gemeente.bi.get(URL, params={"peildatum": moment})).json()["items"]
    assert listed["naam"] == "Regie"
    assert_probleem(await gemeente.bi.get(f"{URL}/regie?versie=3"), 404, "niet-gevonden")
    # What was not there yet at that moment.
    later = await gemeente.bi.get(f"{URL}/regie", params={"versie": 2, "peildatum": moment})
    assert_probleem(later, 404, "niet-gevonden")


async def test_a_doelenboom_that_is_closed_is_gone_and_its_versions_stay(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    moment = datetime.now(UTC).isoformat()
    assert_probleem(await gemeente.beleid.delete(f"{URL}/regie"), 428, "if-match-ontbreekt")
    assert_probleem(await gemeente.beleid.delete(f"{URL}/regie", headers={"If-Match": '"9"'}), 412, "versie-verouderd")
    gone = await gemeente.beleid.delete(f"{URL}/regie", headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.content) == (204, b"")
    for path in ("", "/pakket", "/realisatie?periode=2025"):
        assert_probleem(await gemeente.bi.get(f"{URL}/regie{path}"), 404, "niet-gevonden")
    assert (await gemeente.bi.get(URL)).json()["items"] == []
    assert (await gemeente.bi.get(f"{URL}/regie", params={"peildatum": moment})).status_code == 200
    assert (await gemeente.bi.get(f"{URL}/regie?versie=1")).json()["naam"] == "Regie"
    # One that comes back is another version, so no ETag and no number ever means two things.
    assert (await lay_down(gemeente.beleid, boom(naam="Terug")))["versie"] == 2


async def test_the_versions_say_when_they_held_and_with_which_key_they_were_laid_down(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    moment = datetime.now(UTC).isoformat()
    await gemeente.beheer.put(f"{URL}/regie", json=without(boom(naam="Later"), "code"), headers={"If-Match": "*"})
    first, second = (await gemeente.beleid.get(f"{URL}/regie/versies")).json()["items"]
    assert [(row["versie"], row["naam"], row["sleutelId"]) for row in (first, second)] == [
        (1, "Regie", gemeente.sleutels["beleid"].sleutel_id),
        (2, "Later", gemeente.sleutels["beheer"].sleutel_id),
    ]
    assert first["van"] < moment < first["tot"] == second["van"]
    assert second["tot"] is None
    assert second["dataversie"] == first["dataversie"] + 1
    [then] = (await gemeente.beleid.get(f"{URL}/regie/versies", params={"peildatum": moment})).json()["items"]
    assert then == first | {"tot": None}
    await gemeente.beleid.delete(f"{URL}/regie", headers={"If-Match": "*"})
    page = (await gemeente.beleid.get(f"{URL}/regie/versies?limit=1")).json()
    [last] = (await gemeente.beleid.get(page["volgende"])).json()["items"]
    assert (page["items"], last["versie"], last["tot"] is None) == ([first], 2, False)
    assert_probleem(await gemeente.beleid.get(f"{URL}/nooit/versies"), 404, "niet-gevonden")


async def test_only_beheer_and_beleid_write_and_an_aanbieder_does_not_even_read(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beheer, boom())
    assert_probleem(await gemeente.bi.post(URL, json=boom(code="b")), 403, "niet-toegestaan")
    for client in (gemeente.aanbieder("wegwijs"), gemeente.at_api("vragenlijsten")):
        for path in ("", "/regie", "/regie/realisatie?periode=2025", "/regie/pakket"):
            assert_probleem(await client.get(f"{URL}{path}"), 403, "niet-toegestaan")


async def test_another_gemeente_sees_none_of_it(nieuwe_gemeente: MakeGemeente) -> None:
    mine, other = await nieuwe_gemeente(), await nieuwe_gemeente()
    await lay_down(mine.beleid, boom())
    for path in ("", "?versie=1", "/versies", "/pakket", "/realisatie?periode=2025"):
        assert_probleem(await other.beleid.get(f"{URL}/regie{path}"), 404, "niet-gevonden")
    assert (await other.beleid.get(URL)).json()["items"] == []
    assert (await lay_down(other.beleid, boom()))["versie"] == 1


async def test_a_gemeente_begins_with_a_template(gemeente: Gemeente) -> None:
    [sjabloon] = (await gemeente.bi.get(SJABLONEN)).json()["items"]
    made = await lay_down(gemeente.beleid, {"sjabloon": "zelfregie", "code": "ons", "naam": "Onze boom"})
    assert (made["naam"], made["omschrijving"]) == ("Onze boom", sjabloon["omschrijving"])
    assert (made["knopen"], made["verbindingen"]) == (sjabloon["knopen"], sjabloon["verbindingen"])
    assert {item["code"] for item in made["knopen"] if item["eigenVoorbeeld"]}
    assert all(tak["eigenVoorbeeld"] for tak in made["verbindingen"])
    # Laid down as any other: it can be laid down again as it stands.
    body = without(made, "code", "versie")
    assert (await gemeente.beleid.put(f"{URL}/ons", json=body, headers={"If-Match": '"1"'})).status_code == 200


async def test_a_template_comes_without_knopen_of_ones_own(gemeente: Gemeente) -> None:
    answer = await gemeente.beleid.post(URL, json=boom(sjabloon="geluk"))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/sjabloon", "onbekende-waarde"), ("/knopen", "past-niet"), ("/verbindingen", "past-niet")
    }  # fmt: skip


@pytest.fixture
async def verantwoorder(gemeente: Gemeente) -> Gemeente:
    """With keys for accounting beside those for learning."""
    for rol in (Rol.bi, Rol.beheer):
        gemeente.sleutels[f"{rol}-verantwoorden"] = await gemeente.add_sleutel(rol, Doel.verantwoorden)
    return gemeente


def indicatoren_in(tree: dict[str, Any]) -> list[str]:
    return [found["code"] for item in tree["knopen"] for found in item["indicatoren"]]


async def test_a_key_for_accounting_sees_a_tree_without_what_is_only_for_learning(verantwoorder: Gemeente) -> None:
    tree = boom()
    tree["knopen"][2] = knoop("weten", "subdoel", "nps", "uren")
    await lay_down(verantwoorder.beleid, tree)
    client = verantwoorder.at_api("bi-verantwoorden")
    for path in ("", "?versie=1", "/pakket", "/realisatie?periode=2025"):
        for accept in ("application/json", "text/csv") if "realisatie" in path else ("application/json",):
            answer = await client.get(f"{URL}/regie{path}", headers={"Accept": accept})
            assert (answer.status_code, "nps" in answer.text.lower()) == (200, False), path
            assert "uren" in answer.text
    tree["knopen"][2] = knoop("weten", "subdoel", "uren")
    same = await lay_down(verantwoorder.beleid, tree | {"code": "zonder"})
    bare = (await client.get(f"{URL}/zonder/realisatie?periode=2025")).json()
    seen = (await client.get(f"{URL}/regie/realisatie?periode=2025")).json()
    assert seen["knopen"] == bare["knopen"]
    assert same["versie"] == 1


async def test_who_does_not_see_an_indicator_does_not_take_it_away_either(verantwoorder: Gemeente) -> None:
    tree = boom()
    tree["knopen"][2] = knoop("weten", "subdoel", "nps", "uren")
    tree["knopen"][3] = knoop("uitleg", "activiteit", "nps")
    await lay_down(verantwoorder.beleid, tree)
    client = verantwoorder.at_api("beheer-verantwoorden")
    seen = without((await client.get(f"{URL}/regie")).json(), "code", "versie")
    seen["knopen"][2]["indicatoren"] = [{"code": "doorverwijzingen"}]
    # The knoop goes, and with it what hung on it.
    seen["knopen"].pop()
    seen["verbindingen"].pop()
    changed = await client.put(f"{URL}/regie", json=seen, headers={"If-Match": "*"})
    assert indicatoren_in(changed.json()) == ["doorverwijzingen"]
    whole = (await verantwoorder.beleid.get(f"{URL}/regie")).json()
    assert indicatoren_in(whole) == ["doorverwijzingen", "nps"]
    # And what one does not see one cannot hang up.
    seen["knopen"][0]["indicatoren"] = [{"code": "nps"}]
    refused = await client.put(f"{URL}/regie", json=seen, headers={"If-Match": "*"})
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {
        ("/knopen/0/indicatoren/0/code", "onbekende-waarde")
    }
    template = await lay_down(client, {"sjabloon": "zelfregie", "code": "ons", "naam": "Ons"})
    assert "doorverwijzingen" in indicatoren_in(template)
    assert not {code for code in indicatoren_in(template) if code.startswith(("hoewijzer", "putten", "nps"))}


async def test_an_indicator_that_hangs_on_a_tree_stays(gemeente: Gemeente) -> None:
    tree = boom()
    tree["knopen"][3]["indicatoren"] = [{"code": "nps", "gewicht": 1}]
    await lay_down(gemeente.beleid, tree)
    url, star = "/v1/indicatoren/nps", {"If-Match": "*"}
    answer = assert_probleem(await gemeente.beheer.delete(url, headers=star), 409, "indicator-in-gebruik")
    assert "doelenboom regie" in answer["detail"]
    assert (await gemeente.beleid.delete(f"{URL}/regie", headers=star)).status_code == 204
    assert (await gemeente.beheer.delete(url, headers=star)).status_code == 204


async def test_every_change_leaves_its_trail(gemeente: Gemeente, api_owner: Any) -> None:
    await lay_down(gemeente.beleid, boom())
    await gemeente.beleid.put(f"{URL}/regie", json=without(boom(naam="Later"), "code"), headers={"If-Match": "*"})
    await gemeente.beleid.delete(f"{URL}/regie", headers={"If-Match": "*"})
    rows = await api_owner.fetch(
        "SELECT actie, voor ->> 'naam' AS voor, na ->> 'naam' AS na FROM auditregels "
        "WHERE gemeente_id = $1 AND object_id = 'regie' ORDER BY nr",
        gemeente.id,
    )
    assert [tuple(row) for row in rows] == [
        ("doelenboom.aangemaakt", None, "Regie"),
        ("doelenboom.gewijzigd", "Regie", "Later"),
        ("doelenboom.verwijderd", "Later", None),
    ]
