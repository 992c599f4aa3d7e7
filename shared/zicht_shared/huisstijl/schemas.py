from pydantic import Field

from zicht_shared.huisstijl.kleuren import Kleur, Token
from zicht_shared.schemas import Invoer, Schema


class HuisstijlGegevens(Invoer):
    """De kleuren van de pagina's. Wat u weglaat, volgt uit de rest of blijft zoals Zicht het heeft."""

    tokens: dict[Token, Kleur] = Field(
        description="Kleuren bij hun naam in NL Design System, geschreven zoals in CSS.",
        examples=[{"utrecht-button-primary-action-background-color": "#003865"}],
    )


class Contrast(Schema):
    """Hoe goed de ene kleur op de andere te zien is, van 1 tot 21."""

    voorgrond: str
    achtergrond: str
    contrast: float
    nodig: float = Field(description="Wat WCAG 2.2 AA ten minste vraagt.")


class Huisstijl(Schema):
    """Hoe de pagina's eruitzien."""

    tokens: dict[Token, str]
    kleuren: dict[str, str] = Field(description="Alle kleuren van de pagina's, ook die uit de andere volgen.")
    contrasten: list[Contrast]
    stijlblad: str | None = Field(description="Waar het stijlblad staat; leeg als u niets heeft ingesteld.")
