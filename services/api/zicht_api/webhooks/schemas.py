from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.signalen.bevindingen import Signaalsoort
from zicht_shared.schemas import Invoer, Naam, Schema, Tekst, Tijdstip


def _without_doubles(soorten: list[Signaalsoort]) -> list[Signaalsoort]:
    if len(set(soorten)) < len(soorten):
        raise ValueError("Een soort staat er twee keer in.")
    return soorten


class WebhookGegevens(Invoer):
    url: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] = Field(
        description="Waar signalen naartoe gaan: een openbaar adres dat begint met https://.",
        examples=["https://meldingen.gemeente.example/zicht"],
    )
    omschrijving: Naam
    soorten: Annotated[list[Signaalsoort], AfterValidator(_without_doubles)] = Field(
        default_factory=list, max_length=6, description="Welke signalen; leeg: alle."
    )


class Webhook(Schema):
    """Waar nieuwe signalen naartoe gaan, volgens Standard Webhooks."""

    id: UUID
    url: str
    omschrijving: str
    soorten: list[Signaalsoort]
    aangemaakt_op: Tijdstip


class WebhookMetGeheim(Webhook):
    geheim: str = Field(description="Waarmee u de handtekening nagaat. Wordt eenmalig getoond.")


class Bezorging(Schema):
    """Een bericht dat is verstuurd, of nog wordt verstuurd."""

    id: UUID = Field(description="De header `webhook-id`, bij elke poging dezelfde.")
    signaal_id: UUID
    status: Literal["wacht", "bezorgd", "onbestelbaar"] = Field(
        description="onbestelbaar: na negen pogingen, of omdat de ontvanger het niet meer wil (410)."
    )
    pogingen: int
    volgende_poging_op: Tijdstip | None
    laatste_fout: str | None
    aangemaakt_op: Tijdstip
    bezorgd_op: Tijdstip | None
