from typing import Any
from uuid import uuid4

import httpx
from starlette.applications import Starlette

from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente
from tests.problemen import assert_probleem, faults_of
from tests.surveys.meting import answer_kort, invite, make_meting, post
from tests.surveys.post.conftest import Postbus, gemeente_met_post, met_post, postbus
from tests.surveys.post.test_verzending import send, text_of
from zicht_surveys.drukwerk.teksten import teksten

__all__ = ["gemeente_met_post", "met_post", "postbus"]
AL_MEEGEDAAN = teksten("nl")["herinnering"]


def to(*urls: str, **more: Any) -> dict[str, Any]:
    return {"herinneringen": [{"link": url, **more} for url in urls]}


async def test_everybody_gets_the_same_reminder_whether_they_answered_or_not(
    gemeente: Gemeente, surveys: httpx.AsyncClient
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 3)
    path, key = f"/v1/metingen/{meting['id']}/herinneringen", {"Idempotency-Key": str(uuid4())}
    beheer = gemeente.at_surveys("beheer")
    before = await post(beheer, path, to(*urls))
    await answer_kort(surveys, urls[:2])
    after = await beheer.post(path, json=to(*urls), headers=key)
    assert (before.status_code, before.json()) == (after.status_code, after.json())
    assert after.json() == {"aantal": 3, "perMail": 0}
    letters = await beheer.post(path, json=to(*urls), headers={**key, "Accept": "text/html"})
    assert letters.headers["idempotency-replayed"] == "true"
    assert letters.text.count(AL_MEEGEDAAN) == letters.text.count('<article class="blad"') == 3
    assert all(url in letters.text for url in urls)


async def test_a_reminder_by_mail_has_the_link_the_sender_kept(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus
) -> None:
    meting = await make_meting(gemeente_met_post)
    [first, second] = await invite(gemeente_met_post, meting, 2)
    body = to(first, email="a@voorbeeld.nl")
    body["herinneringen"] += to(second.rpartition("/")[2])["herinneringen"]
    answer = await gemeente_met_post.at_surveys("beheer").post(
        f"/v1/metingen/{meting['id']}/herinneringen",
        json=body,
        headers={"Idempotency-Key": str(uuid4()), "Accept": "text/html"},
    )
    # A letter for who gets no mail.
    assert second in answer.text
    assert first not in answer.text
    assert await send(met_post) == 1
    [message] = postbus.received
    assert first in text_of(message)
    assert AL_MEEGEDAAN in text_of(message)


async def test_every_link_that_is_not_of_the_meting_is_named_and_nobody_is_reminded(
    gemeente: Gemeente, nieuwe_gemeente: MakeGemeente, surveys: httpx.AsyncClient
) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 2)
    [other] = await invite(gemeente, await make_meting(gemeente), 1)
    elsewhere = await nieuwe_gemeente()
    [strange] = await invite(elsewhere, await make_meting(elsewhere), 1)
    await answer_kort(surveys, urls[:1])
    path = f"/v1/metingen/{meting['id']}/herinneringen"
    body = to(*urls, other, strange, urls[0], "x" * 40)
    body["herinneringen"][1] |= {"taal": "fr", "email": "geen adres"}
    refused = await post(gemeente.at_surveys("beheer"), path, body)
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {
        ("/herinneringen/1/taal", "onbekende-waarde"),
        ("/herinneringen/1/email", "ongeldig"),
    }
    body["herinneringen"][1] = {"link": urls[1], "email": "a@voorbeeld.nl"}
    refused = await post(gemeente.at_surveys("beheer"), path, body)
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == {
        ("/herinneringen/1/email", "geen-mailserver"),
        ("/herinneringen/2/link", "onbekende-link"),
        ("/herinneringen/3/link", "onbekende-link"),
        ("/herinneringen/4/link", "dubbel"),
        ("/herinneringen/5/link", "onbekende-link"),
    }


async def test_an_aanbieder_reminds_its_own_clients_only(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    mine, theirs = await invite(gemeente, meting, 1), await invite(gemeente, meting, 1, aanbieder="buurvrouw")
    path, wegwijs = f"/v1/metingen/{meting['id']}/herinneringen", gemeente.at_surveys("aanbieder:wegwijs")
    assert (await post(wegwijs, path, to(*mine))).status_code == 201
    answer = await post(wegwijs, path, to(*mine, *theirs))
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/herinneringen/1/link", "onbekende-link")}
    assert_probleem(await post(gemeente.at_surveys("beleid"), path, to(*mine)), 403, "niet-toegestaan")


async def test_after_the_end_nobody_is_reminded(gemeente: Gemeente) -> None:
    meting = await make_meting(gemeente)
    urls = await invite(gemeente, meting, 1)
    beheer = gemeente.at_surveys("beheer")
    await beheer.post(f"/v1/metingen/{meting['id']}/sluiting")
    answer = await post(beheer, f"/v1/metingen/{meting['id']}/herinneringen", to(*urls))
    assert_probleem(answer, 409, "meting-gesloten")
