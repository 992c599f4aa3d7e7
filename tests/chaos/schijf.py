"""The disk is full while people deliver: nothing that was acknowledged is lost, and room is all it takes to go on.

A real full disk: a tmpfs, which takes root and the right to mount. `python -m tests.chaos.schijf` fills the disk of
PostgreSQL, and the temporary folder of a service.
"""

import asyncio
import os
import pwd
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from bench.installatie import Installatie, free_port
from rich.console import Console
from rich.table import Table

from tests.chaos.belasting import Belasting
from tests.contacten import as_csv, contact
from tests.end_to_end.gemeente import make_running
from zicht_cli.diensten import running
from zicht_cli.omgeving import Omgeving
from zicht_shared.migrations import Service

# What two empty databases and their log take, and some room besides.
_MEGABYTES: Final = 400
_LEAVE: Final = 2 * 1024 * 1024
# In a delivery that does not fit in what was left.
ROWS: Final = 50_000
_PATIENCE: Final = 60.0
_LIMITS: Final = {"ZICHT_API_AANLEVEREN_MB_PER_MINUUT": "1000000", "ZICHT_API_SCHRIJVEN_PER_MINUUT": "1000000"}


class GeenSchijf(Exception):
    """No disk of its own can be had here; the text says why."""


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of this size. Raises GeenSchijf."""
    if os.geteuid() != 0:
        raise GeenSchijf("only root may mount a tmpfs")
    with tempfile.TemporaryDirectory(prefix="zicht-schijf-", dir="/var/lib") as name:
        Path(name).chmod(0o755)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", name], capture_output=True, text=True
        )
        if mounted.returncode != 0:
            raise GeenSchijf(mounted.stderr.strip())
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


@contextmanager
def on_a_small_disk(disk: Path, **settings: str) -> Iterator[Installatie]:
    """Both services, with all of PostgreSQL on this disk. settings: more environment of the core."""
    with tempfile.TemporaryDirectory(prefix="zicht-schijf-") as folder:
        omgeving = Omgeving(Path(folder), {"api": free_port(), "surveys": free_port()})
        omgeving.sleutels_file.write_text("{}")
        place = disk / "postgres"
        place.mkdir(mode=0o700)
        os.chown(place, *_nobody())
        (omgeving.folder / "postgres-folder").write_text(str(place))
        assert omgeving.postgres is not None
        omgeving.postgres.start(settings={"max_wal_size": "64MB", "shared_buffers": "64MB"})
        extra: dict[Service, dict[str, str]] = {
            "api": {**_LIMITS, **settings},
            "surveys": {"ZICHT_SURVEYS_VRIJGAVE_SECONDEN": "1"},
        }
        try:
            with running(omgeving, extra=extra) as diensten:
                yield Installatie(omgeving, diensten)
        finally:
            omgeving.postgres.remove()


def _nobody() -> tuple[int, int]:
    user = pwd.getpwnam("nobody")
    return user.pw_uid, user.pw_gid


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Something else takes what was left, to the last bytes, until the end."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(4096, free.f_bavail * free.f_frsize - _LEAVE))
    try:
        yield
    finally:
        ballast.unlink()


@dataclass(frozen=True)
class Uitkomst:
    """by_hand: whether PostgreSQL had to be started again. seconds: from when there was room until all work went on."""

    verzoeken: int
    geweigerd: int
    fout: list[str]
    bevestigd: int
    kwijt: int
    dubbel: int
    by_hand: bool
    seconds: float


def fill_under_load(disk: Path, installatie: Installatie, seconds: float, links: int) -> Uitkomst:
    """The disk runs full under the deliveries, stays so for a while, and has room again."""
    omgeving = installatie.omgeving
    server, port = omgeving.postgres, urlsplit(omgeving.owner_url("api")).port
    assert server is not None
    with make_running(installatie) as gemeente:
        load = Belasting(gemeente, omgeving.public_url("api"), omgeving.public_url("surveys"))
        load.prepare(links)
        with load.under_way() as boek:
            with filled(disk):
                deadline = time.monotonic() + _PATIENCE
                while not boek.refused and time.monotonic() < deadline:
                    time.sleep(0.1)
                time.sleep(seconds)
            room = time.monotonic()
            by_hand = not _goes_on(boek.good, room, 10)
            if by_hand:
                server.start(settings={"port": str(port), "max_wal_size": "64MB", "shared_buffers": "64MB"})
                assert _goes_on(boek.good, room, _PATIENCE), (boek.answers, boek.wrong[:3])
            took = time.monotonic() - room
        told = asyncio.run(load.count())
    wrong = [*boek.wrong, *boek.verbroken]
    return Uitkomst(
        boek.requests, boek.refused, wrong, told.bevestigd, told.kwijt, told.dubbel, by_hand, took
    )  # fmt: skip


def _goes_on(good: dict[str, float], since: float, patience: float) -> bool:
    """Whether what writes was done again since then: deliveries, and what comes of them."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if all(good.get(wat, 0) > since for wat in ("aanleveren", "lezen")):
            return True
        time.sleep(0.05)
    return False


def spool_full(installatie: Installatie, disk: Path) -> list[str]:
    """A delivery that does not fit in the temporary folder of the service; gives what was wrong."""
    wrong = []
    with make_running(installatie) as gemeente:
        large = as_csv([contact(nummer, datum="2025-03-05", bronId=f"groot-{nummer}") for nummer in range(ROWS)])
        with filled(disk):
            answer = gemeente.push(large, **{"Idempotency-Key": str(uuid4())})
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or answer.headers.get("retry-after") != "60":
                wrong.append(f"full: {answer.status_code} {answer.text[:200]}")
            small = gemeente.push(as_csv([contact(1)]))
            if small.status_code != httpx.codes.CREATED:
                wrong.append(f"small, when full: {small.status_code} {small.text[:200]}")
        if left := [path.name for path in (disk / "tmp").iterdir()]:
            wrong.append(f"left behind: {left}")
        again = gemeente.push(large)
        if again.status_code != httpx.codes.CREATED or again.json()["nieuw"] != ROWS:
            wrong.append(f"with room: {again.status_code} {again.text[:200]}")
    return wrong


def main(seconds: float) -> None:
    table = Table(
        "schijf", "verzoeken", "503", "fout", "bevestigd", "kwijt", "dubbel", "met de hand", "weer aan het werk"
    )
    fine = True
    try:
        with small_disk(_MEGABYTES) as disk, on_a_small_disk(disk) as installatie:
            for naam, links in (("PostgreSQL", 200), ("PostgreSQL, nog eens", 200)):
                found = fill_under_load(disk, installatie, seconds, links)
                table.add_row(
                    naam, str(found.verzoeken), str(found.geweigerd), str(len(found.fout)), str(found.bevestigd),
                    str(found.kwijt), str(found.dubbel), "ja" if found.by_hand else "nee", f"{found.seconds:.1f} s",
                )  # fmt: skip
                print(*found.fout[:8], sep="\n", file=sys.stderr)
                fine = fine and not (found.fout or found.kwijt or found.dubbel)
        with small_disk(64) as spool, small_disk(_MEGABYTES) as disk:
            (spool / "tmp").mkdir()
            with on_a_small_disk(disk, TMPDIR=str(spool / "tmp")) as installatie:
                wrong = spool_full(installatie, spool)
            table.add_row("tijdelijke map", "", "", "\n".join(wrong) or "0", "", "", "", "nee", "")
            fine = fine and not wrong
    except GeenSchijf as reason:
        print(f"left out: {reason}", file=sys.stderr)
        return
    Console(width=140).print(table)
    sys.exit(not fine)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 8)
