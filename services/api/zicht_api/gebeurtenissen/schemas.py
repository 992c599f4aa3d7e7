from uuid import UUID

from pydantic import Field

from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_shared.pagination import Pagina
from zicht_shared.schemas import Schema, Tijdstip

Gegeven = str | int | bool | None


class Gebeurtenis(Schema):
    """Er is iets gebeurd. Wat precies, staat op het adres in `pad`."""

    id: UUID = Field(description="Van deze gebeurtenis; bij een webhook de header `webhook-id`.")
    soort: Gebeurtenissoort
    tijdstip: Tijdstip
    onderwerp: str = Field(description="Waarmee het gebeurde: het id of de code daarvan.")
    pad: str = Field(description="Waar dat staat.")
    indicator: str | None = Field(description="De indicator waar het over gaat, als het er een is.")
    aanbieder: str | None = Field(description="De aanbieder waar het over gaat, als het er een is.")
    gegevens: dict[str, Gegeven] = Field(description="Wat er bij deze soort meer te zeggen is.")


class Gebeurtenispagina(Pagina[Gebeurtenis]):
    verder: str = Field(description="Waar u later verder leest, ook als er nu niet meer is.")
