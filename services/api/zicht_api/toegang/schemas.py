from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from zicht_api.aanmelden.schemas import Term, Toewijzing
from zicht_api.sleutels.schemas import Beperking, check_beperking
from zicht_shared.auth import Doel, Rol
from zicht_shared.schemas import Code, Invoer, Schema, Tekst

_SCOPES = "Waartoe dit wordt beperkt; leeg: tot alles wat de rol mag."


class Tokentoewijzing(Toewijzing):
    """Wie deze waarde in de claim heeft, krijgt deze rol en dit doel."""

    scopes: list[Beperking] | None = Field(default=None, min_length=1, description=_SCOPES)

    @model_validator(mode="after")
    def _binnen_de_rol(self) -> "Tokentoewijzing":
        check_beperking(self.rol, self.scopes)
        return self


class Client(Invoer):
    """Een systeem dat met een eigen token belt (client credentials), en wat het mag."""

    client_id: Term = Field(description="Hoe het systeem heet: `client_id`, `azp` of `appid` in het token.")
    sub: Term | None = Field(
        default=None, description="De `sub` van zijn tokens; leeg: dezelfde als clientId. Bij Keycloak is het een UUID."
    )
    rol: Literal[Rol.beheer, Rol.beleid, Rol.bi, Rol.aanbieder]
    doel: Doel
    aanbieder: Code | None = Field(default=None, description="Code van de aanbieder; alleen bij de rol aanbieder.")
    scopes: list[Beperking] | None = Field(default=None, min_length=1, description=_SCOPES)

    @model_validator(mode="after")
    def _samen(self) -> "Client":
        if (self.rol is Rol.aanbieder) != (self.aanbieder is not None):
            raise ValueError("Een client met de rol aanbieder hoort bij een aanbieder, een andere client niet.")
        check_beperking(self.rol, self.scopes)
        return self


class ToegangsdienstGegevens(Invoer):
    issuer: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] = Field(
        description="De issuer die uw toegangstokens uitgeeft: een openbaar adres dat begint met https://.",
        examples=["https://login.gemeente.example/realms/medewerkers"],
    )
    audience: Term = Field(
        description="Voor wie de tokens zijn (`aud`). Eindigt op een schuine streep en de code van uw gemeente.",
        examples=["https://zicht.gemeente.example/GM0627"],
    )
    claim: Term = Field(
        default="roles",
        description="Onder welke naam het token zegt wat iemand mag: een tekst of een lijst van teksten. In `scope` en "
        "`scp` staan er meer in een tekst, met spaties ertussen.",
    )
    toewijzingen: list[Tokentoewijzing] = Field(
        default_factory=list,
        max_length=100,
        description="Van boven naar beneden: de eerste die past, geldt. Voor wie niet bij clients staat.",
    )
    clients: list[Client] = Field(default_factory=list, max_length=200)

    @model_validator(mode="after")
    def _samen(self) -> "ToegangsdienstGegevens":
        waarden = [toewijzing.waarde for toewijzing in self.toewijzingen]
        if len(set(waarden)) < len(waarden):
            raise ValueError("Een waarde staat twee keer in de toewijzingen; alleen de eerste zou gelden.")
        ids = [client.client_id for client in self.clients]
        if len(set(ids)) < len(ids):
            raise ValueError("Een clientId staat twee keer bij de clients.")
        if not waarden and not ids:
            raise ValueError("Zonder toewijzingen en zonder clients geeft geen token toegang.")
        return self


class Toegangsdienst(Schema):
    """Wiens toegangstokens Zicht aanneemt, en wat die mogen."""

    issuer: str
    audience: str
    claim: str
    toewijzingen: list[Tokentoewijzing]
    clients: list[Client]
