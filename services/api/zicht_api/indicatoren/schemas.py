from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.formules.taal import MAX_LENGTE
from zicht_api.getallen import Decimaal
from zicht_api.perioden import PeriodeCode
from zicht_shared.auth import Doel
from zicht_shared.schemas import Code, Invoer, JaNee, Naam, Schema, Tekst

Pijler = Literal["bereik", "tevredenheid", "doelrealisatie"]
Rekenwijze = Literal["maatstaf", "verhouding", "uniek", "doorlooptijd", "vragenlijst", "formule", "handmatig"]
Maat = Literal["top2", "gemiddelde", "nps", "ja", "mediaan"]
Functie = Literal["signaleren", "leren-en-verbeteren", "sturen", "verantwoorden", "voorspellen"]
Bedrag = Annotated[Decimaal, Field(max_digits=14, decimal_places=4)]


def _without_doubles(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise ValueError("Een waarde staat er twee keer in.")
    return values


class IndicatorGegevens(Invoer):
    """Wat een gemeente over een indicator vastlegt. Welke velden erbij horen, hangt af van de rekenwijze."""

    naam: Naam
    omschrijving: Annotated[Tekst, StringConstraints(max_length=2000)] = ""
    pijler: Pijler
    soort: Literal["input", "output", "outcome", "ervaring"]
    eenheid: Annotated[Tekst, StringConstraints(min_length=1, max_length=32)] = Field(description="Bijvoorbeeld uren.")
    richting: Literal["hoger", "lager", "neutraal"] = Field(
        default="neutraal", description="Of een hogere of een lagere waarde beter is, of geen van beide."
    )
    rekenwijze: Rekenwijze
    teller: Code | None = Field(
        default=None, description="Code van een maatstaf; bij de rekenwijzen maatstaf, verhouding en uniek."
    )
    noemer: Code | None = Field(default=None, description="Code van een maatstaf; bij de rekenwijze verhouding.")
    factor: Annotated[Decimaal, Field(max_digits=12, decimal_places=4, gt=0)] | None = Field(
        default=None,
        description="Waarmee teller gedeeld door noemer wordt vermenigvuldigd, zoals 100 voor een percentage; "
        "bij de rekenwijze verhouding.",
    )
    vragenlijst: Code | None = Field(default=None, description="Bij de rekenwijze vragenlijst.")
    vraag: Code | None = Field(default=None, description="Code van de vraag; bij de rekenwijze vragenlijst.")
    maat: Maat | None = Field(
        default=None,
        description="Bij de rekenwijze vragenlijst: top2 (percentage 4 en 5 op een schaal van 1 tot en met 5), "
        "gemiddelde, nps (percentage 9 en 10 min percentage 0 tot en met 6) of ja (percentage ja van ja en nee). "
        "Bij de rekenwijze doorlooptijd: mediaan of gemiddelde, in dagen van contact tot afsluiting.",
    )
    formule: Annotated[Tekst, StringConstraints(max_length=MAX_LENGTE)] | None = Field(
        default=None,
        description="Hoe de waarde volgt uit andere indicatoren, met hun code tussen vierkante haken; bij de "
        "rekenwijze formule. Kan met + - * / ( ), min, max, abs, rond en als.",
        examples=["[uren] / [clienten-bereikt]"],
    )
    functies: Annotated[list[Functie], AfterValidator(_without_doubles)] = Field(
        default_factory=list, max_length=5, description="Waarvoor deze indicator in de monitor staat."
    )
    belang: Literal["need-to-know", "nice-to-know"] = "need-to-know"
    doelen: Annotated[list[Doel], AfterValidator(_without_doubles)] = Field(
        min_length=1,
        max_length=2,
        description="Een sleutel met het doel verantwoorden ziet alleen indicatoren die daarvoor bedoeld zijn.",
    )
    nulmeting: Bedrag | None = Field(default=None, description="De waarde voordat er iets veranderde.")
    nulmeting_periode: PeriodeCode | None = Field(
        default=None,
        description="De periode waarvan de waarde de nulmeting is; in plaats van nulmeting.",
        examples=["2024"],
    )
    streefwaarde: Bedrag | None = Field(
        default=None, description="Voor elke periode waarvoor in streefwaarden geen andere staat."
    )
    streefwaarden: dict[PeriodeCode, Bedrag] = Field(
        default_factory=dict,
        max_length=200,
        description="Streefwaarde per periode. Voor een periode telt de kortste hier waar zij helemaal in ligt.",
        examples=[{"2026": 30, "2026-K4": 35}],
    )
    signaalgrens: Bedrag | None = None
    openbaar: JaNee = False


class NieuweIndicator(IndicatorGegevens):
    code: Code


class Indicator(Schema):
    code: str
    naam: str
    omschrijving: str
    pijler: Pijler
    soort: Literal["input", "output", "outcome", "ervaring"]
    eenheid: str
    richting: Literal["hoger", "lager", "neutraal"]
    rekenwijze: Rekenwijze
    teller: str | None
    noemer: str | None
    factor: Decimaal | None
    vragenlijst: str | None
    vraag: str | None
    maat: Maat | None
    formule: str | None
    functies: list[Functie]
    belang: Literal["need-to-know", "nice-to-know"]
    doelen: list[Doel]
    nulmeting: Decimaal | None
    nulmeting_periode: str | None
    streefwaarde: Decimaal | None
    streefwaarden: dict[str, Decimaal]
    signaalgrens: Decimaal | None
    openbaar: bool
