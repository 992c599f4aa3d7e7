"""What the guides in docs/bi tell to do with Python, done."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.bi.bron import Bron

_GIDSEN = Path(__file__).parents[3] / "docs" / "bi"
_TOEGIFT = """
import json
print(json.dumps({
    "maanden": per_maand.shape[1], "totalen": totalen.height, "verborgen": sum(row[1] for row in verborgen),
    "opnieuw": opnieuw.status_code, "ster": len(ster), "cbs": len(met_namen),
}))
"""


def run_guide(bron: Bron, name: str, folder: Path, more: str = "") -> str:
    """All its blocks of Python, one after the other, as a reader would; what they printed."""
    blocks = re.findall(r"```python\n(.*?)```", (_GIDSEN / name).read_text(), re.DOTALL)
    id_, geheim = bron.login
    environment = {**os.environ, "ZICHT": bron.adres, "ZICHT_ID": id_, "ZICHT_GEHEIM": geheim}
    command = [sys.executable, "-c", "\n".join([*blocks, more])]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guide_for_python_does_what_it_says(bron: Bron, tmp_path: Path) -> None:
    seen = json.loads(run_guide(bron, "python.md", tmp_path, _TOEGIFT).splitlines()[-1])
    assert seen["maanden"] == 12
    assert seen["totalen"] == 12 * len(bron.indicatoren)
    assert seen["verborgen"] > 0
    assert seen["opnieuw"] == 304
    jaren = bron.get("/Observations/$count?$filter=Periodesoort eq 'jaar'").text
    assert seen["cbs"] == int(jaren)
    assert 0 < seen["ster"] < int(jaren)


def test_the_guide_for_swing_makes_a_file_with_the_columns_that_its_manual_names(bron: Bron, tmp_path: Path) -> None:
    run_guide(bron, "swing.md", tmp_path)
    kop, *rijen = openpyxl.load_workbook(tmp_path / "swing.xlsx")["Data"].iter_rows(values_only=True)
    assert kop[:3] == ("PERIOD", "GEOLEVEL", "GEOITEM")
    assert kop[3:] == tuple(sorted(code.replace("-", "_") for code in bron.indicatoren))
    assert {rij[2] for rij in rijen} == {"0101", "0102", "02"}
    assert {(rij[0], rij[1]) for rij in rijen} == {("2025", "wijk")}


@pytest.mark.parametrize("path", sorted(_GIDSEN.glob("*.md")), ids=lambda path: path.name)
def test_a_guide_says_whether_it_was_tried(path: Path) -> None:
    assert re.search(r"geprobeerd", path.read_text(), re.IGNORECASE)
