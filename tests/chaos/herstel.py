"""Backups that are put back by the guide for operators, of one service while the other one goes on; what came of it.

The commands are those of docs/beheer.md, as they stand there. `python -m tests.chaos.herstel` (RONDES=5) does it again
and again, also from a base backup; tests/end_to_end/test_herstel.py does each of the two services once.
"""

import asyncio
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import httpx
from bench.installatie import Installatie, installation
from rich.console import Console
from rich.table import Table

from tests.api.verhalen.gegevens import verhaal
from tests.end_to_end.gemeente import LopendeGemeente, eventually, make_running
from tests.end_to_end.test_hele_weg import ontvangen
from zicht_cli.omgeving import Omgeving
from zicht_shared import postgres
from zicht_shared.migrations import Service
from zicht_shared.postgres import EmbeddedPostgres

_GIDS: Final = Path(__file__).parents[2] / "docs" / "beheer.md"
_BLOK: Final = re.compile(r"^```(sql|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_WHEEL: Final = postgres._WHEEL / "pginstall" / "bin"
# More than the core hides, less what may wait in the box for the fifth of a group.
_AT_ONCE: Final = 15
_PASSWORD: Final = "een-wachtwoord-voor-deze-test"


@dataclass
class Tally:
    """What came of putting back one database. answers: those that one of the two services still had.

    less: how often the core knew fewer answers of a meting than before. revived: what was withdrawn and could be read
    or used again. missing, doubled: of the answers, in the figures at the end. seconds: at most, until the two agreed.
    """

    put_back: str
    rounds: int = 0
    answers: int = 0
    withdrawn: int = 0
    less: int = 0
    revived: int = 0
    missing: int = 0
    doubled: int = 0
    seconds: float = 0


@dataclass(frozen=True)
class Gids:
    """The guide's commands, for one installation. folder: where the backups are."""

    omgeving: Omgeving
    folder: Path

    def block(self, word: str) -> str:
        """The one block in which this word stands."""
        text = _GIDS.read_text(encoding="utf-8")
        chapter = text.partition("\n## Back-up en herstel\n")[2].partition("\n## ")[0]
        [found] = [code for _, code in _BLOK.findall(chapter) if word in code]
        code: str = found
        return code

    def prepare(self) -> None:
        """The role for backups, by the guide; and an owner that is no superuser, as the guide has it elsewhere."""
        sql = self.block("CREATE ROLE zicht_backup").replace("…", _PASSWORD)
        plain = f"CREATE ROLE zicht_tabellen LOGIN PASSWORD '{_PASSWORD}';"
        asyncio.run(_execute(self.omgeving.owner_url("api"), sql + plain))

    def dump(self) -> None:
        self.run(self.block("pg_dump --format"), BACKUP=self._base("zicht_backup"))

    def put_back(self, service: Service) -> None:
        """Instead of what there is, which is thrown away."""
        database = f"zicht_{service}"
        steps = self.block("RENAME TO").replace("OWNER zicht_eigenaar", "OWNER zicht_tabellen")
        self.run(steps, DB=database, BEHEER=self._base(), EIGENAAR=self._base("zicht_tabellen"))
        asyncio.run(_execute(self.omgeving.owner_url(service), f"DROP DATABASE {database}_oud"))

    def run(self, code: str, **environment: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            cwd=self.folder,
            env=os.environ | {"PATH": f"{_WHEEL}:{os.environ['PATH']}"} | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, code + done.stderr
        return done.stdout

    def dump_as_plain_owner(self, service: Service) -> str:
        """What pg_dump says to who owns the tables and nothing more."""
        try:
            self.run(f"pg_dump --file=/dev/null {self._base('zicht_tabellen')}/zicht_{service}")
        except AssertionError as refused:
            return str(refused)
        return ""

    def _base(self, role: str = "") -> str:
        """The address of the server, without a database; as who owns all, without a role."""
        address = urlsplit(self.omgeving.owner_url("api"))
        place = address.netloc.rpartition("@")[2]
        return f"postgresql://{f'{role}:{_PASSWORD}@{place}' if role else address.netloc}"


@contextmanager
def guide(omgeving: Omgeving, folder: Path) -> Iterator[Gids]:
    gids = Gids(omgeving, folder)
    gids.prepare()
    yield gids


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def put_back_core(gemeente: LopendeGemeente, gids: Gids, tally: Tally, *, basis: bool = False) -> None:
    """The core goes back; the surveys are newer."""
    meting, links = gemeente.make_links(2 * _AT_ONCE)
    _answer(gemeente, links[:_AT_ONCE], "4")
    _known(gemeente, meting, _AT_ONCE)
    gone, kept = _enter(gemeente), _enter(gemeente)
    stolen = _made(gemeente, "/v1/sleutels", {"rol": "bi", "omschrijving": "gestolen"})
    _back_up(gids, basis=basis)

    _answer(gemeente, links[_AT_ONCE:], "5")
    before = _known(gemeente, meting, 2 * _AT_ONCE)
    assert gemeente.beheer.post(f"/v1/verhalen/{gone}/intrekking").is_success
    assert gemeente.beheer.delete(f"/v1/sleutels/{stolen['id']}").is_success
    _restore(gemeente.installatie, gids, "api")

    began = time.monotonic()
    tally.revived += gemeente.beheer.get(f"/v1/verhalen/{gone}").status_code != httpx.codes.NOT_FOUND
    key = {"Authorization": f"Bearer {stolen['id']}.{stolen['geheim']}"}
    tally.revived += gemeente.beheer.get("/v1/ik", headers=key).status_code != httpx.codes.UNAUTHORIZED
    assert gemeente.beheer.get(f"/v1/verhalen/{kept}").is_success
    tally.less += eventually(lambda: ontvangen(gemeente, meting), lambda known: known >= before, seconds=30) < before
    tally.seconds = max(tally.seconds, time.monotonic() - began)
    _close(gemeente, meting, tally, answers=2 * _AT_ONCE, withdrawn=2)


def put_back_surveys(gemeente: LopendeGemeente, gids: Gids, tally: Tally, *, basis: bool = False) -> None:
    """The surveys go back; the core is newer. Who answers afterwards counts as soon as the core has nothing to lose."""
    meting, links = gemeente.make_links(5 * _AT_ONCE)
    first, lost, others = links[:_AT_ONCE], links[_AT_ONCE : 2 * _AT_ONCE], links[2 * _AT_ONCE :]
    _answer(gemeente, first, "4")
    _known(gemeente, meting, _AT_ONCE)
    _back_up(gids, basis=basis)

    _answer(gemeente, lost, "5")
    before = _known(gemeente, meting, 2 * _AT_ONCE)
    path = f"/v1/uitnodigingen?metingId={meting}"
    withdrawn = _page(gemeente, path)[0]["id"]
    assert gemeente.surveys.post(f"/v1/uitnodigingen/{withdrawn}/intrekking").is_success
    _restore(gemeente.installatie, gids, "surveys")

    began = time.monotonic()
    tally.revived += [each["ingetrokkenOp"] for each in _page(gemeente, path) if each["id"] == withdrawn] == [None]
    # The core keeps what it knows, and beheer is told so.
    told = eventually(
        lambda: str(_page(gemeente, "/v1/outbox")), lambda found: "minder-dan-bekend" in found, seconds=30
    )
    assert "minder-dan-bekend" in told, told
    tally.less += ontvangen(gemeente, meting) < before
    tally.seconds = max(tally.seconds, time.monotonic() - began)

    usable = [link for link in others if gemeente.inwoner.get(urlsplit(link).path).is_success]
    # More of every answer than the core has: then there is nothing to decide.
    for waarde, these in (("5", usable[: _AT_ONCE + 5]), ("3", usable[_AT_ONCE + 5 :])):
        _answer(gemeente, these, waarde)
        tally.less += ontvangen(gemeente, meting) < before
    _close(gemeente, meting, tally, answers=_AT_ONCE + len(usable), withdrawn=1)


def _close(gemeente: LopendeGemeente, meting: str, tally: Tally, *, answers: int, withdrawn: int) -> None:
    """Let the rest out of the box, and count."""
    gemeente.close(meting)
    known = eventually(lambda: ontvangen(gemeente, meting), lambda known: known >= answers, seconds=30)
    tally.missing += max(0, answers - known)
    tally.doubled += max(0, known - answers)
    tally.rounds += 1
    tally.answers += answers
    tally.withdrawn += withdrawn


def _back_up(gids: Gids, *, basis: bool) -> None:
    if not basis:
        gids.dump()
        return
    shutil.rmtree(gids.folder / "basis", ignore_errors=True)
    gids.run(gids.block("pg_basebackup --dbname"), REPLICATIE=gids.omgeving.owner_url("api"))
    with _second_server(gids) as server:
        second = server.url("").removesuffix("/")
        gids.run(gids.block("pg_dump --format"), BACKUP=second)


@contextmanager
def _second_server(gids: Gids) -> Iterator[EmbeddedPostgres]:
    """One that runs on the base backup."""
    first = gids.omgeving.postgres
    assert first is not None
    folder = gids.folder / f"tweede-{uuid4().hex[:8]}"
    folder.mkdir()
    (folder / "postgres-password").write_text(first.password)
    server = EmbeddedPostgres(folder)
    server.data.mkdir(mode=0o700, parents=True)
    gids.run(
        'tar -xzf basis/base.tar.gz -C "$DATA" && tar -xzf basis/pg_wal.tar.gz -C "$DATA/pg_wal"', DATA=str(server.data)
    )
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "nobody", str(server.data)], check=True)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def _restore(installatie: Installatie, gids: Gids, service: Service) -> None:
    installatie.diensten.stop(service)
    try:
        gids.put_back(service)
    finally:
        installatie.diensten.start(service)


def _answer(gemeente: LopendeGemeente, links: list[str], waarde: str) -> None:
    def one(link: str) -> None:
        gemeente.fill_in(link, waarde)
        assert gemeente.send(link).status_code == httpx.codes.SEE_OTHER

    with ThreadPoolExecutor(6) as residents:
        list(residents.map(one, links))


def _known(gemeente: LopendeGemeente, meting: str, sent: int) -> int:
    """How many answers the core knows, once all have arrived that do not wait in the box: fewer than five."""
    known = eventually(lambda: ontvangen(gemeente, meting), lambda known: known > sent - 5, seconds=30)
    assert known > sent - 5, known
    return known


def _enter(gemeente: LopendeGemeente) -> str:
    made: str = _made(gemeente, "/v1/verhalen", verhaal())["id"]
    return made


def _made(gemeente: LopendeGemeente, path: str, body: dict[str, Any]) -> Any:
    answer = gemeente.beheer.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return answer.json()


def _page(gemeente: LopendeGemeente, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = gemeente.surveys.get(path).raise_for_status().json()["items"]
    return items


def main(rounds: int) -> None:
    table = Table(*(field.name for field in fields(Tally)))
    surveys = {"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "0.2", "ZICHT_SURVEYS_VERGELIJKEN_ELKE": "2"}
    tallies = []
    with (
        installation(surveys=surveys) as installatie,
        make_running(installatie) as gemeente,
        guide(installatie.omgeving, installatie.omgeving.folder) as gids,
    ):
        for put_back, basis in itertools.product((put_back_core, put_back_surveys), (False, True)):
            tallies.append(Tally(f"{put_back.__name__}{' (basis)' if basis else ''}"))
            for _ in range(rounds):
                put_back(gemeente, gids, tallies[-1], basis=basis)
    for tally in tallies:
        table.add_row(*(f"{value:.1f}" if isinstance(value, float) else str(value) for value in astuple(tally)))
    Console().print(table)
    if any(tally.less or tally.revived or tally.missing or tally.doubled for tally in tallies):
        sys.exit(1)


if __name__ == "__main__":
    main(int(os.environ.get("RONDES", "5")))
