from pydantic import Field

from zicht_shared.schemas import Code, Invoer, Naam, Schema, Tekst


class NieuweMaatstaf(Invoer):
    """Een maatstaf van de gemeente zelf; die kan alleen als telling worden aangeleverd."""

    code: Code
    naam: Naam
    eenheid: Tekst = Field(min_length=1, max_length=32, description="Bijvoorbeeld uren of klachten.")


class Maatstaf(Schema):
    code: str
    naam: str
    eenheid: str
    berekening: str | None = Field(
        description="Hoe de maatstaf uit contacten volgt; leeg wanneer die alleen als telling bestaat."
    )
