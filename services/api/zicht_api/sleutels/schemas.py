from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from zicht_shared.auth import Doel, Rol, Scope
from zicht_shared.schemas import Code, Invoer, Naam, Schema, Tijdstip
from zicht_shared.scopes import SCOPES_VAN

# `toegang` has who is not narrowed at all.
Beperking = Literal[Scope.lezen, Scope.aanleveren, Scope.uitnodigen, Scope.wijzigen]


def check_beperking(rol: Rol, scopes: list[Beperking] | None) -> None:
    """Raises ValueError for what the role could not do anyway, and for what stands there twice."""
    if scopes is not None and (len(set(scopes)) < len(scopes) or not SCOPES_VAN[rol].issuperset(scopes)):
        mag = ", ".join(sorted(SCOPES_VAN[rol] - {Scope.toegang}))
        raise ValueError(f"Een {rol} is te beperken tot een of meer van: {mag}. Noem elk een keer.")


class NieuweSleutel(Invoer):
    rol: Rol
    doel: Doel = Doel.leren
    omschrijving: Naam
    aanbieder: Code | None = Field(default=None, description="Code van de aanbieder; alleen bij de rol aanbieder.")
    verloopt_op: Tijdstip | None = None
    scopes: list[Beperking] | None = Field(
        default=None, min_length=1, description="Waartoe de sleutel wordt beperkt; leeg: tot alles wat de rol mag."
    )

    @model_validator(mode="after")
    def _aanbieder_bij_de_rol(self) -> "NieuweSleutel":
        if (self.rol is Rol.aanbieder) != (self.aanbieder is not None):
            raise ValueError("Een sleutel met de rol aanbieder hoort bij een aanbieder, een andere sleutel niet.")
        check_beperking(self.rol, self.scopes)
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
    laatst_gebruikt_op: Tijdstip | None = Field(description="Op een uur nauwkeurig.")
    scopes: list[Beperking] | None = Field(description="Waartoe de sleutel is beperkt; leeg: tot alles wat de rol mag.")
    vervangen_door: str | None = Field(description="Het id van de sleutel die deze vervangt.")


class SleutelMetGeheim(Sleutel):
    geheim: str = Field(description="Wordt eenmalig getoond en nergens bewaard.")


class VanAanbieder(Schema):
    id: UUID
    code: str


class VanGemeente(Schema):
    code: str
    naam: str


class Ik(Schema):
    """Wie er met deze sleutel of dit toegangstoken belt."""

    id: str = Field(description="Zo heet u in het spoor: het id van uw sleutel, of een afdruk van wiens token het is.")
    gemeente: VanGemeente
    rol: Rol
    doel: Doel
    aanbieder: VanAanbieder | None
    scopes: list[Scope] = Field(description="Wat u binnen uw rol mag.")
    verloopt_op: Tijdstip | None
