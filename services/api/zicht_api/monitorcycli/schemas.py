from datetime import date
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.indicatoren.schemas import Functie
from zicht_api.monitorcycli.toetsen import Weergave
from zicht_shared.schemas import Code, Datum, Invoer, Naam, Schema, Tekst, Tijdstip

CyclusStatus = Literal["lopend", "afgesloten"]
Zin = Annotated[Tekst, StringConstraints(min_length=1, max_length=500)]
CyclusReden = Annotated[Tekst, StringConstraints(min_length=1, max_length=2000)]
T = TypeVar("T", str, UUID)


def _without_doubles(values: list[T]) -> list[T]:
    if len(set(values)) < len(values):
        raise ValueError("Een waarde staat er twee keer in.")
    return values


class Kerngroeplid(Invoer):
    """Wie er meedoet: met rol en organisatie, nooit met een naam."""

    rol: Zin = Field(examples=["beleidsmedewerker Wmo"])
    organisatie: Zin = Field(examples=["gemeente"])
    mandaat: Zin | None = Field(
        default=None, description="Wat deze deelnemer mag beslissen.", examples=["Beslist over de inzet van uren."]
    )


class Situatieantwoord(Invoer):
    """Het antwoord op een vraag over de huidige situatie. Zonder gegevens over personen."""

    vraag: Code = Field(description="Code van de vraag; welke er zijn, staat bij elke monitorcyclus.")
    antwoord: Annotated[Tekst, StringConstraints(min_length=1, max_length=4000)]


class MonitorcyclusGegevens(Invoer):
    """Wat een gemeente over een monitorcyclus vastlegt."""

    naam: Naam
    doelenboom: Code | None = None
    begin: Datum
    eind: Datum = Field(description="De laatste dag. Een cyclus omvat minstens een kalendermaand, hoogstens vijf jaar.")
    functies: Annotated[list[Functie], AfterValidator(_without_doubles)] = Field(
        default_factory=list, max_length=5, description="Waarvoor deze monitor dient."
    )
    indicatoren: Annotated[list[Code], AfterValidator(_without_doubles)] = Field(
        default_factory=list, max_length=500, description="Leeg: die aan de doelenboom hangen."
    )
    metingen: Annotated[list[UUID], AfterValidator(_without_doubles)] = Field(
        default_factory=list,
        max_length=50,
        description="Metingen van de vragenlijstdienst. De kern kent ze pas als er uitkomsten zijn, en kijkt nu nog "
        "niet of zij bestaan.",
    )
    kerngroep: list[Kerngroeplid] = Field(default_factory=list, max_length=50)
    huidige_situatie: list[Situatieantwoord] = Field(default_factory=list, max_length=50)


class NieuweMonitorcyclus(MonitorcyclusGegevens):
    code: Code


class TeZien(Schema):
    """Waar het antwoord op een vraag, of een deel ervan, in de gegevens is te zien."""

    uitleg: str
    pad: str


class Situatievraag(Schema):
    """Een vraag van de wegwijzer langs de huidige situatie, met het antwoord van de gemeente."""

    vraag: str
    thema: str
    tekst: str
    te_zien: list[TeZien] = Field(description="Leeg: dit is niet in de gegevens te zien.")
    antwoord: str | None


class Cyclusovergang(Schema):
    """Een keer dat een monitorcyclus dicht ging, of weer open."""

    naar: CyclusStatus
    tijdstip: Tijdstip
    dataversie: int = Field(description="De dataversie waarop is gekeken wat er ontbrak.")
    dag: date
    door: str = Field(description="Het nummer van de sleutel waarmee dit is gedaan.")
    ontbrak: list[str] | None = Field(
        description="Codes van de toetsen die toen iets misten. Alleen voor een sleutel om te leren."
    )
    reden: str | None = Field(description="Alleen voor een sleutel om te leren.")


class MonitorcyclusInLijst(Schema):
    code: str
    naam: str
    begin: date
    eind: date
    status: CyclusStatus
    versie: int


class Monitorcyclus(MonitorcyclusInLijst):
    """Een ronde van meten, duiden en verbeteren. Hoe ver zij is, staat onder /stand."""

    doelenboom: str | None
    functies: list[Functie]
    indicatoren: list[str] = Field(description="Die uw sleutel mag zien. Leeg: die aan de doelenboom hangen.")
    vervallen: list[str] = Field(
        description="Waarnaar de cyclus verwijst terwijl het is verwijderd: de doelenboom, en indicatoren, met hun pad."
    )
    metingen: list[UUID]
    kerngroep: list[Kerngroeplid]
    huidige_situatie: list[Situatievraag]
    verloop: list[Cyclusovergang] = Field(description="De oudste eerst.")


class Cyclusregel(Schema):
    """Wat een toets vond."""

    toets: str
    vraag: str
    gevonden: int = Field(description="Hoeveel er zijn van wat de toets zoekt.")
    nodig: int = Field(description="Hoeveel er dat minstens moeten zijn.")
    ontbreekt: list[str] = Field(description="Wat er ontbreekt, met zijn code: hoogstens 50.")
    advies: str | None = Field(description="Wat u kunt doen. Leeg: er ontbreekt niets.")
    paden: list[str] = Field(description="Waar het is na te kijken: hoogstens 50.")


class Cyclusstap(Schema):
    code: str
    naam: str
    aanwezig: list[Cyclusregel]
    ontbreekt: list[Cyclusregel]
    volgende: str | None = Field(
        description="De toets in deze stap waar u nu aan toe bent. Leeg: er ontbreekt niets, of eerst moet er in een "
        "andere stap iets gebeuren."
    )


class MonitorcyclusStand(Schema):
    """Hoe ver een monitorcyclus is, uit de gegevens zelf: er valt niets af te vinken."""

    monitorcyclus: str
    weergave: Weergave
    dataversie: int
    dag: date
    stappen: list[Cyclusstap]
    volgende: str | None = Field(description="De eerste toets waar u nu aan toe bent. Leeg: er ontbreekt niets.")


class CyclusAfsluiting(Invoer):
    """Waarom een cyclus dicht gaat terwijl er nog iets ontbreekt."""

    reden: CyclusReden | None = Field(
        description="Nodig als er iets ontbreekt; anders null. Zonder gegevens over personen.",
        examples=["De tweede meting schuift door naar de volgende cyclus."],
    )


class CyclusHeropening(Invoer):
    """Waarom een cyclus weer open gaat."""

    reden: CyclusReden = Field(description="Zonder gegevens over personen.")
