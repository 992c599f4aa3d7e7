"""The settings, as `zicht serve` would read them from this environment. No value of a secret is ever shown."""

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from zicht_cli.doctor.bevinding import Bevinding
from zicht_shared.migrations import Service
from zicht_shared.settings import ServiceSettings

_LENGTE: Final = 32
_TEKENS: Final = 12
_LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}
# Read by the command line or by Docker Compose, not by the service.
_VAN_ANDEREN: Final = {"PORT", "HOST", "WACHTWOORD"}


def read_settings(service: Service, omgeving: Mapping[str, str]) -> tuple[ServiceSettings | None, list[Bevinding]]:
    """The settings of a service, None when it would not start; and what is wrong with that."""
    prefix = f"ZICHT_{service.upper()}_"
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(omgeving)
    try:
        settings: ServiceSettings = import_module(f"zicht_{service}.settings").Settings()
    except ValidationError as fault:
        return None, [
            Bevinding("instellingen", f"{prefix}{name} {wat}", "fout", "De dienst start zo niet; zie docs/beheer.md.")
            for error in fault.errors(include_input=False, include_url=False)
            for name in [str(error["loc"][0]).upper() if error["loc"] else "…"]
            for wat in ["ontbreekt" if error["type"] == "missing" else "klopt niet"]
        ]
    except OSError as fault:
        wat = f"{Path(str(fault.filename)).name} is niet te lezen ({type(fault).__name__})"
        return None, [Bevinding("instellingen", wat, "fout", "Een …_FILE wijst naar een bestand dat er niet is.")]
    finally:
        os.environ.clear()
        os.environ.update(before)
    return settings, [Bevinding("instellingen", "volledig"), *judge(service, settings, omgeving)]


def judge(service: Service, settings: ServiceSettings, omgeving: Mapping[str, str]) -> list[Bevinding]:
    """What is unsafe, or unwise."""
    return [
        *_address(settings, omgeving),
        *_secrets(settings.geheimen),
        *_switches(settings, omgeving),
        *_unknown(service, settings, omgeving),
        *_files(service, omgeving),
        *_unseen(settings),
    ]


def compare_secrets(api: ServiceSettings, surveys: ServiceSettings) -> Bevinding:
    """Whoever has the secrets of one service must not have those of the other with them."""
    if set(api.geheimen) & set(surveys.geheimen):
        return Bevinding("geheimen", "beide diensten delen een geheim", "fout", "Geef elke dienst een eigen geheim.")
    return Bevinding("geheimen", "elke dienst heeft eigen geheimen")


def _address(settings: ServiceSettings, omgeving: Mapping[str, str]) -> Iterable[Bevinding]:
    address = urlsplit(settings.public_url)
    if address.scheme == "https":
        yield Bevinding("adres", "PUBLIC_URL is https")
        if not omgeving.get("FORWARDED_ALLOW_IPS"):
            yield Bevinding(
                "adres",
                "FORWARDED_ALLOW_IPS is niet gezet",
                "let op",
                "Achter een proxy tellen alle bezoekers nu als een adres, en kan de een de ander afremmen.",
            )
    elif address.hostname in _LOOPBACK:
        yield Bevinding(
            "adres", "PUBLIC_URL is http, op deze machine", "let op", "Goed om te proberen, niet voor echt."
        )
    else:
        yield Bevinding("adres", "PUBLIC_URL is geen https", "fout", "Links en cookies gaan nu leesbaar over het net.")


def _secrets(geheimen: list[str]) -> Iterable[Bevinding]:
    advies = "Maak een nieuw geheim en zet het vooraan; zie Geheimen in docs/beheer.md."
    if any(len(geheim) < _LENGTE for geheim in geheimen):
        yield Bevinding("geheimen", f"er is een geheim korter dan {_LENGTE} tekens", "fout", advies)
    elif any(len(set(geheim)) < _TEKENS for geheim in geheimen):
        yield Bevinding("geheimen", "er is een geheim dat te raden is", "fout", advies)
    elif len(set(geheimen)) < len(geheimen):
        yield Bevinding("geheimen", "een geheim staat er twee keer in", "let op", "Haal de dubbele weg.")
    else:
        yield Bevinding("geheimen", f"{len(geheimen)} in gebruik, lang genoeg")


def _switches(settings: ServiceSettings, omgeving: Mapping[str, str]) -> Iterable[Bevinding]:
    on = [
        name.upper() for name in type(settings).model_fields if name.endswith("_loopback") and getattr(settings, name)
    ]
    for name in on:
        yield Bevinding(
            "tests", f"{name} staat aan", "fout", "Alleen voor tests: hiermee is deze machine zelf te bereiken."
        )
    if omgeving.get("ZICHT_FAILPOINT"):
        yield Bevinding(
            "tests", "ZICHT_FAILPOINT staat aan", "fout", "De dienst breekt zichzelf hiermee af. Haal haar weg."
        )
    unlimited = [
        name.upper()
        for name in type(settings).model_fields
        if name.endswith("_per_minuut") and getattr(settings, name) == 0
    ]
    for name in unlimited:
        yield Bevinding("limieten", f"{name} is 0", "let op", "Een aanroeper kan nu alle anderen ophouden.")
    if settings.log_level == "DEBUG":
        yield Bevinding("tests", "LOG_LEVEL is DEBUG", "let op", "Dat kost schijf en tijd; INFO is genoeg.")


def _unknown(service: Service, settings: ServiceSettings, omgeving: Mapping[str, str]) -> Iterable[Bevinding]:
    prefix = f"ZICHT_{service.upper()}_"
    known = {name.upper() for name in type(settings).model_fields} | _VAN_ANDEREN
    for name in sorted(omgeving):
        rest = name.removeprefix(prefix)
        if name.startswith(prefix) and rest not in known and rest.removesuffix("_FILE") not in known:
            yield Bevinding("instellingen", f"{name} kennen we niet", "let op", "Een tikfout? Zij doet nu niets.")


def _files(service: Service, omgeving: Mapping[str, str]) -> Iterable[Bevinding]:
    prefix = f"ZICHT_{service.upper()}_"
    named = [Path(path) for name, path in omgeving.items() if name.startswith(prefix) and name.endswith("_FILE")]
    for path in named:
        if path.is_file() and _is_open(path):
            advies = f"Geef haar aan de gebruiker van de dienst, en: chmod o-rwx {path}"
            yield Bevinding("geheimen", f"{path.name} is door iedereen op deze machine te lezen", "fout", advies)


def _is_open(path: Path) -> bool:
    """Whether anybody may read it, and may come as far as where it is."""
    way = [parent.stat().st_mode & 0o001 for parent in path.absolute().parents]
    return bool(path.stat().st_mode & 0o004) and all(way)


def _unseen(settings: ServiceSettings) -> Iterable[Bevinding]:
    if settings.metrics_port is None:
        yield Bevinding("cijfers", "METRICS_PORT is niet gezet", "let op", "Zonder cijfers waarschuwt niemand u.")
    if settings.wisregister is None:
        advies = "Wat met opzet is gewist, komt terug als u een oudere back-up terugzet. Zie docs/beheer.md."
        yield Bevinding("back-up", "WISREGISTER is niet gezet", "let op", advies)
        return
    try:
        with TemporaryFile(dir=settings.wisregister):
            yield Bevinding("back-up", "het wisregister is te beschrijven")
    except OSError as fault:
        advies = "Wat nu wordt gewist, komt terug als u een back-up terugzet. Geef de dienst schrijfrecht, en ruimte."
        yield Bevinding("back-up", f"het wisregister is niet te beschrijven ({type(fault).__name__})", "fout", advies)
