"""Sending one signed message, to the address that was checked and to no other."""

import asyncio
import base64
import hashlib
import hmac
import secrets
import ssl
from datetime import UTC, datetime
from uuid import UUID

import httpcore

from zicht_api.uitgaand.adressen import AdresGeweigerd, check_url
from zicht_api.uitgaand.verbinding import open_pool
from zicht_shared.crypto import Keyring, Unreadable

PATIENCE_SECONDS = 10
_PREFIX = "whsec_"


class NietAangenomen(Exception):
    """The receiver did not take the message. voorgoed: it says that it never will."""

    def __init__(self, reden: str, *, voorgoed: bool = False) -> None:
        super().__init__(reden)
        self.reden, self.voorgoed = reden, voorgoed


def new_geheim() -> str:
    """A secret as the Standard Webhooks write it: 256 random bits."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(geheim: str, bericht_id: str, moment: int, inhoud: str) -> str:
    """The header `webhook-signature` (Standard Webhooks 1.0): HMAC-SHA256 over id, seconds since 1970, and body."""
    key = base64.b64decode(geheim.removeprefix(_PREFIX))
    digest = hmac.digest(key, f"{bericht_id}.{moment}.{inhoud}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


class Verzender:
    """Sends messages; each over a connection of its own. loopback: whether this machine itself may receive them."""

    def __init__(self, keyring: Keyring, *, loopback: bool) -> None:
        self.loopback = loopback
        self._keyring = keyring
        self._tls = ssl.create_default_context()

    def seal(self, webhook_id: UUID, geheim: str) -> bytes:
        """The secret of a webhook, as it is stored."""
        return self._keyring.seal(f"webhook:{webhook_id}", geheim.encode())

    def unseal(self, webhook_id: UUID, sealed: bytes) -> str:
        """Raises NietAangenomen when no key that we have opens it: whoever put that right has it sent again."""
        try:
            return self._keyring.unseal(f"webhook:{webhook_id}", sealed).decode()
        except Unreadable:
            raise NietAangenomen("Het geheim is met een sleutel versleuteld die deze dienst niet heeft.") from None

    async def send(self, url: str, bericht_id: str, inhoud: str, geheim: str) -> None:
        """Deliver one message. Raises NietAangenomen. Redirects are not followed, and the answer's body is not read."""
        moment = int(datetime.now(UTC).timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Zicht-Webhook",
            "webhook-id": bericht_id,
            "webhook-timestamp": str(moment),
            "webhook-signature": sign(geheim, bericht_id, moment, inhoud),
        }
        try:
            check_url(url, loopback=self.loopback)
            async with (
                asyncio.timeout(PATIENCE_SECONDS),
                open_pool(self._tls, loopback=self.loopback) as pool,
                pool.stream("POST", url, headers=[*headers.items()], content=inhoud.encode()) as answer,
            ):
                status = answer.status
        except (AdresGeweigerd, ValueError) as fault:
            raise NietAangenomen(str(fault)) from fault
        except (httpcore.TimeoutException, TimeoutError) as fault:
            raise NietAangenomen("De ontvanger antwoordt niet op tijd.") from fault
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as fault:
            raise NietAangenomen(f"De ontvanger is niet bereikbaar ({type(fault).__name__}).") from fault
        if not 200 <= status < 300:
            raise NietAangenomen(f"De ontvanger antwoordt met status {status}.", voorgoed=status == 410)
