from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from zicht_api.perioden import parse_reeks
from zicht_api.signalen.bevindingen import Signaalsoort
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.schemas import Invoer, Schema, Tekst, Tijdstip

Status = Literal["nieuw", "besproken", "afgehandeld"]


def _is_reeks(text: str) -> str:
    parse_reeks(text)
    return text


PeriodeReeks = Annotated[str, StringConstraints(max_length=20), AfterValidator(_is_reeks)]


@dataclass(frozen=True)
class SignaalVraag:
    """Which signals; None: all of them."""

    status: Status | None = None
    soort: Signaalsoort | None = None
    indicator: str | None = None
    gebied: str | None = None
    perioden: Sequence[str] | None = None


class Signaal(Schema):
    """Er valt iets op. Een signaal begint een gesprek; het is geen oordeel."""

    id: UUID
    soort: Signaalsoort = Field(
        description="grens: over de signaalgrens; verandering: duidelijk anders dan de vorige periode en een jaar "
        "eerder; stilte: uit een gebied of doelgroep komt niemand meer; overheersing: een wet of leefgebied "
        "overheerst; aanlevering: ontbreekt, onvolledig of te laat; uitschieter: buiten wat eerder werd aangeleverd."
    )
    periode: str = Field(description="Waarover het gaat; bij stilte: de eerste maand ervan.")
    indicator: str | None
    gebied: str | None
    aanbieder: str | None
    doelgroep: str | None
    leefgebied: str | None
    regel: str = Field(description="Wat er opvalt, in woorden.")
    methode: str = Field(description="Hoe dat is beoordeeld.")
    waarden: list[Waarde] = Field(description="De cijfers waar het op staat, zoals ze toen werden getoond.")
    dataversie: int = Field(description="De dataversie waar de cijfers bij horen.")
    status: Status
    toelichting: str | None
    duidingssessie: UUID | None = Field(
        description="De duidingssessie waarin het is besproken; leeg voor een sleutel om te verantwoorden."
    )
    gevonden_op: Tijdstip
    gewijzigd_op: Tijdstip
    vervallen_op: Tijdstip | None = Field(
        description="Sinds wanneer dit niet meer uit de cijfers volgt, bijvoorbeeld na een correctie."
    )


class SignaalWijziging(Invoer):
    """Hoe ver het gesprek is. Wat u niet meestuurt, blijft zoals het is."""

    status: Status | None = Field(default=None, description="Van nieuw naar besproken, en dan naar afgehandeld.")
    toelichting: Annotated[Tekst, StringConstraints(min_length=1, max_length=2000)] | None = Field(
        default=None, description="Verplicht om af te handelen. Zonder gegevens over personen."
    )
    duidingssessie: UUID | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Geef minstens een van status, toelichting en duidingssessie.")
        return self


class Signalering(Schema):
    """Wat er is gevonden, van wat uw sleutel mag zien."""

    dataversie: int
    dag: date
    nieuw: int = Field(description="Signalen die er nog niet waren.")
    gebleven: int = Field(description="Signalen die er al waren en nog gelden.")
    vervallen: int = Field(description="Signalen die niet meer uit de cijfers volgen.")
