"""The ways in (JSON, CSV) and out (JSON, a line each, letters) of many invitations."""

import json
import re
import tracemalloc
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.meting import make_meting
from zicht_surveys.uitnodigingen import uitvoer
from zicht_surveys.uitnodigingen.afleiding import id_at, new_seed, token_at
from zicht_surveys.uitnodigingen.recept import HTML, JSON, NDJSON, preferred
from zicht_surveys.uitnodigingen.schemas import NieuweUitnodigingen
from zicht_surveys.vragenlijsten.families import families

CSV = {"Content-Type": "text/csv"}


async def send_csv(
    gemeente: Gemeente,
    text: str | bytes,
    *,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    **query: str,
) -> httpx.Response:
    return await gemeente.at_surveys("beheer").post(
        "/v1/uitnodigingen",
        content=text if isinstance(text, bytes) else text.encode(),
        params=query,
        headers={**CSV, "Idempotency-Key": key or str(uuid4()), **(headers or {})},
    )


async def count_of(gemeente: Gemeente, meting: dict[str, Any]) -> int:
    path = f"/v1/uitnodigingen?metingId={meting['id']}&limit=1000"
    return len((await gemeente.at_surveys("beheer").get(path)).json()["items"])


@pytest.mark.parametrize(
    "text",
    [
        "contactmomenten;aanbieder\r\n1;wegwijs\r\n9;buurvrouw\r\n",
        "aanbieder,contactmomenten\nwegwijs,1\nbuurvrouw,9",
        "\ufeffcontactmomenten;aanbieder;gebied;taal;email\r\n1;wegwijs;;;\r\n\r\n9;buurvrouw;;nl;\r\n",
        '"contactmomenten","aanbieder"\n"1","wegwijs"\n"9","buurvrouw"\n',
    ],
)
async def test_residents_are_invited_from_a_spreadsheet(gemeente: Gemeente, text: str) -> None:
    meting = await make_meting(gemeente)
    answer = await send_csv(gemeente, text, metingId=meting["id"], qr="geen")
    assert answer.status_code == 201, answer.text[:300]
    items = answer.json()["items"]
    assert [(item["variant"], item["aanbieder"], item["qr"]) for item in items] == [
        ("kort", "wegwijs", None),
        ("uitgebreid", "buurvrouw", None),
    ]


async def test_every_fault_of_a_spreadsheet_is_named_by_row_and_column(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    rows = [
        "contactmomenten;aanbieder;gebied;taal;email",
        "1;wegwijs;;nl;",
        "veel;wegwijs;;nl;",
        "",
        "2;;;fr;geen adres",
        "2;wegwijs",
        "-1;wegwijs;;;",
    ]
    body = assert_probleem(await send_csv(gemeente, "\n".join(rows), metingId=meting["id"]), 400, "invoer-ongeldig")
    assert faults_of(body) == {
        ("rij 3, kolom contactmomenten", "geen-geheel-getal"),
        ("rij 5, kolom aanbieder", "verplicht"),
        ("rij 5, kolom taal", "onbekende-waarde"),
        ("rij 5, kolom email", "ongeldig"),
        ("rij 6", "aantal-kolommen"),
        ("rij 7, kolom contactmomenten", "geen-geheel-getal"),
    }
    known = "contactmomenten;aanbieder;gebied\n1;buurman;\n\n1;wegwijs;WK01\n"
    body = assert_probleem(await send_csv(gemeente, known, metingId=meting["id"]), 400, "invoer-ongeldig")
    assert faults_of(body) == {
        ("rij 2, kolom aanbieder", "onbekende-aanbieder"),
        ("rij 4, kolom gebied", "niet-per-gebied"),
    }
    assert await count_of(gemeente, meting) == 0


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("naam;aanbieder;aanbieder\nJan;wegwijs;x", {
            ("kolom 1", "onbekend-veld"), ("kolom 3", "dubbele-kolom"), ("kolom contactmomenten", "verplicht"),
        }),
        ('contactmomenten;aanbieder\n1;"wegwijs', {("rij 2", "geen-csv")}),
        (b"contactmomenten;aanbieder\n1;weg\xebwijs", {("", "geen-utf-8")}),
        ("contactmomenten;aanbieder\n1;weg\x00wijs", {("", "nul-teken")}),
        ("contactmomenten;aanbieder\n", {("", "te-weinig")}),
    ],
)  # fmt: skip
async def test_a_file_that_is_no_such_spreadsheet_is_refused(
    gemeente: Gemeente, text: str | bytes, faults: set[tuple[str, str]]
) -> None:
    meting = await make_meting(gemeente)
    answer = await send_csv(gemeente, text, metingId=meting["id"])
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == faults


async def test_a_spreadsheet_says_its_meting_in_the_address(gemeente: Gemeente) -> None:
    answer = await send_csv(gemeente, "contactmomenten;aanbieder\n1;wegwijs\n")
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?metingId", "verplicht")}
    answer = await send_csv(gemeente, "contactmomenten;aanbieder\n1;wegwijs\n", metingId=str(UUID(int=1)))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("?metingId", "onbekende-meting")}


async def test_the_same_request_gives_the_same_links_in_any_form_and_makes_none_twice(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    text = "contactmomenten;aanbieder\n1;wegwijs\n9;wegwijs\n"
    answers = [
        await send_csv(gemeente, text, key="eens-en-voor-al", headers={"Accept": accept}, metingId=meting["id"])
        for accept in (JSON, NDJSON, HTML, JSON)
    ]
    assert [answer.status_code for answer in answers] == [201] * 4
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true", "true", "true"]
    assert [answer.headers["content-type"].partition(";")[0] for answer in answers] == [JSON, NDJSON, HTML, JSON]
    assert answers[0].content == answers[3].content
    items = answers[0].json()["items"]
    assert [json.loads(line) for line in answers[1].text.splitlines()] == items
    assert all(item["url"] in answers[2].text and item["qr"] in answers[2].text for item in items)
    assert await count_of(gemeente, meting) == 2
    for item in items:
        assert (await surveys.get(item["url"].removeprefix("http://surveys.test"))).status_code == 200
    kept = await surveys_owner.fetchval(
        "SELECT max(length(antwoord)) FROM idempotentiesleutels WHERE gemeente_id = $1", gemeente.id
    )
    assert kept < 1000


async def test_the_same_key_with_another_list_is_refused(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    await send_csv(gemeente, "contactmomenten;aanbieder\n1;wegwijs\n", key="een-lijst", metingId=meting["id"])
    other = await send_csv(gemeente, "contactmomenten;aanbieder\n2;wegwijs\n", key="een-lijst", metingId=meting["id"])
    assert_probleem(other, 409, "idempotentie-conflict")


async def test_a_body_that_is_neither_json_nor_csv_is_refused(gemeente: Gemeente) -> None:
    answer = await gemeente.at_surveys("beheer").post(
        "/v1/uitnodigingen", content=b"x", headers={"Content-Type": "text/plain", "Idempotency-Key": "geen-van-beide"}
    )
    assert_probleem(answer, 415, "media-type-onbekend")


async def test_letters_bring_their_own_policy_and_nothing_that_runs(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    answer = await send_csv(
        gemeente,
        "contactmomenten;aanbieder\n1;wegwijs\n1;wegwijs\n",
        headers={"Accept": "text/html"},
        metingId=meting["id"],
        papier="a5",
    )
    [policy] = answer.headers.get_list("content-security-policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert answer.text.count('<article class="blad"') == 2
    assert '<body class="a5">' in answer.text


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("text/html", HTML),
        ("application/x-ndjson", NDJSON),
        ("application/json;q=0.4, text/html;q=0.9", HTML),
        ("text/*, application/json;q=0.1", HTML),
        ("application/x-ndjson;q=0, */*;q=0.1", JSON),
        ("image/png", JSON),
        ("text/html;q=veel", JSON),
    ],
)
def test_accept_decides_the_form(accept: str | None, form: str) -> None:
    assert preferred(accept, (JSON, NDJSON, HTML)) == form


def test_links_follow_from_the_seed_alone_and_look_like_any_other() -> None:
    seed = new_seed()
    tokens = [token_at(seed, "GM0627", index) for index in range(1000)]
    assert len(set(tokens)) == 1000
    assert all(re.fullmatch(r"0627-[\w-]{32}", token) for token in tokens)
    assert tokens == [token_at(seed, "GM0627", index) for index in range(1000)]
    assert set(tokens).isdisjoint(token_at(new_seed(), "GM0627", index) for index in range(1000))
    assert len({id_at(seed, index) for index in range(1000)}) == 1000
    assert {id_at(seed, index).version for index in range(10)} == {4}


@pytest.mark.parametrize("form", ["json", "letters"])
def test_the_answer_takes_no_more_memory_when_there_are_more_links(form: str) -> None:
    familie = families()["hoewijzer"]

    def peak(aantal: int) -> int:
        een = {"contactmomenten": 1, "aanbieder": "wegwijs"}
        nieuw = NieuweUitnodigingen.model_validate({"metingId": UUID(int=1), "uitnodigingen": [een] * aantal})
        recept = uitvoer.Recept(new_seed(), "GM0627", "Waddinxveen", familie.code, 1, 3, date(2030, 1, 1))
        stem = "https://zicht.test/i/"
        pieces = (
            uitvoer.as_json(recept, nieuw, familie, stem)
            if form == "json"
            else uitvoer.as_letters(recept, nieuw, familie, stem, "a4")
        )
        next(pieces)
        tracemalloc.start()
        for _ in pieces:
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)  # the tables of qr.py, once
    assert peak(2000) < 2 * peak(300) < 8_000_000
