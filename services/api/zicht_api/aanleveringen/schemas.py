from enum import StrEnum
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema, Tijdstip


class Soort(StrEnum):
    contacten = "contacten"
    tellingen = "tellingen"


class BijFouten(StrEnum):
    alles_of_niets = "alles-of-niets"
    goede_regels = "goede-regels"


class Status(StrEnum):
    verwerkt = "verwerkt"
    geweigerd = "geweigerd"
    droogloop = "droogloop"


class Aanleverfout(Schema):
    """Een fout in een regel; de waarde zelf wordt nooit herhaald."""

    regel: int = Field(description="Nummer van de gegevensregel; de eerste is 1, een kopregel telt niet mee.")
    pointer: str = Field(description="Het veld, als JSON-pointer binnen de regel.")
    code: str
    reden: str


class Aanlevering(Schema):
    """Ontvangstbewijs. Altijd geldt: ontvangen = nieuw + gewijzigd + ongewijzigd + verwijderd + afgekeurd."""

    id: UUID
    soort: Soort
    status: Status
    bij_fouten: BijFouten
    ontvangen_op: Tijdstip
    dataversie: int | None = Field(description="De dataversie die hiermee ontstond; leeg als er niets veranderde.")
    ontvangen: int
    nieuw: int
    gewijzigd: int
    ongewijzigd: int
    verwijderd: int
    afgekeurd: int = Field(description="Regels die niet zijn opgeslagen; bij geweigerd zijn dat alle regels.")
    regels_met_fouten: int


class Ontvangstbewijs(Aanlevering):
    fouten: list[Aanleverfout] = Field(description="De eerste duizend fouten, op regel.")
    alle_fouten: str = Field(description="Waar alle fouten staan, in pagina's of als CSV.")
