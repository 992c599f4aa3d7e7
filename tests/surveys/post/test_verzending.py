import asyncio
import re
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from structlog.testing import CapturingLogger

from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from tests.surveys.meting import make_meting, post
from tests.surveys.post.conftest import AFZENDER, Postbus
from zicht_shared import http
from zicht_surveys.post import opruimen, verzending
from zicht_surveys.post.verzending import ServerUnreachable, send_letters

ROWS = "SELECT count(*) FROM uitgaande_mail WHERE gemeente_id = $1"


async def invite_by_mail(gemeente: Gemeente, *addresses: str, **more: Any) -> tuple[dict[str, Any], httpx.Response]:
    meting = await make_meting(gemeente)
    uitnodigingen = [{"contactmomenten": 1, "aanbieder": "wegwijs", "email": email, **more} for email in addresses]
    body = {"metingId": meting["id"], "qr": "geen", "uitnodigingen": uitnodigingen}
    return meting, await post(gemeente.at_surveys("beheer"), "/v1/uitnodigingen", body)


async def states(gemeente: Gemeente, meting: dict[str, Any]) -> list[str]:
    path = f"/v1/uitnodigingen?metingId={meting['id']}"
    return sorted(item["mail"] for item in (await gemeente.at_surveys("beheer").get(path)).json()["items"])


async def send(app: Starlette) -> int:
    return await send_letters(app.state.db, app.state.v1.state.post)


async def due_now(owner: asyncpg.Connection, gemeente: Gemeente) -> None:
    """As if the pause of the backoff, or a lease, were over."""
    await owner.execute("UPDATE uitgaande_mail SET volgende_poging_op = now() WHERE gemeente_id = $1", gemeente.id)


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text


async def test_a_letter_brings_the_link_and_its_address_is_gone_with_it(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus, surveys_owner: asyncpg.Connection
) -> None:
    meting, made = await invite_by_mail(gemeente_met_post, "jan@voorbeeld.nl")
    assert await states(gemeente_met_post, meting) == ["wacht"]
    kept = await surveys_owner.fetchval("SELECT string_agg(inhoud::text, '') FROM uitgaande_mail")
    assert b"voorbeeld.nl".hex() not in kept
    assert await send(met_post) == 1
    [message] = postbus.received
    assert (message["To"], message["From"]) == ("jan@voorbeeld.nl", AFZENDER)
    url = made.json()["items"][0]["url"]
    assert url in text_of(message)
    assert f'<a href="{url}">' in text_of(message, "html")
    assert "Niemand kan zien welke antwoorden van u zijn." in text_of(message)
    assert message["Subject"].endswith(f"Gemeente {gemeente_met_post.code}")
    assert "<img" not in text_of(message, "html")
    assert "<script" not in text_of(message, "html")
    assert await states(gemeente_met_post, meting) == ["verzonden"]
    assert await surveys_owner.fetchval(ROWS, gemeente_met_post.id) == 0
    # Nothing of it is left in the files of the table either: they are new ones, and empty.
    assert await surveys_owner.fetchval("SELECT pg_relation_size('uitgaande_mail')") == 0
    assert await send(met_post) == 0


async def test_an_address_that_is_put_off_is_tried_again_and_one_that_is_refused_is_not(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus, surveys_owner: asyncpg.Connection
) -> None:
    postbus.answers = {
        "later@voorbeeld.nl": ["451 Try later", "250 OK"],
        "weg@voorbeeld.nl": ["550 No such user"],
    }
    postbus.after_data = {"spam@voorbeeld.nl": ["550 We think this is spam"]}
    addresses = ("later@voorbeeld.nl", "weg@voorbeeld.nl", "spam@voorbeeld.nl", "goed@voorbeeld.nl")
    meting, _ = await invite_by_mail(gemeente_met_post, *addresses)
    assert await send(met_post) == 1
    assert await states(gemeente_met_post, meting) == ["geweigerd", "geweigerd", "verzonden", "wacht"]
    assert await surveys_owner.fetchval(ROWS, gemeente_met_post.id) == 1
    assert await send(met_post) == 0  # not yet due
    await due_now(surveys_owner, gemeente_met_post)
    assert await send(met_post) == 1
    assert await states(gemeente_met_post, meting) == ["geweigerd", "geweigerd", "verzonden", "verzonden"]
    assert [len(postbus.to(address)) for address in addresses] == [1, 0, 0, 1]
    assert await surveys_owner.fetchval(ROWS, gemeente_met_post.id) == 0
    mail = (await gemeente_met_post.at_surveys("beheer").get(f"/v1/metingen/{meting['id']}/respons")).json()["mail"]
    assert mail == {"geweigerd": 2, "verzonden": 2}


async def test_a_broken_line_loses_no_letter_and_does_not_send_the_others_twice(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus, surveys_owner: asyncpg.Connection
) -> None:
    postbus.after_data = {"breuk@voorbeeld.nl": ["breek", "250 OK"]}
    addresses = ["a@voorbeeld.nl", "breuk@voorbeeld.nl", "b@voorbeeld.nl"]
    meting, _ = await invite_by_mail(gemeente_met_post, *addresses)
    with pytest.raises(ServerUnreachable):
        await send(met_post)
    for _ in range(3):
        await due_now(surveys_owner, gemeente_met_post)
        await send(met_post)
    assert await states(gemeente_met_post, meting) == ["verzonden"] * 3
    # The server had taken it before the line broke, and its answer was lost: so it went twice. No other did.
    assert [len(postbus.to(address)) for address in addresses] == [1, 2, 1]


async def test_without_a_server_that_answers_everything_waits(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus, surveys_owner: asyncpg.Connection
) -> None:
    meting, _ = await invite_by_mail(gemeente_met_post, "a@voorbeeld.nl", "b@voorbeeld.nl")
    kantoor = met_post.state.v1.state.post
    closed = replace(kantoor, server=replace(kantoor.server, port=1))
    for _ in range(40):
        with pytest.raises(ServerUnreachable):
            await send_letters(met_post.state.db, closed)
    assert await states(gemeente_met_post, meting) == ["wacht", "wacht"]
    assert await send(met_post) == 2


async def test_two_processes_at_once_send_each_letter_once(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus
) -> None:
    addresses = [f"bewoner{nummer}@voorbeeld.nl" for nummer in range(60)]
    meting, _ = await invite_by_mail(gemeente_met_post, *addresses)
    assert sum(await asyncio.gather(*(send(met_post) for _ in range(4)))) == 60
    assert sorted(str(message["To"]) for message in postbus.received) == sorted(addresses)
    assert await states(gemeente_met_post, meting) == ["verzonden"] * 60


async def test_a_letter_whose_link_was_withdrawn_in_the_meantime_does_not_go(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus, surveys_owner: asyncpg.Connection
) -> None:
    meting, _ = await invite_by_mail(gemeente_met_post, "a@voorbeeld.nl")
    body = {"metingId": meting["id"]}
    await gemeente_met_post.at_surveys("beheer").post("/v1/uitnodigingen/intrekking", json=body)
    assert await send(met_post) == 0
    assert postbus.received == []
    assert await states(gemeente_met_post, meting) == ["vervallen"]
    assert await surveys_owner.fetchval(ROWS, gemeente_met_post.id) == 0


@pytest.mark.parametrize(
    "address",
    [
        "a@voorbeeld.nl\r\nBcc: iedereen@voorbeeld.nl",
        "a@voorbeeld.nl\nX-Spam: ja",
        "a@voorbeeld.nl,b@voorbeeld.nl",
        "<a@voorbeeld.nl> SIZE=1",
        '"a b"@voorbeeld.nl',
        "a@localhost",
        "a@voorbeeld.nl ",
        "a@@voorbeeld.nl",
        "é@voorbeeld.nl",
        f"{'a' * 65}@voorbeeld.nl",
    ],
)
async def test_an_address_that_is_more_than_an_address_is_refused_without_repeating_it(
    gemeente_met_post: Gemeente, address: str
) -> None:
    _, answer = await invite_by_mail(gemeente_met_post, address)
    assert faults_of(assert_probleem(answer, 400, "invoer-ongeldig")) == {("/uitnodigingen/0/email", "ongeldig")}
    assert "voorbeeld" not in answer.text


async def test_without_a_mail_server_nobody_can_be_mailed_and_it_says_why(gemeente: Gemeente) -> None:
    _, answer = await invite_by_mail(gemeente, "a@voorbeeld.nl")
    body = assert_probleem(answer, 400, "invoer-ongeldig")
    assert faults_of(body) == {("/uitnodigingen/0/email", "geen-mailserver")}
    assert "ZICHT_SURVEYS_SMTP_URL" in body["invalidParams"][0]["reason"]


async def test_no_log_line_names_an_address_or_a_link(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = CapturingLogger()
    for module in (http, opruimen, verzending):
        monkeypatch.setattr(module, "log", logger)
    postbus.answers = {"weg@voorbeeld.nl": ["550 weg@voorbeeld.nl is onbekend"]}
    _, made = await invite_by_mail(gemeente_met_post, "weg@voorbeeld.nl", "goed@voorbeeld.nl")
    await send(met_post)
    logged = repr(logger.calls)
    assert "/uitnodigingen" in logged
    assert "voorbeeld.nl" not in logged
    assert not re.search(re.escape(made.json()["items"][0]["url"].rpartition("/")[2]), logged)


async def test_a_replayed_request_sends_no_second_letter(
    gemeente_met_post: Gemeente, met_post: Starlette, postbus: Postbus
) -> None:
    meting = await make_meting(gemeente_met_post)
    een = {"contactmomenten": 1, "aanbieder": "wegwijs", "email": "a@voorbeeld.nl"}
    async with client_of(met_post, gemeente_met_post.sleutels["beheer"]) as beheer:
        for _ in range(3):
            await beheer.post(
                "/v1/uitnodigingen",
                json={"metingId": meting["id"], "uitnodigingen": [een]},
                headers={"Idempotency-Key": "een-brief-per-inwoner"},
            )
            await send(met_post)
    assert len(postbus.received) == 1
