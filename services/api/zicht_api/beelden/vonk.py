"""A course over time as large as a word: what stands beside a figure to say where it comes from."""

from decimal import Decimal
from itertools import groupby
from typing import Final

from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.cijfers import Reeks
from zicht_api.beelden.opmaak import Tekening, getal, op, vast
from zicht_api.beelden.tekst import periode_naam
from zicht_api.beelden.thema import Thema
from zicht_api.beelden.woorden import ONTBREEKT
from zicht_api.duiding.woorden import met_eenheid

_BREEDTE: Final = 180
_HOOGTE: Final = 44
_RAND: Final = 6


def vonk(reeks: Reeks, thema: Thema) -> Beeld:
    """A line without axes, with the last figure marked; where one is hidden or missing is a gap with a bar below it."""
    tekening = Tekening(thema, _BREEDTE, _HOOGTE)
    doel = next((punt.streefwaarde for punt in reversed(reeks.punten) if punt.streefwaarde is not None), None)
    getoond = [(nr, punt.cijfer.waarde) for nr, punt in enumerate(reeks.punten) if punt.cijfer.waarde is not None]
    hoogten = [waarde for _, waarde in getoond] + ([] if doel is None else [doel]) or [Decimal(0)]
    laag, hoog = min(hoogten), max(hoogten)
    if laag == hoog:
        # A flat line stands in the middle.
        laag, hoog = laag - 1, hoog + 1
    breed, onder = [_RAND, _BREEDTE - _RAND], [_HOOGTE - _RAND, _RAND]
    tekening.schalen += [
        {"name": "x", "type": "linear", "domain": [0, max(len(reeks.punten) - 1, 1)], "range": breed},
        {"name": "y", "type": "linear", "zero": False, "domain": [getal(laag), getal(hoog)], "range": onder},
    ]
    if doel is not None:
        streep = {"stroke": vast(thema.goed), "strokeDash": vast([4, 3])}
        van, tot = breed
        tekening.teken("rule", [{"y": getal(doel)}], x=vast(van), x2=vast(tot), y=op("y", "y"), **streep)
    plek = {"x": op("x", "x"), "y": op("y", "y")}
    # What follows on each other has the same distance between its place in the course and among what is shown.
    for _, stuk in groupby(enumerate(getoond), lambda een: een[1][0] - een[0]):
        rijen = [{"x": nr, "y": getal(waarde)} for _, (nr, waarde) in stuk]
        if len(rijen) > 1:
            tekening.teken("line", rijen, **plek, stroke=vast(thema.accent), strokeWidth=vast(2))
        else:
            tekening.teken("symbol", rijen, **plek, size=vast(16), fill=vast(thema.accent))
    laatste = [{"x": nr, "y": getal(waarde)} for nr, waarde in getoond[-1:]]
    tekening.teken("symbol", laatste, **plek, size=vast(60), fill=vast(thema.accent))
    weg = [{"x": nr} for nr, punt in enumerate(reeks.punten) if punt.cijfer.waarde is None]
    streep = {"x": op("x", "x", offset=-4), "x2": op("x", "x", offset=4), "y": vast(_HOOGTE - 2)}
    tekening.teken("rule", weg, **streep, stroke=vast(thema.subtiel), strokeWidth=vast(2))
    return Beeld(f"{reeks.titel} in de tijd", _describe(reeks), _BREEDTE, _HOOGTE, tekening.specificatie())


def _describe(reeks: Reeks) -> str:
    delen = [
        f"{periode_naam(punt.periode)}: "
        + (
            met_eenheid(punt.cijfer.waarde, reeks.eenheid)
            if punt.cijfer.waarde is not None
            else ONTBREEKT[punt.cijfer.reden or "geen-gegevens"]
        )
        for punt in reeks.punten
    ]
    return f"{'; '.join(delen)}." if delen else "Er zijn geen perioden om te tonen."
