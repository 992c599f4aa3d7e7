"""Webhooks of a gemeente to a receiver on this machine, and what comes there."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg

from tests.api.webhooks.ontvanger import Bericht
from tests.conftest import SECRET
from tests.gemeente import Gemeente
from zicht_api.webhooks import outbox
from zicht_api.webhooks.versturen import Verzender
from zicht_shared.crypto import Keyring

URL = "/v1/webhooks"
HAAK = {"url": "https://meldingen.example/zicht", "omschrijving": "Zaaksysteem"}


def verzender(*, loopback: bool = True) -> Verzender:
    return Verzender(Keyring([SECRET]), loopback=loopback)


@dataclass
class Opstelling:
    """A gemeente with a webhook to the receiver, and one new signal in its outbox."""

    gemeente: Gemeente
    webhook: dict[str, Any]
    owner: asyncpg.Connection

    async def bezorg(self, *, loopback: bool = True) -> int:
        return await outbox.deliver(self.gemeente.db, verzender(loopback=loopback), self.gemeente.id)

    async def bezorgingen(self) -> list[dict[str, Any]]:
        answer = await self.gemeente.beheer.get(f"{URL}/{self.webhook['id']}/bezorgingen")
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def make_due(self) -> None:
        """As if the time until the next attempt has passed."""
        await self.owner.execute(
            "UPDATE webhookbezorgingen SET volgende_poging_op = now() WHERE gemeente_id = $1", self.gemeente.id
        )


async def add_webhook(gemeente: Gemeente, **fields: Any) -> dict[str, Any]:
    answer = await gemeente.beheer.post(URL, json=HAAK | fields, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def point_at(gemeente: Gemeente, webhook: dict[str, Any], url: str, owner: asyncpg.Connection) -> None:
    """Past the check of the API, which does not take this machine: what is sent is checked again."""
    await owner.execute(
        "UPDATE webhooks SET url = $1 WHERE gemeente_id = $2 AND id = $3", url, gemeente.id, webhook["id"]
    )


def assert_signed(bericht: Bericht, geheim: str) -> None:
    """As a receiver does it, by the text of Standard Webhooks."""
    moment = bericht.headers["webhook-timestamp"]
    assert abs(time.time() - int(moment)) < 60
    signed = f"{bericht.headers['webhook-id']}.{moment}.".encode() + bericht.inhoud
    digest = hmac.new(base64.b64decode(geheim.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert bericht.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
