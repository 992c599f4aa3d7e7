"""What goes over the wire about making, reviewing and publishing questionnaires."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from zicht_shared.schemas import Invoer, Schema, Tekst, Tijdstip
from zicht_surveys.vragenlijsten.schemas import Code, Inhoud, Taal

# Words that stand in the place of a code in paths of this service.
GERESERVEERD = frozenset({"invoer", "schema"})


class Staat(StrEnum):
    """How far a draft is."""

    concept = "concept"
    ter_review = "ter-review"
    afgewezen = "afgewezen"
    gepubliceerd = "gepubliceerd"


class VragenlijstOverzicht(Schema):
    """Een vragenlijst in het overzicht."""

    code: str
    herkomst: Literal["bibliotheek", "eigen"]
    versie: int | None = Field(description="De nieuwste gepubliceerde versie; null als er nog geen is.")
    titel: dict[Taal, str]
    talen: list[Taal] = Field(description="De talen die alle varianten hebben.")
    nagekeken: list[Taal] = Field(
        description="De talen waarvan een mens de teksten heeft nagekeken; de andere vertalingen zijn van een machine."
    )
    varianten: list[str]
    concept: Staat | None = Field(
        description="Hoe ver het concept is waaraan wordt gewerkt; null als daar niet aan wordt gewerkt."
    )


class NieuweVragenlijst(Invoer):
    code: Code = Field(description="Onder deze code is de vragenlijst altijd te vinden. Zij verandert niet meer.")
    vanuit: Code | None = Field(
        default=None,
        description="Code van de vragenlijst, uit de bibliotheek of van uzelf, om mee te beginnen. Zonder: leeg.",
    )


class Gebrek(Schema):
    """Wat er nog moet gebeuren voordat de vragenlijst kan worden aangeboden."""

    pointer: str = Field(description="Waar in het concept (JSON Pointer).")
    code: str
    reason: str


class Concept(Schema):
    """Een vragenlijst waaraan wordt gewerkt."""

    code: str
    staat: Staat = Field(
        description="Bij 'gepubliceerd' is er geen concept: dit is de nieuwste versie; wie haar wijzigt begint er een."
    )
    gepubliceerde_versie: int | None = Field(description="De nieuwste gepubliceerde versie.")
    reden: str | None = Field(description="Waarom het concept is afgewezen.")
    schrijvers: list[str] = Field(
        description="De sleutels waarmee sinds de laatste publicatie aan het concept is geschreven: "
        "met die sleutels kan het niet worden goedgekeurd."
    )
    gewijzigd_op: Tijdstip
    varianten: list[Inhoud]
    gebreken: list[Gebrek]


class Afwijzing(Invoer):
    reden: Annotated[Tekst, Field(min_length=1, max_length=2000)]


class Versie(Schema):
    """Een gepubliceerde versie; zij verandert nooit meer."""

    versie: int
    gepubliceerd_op: Tijdstip | None = Field(description="Null bij een vragenlijst uit de bibliotheek.")
    schrijvers: list[str] = Field(description="De sleutels waarmee de versie is geschreven.")
    goedgekeurd_door: str | None = Field(description="De sleutel waarmee de versie is goedgekeurd.")
