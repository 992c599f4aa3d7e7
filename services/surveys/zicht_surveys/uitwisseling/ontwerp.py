"""What every reader makes of its file: a questionnaire in the file's own names and languages, not yet checked.

`bouwen.py` makes a definition of it. The readers know their format, and nothing of what Zicht can carry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from zicht_surveys.uitwisseling.schemas import Weggelaten

# A text by the file's own names of languages; '' where the file names none.
Ruw = Mapping[str, str]


class Vast(dict[str, str]):
    """A text of our own that fills a hole in the file: it says nothing about the languages of the file."""


Vorm = Literal["keuze", "meer", "matrix", "ja-nee", "open", "telefoon"]


@dataclass(frozen=True, slots=True)
class RuweKeuze:
    naam: str
    tekst: Ruw


@dataclass(frozen=True, slots=True)
class RuweVoorwaarde:
    """The answer to the question of this name is one of these. `precies`: and no other choice was made with it."""

    vraag: str
    waarden: tuple[str, ...]
    precies: bool = False


@dataclass(slots=True)
class RuweVraag:
    """`merk`: the kind, when the file itself says so in Zicht's words. All of `voorwaarden` must hold."""

    naam: str
    vorm: Vorm
    tekst: Ruw
    merk: str | None = None
    toelichting: Ruw = field(default_factory=dict)
    verplicht: bool = True
    keuzes: list[RuweKeuze] = field(default_factory=list)
    rijen: list[RuweKeuze] = field(default_factory=list)
    eindlabels: tuple[Ruw, Ruw] | None = None
    voorwaarden: list[RuweVoorwaarde] = field(default_factory=list)


@dataclass(slots=True)
class RuwePagina:
    titel: Ruw
    toelichting: Ruw = field(default_factory=dict)
    vragen: list[RuweVraag] = field(default_factory=list)


@dataclass(slots=True)
class Ontwerp:
    """`taal`: of the texts without a language, when the file says so."""

    code: str
    bron: str
    titel: Ruw = field(default_factory=dict)
    inleiding: Ruw = field(default_factory=dict)
    taal: str = ""
    variant: str = "standaard"
    versie: int = 1
    nagekeken: tuple[str, ...] = ()
    paginas: list[RuwePagina] = field(default_factory=list)
    weggelaten: list[Weggelaten] = field(default_factory=list)

    def leave_out(self, plaats: str, reden: str) -> None:
        self.weggelaten.append(Weggelaten(plaats=plaats, reden=reden))
