import hashlib
import re
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.meting import answer_kort, day, invite, make_meting, post


def bulk(meting: dict[str, Any], *uitnodigingen: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"metingId": meting["id"], "uitnodigingen": list(uitnodigingen), **more}


def client_of_wegwijs(contactmomenten: int = 1, **more: Any) -> dict[str, Any]:
    return {"contactmomenten": contactmomenten, "aanbieder": "wegwijs", **more}


async def test_each_resident_gets_a_link_with_a_qr_code_and_the_variant_that_fits(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, kortTotEnMet=2)
    answer = await post(
        gemeente.at_surveys("beheer"),
        "/v1/uitnodigingen",
        bulk(meting, *(client_of_wegwijs(aantal) for aantal in (0, 2, 3, 40))),
    )
    assert answer.status_code == 201, answer.text
    items = answer.json()["items"]
    assert [item["variant"] for item in items] == ["kort", "kort", "uitgebreid", "uitgebreid"]
    assert {item["aanbieder"] for item in items} == {"wegwijs"}
    for item in items:
        assert re.fullmatch(rf"http://surveys\.test/i/{gemeente.code[2:]}-[\w-]{{32}}", item["url"])
        assert item["qr"].startswith("<svg ")
        assert len(item["qr"]) < 3000
    assert len({item["url"] for item in items}) == len({item["qr"] for item in items}) == 4


async def test_a_family_with_one_variant_always_gives_that_one(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, vragenlijst="nps")
    answer = await post(
        gemeente.at_surveys("beheer"),
        "/v1/uitnodigingen",
        bulk(meting, client_of_wegwijs(1), client_of_wegwijs(9), qr="geen"),
    )
    items = answer.json()["items"]
    assert [(item["variant"], item["qr"]) for item in items] == [("standaard", None)] * 2


async def test_the_link_opens_the_questionnaire_until_it_is_withdrawn(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    meting = await make_meting(gemeente)
    beheer = gemeente.at_surveys("beheer")
    link = (await post(beheer, "/v1/uitnodigingen", bulk(meting, client_of_wegwijs()))).json()["items"][0]
    path = link["url"].removeprefix("http://surveys.test")
    assert (await surveys.get(path)).status_code == 200
    withdrawn = await beheer.post(f"/v1/uitnodigingen/{link['id']}/intrekking")
    assert withdrawn.json()["ingetrokkenOp"] is not None
    assert (await beheer.post(f"/v1/uitnodigingen/{link['id']}/intrekking")).json() == withdrawn.json()
    assert (await surveys.get(path)).status_code == 410


async def test_of_a_link_only_a_hash_is_kept(gemeente: Gemeente, surveys_owner: asyncpg.Connection) -> None:
    [url] = await invite(gemeente, await make_meting(gemeente), 1)
    token = url.rpartition("/")[2]
    rows = await surveys_owner.fetch("SELECT * FROM uitnodigingen WHERE gemeente_id = $1", gemeente.id)
    assert [row["token_hash"] for row in rows] == [hashlib.sha256(token.encode()).digest()]
    kept = [bytes(row["antwoord"]) for row in await surveys_owner.fetch("SELECT antwoord FROM idempotentiesleutels")]
    assert kept
    for table in await surveys_owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        text = await surveys_owner.fetchval(f"SELECT string_agg(t::text, '') FROM {table['tablename']} t")
        assert token not in (text or "")
    assert not any(token.encode() in answer for answer in kept)


async def test_the_list_shows_no_link_and_does_not_change_when_somebody_answers(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 3)
    beheer, path = gemeente.at_surveys("beheer"), f"/v1/uitnodigingen?metingId={meting['id']}"
    before = await beheer.get(path)
    assert [set(item) for item in before.json()["items"]] == [
        {"id", "metingId", "variant", "aanbieder", "gebied", "verlooptOp", "ingetrokkenOp", "mail"}
    ] * 3
    assert "/i/" not in before.text
    await answer_kort(surveys, urls[:2])
    assert (await beheer.get(path)).json() == before.json()


async def test_pages_of_the_list_hold_every_invitation_once(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    await invite(gemeente, meting, 7)
    beheer, following, seen = gemeente.at_surveys("beheer"), f"/v1/uitnodigingen?metingId={meting['id']}&limit=3", []
    while following:
        page = (await beheer.get(following)).json()
        seen += [item["id"] for item in page["items"]]
        following = page["volgende"]
    assert len(seen) == len(set(seen)) == 7


async def test_every_faulty_invitation_is_named_and_none_is_made(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, aanbieders=["wegwijs"])
    beheer = gemeente.at_surveys("beheer")
    faulty = bulk(
        meting,
        client_of_wegwijs(),
        {"contactmomenten": 1, "aanbieder": "buurvrouw"},
        client_of_wegwijs(gebied="WK01"),
        verlooptOp=f"{day(400)}T00:00:00Z",
    )
    body = assert_probleem(await post(beheer, "/v1/uitnodigingen", faulty), 400, "invoer-ongeldig")
    assert faults_of(body) == {
        ("/verlooptOp", "na-de-meting"),
        ("/uitnodigingen/1/aanbieder", "onbekende-aanbieder"),
        ("/uitnodigingen/2/gebied", "niet-per-gebied"),
    }
    unreadable = bulk(meting, {"contactmomenten": -1}, {"contactmomenten": "3", "aanbieder": "wegwijs", "naam": "Jan"})
    body = assert_probleem(await post(beheer, "/v1/uitnodigingen", unreadable), 400, "invoer-ongeldig")
    assert faults_of(body) == {
        ("/uitnodigingen/0/contactmomenten", "te-klein"),
        ("/uitnodigingen/0/aanbieder", "verplicht"),
        ("/uitnodigingen/1/contactmomenten", "geen-geheel-getal"),
        ("/uitnodigingen/1/naam", "onbekend-veld"),
    }
    assert (await beheer.get(f"/v1/uitnodigingen?metingId={meting['id']}")).json()["items"] == []


async def test_a_gebied_that_the_gemeente_does_not_have_is_refused(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, perGebied=True)
    somewhere = bulk(meting, client_of_wegwijs(gebied="WK01"), client_of_wegwijs(gebied="WK99"), client_of_wegwijs())
    body = assert_probleem(
        await post(gemeente.at_surveys("beheer"), "/v1/uitnodigingen", somewhere), 400, "invoer-ongeldig"
    )
    assert faults_of(body) == {("/uitnodigingen/1/gebied", "onbekend-gebied")}
    await invite(gemeente, meting, 1, gebied="WK01")


async def test_nobody_is_invited_for_a_meting_that_is_closed_or_not_there(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    beheer = gemeente.at_surveys("beheer")
    unknown = bulk({"id": "6a9c8a35-9d1f-4a5e-8f1f-000000000000"}, client_of_wegwijs())
    body = assert_probleem(await post(beheer, "/v1/uitnodigingen", unknown), 400, "invoer-ongeldig")
    assert faults_of(body) == {("/metingId", "onbekende-meting")}
    await beheer.post(f"/v1/metingen/{meting['id']}/sluiting")
    late = await post(beheer, "/v1/uitnodigingen", bulk(meting, client_of_wegwijs()))
    assert_probleem(late, 409, "meting-gesloten")


async def test_a_link_is_valid_until_the_end_of_the_meting_also_when_that_moves(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, eindigtOp="2031-03-30")
    beheer, path = gemeente.at_surveys("beheer"), f"/v1/uitnodigingen?metingId={meting['id']}"
    await invite(gemeente, meting, 1)
    # Midnight in the Netherlands, where summer time began that day.
    assert (await beheer.get(path)).json()["items"][0]["verlooptOp"] == "2031-03-30T22:00:00Z"
    changes = {"naam": meting["naam"], "eindigtOp": "2031-12-31", "aanbieders": meting["aanbieders"]}
    await beheer.put(f"/v1/metingen/{meting['id']}", json=changes, headers={"If-Match": "*"})
    assert (await beheer.get(path)).json()["items"][0]["verlooptOp"] == "2031-12-31T23:00:00Z"


async def test_an_aanbieder_invites_and_sees_its_own_clients_only(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    await invite(gemeente, meting, 2, aanbieder="buurvrouw")
    wegwijs, path = gemeente.at_surveys("aanbieder:wegwijs"), f"/v1/uitnodigingen?metingId={meting['id']}"
    assert (await wegwijs.get(path)).json()["items"] == []

    others = bulk(meting, client_of_wegwijs(), {"contactmomenten": 1, "aanbieder": "buurvrouw"})
    body = assert_probleem(await post(wegwijs, "/v1/uitnodigingen", others), 400, "invoer-ongeldig")
    assert faults_of(body) == {("/uitnodigingen/1/aanbieder", "niet-uw-aanbieder")}
    made = (await post(wegwijs, "/v1/uitnodigingen", bulk(meting, client_of_wegwijs()))).json()["items"]
    assert [item["id"] for item in (await wegwijs.get(path)).json()["items"]] == [made[0]["id"]]
    assert (await wegwijs.post(f"/v1/uitnodigingen/{made[0]['id']}/intrekking")).status_code == 200

    theirs = (await gemeente.at_surveys("aanbieder:buurvrouw").get(path)).json()["items"]
    assert len(theirs) == 2
    assert_probleem(await wegwijs.post(f"/v1/uitnodigingen/{theirs[0]['id']}/intrekking"), 404, "niet-gevonden")


async def test_an_aanbieder_that_does_not_take_part_does_not_learn_of_the_meting(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente, aanbieders=["buurvrouw"])
    answer = await post(
        gemeente.at_surveys("aanbieder:wegwijs"), "/v1/uitnodigingen", bulk(meting, client_of_wegwijs())
    )
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/metingId", "onbekende-meting")}


@pytest.mark.parametrize("wie", ["beleid", "bi", "vragenlijsten"])
async def test_other_roles_have_nothing_to_do_with_invitations(gemeente: Gemeente, wie: str) -> None:
    meting = await make_meting(gemeente)
    client, some_id = gemeente.at_surveys(wie), UUID(int=4)
    answers = [
        await post(client, "/v1/uitnodigingen", bulk(meting, client_of_wegwijs())),
        await client.get(f"/v1/uitnodigingen?metingId={meting['id']}"),
        await client.post(f"/v1/uitnodigingen/{some_id}/intrekking"),
    ]
    for answer in answers:
        assert_probleem(answer, 403, "niet-toegestaan")


async def test_another_gemeente_sees_and_reaches_none_of_it(gemeente: Gemeente, nieuwe_gemeente: MakeGemeente) -> None:
    meting = await make_meting(gemeente)
    await invite(gemeente, meting, 1)
    path = f"/v1/uitnodigingen?metingId={meting['id']}"
    [mine] = (await gemeente.at_surveys("beheer").get(path)).json()["items"]
    other = (await nieuwe_gemeente()).at_surveys("beheer")
    assert (await other.get(path)).json()["items"] == []
    assert_probleem(await other.post(f"/v1/uitnodigingen/{mine['id']}/intrekking"), 404, "niet-gevonden")
    answer = await post(other, "/v1/uitnodigingen", bulk(meting, client_of_wegwijs()))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/metingId", "onbekende-meting")}


async def test_the_same_bulk_three_times_invites_once_and_gives_the_same_links(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    beheer = gemeente.at_surveys("beheer")
    answers = [
        await beheer.post(
            "/v1/uitnodigingen", json=bulk(meting, client_of_wegwijs()), headers={"Idempotency-Key": "najaarsbrief"}
        )
        for _ in range(3)
    ]
    assert len({answer.text for answer in answers}) == 1
    assert len((await beheer.get(f"/v1/uitnodigingen?metingId={meting['id']}")).json()["items"]) == 1


async def test_twenty_thousand_residents_are_invited_in_one_call_and_no_more(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    assert len(set(await invite(gemeente, meting, 20_000))) == 20_000
    one_more = bulk(meting, *[client_of_wegwijs()] * 20_001)
    answer = await post(gemeente.at_surveys("beheer"), "/v1/uitnodigingen", one_more)
    assert answer.status_code == 400
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/uitnodigingen", "te-veel")}


async def test_all_invitations_of_a_meting_or_some_of_them_are_withdrawn_at_once(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 4)
    await invite(gemeente, meting, 2, aanbieder="buurvrouw")
    await answer_kort(surveys, urls[:1])
    beheer, path = gemeente.at_surveys("beheer"), f"/v1/uitnodigingen?metingId={meting['id']}"
    wegwijs = gemeente.at_surveys("aanbieder:wegwijs")
    ids = [item["id"] for item in (await wegwijs.get(path)).json()["items"]]
    withdraw = "/v1/uitnodigingen/intrekking"

    some = await wegwijs.post(withdraw, json={"metingId": meting["id"], "ids": ids[:3]})
    assert some.json() == {"ingetrokken": 3}
    again = await wegwijs.post(withdraw, json={"metingId": meting["id"]})
    assert again.json() == {"ingetrokken": 1}
    left = [item for item in (await beheer.get(path)).json()["items"] if item["ingetrokkenOp"] is None]
    assert [item["aanbieder"] for item in left] == ["buurvrouw"] * 2

    theirs = await wegwijs.post(withdraw, json={"metingId": meting["id"], "ids": [left[0]["id"]]})
    assert faults_of(assert_probleem(theirs, 400, "invoer-ongeldig")) == {("/ids/0", "onbekende-uitnodiging")}
    assert (await beheer.post(withdraw, json={"metingId": meting["id"]})).json() == {"ingetrokken": 2}
    assert (await surveys.get(urls[1].removeprefix("http://surveys.test"))).status_code == 410
