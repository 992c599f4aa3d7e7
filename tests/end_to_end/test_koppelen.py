"""The guide for makers of registration systems does what it says: its examples are run, and give what stands there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from tests.end_to_end.gemeente import LopendeGemeente

_GIDS = Path(__file__).parents[2] / "docs" / "koppelen.md"
_BLOK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_UITVOER = {"json", "text"}
_IETS = "…"


class Voorbeeld(NamedTuple):
    """taal: sh, python or csharp. uitvoer: what it prints according to the guide, as taal and text; if it says so."""

    taal: str
    code: str
    uitvoer: tuple[str, str] | None


def voorbeelden() -> Iterator[Voorbeeld]:
    blokken = _BLOK.findall(_GIDS.read_text(encoding="utf-8"))
    for (taal, code), follows in zip(blokken, [*blokken[1:], ("", "")], strict=True):
        if taal not in _UITVOER:
            yield Voorbeeld(taal, code, follows if follows[0] in _UITVOER else None)


def differences(said: Any, seen: Any, where: str = "") -> list[str]:
    """Where an answer is not as the guide has it. `…` stands for anything, as a member for any other members."""
    if said == _IETS:
        return []
    if isinstance(said, dict) and isinstance(seen, dict):
        names = said.keys() - {_IETS}
        strange = names ^ seen.keys() if _IETS not in said else names - seen.keys()
        here = [f"{where}/{name}: maar een van beide" for name in sorted(strange)]
        return here + [
            fault for name in names & seen.keys() for fault in differences(said[name], seen[name], f"{where}/{name}")
        ]
    if isinstance(said, list) and isinstance(seen, list) and len(said) == len(seen):
        return [
            fault
            for nr, pair in enumerate(zip(said, seen, strict=True))
            for fault in differences(*pair, f"{where}/{nr}")
        ]
    if isinstance(said, str) and isinstance(seen, str) and re.fullmatch(re.escape(said).replace(_IETS, ".*"), seen):
        return []
    return [] if said == seen else [f"{where}: {said!r} in de gids, {seen!r} in het echt"]


def run(voorbeeld: Voorbeeld, folder: Path, environment: dict[str, str]) -> str:
    """What an example prints."""
    match voorbeeld.taal:
        case "sh":
            command = ["bash", "-euo", "pipefail", "-c", voorbeeld.code]
        case "python":
            command = [sys.executable, "-c", voorbeeld.code]
        case _:
            (folder / "aanleveren.cs").write_text(voorbeeld.code, encoding="utf-8")
            libraries = ["-r:System.Net.Http", "-r:System.Runtime.Serialization"]
            subprocess.run(
                ["mcs", "-langversion:latest", *libraries, "aanleveren.cs"], cwd=folder, check=True, timeout=60
            )
            command = ["mono", "aanleveren.exe"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, voorbeeld.code + done.stderr
    return done.stdout


def prepare(gemeente: LopendeGemeente) -> None:
    """What the guide says that the gemeente has arranged: tellingen of one maatstaf, and a delivery each month."""
    [aanbieder] = gemeente.beheer.get("/v1/aanbieders").json()["items"]
    url = f"/v1/aanbieders/{aanbieder.pop('id')}"
    etag = gemeente.beheer.get(url).headers["ETag"]
    changed = {name: value for name, value in aanbieder.items() if name != "code"}
    changed["tellingenVoor"] = ["telefonische-vragen"]
    assert gemeente.beheer.put(url, json=changed, headers={"If-Match": etag}).status_code == 200
    afspraak = {
        "aanbieder": "wegwijs",
        "soort": "contacten",
        "periodesoort": "maand",
        "termijn": 15,
        "vanaf": "2025-09",
    }
    answer = gemeente.beheer.post("/v1/leverafspraken", json=afspraak, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text


def test_the_guide_for_registration_systems_does_what_it_says(
    lopende_gemeente: LopendeGemeente, tmp_path: Path
) -> None:
    prepare(lopende_gemeente)
    sleutel = lopende_gemeente.aanbieder.headers["Authorization"].removeprefix("Bearer ").replace(".", ":", 1)
    environment = os.environ | {"API": str(lopende_gemeente.aanbieder.base_url), "AANBIEDER": sleutel}
    seen, faults = set(), []
    for voorbeeld in voorbeelden():
        if voorbeeld.taal == "csharp" and shutil.which("mcs") is None:
            continue
        seen.add(voorbeeld.taal)
        printed = run(voorbeeld, tmp_path, environment)
        match voorbeeld.uitvoer:
            case ("json", said):
                faults += differences(json.loads(said), json.loads(printed))
            case ("text", said):
                faults += differences(said, printed.replace("\r\n", "\n"))
    assert faults == []
    assert seen >= {"sh", "python"}
