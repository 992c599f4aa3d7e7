"""What goes into a picture: published figures, and nothing else."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from zicht_api.waarden.meten import Reden
from zicht_api.waarden.onderdrukking import Waarde


@dataclass(frozen=True, slots=True)
class Beeldcijfer:
    """A figure, or why there is none. onder, boven: its 95 % interval, where it has one."""

    waarde: Decimal | None
    reden: Reden | None = None
    n: int | None = None
    onder: Decimal | None = None
    boven: Decimal | None = None
    voorlopig: bool = False

    @classmethod
    def of(cls, waarde: Waarde) -> Self:
        """As it was published: of a hidden one nothing is left but that it is hidden."""
        if waarde.waarde is None:
            return cls(None, waarde.reden or "geen-gegevens", voorlopig=waarde.voorlopig)
        onder, boven = (waarde.interval.onder, waarde.interval.boven) if waarde.interval else (None, None)
        return cls(waarde.waarde, None, waarde.n, onder, boven, waarde.voorlopig)


@dataclass(frozen=True, slots=True)
class Punt:
    """The figure of a period. streefwaarde: the target that holds for it."""

    periode: str
    cijfer: Beeldcijfer
    streefwaarde: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reeks:
    """A figure over periods that follow each other.

    telt: it counts something, so that its axis begins at 0.
    """

    titel: str
    eenheid: str
    punten: tuple[Punt, ...]
    nulmeting: Decimal | None = None
    telt: bool = True


@dataclass(frozen=True, slots=True)
class Staaf:
    naam: str
    cijfer: Beeldcijfer


@dataclass(frozen=True, slots=True)
class Groep:
    """A figure of several gebieden, doelgroepen and so on, in the order in which they are to stand.

    totaal: of all together; totaal_naam: what that is called.
    """

    titel: str
    eenheid: str
    periode: str
    staven: tuple[Staaf, ...]
    totaal: Beeldcijfer | None = None
    totaal_naam: str = "gemeente"
    streefwaarde: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Antwoord:
    """One answer of a question, or several together. aantal: how many people gave it."""

    tekst: str
    aantal: int


@dataclass(frozen=True, slots=True)
class Stelling:
    """What was answered to a question, from the lowest answer to the highest; no antwoorden: `reden` says why.

    kleuren: the place of each answer among the five colours of a scale, 0 (lowest) to 4.
    """

    tekst: str
    antwoorden: tuple[Antwoord, ...]
    kleuren: tuple[int, ...] = (0, 1, 2, 3, 4)
    reden: Reden | None = None

    @property
    def n(self) -> int:
        return sum(antwoord.aantal for antwoord in self.antwoorden)


@dataclass(frozen=True, slots=True)
class Npsverdeling:
    """How many would speak well of it (9-10), not be against it (7-8), and the others; with the score itself."""

    tekst: str
    promotors: int
    passief: int
    criticasters: int
    score: Beeldcijfer
