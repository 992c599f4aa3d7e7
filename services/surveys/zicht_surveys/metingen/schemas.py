from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_shared.schemas import Code, Datum, Geheel, Invoer, JaNee, Naam, Schema, Tijdstip


def _existing_week(periode: str) -> str:
    year, _, part = periode.partition("-")
    if part.startswith("W"):
        try:
            date.fromisocalendar(int(year), int(part[1:]), 1)
        except ValueError:
            raise ValueError("Dit jaar heeft deze week niet.") from None
    return periode


Periode = Annotated[
    str,
    StringConstraints(pattern=r"^[12]\d{3}(-(K[1-4]|0[1-9]|1[0-2]|W0[1-9]|W[1-4]\d|W5[0-3]))?$"),
    AfterValidator(_existing_week),
    Field(description="Jaar, kwartaal, maand of week.", examples=["2026", "2026-K1", "2026-03", "2026-W10"]),
]


class MetingGegevens(Invoer):
    """Wat aan een meting te wijzigen is."""

    naam: Naam
    eindigt_op: Datum = Field(description="De laatste dag waarop inwoners kunnen antwoorden. Daarna sluit de meting.")
    aanbieders: list[Code] = Field(
        min_length=1, max_length=500, description="Codes van de aanbieders waarvan cliënten worden gevraagd."
    )
    vervolg: JaNee = Field(
        default=False,
        description="Of na de laatste dag vanzelf de volgende meting klaarstaat: dezelfde vragenlijst (in de versie "
        "van dat moment), de volgende periode. Zo wordt het een reeks, tot u dit uitzet of een meting zelf sluit.",
    )


class NieuweMeting(MetingGegevens):
    vragenlijst: Code = Field(description="Code van de vragenlijst; zie /vragenlijsten.")
    periode: Periode
    begint_op: Datum
    kort_tot_en_met: Geheel = Field(
        default=3, ge=0, le=1000, description="Tot en met dit aantal contactmomenten krijgt iemand de korte variant."
    )
    per_gebied: JaNee = Field(default=False, description="Of uitkomsten ook per gebied worden geteld.")
    drempel: Geheel = Field(
        default=5,
        ge=5,
        le=1000,
        description="Antwoorden komen pas vrij als er van een groep (aanbieder, variant) minstens zoveel zijn.",
    )


class Meting(Schema):
    id: UUID
    naam: str
    vragenlijst: str
    vragenlijst_versie: int
    periode: str
    begint_op: date
    eindigt_op: date
    aanbieders: list[str]
    kort_tot_en_met: int
    per_gebied: bool
    drempel: int
    vervolg: bool
    vorige_id: UUID | None = Field(description="De meting waarop deze in een reeks vanzelf volgde.")
    aangemaakt_op: Tijdstip
    gesloten_op: Tijdstip | None = Field(
        description="Vanaf dan kan niemand meer antwoorden. Wat nog in de stembus zit komt samengevoegd vrij, "
        "of niet als het minder is dan de drempel."
    )
