from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema


class Groep(Schema):
    """De respons van een groep."""

    variant: str
    aanbieder: str | None = Field(
        description="Leeg voor het totaal van de variant, en voor antwoorden die bij sluiting zijn samengevoegd."
    )
    uitgenodigd: int = Field(description="Links die niet zijn ingetrokken, en links die een open link uitgaf.")
    ingetrokken: int
    verlopen: int = Field(description="Hoeveel van de uitnodigingen niet meer gelden omdat hun tijd om is.")
    geantwoord: int | None = Field(description="Vrijgegeven antwoorden.")
    responspercentage: Decimal | None
    onderdrukt: bool = Field(
        description="Of `geantwoord` niet wordt getoond, omdat anders blijkt dat van een groep bijna niemand of "
        "bijna iedereen antwoordde."
    )


class Respons(Schema):
    """Hoeveel inwoners antwoordden, nooit wie.

    Antwoorden tellen mee zodra ze zijn vrijgegeven, in groepen van minstens de drempel.
    """

    meting_id: UUID
    drempel: int
    varianten: list[Groep] = Field(description="Per variant, over alle aanbieders.")
    groepen: list[Groep] = Field(description="Per variant en aanbieder.")
    mail: dict[Literal["wacht", "verzonden", "geweigerd", "vervallen"], int] = Field(
        description="Wat er werd van de uitnodigingen per e-mail."
    )
