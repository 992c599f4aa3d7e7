import asyncio
import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.meting import answer_kort, day, make_meting, post
from zicht_surveys.open_links.pagina import TEKSTEN
from zicht_surveys.open_links.service import forget_hours
from zicht_surveys.resultaten.vrijgave import release


def open_link(meting: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "metingId": meting["id"],
        "aanbieder": "wegwijs",
        "variant": "kort",
        "soort": "kiosk",
        "maximum": 10,
        **changes,
    }


async def make_open_link(gemeente: Gemeente, meting: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = await post(gemeente.at_surveys("beheer"), "/v1/open-links", open_link(meting, **changes))
    assert answer.status_code == 201, answer.text[:300]
    link: dict[str, Any] = answer.json()
    return link


def path_of(link: dict[str, str]) -> str:
    return urlsplit(link["url"]).path


async def begin(surveys: httpx.AsyncClient, link: dict[str, Any], times: int = 1) -> list[str]:
    """The addresses of the questionnaires that these people get, all at the same moment."""
    answers = await asyncio.gather(*(surveys.post(path_of(link)) for _ in range(times)))
    return [answer.headers["location"] for answer in answers if answer.status_code == 303]


async def test_whoever_opens_an_open_link_gets_a_questionnaire_of_their_own(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette
) -> None:
    meting = await make_meting(gemeente)
    link = await make_open_link(gemeente, meting)
    assert re.fullmatch(rf"http://surveys\.test/o/{gemeente.code[2:]}-[\w-]{{32}}", link["url"])
    assert link["qr"].startswith("<svg ")
    page = await surveys.get(path_of(link))
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count("<form") == page.text.count("<button") == 1
    assert TEKSTEN["nl"]["kiosk"] in page.text
    paths = await begin(surveys, link, 6)
    assert len(set(paths)) == 6
    await answer_kort(surveys, [f"http://surveys.test{path}" for path in paths])
    await release(surveys_app.state.db)
    beleid = gemeente.at_surveys("beleid")
    respons = (await beleid.get(f"/v1/metingen/{meting['id']}/respons")).json()
    assert [groep["uitgenodigd"] for groep in respons["groepen"]] == [6]
    resultaten = (await beleid.get(f"/v1/metingen/{meting['id']}/resultaten")).json()
    assert resultaten["uitgenodigd"] == 6
    # The supply is no list of people.
    listed = await gemeente.at_surveys("beheer").get(f"/v1/uitnodigingen?metingId={meting['id']}")
    assert listed.json()["items"] == []


@pytest.mark.parametrize("limits", [{"maximum": 5}, {"maximum": 50, "perUur": 5}])
async def test_no_more_people_begin_than_the_limits_allow_however_many_come_at_once(
    gemeente: Gemeente, surveys: httpx.AsyncClient, limits: dict[str, int]
) -> None:
    link = await make_open_link(gemeente, await make_meting(gemeente), soort="poster", **limits)
    assert len(set(await begin(surveys, link, 20))) == 5
    for answer in (await surveys.post(path_of(link)), await surveys.get(path_of(link))):
        full = "perUur" not in limits
        assert answer.status_code == (410 if full else 429)
        assert TEKSTEN["nl"]["vol_kop" if full else "druk_kop"] in answer.text
        assert ("retry-after" in answer.headers) is not full


async def test_when_the_hour_is_over_people_can_begin_again_and_the_hour_is_forgotten(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_app: Starlette, surveys_owner: asyncpg.Connection
) -> None:
    link = await make_open_link(gemeente, await make_meting(gemeente), perUur=2)
    assert len(await begin(surveys, link, 3)) == 2
    earlier = "UPDATE open_links SET uur = uur - interval '1 hour' WHERE gemeente_id = $1"
    await surveys_owner.execute(earlier, gemeente.id)
    assert len(await begin(surveys, link, 3)) == 2
    await surveys_owner.execute(earlier, gemeente.id)
    await forget_hours(surveys_app.state.db)
    kept = await surveys_owner.fetchrow("SELECT * FROM open_links WHERE gemeente_id = $1", gemeente.id)
    assert (kept["uur"], kept["in_uur"], kept["uitgegeven"]) == (None, 0, 4)


async def test_nothing_tells_when_an_invitation_was_given_out_or_which_of_the_supply_were(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_owner: asyncpg.Connection
) -> None:
    link = await make_open_link(gemeente, await make_meting(gemeente), maximum=40)
    rows = "SELECT xmin::text, ctid::text, * FROM uitnodigingen WHERE gemeente_id = $1 ORDER BY id"
    before = [tuple(row) for row in await surveys_owner.fetch(rows, gemeente.id)]
    assert len(before) == 40
    await begin(surveys, link, 3)
    assert [tuple(row) for row in await surveys_owner.fetch(rows, gemeente.id)] == before
    assert len({row[0] for row in before}) == 1
    kept = await surveys_owner.fetchval("SELECT string_agg(o::text, '') FROM open_links o")
    assert path_of(link).rpartition("/")[2] not in kept


async def test_a_withdrawn_link_begins_nothing_and_who_began_goes_on(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    meting = await make_meting(gemeente)
    link = await make_open_link(gemeente, meting)
    [path] = await begin(surveys, link)
    beheer = gemeente.at_surveys("beheer")
    withdrawn = await beheer.post(f"/v1/open-links/{link['id']}/intrekking")
    assert withdrawn.json()["ingetrokkenOp"] is not None
    assert (await beheer.post(f"/v1/open-links/{link['id']}/intrekking")).json() == withdrawn.json()
    assert (await surveys.get(path_of(link))).status_code == 410
    assert await begin(surveys, link) == []
    assert (await surveys.get(path)).status_code == 200
    [listed] = (await beheer.get(f"/v1/open-links?metingId={meting['id']}")).json()["items"]
    assert listed == withdrawn.json()
    assert listed["uitgegeven"] == 1


async def test_an_expired_link_and_one_of_a_closed_meting_begin_nothing(
    gemeente: Gemeente, surveys: httpx.AsyncClient, surveys_owner: asyncpg.Connection
) -> None:
    meting = await make_meting(gemeente)
    expired, open_ = await make_open_link(gemeente, meting), await make_open_link(gemeente, meting)
    late = "UPDATE open_links SET verloopt_op = now() WHERE gemeente_id = $1 AND id = $2"
    await surveys_owner.execute(late, gemeente.id, UUID(expired["id"]))
    assert await begin(surveys, expired) == []
    assert len(await begin(surveys, open_)) == 1
    await gemeente.at_surveys("beheer").post(f"/v1/metingen/{meting['id']}/sluiting")
    assert (await surveys.post(path_of(open_))).status_code == 410
    answer = await post(gemeente.at_surveys("beheer"), "/v1/open-links", open_link(meting))
    assert_probleem(answer, 409, "meting-gesloten")


async def test_another_site_cannot_use_up_the_supply(gemeente: Gemeente, surveys: httpx.AsyncClient) -> None:
    link = await make_open_link(gemeente, await make_meting(gemeente))
    answer = await surveys.post(path_of(link), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await surveys.get(f"/o/{gemeente.code[2:]}-{'x' * 32}")).status_code == 404
    assert (await surveys.post("/o/onzin")).status_code == 404


@pytest.mark.parametrize("taal", ["nl", "en", "ar", "tr", "uk", "pl"])
async def test_the_page_speaks_six_languages_and_passes_the_choice_on(
    gemeente: Gemeente, surveys: httpx.AsyncClient, taal: Any
) -> None:
    link = await make_open_link(gemeente, await make_meting(gemeente), soort="poster")
    page = await surveys.get(f"{path_of(link)}?taal={taal}")
    assert f'<html lang="{taal}" dir="{"rtl" if taal == "ar" else "ltr"}">' in page.text
    for key in ("kop", "knop", "anoniem", "vrijwillig", "poster"):
        assert TEKSTEN[taal][key] in page.text
    action = re.search(r'action="([^"]+)"', page.text)
    assert action
    answer = await surveys.post(action[1])
    assert answer.headers["location"].endswith(f"?taal={taal}")


async def test_every_fault_of_an_open_link_is_named_at_once(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, aanbieders=["wegwijs"])
    faulty = open_link(
        meting, aanbieder="buurvrouw", gebied="WK01", variant="reuze", verlooptOp=f"{day(400)}T00:00:00Z"
    )
    answer = await post(gemeente.at_surveys("beheer"), "/v1/open-links", faulty)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/verlooptOp", "na-de-meting"),
        ("/aanbieder", "onbekende-aanbieder"),
        ("/gebied", "niet-per-gebied"),
        ("/variant", "onbekende-variant"),
    }
    answer = await post(
        gemeente.at_surveys("beheer"), "/v1/open-links", open_link(meting, maximum=0, perUur=0, soort="televisie")
    )
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {
        ("/maximum", "te-klein"),
        ("/perUur", "te-klein"),
        ("/soort", "onbekende-waarde"),
    }


async def test_an_aanbieder_has_its_own_open_links_only(gemeente: Gemeente, nieuwe_gemeente: MakeGemeente) -> None:
    meting = await make_meting(gemeente)
    theirs = await make_open_link(gemeente, meting, aanbieder="buurvrouw")
    wegwijs, path = gemeente.at_surveys("aanbieder:wegwijs"), f"/v1/open-links?metingId={meting['id']}"
    answer = await post(wegwijs, "/v1/open-links", open_link(meting, aanbieder="buurvrouw"))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/aanbieder", "niet-uw-aanbieder")}
    assert (await post(wegwijs, "/v1/open-links", open_link(meting))).status_code == 201
    assert [item["aanbieder"] for item in (await wegwijs.get(path)).json()["items"]] == ["wegwijs"]
    assert_probleem(await wegwijs.post(f"/v1/open-links/{theirs['id']}/intrekking"), 404, "niet-gevonden")
    other = (await nieuwe_gemeente()).at_surveys("beheer")
    assert (await other.get(path)).json()["items"] == []
    assert_probleem(await gemeente.at_surveys("beleid").get(path), 403, "niet-toegestaan")


async def test_the_same_request_three_times_makes_one_open_link(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    beheer, key = gemeente.at_surveys("beheer"), {"Idempotency-Key": "poster-in-de-bibliotheek"}
    answers = [await beheer.post("/v1/open-links", json=open_link(meting), headers=key) for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    assert len((await beheer.get(f"/v1/open-links?metingId={meting['id']}")).json()["items"]) == 1


def test_every_language_has_every_text() -> None:
    assert {taal: set(words) for taal, words in TEKSTEN.items()} == {taal: set(TEKSTEN["nl"]) for taal in TEKSTEN}
    assert len(TEKSTEN) == 6
