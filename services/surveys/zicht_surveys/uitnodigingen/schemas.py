from typing import Literal
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Code, Geheel, Invoer, Schema, Tijdstip


class NieuweUitnodiging(Invoer):
    contactmomenten: Geheel = Field(
        ge=0, le=1000, description="Hoeveel contacten deze inwoner had; bepaalt de variant en wordt niet bewaard."
    )
    aanbieder: Code
    gebied: Code | None = Field(default=None, description="Alleen bij een meting per gebied.")


class NieuweUitnodigingen(Invoer):
    meting_id: UUID
    verloopt_op: Tijdstip | None = Field(
        default=None, description="Tot wanneer de links werken; zonder: tot het einde van de meting."
    )
    qr: Literal["svg", "geen"] = Field(
        default="svg",
        description="Of het antwoord bij elke link een QR-code als SVG geeft (per link ruim 2 kB).",
    )
    uitnodigingen: list[NieuweUitnodiging] = Field(min_length=1, max_length=10_000)


class Link(Schema):
    """Een uitnodiging met haar link. De link is alleen nu te zien."""

    id: UUID
    url: str
    qr: str | None = Field(description="De link als QR-code, in SVG.")
    variant: str
    aanbieder: str


class Links(Schema):
    """De gemaakte uitnodigingen, in de volgorde van het verzoek."""

    items: list[Link]


class Uitnodiging(Schema):
    """Een uitnodiging. Of zij is gebruikt, is nergens te zien."""

    id: UUID
    meting_id: UUID
    variant: str
    aanbieder: str
    gebied: str | None
    verloopt_op: Tijdstip
    ingetrokken_op: Tijdstip | None
