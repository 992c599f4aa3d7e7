"""What a defence is, for `tests.chaos.mutanten`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdediging:
    """tegen: what it is there for. van: a text that stands once in bestand; naar: what stands there without it.

    toetsen: as pytest is asked for them, from tests/.
    """

    tegen: str
    bestand: str
    van: str
    naar: str
    toetsen: tuple[str, ...]
