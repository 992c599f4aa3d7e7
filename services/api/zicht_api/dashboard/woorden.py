"""What the dashboard says of a figure, in words that a councillor can repeat. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from zicht_api.duiding.woorden import in_getal, in_kort, met_eenheid
from zicht_api.indicatoren.models import Indicator
from zicht_api.waarden.onderdrukking import Waarde

Kant = Literal["hoger", "lager", "gelijk", "onbekend"]

PIJLERS: Final[Mapping[str, tuple[str, str]]] = {
    "bereik": ("Bereik", "Hoeveel inwoners zijn geholpen, en hoe?"),
    "tevredenheid": ("Tevredenheid", "Wat vinden inwoners van de ondersteuning?"),
    "doelrealisatie": ("Doelrealisatie", "Wat is er voor inwoners veranderd?"),
}
ONTBREEKT: Final[Mapping[str, str]] = {
    "te-weinig": "Niet getoond",
    "geen-gegevens": "Geen gegevens",
    "noemer-nul": "Niets te delen",
}
ONTBREEKT_UITLEG: Final[Mapping[str, str]] = {
    "te-weinig": "Er staan te weinig mensen achter, of achter een cijfer dat hieruit zou volgen. Zo beschermen we hen.",
    "geen-gegevens": "Over deze periode is niets aangeleverd.",
    "noemer-nul": "Over deze periode valt er niets te delen.",
}
STATUS: Final[Mapping[str, str]] = {
    "behaald": "Gehaald",
    "op-weg": "Op weg",
    "niet-behaald": "Nog niet gehaald",
}
_BRONNEN: Final[Mapping[str, str]] = {
    "vragenlijst": "vragenlijst onder cliënten",
    "formule": "berekend uit andere cijfers",
    "handmatig": "ingevoerd door de gemeente",
}
_REGISTRATIE: Final = "registratie van aanbieders"
# Units that a number does not need behind it: the name of the indicator says it.
_STIL: Final = frozenset({"", "NPS", "rapportcijfer"})


class Verschilzin(NamedTuple):
    """kant: to which side a figure moved, only where that is no chance. gunstig: whether that is what is wanted."""

    kant: Kant
    tekst: str
    gunstig: bool | None


def bron_of(rekenwijze: str) -> str:
    """Where a figure comes from."""
    return _BRONNEN.get(rekenwijze, _REGISTRATIE)


def waarde_in_woorden(waarde: Waarde, eenheid: str) -> str:
    """The figure with its unit, or why there is none."""
    if waarde.waarde is None:
        return ONTBREEKT[waarde.reden or "geen-gegevens"].lower()
    return met_eenheid(waarde.waarde, eenheid)


def groot_cijfer(waarde: Decimal, eenheid: str) -> tuple[str, str]:
    """A figure as it stands alone: the number, and the unit that follows it smaller."""
    return (met_eenheid(waarde, "%"), "") if eenheid == "%" else (in_getal(waarde), "" if eenheid in _STIL else eenheid)


def verschil_met_vorige(waarde: Waarde, indicator: Indicator) -> Verschilzin | None:
    """How a figure moved since the period before; None where one of both is not shown."""
    vorige = waarde.verschillen.vorige
    if waarde.waarde is None or vorige is None:
        return None
    toen = f"{in_kort(vorige.met)} ({kaal(waarde.waarde - vorige.verschil, indicator.eenheid)})"
    if waarde.voorlopig and not vorige.significant:
        return Verschilzin("onbekend", f"Loopt nog; {toen}", None)
    match vorige.significant:
        case True:
            kant: Kant = "hoger" if vorige.verschil > 0 else "lager"
            gunstig = None if indicator.richting == "neutraal" else kant == indicator.richting
            return Verschilzin(kant, f"{kant.capitalize()} dan {toen}", gunstig)
        case False:
            return Verschilzin("gelijk", f"Geen duidelijk verschil met {toen}", None)
    return Verschilzin("onbekend", f"Was in {toen}", None)


def doel_in_woorden(waarde: Waarde, eenheid: str) -> str | None:
    """The target that a figure is held against."""
    doel = waarde.verschillen.streefwaarde
    if waarde.waarde is None or doel is None:
        return None
    return f"streefwaarde {kaal(waarde.waarde - doel.verschil, eenheid)}"


def kaal(waarde: Decimal, eenheid: str) -> str:
    """A number beside one that has its unit already; only % stays."""
    return met_eenheid(waarde, "%" if eenheid == "%" else "")
