from datetime import date
from uuid import UUID

from pydantic import Field

from zicht_api.aanleveringen.schemas import Aanlevering
from zicht_api.duiding.schemas import BesprokenSessie
from zicht_api.leverkalender.schemas import Aanleverstatus
from zicht_api.terugkoppeling.steunen import Bron
from zicht_api.verbeterplannen.overgangen import Actiestatus
from zicht_shared.schemas import Schema

MAX_AANLEVERINGEN = 100


class Levertotalen(Schema):
    """De ontvangstbewijzen bij elkaar opgeteld."""

    aanleveringen: int
    ontvangen: int
    nieuw: int
    gewijzigd: int
    ongewijzigd: int
    verwijderd: int
    afgekeurd: int


class Geleverd(Schema):
    """Wat er over de periode is aangeleverd."""

    totalen: Levertotalen
    aanleveringen: list[Aanlevering] = Field(
        description="De aanleveringen die u mag inzien en die iets veranderden aan de periode, de nieuwste eerst. "
        f"Hoogstens {MAX_AANLEVERINGEN}; de andere staan bij /aanleveringen."
    )
    status: list[Aanleverstatus] = Field(description="Hoe het staat met wat over de periode was afgesproken.")


class SteunendeIndicator(Schema):
    """Een indicator die er mede dankzij de aanleveringen is."""

    indicator: str
    naam: str
    bronnen: list[Bron] = Field(
        description="Waaruit: de contacten of de tellingen van deze aanbieder, de antwoorden van zijn cliënten (als "
        "dat er genoeg zijn om te tonen), of met een formule uit andere indicatoren die daarop staan."
    )
    maatstaven: list[str] = Field(description="Wat er van deze aanbieder in wordt geteld.")
    cijfers: str = Field(description="Waar de cijfers van deze aanbieder over de periode staan.")


class Vervolgactie(Schema):
    """Een actie uit een verbeterplan die zich op een van de indicatoren richt, of die deze aanbieder noemt."""

    plan: UUID
    plannaam: str
    actie: str
    omschrijving: str
    status: Actiestatus
    aanbieder: str | None = Field(description="Wie haar uitvoert, als dat een aanbieder is.")
    indicator: str | None
    gemeten: bool = Field(description="Of het effect is gemeten.")
    pad: str | None = Field(description="Waar de actie staat; leeg als u haar daar niet mag inzien.")
    effect: str | None = Field(description="Waar het effect staat, als dat is gemeten en u het mag inzien.")


class Terugkoppeling(Schema):
    """Wat er is gedaan met wat een aanbieder leverde."""

    aanbieder: str
    naam: str
    periode: str
    dataversie: int
    dag: date
    geleverd: Geleverd
    indicatoren: list[SteunendeIndicator]
    duidingssessies: list[BesprokenSessie] = Field(
        description="Vastgestelde sessies over een deel van de periode waarin deze indicatoren zijn besproken, de "
        "nieuwste eerst. Alleen om van te leren."
    )
    acties: list[Vervolgactie]
