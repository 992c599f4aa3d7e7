"""How long a client may take: to send its body, and to take in an answer. Nobody is waited for without end."""

import asyncio
from typing import Final

from starlette.types import Message, Receive, Send

from zicht_shared.errors import Probleem

# How long a client may say nothing while we wait for its body, and how fast it must be on average after that.
_SILENCE_SECONDS: Final = 30
_BYTES_PER_SECOND: Final = 4096
# How long a client may take before it has room for the next piece of an answer.
_DEAF_SECONDS: Final = 60


class TeTraag(Probleem):
    status, code, title = 408, "te-traag", "Het verzoek kwam te langzaam binnen."

    def __init__(self) -> None:
        super().__init__(
            "De inhoud bleef te lang uit. Er is niets opgeslagen; stuur het verzoek opnieuw.",
            headers={"Connection": "close"},
        )


class Afgebroken(Probleem):
    """The client hung up before all of its body was here. Nobody reads this."""

    code, title = "afgebroken", "De verbinding werd verbroken."

    def __init__(self) -> None:
        super().__init__("Er is niets opgeslagen.")


class BodyInTime:
    """`receive` of a request with a body."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._begun: float | None = None
        self._bytes, self._whole = 0, False

    async def __call__(self) -> Message:
        """The next message. Raises TeTraag, or Afgebroken when the client hangs up before its body is whole."""
        if self._whole:
            return await self._receive()
        now = asyncio.get_running_loop().time()
        self._begun = self._begun or now
        # At first only silence counts; then also that too little came for the time that it took.
        patience = _SILENCE_SECONDS + min(0.0, self._bytes / _BYTES_PER_SECOND - (now - self._begun))
        if patience <= 0:
            raise TeTraag
        try:
            async with asyncio.timeout(patience):
                message = await self._receive()
        except TimeoutError:
            raise TeTraag from None
        if message["type"] == "http.disconnect":
            raise Afgebroken
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return message


class TakenInTime:
    """`send` of a request."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._streaming = False

    async def __call__(self, message: Message) -> None:
        """Send on. Raises TeTraag when the client does not take in what was sent before."""
        if not self._streaming:
            # Only what was begun has to wait for the client.
            await self._send(message)
            self._streaming = message.get("more_body", False)
            return
        try:
            async with asyncio.timeout(_DEAF_SECONDS):
                await self._send(message)
        except TimeoutError:
            raise TeTraag from None
