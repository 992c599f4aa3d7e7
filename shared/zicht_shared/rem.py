"""Guessing, slowed down: only what is no link or key of ours counts, so who has one never notices.

Counted in this process, and forgotten after a minute. Of an address nothing is kept but a keyed hash, in memory.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final

_WINDOW: Final = 60.0
_ADDRESSES: Final = 20_000
# Those who come when there is no room for another address count as one.
_OTHERS: Final = b""


class Gokrem:
    """per_minuut: how many wrong links or keys one address may try in a minute before it has to wait."""

    def __init__(self, per_minuut: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed = per_minuut
        self._clock = clock
        self._until = 0.0
        self._key = b""
        self._missed: Counter[bytes] = Counter()

    def miss(self, address: str | None) -> int:
        """Count a wrong guess from this address. Gives the seconds to wait before the next; 0 as long as it may."""
        now = self._clock()
        if now >= self._until:
            self._until = now + _WINDOW
            self._key = secrets.token_bytes(16)
            self._missed.clear()
        who = blake2b(_network(address), digest_size=8, key=self._key).digest()
        if who not in self._missed and len(self._missed) >= _ADDRESSES:
            who = _OTHERS
        self._missed[who] += 1
        return ceil(self._until - now) if self._missed[who] > self._allowed else 0


def _network(address: str | None) -> bytes:
    """Who has one IPv6 address, has all that begin with the same 64 bits."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return (address or "").encode(errors="replace")
    return parsed.packed[:8] if isinstance(parsed, IPv6Address) else parsed.packed
