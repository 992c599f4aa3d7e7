"""From a signal to the one who wants to know of it, through everything that can go wrong on the way."""

import base64
import json
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.api.signalen.gegevens import deliver, maanden, make_indicator, post, signaleer, signalen
from tests.api.webhooks.ontvanger import Ontvanger
from tests.api.webhooks.opstelling import HAAK, URL, Opstelling, add_webhook, assert_signed, point_at, verzender
from tests.conftest import MakeGemeente
from tests.gemeente import Gemeente, client_of
from tests.problemen import assert_probleem, faults_of
from zicht_api.uitgaand import adressen
from zicht_api.webhooks import outbox, versturen
from zicht_api.webhooks.taak import deliver_overal
from zicht_api.webhooks.versturen import NietAangenomen, Verzender, new_geheim, sign
from zicht_shared.auth import Doel, Rol
from zicht_shared.crypto import Keyring


@pytest.fixture
async def opstelling(gemeente: Gemeente, ontvanger: Ontvanger, api_owner: asyncpg.Connection) -> Opstelling:
    webhook = await add_webhook(gemeente)
    await point_at(gemeente, webhook, ontvanger.url, api_owner)
    await make_indicator(gemeente, signaalgrens=90)
    await deliver(gemeente, dict(zip(maanden(2), (60, 100), strict=True)))
    await signaleer(gemeente)
    return Opstelling(gemeente, webhook, api_owner)


async def test_the_secret_of_a_webhook_is_shown_once_and_kept_sealed(
    gemeente: Gemeente, api_owner: asyncpg.Connection
) -> None:
    made = await add_webhook(gemeente, soorten=["stilte"])
    geheim = made.pop("geheim")
    assert len(base64.b64decode(geheim.removeprefix("whsec_"))) == 32
    found = await gemeente.beheer.get(f"{URL}/{made['id']}")
    assert (found.json(), found.headers["etag"]) == (made, '"1"')
    assert (await gemeente.beheer.get(URL)).json()["items"] == [made]
    kept = await api_owner.fetchval("SELECT geheim FROM webhooks WHERE gemeente_id = $1", gemeente.id)
    assert geheim.encode() not in kept
    trail = await api_owner.fetch("SELECT voor, na FROM auditregels WHERE gemeente_id = $1", gemeente.id)
    assert all(geheim not in f"{row['voor']}{row['na']}" for row in trail)


async def test_a_webhook_is_changed_and_removed_on_the_version_that_was_seen(gemeente: Gemeente) -> None:
    made = await add_webhook(gemeente)
    url, other = (
        f"{URL}/{made['id']}",
        {
            "url": "https://elders.example/",
            "omschrijving": "Elders",
            "gebeurtenissen": ["signaal.nieuw", "effect.gemeten"],
            "soorten": ["grens"],
        },
    )
    assert_probleem(await gemeente.beheer.put(url, json=other), 428, "if-match-ontbreekt")
    changed = await gemeente.beheer.put(url, json=other, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert {name: changed.json()[name] for name in other} == other
    assert_probleem(await gemeente.beheer.delete(url, headers={"If-Match": '"1"'}), 412, "versie-verouderd")
    assert (await gemeente.beheer.delete(url, headers={"If-Match": '"2"'})).status_code == 204
    assert_probleem(await gemeente.beheer.get(url), 404, "niet-gevonden")
    assert_probleem(await gemeente.beheer.get(f"{url}/bezorgingen"), 404, "niet-gevonden")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"url": "http://meldingen.example/"}, {("/url", "adres-niet-toegestaan")}),
        ({"url": "https://127.0.0.1/"}, {("/url", "adres-niet-toegestaan")}),
        ({"url": "https://[::ffff:169.254.169.254]/"}, {("/url", "adres-niet-toegestaan")}),
        ({"url": "https://2130706433/"}, {("/url", "adres-niet-toegestaan")}),
        ({"url": "x" * 501, "soorten": ["ruis"]}, {("/url", "te-veel"), ("/soorten/0", "onbekende-waarde")}),
        ({"soorten": ["grens", "grens"]}, {("/soorten", "ongeldig")}),
        ({"gebeurtenissen": []}, {("/gebeurtenissen", "te-weinig")}),
        (
            {"gebeurtenissen": ["actie.status"], "soorten": ["grens"], "url": "https://127.0.0.1/"},
            {("/url", "adres-niet-toegestaan"), ("/soorten", "past-niet")},
        ),
    ],
)
async def test_a_webhook_does_not_point_inside(
    gemeente: Gemeente, fields: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    refused = await gemeente.beheer.post(URL, json=HAAK | fields, headers=key)
    assert faults_of(assert_probleem(refused, 400, "invoer-ongeldig")) == expected
    made = await add_webhook(gemeente)
    change = await gemeente.beheer.put(f"{URL}/{made['id']}", json=HAAK | fields, headers={"If-Match": "*"})
    assert faults_of(assert_probleem(change, 400, "invoer-ongeldig")) == expected


async def test_a_new_signal_arrives_signed_as_the_standard_says(opstelling: Opstelling, ontvanger: Ontvanger) -> None:
    [waiting] = await opstelling.bezorgingen()
    assert (waiting["status"], waiting["pogingen"]) == ("wacht", 0)
    assert await opstelling.bezorg() == 1
    [bericht] = ontvanger.berichten
    assert bericht.regel == "POST /haak HTTP/1.1"
    assert bericht.headers["host"] == f"127.0.0.1:{ontvanger.port}"
    assert bericht.headers["content-type"] == "application/json"
    assert_signed(bericht, opstelling.webhook["geheim"])

    body = json.loads(bericht.inhoud)
    [signaal] = await signalen(opstelling.gemeente)
    assert (body["type"], body["data"]) == ("signaal.nieuw", signaal)
    [done] = await opstelling.bezorgingen()
    assert (done["id"], done["onderwerp"]) == (bericht.headers["webhook-id"], signaal["id"])
    assert (done["status"], done["pogingen"], done["laatsteFout"]) == ("bezorgd", 1, None)
    assert done["bezorgdOp"] is not None
    assert await opstelling.bezorg() == 0
    # Found again, it is no new signal.
    await signaleer(opstelling.gemeente)
    assert len(await opstelling.bezorgingen()) == 1


def test_a_signature_is_the_one_of_the_standards_own_example() -> None:
    geheim, bericht = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert sign(geheim, bericht, 1614265330, '{"test": 2432232314}') == signature


async def test_what_does_not_arrive_is_tried_again_later_and_at_last_put_apart(
    opstelling: Opstelling, ontvanger: Ontvanger
) -> None:
    ontvanger.answer_with(503)
    wait = "SELECT extract(epoch FROM volgende_poging_op - now())::float FROM webhookbezorgingen WHERE gemeente_id = $1"
    for poging in range(1, outbox.MAX_POGINGEN + 1):
        assert await opstelling.bezorg() == 0
        [item] = await opstelling.bezorgingen()
        assert (item["pogingen"], item["laatsteFout"]) == (poging, "De ontvanger antwoordt met status 503.")
        longest = min(43_200, 5 * 4 ** (poging - 1))
        assert longest / 2 - 5 <= await opstelling.owner.fetchval(wait, opstelling.gemeente.id) <= longest
        assert await opstelling.bezorg() == 0
        assert len(ontvanger.berichten) == poging
        await opstelling.make_due()
    assert item["status"] == "onbestelbaar"
    assert await opstelling.bezorg() == 0
    assert len({bericht.headers["webhook-id"] for bericht in ontvanger.berichten}) == 1
    assert len(ontvanger.berichten) == outbox.MAX_POGINGEN


async def test_after_a_fault_that_passes_it_arrives(opstelling: Opstelling, ontvanger: Ontvanger) -> None:
    ontvanger.answer_with(500)
    await opstelling.bezorg()
    ontvanger.answer_with(200)
    await opstelling.make_due()
    assert await opstelling.bezorg() == 1
    assert (await opstelling.bezorgingen())[0]["status"] == "bezorgd"


async def test_a_receiver_that_is_gone_for_good_is_not_asked_again(
    opstelling: Opstelling, ontvanger: Ontvanger
) -> None:
    ontvanger.answer_with(410)
    await opstelling.bezorg()
    [item] = await opstelling.bezorgingen()
    assert (item["status"], item["pogingen"]) == ("onbestelbaar", 1)


async def test_a_redirect_is_not_followed(opstelling: Opstelling, ontvanger: Ontvanger) -> None:
    ontvanger.answer_with(302, f"Location: http://127.0.0.1:{ontvanger.port}/elders")
    assert await opstelling.bezorg() == 0
    assert [bericht.regel for bericht in ontvanger.berichten] == ["POST /haak HTTP/1.1"]
    assert (await opstelling.bezorgingen())[0]["laatsteFout"] == "De ontvanger antwoordt met status 302."


async def test_an_endless_answer_and_no_answer_do_not_hold_us(
    opstelling: Opstelling, ontvanger: Ontvanger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ontvanger.antwoord = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 1_000_000
    assert await opstelling.bezorg() == 1
    await opstelling.owner.execute(
        "UPDATE webhookbezorgingen SET status = 'wacht' WHERE gemeente_id = $1", opstelling.gemeente.id
    )
    monkeypatch.setattr(versturen, "PATIENCE_SECONDS", 0.2)
    for antwoord, fout in (
        (None, "De ontvanger antwoordt niet op tijd."),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000, "De ontvanger is niet bereikbaar (RemoteProtocolError)."),
        (b"geen http\r\n\r\n", "De ontvanger is niet bereikbaar (RemoteProtocolError)."),
    ):
        ontvanger.antwoord = antwoord
        await opstelling.make_due()
        assert await opstelling.bezorg() == 0
        assert (await opstelling.bezorgingen())[0]["laatsteFout"] == fout


async def test_what_was_laid_down_is_checked_again_when_it_is_sent(
    opstelling: Opstelling, ontvanger: Ontvanger
) -> None:
    """Without the setting for tests this machine receives nothing, also not under a name that leads here."""
    assert await opstelling.bezorg(loopback=False) == 0
    await point_at(opstelling.gemeente, opstelling.webhook, f"https://localhost:{ontvanger.port}/", opstelling.owner)
    await opstelling.make_due()
    assert await opstelling.bezorg(loopback=False) == 0
    assert ontvanger.berichten == []
    assert "openbaar adres" in (await opstelling.bezorgingen())[0]["laatsteFout"]


async def test_a_name_that_leads_inside_is_refused_and_a_name_is_looked_up_once(
    ontvanger: Ontvanger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is checked is what is connected to: a second answer of the name server would come too late (rebinding)."""
    answers = [["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"]]
    asked = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers.pop(0)

    monkeypatch.setattr(adressen, "resolve", resolve)
    monkeypatch.setattr(versturen, "check_url", lambda url, loopback: None)
    url = f"http://meldingen.example:{ontvanger.port}/haak"
    await verzender().send(url, "m1", "{}", new_geheim())
    assert asked == ["meldingen.example"]
    assert ontvanger.berichten[0].headers["host"] == f"meldingen.example:{ontvanger.port}"
    for loopback in (True, False):
        with pytest.raises(NietAangenomen, match="niet openbaar"):
            await verzender(loopback=loopback).send(url, "m2", "{}", new_geheim())
    assert len(ontvanger.berichten) == 1


async def test_a_webhook_gets_the_kinds_that_it_asked_for(gemeente: Gemeente) -> None:
    stilte, grens = await add_webhook(gemeente, soorten=["stilte"]), await add_webhook(gemeente, soorten=["grens"])
    await make_indicator(gemeente, signaalgrens=90)
    await deliver(gemeente, dict(zip(maanden(2), (60, 100), strict=True)))
    await signaleer(gemeente)
    for webhook, berichten in ((stilte, 0), (grens, 1)):
        items = (await gemeente.beheer.get(f"{URL}/{webhook['id']}/bezorgingen")).json()["items"]
        assert len(items) == berichten


@pytest.mark.parametrize(("doelen", "berichten"), [(["leren"], 0), (["leren", "verantwoorden"], 1)])
async def test_a_webhook_for_verantwoorden_gets_no_signal_that_is_for_leren(
    gemeente: Gemeente, doelen: list[str], berichten: int
) -> None:
    credential = await gemeente.add_sleutel(Rol.beheer, Doel.verantwoorden)
    leren = await add_webhook(gemeente)
    await make_indicator(gemeente, signaalgrens=90, doelen=doelen)
    await deliver(gemeente, dict(zip(maanden(2), (60, 100), strict=True)))
    async with client_of(gemeente.api_app, credential) as verantwoorden:
        made = await verantwoorden.post(URL, json=HAAK, headers={"Idempotency-Key": str(uuid4())})
        await signaleer(gemeente)
        items = (await verantwoorden.get(f"{URL}/{made.json()['id']}/bezorgingen")).json()["items"]
        assert len(items) == berichten
        # Nor does it get at the webhook of another, to turn it to itself.
        assert [item["id"] for item in (await verantwoorden.get(URL)).json()["items"]] == [made.json()["id"]]
        taken = await verantwoorden.put(f"{URL}/{leren['id']}", json=HAAK, headers={"If-Match": "*"})
        assert_probleem(taken, 404, "niet-gevonden")


async def test_what_somebody_has_taken_is_left_alone_until_it_comes_free(
    opstelling: Opstelling, ontvanger: Ontvanger
) -> None:
    async with opstelling.gemeente.db.transaction(opstelling.gemeente.id) as db:
        values = {"gemeente_id": opstelling.gemeente.id, "aantal": 1}
        assert len(list(await db.execute(outbox._TAKE, values))) == 1
    assert await opstelling.bezorg() == 0
    assert ontvanger.berichten == []
    await opstelling.make_due()
    assert await opstelling.bezorg() == 1


async def test_a_secret_that_no_key_opens_waits_and_says_so(opstelling: Opstelling, ontvanger: Ontvanger) -> None:
    other = Verzender(Keyring(["een-ander-geheim-van-minstens-32-tekens"]), loopback=True)
    assert await outbox.deliver(opstelling.gemeente.db, other, opstelling.gemeente.id) == 0
    assert ontvanger.berichten == []
    assert "versleuteld" in (await opstelling.bezorgingen())[0]["laatsteFout"]


async def test_removing_a_webhook_removes_what_was_still_to_be_sent(
    opstelling: Opstelling, ontvanger: Ontvanger
) -> None:
    url = f"{URL}/{opstelling.webhook['id']}"
    assert (await opstelling.gemeente.beheer.delete(url, headers={"If-Match": "*"})).status_code == 204
    assert await opstelling.bezorg() == 0
    assert ontvanger.berichten == []


async def test_the_round_comes_to_every_gemeente(opstelling: Opstelling, ontvanger: Ontvanger) -> None:
    # What other tests left is not sent by this one.
    await opstelling.owner.execute(
        "UPDATE webhookbezorgingen SET status = 'bezorgd' WHERE gemeente_id <> $1", opstelling.gemeente.id
    )
    await deliver_overal(opstelling.gemeente.db, verzender())
    assert len(ontvanger.berichten) == 1


async def test_only_beheer_of_the_gemeente_itself_sees_webhooks(
    opstelling: Opstelling, nieuwe_gemeente: MakeGemeente
) -> None:
    path = f"{URL}/{opstelling.webhook['id']}"
    for wie in ("beleid", "bi", "aanbieder:wegwijs", "vragenlijsten"):
        client = opstelling.gemeente.at_api(wie)
        for address in (URL, path, f"{path}/bezorgingen"):
            assert_probleem(await client.get(address), 403, "niet-toegestaan")
    other = (await nieuwe_gemeente()).beheer
    assert (await other.get(URL)).json()["items"] == []
    assert_probleem(await other.get(path), 404, "niet-gevonden")
    assert (await post(opstelling.gemeente.beheer, "/v1/signaleringen"))["gebleven"] == 1
