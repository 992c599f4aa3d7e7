from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.benchmarkgroepen.rondes import SOORTEN
from zicht_api.benchmarkgroepen.verdeling import MINSTENS
from zicht_api.getallen import Decimaal
from zicht_api.perioden import parse_reeks
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.schemas import Code, Datum, Invoer, JaNee, Naam, Schema, Tekst

Reden = Literal["voor-het-begin", "nog-niet-vastgesteld", "te-weinig-gemeenten"]
Plaats = Literal["laagste-kwart", "onder-het-midden", "boven-het-midden", "hoogste-kwart"]


def _is_reeks(text: str) -> str:
    if parse_reeks(text)[0].soort not in SOORTEN:
        raise ValueError("Gemeenten worden vergeleken per maand, kwartaal of jaar.")
    return text


def _agrees(akkoord: bool) -> bool:
    if not akkoord:
        raise ValueError("Zonder akkoord doet uw gemeente niet mee.")
    return akkoord


class NieuweGroep(Invoer):
    """Wat de beheerder van Zicht over een groep vastlegt."""

    code: Code
    naam: Naam
    omschrijving: Annotated[Tekst, StringConstraints(min_length=1, max_length=2000)]
    vanaf: Annotated[Datum, Field(ge=date(2015, 1, 1))]


class Benchmarkgroep(Schema):
    """Gemeenten die met elkaar te vergelijken zijn."""

    code: str
    naam: str
    omschrijving: str = Field(description="Waarom deze gemeenten te vergelijken zijn.")
    vanaf: date = Field(description="Perioden die eerder beginnen, worden niet vergeleken.")
    deelnemers: int | None = Field(
        description=f"Hoeveel gemeenten meedoen; leeg als het er minder dan {MINSTENS} zijn. Welke, zeggen we niet."
    )
    deelname_sinds: date | None = Field(description="Sinds wanneer uw gemeente meedoet; leeg: zij doet niet mee.")


class Deelname(Invoer):
    """Dat uw gemeente wil meedoen, en weet wat dat betekent."""

    akkoord: Annotated[JaNee, AfterValidator(_agrees)] = Field(
        description="De totalen die uw gemeente toont, tellen mee in de cijfers van de groep. Niemand ziet ze apart, "
        "ook de andere gemeenten niet. Wat is vastgesteld, blijft staan als uw gemeente stopt: anders volgden uw "
        "cijfers uit het verschil."
    )


class VergelijkingVraag(Invoer):
    """Met welke groep, en over welke perioden."""

    groep: Code = Field(description="Code van een benchmarkgroep waar uw gemeente aan meedoet.")
    periode: Annotated[str, StringConstraints(max_length=20), AfterValidator(_is_reeks)] = Field(
        description="Een maand, een kwartaal of een jaar, of een reeks daarvan (2025-01..2025-12), van hoogstens 200 "
        "perioden.",
        examples=["2025-K1..2025-K4"],
    )
    # It is read by StandOp; here it only is no unknown parameter.
    peildatum: str | None = Field(default=None, exclude=True)


class Groepscijfers(Schema):
    """Over alle gemeenten van de groep met een waarde, die van u inbegrepen; voor iedereen dezelfde."""

    gemeenten: int = Field(description="Hoeveel gemeenten een waarde hadden.")
    gemiddelde: Decimaal = Field(description="Elke gemeente telt even zwaar.")
    kwartiel1: Decimaal = Field(description="Ongeveer een kwart van de gemeenten zit hieronder.")
    mediaan: Decimaal
    kwartiel3: Decimaal = Field(description="Ongeveer een kwart van de gemeenten zit hierboven.")
    stap: Decimaal = Field(description="Op veelvouden hiervan is afgerond.")


class VergelekenPeriode(Schema):
    """Uw waarde over een periode, naast die van de groep."""

    eigen: Waarde
    groep: Groepscijfers | None
    plaats: Plaats | None = Field(description="Waar uw waarde ligt tussen de kwartielen van de groep.")
    reden: Reden | None = Field(
        description="Waarom er geen cijfers van de groep zijn. nog-niet-vastgesteld: dat gebeurt 30 dagen na de "
        "periode, en niet eerder dan 30 dagen nadat de groep is gemaakt; vanaf de dag erna is het te zien. "
        f"te-weinig-gemeenten: minder dan {MINSTENS} gemeenten hadden een waarde volgens uw definitie."
    )
    vastgesteld_op: date | None
    andere_definitie: int | None = Field(
        description="Hoeveel gemeenten met deze code iets anders bedoelen: een andere rekenwijze, bron, factor, vraag, "
        "maat of formule, of alleen bij een van beide het doel verantwoorden. Zij tellen niet mee."
    )
    zonder_waarde: int | None = Field(
        description="Hoeveel gemeenten hetzelfde bedoelen, maar geen waarde hadden of die verbergen."
    )


class Groepsvergelijking(Schema):
    """Een indicator van uw gemeente naast die van andere gemeenten."""

    indicator: str
    groep: str
    dataversie: int
    methode: str
    perioden: list[VergelekenPeriode]
