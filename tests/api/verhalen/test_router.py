"""Entering stories, reading and finding them."""

import asyncio
from uuid import uuid4

import asyncpg

from tests.api.doelenbomen.bomen import boom, knoop, lay_down, without
from tests.api.verhalen.gegevens import URL, enter, enter_released, ids_seen, send, toestemming, verhaal
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of

INDICATOR = {"naam": "Wachten", "pijler": "bereik", "soort": "output", "eenheid": "dagen", "rekenwijze": "handmatig"}
VRAGENLIJST = {"naam": "HOEWijzer", "vragenlijst": "hoewijzer", "periode": "2025-K1", "versie": 1}


async def make_indicator(gemeente: Gemeente, code: str, doelen: list[str]) -> None:
    body = INDICATOR | {"code": code, "omschrijving": "", "doelen": doelen}
    (await gemeente.beheer.post("/v1/indicatoren", json=body)).raise_for_status()


async def test_a_story_is_read_back_screened_and_the_answer_to_entering_it_holds_no_text(gemeente: Gemeente) -> None:
    await make_indicator(gemeente, "wachten", ["leren"])
    await lay_down(gemeente.beleid, boom())
    delen = [
        {"onderwerp": "eerste-contact", "tekst": "  Mevrouw Jansen belde mij op 0612345678.\n"},
        {"onderwerp": "opbrengst", "tekst": "Mijn BSN is 111222333 en nu lukt het zelf."},
    ]
    body = verhaal(
        "duiding",
        titel="Eindelijk gehoord",
        delen=delen,
        citaat="nu lukt het zelf",
        themas=["wachttijd", "eigen-regie"],
        indicatoren=["wachten", "uren"],
        knopen=[{"doelenboom": "regie", "knoop": "weten"}, {"doelenboom": "regie", "knoop": "uitleg"}],
        aanbieder="wegwijs",
        gebied="BU0101",
        doelgroep="ouderen",
    )
    answer = await send(gemeente.beleid, body)
    made = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert made == {
        "id": made["id"], "versie": 1, "status": "concept",
        "gemaskeerd": [
            {"pointer": "/delen/0/tekst", "soorten": ["telefoonnummer", "naam"]},
            {"pointer": "/delen/1/tekst", "soorten": ["bsn"]},
        ],
    }  # fmt: skip
    found = await gemeente.beheer.get(f"{URL}/{made['id']}")
    assert found.headers["etag"] == '"1"'
    assert found.json() == {
        "id": made["id"], "versie": 1, "status": "concept", "herkomst": "dialooggesprek", "meting": None,
        "titel": "Eindelijk gehoord",
        "delen": [
            {"onderwerp": "eerste-contact", "stap": None, "tekst": "Mevrouw ⟨naam⟩ belde mij op ⟨telefoonnummer⟩."},
            {"onderwerp": "opbrengst", "stap": None, "tekst": "Mijn BSN is ⟨bsn⟩ en nu lukt het zelf."},
        ],
        "citaat": "nu lukt het zelf",
        "themas": ["wachttijd", "eigen-regie"],
        "indicatoren": [
            {"code": "wachten", "naam": "Wachten", "verwijderd": False},
            {"code": "uren", "naam": found.json()["indicatoren"][1]["naam"], "verwijderd": False},
        ],
        "knopen": [
            {"doelenboom": "regie", "knoop": "weten", "naam": "Knoop weten", "verwijderd": False},
            {"doelenboom": "regie", "knoop": "uitleg", "naam": "Knoop uitleg", "verwijderd": False},
        ],
        "aanbieder": "wegwijs", "gebied": "BU0101", "doelgroep": "ouderen", "periode": "2025-K1",
        "toestemming": toestemming("duiding"),
    }  # fmt: skip


async def test_a_story_comes_from_a_conversation_a_journey_or_an_answer(gemeente: Gemeente) -> None:
    meting = str(uuid4())
    uitslag = {"variant": "kort", "vraag": "welkom", "antwoorden": {"5": 30}}
    put = await gemeente.at_api("vragenlijsten").put(
        f"/v1/vragenlijstresultaten/{meting}", json=VRAGENLIJST | {"ontvangen": {"kort": 30}, "uitslagen": [uitslag]}
    )
    assert put.status_code == 200, put.text
    reis = verhaal(herkomst="klantreis", delen=[{"onderwerp": "expertise", "stap": "intake", "tekst": "Goed."}])
    antwoord = verhaal(herkomst="open-antwoord", meting=meting, delen=[{"tekst": "Meer tijd graag."}])
    made = [await enter(gemeente, body) for body in (reis, antwoord)]
    kept = [(await gemeente.beleid.get(f"{URL}/{one['id']}")).json() for one in made]
    assert kept[0]["delen"] == [{"onderwerp": "expertise", "stap": "intake", "tekst": "Goed."}]
    assert (kept[1]["meting"], kept[1]["delen"][0]["onderwerp"]) == (meting, None)

    wrong = antwoord | {"meting": str(uuid4()), "delen": [*antwoord["delen"], *reis["delen"]]}
    assert faults_of(assert_probleem(await send(gemeente.beleid, wrong), 400, "invoer-ongeldig")) == {
        ("/delen", "te-veel"),
        ("/delen/1/onderwerp", "past-niet"),
        ("/delen/1/stap", "past-niet"),
        ("/meting", "onbekende-waarde"),
    }
    wrong = reis | {"meting": meting, "delen": [{"onderwerp": "opbrengst", "tekst": "Goed."}]}
    assert faults_of(assert_probleem(await send(gemeente.beleid, wrong), 400, "invoer-ongeldig")) == {
        ("/meting", "past-niet"),
        ("/delen/0/onderwerp", "past-niet"),
        ("/delen/0/stap", "past-niet"),
    }
    wrong = without(antwoord, "meting")
    answer = assert_probleem(await send(gemeente.beleid, wrong), 400, "invoer-ongeldig")
    assert faults_of(answer) == {("/meting", "verplicht")}


async def test_every_fault_is_named_at_once_and_nothing_of_the_story_is_said_again(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    body = verhaal(
        delen=[{"onderwerp": "opbrengst", "tekst": f"kanarie {nummer} " * 700} for nummer in range(6)],
        citaat="kanarie die er niet staat",
        themas=["wachttijd", "wachttijd", "0612345678"],
        indicatoren=["kanarie"],
        knopen=[{"doelenboom": "regie", "knoop": "weten"}, {"doelenboom": "regie", "knoop": "kanarie"}],
        aanbieder="kanarie",
        gebied="kanarie",
        doelgroep="kanarie",
        periode="2098",
        toestemming=toestemming("duiding", "duiding", gegevenOp="2098-01-01", tot="2020-01-01"),
    )
    answer = await send(gemeente.beleid, body)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/delen", "te-lang"),
        ("/citaat", "staat-er-niet"),
        ("/themas/1", "dubbel"),
        ("/themas/2", "persoonsgegeven"),
        ("/indicatoren/0", "onbekende-waarde"),
        ("/knopen/1", "onbekende-waarde"),
        ("/aanbieder", "onbekende-waarde"),
        ("/gebied", "onbekende-waarde"),
        ("/doelgroep", "onbekende-waarde"),
        ("/periode", "in-de-toekomst"),
        ("/toestemming/waarvoor/1", "dubbel"),
        ("/toestemming/gegevenOp", "in-de-toekomst"),
        ("/toestemming/tot", "voorbij"),
    }
    assert "kanarie" not in answer.text

    week = verhaal(periode="2025-W10", delen=[{"onderwerp": "kanarie", "tekst": " \n "}], themas=["Kanarie vogel"])
    answer = await send(gemeente.beleid, week)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/periode", "ongeldig"),
        ("/delen/0/onderwerp", "onbekende-waarde"),
        ("/delen/0/tekst", "te-kort"),
        ("/themas/0", "vorm"),
    }
    assert "kanarie" not in answer.text.lower()
    assert await ids_seen(gemeente.beleid) == set()


async def test_a_story_is_changed_on_the_version_that_was_seen_and_must_then_be_read_over_again(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    made = await enter_released(gemeente, verhaal("duiding"))
    url = f"{URL}/{made}"
    assert await ids_seen(gemeente.bi) == {made}
    assert_probleem(await gemeente.beleid.post(f"{url}/vrijgave"), 428, "if-match-ontbreekt")
    again = await gemeente.beleid.post(f"{url}/vrijgave", headers={"If-Match": '"2"'})
    assert_probleem(again, 409, "al-vrijgegeven")
    body = verhaal(titel="Met een titel", tekst="Ik werd goed geholpen door Anna Bos.")
    assert_probleem(await gemeente.beleid.put(url, json=body), 428, "if-match-ontbreekt")
    stale = await gemeente.beleid.put(url, json=body, headers={"If-Match": '"1"'})
    assert_probleem(stale, 412, "versie-verouderd")
    assert stale.headers["etag"] == '"2"'

    changed = await gemeente.beleid.put(url, json=body, headers={"If-Match": '"2"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"3"')
    assert changed.json() == {
        "id": made, "versie": 3, "status": "concept",
        "gemaskeerd": [{"pointer": "/delen/0/tekst", "soorten": ["naam"]}],
    }  # fmt: skip
    assert await ids_seen(gemeente.bi) == set()
    assert (await gemeente.beleid.get(url)).json()["toestemming"]["waarvoor"] == []
    trail = await api_owner.fetch(
        "SELECT actie, voor, na FROM auditregels WHERE gemeente_id = $1 AND object_id = $2 ORDER BY nr",
        gemeente.id,
        made,
    )
    assert [(row["actie"], row["voor"], row["na"]) for row in trail] == [
        ("verhaal.ingevoerd", None, '{"status": "concept", "versie": 1}'),
        ("verhaal.vrijgegeven", None, '{"status": "vrijgegeven", "versie": 2}'),
        (
            "verhaal.gewijzigd", None,
            '{"status": "concept", "velden": ["waarvoor", "titel", "delen"], "versie": 3}',
        ),
    ]  # fmt: skip


async def test_of_four_who_change_a_story_at_once_nobody_overwrites_another(gemeente: Gemeente) -> None:
    made = await enter(gemeente, verhaal())
    url = f"{URL}/{made['id']}"

    async def add_thema(thema: str) -> None:
        while True:
            found = await gemeente.beleid.get(url)
            body = verhaal(themas=[*found.json()["themas"], thema])
            answer = await gemeente.beleid.put(url, json=body, headers={"If-Match": found.headers["etag"]})
            if answer.status_code == 200:
                return
            assert_probleem(answer, 412, "versie-verouderd")

    themas = [f"thema-{nummer}" for nummer in range(4)]
    await asyncio.gather(*map(add_thema, themas))
    found = (await gemeente.beleid.get(url)).json()
    assert (set(found["themas"]), found["versie"]) == (set(themas), 5)


async def test_stories_are_found_by_what_they_are_about_and_come_in_pages(gemeente: Gemeente) -> None:
    await lay_down(gemeente.beleid, boom())
    op_weten, op_top = ({"doelenboom": "regie", "knoop": code} for code in ("weten", "top"))
    maart = await enter_released(gemeente, verhaal(periode="2025-03", themas=["wachttijd"], knopen=[op_weten]))
    bodies = {
        "kwartaal": verhaal(aanbieder="buurvrouw", gebied="WK01", knopen=[op_weten, op_top]),
        "jaar": verhaal(periode="2025", themas=["wachttijd", "regie"], indicatoren=["uren"]),
        "eerder": verhaal(periode="2024-12", doelgroep="jeugd", themas=["regie"]),
    }
    ids = {name: (await enter(gemeente, body))["id"] for name, body in bodies.items()} | {"maart": maart}
    for query, names in (
        ({"thema": "wachttijd"}, {"maart", "jaar"}),
        ({"thema": "wachttijd", "periode": "2025-K1"}, {"maart"}),
        ({"periode": "2025"}, {"maart", "kwartaal", "jaar"}),
        ({"periode": "2024-10..2025-02"}, {"eerder"}),
        ({"indicator": "uren"}, {"jaar"}),
        ({"indicator": "bestaat-niet"}, set()),
        ({"doelenboom": "regie"}, {"maart", "kwartaal"}),
        ({"doelenboom": "regie", "knoop": "top"}, {"kwartaal"}),
        ({"aanbieder": "buurvrouw"}, {"kwartaal"}),
        ({"gebied": "WK01"}, {"kwartaal"}),
        ({"doelgroep": "jeugd"}, {"eerder"}),
        ({"herkomst": "klantreis"}, set()),
        ({"status": "vrijgegeven"}, {"maart"}),
        ({"status": "concept"}, {"kwartaal", "jaar", "eerder"}),
    ):
        assert await ids_seen(gemeente.beleid, **query) == {ids[name] for name in names}, query
    for query, fault in (
        ({"knoop": "top"}, ("?doelenboom", "verplicht")),
        ({"periode": "gisteren"}, ("?periode", "ongeldig")),
        ({"limit": "101"}, ("?limit", "te-groot")),
    ):
        refused = await gemeente.beleid.get(URL, params=query)
        assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {fault}

    first = (await gemeente.beleid.get(URL, params={"limit": "2"})).json()
    rest = (await gemeente.beleid.get(first["volgende"])).json()
    in_order = [item["id"] for item in first["items"] + rest["items"]]
    assert (in_order[0], in_order[3]) == (ids["jaar"], ids["eerder"])
    assert in_order[1:3] == sorted([ids["maart"], ids["kwartaal"]])
    assert rest["volgende"] is None

    themas = await gemeente.beleid.get("/v1/verhaalthemas", params={"limit": "1"})
    assert themas.json()["items"] == [{"thema": "regie", "verhalen": 2}]
    themas = await gemeente.beleid.get(themas.json()["volgende"])
    assert themas.json() == {"items": [{"thema": "wachttijd", "verhalen": 2}], "volgende": None}
    seen_by_bi = (await gemeente.bi.get("/v1/verhaalthemas")).json()["items"]
    assert seen_by_bi == [{"thema": "wachttijd", "verhalen": 1}]


async def test_what_a_story_refers_to_is_shown_as_removed_when_it_is_and_may_stay(gemeente: Gemeente) -> None:
    await make_indicator(gemeente, "wachten", ["leren"])
    tree = boom()
    await lay_down(gemeente.beleid, tree)
    knopen = [{"doelenboom": "regie", "knoop": "uitleg"}, {"doelenboom": "regie", "knoop": "top"}]
    body = verhaal(indicatoren=["wachten"], knopen=knopen)
    made = await enter(gemeente, body)
    url = f"{URL}/{made['id']}"
    (await gemeente.beheer.delete("/v1/indicatoren/wachten", headers={"If-Match": "*"})).raise_for_status()
    without_uitleg = {
        "naam": "Regie",
        "knopen": [knoop("top", "maatschappelijk-resultaat") | {"naam": "Anders"}],
        "verbindingen": [],
    }
    changed = await gemeente.beleid.put("/v1/doelenbomen/regie", json=without_uitleg, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text

    removed = {"doelenboom": "regie", "knoop": "uitleg", "naam": "Knoop uitleg", "verwijderd": True}
    found = (await gemeente.beleid.get(url)).json()
    assert found["indicatoren"] == [{"code": "wachten", "naam": "Wachten", "verwijderd": True}]
    assert found["knopen"] == [removed, {"doelenboom": "regie", "knoop": "top", "naam": "Anders", "verwijderd": False}]
    (await gemeente.beleid.delete("/v1/doelenbomen/regie", headers={"If-Match": "*"})).raise_for_status()
    found = (await gemeente.beleid.get(url)).json()
    assert [one["verwijderd"] for one in found["knopen"]] == [True, True]
    assert await ids_seen(gemeente.beleid, indicator="wachten") == {made["id"]}

    kept = await gemeente.beleid.put(url, json=body | {"titel": "Nieuw"}, headers={"If-Match": '"1"'})
    assert kept.status_code == 200, kept.text
    assert faults_of(assert_probleem(await send(gemeente.beleid, body), 400, "invoer-ongeldig")) == {
        ("/indicatoren/0", "onbekende-waarde"),
        ("/knopen/0", "onbekende-waarde"),
        ("/knopen/1", "onbekende-waarde"),
    }
