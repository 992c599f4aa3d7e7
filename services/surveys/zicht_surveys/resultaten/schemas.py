from typing import Literal
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Schema
from zicht_surveys.resultaten.velden import GeslotenSoort

Onderdrukt = Literal["te-weinig"]
_ONDERDRUKT = "Waarom er geen cijfers staan: de groep is te klein, of een te kleine groep zou hieruit volgen."


class Interval(Schema):
    """Waar de werkelijke waarde met 95 % zekerheid tussen ligt."""

    onder: float
    boven: float
    methode: str


class Cijfer(Schema):
    maat: Literal["top2", "gemiddelde", "nps", "ja", "respons"] = Field(
        description="`top2`: % dat een van de twee hoogste antwoorden gaf; `gemiddelde`: op de schaal van de vraag; "
        "`nps`: van -100 tot 100; `ja`: % ja; `respons`: % van de uitnodigingen."
    )
    waarde: float
    interval: Interval | None = Field(description="Leeg als het niet te schatten is: een enkel of steeds gelijk getal.")


class Aandeel(Schema):
    """Hoeveel van wie antwoordden dit antwoord gaven."""

    antwoord: str
    tekst: str
    aantal: int
    percentage: float
    interval: Interval | None


class Uitslag(Schema):
    """Wat er op een vraag is geantwoord. De rij van een matrix is een vraag op zichzelf."""

    variant: str
    vraag: str
    soort: GeslotenSoort | None = Field(description="Leeg als deze vraag niet in de vragenlijst staat.")
    tekst: str | None
    aanbieder: str | None = Field(
        description="Leeg zonder `per=aanbieder`, en bij antwoorden die bij sluiting zijn samengevoegd."
    )
    gebied: str | None = Field(description="Leeg zonder `per=gebied`, en bij antwoorden die zonder gebied vrijkwamen.")
    n: int | None = Field(description="Hoeveel inwoners deze vraag beantwoordden, zonder wie het niet weet.")
    weet_niet: int | None = Field(description="Hoeveel inwoners het niet weten of liever niet zeggen.")
    antwoorden: dict[str, int] | None = Field(description="Hoe vaak elk antwoord is gegeven.")
    verdeling: list[Aandeel] | None = Field(description="Elk antwoord van de schaal, in volgorde, als aandeel van n.")
    cijfers: list[Cijfer] = Field(description="Leeg als n onder de drempel ligt.")
    onderdrukt: Onderdrukt | None = Field(description=_ONDERDRUKT)


class Responscijfer(Schema):
    """Hoeveel van de uitnodigingen een vrijgegeven antwoord opleverden.

    Antwoorden die zonder aanbieder of gebied vrijkwamen, tellen alleen in het totaal mee.
    """

    variant: str
    aanbieder: str | None
    gebied: str | None
    uitgenodigd: int = Field(description="Uitnodigingen die niet zijn ingetrokken.")
    ontvangen: int | None
    respons: Cijfer | None = Field(description="Leeg als er meer antwoorden dan uitnodigingen zijn (open links).")
    onderdrukt: Onderdrukt | None = Field(description=_ONDERDRUKT)


class Resultaten(Schema):
    """De vrijgegeven antwoorden van een meting, geteld.

    Antwoorden komen vrij in groepen van minstens de drempel. Kleinere groepen zijn nergens te zien, ook niet door
    uitsplitsingen van elkaar af te trekken.
    """

    meting_id: UUID
    versie: int = Field(description="Stijgt met elke vrijgave.")
    drempel: int
    uitgenodigd: int = Field(description="Uitnodigingen die niet zijn ingetrokken.")
    ontvangen: dict[str, int] = Field(description="Vrijgegeven antwoorden per variant, als dat er genoeg zijn.")
    respons: list[Responscijfer]
    uitslagen: list[Uitslag]
