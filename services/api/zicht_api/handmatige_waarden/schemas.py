from typing import Annotated

from pydantic import Field, StringConstraints

from zicht_api.getallen import Decimaal
from zicht_api.indicatoren.schemas import Bedrag
from zicht_shared.schemas import Invoer, Schema, Tekst


class HandmatigeWaardeGegevens(Invoer):
    """Een cijfer dat de gemeente zelf invult, met waar het vandaan komt."""

    waarde: Bedrag
    toelichting: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] = Field(
        description="Waar het cijfer vandaan komt, voor wie het later naloopt.", examples=["Jaarrekening 2025, blz. 12"]
    )


class HandmatigeWaarde(Schema):
    indicator: str
    periode: str
    waarde: Decimaal
    toelichting: str
