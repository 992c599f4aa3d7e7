from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from zicht_api.getallen import Decimaal
from zicht_api.indicatoren.schemas import Bedrag
from zicht_api.perioden import PeriodeCode
from zicht_api.verbeterplannen.overgangen import Actiestatus, Planstatus
from zicht_api.waarden.onderdrukking import Verschil, Waarde
from zicht_shared.auth import Doel
from zicht_shared.schemas import Code, Datum, Invoer, JaNee, Naam, Schema, Tekst, Tijdstip

MAX_ACTIES = 200

ZONDER_NAMEN = "Noem mensen bij hun rol en organisatie, nooit bij naam."


def _without_doubles(values: list[Code]) -> list[Code]:
    if len(set(values)) < len(values):
        raise ValueError("Een waarde staat er twee keer in.")
    return values


Codes = Annotated[list[Code], AfterValidator(_without_doubles)]
Ids = Annotated[list[UUID], AfterValidator(_without_doubles)]
Zin = Annotated[Tekst, StringConstraints(min_length=1, max_length=1000)]
Toelichting = Annotated[Tekst, StringConstraints(min_length=1, max_length=2000)]
Euro = Annotated[Decimaal, Field(ge=0, max_digits=12, decimal_places=2)]


class Aanleiding(Invoer):
    """Waar het plan uit voortkomt."""

    duidingssessies: Ids = Field(default_factory=list, max_length=20)
    signalen: Ids = Field(default_factory=list, max_length=50)


class PlanKnoop(Invoer):
    doelenboom: Code
    knoop: Code


class Ambitie(Invoer):
    code: Code
    tekst: Zin
    knoop: PlanKnoop | None = Field(default=None, description="Welk doel in een doelenboom deze ambitie dient.")


class BeoogdResultaat(Invoer):
    """Wat er anders is als het lukt."""

    code: Code
    ambitie: Code = Field(description="Code van een ambitie in dit plan.")
    soort: Literal["output", "outcome"] = Field(
        description="output: wat er wordt gedaan; outcome: wat dat voor inwoners verandert."
    )
    tekst: Zin


class VerbeterplanGegevens(Invoer):
    """Ambities, en de beoogde resultaten die eruit volgen. De acties worden apart vastgelegd."""

    naam: Naam
    doelen: Annotated[list[Doel], AfterValidator(_without_doubles)] = Field(
        default_factory=lambda: [Doel.leren],
        min_length=1,
        max_length=2,
        description="Een sleutel met het doel verantwoorden ziet alleen plannen die daarvoor bedoeld zijn, zonder wat "
        "daarin alleen is om van te leren.",
    )
    aanleiding: Aanleiding = Field(default_factory=Aanleiding)
    begin: Datum
    eind: Datum
    monitorcyclus: Code | None = Field(default=None, description="De monitorcyclus waar dit plan bij hoort.")
    ambities: list[Ambitie] = Field(default_factory=list, max_length=20)
    resultaten: list[BeoogdResultaat] = Field(default_factory=list, max_length=50)


class Overgang(Invoer):
    reden: Toelichting | None = Field(default=None, description=f"Waarom. {ZONDER_NAMEN}")


class PlanOvergang(Overgang):
    """Een volgende stap van een plan. Stoppen vraagt om een reden."""

    naar: Planstatus = Field(
        description="concept → vastgesteld → in-uitvoering → afgerond; of gestopt, met een reden. Afgerond kan als "
        "elke actie is afgesloten of vervallen, en er minstens een is afgesloten."
    )


class ActieOvergang(Overgang):
    """Een volgende stap van een actie. Laten vervallen vraagt om een reden, en afsluiten zonder gemeten effect ook."""

    naar: Actiestatus = Field(
        description="gepland → bezig → uitgevoerd → afgesloten; gepland en bezig kunnen ook vervallen, met een reden."
    )


class Actiestap(Invoer):
    tekst: Zin = Field(description="Een stap waarvan te zien is of hij is gezet.")
    gedaan_op: Datum | None = None


class Randvoorwaarde(Invoer):
    tekst: Zin
    vervuld: JaNee = False


class Kosten(Invoer):
    """In euro's."""

    begroot: Euro = Field(default=Decimal(0), json_schema_extra={"default": 0})
    besteed: Euro = Field(default=Decimal(0), json_schema_extra={"default": 0})


class Meetpunt(Invoer):
    """Wat de actie in beweging moet brengen: een indicator, of een knoop van een doelenboom.

    De waarde ervoor geeft u niet op: die volgt uit de gegevens zoals die waren toen de actie werd vastgelegd.
    """

    indicator: Code | None = Field(default=None, description="Een indicator; laat dan doelenboom en knoop weg.")
    doelenboom: Code | None = None
    knoop: Code | None = Field(default=None, description="Een knoop van die doelenboom: het gaat dan om haar score.")
    gebied: Code | None = None
    aanbieder: Code | None = Field(default=None, description="Alleen bij een indicator.")
    doelgroep: Code | None = None
    leefgebied: Code | None = Field(default=None, description="Alleen bij een indicator.")
    vorm: Code | None = Field(default=None, description="Alleen bij een indicator.")
    periode_voor: PeriodeCode = Field(examples=["2025-K1"])
    periode_na: PeriodeCode = Field(description="Even lang, en later.", examples=["2026-K1"])
    verwachte_waarde: Bedrag = Field(description="Van de indicator, of de score van de knoop, over periodeNa.")
    meetdatum: Datum = Field(description="Wanneer het effect te meten is: nadat periodeNa voorbij is.")


class VerbeteractieGegevens(Invoer):
    omschrijving: Toelichting
    resultaten: Codes = Field(
        min_length=1, max_length=50, description="Aan welke beoogde resultaten van het plan deze actie bijdraagt."
    )
    stappen: list[Actiestap] = Field(default_factory=list, max_length=50)
    verantwoordelijke: Naam = Field(description=f"Rol en organisatie. {ZONDER_NAMEN}")
    aanbieder: Code | None = Field(default=None, description="De aanbieder die de actie uitvoert; die ziet haar dan.")
    begin: Datum
    deadline: Datum
    randvoorwaarden: list[Randvoorwaarde] = Field(default_factory=list, max_length=20)
    kosten: Kosten = Field(default_factory=Kosten)
    hangt_af_van: Codes = Field(
        default_factory=list, max_length=50, description="Acties van dit plan die eerst uitgevoerd moeten zijn."
    )
    meetpunt: Meetpunt


class NieuweVerbeteractie(VerbeteractieGegevens):
    code: Code


class PlanVerloop(Schema):
    """Een stap die is gezet."""

    actie: str | None = Field(description="Leeg: van het plan zelf.")
    van: str | None = Field(description="Leeg: vastgelegd.")
    naar: str
    reden: str | None
    sleutel_id: str | None = Field(description="Met welke sleutel; een aanbieder ziet dat niet.")
    tijdstip: Tijdstip


class OpenEffect(Schema):
    """Een actie waarvan het effect gemeten had moeten zijn."""

    plan: UUID
    naam: str
    actie: str
    meetdatum: date


class OpenPlan(Schema):
    plan: UUID
    naam: str


class Planwaarschuwing(Schema):
    """Er komt bij terwijl er nog openstaat."""

    soort: Literal["effect-niet-gemeten", "eerder-plan-open"]
    tekst: str
    acties: list[OpenEffect]
    plannen: list[OpenPlan]


class KostenPerResultaat(Schema):
    resultaat: str
    begroot: Decimaal
    besteed: Decimaal


class PlanBudget(Schema):
    """In euro's. Begroot is zonder vervallen acties; besteed met."""

    begroot: Decimaal
    besteed: Decimaal
    per_resultaat: list[KostenPerResultaat] = Field(
        description="Een actie telt bij elk resultaat waaraan zij bijdraagt helemaal mee: tel deze bedragen niet op."
    )


class PlanVoortgang(Schema):
    dag: date = Field(description="De dag waarop dit geldt.")
    acties: dict[Actiestatus, int] = Field(description="Hoeveel acties zo ver zijn.")
    stappen: int = Field(description="Hoeveel stappen er zijn, zonder die van vervallen acties.")
    stappen_gedaan: int
    te_laat: list[str] = Field(description="Acties waarvan de deadline voorbij is en die niet zijn uitgevoerd.")
    effect_gemeten: list[str] = Field(description="Acties waarvan het effect is gemeten.")
    wacht_op_meting: list[str] = Field(description="Acties voorbij hun meetdatum waarvan het effect niet is gemeten.")


class WegVerwijzing(Schema):
    """Iets waar het plan naar verwijst en wat er niet meer is."""

    soort: str = Field(examples=["knoop"])
    sleutel: str = Field(description="Het id of de code; bij een knoop met de doelenboom ervoor.")


class Verbeterplan(Schema):
    id: UUID
    naam: str
    doelen: list[Doel]
    aanleiding: Aanleiding
    begin: date
    eind: date
    monitorcyclus: str | None
    ambities: list[Ambitie]
    resultaten: list[BeoogdResultaat]
    status: Planstatus
    aangemaakt_op: Tijdstip
    versie: int
    verwijderd: list[WegVerwijzing]
    voortgang: PlanVoortgang
    budget: PlanBudget
    waarschuwingen: list[Planwaarschuwing]
    verloop: list[PlanVerloop]


class VerbeterplanInLijst(Schema):
    id: UUID
    naam: str
    doelen: list[Doel]
    begin: date
    eind: date
    monitorcyclus: str | None
    status: Planstatus
    aangemaakt_op: Tijdstip
    versie: int


class ActieMeetpunt(Schema):
    """Wat de actie in beweging moet brengen, en waar de waarde ervoor op staat."""

    indicator: str | None
    doelenboom: str | None
    knoop: str | None
    gebied: str | None
    aanbieder: str | None
    doelgroep: str | None
    leefgebied: str | None
    vorm: str | None
    periode_voor: str
    periode_na: str
    verwachte_waarde: Decimaal
    meetdatum: date
    dataversie: int = Field(description="De stand van de gegevens toen dit meetpunt werd vastgelegd.")
    dag: date
    verwijderd: bool = Field(description="De indicator of de knoop is er niet meer.")


class EffectmetingInLijst(Schema):
    """Dat het effect is gemeten, en op welke stand van de gegevens."""

    nr: int
    dataversie: int
    dag: date
    vergeleken: bool = Field(
        description="Er waren twee cijfers om te vergelijken, en de periode erna was voorbij. Zo niet, dan is het "
        "effect nog niet bekend."
    )
    gemeten_op: Tijdstip


class VerbeteractieInLijst(Schema):
    plan: UUID
    code: str
    omschrijving: str
    resultaten: list[str]
    stappen: list[Actiestap]
    verantwoordelijke: str
    aanbieder: str | None
    begin: date
    deadline: date
    randvoorwaarden: list[Randvoorwaarde]
    kosten: Kosten
    hangt_af_van: list[str]
    meetpunt: ActieMeetpunt | None = Field(description="Leeg: er is er geen dat uw sleutel mag zien.")
    effectmetingen: list[EffectmetingInLijst]
    status: Actiestatus
    versie: int


class Meetwaarden(Schema):
    """Het cijfer van een meetpunt over een periode, op een stand van de gegevens. Bij een knoop: haar score."""

    periode: str
    dataversie: int
    dag: date
    voorlopig: bool = Field(description="De periode was nog niet voorbij.")
    cijfer: Waarde | None = Field(description="Bij een indicator; leeg als die er toen niet was.")
    score: Decimaal | None = Field(description="Bij een knoop, van 0 tot en met 100.")
    dekking: Decimaal | None = Field(description="Bij een knoop: welk deel van het gewicht er in de score zit.")


class Verbeteractie(VerbeteractieInLijst):
    uitgangspunt: Meetwaarden | None = Field(
        description="De waarde ervoor, uit de gegevens zoals die waren toen de actie werd vastgelegd. Een aanbieder "
        "ziet zijn eigen cijfers."
    )
    waarschuwingen: list[Planwaarschuwing]
    verloop: list[PlanVerloop]


class Verwachting(Schema):
    verwachte_waarde: Decimaal
    uitkomst: Literal["ja", "nee", "niet-te-zeggen"] = Field(
        description="Of de verwachting is gehaald. Waar een cijfer een interval heeft: niet-te-zeggen zolang dat beide "
        "antwoorden openlaat."
    )
    toelichting: str


class Groepsontwikkeling(Schema):
    """Hoe hetzelfde cijfer zich elders ontwikkelde. Uw eigen gemeente telt mee in het gemiddelde van de groep."""

    groep: str
    gemiddelde_voor: Decimaal | None = Field(description="Van alle gemeenten in de groep; leeg: niet vastgesteld.")
    gemiddelde_na: Decimaal | None
    verschil_groep: Decimaal | None
    verschil_van_verschillen: Decimaal | None = Field(
        description="Uw verschil min dat van de groep: wat er bij u meer veranderde dan elders."
    )
    stap: Decimaal | None = Field(description="Op veelvouden hiervan zijn de gemiddelden afgerond.")


class Effect(Schema):
    """Wat er veranderde tussen de periode voor en de periode na een actie, op de stand van de gegevens bij de meting.

    Elk cijfer is na te rekenen met /v1/indicatoren/{code}/waarden, of met /realisatie van de doelenboom, op die stand.
    """

    plan: UUID
    actie: str
    meting: EffectmetingInLijst
    meetpunt: ActieMeetpunt
    voor: Meetwaarden
    na: Meetwaarden
    verschil: Verschil | None = Field(description="Leeg als een van beide cijfers er niet is of is verborgen.")
    voor_bij_aanvang: Meetwaarden | None = Field(
        description="De waarde ervoor zoals die bekend was toen de actie werd vastgelegd, als dat een andere was."
    )
    verwachting: Verwachting
    groepen: list[Groepsontwikkeling] = Field(description="De benchmarkgroepen waar uw gemeente aan meedoet.")
    geen_groepen: str | None = Field(description="Waarom dit cijfer niet naast dat van een groep staat.")
    kanttekeningen: list[str]
