"""Making a questionnaire of one's own: a draft, a colleague who reads it, and versions that never change."""

import asyncio
from typing import Any

import asyncpg
import pytest
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.definities import als, vraag
from tests.surveys.meting import make_meting, nieuwe_meting, post
from tests.surveys.vragenlijst import CODE, address, begin, publish, save, step, variant_of

from zicht_shared.auth import Rol
from zicht_surveys.vragenlijsten.families import families

HEEL = variant_of([vraag("hulp", "likert5")], [vraag("waarom", "open", **als("hulp", "1", "2"))])


async def test_a_blank_beginning_has_one_page_with_one_question_and_tells_what_is_to_be_written(
    gemeente: Gemeente,
) -> None:
    made = await post(gemeente.at_surveys("beheer"), "/v1/vragenlijsten", {"code": CODE})
    assert made.status_code == 201, made.text
    concept = made.json()
    assert made.headers["location"] == address(CODE, "/concept")
    assert (concept["staat"], concept["gepubliceerdeVersie"]) == ("concept", None)
    assert [gebrek["pointer"] for gebrek in concept["gebreken"]] == [
        "/varianten/0/titel",
        "/varianten/0/inleiding",
        "/varianten/0/onderdelen/0/titel",
        "/varianten/0/onderdelen/0/vragen/0/tekst",
    ]
    assert {gebrek["code"] for gebrek in concept["gebreken"]} == {"taal-ontbreekt"}

    read = await gemeente.at_surveys("beleid").get(made.headers["location"])
    assert read.json() == concept
    assert read.headers["etag"] == made.headers["etag"] == '"1"'


async def test_a_questionnaire_can_begin_with_one_of_the_library(gemeente: Gemeente) -> None:
    concept = await begin(gemeente, vanuit="hoewijzer")
    whole = (await gemeente.at_surveys("beheer").get(address("hoewijzer"))).json()
    assert concept["gebreken"] == []
    assert concept["varianten"] == [
        {name: value for name, value in variant.items() if name not in {"code", "versie"}}
        for variant in whole["varianten"]
    ]


async def test_a_questionnaire_can_begin_with_another_of_the_gemeente_published_or_not(gemeente: Gemeente) -> None:
    await begin(gemeente, "eerste")
    await save(gemeente, HEEL, code="eerste")
    from_draft = await begin(gemeente, "tweede", vanuit="eerste")
    assert from_draft["varianten"][0]["titel"] == {"nl": "Proef"}

    await publish(gemeente, HEEL, code="eerste")
    await save(gemeente, HEEL | {"titel": {"nl": "Nog niet gepubliceerd"}}, code="eerste")
    from_version = await begin(gemeente, "derde", vanuit="eerste")
    assert from_version["varianten"][0]["titel"] == {"nl": "Proef"}


async def test_what_is_not_there_is_no_beginning(gemeente: Gemeente, nieuwe_gemeente: MakeGemeente) -> None:
    await publish(await nieuwe_gemeente(), HEEL, code="van-de-buren")
    for vanuit in ("niets", "van-de-buren"):
        answer = await post(gemeente.at_surveys("beheer"), "/v1/vragenlijsten", {"code": CODE, "vanuit": vanuit})
        body = assert_probleem(answer, 400, "invoer-ongeldig")
        assert faults_of(body) == {("/vanuit", "onbekende-vragenlijst")}


async def test_a_code_belongs_to_one_questionnaire(gemeente: Gemeente, nieuwe_gemeente: MakeGemeente) -> None:
    await begin(gemeente)
    beheer = gemeente.at_surveys("beheer")
    for code in (CODE, "hoewijzer"):
        assert_probleem(await post(beheer, "/v1/vragenlijsten", {"code": code}), 409, "bestaat-al")
    for code in ("invoer", "schema"):
        body = assert_probleem(await post(beheer, "/v1/vragenlijsten", {"code": code}), 400, "invoer-ongeldig")
        assert faults_of(body) == {("/code", "gereserveerd")}
    assert (await begin(await nieuwe_gemeente()))["code"] == CODE


async def test_the_same_request_three_times_makes_one_questionnaire(gemeente: Gemeente) -> None:
    beheer = gemeente.at_surveys("beheer")
    answers = [
        await beheer.post("/v1/vragenlijsten", json={"code": CODE}, headers={"Idempotency-Key": "eenmaal-is-genoeg"})
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.text for answer in answers}) == 1


async def test_a_draft_with_faults_is_kept_and_all_of_them_are_named(gemeente: Gemeente) -> None:
    await begin(gemeente)
    halfway = variant_of(
        [vraag("hulp", tekst={"nl": "Hulp?", "ar": "؟"}), vraag("hulp"), vraag("later", **als("hulp", "ja"))],
        [
            vraag("keuze", "enkel", opties=[{"code": "a", "tekst": {"nl": "A"}}]),
            vraag("anders", **als("hulp", "soms")),
            vraag("schaal", "nps", schaallabels=[]),
            vraag("vrij", "open", weetNiet=True),
            vraag("raster", "matrix", rijen=[], schaallabels=[]),
        ],
        talen=["nl"],
        titel={},
    )
    concept = (await save(gemeente, halfway, halfway)).json()
    vragen = "/varianten/0/onderdelen"
    first = {(g["pointer"], g["code"]) for g in concept["gebreken"] if not g["pointer"].startswith("/varianten/1")}
    assert first == {
        ("/varianten", "onbekende-varianten"),
        ("/varianten/0/titel", "taal-ontbreekt"),
        (f"{vragen}/0/vragen/0/tekst", "taal-te-veel"),
        (f"{vragen}/0/vragen/1/code", "dubbele-code"),
        (f"{vragen}/0/vragen/2/als/vraag", "geen-eerdere-vraag"),
        (f"{vragen}/1/vragen/0/opties", "te-weinig"),
        (f"{vragen}/1/vragen/1/als/in", "onbekend-antwoord"),
        (f"{vragen}/1/vragen/2/schaallabels", "verkeerd-aantal"),
        (f"{vragen}/1/vragen/3/weetNiet", "past-niet-bij-soort"),
        (f"{vragen}/1/vragen/4/schaallabels", "verkeerd-aantal"),
        (f"{vragen}/1/vragen/4/rijen", "te-weinig"),
    }
    again = await gemeente.at_surveys("beheer").get(address(CODE, "/concept"))
    assert again.json() == concept

    body = assert_probleem(await step(gemeente, "aanbieding"), 409, "concept-heeft-gebreken")
    assert body["invalidParams"] == concept["gebreken"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"kleur": "rood"}, "/varianten/0/kleur", "onbekend-veld"),
        ({"versie": 3}, "/varianten/0/versie", "onbekend-veld"),
        ({"talen": ["klingon"]}, "/varianten/0/talen/0", "onbekende-waarde"),
        ({"titel": "Proef"}, "/varianten/0/titel", "geen-object"),
        ({"onderdelen": []}, "/varianten/0/onderdelen", "te-weinig"),
        ({"bron": 3}, "/varianten/0/bron", "geen-tekst"),
        ({"variant": "Kort"}, "/varianten/0/variant", "vorm"),
    ],
)
async def test_a_draft_that_has_no_shape_is_refused(
    gemeente: Gemeente, change: dict[str, Any], pointer: str, code: str
) -> None:
    await begin(gemeente)
    answer = await gemeente.at_surveys("beheer").put(
        address(CODE, "/concept"), json={"varianten": [HEEL | change]}, headers={"If-Match": '"1"'}
    )
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {(pointer, code)}


async def test_who_saves_an_older_draft_over_a_newer_is_told(gemeente: Gemeente) -> None:
    await begin(gemeente)
    beheer, path = gemeente.at_surveys("beheer"), address(CODE, "/concept")
    saved = await beheer.put(path, json={"varianten": [HEEL]}, headers={"If-Match": '"1"'})
    assert (saved.status_code, saved.headers["etag"]) == (200, '"2"')
    late = await beheer.put(path, json={"varianten": [HEEL]}, headers={"If-Match": '"1"'})
    assert_probleem(late, 412, "versie-verouderd")
    assert_probleem(await beheer.put(path, json={"varianten": [HEEL]}), 428, "if-match-ontbreekt")


async def test_a_colleague_publishes_and_then_everybody_can_read_it(gemeente: Gemeente) -> None:
    await begin(gemeente)
    await save(gemeente, HEEL)
    assert_probleem(await gemeente.at_surveys("bi").get(address()), 404, "niet-gevonden")
    assert (await step(gemeente, "aanbieding")).json()["staat"] == "ter-review"

    approved = await step(gemeente, "goedkeuring", wie="beleid")
    assert approved.status_code == 201, approved.text
    assert approved.headers["location"] == address(CODE, "/versies/1")
    versie = approved.json()
    sleutels = gemeente.sleutels
    assert versie["schrijvers"] == [sleutels[Rol.beheer].sleutel_id]
    assert versie["goedgekeurdDoor"] == sleutels[Rol.beleid].sleutel_id

    published = (await gemeente.at_surveys("bi").get(address())).json()
    assert (published["code"], published["versie"]) == (CODE, 1)
    assert published["varianten"][0]["onderdelen"][1]["vragen"][0]["als"] == {"vraag": "hulp", "in": ["1", "2"]}
    beleid = gemeente.at_surveys("beleid")
    assert (await beleid.get(address(CODE, "/versies/1"))).json() == published
    assert (await beleid.get(address(CODE, "/versies"))).json()["items"] == [versie]
    assert_probleem(await beleid.get(address(CODE, "/versies/2")), 404, "niet-gevonden")


async def test_nobody_approves_what_was_written_with_the_same_key(gemeente: Gemeente) -> None:
    tweede = await gemeente.add_sleutel(Rol.beheer)
    gemeente.sleutels["beheer-twee"] = tweede
    await begin(gemeente)
    await save(gemeente, HEEL, wie="beheer-twee")
    await step(gemeente, "aanbieding", wie="beheer-twee")
    for wie in ("beheer", "beheer-twee"):
        assert_probleem(await step(gemeente, "goedkeuring", wie=wie), 409, "eigen-werk")
    assert_probleem(await gemeente.at_surveys("bi").get(address()), 404, "niet-gevonden")
    assert (await step(gemeente, "goedkeuring", wie="beleid")).status_code == 201

    # For the next version it counts who wrote that one.
    await save(gemeente, HEEL, wie="beheer-twee")
    await step(gemeente, "aanbieding", wie="beheer-twee")
    assert (await step(gemeente, "goedkeuring", wie="beheer")).json()["versie"] == 2


async def test_what_was_turned_down_says_why_until_it_is_offered_again(gemeente: Gemeente) -> None:
    await begin(gemeente)
    await save(gemeente, HEEL)
    await step(gemeente, "aanbieding")
    refused = await step(gemeente, "afwijzing", wie="beleid", reden="Vraag 2 is te moeilijk.")
    assert (refused.json()["staat"], refused.json()["reden"]) == ("afgewezen", "Vraag 2 is te moeilijk.")
    assert_probleem(await step(gemeente, "goedkeuring", wie="beleid"), 409, "niet-ter-review")
    assert (await save(gemeente, HEEL)).json()["reden"] == "Vraag 2 is te moeilijk."
    assert (await step(gemeente, "aanbieding")).json()["reden"] is None


async def test_a_change_takes_a_draft_out_of_review(gemeente: Gemeente) -> None:
    await begin(gemeente)
    await save(gemeente, HEEL)
    read = await step(gemeente, "aanbieding")
    assert (await save(gemeente, HEEL)).json()["staat"] == "concept"
    for what, body in (("goedkeuring", {}), ("afwijzing", {"reden": "Nee."})):
        assert_probleem(await step(gemeente, what, wie="beleid", **body), 409, "niet-ter-review")
    await step(gemeente, "aanbieding")
    # What was offered now is not what the colleague has read.
    late = await gemeente.at_surveys("beleid").post(
        address(CODE, "/concept/goedkeuring"), headers={"If-Match": read.headers["etag"]}
    )
    assert_probleem(late, 412, "versie-verouderd")


async def test_the_next_draft_begins_where_the_newest_version_ends(gemeente: Gemeente) -> None:
    await publish(gemeente, HEEL)
    path = address(CODE, "/concept")
    concept = (await gemeente.at_surveys("beheer").get(path)).json()
    assert (concept["staat"], concept["gepubliceerdeVersie"], concept["schrijvers"]) == ("gepubliceerd", 1, [])
    assert concept["varianten"][0]["onderdelen"][0]["vragen"][0]["code"] == "hulp"
    assert_probleem(await step(gemeente, "aanbieding"), 409, "geen-concept")

    assert (await publish(gemeente, HEEL | {"titel": {"nl": "Nieuwe titel"}}))["versie"] == 2
    beleid = gemeente.at_surveys("beleid")
    assert (await beleid.get(address())).json()["versie"] == 2
    first = (await beleid.get(address(CODE, "/versies/1"))).json()
    assert first["varianten"][0]["titel"] == {"nl": "Proef"}
    pages = (await beleid.get(address(CODE, "/versies?limit=1"))).json()
    older = (await beleid.get(pages["volgende"])).json()
    assert [item["versie"] for item in pages["items"] + older["items"]] == [2, 1]


async def test_the_service_itself_cannot_change_what_was_published(
    gemeente: Gemeente, surveys_owner: asyncpg.Connection
) -> None:
    await publish(gemeente, HEEL)
    rights = await surveys_owner.fetch(
        "SELECT privilege_type FROM information_schema.role_table_grants "
        "WHERE table_name = 'vragenlijstversies' AND grantee = 'zicht_surveys'"
    )
    assert {row["privilege_type"] for row in rights} == {"SELECT", "INSERT"}


async def test_the_overview_shows_library_and_own_in_one_order_page_by_page(gemeente: Gemeente) -> None:
    await publish(gemeente, HEEL, code="a-panel")
    await save(gemeente, HEEL, code="a-panel")
    await begin(gemeente, "zelf-gemaakt")
    beleid = gemeente.at_surveys("beleid")
    items, url = [], "/v1/vragenlijsten?limit=2"
    while url:
        page = (await beleid.get(url)).json()
        assert len(page["items"]) <= 2
        items += page["items"]
        url = page["volgende"]
    assert [item["code"] for item in items] == sorted([*families(), "a-panel", "zelf-gemaakt"])
    shown = {item["code"]: item for item in items}
    assert shown["hoewijzer"]["herkomst"] == "bibliotheek"
    assert shown["a-panel"] == {
        "code": "a-panel",
        "herkomst": "eigen",
        "versie": 1,
        "titel": {"nl": "Proef"},
        "talen": ["nl"],
        "nagekeken": ["nl"],
        "varianten": ["standaard"],
        "concept": "concept",
    }
    assert (shown["zelf-gemaakt"]["versie"], shown["zelf-gemaakt"]["concept"]) == (None, "concept")
    to_others = (await gemeente.at_surveys("bi").get("/v1/vragenlijsten?limit=1000")).json()["items"]
    assert {"zelf-gemaakt", "a-panel"} & {item["code"] for item in to_others} == {"a-panel"}


async def test_every_step_is_in_the_audit_trail(gemeente: Gemeente, surveys_owner: asyncpg.Connection) -> None:
    await begin(gemeente)
    await save(gemeente, HEEL)
    await step(gemeente, "aanbieding")
    await step(gemeente, "afwijzing", wie="beleid", reden="Korter, graag.")
    await step(gemeente, "aanbieding")
    await step(gemeente, "goedkeuring", wie="beleid")
    rows = await surveys_owner.fetch(
        "SELECT sleutel_id, actie FROM auditregels WHERE gemeente_id = $1 AND object_id = $2 ORDER BY nr",
        gemeente.id,
        CODE,
    )
    beheer, beleid = (gemeente.sleutels[rol].sleutel_id for rol in (Rol.beheer, Rol.beleid))
    assert [(row["actie"], row["sleutel_id"]) for row in rows] == [
        ("vragenlijst.aangemaakt", beheer),
        ("vragenlijst.gewijzigd", beheer),
        ("vragenlijst.aangeboden", beheer),
        ("vragenlijst.afgewezen", beleid),
        ("vragenlijst.aangeboden", beheer),
        ("vragenlijst.goedgekeurd", beleid),
    ]


async def test_before_approval_there_is_no_meting_and_so_no_link(gemeente: Gemeente) -> None:
    await begin(gemeente)
    await save(gemeente, HEEL)
    await step(gemeente, "aanbieding")
    beheer = gemeente.at_surveys("beheer")
    answer = await post(beheer, "/v1/metingen", nieuwe_meting(vragenlijst=CODE))
    assert_probleem(answer, 409, "vragenlijst-niet-goedgekeurd")
    assert (await beheer.get("/v1/metingen")).json()["items"] == []
    await step(gemeente, "goedkeuring", wie="beleid")
    assert (await make_meting(gemeente, vragenlijst=CODE))["vragenlijstVersie"] == 1


async def test_the_questionnaires_of_another_gemeente_are_not_there(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente
) -> None:
    await publish(gemeente, HEEL)
    other = await nieuwe_gemeente()
    beheer = other.at_surveys("beheer")
    for rest in ("", "/concept", "/versies", "/versies/1", "/versies/1/verschil?met=1"):
        assert_probleem(await beheer.get(address(CODE, rest)), 404, "niet-gevonden")
    assert CODE not in (await beheer.get("/v1/vragenlijsten?limit=1000")).text
    answer = await post(beheer, "/v1/metingen", nieuwe_meting(vragenlijst=CODE))
    body = assert_probleem(answer, 400, "invoer-ongeldig")
    assert faults_of(body) == {("/vragenlijst", "onbekende-vragenlijst")}


async def test_the_library_has_versions_too(gemeente: Gemeente) -> None:
    beleid = gemeente.at_surveys("beleid")
    [only] = (await beleid.get(address("hoewijzer", "/versies"))).json()["items"]
    assert (only["versie"], only["gepubliceerdOp"]) == (1, None)
    whole = (await beleid.get(address("hoewijzer"))).json()
    assert (await beleid.get(address("hoewijzer", "/versies/1"))).json() == whole
    assert_probleem(await beleid.get(address("hoewijzer", "/versies/9")), 404, "niet-gevonden")
    assert_probleem(await beleid.get(address("hoewijzer", "/concept")), 404, "niet-gevonden")


async def test_the_difference_between_two_versions_can_be_read(gemeente: Gemeente) -> None:
    await publish(gemeente, HEEL)
    await publish(gemeente, variant_of([vraag("hulp", "likert5", verplicht=False), vraag("nieuw")]))
    beleid = gemeente.at_surveys("beleid")
    verschil = (await beleid.get(address(CODE, "/versies/2/verschil?met=1"))).json()
    assert (verschil["oud"], verschil["nieuw"]) == (1, 2)
    [variant] = verschil["varianten"]
    assert variant["verandering"] == "gewijzigd"
    assert variant["vragen"] == {"toegevoegd": ["nieuw"], "verwijderd": ["waarom"], "volgordeGewijzigd": False}
    assert variant["gewijzigd"][0]["kenmerken"] == {"verplicht": {"oud": "true", "nieuw": "false"}}
    assert_probleem(await beleid.get(address(CODE, "/versies/2/verschil?met=3")), 404, "niet-gevonden")
    assert_probleem(await beleid.get(address(CODE, "/versies/2/verschil")), 400, "invoer-ongeldig")


async def test_a_questionnaire_that_nobody_would_answer_to_the_end_cannot_be_offered(gemeente: Gemeente) -> None:
    await begin(gemeente)
    opties = [{"code": f"o-{nummer}", "tekst": {"nl": "x"}} for nummer in range(501)]
    vragen = [vraag(f"v-{nummer}") for nummer in range(500)]
    concept = (await save(gemeente, variant_of([*vragen, vraag("keuze", "enkel", opties=opties)]))).json()
    assert [(gebrek["pointer"], gebrek["code"]) for gebrek in concept["gebreken"]] == [
        ("/varianten/0/onderdelen", "te-veel"),
        ("/varianten/0/onderdelen/0/vragen/500/opties", "te-veel"),
    ]


async def test_of_several_who_do_the_same_at_once_one_succeeds(gemeente: Gemeente) -> None:
    beheer, beleid = gemeente.at_surveys("beheer"), gemeente.at_surveys("beleid")
    made = await asyncio.gather(*(post(beheer, "/v1/vragenlijsten", {"code": CODE}) for _ in range(4)))
    assert sorted(answer.status_code for answer in made) == [201, 409, 409, 409]
    await save(gemeente, HEEL)
    await step(gemeente, "aanbieding")
    approved = await asyncio.gather(*(beleid.post(address(CODE, "/concept/goedkeuring")) for _ in range(4)))
    assert sorted(answer.status_code for answer in approved) == [201, 409, 409, 409]
    assert len((await beleid.get(address(CODE, "/versies"))).json()["items"]) == 1


@pytest.mark.parametrize("wie", ["beleid", "bi", "aanbieder:wegwijs", "vragenlijsten"])
async def test_only_beheer_writes(gemeente: Gemeente, wie: str) -> None:
    await begin(gemeente)
    client, path = gemeente.at_surveys(wie), address(CODE, "/concept")
    assert_probleem(await post(client, "/v1/vragenlijsten", {"code": "nog-een"}), 403, "niet-toegestaan")
    saved = await client.put(path, json={"varianten": [HEEL]}, headers={"If-Match": "*"})
    assert_probleem(saved, 403, "niet-toegestaan")
    assert_probleem(await client.post(f"{path}/aanbieding"), 403, "niet-toegestaan")
