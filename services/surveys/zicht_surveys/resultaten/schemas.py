from typing import Literal
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema


class Uitslag(Schema):
    """Wat er op een vraag is geantwoord."""

    variant: str
    vraag: str
    aanbieder: str | None = Field(
        description="Leeg zonder `per=aanbieder`, en bij antwoorden die bij sluiting zijn samengevoegd."
    )
    n: int | None = Field(description="Hoeveel inwoners deze vraag beantwoordden.")
    antwoorden: dict[str, int] | None = Field(description="Hoe vaak elk antwoord is gegeven.")
    onderdrukt: Literal["minder-dan-drempel", "af-te-leiden"] | None = Field(
        description="Waarom n en antwoorden er niet staan; `af-te-leiden`: anders volgt hieruit een te kleine groep."
    )


class Resultaten(Schema):
    """De vrijgegeven antwoorden van een meting, geteld.

    Antwoorden komen vrij in groepen van minstens de drempel. Wat daar onder blijft telt hier nergens mee.
    """

    meting_id: UUID
    versie: int = Field(description="Stijgt met elke vrijgave.")
    drempel: int
    uitgenodigd: int = Field(description="Uitnodigingen die niet zijn ingetrokken.")
    ontvangen: dict[str, int] = Field(description="Vrijgegeven antwoorden per variant.")
    uitslagen: list[Uitslag]
