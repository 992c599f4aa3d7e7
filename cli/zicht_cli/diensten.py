"""Running both services as processes of their own, and ending exactly those again."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from zicht_cli.omgeving import SERVICES, Omgeving
from zicht_shared.migrations import Service


class StartMislukt(Exception):
    """A service could not start; the text says why and what to do."""


@dataclass
class Diensten:
    """The processes of one installation."""

    omgeving: Omgeving
    processes: dict[Service, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, service: Service, *, workers: int = 1, extra: dict[str, str] | None = None) -> None:
        """Start one service and wait until it is ready. extra: more environment. Raises StartMislukt."""
        log = (self.omgeving.folder / f"{service}.log").open("ab")
        with log:
            self.processes[service] = subprocess.Popen(
                [sys.executable, "-m", "zicht_cli.main", "serve", service, "--workers", str(workers)],
                env={**self.omgeving.environment(service), **(extra or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while not self._ready(service):
            if self.processes[service].poll() is not None or time.monotonic() > deadline:
                raise StartMislukt(f"De dienst {service} startte niet; zie {self.omgeving.folder / f'{service}.log'}.")
            time.sleep(0.05)

    def stop(self, service: Service) -> None:
        """End one service gracefully; by force when it does not listen."""
        process = self.processes.pop(service)
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self) -> None:
        for service in list(self.processes):
            self.stop(service)

    def _ready(self, service: Service) -> bool:
        try:
            answer = httpx.get(f"{self.omgeving.public_url(service)}/gezondheid/gereed", timeout=2)
        except httpx.TransportError:
            return False
        return answer.status_code == httpx.codes.OK


@contextmanager
def running(omgeving: Omgeving) -> Iterator[Diensten]:
    """Both services, ready; at the end they and the embedded server are stopped again."""
    check_ports(omgeving)
    omgeving.prepare()
    diensten = Diensten(omgeving)
    try:
        for service in SERVICES:
            diensten.start(service)
        yield diensten
    finally:
        diensten.stop_all()
        omgeving.close()


def check_ports(omgeving: Omgeving) -> None:
    """Raises StartMislukt with what to do when somebody else has a port."""
    for service, port in omgeving.ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                variable = f"ZICHT_{service.upper()}_PORT"
                raise StartMislukt(
                    f"Poort {port} is al in gebruik. Kies een andere: {variable}={port + 100} make demo"
                ) from None
