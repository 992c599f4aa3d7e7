from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from zicht_api.aanmelden.oidc import ClientAuthenticatie
from zicht_shared.auth import Doel, Rol
from zicht_shared.schemas import Invoer, Naam, Schema, Tekst

# As it goes into an address or a header.
_Teken = r"[\x21-\x7e]"
Term = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=rf"^{_Teken}+$")]
_Scope = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+$")]
# What the issuer says of somebody may have any form; only not with spaces around it, that nobody sees.
_Waarde = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]

# An aanbieder signs in by a key: the account of a gemeente says nothing of which aanbieder somebody works for.
Accountrol = Literal[Rol.beheer, Rol.beleid, Rol.bi]


class Toewijzing(Invoer):
    """Wie deze waarde in de claim heeft, krijgt deze rol en dit doel."""

    waarde: _Waarde = Field(description="Bijvoorbeeld de naam of het nummer van een groep.")
    rol: Accountrol
    doel: Doel


class AanmelddienstGegevens(Invoer):
    naam: Naam = Field(description="Hoe het account heet voor wie zich aanmeldt.", examples=["uw gemeenteaccount"])
    contact: Naam = Field(
        description="Aan wie iemand zonder toegang die kan vragen.", examples=["functioneel beheer, toestel 1234"]
    )
    issuer: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] = Field(
        description="De issuer van uw aanmelddienst (OpenID Connect): een openbaar adres dat begint met https://.",
        examples=["https://login.gemeente.example/realms/medewerkers"],
    )
    client_id: Term
    client_authenticatie: ClientAuthenticatie = Field(
        default="client_secret_basic",
        description="Hoe Zicht bij de aanmelddienst laat zien wie het is: met een geheim, of met een eigen sleutel.",
    )
    client_geheim: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=rf"^{_Teken}+$")] | None = (
        Field(
            default=None,
            description="Alleen bij client_secret_basic. Laat weg om het geheim te houden; bij een andere issuer of "
            "clientId is het opnieuw nodig. Wordt versleuteld bewaard en nooit getoond.",
        )
    )
    scopes: list[_Scope] = Field(default_factory=lambda: ["openid"], min_length=1, max_length=20)
    claim: Term = Field(
        description="Onder welke naam het ID-token zegt wat iemand mag: een tekst of een lijst van teksten.",
        examples=["groups", "roles"],
    )
    toewijzingen: list[Toewijzing] = Field(
        min_length=1, max_length=100, description="Van boven naar beneden: de eerste die bij iemand past, geldt."
    )

    @model_validator(mode="after")
    def _samen(self) -> "AanmelddienstGegevens":
        if self.client_authenticatie == "private_key_jwt" and self.client_geheim is not None:
            raise ValueError("Bij private_key_jwt hoort geen clientGeheim: Zicht maakt zelf een sleutel.")
        if "openid" not in self.scopes:
            raise ValueError("Bij de scopes hoort altijd openid.")
        waarden = [toewijzing.waarde for toewijzing in self.toewijzingen]
        if len(set(waarden)) < len(waarden):
            raise ValueError("Een waarde staat twee keer in de toewijzingen; alleen de eerste zou gelden.")
        return self


class Aanmelddienst(Schema):
    """Waar mensen zich aanmelden met het account van de gemeente, en wat zij dan mogen. Zonder het geheim."""

    naam: str
    contact: str
    issuer: str
    client_id: str
    client_authenticatie: ClientAuthenticatie
    scopes: list[str]
    claim: str
    toewijzingen: list[Toewijzing]
    redirect_uri: str = Field(description="Meld dit adres bij uw aanmelddienst aan als redirect URI.")
    publieke_sleutel: dict[str, Any] | None = Field(
        description="Bij private_key_jwt: de sleutel (JWK) die u bij uw aanmelddienst opgeeft."
    )
