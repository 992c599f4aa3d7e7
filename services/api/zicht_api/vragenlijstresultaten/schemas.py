from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from zicht_api.perioden import PeriodeCode
from zicht_api.waarden.onderdrukking import Aantal
from zicht_shared.schemas import Code, Datum, Geheel, Invoer, JaNee, Naam, Schema, Tekst, Tijdstip

MAX_AANTAL = 2**31 - 1
MAX_VERSIE = 2**63 - 1


Hoeveel = Annotated[Geheel, Field(ge=0, le=MAX_AANTAL)]
Antwoord = Annotated[Tekst, StringConstraints(min_length=1, max_length=64)]


class NieuweUitslag(Invoer):
    """Hoe vaak elk antwoord op een vraag is gegeven, in een deel van de antwoorden."""

    variant: Annotated[Code, Field(max_length=32)]
    vraag: Code
    aanbieder: Code | None = Field(default=None, description="Leeg als er per aanbieder te weinig antwoorden waren.")
    gebied: Code | None = Field(default=None, description="Leeg als er per gebied te weinig antwoorden waren.")
    antwoorden: dict[Antwoord, Hoeveel] = Field(max_length=200, examples=[{"5": 12, "weet-niet": 1}])
    beantwoord: Hoeveel | None = Field(
        default=None,
        description="Hoeveel inwoners deze vraag beantwoordden. Nodig als een inwoner meer dan een antwoord kan geven; "
        "leeg is: ieder antwoord is van een andere inwoner.",
    )


class NieuwResultaat(Invoer):
    """De hele uitkomst van een meting; zij vervangt wat er van deze meting was."""

    versie: Geheel = Field(ge=1, le=MAX_VERSIE, description="Alleen een hogere versie dan de bewaarde heeft gevolg.")
    naam: Naam
    vragenlijst: Code
    periode: PeriodeCode = Field(examples=["2026-K1"])
    ontvangen: dict[Code, Hoeveel] = Field(max_length=20, description="Aantal antwoorden per variant.")
    uitslagen: list[NieuweUitslag] = Field(max_length=20_000)
    teruggekoppeld_op: Datum | None = Field(
        default=None, description="Sinds wanneer inwoners kunnen lezen wat er met hun antwoorden is gedaan."
    )
    niet_minder: JaNee = Field(
        default=False,
        description="Of deze uitkomst wordt geweigerd (409) als er ergens minder antwoorden in staan dan bekend zijn: "
        "voor een vragenlijstdienst die is teruggezet naar een back-up.",
    )


class Ontvangst(Schema):
    """Tot en met welke versie de uitkomst van deze meting bekend is."""

    id: UUID
    versie: int
    overgenomen: bool = Field(
        description="Of wat bekend is, is wat u stuurde. Zo niet, dan is er een andere uitkomst met deze versie bekend."
    )


class Vragenlijstresultaat(Schema):
    """Wat er van een meting bekend is. De uitkomsten zelf zijn waarden van indicatoren."""

    id: UUID
    naam: str
    vragenlijst: str
    periode: str
    versie: int
    ontvangen: dict[str, Aantal] = Field(description="Aantal antwoorden per variant; kleine aantallen zijn verborgen.")
    teruggekoppeld_op: date | None = Field(
        description="Sinds wanneer inwoners kunnen lezen wat er met hun antwoorden is gedaan; leeg als dat niet kan."
    )
    bijgewerkt_op: Tijdstip
