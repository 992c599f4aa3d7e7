"""What the services need around them on this machine: databases, migrations, secrets, and the settings that say so.

By default all of it lives in `.zicht/`, with PostgreSQL from the wheel. With ZICHT_API_DATABASE_URL and
ZICHT_SURVEYS_DATABASE_URL (addresses of an owner of each database) any server of version 15 or newer is used.
"""

import asyncio
import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from zicht_shared.migrations import Service, upgrade
from zicht_shared.postgres import EmbeddedPostgres

SERVICES: tuple[Service, ...] = ("api", "surveys")


@dataclass(frozen=True)
class Omgeving:
    """One installation. folder: where its secrets are and, for the embedded server, its data."""

    folder: Path
    ports: dict[Service, int]

    @cached_property
    def postgres(self) -> EmbeddedPostgres | None:
        """The embedded server; None when the environment names servers of its own."""
        named = [service for service in SERVICES if os.environ.get(url_variable(service))]
        if len(named) == len(SERVICES):
            return None
        if named:
            raise ValueError(f"Zet {' en '.join(map(url_variable, SERVICES))} allebei, of geen van beide.")
        return EmbeddedPostgres(self.folder)

    @property
    def data_folder(self) -> Path | None:
        """Where an embedded server that was started here before keeps its files."""
        data = EmbeddedPostgres(self.folder).data if (self.folder / "postgres-password").exists() else None
        return data if data is not None and data.exists() else None

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Made once, readable by the owner only: passwords of the service roles and the key of each service."""
        path = self.folder / "geheimen.json"
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = {
                f"{kind}_{service}": secrets.token_urlsafe(32) for kind in ("rol", "sleutel") for service in SERVICES
            }
            write_private(path, json.dumps(made))
        known: dict[str, str] = json.loads(path.read_text())
        return known

    def prepare(self) -> None:
        """Start the embedded server if it is used, make the databases, migrate them, let the service roles log in."""
        if self.postgres is not None:
            self.postgres.start()
            asyncio.run(_create_databases(self.postgres.url("postgres")))
        for service in SERVICES:
            upgrade(service, self.owner_url(service))
            asyncio.run(_allow_login(self.owner_url(service), service, self.secrets[f"rol_{service}"]))

    def close(self) -> None:
        if self.postgres is not None:
            self.postgres.stop()

    def owner_url(self, service: Service) -> str:
        """The database of a service, logged in as its owner: for migrations and for the operator."""
        if self.postgres is not None:
            return self.postgres.url(f"zicht_{service}")
        return os.environ[url_variable(service)]

    def service_url(self, service: Service) -> str:
        """The same database, logged in as the role that owns nothing."""
        address = urlsplit(self.owner_url(service))
        place = address.netloc.rpartition("@")[2]
        password = quote(self.secrets[f"rol_{service}"])
        return urlunsplit(address._replace(netloc=f"zicht_{service}:{password}@{place}"))

    def public_url(self, service: Service) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    @property
    def sleutels_file(self) -> Path:
        """Where surveys finds its keys for the core, per gemeente."""
        return self.folder / "vragenlijstsleutels.json"

    def _wisregister(self, service: Service) -> Path:
        folder = self.folder / "wissingen" / service
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def environment(self, service: Service) -> dict[str, str]:
        """What a process of this service must find in its environment."""
        prefix = f"ZICHT_{service.upper()}_"
        settings = {
            "DATABASE_URL": self.service_url(service),
            "GEHEIMEN": self.secrets[f"sleutel_{service}"],
            "PUBLIC_URL": self.public_url(service),
            "PORT": str(self.ports[service]),
            "WISREGISTER": str(self._wisregister(service)),
        }
        if service == "surveys":
            settings |= {"CORE_URL": self.public_url("api"), "SLEUTELS_FILE": str(self.sleutels_file)}
        return {**os.environ, **{prefix + name: value for name, value in settings.items()}}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    half = path.with_suffix(".half")
    half.touch(mode=0o600)
    half.write_text(text)
    half.replace(path)


def url_variable(service: Service) -> str:
    """Which variable of the environment names the owner's address of a database."""
    return f"ZICHT_{service.upper()}_DATABASE_URL"


async def _create_databases(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for service in SERVICES:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", f"zicht_{service}"):
                await connection.execute(f"CREATE DATABASE zicht_{service}")
    finally:
        await connection.close()


async def _allow_login(url: str, service: Service, password: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"ALTER ROLE zicht_{service} LOGIN PASSWORD '{password}'")
    finally:
        await connection.close()
