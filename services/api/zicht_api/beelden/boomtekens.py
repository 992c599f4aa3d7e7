"""The signs of a doelenboom: a status has a colour, a shape and a word."""

from collections.abc import Mapping
from typing import Final

from zicht_api.beelden.opmaak import Spec, Tekening, Uitleg, teken_uitleg, vast
from zicht_api.beelden.takken import STATUSUITLEG, Status
from zicht_api.beelden.thema import Thema

_VORM: Final[Mapping[Status, str]] = {"behaald": "circle", "op-weg": "triangle-up", "nog-ver": "diamond"}


def kleur_van(status: Status, thema: Thema) -> str:
    return {
        "behaald": thema.goed,
        "op-weg": thema.matig,
        "nog-ver": thema.slecht,
        "ontbreekt": thema.subtiel,
    }[status]


def teken_van_status(status: Status, thema: Thema) -> Spec:
    kleur = kleur_van(status, thema)
    if status == "ontbreekt":
        rand = {"stroke": vast(kleur), "strokeWidth": vast(1.4), "strokeDash": vast([2, 2])}
        return {"shape": vast("circle"), "size": vast(64), **rand}
    return {"shape": vast(_VORM[status]), "size": vast(84), "fill": vast(kleur)}


def draw_key(tekening: Tekening, y: float) -> float:
    """What the signs mean, from y. Returns where it ends."""
    uitleg = [
        Uitleg(tekst, "symbol", teken_van_status(status, tekening.thema)) for status, tekst in STATUSUITLEG.items()
    ]
    return teken_uitleg(tekening, uitleg, 0, y)
