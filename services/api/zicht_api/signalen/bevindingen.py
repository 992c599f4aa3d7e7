"""What a rule found: which figures stand out, over which period, by which rule. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from zicht_api.getallen import as_number
from zicht_api.waarden.onderdrukking import Waarde


class Signaalsoort(StrEnum):
    grens = "grens"
    verandering = "verandering"
    stilte = "stilte"
    overheersing = "overheersing"
    aanlevering = "aanlevering"
    uitschieter = "uitschieter"


@dataclass(frozen=True, slots=True)
class Bevinding:
    """One finding. plaats: the members of the breakdown that it is about, by dimension; empty: the whole gemeente.

    regel: in words what stands out, and by how much. methode: how that was judged. waarden: the figures that it rests
    on, as they were published. kenmerk: what else tells it from another finding of the same kind, place and period.
    """

    soort: Signaalsoort
    periode: str
    regel: str
    methode: str
    indicator: str | None = None
    plaats: Mapping[str, str] = field(default_factory=dict)
    waarden: tuple[Waarde, ...] = ()
    kenmerk: str = ""

    @property
    def sleutel(self) -> str:
        """The same for the same finding over the same period, however often it is found."""
        plaats = [f"{dimensie}={code}" for dimensie, code in sorted(self.plaats.items())]
        parts = [self.soort, self.periode, self.indicator or "", self.kenmerk, *plaats]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Waarneming:
    """All findings of one look. bekeken: over which kinds and periods: of those, what is not found is not there."""

    bevindingen: tuple[Bevinding, ...]
    bekeken: frozenset[tuple[Signaalsoort, str]]


def in_words(value: Decimal) -> str:
    """A published number as people write it here."""
    return str(as_number(value)).replace(".", ",")
