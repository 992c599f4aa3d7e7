import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.definities import lijst, vraag
from tests.surveys.uitwisseling import werkboeken

from zicht_surveys.uitwisseling.service import CSV, FHIR_JSON, JSON, XLS, XLSX
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

INVOER = "/v1/vragenlijsten/invoer"


async def lees_in(gemeente: Gemeente, inhoud: bytes, media_type: str, **query: str) -> httpx.Response:
    headers = {"Content-Type": media_type, "Idempotency-Key": str(uuid4())}
    return await gemeente.at_surveys("beheer").post(INVOER, content=inhoud, headers=headers, params=query)


def eigen(**rest: Any) -> bytes:
    return json.dumps(lijst([vraag("a")], **rest)).encode()


@pytest.mark.parametrize(
    ("formaat", "media_type", "naam"),
    [
        ("json", JSON, "hoewijzer-kort-v1.json"),
        ("xlsform", XLSX, "hoewijzer-kort-v1.xlsx"),
        ("fhir", FHIR_JSON, "hoewijzer-kort-v1.fhir.json"),
    ],
)
async def test_a_published_version_goes_out_and_comes_in_as_a_draft_of_ones_own(
    gemeente: Gemeente, formaat: str, media_type: str, naam: str
) -> None:
    path = "/v1/vragenlijsten/hoewijzer/versies/1/uitvoer"
    out = await gemeente.at_surveys("beleid").get(path, params={"formaat": formaat, "variant": "kort"})
    assert out.status_code == 200, out.text
    assert out.headers["content-type"].startswith(media_type)
    assert out.headers["content-disposition"] == f'attachment; filename="{naam}"'

    made = await lees_in(gemeente, out.content, media_type, code="onze-lijst")
    assert made.status_code == 201, made.text
    assert made.headers["location"] == "/v1/vragenlijsten/onze-lijst/concept"
    body = made.json()
    assert body["weggelaten"] == []
    assert (body["concept"]["gebreken"], body["concept"]["staat"]) == ([], "concept")
    (variant,) = body["concept"]["varianten"]
    original = vragenlijst("hoewijzer", "kort", 1).model_dump(mode="json", by_alias=True)
    assert variant == {name: value for name, value in original.items() if name not in ("code", "versie")}

    kept = await gemeente.at_surveys("beleid").get(made.headers["location"])
    assert kept.json() == body["concept"]
    assert kept.headers["etag"] == made.headers["etag"]


async def test_a_form_of_others_comes_in_with_a_list_of_what_was_left_out(gemeente: Gemeente) -> None:
    form = werkboeken.werkboek([werkboeken.vraag("text", "a"), werkboeken.vraag("integer", "b")])
    body = (await lees_in(gemeente, form, XLSX, code="van-elders")).json()
    assert [vraag["code"] for vraag in body["concept"]["varianten"][0]["onderdelen"][0]["vragen"]] == ["a"]
    assert {"plaats": "vraag 'b'", "reden": "Zicht vraagt geen getallen; maak er een keuzevraag van."} in body[
        "weggelaten"
    ]


async def test_surveyjs_comes_in_when_it_is_named(gemeente: Gemeente) -> None:
    survey = json.dumps({"title": "Wat vindt u?", "elements": [{"type": "comment", "name": "a", "title": "Hoe?"}]})
    made = await lees_in(gemeente, survey.encode(), JSON, formaat="surveyjs", code="js", taal="nl")
    assert made.status_code == 201, made.text
    refused = await lees_in(gemeente, survey.encode(), JSON, code="js2")
    assert ("/elements", "onbekend-veld") in faults_of(assert_probleem(refused, 400, "invoer-ongeldig"))


async def test_the_language_of_texts_without_one_is_what_the_sender_says(gemeente: Gemeente) -> None:
    form = b"survey,,,\n,type,name,label\n,text,a,How was it?\n"
    made = (await lees_in(gemeente, form, CSV, code="engels", taal="en")).json()
    assert made["concept"]["varianten"][0]["talen"] == ["en"]


async def test_a_code_that_is_taken_or_means_something_else_here_is_refused(gemeente: Gemeente) -> None:
    assert_probleem(await lees_in(gemeente, eigen(code="hoewijzer"), JSON), 409, "bestaat-al")
    reserved = assert_probleem(await lees_in(gemeente, eigen(code="schema"), JSON), 400, "invoer-ongeldig")
    assert faults_of(reserved) == {("/code", "gereserveerd")}
    assert (await lees_in(gemeente, eigen(), JSON)).status_code == 201
    assert_probleem(await lees_in(gemeente, eigen(), JSON), 409, "bestaat-al")


@pytest.mark.parametrize(
    ("inhoud", "media_type", "status", "code"),
    [
        (b"{}", FHIR_JSON, 400, "vragenlijst-niet-te-lezen"),
        (b"PK", XLSX, 400, "vragenlijst-niet-te-lezen"),
        (b"x", XLS, 400, "vragenlijst-niet-te-lezen"),
        (b"\xff\xfe", CSV, 400, "vragenlijst-niet-te-lezen"),
        (b'{"a": 1, "a": 2}', FHIR_JSON, 400, "invoer-ongeldig"),
        (b"{", JSON, 400, "invoer-ongeldig"),
        (b"", JSON, 400, "invoer-ongeldig"),
        (b"<a/>", "application/xml", 415, "media-type-onbekend"),
        (b" " * (2 * 1024 * 1024 + 1), JSON, 413, "te-groot"),
    ],
)
async def test_what_can_not_be_read_is_refused_with_reasons(
    gemeente: Gemeente, inhoud: bytes, media_type: str, status: int, code: str
) -> None:
    assert_probleem(await lees_in(gemeente, inhoud, media_type), status, code)
    there = (await gemeente.at_surveys("beheer").get("/v1/vragenlijsten")).json()["items"]
    assert {item["herkomst"] for item in there} == {"bibliotheek"}


async def test_one_file_holds_one_variant(gemeente: Gemeente) -> None:
    beleid = gemeente.at_surveys("beleid")
    path = "/v1/vragenlijsten/hoewijzer/versies/1/uitvoer"
    for query, code in (({}, "verplicht"), ({"variant": "lang"}, "onbekende-waarde")):
        body = assert_probleem(await beleid.get(path, params={"formaat": "json", **query}), 400, "invoer-ongeldig")
        assert faults_of(body) == {("?variant", code)}
    alone = await beleid.get("/v1/vragenlijsten/nps/versies/1/uitvoer", params={"formaat": "json"})
    assert alone.status_code == 200
    for missing in ("/v1/vragenlijsten/nps/versies/99/uitvoer", "/v1/vragenlijsten/weg/versies/1/uitvoer"):
        assert_probleem(await beleid.get(missing, params={"formaat": "json"}), 404, "niet-gevonden")


async def test_the_schema_is_there_for_other_programs(gemeente: Gemeente) -> None:
    answer = await gemeente.at_surveys("beleid").get("/v1/vragenlijsten/schema")
    assert answer.headers["content-type"].startswith("application/schema+json")
    assert answer.json()["$id"].endswith("/vragenlijst")
