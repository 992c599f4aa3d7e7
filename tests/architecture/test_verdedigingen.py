"""Every defence that `tests.chaos.mutanten` takes away stands where it is said to stand, and has tests."""

from pathlib import Path
from typing import Final

import pytest

from tests.chaos.verdedigingen import VERDEDIGINGEN, Verdediging

_ROOT: Final = Path(__file__).parents[2]


@pytest.mark.parametrize("verdediging", VERDEDIGINGEN, ids=lambda verdediging: verdediging.tegen)
def test_a_defence_can_be_taken_away(verdediging: Verdediging) -> None:
    assert (_ROOT / verdediging.bestand).read_text(encoding="utf-8").count(verdediging.van) == 1
    assert all((_ROOT / "tests" / toets).exists() for toets in verdediging.toetsen)
