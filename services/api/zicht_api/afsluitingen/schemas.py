from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zicht_shared.schemas import Invoer, Schema, Tekst, Tijdstip


class Reden(Invoer):
    """Waarom een periode dicht gaat, of weer open."""

    reden: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] = Field(
        examples=["De verantwoording over dit jaar is vastgesteld."]
    )


class AfgeslotenPeriode(Schema):
    """Een periode waarin niets meer verandert. door: het nummer van de sleutel."""

    periode: str
    begin: date
    eind: date
    afgesloten_op: Tijdstip
    door: str
    reden: str


class Periodeovergang(Schema):
    """Een keer dat een periode dicht ging, of weer open."""

    gebeurtenis: Literal["afgesloten", "heropend"]
    tijdstip: Tijdstip
    door: str = Field(description="Het nummer van de sleutel waarmee dit is gedaan.")
    reden: str


class PeriodeStand(Schema):
    """Of een periode is afgesloten, en hoe dat zo kwam."""

    periode: str
    begin: date
    eind: date
    afgesloten: bool = Field(
        description="Of deze periode zelf is afgesloten. Is alleen een langere periode afgesloten waar zij in ligt, "
        "dan staat hier false, en verandert er toch niets."
    )
    geschiedenis: list[Periodeovergang] = Field(description="De oudste eerst.")
