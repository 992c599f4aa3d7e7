from typing import Literal
from uuid import UUID

from pydantic import Field

from zicht_shared.schemas import Code, Invoer, JaNee, Naam, Schema


class AanbiederGegevens(Invoer):
    """Wat een gemeente over een aanbieder vastlegt."""

    naam: Naam
    vorm: Literal["formeel", "informeel"]
    onafhankelijk: JaNee = True
    doelgroepen: list[Code] = Field(default_factory=list, max_length=50)
    leefgebieden: list[Code] = Field(default_factory=list, max_length=50)
    tellingen_voor: list[Code] = Field(
        default_factory=list,
        max_length=100,
        description="Maatstaven die deze aanbieder als telling levert; de andere volgen uit de contacten.",
    )


class NieuweAanbieder(AanbiederGegevens):
    code: Code


class Aanbieder(Schema):
    id: UUID
    code: str
    naam: str
    vorm: Literal["formeel", "informeel"]
    onafhankelijk: bool
    doelgroepen: list[str]
    leefgebieden: list[str]
    tellingen_voor: list[str]
