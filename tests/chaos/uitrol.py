"""Version N comes in the place of N-1 while people work: the database first, then the copies one by one.

Two copies of each service behind one nginx, as docs/beheer.md has it. `python -m tests.chaos.uitrol [requests] [ref]`;
ref: the commit of the version before, taken from git; `-`: this very code.
"""

import asyncio
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import httpx
from bench.installatie import Installatie, free_port
from rich.console import Console
from rich.table import Table

from tests.chaos.belasting import Belasting
from tests.end_to_end.gemeente import make_running
from zicht_cli.omgeving import SERVICES, Omgeving
from zicht_shared.auth import Credential
from zicht_shared.migrations import Service

HIER: Final = Path(__file__).resolve().parents[2]
# The last commit before this was built.
VORIGE: Final = "1defcf7"
_PATIENCE: Final = 60.0
_FOLDERS: Final = (".", "shared", "cli", "services/api", "services/surveys")
_NGINX: Final = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    client_max_body_size 9m;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    {services}
}}
"""
# max_fails=0: a copy that is being replaced is asked again at once, not after ten seconds without both.
_SERVICE: Final = """
    upstream {service} {{ {servers} }}
    server {{
        listen 127.0.0.1:{front};
        location / {{ proxy_pass http://{service}; }}
    }}
"""


@dataclass
class Kopie:
    """One process of a service, of one version."""

    omgeving: Omgeving
    service: Service
    port: int
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    extra: dict[str, str] = field(default_factory=dict)

    def start(self, version: Path) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zicht_cli.serve", self.service, str(self.port), "1"],
                env=_environment(version, {**self.omgeving.environment(self.service), **self.extra}),
                cwd=version,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self._ready():
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> int | None:
        """Ask it to stop; gives how it ended, None when it never ran."""
        if self.process is None:
            return None
        self.process.terminate()
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/gezondheid/gereed", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


@dataclass(frozen=True)
class Buiten:
    """What make_running asks of an installation: all goes through the proxy, with a gemeente that was there before."""

    omgeving: Omgeving
    gemeente: tuple[str, Credential]

    def new_gemeente(self) -> tuple[str, Credential]:
        return self.gemeente


@dataclass(frozen=True)
class Park:
    """Copies of both services behind a proxy."""

    omgeving: Omgeving
    kopieen: list[Kopie]
    vorige: Path

    def run(self, version: Path, code: str) -> str:
        """What this version prints."""
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=_environment(version, {**os.environ, "FOLDER": str(self.omgeving.folder)}),
            cwd=version,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def replace_all(self, version: Path) -> list[int | None]:
        """One copy after the other; gives how the old ones ended."""
        ended = []
        for kopie in self.kopieen:
            ended.append(kopie.stop())
            kopie.start(version)
            kopie.wait()
        return ended


_OMGEVING: Final = """
import json, os
from pathlib import Path
from zicht_cli.omgeving import Omgeving
omgeving = Omgeving(Path(os.environ["FOLDER"]), {"api": 1, "surveys": 2})
"""
_GEMEENTE: Final = """
from bench.installatie import Installatie
code, sleutel = Installatie(omgeving, None).new_gemeente()
print(json.dumps([code, sleutel.sleutel_id, sleutel.geheim]))
"""


def _environment(version: Path, environment: dict[str, str]) -> dict[str, str]:
    path = os.pathsep.join(str((version / folder).resolve()) for folder in _FOLDERS)
    return {**environment, "PYTHONPATH": path}


@contextmanager
def park(vorige: Path, *, drain: float = 0) -> Iterator[Park]:
    """Two copies of each service, all of the version before, on a database as that version left it."""
    with tempfile.TemporaryDirectory(prefix="zicht-uitrol-") as name, ExitStack() as stack:
        folder = Path(name)
        omgeving = Omgeving(folder / "zicht", {service: free_port() for service in SERVICES})
        omgeving.folder.mkdir(mode=0o700)
        omgeving.sleutels_file.write_text("{}")
        assert omgeving.postgres is not None
        stack.callback(omgeving.postgres.remove)
        kopieen = [
            Kopie(omgeving, service, free_port(), folder / f"{service}-{nummer}.log", extra=_extra(service, drain))
            for service in SERVICES
            for nummer in (1, 2)
        ]
        here = Park(omgeving, kopieen, vorige)
        here.run(vorige, f"{_OMGEVING}\nomgeving.prepare()")
        for kopie in kopieen:
            kopie.start(vorige)
            stack.callback(kopie.stop)
        for kopie in kopieen:
            kopie.wait()
        stack.enter_context(_nginx(folder, omgeving, kopieen))
        yield here


def _extra(service: Service, drain: float) -> dict[str, str]:
    names = ("LEZEN_PER_MINUUT", "SCHRIJVEN_PER_MINUUT", "UITVOEREN_PER_MINUUT", "AANLEVEREN_MB_PER_MINUUT")
    return {f"ZICHT_{service.upper()}_{name}": "10000000" for name in names} | {
        f"ZICHT_{service.upper()}_AFBOUWEN_SECONDEN": str(drain)
    }


@contextmanager
def _nginx(folder: Path, omgeving: Omgeving, kopieen: list[Kopie]) -> Iterator[None]:
    services = "".join(
        _SERVICE.format(
            service=service,
            front=omgeving.ports[service],
            servers=" ".join(
                f"server 127.0.0.1:{kopie.port} max_fails=0;" for kopie in kopieen if kopie.service == service
            ),
        )
        for service in SERVICES
    )
    config = folder / "nginx.conf"
    # As root its workers would be somebody else, who may not write here.
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(_NGINX.format(folder=folder, services=services, user=user))
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([binary, "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while not all(_answers(omgeving.public_url(service)) for service in SERVICES):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/gezondheid/live", timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@contextmanager
def code_of(ref: str) -> Iterator[Path]:
    """The code as it was at a commit, in a folder of its own; `-`: this very code."""
    if ref == "-":
        yield HIER
        return
    packed = subprocess.run(["git", "archive", ref], cwd=HIER, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory(prefix="zicht-vorige-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


@dataclass(frozen=True)
class Uitkomst:
    verzoeken: int
    mislukt: int
    kwijt: int
    dubbel: int
    seconden: float
    einden: list[int | None]
    klachten: list[str]


def roll_out(vorige: Path, requests: int, *, links: int = 400, drain: float = 0) -> Uitkomst:
    """All of it, with at least this many requests meanwhile."""
    with park(vorige, drain=drain) as here:
        code, sleutel, geheim = json.loads(here.run(vorige, _OMGEVING + _GEMEENTE))
        buiten = cast("Installatie", Buiten(here.omgeving, (code, Credential(sleutel, geheim))))
        with make_running(buiten) as gemeente:
            load = Belasting(gemeente, here.omgeving.public_url("api"), here.omgeving.public_url("surveys"))
            load.prepare(links)
            begun = time.monotonic()
            with load.under_way() as boek, load.under_way(fresh=True):
                here.run(HIER, f"{_OMGEVING}\nomgeving.prepare()")
                einden = here.replace_all(HIER)
                while boek.requests < requests:
                    time.sleep(0.1)
            seconds = time.monotonic() - begun
            telling = asyncio.run(load.count())
        klachten: list[Any] = [*boek.wrong[:10], *boek.verbroken.items()]
        if boek.refused:
            klachten.append(f"503: {boek.refused}")
        return Uitkomst(
            boek.requests,
            boek.failed + len(boek.wrong),
            telling.kwijt,
            telling.dubbel,
            seconds,
            einden,
            list(map(str, klachten)),
        )


def main(requests: int, ref: str) -> None:
    table = Table("van", "verzoeken", "mislukt", "kwijt", "dubbel", "seconden", "processen eindigden met")
    with code_of(ref) as vorige:
        found = roll_out(vorige, requests)
    table.add_row(
        ref, str(found.verzoeken), str(found.mislukt), str(found.kwijt), str(found.dubbel), f"{found.seconden:.0f}",
        str(found.einden),
    )  # fmt: skip
    print(*found.klachten, sep="\n", file=sys.stderr)
    Console(width=120).print(table)
    sys.exit(bool(found.mislukt or found.kwijt or found.dubbel))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(int(arguments[0]) if arguments else 10_000, arguments[1] if len(arguments) > 1 else VORIGE)
