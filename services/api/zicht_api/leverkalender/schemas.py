from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.aanleveringen.schemas import Soort
from zicht_api.leverkalender.status import Leveringsstatus, Omvang
from zicht_api.perioden import Periode, PeriodeCode, parse_reeks
from zicht_shared.schemas import Code, Geheel, Invoer, Schema, Tijdstip

Periodesoort = Literal["maand", "kwartaal", "jaar"]


def _is_reeks(text: str) -> str:
    parse_reeks(text)
    return text


PeriodeReeks = Annotated[str, StringConstraints(max_length=20), AfterValidator(_is_reeks)]


def _without_doubles(codes: list[str]) -> list[str]:
    if len(set(codes)) < len(codes):
        raise ValueError("Een maatstaf staat er twee keer in.")
    return codes


class LeverafspraakGegevens(Invoer):
    """Wat een aanbieder levert, en wanneer. Verandert de afspraak vanaf een volgende periode, geef deze dan een laatste
    periode en maak een nieuwe: een gewijzigde afspraak geldt ook voor perioden die voorbij zijn."""

    soort: Soort
    maatstaven: Annotated[list[Code], AfterValidator(_without_doubles)] = Field(
        default_factory=list, max_length=100, description="Bij tellingen: welke. De aanbieder levert ze als telling."
    )
    periodesoort: Periodesoort = Field(description="Over welke perioden wordt geleverd.")
    termijn: Geheel = Field(ge=0, le=366, description="Hoeveel dagen na het einde van de periode alles er is.")
    vanaf: PeriodeCode = Field(description="De eerste periode, van deze periodesoort.", examples=["2026-K1"])
    tot: PeriodeCode | None = Field(default=None, description="De laatste periode; leeg: tot nader order.")
    minstens: Geheel = Field(
        default=1, ge=1, le=1_000_000, description="Hoeveel regels er minstens zijn per periode (en per maatstaf)."
    )

    @property
    def vanaf_periode(self) -> Periode:
        return Periode.parse(self.vanaf)

    @property
    def tot_periode(self) -> Periode | None:
        return Periode.parse(self.tot) if self.tot else None


class NieuweLeverafspraak(LeverafspraakGegevens):
    aanbieder: Code


class Leverafspraak(Schema):
    id: UUID
    aanbieder: str
    soort: Soort
    maatstaven: list[str]
    periodesoort: Periodesoort
    termijn: int
    vanaf: str
    tot: str | None
    minstens: int


Percentage = Annotated[
    int | None,
    Field(ge=0, le=100, description="Percentage van de contacten, in grove stappen; leeg bij te weinig mensen."),
]


class Volledigheid(Schema):
    """In welk deel van de contacten een veld is gevuld."""

    duur_minuten: Percentage
    gebied: Percentage
    doelgroep: Percentage
    leefgebieden: Percentage
    client_pseudoniem: Percentage


class Bron(Schema):
    """Een aanlevering waar de regels uit komen die nu gelden."""

    aanlevering: UUID
    verwerkt_op: Tijdstip


class Aanleverstatus(Schema):
    """Wat er van een verwachte aanlevering is geworden."""

    aanbieder: str
    leverafspraak: UUID
    soort: Soort
    periode: str
    status: Leveringsstatus = Field(
        description="verwacht: de periode loopt nog, of de termijn. volledig: alles is er, op tijd. te-laat: alles is "
        "er, maar na de termijn. onvolledig: na de termijn is er te weinig. ontbreekt: na de termijn is er niets."
    )
    uiterlijk: date = Field(description="De laatste dag waarop een aanlevering op tijd is.")
    omvang: Omvang = Field(
        description="Wat er nu geldt, tegenover het afgesproken minimum. Geen aantal: daarmee zou een cijfer te "
        "herleiden zijn dat elders is verborgen."
    )
    tekort: list[str] = Field(description="Waarvan er te weinig is: contacten, of de maatstaven.")
    eerste_ontvangst: Tijdstip | None
    laatste_ontvangst: Tijdstip | None
    volledigheid: Volledigheid | None = Field(description="Alleen bij contacten die er zijn.")
    aanleveringen: list[Bron] = Field(description="Die u mag inzien, de oudste eerst.")


class Aanleverstatussen(Schema):
    """Per aanbieder en periode hoe het met de aanlevering staat, op een dag."""

    dataversie: int
    dag: date
    items: list[Aanleverstatus]
