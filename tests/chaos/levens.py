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
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from bench.installatie import Installatie

import zicht_cli.serve
from zicht_shared import failpoints
from zicht_shared.migrations import Service

_PATIENCE = 30
# How often a job looks for work. Nothing is waited for here that only comes by now and then.
_IN_A_HURRY = {
    "zicht_api.main": {"_WEBHOOK_SECONDS": 0.05},
    "zicht_surveys.main": {"_DELIVERY_SECONDS": 0.05, "_POST_SECONDS": 0.05},
}


@dataclass
class Lives:
    """One service, in at most one process at a time; only processes that it started are ever ended."""

    visitor: httpx.Client
    nursery: "subprocess.Popen[bytes]"
    log: Path
    _alive: int | None = field(default=None, init=False)
    _read: int = field(default=0, init=False)

    @property
    def alive(self) -> bool:
        return self._alive is not None

    def begin(self, failpoint: str = "") -> None:
        """Live until `failpoint` is passed (or for good); returns when the service answers, or has died already."""
        assert self._alive is None
        assert self.nursery.stdin is not None
        self._read = self.log.stat().st_size
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

    def was_struck(self, failpoint: str) -> bool:
        """Wait until the failpoint did what it does, in a life that goes on; whether it came to that."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with self.log.open("rb") as log:
                log.seek(self._read)
                if f"failpoint {failpoint}\n".encode() in log.read():
                    return True
            time.sleep(0.02)
        return False

    def end(self) -> None:
        """Kill it, wherever it is in its work."""
        if self._alive is not None:
            with suppress(ProcessLookupError):
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
    """In the place of any process that the installatie has of this service. settings: more environment."""
    diensten, omgeving = installatie.diensten, installatie.omgeving
    if service in diensten.processes:
        diensten.stop(service)
    path = omgeving.folder / f"{service}.log"
    with path.open("ab") as log:
        nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.levens", service, str(omgeving.ports[service])],
            env={**omgeving.environment(service), **diensten.extra.get(service, {}), **settings},
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            # Unbuffered: what lies in a buffer, select() does not see.
            bufsize=0,
        )
    with httpx.Client(base_url=omgeving.public_url(service), timeout=2) as visitor:
        lives = Lives(visitor, nursery, path)
        try:
            yield lives
        finally:
            lives.end()
            nursery.communicate()


def _nursery(service: str, port: int) -> None:
    """For each line on stdin a process that serves with that failpoint: its number on stdout, then how it ended."""
    name = f"zicht_{service}.main"
    main = importlib.import_module(name)
    for constant, seconds in _IN_A_HURRY[name].items():
        assert hasattr(main, constant)
        setattr(main, constant, seconds)
    # Nothing is connected before a life begins, so that the app itself can be made once.
    app = main.create_app()
    setattr(zicht_cli.serve, f"create_{service}", lambda: app)
    # What all lives share is not looked through for garbage in each of them.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        born = os.fork()
        if not born:
            os.environ["ZICHT_FAILPOINT"] = line.strip()
            importlib.reload(failpoints)
            zicht_cli.serve.serve(service, host="127.0.0.1", port=port, workers=1)
            sys.exit()
        print(born, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(born, 0)[1]), flush=True)


if __name__ == "__main__":
    _nursery(sys.argv[1], int(sys.argv[2]))
