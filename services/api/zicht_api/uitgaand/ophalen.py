"""Asking an address that somebody else named: checked, bounded in time and size, and never redirected."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Final

import httpcore

from zicht_api.uitgaand.adressen import AdresGeweigerd, check_url
from zicht_api.uitgaand.verbinding import open_pool

PATIENCE_SECONDS: Final = 8
MAX_BYTES: Final = 256 * 1024


class NietOpgehaald(Exception):
    """There is no answer that we can use. The text says why, without the address."""


class Ophaler:
    """Each request over a connection of its own. loopback: whether this machine itself may be asked."""

    def __init__(self, *, loopback: bool) -> None:
        self.loopback = loopback
        self._tls = ssl.create_default_context()

    async def get(self, url: str) -> bytes:
        """The body of a 200. Raises NietOpgehaald."""
        status, body = await self._ask("GET", url, {}, b"")
        if status != 200:
            raise NietOpgehaald(f"Het antwoord heeft status {status}.")
        return body

    async def post_form(self, url: str, headers: Mapping[str, str], form: str) -> tuple[int, bytes]:
        """Status and body, whatever the status. Raises NietOpgehaald."""
        sent = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", url, sent, form.encode())

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
        # Not compressed: what is counted is what came.
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Zicht", **headers}
        try:
            check_url(url, loopback=self.loopback)
            async with (
                asyncio.timeout(PATIENCE_SECONDS),
                open_pool(self._tls, loopback=self.loopback) as pool,
                pool.stream(method, url, headers=[*sent.items()], content=content) as answer,
            ):
                return answer.status, await _read(answer)
        except (AdresGeweigerd, ValueError) as fault:
            raise NietOpgehaald(str(fault)) from fault
        except (httpcore.TimeoutException, TimeoutError) as fault:
            raise NietOpgehaald("Er komt niet op tijd antwoord.") from fault
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as fault:
            raise NietOpgehaald(f"Het adres is niet bereikbaar ({type(fault).__name__}).") from fault


async def _read(answer: httpcore.Response) -> bytes:
    encoding = next((value for name, value in answer.headers if name.lower() == b"content-encoding"), b"identity")
    if encoding.lower() != b"identity":
        raise NietOpgehaald("Het antwoord is ingepakt, en daar was niet om gevraagd.")
    body = bytearray()
    async for chunk in answer.aiter_stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise NietOpgehaald("Het antwoord is te groot.")
    return bytes(body)
