from typing import Literal

from pydantic import Field

from zicht_shared.schemas import Code, Invoer, Naam, Schema

Soort = Literal["wijk", "buurt", "kern"]


class GebiedGegevens(Invoer):
    naam: Naam
    soort: Soort
    ouder: Code | None = Field(
        default=None, description="Code van het gebied hierboven; leeg direct onder de gemeente."
    )


class NieuwGebied(GebiedGegevens):
    code: Code = Field(description="CBS-code, bijvoorbeeld WK062701.")


class Gebied(Schema):
    code: str
    naam: str
    soort: Soort
    ouder: str | None
