from typing import Literal
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Code, Geheel, Invoer, Schema, Tijdstip

Soort = Literal["kiosk", "poster"]


class NieuweOpenLink(Invoer):
    meting_id: UUID
    aanbieder: Code
    gebied: Code | None = Field(default=None, description="Alleen bij een meting per gebied.")
    variant: Code = Field(description="Welke variant van de vragenlijst: wie langskomt, heeft geen contactmomenten.")
    soort: Soort = Field(
        description="`kiosk`: een apparaat waarop velen antwoorden. `poster`: een QR-code die ieder zelf opent. "
        "Er zijn geen cookies: wie een poster vaker opent, kan vaker meedoen, en dat is niet te zien."
    )
    maximum: Geheel = Field(
        ge=1, le=5000, description="Hoe vaak er kan worden begonnen, en dus hoeveel antwoorden er ten hoogste komen."
    )
    per_uur: Geheel | None = Field(default=None, ge=1, le=5000, description="Hoe vaak per klokuur; zonder: geen grens.")
    verloopt_op: Tijdstip | None = Field(
        default=None,
        description="Tot wanneer er kan worden begonnen; zonder: tot het einde van de meting. "
        "Wie begonnen is, kan tot het einde van de meting verder.",
    )


class OpenLink(Schema):
    """Een open link. De link zelf is alleen te zien als hij wordt gemaakt."""

    id: UUID
    meting_id: UUID
    variant: str
    aanbieder: str
    gebied: str | None
    soort: Soort
    maximum: int
    per_uur: int | None
    uitgegeven: int = Field(description="Hoe vaak er is begonnen.")
    verloopt_op: Tijdstip
    ingetrokken_op: Tijdstip | None


class OpenLinkMetAdres(OpenLink):
    """De open link met haar adres. Dat is alleen nu te zien."""

    url: str
    qr: str = Field(description="Het adres als QR-code, in SVG.")
