"""Guessing, slowed down: only what is no link or key of ours counts, so who has one never notices.

Counted in this process, and forgotten after two minutes. Of an address nothing is kept but a keyed hash, in memory.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from typing import Final

from zicht_shared.errors import TijdelijkNietBereikbaar
from zicht_shared.grenzen import WINDOW, Teller

# Of what guessing addresses send, so many are looked up at once, and so many wait for that.
_LOOKUPS: Final = 2
_WAITING: Final = 50


class Gokrem:
    """per_minuut: how many wrong links or keys one address may try in a minute before it has to wait."""

    def __init__(self, per_minuut: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._missed = Teller(per_minuut, clock=clock)
        self._clock = clock
        self._key = secrets.token_bytes(16)
        # Until when there may be an address that has to wait: as long as there is none, nobody is looked up.
        self._alarm = 0.0
        self._lane, self._waiting = asyncio.Semaphore(_LOOKUPS), 0

    def miss(self, address: str | None) -> int:
        """Count a wrong guess from this address. Gives the seconds to wait before the next; 0 as long as it may."""
        wacht = self._missed.take(self._who(address)).wacht
        if wacht:
            self._alarm = self._clock() + 2 * WINDOW
        return wacht

    @asynccontextmanager
    async def turn(self, address: str | None) -> AsyncIterator[None]:
        """Around looking something up: at once, or one after another for addresses that have guessed too often.

        So a storm of wrong keys holds no more than a few connections to the database, and a right key from the same
        address still works, only later. Raises TijdelijkNietBereikbaar when too many are waiting already.
        """
        if self._clock() >= self._alarm or not self._missed.is_empty(self._who(address)):
            yield
            return
        if self._waiting >= _WAITING:
            raise TijdelijkNietBereikbaar("Vanaf dit adres wordt te veel geprobeerd. Probeer het zo opnieuw.")
        self._waiting += 1
        try:
            async with self._lane:
                yield
        finally:
            self._waiting -= 1

    def _who(self, address: str | None) -> bytes:
        return blake2b(_network(address), digest_size=8, key=self._key).digest()


def _network(address: str | None) -> bytes:
    """Who has one IPv6 address, has all that begin with the same 64 bits."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return (address or "").encode(errors="replace")
    return parsed.packed[:8] if isinstance(parsed, IPv6Address) else parsed.packed
