from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zicht_api.getallen import Decimaal
from zicht_api.indicatoren.schemas import Bedrag, NieuweIndicator
from zicht_api.perioden import PeriodeCode
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.schemas import Code, Invoer, JaNee, Naam, Schema, Tekst, Tijdstip

MAX_KNOPEN = 500

Soort = Literal["maatschappelijk-resultaat", "factor", "subdoel", "activiteit"]
Omschrijving = Annotated[Tekst, StringConstraints(max_length=2000)]
Zin = Annotated[Tekst, StringConstraints(min_length=1, max_length=1000)]
# Above 0: boom.py says so, together with whatever else is wrong with a tree.
Gewicht = Annotated[
    Decimaal, Field(max_digits=8, decimal_places=4, json_schema_extra={"exclusiveMinimum": 0}, examples=[1])
]


class KnoopIndicator(Invoer):
    """Een indicator aan een knoop."""

    code: Code
    gewicht: Gewicht = Field(
        default=Decimal(1),
        json_schema_extra={"default": 1},
        description="Hoe zwaar deze indicator telt in de score van de knoop.",
    )
    nulmeting: Bedrag | None = Field(default=None, description="Voor deze boom; leeg: die van de indicator zelf.")
    streefwaarde: Bedrag | None = Field(default=None, description="Voor deze boom; leeg: die van de indicator zelf.")


class Knoop(Invoer):
    code: Code
    soort: Soort
    naam: Naam
    omschrijving: Omschrijving = ""
    eigen_voorbeeld: JaNee = Field(
        default=False, description="Of Zicht deze knoop zelf heeft bedacht; zo niet, dan komt hij uit de gids of van u."
    )
    indicatoren: list[KnoopIndicator] = Field(default_factory=list, max_length=50)


class Bewijs(Invoer):
    bron: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)]
    url: Annotated[Tekst, StringConstraints(max_length=2000, pattern=r"^https?://[^\s]+$")] | None = None
    sterkte: Literal["zwak", "matig", "sterk"]


class Verandertheorie(Invoer):
    """Als we X doen, verwachten we Z, omdat ..."""

    als: Zin
    dan: Zin
    omdat: Zin
    bewijs: list[Bewijs] = Field(default_factory=list, max_length=20)


class Verbinding(Invoer):
    """Onder welke knoop een knoop hangt, en waarom."""

    kind: Code
    ouder: Code
    gewicht: Gewicht = Field(
        default=Decimal(1),
        json_schema_extra={"default": 1},
        description="Hoe zwaar het kind telt in de score van de ouder.",
    )
    verandertheorie: Verandertheorie
    eigen_voorbeeld: JaNee = Field(default=False, description="Of Zicht deze verandertheorie zelf heeft bedacht.")


class DoelenboomGegevens(Invoer):
    """Wat een gemeente over een doelenboom vastlegt.

    Bovenaan staat een maatschappelijk resultaat, daaronder factoren, daaronder subdoelen, daaronder activiteiten. Elke
    andere knoop dan de bovenste hangt onder precies een knoop. Draagt een activiteit bij aan meer subdoelen, leg haar
    dan onder elk daarvan vast, met een eigen code: elke tak heeft zijn eigen verandertheorie.
    """

    naam: Naam
    omschrijving: Omschrijving = ""
    knopen: list[Knoop] = Field(max_length=MAX_KNOPEN)
    verbindingen: list[Verbinding] = Field(max_length=MAX_KNOPEN)


class DoelenboomDocument(DoelenboomGegevens):
    code: Code


class NieuweDoelenboom(Invoer):
    """Met eigen knopen en verbindingen, of met die van een sjabloon."""

    code: Code
    naam: Naam
    omschrijving: Omschrijving = ""
    sjabloon: Code | None = Field(
        default=None, description="Code van een sjabloon; laat dan knopen en verbindingen weg.", examples=["zelfregie"]
    )
    knopen: list[Knoop] = Field(default_factory=list, max_length=MAX_KNOPEN)
    verbindingen: list[Verbinding] = Field(default_factory=list, max_length=MAX_KNOPEN)


class Doelenboom(Schema):
    code: str
    naam: str
    omschrijving: str
    versie: int
    knopen: list[Knoop] = Field(description="Met de indicatoren die uw sleutel mag zien.")
    verbindingen: list[Verbinding]


class DoelenboomInLijst(Schema):
    code: str
    naam: str
    omschrijving: str
    versie: int


class Doelenboomversie(Schema):
    """Wanneer een versie van een doelenboom gold, en met welke sleutel zij is vastgelegd."""

    versie: int
    naam: str
    sleutel_id: str
    dataversie: int = Field(description="De dataversie waarmee deze versie begon.")
    van: Tijdstip
    tot: Tijdstip | None = Field(description="Leeg: deze versie geldt.")


class Doelenboomsjabloon(Schema):
    code: str
    naam: str
    omschrijving: str
    bron: str
    knopen: list[Knoop]
    verbindingen: list[Verbinding]


class Doelenboompakket(Invoer):
    """Een doelenboom met de definities van de indicatoren die zij gebruikt, om elders vast te leggen."""

    schemaversie: Literal[1]
    doelenboom: DoelenboomDocument
    indicatoren: list[NieuweIndicator] = Field(max_length=2000)


BijConflict = Literal["weigeren", "behouden", "vervangen"]
Uitkomst = Literal["nieuw", "gewijzigd", "ongewijzigd", "behouden"]


class IndicatorUitkomst(Schema):
    code: str
    uitkomst: Uitkomst


class PakketOntvangst(Schema):
    """Wat er met elk deel van het pakket is gebeurd."""

    doelenboom: str
    uitkomst: Uitkomst
    indicatoren: list[IndicatorUitkomst]


Richting = Literal["hoger", "lager", "neutraal"]
Formule = Literal["voortgang", "aandeel"]
IndicatorOntbreekt = Literal[
    "geen-richting", "geen-streefwaarde", "geen-nulmeting", "onderdrukt", "geen-gegevens", "noemer-nul"
]
KnoopOntbreekt = Literal["geen-indicatoren", "te-weinig-dekking"]


class RealisatieVraag(Invoer):
    """Over welke periode, en waartoe beperkt.

    Niet te beperken tot een aanbieder: wat een boom laat zien, is nooit het werk van een van hen.
    """

    periode: PeriodeCode = Field(description="Een periode: 2026, 2026-K1, 2026-03 of 2026-W10.", examples=["2026"])
    gebied: Code | None = Field(default=None, description="Alleen dit gebied, met alles wat eronder ligt.")
    doelgroep: Code | None = Field(default=None, description="Alleen deze doelgroep.")
    # It is read by StandOp; here it only is no unknown parameter.
    peildatum: str | None = Field(default=None, exclude=True)


class IndicatorRealisatie(Schema):
    """Een indicator aan een knoop, met alles waar de score uit volgt."""

    code: str
    naam: str
    eenheid: str
    richting: Richting
    gewicht: Decimaal
    nulmeting: Decimaal | None
    streefwaarde: Decimaal | None
    formule: Formule | None
    score: Decimaal | None
    ontbreekt: IndicatorOntbreekt | None = Field(
        description="Waarom er geen score is. geen-richting: hoger noch lager is beter, dus deze indicator telt niet "
        "mee. geen-streefwaarde: er is er geen die hier geldt; de streefwaarde en de nulmeting van wat optelt, gelden "
        "voor de hele gemeente en een heel jaar. geen-nulmeting: zonder nulmeting valt er bij deze streefwaarde niets "
        "te delen."
    )
    cijfer: Waarde


class KnoopRealisatie(Schema):
    code: str
    soort: Soort
    naam: str
    ouder: str | None
    gewicht: Decimaal | None = Field(description="Hoe zwaar deze knoop telt in de score van de ouder.")
    score: Decimaal | None
    dekking: Decimaal | None = Field(description="Welk deel van het gewicht er in de score zit, van 0 tot en met 1.")
    ontbreekt: KnoopOntbreekt | None = Field(description="Waarom er geen score is.")
    gedeelde_verantwoordelijkheid: bool
    toelichting: str | None
    indicatoren: list[IndicatorRealisatie]


class Realisatie(Schema):
    """Hoe ver de doelen van een doelenboom zijn bereikt, met alles om het na te rekenen."""

    doelenboom: str
    naam: str
    versie: int = Field(description="De versie van de doelenboom.")
    dataversie: int
    drempel: int
    periode: str
    gebied: str | None
    doelgroep: str | None
    minimum_dekking: Decimaal
    uitleg: str
    knopen: list[KnoopRealisatie]
