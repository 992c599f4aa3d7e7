from typing import Literal

from pydantic import Field

from zicht_api.getallen import Decimaal
from zicht_api.waarden.onderdrukking import Waarde
from zicht_shared.schemas import Schema

Periodesoort = Literal["maand", "kwartaal"]


class Marge(Schema):
    """Waartussen de waarde met deze zekerheid uitkomt, als er verder niets verandert."""

    zekerheid: int = Field(description="In procenten.")
    onder: Decimaal
    boven: Decimaal


class Stap(Schema):
    periode: str
    verwachting: Decimaal
    marges: list[Marge] = Field(description="Leeg als de reeks niets zegt over hoe onzeker de verwachting is.")
    begrensd: bool = Field(description="Of iets hiervan is afgekapt op wat kan, zoals niet minder dan 0.")


class Prognose(Schema):
    """De trend doorgetrokken, met haar onzekerheid."""

    indicator: str
    periodesoort: Periodesoort
    dataversie: int
    methode: str
    historie: list[Waarde] = Field(description="De cijfers waaruit de verwachting volgt.")
    stappen: list[Stap]
