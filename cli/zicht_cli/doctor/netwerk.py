"""The core, seen from surveys: whether it is there, what time it has, and whether it knows our keys."""

import json
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import text

from zicht_cli.doctor.bevinding import Bevinding
from zicht_cli.doctor.database import judge_clock
from zicht_shared.auth import Rol, credential_from
from zicht_shared.db import Database
from zicht_shared.errors import NietAangemeld

_SECONDEN: Final = 5
_CODES: Final = text("SELECT code FROM gemeenten ORDER BY code")


async def check_core(core_url: str, sleutels_file: Path, database: Database) -> list[Bevinding]:
    """Asks the core who each key is: at the core that counts as use of the key."""
    sleutels, found = _read(sleutels_file)
    async with httpx.AsyncClient(base_url=core_url, timeout=_SECONDEN) as core:
        try:
            answer = await core.get("/gezondheid/gereed")
        except httpx.HTTPError as fault:
            wat = f"niet bereikbaar ({type(fault).__name__})"
            return [*found, Bevinding("kern", wat, "fout", "Klopt CORE_URL, en draait de kern? Uitkomsten wachten.")]
        found += [_readiness(answer), *_clock(answer)]
        for gemeente, sleutel in sorted(sleutels.items()):
            found += await _ask(core, gemeente, sleutel)
    found += await _missing(database, set(sleutels))
    if not any(bevinding.ernst == "fout" for bevinding in found):
        found.append(Bevinding("kern", f"kent de sleutels van {len(sleutels)} gemeenten"))
    return found


def _read(path: Path) -> tuple[dict[str, str], list[Bevinding]]:
    advies = 'Zet er een JSON-object in: {"GM0627": "id.geheim"}.'
    try:
        sleutels: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(sleutel, str) for sleutel in sleutels.values()):
            return {}, [Bevinding("kern", "SLEUTELS_FILE heeft een andere vorm", "fout", advies)]
    except OSError as fault:
        return {}, [Bevinding("kern", f"SLEUTELS_FILE is niet te lezen ({type(fault).__name__})", "fout", advies)]
    except (ValueError, AttributeError):
        return {}, [Bevinding("kern", "SLEUTELS_FILE is geen JSON-object", "fout", advies)]
    return sleutels, []


def _readiness(answer: httpx.Response) -> Bevinding:
    if answer.status_code == httpx.codes.OK:
        return Bevinding("kern", "bereikbaar en gereed")
    return Bevinding(
        "kern", f"bereikbaar, niet gereed ({answer.status_code})", "fout", "Draai zicht doctor bij de kern."
    )


def _clock(answer: httpx.Response) -> list[Bevinding]:
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC).timestamp()
    except (KeyError, ValueError):
        return [Bevinding("klok", "van de kern", "niet te zien", "De kern noemt geen tijd.")]
    # Told in whole seconds.
    return [judge_clock("de kern", max(0.0, abs(time.time() - theirs) - 1))]


async def _ask(core: httpx.AsyncClient, gemeente: str, sleutel: str) -> list[Bevinding]:
    advies = f"zicht sleutel geef {gemeente} vragenlijsten 'Vragenlijsten', en zet haar in SLEUTELS_FILE."
    try:
        answer = await core.get("/v1/ik", headers=credential_from(sleutel, ".").as_header())
    except NietAangemeld:
        return [Bevinding("kern", f"de sleutel van {gemeente} heeft niet de vorm id.geheim", "fout", advies)]
    except httpx.HTTPError as fault:
        return [
            Bevinding("kern", f"antwoordt niet over {gemeente} ({type(fault).__name__})", "fout", "Probeer opnieuw.")
        ]
    if answer.status_code != httpx.codes.OK:
        return [Bevinding("kern", f"weigert de sleutel van {gemeente} ({answer.status_code})", "fout", advies)]
    ik = answer.json()
    if ik["gemeente"]["code"] != gemeente or ik["rol"] != Rol.vragenlijsten:
        return [
            Bevinding("kern", f"de sleutel van {gemeente} is van een ander, of heeft een andere rol", "fout", advies)
        ]
    return []


async def _missing(database: Database, known: set[str]) -> list[Bevinding]:
    try:
        async with database.transaction(None) as db:
            codes = set(await db.scalars(_CODES))
    except Exception:
        return [
            Bevinding("kern", "welke gemeenten een sleutel missen", "niet te zien", "De database is niet bereikbaar.")
        ]
    return [
        Bevinding("kern", f"{code} heeft geen sleutel in SLEUTELS_FILE", "fout", "Uitkomsten van die gemeente wachten.")
        for code in sorted(codes - known)
    ]
