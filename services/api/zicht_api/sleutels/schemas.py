from uuid import UUID

from pydantic import Field, model_validator

from zicht_shared.auth import Doel, Rol
from zicht_shared.schemas import Code, Invoer, Naam, Schema, Tijdstip


class NieuweSleutel(Invoer):
    rol: Rol
    doel: Doel = Doel.leren
    omschrijving: Naam
    aanbieder: Code | None = Field(default=None, description="Code van de aanbieder; alleen bij de rol aanbieder.")
    verloopt_op: Tijdstip | None = None

    @model_validator(mode="after")
    def _aanbieder_bij_de_rol(self) -> "NieuweSleutel":
        if (self.rol is Rol.aanbieder) != (self.aanbieder is not None):
            raise ValueError("Een sleutel met de rol aanbieder hoort bij een aanbieder, een andere sleutel niet.")
        return self


class Sleutel(Schema):
    id: str
    rol: Rol
    doel: Doel
    omschrijving: str
    aanbieder: str | None
    aangemaakt_op: Tijdstip
    verloopt_op: Tijdstip | None
    ingetrokken_op: Tijdstip | None
    laatst_gebruikt_op: Tijdstip | None


class SleutelMetGeheim(Sleutel):
    geheim: str = Field(description="Wordt eenmalig getoond en nergens bewaard.")


class VanAanbieder(Schema):
    id: UUID
    code: str


class VanGemeente(Schema):
    code: str
    naam: str


class Ik(Schema):
    """Wie er met deze sleutel belt."""

    gemeente: VanGemeente
    rol: Rol
    doel: Doel
    aanbieder: VanAanbieder | None
