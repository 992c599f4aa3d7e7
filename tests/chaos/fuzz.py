"""Everything that reads what others wrote, under atheris: `python -m tests.chaos.fuzz SECONDS`, for each of them.

Each runs in a process of its own, instrumented, from the seeds of tests/vijandig/lezers.py. A finding is what is no
fault of the sender's: another exception, a second for one text, or memory without bound. atheris is there for CPython
below 3.14 on Linux.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).parents[2]
# A text of 64 kB is more than nearly all of them take.
_LONGEST: Final = 65_536
_SECONDS_FOR_ONE: Final = 5
_MEGABYTES: Final = 1_500


@dataclass(frozen=True)
class Uitslag:
    """Of one reader. gezien: how many ways through the code were found. fouten: what was sent, and what came of it."""

    lezer: str
    keer: int
    gezien: int
    fouten: Sequence[str]


def fuzz(lezer: str, seconds: int) -> Uitslag:
    """Run one reader for so long in a process of its own; stops at the first finding."""
    with tempfile.TemporaryDirectory(prefix="zicht-fuzz-") as folder:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.chaos.fuzz", "--lezer", lezer, str(seconds), folder],
            cwd=ROOT,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=seconds + 300,
        )
        said = ran.stdout + ran.stderr
        crashes = [path.read_bytes() for path in Path(folder).glob("*-*") if path.name.split("-")[0] in _FINDINGS]
    fouten = [f"{crash[:200]!r}" for crash in crashes]
    if ran.returncode and not fouten:
        fouten = ["it did not run"]
    if fouten:
        fouten.append(said[said.find("=== Uncaught Python exception") :][:3000])
    keer = re.findall(r"stat::number_of_executed_units: (\d+)", said) or re.findall(r"#(\d+)", said)
    gezien = re.findall(r"cov: (\d+)", said)
    return Uitslag(lezer, int(keer[-1]) if keer else 0, int(gezien[-1]) if gezien else 0, fouten)


_FINDINGS: Final = ("crash", "timeout", "oom", "leak", "slow")


def _be_fuzzed(lezer: str, seconds: int, folder: str) -> None:
    """In the process of one reader: never returns."""
    import atheris

    with atheris.instrument_imports(include=["zicht_api", "zicht_surveys", "zicht_shared", "odata_query"]):
        from tests.vijandig.lezers import ZAAD, read
    corpus = Path(folder) / "corpus"
    corpus.mkdir()
    for nr, seed in enumerate(ZAAD.get(lezer, [])):
        (corpus / str(nr)).write_bytes(seed)
    # What is imported at first use must not count as slow.
    read(lezer, b"type,name,label")
    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={seconds}",
            f"-max_len={_LONGEST}",
            f"-timeout={_SECONDS_FOR_ONE}",
            f"-rss_limit_mb={_MEGABYTES}",
            f"-artifact_prefix={folder}/",
            "-print_final_stats=1",
            "-seed=1",
            str(corpus),
        ],
        lambda data: read(lezer, data),
    )
    atheris.Fuzz()


def main(seconds: int) -> int:
    """Every reader in turn, with a table of what was done and found; 1 when anything was."""
    from tests.vijandig.lezers import LEZERS

    table = Table("lezer", "keer", "wegen", "gevonden", title=f"{seconds} s per lezer")
    console = Console()
    found: list[Uitslag] = []
    for lezer in LEZERS:
        uitslag = fuzz(lezer, seconds)
        found += [uitslag] if uitslag.fouten else []
        table.add_row(lezer, f"{uitslag.keer:,}", str(uitslag.gezien), str(len(uitslag.fouten) and 1))
    console.print(table)
    for uitslag in found:
        console.print(f"[bold]{uitslag.lezer}[/bold]", *uitslag.fouten, sep="\n", markup=False)
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lezer"]:
        _be_fuzzed(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
