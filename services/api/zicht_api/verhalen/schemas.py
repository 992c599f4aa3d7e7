from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.perioden import Periode, PeriodeCode, PeriodeSoort
from zicht_shared.schemas import Code, Datum, Invoer, JaNee, Schema, Tekst
from zicht_shared.screening import Soort

MAX_DELEN = 20
# Of a whole story. More is a transcript, in which people are recognised.
MAX_TEKENS = 40_000


class Herkomst(StrEnum):
    dialooggesprek = "dialooggesprek"
    klantreis = "klantreis"
    open_antwoord = "open-antwoord"


class Gebruik(StrEnum):
    """What a story may be used for beyond learning within the gemeente itself."""

    duiding = "duiding"
    aanbieder = "aanbieder"
    openbaar = "openbaar"


class Verhaalstatus(StrEnum):
    concept = "concept"
    vrijgegeven = "vrijgegeven"


Onderwerp = Literal[
    "eerste-contact",
    "informatie-en-advies",
    "opbrengst",
    "bejegening",
    "communicatie-en-informatie",
    "expertise",
]
Wijze = Literal["mondeling", "schriftelijk", "vragenlijst"]


def _is_lang_genoeg(periode: str) -> str:
    if Periode.parse(periode).soort is PeriodeSoort.week:
        raise ValueError("Een verhaal is van een maand, een kwartaal of een jaar: een week zegt te veel.")
    return periode


# Where a story was typed or pasted there often is a line end behind it.
Verhaaltekst = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Regel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Thema = Annotated[Tekst, StringConstraints(max_length=64, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Verhaalperiode = Annotated[PeriodeCode, AfterValidator(_is_lang_genoeg)]


class Verhaaldeel(Invoer):
    """Een deel van een verhaal. Namen, adressen, nummers en andere kenmerken van personen worden vervangen."""

    onderwerp: Onderwerp | None = Field(
        default=None,
        description="Bij een dialooggesprek eerste-contact, informatie-en-advies of opbrengst; bij een klantreis "
        "bejegening, communicatie-en-informatie of expertise; bij een open antwoord leeg.",
    )
    stap: Annotated[Regel, StringConstraints(max_length=100)] | None = Field(
        default=None, description="Alleen bij een klantreis: de stap van de reis.", examples=["aanmelden"]
    )
    tekst: Verhaaltekst


class Knoopverwijzing(Invoer):
    doelenboom: Code
    knoop: Code


class Toestemming(Invoer):
    """Waarvoor de inwoner toestemming gaf, hoe, en tot wanneer. De gemeente mag er altijd zelf van leren."""

    waarvoor: list[Gebruik] = Field(
        max_length=len(Gebruik),
        description="duiding: in een duidingssessie; aanbieder: de aanbieder waar het over gaat, mag het lezen; "
        "openbaar: iedereen mag het lezen, ook wie verantwoording afneemt.",
    )
    wijze: Wijze
    gegeven_op: Datum
    tot: Datum = Field(description="De laatste dag waarop het verhaal er mag zijn. Daarna wordt het verwijderd.")


class VerhaalGegevens(Invoer):
    """Een ervaringsverhaal, zonder naam en met toestemming.

    Elke tekst wordt gescreend voordat iemand haar kan lezen, en alleen zo bewaard.
    """

    herkomst: Herkomst
    meting: UUID | None = Field(default=None, description="Bij een open antwoord: de meting waar het in stond.")
    titel: Regel | None = None
    delen: list[Verhaaldeel] = Field(min_length=1, max_length=MAX_DELEN)
    citaat: Annotated[Regel, StringConstraints(max_length=500)] | None = Field(
        default=None, description="Een passage om aan te halen, zoals zij in een van de delen staat."
    )
    themas: list[Thema] = Field(default_factory=list, max_length=20, examples=[["wachttijd"]])
    knopen: list[Knoopverwijzing] = Field(default_factory=list, max_length=20)
    indicatoren: list[Code] = Field(default_factory=list, max_length=20)
    aanbieder: Code | None = None
    gebied: Code | None = None
    doelgroep: Code | None = None
    periode: Verhaalperiode = Field(
        description="De maand, het kwartaal of het jaar waar het verhaal over gaat.", examples=["2026-K1"]
    )
    toestemming: Toestemming


class GescreendDeel(Schema):
    """Een deel van een verhaal: wat iemand kan herkennen, is vervangen door ⟨naam⟩, ⟨adres⟩ enzovoort."""

    onderwerp: Onderwerp | None
    stap: str | None
    tekst: str


class Inhoud(Schema):
    """The texts of a story, screened, as they are sealed."""

    titel: str | None
    citaat: str | None
    delen: list[GescreendDeel]


class Gemaskeerd(Schema):
    """Waar in de invoer iets is vervangen, en wat."""

    pointer: str
    soorten: list[Soort]


class Verhaalontvangst(Schema):
    """Hoe ver het verhaal is. Zonder tekst: dit antwoord kan worden bewaard."""

    id: UUID
    versie: int
    status: Verhaalstatus


class VerhaalIngevoerd(Verhaalontvangst):
    gemaskeerd: list[Gemaskeerd] = Field(
        description="Namen worden herkend aan hoe zij zijn geschreven: er kan een naam zijn blijven staan."
    )


class KnoopBijVerhaal(Schema):
    doelenboom: str
    knoop: str
    naam: str | None = Field(description="Zoals de knoop het laatst heette.")
    verwijderd: JaNee


class IndicatorBijVerhaal(Schema):
    code: str
    naam: str
    verwijderd: JaNee


class ToestemmingBijVerhaal(Schema):
    waarvoor: list[Gebruik]
    tot: date
    wijze: Wijze | None = Field(description="Alleen voor wie verhalen invoert.")
    gegeven_op: date | None = Field(description="Alleen voor wie verhalen invoert.")


class Verhaal(Schema):
    """Een ervaringsverhaal, zoals u het nu mag lezen. Bewaar het niet: de toestemming kan worden ingetrokken."""

    id: UUID
    versie: int
    status: Verhaalstatus = Field(
        description="concept: nog niemand heeft nagelezen of er iemand in te herkennen is; alleen wie verhalen "
        "invoert, ziet het."
    )
    herkomst: Herkomst
    meting: UUID | None = Field(description="Alleen voor wie verhalen invoert.")
    titel: str | None
    delen: list[GescreendDeel]
    citaat: str | None
    themas: list[str]
    knopen: list[KnoopBijVerhaal]
    indicatoren: list[IndicatorBijVerhaal] = Field(description="Die uw sleutel mag zien.")
    aanbieder: str | None = Field(description="Leeg voor een sleutel om te verantwoorden.")
    gebied: str | None
    doelgroep: str | None
    periode: str
    toestemming: ToestemmingBijVerhaal


class Verhaalthema(Schema):
    thema: str
    verhalen: int = Field(description="Bij hoeveel verhalen die uw sleutel mag lezen, dit thema staat.")


@dataclass(frozen=True)
class VerhaalVraag:
    """Which stories; None: all of them. begin, eind: the period of the story lies within these days."""

    status: Verhaalstatus | None = None
    herkomst: Herkomst | None = None
    thema: str | None = None
    indicator: str | None = None
    doelenboom: str | None = None
    knoop: str | None = None
    aanbieder: str | None = None
    gebied: str | None = None
    doelgroep: str | None = None
    begin: date | None = None
    eind: date | None = None


@dataclass(frozen=True)
class LeesbaarVerhaal:
    """A story that may be used now: not to be kept. delen, citaat, titel: screened."""

    id: UUID
    herkomst: Herkomst
    titel: str | None
    citaat: str | None
    delen: list[GescreendDeel]
    themas: list[str]
    aanbieder: str | None
    periode: str
