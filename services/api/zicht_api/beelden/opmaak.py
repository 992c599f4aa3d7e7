"""The pieces that pictures are made of, as specifications for Vega. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from zicht_api.beelden.tekst import breedte_van
from zicht_api.beelden.thema import LETTER, Thema
from zicht_api.getallen import as_number

LETTERS: Final = 12
KLEIN: Final = 11
REGEL: Final = 14

# Signs, as paths round a middle; Vega scales them to the size that is asked.
SLOT: Final = "M-.62,-.05h1.24v.95h-1.24zM-.4,-.05v-.3a.4,.4,0,0,1,.8,0v.3h-.2v-.3a.2,.2,0,0,0,-.4,0v.3z"
RUIT: Final = "diamond"

Spec = dict[str, Any]


def veld(naam: str) -> Spec:
    return {"field": naam}


def vast(waarde: object) -> Spec:
    return {"value": waarde}


def op(schaal: str, naam: str, **anders: object) -> Spec:
    """A field of the data, through a scale."""
    return {"scale": schaal, "field": naam, **anders}


def getal(waarde: Decimal | None) -> int | float | None:
    """As JSON has it."""
    return None if waarde is None else as_number(waarde)


@dataclass
class Tekening:
    """A specification that is being put together. breedte, hoogte: of the whole, in pixels."""

    thema: Thema
    breedte: int
    hoogte: int = 0
    schalen: list[Spec] = field(default_factory=list)
    _data: list[Spec] = field(default_factory=list)
    _marks: list[Spec] = field(default_factory=list)

    def teken(self, soort: str, rijen: Iterable[Mapping[str, object]], **hoe: Spec) -> None:
        """A mark for each row, or one line or area through all of them. Nothing when there are no rows."""
        waarden = list(rijen)
        if not waarden:
            return
        naam = f"d{len(self._data)}"
        self._data.append({"name": naam, "values": waarden})
        self._marks.append({"type": soort, "from": {"data": naam}, "encode": {"enter": hoe}})

    def schrijf(self, rijen: Iterable[Mapping[str, object]], **hoe: Spec) -> None:
        """Texts; a row has x, y and tekst (a list: lines)."""
        standaard = {
            "x": veld("x"),
            "y": veld("y"),
            "text": veld("tekst"),
            "font": vast(LETTER),
            "fontSize": vast(LETTERS),
            "lineHeight": vast(REGEL),
            "fill": vast(self.thema.tekst),
        }
        self.teken("text", rijen, **(standaard | hoe))

    def schrijf_op(self, kleur: str, rijen: Iterable[Mapping[str, object]], **hoe: Spec) -> None:
        """Texts that can be read across lines: with a rim of the colour that they stand on."""
        rijen = list(rijen)
        rand = {"stroke": vast(kleur), "strokeWidth": vast(4), "strokeJoin": vast("round")}
        self.schrijf(rijen, **hoe | rand)
        self.schrijf(rijen, **hoe)

    def specificatie(self) -> Spec:
        return {
            "$schema": "https://vega.github.io/schema/vega/v6.json",
            "width": self.breedte,
            "height": self.hoogte,
            "padding": 0,
            "autosize": "none",
            "background": self.thema.achtergrond,
            "data": self._data,
            "scales": self.schalen,
            "marks": self._marks,
        }


@dataclass(frozen=True, slots=True)
class Uitleg:
    """An entry of the key below a picture: a sign and what it means. hoe: how Vega draws the sign."""

    tekst: str
    soort: str
    hoe: Spec


def teken_uitleg(tekening: Tekening, uitleg: Sequence[Uitleg], x: float, y: float) -> float:
    """The key, from (x, y), over as many rows as it takes. Returns where it ends."""
    links = x
    for een in uitleg:
        breedte = 18 + breedte_van(een.tekst, KLEIN)
        if links > x and links + breedte > tekening.breedte:
            links, y = x, y + REGEL + 3
        tekening.teken(een.soort, [{}], **_sign(een, links, y))
        tekening.schrijf(
            [{"x": links + 18, "y": y, "tekst": een.tekst}],
            baseline=vast("middle"),
            fontSize=vast(KLEIN),
            fill=vast(tekening.thema.subtiel),
        )
        links += breedte + 14
    return y + REGEL / 2 + 2


def _sign(een: Uitleg, x: float, y: float) -> Spec:
    if een.soort == "symbol":
        return {"x": vast(x + 7), "y": vast(y), **een.hoe}
    if een.soort == "rule":
        return {"x": vast(x), "x2": vast(x + 14), "y": vast(y), **een.hoe}
    return {"x": vast(x), "y": vast(y - 5), "width": vast(14), "height": vast(10), **een.hoe}


def ticks(laag: Decimal, hoog: Decimal, aantal: int) -> list[Decimal]:
    """About so many round numbers: the first at or below laag, the last at or above hoog. laag < hoog."""
    ruw = (hoog - laag) / max(aantal - 1, 1)
    macht = Decimal(10) ** ruw.adjusted()
    stap = next(keer * macht for keer in map(Decimal, ("1", "2", "2.5", "5", "10")) if keer * macht >= ruw)
    eerste, laatste = laag // stap, hoog // stap
    eerste -= eerste * stap > laag
    laatste += laatste * stap < hoog
    return [stap * keer for keer in range(int(eerste), int(laatste) + 1)]


def spread(plekken: Sequence[float], hoogten: Sequence[float], laag: float, hoog: float) -> list[float]:
    """Middles of labels as near to where they belong as they can be without overlapping, between laag and hoog.

    plekken: where each belongs; hoogten: of each label. In the order given.
    """
    order = sorted(range(len(plekken)), key=lambda index: plekken[index])
    found = list(plekken)
    onder = laag
    for index in order:
        found[index] = max(found[index], onder + hoogten[index] / 2)
        onder = found[index] + hoogten[index] / 2
    boven = hoog
    for index in reversed(order):
        found[index] = min(found[index], boven - hoogten[index] / 2)
        boven = found[index] - hoogten[index] / 2
    return found
