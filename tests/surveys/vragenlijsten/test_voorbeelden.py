"""Looking at a questionnaire as a resident will see it, published or not, without leaving anything."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from tests.architecture.rijen import rows_of
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.definities import als, vraag
from tests.surveys.meting import post
from tests.surveys.vragenlijst import CODE, address, begin, publish, save, variant_of

from zicht_surveys.voorbeelden import service

HEEL = variant_of(
    [vraag("hulp", tekst={"nl": "Kreeg u hulp?"})],
    [vraag("waarom", "open", tekst={"nl": "Waarom niet?"}, **als("hulp", "nee"))],
)
BANNER = "Wat u hier invult wordt niet bewaard."


async def ask(gemeente: Gemeente, van: object = "concept", variant: str = "standaard", code: str = CODE) -> Any:
    return await post(gemeente.at_surveys("beleid"), address(code, "/voorbeelden"), {"van": van, "variant": variant})


async def link(gemeente: Gemeente, *args: Any, **kwargs: Any) -> str:
    """The path of a new preview."""
    made = await ask(gemeente, *args, **kwargs)
    assert made.status_code == 201, made.text
    assert made.json()["url"].startswith("http://surveys.test/voorbeeld/")
    return urlsplit(made.json()["url"]).path


async def test_every_page_can_be_seen_and_says_that_it_is_a_preview(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    await begin(gemeente)
    await save(gemeente, HEEL)
    path = await link(gemeente)
    pages = {rest: await surveys.get(path + rest) for rest in ("", "/1", "/2", "/controle", "/bedankt", "/privacy")}
    for rest, page in pages.items():
        assert page.status_code == 200, rest
        assert BANNER in page.text, rest
        assert page.headers["cache-control"] == "no-store"
    assert "Proef" in pages[""].text
    assert "Kreeg u hulp?" in pages["/1"].text
    # Nobody said no: a resident would not come here, but who looks wants to see it.
    assert "Waarom niet?" in pages["/2"].text


async def test_it_can_be_walked_through_and_nothing_is_kept(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_owner: asyncpg.Connection
) -> None:
    await publish(gemeente, HEEL)
    path = await link(gemeente, 1)
    before = await rows_of(gemeente.id, surveys_owner)
    wrong = await surveys.post(f"{path}/1", data={"hulp": "misschien"})
    assert wrong.status_code == 400
    assert BANNER in wrong.text
    for rest, data, following in (
        ("/1", {"hulp": "nee"}, "/2"),
        ("/2", {"waarom": "Er was niemand."}, "/controle"),
        ("/verzenden", {}, "/bedankt"),
    ):
        answer = await surveys.post(path + rest, data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, path + following)
    assert "Er was niemand." not in (await surveys.get(f"{path}/controle")).text
    assert await rows_of(gemeente.id, surveys_owner) == before


async def test_the_library_and_older_versions_can_be_seen_in_every_language_they_have(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    path = await link(gemeente, 1, "kort", "hoewijzer")
    for taal in ("nl", "ar"):
        page = await surveys.get(f"{path}/1?taal={taal}")
        assert f'<html lang="{taal}"' in page.text
        assert BANNER in page.text
    for titel in ("Eerste titel", "Tweede titel"):
        await publish(gemeente, HEEL | {"titel": {"nl": titel}})
    assert "Eerste titel" in (await surveys.get(await link(gemeente, 1))).text
    assert "Tweede titel" in (await surveys.get(await link(gemeente, 2))).text


async def test_what_is_not_whole_cannot_be_shown_and_says_why(gemeente: Gemeente, surveys: httpx.AsyncClient) -> None:
    concept = await begin(gemeente)
    body = assert_probleem(await ask(gemeente), 409, "concept-heeft-gebreken")
    assert body["invalidParams"] == concept["gebreken"]
    await save(gemeente, HEEL)
    path = await link(gemeente)
    await save(gemeente, HEEL | {"titel": {}})
    assert (await surveys.get(path)).status_code == 410


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"van": "concept", "variant": "kort"}, "/variant", "onbekende-variant"),
        ({"van": "nieuwste", "variant": "standaard"}, "/van", "onbekende-waarde"),
        ({"van": 0, "variant": "standaard"}, "/van", "onbekende-waarde"),
        ({"van": True, "variant": "standaard"}, "/van", "onbekende-waarde"),
        ({"variant": "standaard"}, "/van", "verplicht"),
    ],
)
async def test_what_means_nothing_is_refused(gemeente: Gemeente, body: dict[str, Any], pointer: str, code: str) -> None:
    await begin(gemeente)
    await save(gemeente, HEEL)
    answer = await post(gemeente.at_surveys("beheer"), address(CODE, "/voorbeelden"), body)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {(pointer, code)}


async def test_a_link_works_for_an_hour_and_only_as_it_was_given(
    gemeente: Gemeente, surveys: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(gemeente, HEEL)
    path = await link(gemeente, 1)
    changed = path[:-2] + ("A" if path[-2] != "A" else "B") + path[-1]
    for unknown in (changed, "/voorbeeld/iets", "/voorbeeld/%00", "/voorbeeld/%C3%A9"):
        assert (await surveys.get(unknown)).status_code == 404
    monkeypatch.setattr(service, "_VALID", timedelta(seconds=-1))
    late = await link(gemeente, 1)
    assert (await surveys.get(late)).status_code == 410
    assert (await surveys.get(path)).status_code == 200
    assert (await surveys.get(f"{path}/9")).status_code == 404


async def test_a_preview_of_another_gemeente_cannot_be_asked_for(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente
) -> None:
    await publish(gemeente, HEEL)
    other = await nieuwe_gemeente()
    for van in ("concept", 1):
        assert_probleem(await ask(other, van), 404, "niet-gevonden")
    answer = await post(gemeente.at_surveys("bi"), address(CODE, "/voorbeelden"), {"van": 1, "variant": "standaard"})
    assert_probleem(answer, 403, "niet-toegestaan")
