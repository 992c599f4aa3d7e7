from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from zicht_shared.schemas import Invoer, Schema, Tijdstip
from zicht_surveys.vragenlijsten.schemas import Code


def _concept_or_number(value: Any) -> Any:
    # Of a choice between two kinds pydantic would name a fault for each.
    if value == "concept" or (type(value) is int and 1 <= value < 2**31):
        return value
    raise PydanticCustomError("literal_error", "neither the draft nor a version")


class NieuwVoorbeeld(Invoer):
    van: Annotated[Literal["concept"] | int, BeforeValidator(_concept_or_number)] = Field(
        description="'concept', of het nummer van een gepubliceerde versie.", examples=["concept", 1]
    )
    variant: Code


class Voorbeeld(Schema):
    url: str = Field(
        description="Wie deze link heeft kan de pagina's bekijken. Wat daar wordt ingevuld blijft nergens."
    )
    geldig_tot: Tijdstip
