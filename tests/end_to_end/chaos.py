"""`kill -9` at one named place, as often as is asked, while people send; then a count of what is left.

`make chaos` (KILLS=50) does all places and prints a table; tests/end_to_end/test_kill.py does each of them once.
"""

import asyncio
import itertools
import operator
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import LopendeGemeente, eventually, make_running
from tests.end_to_end.lives import Lives, many_lives
from tests.end_to_end.test_hele_weg import ontvangen
from zicht_cli.omgeving import SERVICES
from zicht_shared.crypto import sha256
from zicht_shared.migrations import Service
from zicht_shared.tenancy import gemeente_id
from zicht_surveys.vragenlijsten.bibliotheek import vragenlijst

T = TypeVar("T")

# At each kill: as many residents send at once (more than the core hides), as many invitations, as many contacten.
AT_ONCE = 12
RIJEN = 300
# The box is looked at as often as can be, so that a release comes in the midst of the sending.
RELEASED_AT_ONCE = {"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "0.05"}
_SESSIONS = "SELECT FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()"
_ONDERDELEN = vragenlijst("hoewijzer", "kort").onderdelen
_VRAGEN = [vraag.code for onderdeel in _ONDERDELEN for vraag in onderdeel.vragen]


@dataclass
class Tally:
    """What became of everything that was sent; counted whenever a service had died, and once more at the end.

    unheard: kept when the service died, though nobody had been told so. lost: told that it was kept, and it is not.
    doubled: kept more than once. torn: a link that is used without its answers, or a request done by half.
    """

    failpoint: str
    kills: int = 0
    sent: int = 0
    acknowledged: int = 0
    unheard: int = 0
    kept: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0


class Owner:
    """The owner of a database, who reads all that is in it, whether its service lives or not."""

    def __init__(self, runner: asyncio.Runner, url: str) -> None:
        self._runner = runner
        self._connection = runner.run(asyncpg.connect(url))

    def rows(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = self._runner.run(self._connection.fetch(statement, *values))
        return found

    def close(self) -> None:
        self._runner.run(self._connection.close())


@dataclass(frozen=True)
class Stage:
    """A gemeente at services of many lives. mortal: those that die, first the one that is killed at a failpoint."""

    gemeente: LopendeGemeente
    lives: dict[Service, Lives]
    mortal: Sequence[Service]
    owners: dict[Service, Owner]

    def revive(self, failpoint: str = "") -> None:
        """A new life for all who die; failpoint: where the first of them will."""
        self.kill()
        for service in self.mortal:
            self.lives[service].begin(failpoint if service == self.mortal[0] else "")

    def dies(self) -> bool:
        """Whether the failpoint was passed; then everybody is dead, and the database knows it."""
        died = self.lives[self.mortal[0]].dies()
        self.kill()
        return died

    def kill(self) -> None:
        for service in self.mortal:
            self.lives[service].end()
            # A commit that was under way when its service died is still carried out.
            look = partial(self.owners[service].rows, _SESSIONS, f"zicht-{service}")
            assert not eventually(look, operator.not_)


def kill_while_sending(stage: Stage, failpoint: str, kills: int) -> Tally:
    """Residents send, each answers of their own, so that it can be seen whose answers were kept."""
    tally, gemeente = Tally(failpoint), stage.gemeente
    # A few more than the kills: a second passage does not always come.
    meting, links = gemeente.make_links((kills + kills // 4) * AT_ONCE)
    answers = dict(zip(links, itertools.product("12345", repeat=len(_VRAGEN)), strict=False))
    acknowledged: set[str] = set()

    def send(link: str) -> bool:
        """Whether the answer says that it was sent, now or before."""
        answer = attempt(lambda: gemeente.send(link))
        return answer is not None and answer.status_code in {httpx.codes.SEE_OTHER, httpx.codes.OK}

    with ThreadPoolExecutor(AT_ONCE) as residents:
        list(residents.map(lambda link: _fill_in(gemeente, link, answers[link]), links))
        for mine in zip(*[iter(links)] * AT_ONCE, strict=True):
            if tally.kills == kills:
                break
            passage = 1 + tally.kills % 2 if failpoint.startswith("submit.") else 1
            stage.revive(f"{failpoint}:{passage}")
            told = residents.map(send, mine)
            acknowledged |= {link for link, sent in zip(mine, told, strict=True) if sent}
            tally.kills += stage.dies()
            kept = _count(stage, meting, answers, acknowledged, tally)
            tally.unheard += len(kept - acknowledged)

            stage.revive()
            for link in set(mine) - acknowledged:
                # Who had sent already, is told so on a page; who had not, is led on to the thanks.
                assert gemeente.send(link).status_code == (200 if link in kept else 303)
            acknowledged.update(mine)
            tally.sent += len(mine)
            assert eventually(lambda: _is_released(stage), bool)
    tally.acknowledged, tally.kept = len(acknowledged), len(_count(stage, meting, answers, acknowledged, tally))

    stage.revive()
    gemeente.close(meting)
    arrived = eventually(lambda: ontvangen(gemeente, meting), lambda number: number >= tally.sent, seconds=40)
    tally.lost += max(0, tally.sent - arrived)
    tally.doubled += max(0, arrived - tally.sent)
    return tally


def attempt(call: Callable[[], T]) -> T | None:
    """The answer, or None when the service was killed before it could give one."""
    try:
        return call()
    except httpx.TransportError:
        return None


def _fill_in(gemeente: LopendeGemeente, link: str, answers: Sequence[str]) -> None:
    given = dict(zip(_VRAGEN, answers, strict=True))
    for stap, onderdeel in enumerate(_ONDERDELEN, start=1):
        page = {vraag.code: given[vraag.code] for vraag in onderdeel.vragen}
        assert gemeente.inwoner.post(f"{urlsplit(link).path}/{stap}", data=page).status_code == httpx.codes.SEE_OTHER


def _count(
    stage: Stage, meting: str, answers: dict[str, tuple[str, ...]], acknowledged: set[str], tally: Tally
) -> set[str]:
    """The links of which the answers are kept; adds to the tally what is wrong."""
    ballots = Counter(tuple(row) for row in stage.owners["surveys"].rows(_BALLOTS, UUID(meting)))
    marks = {row["token_hash"] for row in stage.owners["surveys"].rows("SELECT token_hash FROM gestemd")}
    used = {link for link in answers if sha256(urlsplit(link).path.removeprefix("/i/")) in marks}
    kept = {link for link, given in answers.items() if ballots[given]}
    tally.torn += len(used ^ kept)
    tally.lost += len(acknowledged - kept)
    tally.doubled += ballots.total() - len(kept)
    return kept


_BALLOTS = f"""
    SELECT {", ".join(f"antwoorden ->> '{code}'" for code in _VRAGEN)}
      FROM (SELECT meting_id, antwoorden FROM stembus UNION ALL SELECT meting_id, antwoorden FROM antwoorden) AS alle
     WHERE meting_id = $1
"""


def _is_released(stage: Stage) -> bool:
    return len(stage.owners["surveys"].rows("SELECT DISTINCT xmin::text FROM gestemd")) <= 1


def kill_while_inviting(stage: Stage, failpoint: str, kills: int) -> Tally:
    """Invitations are asked for, and after the death once more with the same key."""
    gemeente = stage.gemeente
    meting, _ = gemeente.make_links(AT_ONCE)
    wens = {"contactmomenten": 1, "aanbieder": "wegwijs"}
    body = {"metingId": meting, "qr": "geen", "uitnodigingen": [wens] * AT_ONCE}

    def invite(_: int, key: str) -> int:
        answer = gemeente.surveys.post("/v1/uitnodigingen", json=body, headers={"Idempotency-Key": key})
        return len(answer.raise_for_status().json()["items"])

    def invited() -> int:
        statement = "SELECT count(*) FROM uitnodigingen WHERE meting_id = $1"
        number: int = stage.owners["surveys"].rows(statement, UUID(meting))[0][0]
        return number - AT_ONCE

    return _kill_while_writing(stage, failpoint, kills, AT_ONCE, invite, invited)


def kill_while_pushing(stage: Stage, failpoint: str, kills: int) -> Tally:
    """Contacten are delivered, and after the death once more with the same key."""

    def push(begin: int, key: str) -> int:
        rijen = [contact(nummer, datum="2025-03-05") for nummer in range(begin, begin + RIJEN)]
        answer = stage.gemeente.push(as_csv(rijen), **{"Idempotency-Key": key})
        number: int = answer.raise_for_status().json()["nieuw"]
        return number

    def pushed() -> int:
        statement = "SELECT count(*) FROM contacten WHERE gemeente_id = $1"
        number: int = stage.owners["api"].rows(statement, gemeente_id(stage.gemeente.code))[0][0]
        return number

    return _kill_while_writing(stage, failpoint, kills, RIJEN, push, pushed)


def _kill_while_writing(
    stage: Stage, failpoint: str, kills: int, size: int, write: Callable[[int, str], int], count: Callable[[], int]
) -> Tally:
    """write: sends `size` things, from this number on and with this key; tells how many of them are new.

    count: how many things are there.
    """
    tally = Tally(failpoint)
    for begin in range(1, 1 + kills * size, size):
        key = str(uuid4())
        stage.revive(failpoint)
        assert attempt(partial(write, begin, key)) is None
        tally.kills += stage.dies()
        unheard = count() - tally.acknowledged
        tally.unheard += unheard
        tally.torn += unheard not in {0, size}

        stage.revive()
        assert write(begin, key) == size
        tally.sent += size
        tally.acknowledged += size
        tally.kept = count()
        tally.lost += max(0, tally.acknowledged - tally.kept)
        tally.doubled += max(0, tally.kept - tally.acknowledged)
    return tally


@dataclass(frozen=True)
class Place:
    """Where in the code there is killed, what goes on meanwhile, and how much of it may be unheard at one death."""

    service: Service
    failpoint: str
    scene: Callable[[Stage, str, int], Tally]
    unheard: range

    def __str__(self) -> str:
        return f"{self.service} {self.failpoint} {self.scene.__name__}"

    @property
    def mortal(self) -> list[Service]:
        if self.service == "api" and self.scene is kill_while_sending:
            # What surveys could not deliver to a dead core it tries again after a pause, but in a new life at once.
            return ["api", "surveys"]
        return [self.service]


_NOTHING = range(1)
_WHATEVER = range(AT_ONCE + 1)
PLACES = [
    Place("surveys", "submit.voor-commit", kill_while_sending, _NOTHING),
    Place("surveys", "submit.na-commit", kill_while_sending, range(1, AT_ONCE + 1)),
    Place("surveys", "vrijgave.voor-commit", kill_while_sending, _WHATEVER),
    Place("surveys", "vrijgave.na-commit", kill_while_sending, _WHATEVER),
    Place("surveys", "outbox.voor-put", kill_while_sending, _WHATEVER),
    Place("surveys", "outbox.na-put", kill_while_sending, _WHATEVER),
    Place("surveys", "verzoek.voor-commit", kill_while_inviting, _NOTHING),
    Place("surveys", "verzoek.na-commit", kill_while_inviting, range(AT_ONCE, AT_ONCE + 1)),
    Place("api", "resultaat.voor-commit", kill_while_sending, _NOTHING),
    Place("api", "verzoek.na-commit", kill_while_sending, _NOTHING),
    Place("api", "push.na-deel", kill_while_pushing, _NOTHING),
    Place("api", "push.voor-commit", kill_while_pushing, _NOTHING),
    Place("api", "verzoek.voor-commit", kill_while_pushing, _NOTHING),
    Place("api", "verzoek.na-commit", kill_while_pushing, range(RIJEN, RIJEN + 1)),
]


@dataclass(frozen=True)
class Theatre:
    """An installation of which both services have many lives."""

    installatie: Installatie
    lives: dict[Service, Lives]
    owners: dict[Service, Owner]

    def kill(self, place: Place, times: int) -> Tally:
        """Nobody lives before, and nobody afterwards."""
        try:
            for service in SERVICES:
                self.lives[service].begin()
            with make_running(self.installatie) as gemeente:
                stage = Stage(gemeente, self.lives, place.mortal, self.owners)
                return place.scene(stage, place.failpoint, times)
        finally:
            for service in SERVICES:
                self.lives[service].end()


@contextmanager
def theatre(installatie: Installatie) -> Iterator[Theatre]:
    """The installation's own processes make way until the end."""
    with (
        asyncio.Runner() as runner,
        many_lives(installatie, "api") as api,
        many_lives(installatie, "surveys", **RELEASED_AT_ONCE) as surveys,
    ):
        owners = {service: Owner(runner, installatie.omgeving.owner_url(service)) for service in SERVICES}
        yield Theatre(installatie, {"api": api, "surveys": surveys}, owners)
        for owner in owners.values():
            owner.close()


def main(kills: int) -> None:
    table = Table("service", *(field.name for field in fields(Tally)))
    with installation() as installatie, theatre(installatie) as house:
        for place in PLACES:
            tally = house.kill(place, kills)
            print(place.service, tally, file=sys.stderr)
            table.add_row(place.service, *map(str, astuple(tally)))
    Console(width=120).print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]))
