from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from zicht_api.doelenbomen.schemas import KnoopRealisatie
from zicht_api.duiding.overeenstemming import STEMMEN_PER_DEELNEMER, TOP, Overeenstemming
from zicht_api.perioden import PeriodeCode
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.schemas import Code, Datum, Geheel, Invoer, Naam, Schema, Tekst, Tijdstip

Perspectief = Literal["inwoner", "professional", "beleid", "management", "ervaringsdeskundige"]
Soort = Literal["indicator", "knoop", "signaal", "verhaal"]
Vraag = Literal["herkennen", "verklaren", "waarderen", "verbeteren"]
Status = Literal["voorbereiding", "gehouden", "vastgesteld"]
Toestand = Literal["aanwezig", "verwijderd", "ingetrokken"]

_ZONDER_NAMEN = "Noem geen personen: een rol of een organisatie is genoeg."
Toelichting = Annotated[Tekst, StringConstraints(min_length=1, max_length=2000)]


class Gespreksonderwerp(Invoer):
    """Waar het over gaat. Welke velden erbij horen, hangt af van de soort."""

    code: Code = Field(description="Uw eigen code voor dit onderwerp, binnen de sessie.")
    soort: Soort
    indicator: Code | None = Field(default=None, description="Bij de soort indicator.")
    per: Dimensie | None = Field(default=None, description="Waarnaar de indicator is uitgesplitst.")
    gebied: Code | None = Field(default=None, description="Alleen dit gebied; bij de soorten indicator en knoop.")
    aanbieder: Code | None = Field(default=None, description="Alleen deze aanbieder; bij de soort indicator.")
    doelgroep: Code | None = Field(
        default=None, description="Alleen deze doelgroep; bij de soorten indicator en knoop."
    )
    leefgebied: Code | None = Field(default=None, description="Alleen dit leefgebied; bij de soort indicator.")
    vorm: Code | None = Field(default=None, description="Alleen formeel of informeel; bij de soort indicator.")
    doelenboom: Code | None = Field(default=None, description="Bij de soort knoop.")
    knoop: Code | None = Field(default=None, description="Code van een knoop van de doelenboom; bij de soort knoop.")
    signaal: UUID | None = Field(default=None, description="Bij de soort signaal.")
    verhaal: UUID | None = Field(default=None, description="Bij de soort verhaal.")
    vraag: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] | None = Field(
        default=None, description="Wat u de deelnemers hierover wilt vragen, naast de vier vragen."
    )


class Deelnemersgroep(Invoer):
    """Hoeveel mensen er vanuit een perspectief meepraten. Wie het zijn, leggen we niet vast."""

    perspectief: Perspectief
    deelnemers: Annotated[Geheel, Field(ge=1, le=200)]


class Sessieopzet(Invoer):
    """Wat u voorbereidt: over welke cijfers en verhalen het gaat, en wie er meepraten."""

    naam: Naam
    datum: Datum = Field(description="De dag waarop de sessie is.")
    periode: PeriodeCode = Field(description="De periode waar het gesprek over gaat.", examples=["2026-K1"])
    monitorcyclus: Code | None = Field(default=None, description="De monitorcyclus waar de sessie bij hoort.")
    peildatum: Annotated[Tekst, StringConstraints(max_length=40)] | None = Field(
        default=None,
        description="Bespreek de cijfers zoals ze toen waren: aan het einde van een dag, of op een moment met "
        "tijdzone. Zonder peildatum: zoals ze zijn op het moment dat u de sessie aanmaakt. Wat er later wordt "
        "aangeleverd, verandert de cijfers van de sessie niet. Bij een wijziging van de opzet: zonder peildatum "
        "blijven de cijfers die van eerder.",
        examples=["2026-03-31"],
    )
    onderwerpen: list[Gespreksonderwerp] = Field(min_length=1, max_length=20)
    deelnemers: list[Deelnemersgroep] = Field(min_length=1, max_length=5)


class AntwoordJaDeelsNee(Invoer):
    antwoord: Literal["ja", "deels", "nee"]
    toelichting: Toelichting | None = Field(default=None, description=_ZONDER_NAMEN)


class AntwoordWaarderen(Invoer):
    antwoord: Literal["goed", "wisselend", "zorgelijk"]
    toelichting: Toelichting | None = Field(default=None, description=_ZONDER_NAMEN)


class AntwoordVerbeteren(Invoer):
    antwoord: Literal["nodig", "misschien", "niet-nodig"]
    toelichting: Toelichting | None = Field(default=None, description=_ZONDER_NAMEN)


class Bijdrage(Invoer):
    """Wat een perspectief over een onderwerp zegt. Dit komt in de plaats van wat het er eerder over zei."""

    herkennen: AntwoordJaDeelsNee | None = Field(default=None, description="Herkennen we deze uitkomsten?")
    verklaren: AntwoordJaDeelsNee | None = Field(default=None, description="Kunnen we ze verklaren?")
    waarderen: AntwoordWaarderen | None = Field(default=None, description="Wat vinden we ervan?")
    verbeteren: AntwoordVerbeteren | None = Field(default=None, description="Zijn er verbeteracties nodig?")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Beantwoord minstens een van de vragen herkennen, verklaren, waarderen en verbeteren.")
        return self


class Gespreksconclusie(Invoer):
    onderwerp: Code | None = Field(default=None, description="Over welk onderwerp; leeg: over het geheel.")
    tekst: Toelichting = Field(description=_ZONDER_NAMEN)


class Aanbeveling(Invoer):
    code: Code = Field(description="Uw eigen code voor deze aanbeveling, binnen de sessie.")
    tekst: Annotated[Tekst, StringConstraints(min_length=1, max_length=500)] = Field(description=_ZONDER_NAMEN)
    onderwerp: Code | None = Field(default=None, description="Bij welk onderwerp; leeg: bij het geheel.")


class Sessieuitkomst(Invoer):
    """Wat het gesprek opleverde."""

    conclusies: list[Gespreksconclusie] = Field(max_length=100)
    aanbevelingen: list[Aanbeveling] = Field(max_length=50)


class Stem(Invoer):
    aanbeveling: Code
    stemmen: Annotated[Geheel, Field(ge=1, le=1000)]


class Stemming(Invoer):
    """De stemmen van een perspectief samen. Dit komt in de plaats van wat het eerder stemde."""

    stemmen: list[Stem] = Field(
        max_length=50, description=f"Iedere deelnemer heeft hoogstens {STEMMEN_PER_DEELNEMER} stemmen te verdelen."
    )


class Perspectiefantwoord(Schema):
    perspectief: Perspectief
    antwoord: str
    toelichting: str | None


class Vraagbespreking(Schema):
    vraag: Vraag
    overeenstemming: Overeenstemming = Field(
        description="eens: alle perspectieven die antwoordden, gaven hetzelfde antwoord; te-weinig-stemmen: minder dan "
        "twee perspectieven gaven antwoord."
    )
    antwoorden: list[Perspectiefantwoord]


class Bespreking(Schema):
    """Wat er over een onderwerp is gezegd, en door wie."""

    onderwerp: str
    naam: str = Field(description="Waar het over gaat, in woorden.")
    pad: str | None = Field(description="Waar u meer leest over wat is besproken.")
    toestand: Toestand = Field(
        description="verwijderd: sinds de sessie is dit er niet meer. ingetrokken: wie het verhaal vertelde, trok het "
        "in, of de toestemming liep af; er is niets van bewaard."
    )
    vragen: list[Vraagbespreking]


class Perspectiefstemmen(Schema):
    perspectief: Perspectief
    stemmen: list[Stem]


class TopAanbeveling(Schema):
    plaats: int
    gelijk: bool = Field(description="Of er meer aanbevelingen met evenveel stemmen op deze plaats staan.")
    code: str
    tekst: str
    onderwerp: str | None
    stemmen: int


class Duidingssessie(Schema):
    """Een gesprek over cijfers en verhalen. Alleen om van te leren."""

    id: UUID
    naam: str
    datum: date
    periode: str
    monitorcyclus: str | None
    status: Status = Field(
        description="voorbereiding: de opzet kan nog veranderen. gehouden: de opzet ligt vast; bijdragen, uitkomst en "
        "stemmen worden vastgelegd. vastgesteld: er verandert niets meer."
    )
    dataversie: int = Field(description="De dataversie waar de cijfers van de sessie op staan.")
    dag: date = Field(description="De dag waarop die cijfers zo waren.")
    onderwerpen: list[Gespreksonderwerp]
    deelnemers: list[Deelnemersgroep]
    bespreking: list[Bespreking] = Field(description="Per onderwerp, in de volgorde van de onderwerpen.")
    conclusies: list[Gespreksconclusie]
    aanbevelingen: list[Aanbeveling]
    stemmen: list[Perspectiefstemmen]
    top_vijf: list[TopAanbeveling] = Field(
        description=f"De aanbevelingen met de meeste stemmen. Delen er meer de plaats {TOP}, dan staan ze er allemaal."
    )
    aangemaakt_op: Tijdstip
    gewijzigd_op: Tijdstip
    vastgesteld_op: Tijdstip | None


class DuidingssessieInLijst(Schema):
    id: UUID
    naam: str
    datum: date
    periode: str
    monitorcyclus: str | None
    status: Status
    dataversie: int
    indicatoren: list[str] = Field(description="Waar het over gaat, ook via een knoop of een signaal.")


class Onderwerpcijfers(Schema):
    """De cijfers van een onderwerp. Bij een verhaal horen geen cijfers."""

    onderwerp: str
    soort: Soort
    indicator: str | None
    naam: str | None = Field(description="De naam van de indicator, zoals die toen was.")
    eenheid: str | None
    richting: Literal["hoger", "lager", "neutraal"] | None
    periode: str = Field(description="De periode van de sessie; bij een signaal: die van het signaal.")
    waarden: list[Waarde] = Field(description="Over deze periode, uitgesplitst als daarom is gevraagd.")
    verloop: list[Waarde] = Field(description="Over de perioden tot en met deze, niet uitgesplitst.")
    realisatie: KnoopRealisatie | None = Field(description="Bij een knoop: hoe ver dit doel is bereikt.")


class Sessiecijfers(Schema):
    """De cijfers waar een sessie over gaat. Zij veranderen niet door wat later wordt aangeleverd."""

    duidingssessie: UUID
    dataversie: int
    dag: date
    drempel: int
    onderwerpen: list[Onderwerpcijfers]


class BesprokenSessie(Schema):
    """Wat een vastgestelde sessie zei over indicatoren die iemand aangaan, en over het geheel."""

    id: UUID
    naam: str
    datum: date
    periode: str
    indicatoren: list[str] = Field(description="Die van de indicatoren die hem aangaan, zijn besproken.")
    conclusies: list[str]
    top_vijf: list[TopAanbeveling]


class Signaalstand(Schema):
    """A signal as it was told when it was put on the table; later figures may change its words."""

    soort: str
    periode: str
    indicator: str | None
    gebied: str | None
    aanbieder: str | None
    doelgroep: str | None
    leefgebied: str | None
    regel: str


class VastOnderwerp(Gespreksonderwerp):
    """An onderwerp as it is kept. indicatoren: that it is about, also through a knoop or a signaal."""

    signaalstand: Signaalstand | None = None
    indicatoren: list[str] = Field(default_factory=list)
