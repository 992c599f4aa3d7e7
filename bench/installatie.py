"""An installation of its own for a measurement: PostgreSQL with its ordinary settings, services as processes."""

import asyncio
import itertools
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zicht_api.sleutels.schemas import NieuweSleutel
from zicht_api.sleutels.service import operator
from zicht_cli import beheer
from zicht_cli.diensten import Diensten, running
from zicht_cli.omgeving import Omgeving
from zicht_shared.auth import Credential, Rol
from zicht_shared.migrations import Service

_codes = itertools.count(1)


@dataclass(frozen=True)
class Installatie:
    omgeving: Omgeving
    diensten: Diensten

    def new_gemeente(self, rol: Rol = Rol.beheer) -> tuple[str, Credential]:
        """A fresh gemeente and a key of it: its code, and the key."""
        code = f"GM{next(_codes):04d}"
        url, caller = self.omgeving.service_url("api"), operator(code, code)
        asyncio.run(beheer.make_gemeente(url, caller))
        sleutel = asyncio.run(beheer.issue(url, caller, [NieuweSleutel(rol=rol, omschrijving="meting")]))[0]
        return code, Credential(sleutel.id, sleutel.geheim)


@contextmanager
def installation(*, surveys: dict[str, str] | None = None) -> Iterator[Installatie]:
    """Both services on free ports; all of it gone at the end. surveys: more environment of that service."""
    with tempfile.TemporaryDirectory(prefix="zicht-bench-") as folder:
        omgeving = Omgeving(Path(folder), {"api": free_port(), "surveys": free_port()})
        omgeving.sleutels_file.write_text("{}")
        try:
            extra: dict[Service, dict[str, str]] = {
                "api": _busy("api"),
                "surveys": {**_busy("surveys"), **(surveys or {})},
            }
            with running(omgeving, extra=extra) as diensten:
                yield Installatie(omgeving, diensten)
        finally:
            if omgeving.postgres is not None:
                omgeving.postgres.remove()


def _busy(service: Service) -> dict[str, str]:
    """A key does here in a second what it does in a day elsewhere; it is counted all the same."""
    names = ("LEZEN_PER_MINUUT", "SCHRIJVEN_PER_MINUUT", "UITVOEREN_PER_MINUUT", "AANLEVEREN_MB_PER_MINUUT")
    return {f"ZICHT_{service.upper()}_{name}": "10000000" for name in names}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
