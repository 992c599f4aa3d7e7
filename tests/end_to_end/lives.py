"""A service that is killed again and again: imported once, and then a process of its own for each life.

A start takes a tenth of a second in this way, instead of the seconds that Python needs to import everything.
"""

import gc
import importlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from bench.installatie import Installatie

from zicht_cli.serve import serve
from zicht_shared import failpoints
from zicht_shared.migrations import Service

_PATIENCE = 30


@dataclass
class Lives:
    """One service, in at most one process at a time; only processes that it started are ever ended."""

    visitor: httpx.Client
    nursery: "subprocess.Popen[bytes]"
    _alive: int | None = field(default=None, init=False)

    def begin(self, failpoint: str = "") -> None:
        """Live until `failpoint` is passed (or for good); returns when the service answers, or has died already."""
        assert self._alive is None
        assert self.nursery.stdin is not None
        self.nursery.stdin.write(f"{failpoint}\n".encode())
        self._alive = int(self._hear())
        while not (self._has_died(within=0.01) or self._answers()):
            pass

    def dies(self) -> bool:
        """Wait for the death that `begin` announced; whether it came."""
        if self._has_died(within=_PATIENCE):
            assert self._bury() == -signal.SIGKILL
            return True
        return False

    def end(self) -> None:
        """Kill it, wherever it is in its work."""
        if self._alive is not None:
            os.kill(self._alive, signal.SIGKILL)
            self._bury()

    def _bury(self) -> int:
        self._alive = None
        return int(self._hear())

    def _has_died(self, within: float) -> bool:
        assert self.nursery.stdout is not None
        return bool(select.select([self.nursery.stdout], [], [], within)[0])

    def _hear(self) -> bytes:
        assert self.nursery.stdout is not None
        return self.nursery.stdout.readline()

    def _answers(self) -> bool:
        try:
            return self.visitor.get("/gezondheid/gereed").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


@contextmanager
def many_lives(installatie: Installatie, service: Service, **settings: str) -> Iterator[Lives]:
    """In place of the process that the installatie has of this service, until the end. settings: more environment."""
    diensten, omgeving = installatie.diensten, installatie.omgeving
    diensten.stop(service)
    with (omgeving.folder / f"{service}.log").open("ab") as log:
        nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.lives", service, str(omgeving.ports[service])],
            env={**omgeving.environment(service), **diensten.extra.get(service, {}), **settings},
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            # Unbuffered: what lies in a buffer, select() does not see.
            bufsize=0,
        )
    with httpx.Client(base_url=omgeving.public_url(service), timeout=2) as visitor:
        lives = Lives(visitor, nursery)
        try:
            yield lives
        finally:
            lives.end()
            nursery.communicate()
            diensten.start(service)


def _nursery(service: str, port: int) -> None:
    """For each line on stdin a process that serves with that failpoint: its number on stdout, then how it ended."""
    importlib.import_module(f"zicht_{service}.main")
    # What all lives share is not looked through for garbage in each of them.
    gc.freeze()
    for line in sys.stdin:
        born = os.fork()
        if not born:
            os.environ["ZICHT_FAILPOINT"] = line.strip()
            importlib.reload(failpoints)
            serve(service, host="127.0.0.1", port=port, workers=1)
            sys.exit()
        print(born, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(born, 0)[1]), flush=True)


if __name__ == "__main__":
    _nursery(sys.argv[1], int(sys.argv[2]))
