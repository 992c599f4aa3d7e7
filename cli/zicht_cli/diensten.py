"""Running both services as processes of their own, and ending exactly those again."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from zicht_cli.omgeving import SERVICES, Omgeving
from zicht_shared.migrations import Service


class StartMislukt(Exception):
    """A service could not start; the text says why and what to do."""


@dataclass
class Diensten:
    """The processes of one installation. extra: more environment of a service."""

    omgeving: Omgeving
    extra: dict[Service, dict[str, str]] = field(default_factory=dict)
    processes: dict[Service, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *services: Service, workers: int = 1) -> None:
        """Start services at once and wait until all are ready. Raises StartMislukt."""
        for service in services:
            self._launch(service, workers)
        for service in services:
            self._wait(service)

    def _launch(self, service: Service, workers: int) -> None:
        with self._log(service).open("ab") as log:
            self.processes[service] = subprocess.Popen(
                [sys.executable, "-m", "zicht_cli.serve", service, str(self.omgeving.ports[service]), str(workers)],
                env={**self.omgeving.environment(service), **self.extra.get(service, {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait(self, service: Service) -> None:
        deadline = time.monotonic() + 60
        while not self._ready(service):
            if self.processes[service].poll() is not None or time.monotonic() > deadline:
                raise StartMislukt(f"De dienst {service} startte niet; zie {self._log(service)}.")
            time.sleep(0.05)

    def _log(self, service: Service) -> Path:
        return self.omgeving.folder / f"{service}.log"

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
def running(omgeving: Omgeving, extra: dict[Service, dict[str, str]] | None = None) -> Iterator[Diensten]:
    """Both services, ready; at the end they and the embedded server are stopped again."""
    check_ports(omgeving)
    omgeving.prepare()
    diensten = Diensten(omgeving, extra or {})
    try:
        diensten.start(*SERVICES)
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
