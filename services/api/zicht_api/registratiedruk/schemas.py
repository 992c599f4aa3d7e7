from typing import Literal

from pydantic import Field

from zicht_api.leverkalender.schemas import Percentage
from zicht_api.registratiedruk.gebruik import Veld
from zicht_shared.schemas import Schema


class Vulling(Schema):
    """Hoe vaak een aanbieder een veld vult."""

    aanbieder: str
    gevuld: Percentage
    nodig: bool = Field(description="Of een indicator dit veld van deze aanbieder gebruikt.")


class VeldGebruik(Schema):
    """Waar een veld van een contact voor dient."""

    veld: Veld
    gebruik: Literal["berekening", "uitsplitsing", "geen"]
    gebruikt_door: list[str] = Field(description="De indicatoren die ermee rekenen, of ernaar uit te splitsen zijn.")
    vulling: list[Vulling] = Field(description="Alleen aanbieders met contacten in de periode.")


class MaatstafGebruik(Schema):
    """Waar een maatstaf voor dient die als telling is aangeleverd."""

    maatstaf: str
    gebruikt_door: list[str]
    aanbieders: list[str]


class Overbodig(Schema):
    """Een indicator die alleen nice to know is, en waar niets gebruik van maakt."""

    indicator: str
    naam: str


class Voorstel(Schema):
    """Wat u niet meer hoeft te vragen."""

    veld: Veld | None
    maatstaf: str | None
    aanbieders: list[str] = Field(description="Bij wie het iets bespaart.")
    indicatoren: list[str] = Field(description="Welke indicatoren dan vervallen.")
    voorstel: str
    reden: str
    aandeel: Percentage = Field(
        description="Welk percentage van alles wat is ingevuld dit had bespaard, in grove stappen; leeg bij te weinig "
        "mensen."
    )


class Registratiedruk(Schema):
    """Wat aanbieders registreren, wat daarvan wordt gebruikt, en wat minder kan."""

    dataversie: int
    periode: str
    velden: list[VeldGebruik]
    maatstaven: list[MaatstafGebruik]
    overbodig: list[Overbodig] = Field(
        description="Nice to know, en in geen doelenboom of formule, en zonder signaalgrens. Of iemand een cijfer "
        "leest, houden we niet bij."
    )
    voorstellen: list[Voorstel] = Field(description="Wat het meeste bespaart, staat voorop.")
