from enum import StrEnum
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.signalen.bevindingen import Signaalsoort
from zicht_shared.schemas import Invoer, Naam, Schema, Tekst, Tijdstip

_Soort = TypeVar("_Soort", bound=StrEnum)


def _without_doubles(soorten: list[_Soort]) -> list[_Soort]:
    if len(set(soorten)) < len(soorten):
        raise ValueError("Een soort staat er twee keer in.")
    return soorten


class WebhookGegevens(Invoer):
    url: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] = Field(
        description="Waar berichten naartoe gaan: een openbaar adres dat begint met https://.",
        examples=["https://meldingen.gemeente.example/zicht"],
    )
    omschrijving: Naam
    gebeurtenissen: Annotated[list[Gebeurtenissoort], AfterValidator(_without_doubles)] = Field(
        default_factory=lambda: [Gebeurtenissoort.signaal_nieuw],
        min_length=1,
        max_length=len(Gebeurtenissoort),
        description="Welke gebeurtenissen. Zegt u niets, dan alleen nieuwe signalen.",
    )
    soorten: Annotated[list[Signaalsoort], AfterValidator(_without_doubles)] = Field(
        default_factory=list,
        max_length=len(Signaalsoort),
        description="Van nieuwe signalen alleen deze; leeg: alle. Over andere gebeurtenissen zegt dit niets.",
    )


class Webhook(Schema):
    """Waar gebeurtenissen naartoe gaan, volgens Standard Webhooks."""

    id: UUID
    url: str
    omschrijving: str
    gebeurtenissen: list[Gebeurtenissoort]
    soorten: list[Signaalsoort]
    aangemaakt_op: Tijdstip


class WebhookMetGeheim(Webhook):
    geheim: str = Field(description="Waarmee u de handtekening nagaat. Wordt eenmalig getoond.")


class Bezorging(Schema):
    """Een bericht dat is verstuurd, of nog wordt verstuurd."""

    id: UUID = Field(
        description="Van de gebeurtenis. Ook de header `webhook-id`, bij elke poging en elke webhook dezelfde."
    )
    soort: Gebeurtenissoort
    onderwerp: str = Field(description="Waarmee het gebeurde: het id of de code daarvan.")
    status: Literal["wacht", "bezorgd", "onbestelbaar"] = Field(
        description="onbestelbaar: na negen pogingen, of omdat de ontvanger het niet meer wil (410)."
    )
    pogingen: int
    volgende_poging_op: Tijdstip | None
    laatste_fout: str | None
    aangemaakt_op: Tijdstip
    bezorgd_op: Tijdstip | None
