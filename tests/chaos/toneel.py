"""What every scene of a fault plays on: a gemeente, services of many lives, owners who look, and a book of what
was acknowledged."""

import asyncio
import operator
import random
import string
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx

from tests.chaos.levens import Lives
from tests.chaos.ontvanger import Ontvanger
from tests.end_to_end.gemeente import LopendeGemeente
from zicht_shared.migrations import Service

T = TypeVar("T")

_SESSIONS = "SELECT FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()"


@dataclass
class Tally:
    """What became of everything that was sent; counted whenever a service had been struck, and once more at the end.

    struck: how often the failpoint did what it does. unheard: kept when that happened, though nobody had been told so.
    lost: told that it was kept, and it is not. doubled: kept more than once. torn: a link that is used without its
    answers, or anything done by half. again: a message that came more than once, as it may.
    """

    struck: int = 0
    sent: int = 0
    acknowledged: int = 0
    unheard: int = 0
    kept: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    again: int = 0


class Boek:
    """The ledger of whoever sends: what was acknowledged is written down, past any buffer, before they go on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()

    def note(self, line: str) -> None:
        with self._path.open("ab", buffering=0) as book:
            book.write(f"{line}\n".encode())

    def noted(self) -> set[str]:
        return set(self._path.read_text().splitlines())


class Owner:
    """The owner of a database, who reads all that is in it, whether its service lives or not."""

    def __init__(self, runner: asyncio.Runner, url: str) -> None:
        self._runner = runner
        self._connection = runner.run(asyncpg.connect(url))

    def rows(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = self._runner.run(self._connection.fetch(statement, *values))
        return found

    def number(self, statement: str, *values: Any) -> int:
        """What a count gives."""
        found: int = self.rows(statement, *values)[0][0]
        return found

    def close(self) -> None:
        self._runner.run(self._connection.close())


@dataclass(frozen=True)
class Stage:
    """A gemeente at services of many lives. mortal: those that die, first the one with the failpoint.

    deed: what the failpoint does (see zicht_shared/failpoints.py); `kill`, or something that the service outlives.
    passages: how many passages come in one life; each time another of them is struck.
    """

    gemeente: LopendeGemeente
    lives: dict[Service, Lives]
    mortal: Sequence[Service]
    owners: dict[Service, Owner]
    ontvanger: Ontvanger
    boek: Boek
    failpoint: str
    deed: str
    passages: int

    @property
    def deadly(self) -> bool:
        return self.deed == "kill"

    def begin(self, passage: int) -> None:
        """A new life for all who die, in which the failpoint strikes at this passage."""
        self._new_life(f"{self.failpoint}:{passage}:{self.deed}")

    def is_struck(self) -> bool:
        """Whether it came to that; if it was deadly everybody is dead then, and the database knows it."""
        lives = self.lives[self.mortal[0]]
        if not self.deadly:
            return lives.was_struck(self.failpoint)
        died = lives.dies()
        self.end()
        return died

    def go_on(self) -> None:
        """After a strike: the same life if it was outlived, or a new one in which nothing happens."""
        if self.deadly:
            self._new_life("")

    def look_again(self) -> None:
        """As if the time has passed after which what was taken, by whoever died with it, may be taken again."""
        self.owners["surveys"].rows("UPDATE outbox SET volgende_poging_op = now() WHERE status = 'wacht'")
        self.owners["surveys"].rows("UPDATE uitgaande_mail SET volgende_poging_op = now()")
        self.owners["api"].rows("UPDATE webhookbezorgingen SET volgende_poging_op = now() WHERE status = 'wacht'")

    def _new_life(self, failpoint: str) -> None:
        self.end()
        for service in self.mortal:
            self.lives[service].begin(failpoint if service == self.mortal[0] else "")

    def end(self) -> None:
        """Kill all who die."""
        for service in self.mortal:
            self.lives[service].end()
            # A commit that was under way when its service died is still carried out.
            look = partial(self.owners[service].rows, _SESSIONS, f"zicht-{service}")
            assert not soon(look, operator.not_)


def attempt(call: Callable[[], T]) -> T | None:
    """The answer, or None when the service was struck before it could give one."""
    try:
        return call()
    except httpx.TransportError:
        return None
    except httpx.HTTPStatusError as refused:
        answer = refused.response
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or "retry-after" not in answer.headers:
            raise
        return None


def new_name() -> str:
    """Letters only: digits in a row may be taken for a BSN."""
    return "".join(random.choices(string.ascii_lowercase, k=12))


def soon(look: Callable[[], T], expected: Callable[[T], bool], seconds: float = 30, pause: float = 0.02) -> T:
    """What `look` sees once it is as expected; the last that it saw when that takes too long."""
    deadline = time.monotonic() + seconds
    while not expected(seen := look()) and time.monotonic() < deadline:
        time.sleep(pause)
    return seen
