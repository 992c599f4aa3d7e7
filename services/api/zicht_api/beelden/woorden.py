"""What stands in a picture where there is no figure, and how a picture tells its story to who does not see it."""

from collections.abc import Iterable, Mapping
from typing import Final

from zicht_api.beelden.cijfers import Beeldcijfer
from zicht_api.beelden.opmaak import SLOT, Uitleg, vast
from zicht_api.beelden.thema import Thema
from zicht_api.duiding.woorden import met_eenheid
from zicht_api.waarden.meten import Reden

ONTBREEKT: Final[Mapping[Reden, str]] = {
    "te-weinig": "verborgen",
    "geen-gegevens": "geen gegevens",
    "noemer-nul": "niets te delen",
}
_UITLEG: Final[Mapping[Reden, str]] = {
    "te-weinig": "verborgen, om mensen te beschermen",
    "geen-gegevens": "geen gegevens",
    "noemer-nul": "niets te delen",
}


def in_woorden(cijfer: Beeldcijfer, eenheid: str) -> str:
    """`34,2% (n = 120, 95%-interval 28% tot 41%, voorlopig)`, or in a word why there is none."""
    if cijfer.waarde is None:
        return ONTBREEKT[cijfer.reden or "geen-gegevens"]
    erbij = []
    if cijfer.n is not None:
        erbij.append(f"n = {cijfer.n}")
    if cijfer.onder is not None and cijfer.boven is not None:
        erbij.append(f"95%-interval {met_eenheid(cijfer.onder, eenheid)} tot {met_eenheid(cijfer.boven, eenheid)}")
    if cijfer.voorlopig:
        erbij.append("voorlopig")
    return met_eenheid(cijfer.waarde, eenheid) + (f" ({', '.join(erbij)})" if erbij else "")


def uitleg_van(cijfers: Iterable[Beeldcijfer], thema: Thema) -> list[Uitleg]:
    """The signs of what is not shown, those that occur."""
    redenen = {cijfer.reden for cijfer in cijfers if cijfer.waarde is None}
    return [Uitleg(_UITLEG[reden], "symbol", teken_van(reden, thema)) for reden in ONTBREEKT if reden in redenen]


def teken_van(reden: Reden, thema: Thema) -> dict[str, dict[str, object]]:
    """The sign of why there is no figure: a padlock, or an empty circle of dashes."""
    if reden == "te-weinig":
        return {"shape": vast(SLOT), "size": vast(110), "fill": vast(thema.subtiel)}
    return {
        "shape": vast("circle"),
        "size": vast(60),
        "stroke": vast(thema.subtiel),
        "strokeWidth": vast(1.4),
        "strokeDash": vast([2, 2]),
    }
