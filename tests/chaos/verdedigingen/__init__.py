"""Defences, each with what it is without it, and the tests that then must fail (docs/bedreigingsmodel.md)."""

from typing import Final

from tests.chaos.verdedigingen import invoer, paginas, toegang, uitval
from tests.chaos.verdedigingen.soort import Verdediging

VERDEDIGINGEN: Final = (
    *paginas.VERDEDIGINGEN,
    *toegang.VERDEDIGINGEN,
    *invoer.VERDEDIGINGEN,
    *uitval.VERDEDIGINGEN,
)
__all__ = ["VERDEDIGINGEN", "Verdediging"]
