"""A table of published figures: what every format is written from."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

# In a column that is a dimension: not broken down by it, and what is not known by it (the codes of SDMX). No code of a
# gemeente can be one of these.
TOTAAL, ONBEKEND = "_T", "_U"

Soort = Literal["tekst", "getal", "geheel", "ja-nee"]


@dataclass(frozen=True, slots=True)
class Kolom:
    """naam: as in the header of a CSV; titel: what it is, for people."""

    naam: str
    soort: Soort
    titel: str


@dataclass(frozen=True, slots=True)
class Definitie:
    """What an indicator is: how it is worked out (rekenwijze), how certain it is (methode) and where it comes from."""

    code: str
    naam: str
    eenheid: str
    omschrijving: str
    rekenwijze: str
    methode: str
    bron: str
    richting: str
    streefwaarde: Decimal | None
    nulmeting: Decimal | None


@dataclass(frozen=True)
class Tabel:
    """dag: of the answer (peildatum); uitleg: sentences for who reads the figures.

    dimensies: name of a column -> code -> title, in order; with indicator and periode. rijen: batches of rows, with a
    value for each column: str, Decimal, int, bool or None. aantal: how many rows there are, where that is known.
    """

    titel: str
    dataversie: int
    dag: date
    drempel: int
    uitleg: tuple[str, ...]
    kolommen: tuple[Kolom, ...]
    dimensies: Mapping[str, Mapping[str, str]]
    definities: tuple[Definitie, ...]
    rijen: AsyncIterator[Sequence[tuple[object, ...]]]
    aantal: int | None = None
