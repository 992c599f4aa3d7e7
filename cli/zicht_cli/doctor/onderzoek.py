"""All checks together: of the services that this environment is about, or else of the installation in `.zicht/`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zicht_cli.doctor.bevinding import Bevinding
from zicht_cli.doctor.database import check_database
from zicht_cli.doctor.instellingen import compare_secrets, read_settings
from zicht_cli.doctor.netwerk import check_core
from zicht_cli.doctor.schijf import check_disks
from zicht_cli.doctor.sleutels import check_keys
from zicht_cli.doctor.taken import check_tasks
from zicht_cli.doctor.wachten import check_waiting
from zicht_cli.omgeving import SERVICES, Omgeving
from zicht_shared.db import Database
from zicht_shared.migrations import Service
from zicht_shared.settings import ServiceSettings
from zicht_surveys.settings import Settings as SurveysSettings


@dataclass(frozen=True, slots=True)
class Deel:
    """What was found about one service, or about all of it together."""

    naam: str
    bevindingen: list[Bevinding]


_BACKUPS = Bevinding(
    "back-up",
    "of er een is, en of die is terug te zetten",
    "niet te zien",
    "Zicht ziet uw back-ups niet. Zet er geregeld een terug: zie Back-up en herstel in docs/beheer.md.",
)


def environments(installation: Omgeving) -> dict[Service, Mapping[str, str]]:
    """By service what its process would find in its environment."""
    # A port alone is how the demo is moved aside, and no installation.
    names = [name for name in os.environ if name not in {f"ZICHT_{service.upper()}_PORT" for service in SERVICES}]
    given = [service for service in SERVICES if any(name.startswith(f"ZICHT_{service.upper()}_") for name in names)]
    if given or not (installation.folder / "geheimen.json").exists():
        return {service: dict(os.environ) for service in given or SERVICES}
    return {service: installation.environment(service) for service in SERVICES}


async def investigate(omgevingen: Mapping[Service, Mapping[str, str]], gegevens: Path | None) -> list[Deel]:
    """Look at everything, and change nothing. gegevens: where an embedded server keeps its files."""
    delen: list[Deel] = []
    known: dict[Service, ServiceSettings] = {}
    for service, omgeving in omgevingen.items():
        settings, found = read_settings(service, omgeving)
        if settings is not None:
            known[service] = settings
            found = found + await _look(service, settings)
        delen.append(Deel(service, found))
    samen = check_disks(list(known.values()), gegevens)
    if len(known) == len(SERVICES):
        samen.append(compare_secrets(known["api"], known["surveys"]))
    return [*delen, Deel("samen", [*samen, _BACKUPS])]


async def _look(service: Service, settings: ServiceSettings) -> list[Bevinding]:
    database = Database(settings.database_url, pool_size=1, application="zicht-doctor")
    try:
        found = await check_database(service, database)
        if not any(
            bevinding.ernst == "fout" and bevinding.onderdeel in {"database", "migraties"} for bevinding in found
        ):
            found += await check_waiting(service, database)
            if service == "api":
                found += await check_keys(database)
        if isinstance(settings, SurveysSettings):
            found += await check_core(settings.core_url, settings.sleutels_file, database)
        return found + await check_tasks(settings)
    finally:
        await database.close()
