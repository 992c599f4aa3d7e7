"""A picture before it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from zicht_api.beelden.tekst import breek
from zicht_api.beelden.thema import LETTER, Thema

_TITEL: Final = 16
_ONDERSCHRIFT: Final = 11
_RAND: Final = 16


@dataclass(frozen=True)
class Beeld:
    """titel, beschrijving: what somebody who does not see it is told. specificatie: for Vega.

    breedte, hoogte: as drawn, in CSS pixels; it scales to any size.
    """

    titel: str
    beschrijving: str
    breedte: int
    hoogte: int
    specificatie: Mapping[str, Any] = field(repr=False)


def met_kop(beeld: Beeld, thema: Thema, onderschrift: str = "") -> Beeld:
    """The same picture with its title above it and a line below, and a margin: to stand by itself.

    onderschrift: where the figures come from, and of when they are.
    """
    titel = breek(beeld.titel, beeld.breedte, _TITEL, 3, vet=True)
    regels = breek(onderschrift, beeld.breedte, _ONDERSCHRIFT, 3) if onderschrift else []
    boven = _RAND + len(titel) * (_TITEL + 4) + 10
    onder = len(regels) * (_ONDERSCHRIFT + 4) + (10 if regels else 0) + _RAND
    breedte, hoogte = beeld.breedte + 2 * _RAND, beeld.hoogte + boven + onder
    binnen = beeld.specificatie
    specificatie = {
        **{name: binnen[name] for name in ("$schema", "padding", "autosize", "background", "data", "scales")},
        "width": breedte,
        "height": hoogte,
        "marks": [
            _tekst(titel, _RAND, _RAND + _TITEL, _TITEL, thema.tekst, "bold"),
            {
                "type": "group",
                "encode": {"enter": {"x": {"value": _RAND}, "y": {"value": boven}}},
                "marks": binnen["marks"],
            },
            _tekst(regels, _RAND, hoogte - onder + 10 + _ONDERSCHRIFT, _ONDERSCHRIFT, thema.subtiel, "normal"),
        ],
    }
    return replace(beeld, breedte=breedte, hoogte=hoogte, specificatie=specificatie)


def _tekst(regels: list[str], x: float, y: float, grootte: int, kleur: str, gewicht: str) -> dict[str, Any]:
    waarden = {
        "text": regels,
        "x": x,
        "y": y,
        "font": LETTER,
        "fontSize": grootte,
        "fontWeight": gewicht,
        "lineHeight": grootte + 4,
        "fill": kleur,
    }
    return {"type": "text", "encode": {"enter": {name: {"value": value} for name, value in waarden.items()}}}
