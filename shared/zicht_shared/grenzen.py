"""How much one caller may ask in a minute, by kind of work; and how much one address may guess (`rem.py`).

Counted in this process, in memory, so every worker counts for itself. A caller is only counted once its credential
was checked: nobody can use up what belongs to another.

Not the library `limits`: what it keeps in memory starts a thread at every hundredth of a second that walks through
all names, has no end, and goes by the clock on the wall (decision 0030).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any, Final

from fastapi import Request
from starlette.types import Scope

from zicht_shared.auth import Principal, credential_of
from zicht_shared.errors import NietAangemeld, Probleem

WINDOW: Final = 60.0
LIMITS: Final = "zicht.limieten"

_NAMES: Final = 20_000
# Those who come when there is no room for another name count as one.
_OTHERS: Final = b""
_READING: Final = frozenset({"GET", "HEAD"})


class Werk(StrEnum):
    """Kinds of work that have a budget of their own."""

    lezen = "lezen"
    schrijven = "schrijven"
    aanleveren = "aanleveren"
    uitvoeren = "uitvoeren"


# What is counted in something else than requests, by the draft's name for it.
_UNITS: Final = {Werk.aanleveren: "content-bytes"}


@dataclass(frozen=True, slots=True)
class Beurt:
    """What came of asking for a turn. over: what is left; wacht: seconds to wait, 0 when the turn was given.

    vol: in how many seconds there is more.
    """

    over: int
    wacht: int
    vol: int


class Teller:
    """Counts per name over the last minute, by a sliding window: the minute before counts for as far as it reaches.

    allowed: how much a name may take in a minute. Keeps two counts of at most `names` names, however many come.
    """

    def __init__(self, allowed: int, *, names: int = _NAMES, clock: Callable[[], float] = time.monotonic) -> None:
        self.allowed = allowed
        self._names, self._clock = names, clock
        self._until = 0.0
        self._before: dict[bytes | str, int] = {}
        self._now: dict[bytes | str, int] = {}

    def take(self, name: bytes | str, amount: int = 1) -> Beurt:
        """Take this amount, or nothing when it is more than is left."""
        # One who asks for more than a whole budget gets in when all of it is there.
        amount = min(amount, self.allowed)
        name, left, taken, before = self._look(name)
        over = self.allowed - taken - before * left / WINDOW
        if amount > over:
            wacht = max(1, ceil(self._wait(taken, before, amount, left)))
            return Beurt(max(0, int(over)), wacht, wacht)
        self._now[name] = taken + amount
        return Beurt(int(over - amount), 0, ceil(left))

    def is_empty(self, name: bytes | str) -> bool:
        """Whether this name has nothing left to take."""
        _, left, taken, before = self._look(name)
        return self.allowed - taken - before * left / WINDOW < 1

    def _look(self, name: bytes | str) -> tuple[bytes | str, float, int, int]:
        """Under which name it is counted, seconds until this minute is over, and what was taken in it and before it."""
        now = self._clock()
        if now >= self._until:
            self._turn(now)
        if name not in self._now and len(self._now) >= self._names:
            name = _OTHERS
        return name, self._until - now, self._now.get(name, 0), self._before.get(name, 0)

    def _turn(self, now: float) -> None:
        late = now >= self._until + WINDOW
        self._before, self._now = {} if late else self._now, {}
        self._until = now + WINDOW if late else self._until + WINDOW

    def _wait(self, taken: int, before: int, amount: int, left: float) -> float:
        """Until the minute before counts for so little that the amount fits."""
        if taken + amount <= self.allowed:
            return left - WINDOW * (self.allowed - taken - amount) / before
        return left + WINDOW * (1 - (self.allowed - amount) / taken)


class TeVaak(Probleem):
    """More work of one kind in a minute than one credential may ask."""

    status, code, title = 429, "te-vaak", "Er is te veel gevraagd in korte tijd."

    def __init__(self, werk: Werk, wacht: int) -> None:
        super().__init__(
            f"Het budget voor {werk} van uw sleutel is op. Probeer het over {wacht} seconden opnieuw; "
            "de header RateLimit zegt wat er over is.",
            headers={"Retry-After": str(wacht)},
        )


class TeVeelPogingen(Probleem):
    """Too many credentials from one address that are none of ours. A right one is always taken."""

    status, code, title = 429, "te-veel-pogingen", "Er zijn te veel onjuiste sleutels geprobeerd."

    def __init__(self, wacht: int) -> None:
        super().__init__(
            f"Vanaf dit adres zijn er te veel onjuiste sleutels geprobeerd. Wacht {wacht} seconden.",
            headers={"Retry-After": str(wacht)},
        )


class Grenzen:
    """The budgets of every credential. per_minuut: how much of each kind of work; 0 or nothing: as much as it likes."""

    def __init__(self, per_minuut: Mapping[Werk, int], clock: Callable[[], float] = time.monotonic) -> None:
        self._tellers = {werk: Teller(aantal, clock=clock) for werk, aantal in per_minuut.items() if aantal}
        self._policies = {werk: self._policy(werk, teller.allowed) for werk, teller in self._tellers.items()}

    def charge(self, scope: Scope, sleutel_id: str, werk: Werk, amount: int = 1) -> None:
        """Count work of a request against its credential. Raises TeVaak. The answer's headers will say what is left."""
        teller = self._tellers.get(werk)
        if teller is None:
            return
        beurt = teller.take(sleutel_id, amount)
        said = f'"{werk}";r={beurt.over};t={beurt.vol}'
        scope.setdefault(LIMITS, {})[werk] = (said, self._policies[werk])
        if beurt.wacht:
            raise TeVaak(werk, beurt.wacht)

    @staticmethod
    def _policy(werk: Werk, allowed: int) -> str:
        unit = f';qu="{_UNITS[werk]}"' if werk in _UNITS else ""
        return f'"{werk}";q={allowed};w={WINDOW:.0f}{unit}'


def limit_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """`RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11) of what was counted, if anything."""
    limits = scope.get(LIMITS)
    if not limits:
        return []
    said, policies = zip(*limits.values(), strict=True)
    return [(b"ratelimit", ", ".join(said).encode()), (b"ratelimit-policy", ", ".join(policies).encode())]


def charge(request: Request, caller: Principal, werk: Werk, amount: int = 1) -> None:
    """Count work against who calls. Raises TeVaak."""
    request.app.state.grenzen.charge(request.scope, caller.sleutel_id, werk, amount)


async def admit(request: Request) -> Principal:
    """Who calls: the credential is checked, slowed down where its address guesses, and the request is counted.

    Raises NietAangemeld, SleutelInQuery, TeVeelPogingen or TeVaak.
    """
    state: Any = request.app.state
    credential, address = credential_of(request), request.client and request.client.host
    try:
        async with state.sleutelrem.turn(address):
            caller: Principal = await state.authenticate(credential)
    except NietAangemeld:
        if wacht := state.sleutelrem.miss(address):
            raise TeVeelPogingen(wacht) from None
        raise
    charge(request, caller, Werk.lezen if request.method in _READING else Werk.schrijven)
    return caller
