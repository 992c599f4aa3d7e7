"""Every defence taken away in turn: `python -m tests.chaos.mutanten [PART OF A NAME …]`. A test must then fail.

What is listed in verdedigingen is taken out of a copy of the sources, never out of these; its tests pass before.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from tests.chaos.verdedigingen import VERDEDIGINGEN, Verdediging

_ROOT: Final = Path(__file__).parents[2]
_SOURCES: Final = ("services/api", "services/surveys", "shared", "cli")
_AT_ONCE: Final = 2
_SECONDS: Final = 1_800
# pytest: tests were run, and some failed.
_FAILED: Final = 1


def _copy(folder: Path) -> Path:
    """All that git knows or would take, in a folder of its own."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=_ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        source, target = _ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def _pytest(folder: Path, toetsen: Sequence[str], workers: int = 0) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(folder / source) for source in (*_SOURCES, ""))
    options = ("-x", "-q", f"-n{workers}", "-p", "no:cacheprovider", "--show-capture=no", "--tb=line")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *(f"tests/{toets}" for toets in toetsen)],
        cwd=folder, env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=_SECONDS,
    )  # fmt: skip


def _without(verdediging: Verdediging, folder: Path) -> str:
    """The tests without this defence: what failed, or nothing when none did."""
    bestand = folder / verdediging.bestand
    heel = bestand.read_text(encoding="utf-8")
    bestand.write_text(heel.replace(verdediging.van, verdediging.naar), encoding="utf-8")
    try:
        run = _pytest(folder, verdediging.toetsen)
    finally:
        bestand.write_text(heel, encoding="utf-8")
    failed = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" - ")[0] if run.returncode == _FAILED and failed else ""


def main(parts: Sequence[str]) -> int:
    chosen = [verdediging for verdediging in VERDEDIGINGEN if any(part in verdediging.tegen for part in parts)]
    console = Console(width=150)
    table = Table("zonder wat beschermt tegen", "faalt")
    missed = 0
    with tempfile.TemporaryDirectory(prefix="zicht-mutanten-") as place:
        folders = [_copy(Path(place) / str(nr)) for nr in range(_AT_ONCE)]
        toetsen = sorted({toets for verdediging in chosen for toets in verdediging.toetsen})
        whole = _pytest(folders[0], toetsen, _AT_ONCE)
        if whole.returncode:
            console.print(whole.stdout[-3000:], "these fail with every defence in place", markup=False)
            return 1
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            runs = [pool.submit(_half, chosen[nr::_AT_ONCE], folder, console) for nr, folder in enumerate(folders)]
            for verdediging, failed in [found for run in runs for found in run.result()]:
                table.add_row(verdediging.tegen, failed or "[red]NIETS[/]")
                missed += not failed
    console.print(table, f"{len(chosen)} verdedigingen, {missed} niet getoetst")
    return min(missed, 1)


def _half(chosen: Sequence[Verdediging], folder: Path, console: Console) -> list[tuple[Verdediging, str]]:
    found = []
    for verdediging in chosen:
        found.append((verdediging, _without(verdediging, folder)))
        console.print(found[-1][1] or "NIETS", verdediging.tegen, markup=False, highlight=False)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [""]))
