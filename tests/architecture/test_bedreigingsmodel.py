"""docs/bedreigingsmodel.md claims nothing that no test shows."""

import re
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_NAMED: Final = re.compile(r"`([\w/]+(?:\.py|/))`")


def _rows() -> list[list[str]]:
    """Every row that names a threat: who, property, defence, test."""
    lines = (_ROOT / "docs/bedreigingsmodel.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if len(row) == 4 and row[3] != "toets" and not row[0].startswith("-")]


def test_every_threat_has_a_test_that_exists_or_is_said_not_to_be_warded_off() -> None:
    rows = _rows()
    assert len(rows) > 100
    for who, property_, _, toets in rows:
        named = _NAMED.findall(toets)
        assert named or "**" in property_, f"{who}: no test, and the property does not say so in bold"
        missing = [path for path in named if not (_ROOT / "tests" / path).exists()]
        assert missing == [], who
