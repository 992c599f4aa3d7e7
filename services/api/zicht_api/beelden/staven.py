"""A figure of several gebieden, doelgroepen and so on beside each other, with their total."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.cijfers import Groep, Staaf
from zicht_api.beelden.opmaak import KLEIN, LETTERS, REGEL, Spec, Tekening, Uitleg, getal, op, teken_uitleg, vast, veld
from zicht_api.beelden.tekst import breedte_van, breek, periode_naam
from zicht_api.beelden.thema import Thema
from zicht_api.beelden.woorden import ONTBREEKT, in_woorden, teken_van, uitleg_van
from zicht_api.duiding.woorden import met_eenheid

# Narrower than this, a name stands above its bar.
_SMAL: Final = 480
_DIKTE: Final = 16


class _Rij(NamedTuple):
    staaf: Staaf
    naam: list[str]
    # Of the first line of the name, and of the middle of the bar.
    y_naam: float
    y: float


class _Lijn(NamedTuple):
    """What all bars are held against."""

    waarde: Decimal
    tekst: str
    kleur: str
    streep: Sequence[int]


class _Kop(NamedTuple):
    """Where such a line stands, and its name above it."""

    lijn: _Lijn
    x: float
    x_tekst: float
    y: float


def staven(groep: Groep, thema: Thema, *, breedte: int = 640) -> Beeld:
    """breedte: of the picture, in pixels, from 300. However many bars: it grows downwards."""
    tekening = Tekening(thema, breedte)
    _Staven(groep, tekening).draw()
    return Beeld(groep.titel, _describe(groep), breedte, tekening.hoogte, tekening.specificatie())


class _Staven:
    """What the parts of one drawing share: the rows, and where the bars are."""

    def __init__(self, groep: Groep, tekening: Tekening) -> None:
        self.groep, self.tekening, self.thema = groep, tekening, tekening.thema
        self.getoond = [staaf for staaf in groep.staven if staaf.cijfer.waarde is not None]
        waarden = [breedte_van(self._waarde(staaf.cijfer.waarde), LETTERS, vet=True) for staaf in self.getoond]
        aantallen = [breedte_van(_n(staaf), KLEIN) for staaf in self.getoond]
        self.voor_n = max(aantallen, default=0)
        self.voor_waarde = max(waarden, default=0)
        self.rechts = tekening.breedte - self.voor_n - self.voor_waarde - 24
        self.smal = tekening.breedte < _SMAL
        breedst = max((breedte_van(staaf.naam, LETTERS) for staaf in groep.staven), default=0)
        self.voor_naam = tekening.breedte if self.smal else min(breedst + 4, tekening.breedte * 0.34)
        self.links = 1 if self.smal else self.voor_naam + 10
        self.laag, self.hoog = _extent(groep)
        self.koppen = list(self._headings())
        self.boven = 4 + max((kop.y + 9 for kop in self.koppen), default=0)
        self.rijen = list(self._rows())
        self.onder = self.rijen[-1].y + _DIKTE / 2 + 6 if self.rijen else self.boven

    def draw(self) -> None:
        domein = [getal(self.laag), getal(self.hoog)]
        schaal = {"type": "linear", "domain": domein, "range": [self.links, self.rechts]}
        self.tekening.schalen.append({"name": "x", **schaal})
        self._draw_names()
        self._draw_bars()
        self._draw_missing()
        self._draw_lines()
        uitleg = list(self._key())
        self.tekening.hoogte = round(
            teken_uitleg(self.tekening, uitleg, 0, self.onder + 16) if uitleg else self.onder + 4
        )

    def _rows(self) -> Iterator[_Rij]:
        y = float(self.boven)
        for staaf in self.groep.staven:
            naam = breek(staaf.naam, self.voor_naam, LETTERS, 2 if self.smal else 3)
            hoog = len(naam) * REGEL
            if self.smal:
                yield _Rij(staaf, naam, y + REGEL - 3, y + hoog + 4 + _DIKTE / 2)
                y += hoog + _DIKTE + 14
            else:
                vak = max(hoog, _DIKTE) + 10
                yield _Rij(staaf, naam, y + (vak - hoog) / 2 + REGEL - 3, y + vak / 2)
                y += vak

    def _draw_names(self) -> None:
        x, align = (0.0, "left") if self.smal else (self.links - 10, "right")
        rijen = [{"x": x, "y": rij.y_naam, "tekst": rij.naam} for rij in self.rijen]
        self.tekening.schrijf(rijen, align=vast(align))
        midden = {"baseline": vast("middle"), "align": vast("right")}
        shown = [rij for rij in self.rijen if rij.staaf.cijfer.waarde is not None]
        x_waarde = self.tekening.breedte - self.voor_n - (10 if self.voor_n else 0)
        waarden = [{"x": x_waarde, "y": rij.y, "tekst": self._waarde(rij.staaf.cijfer.waarde)} for rij in shown]
        self.tekening.schrijf(waarden, **midden, fontWeight=vast("bold"))
        aantallen = [{"x": self.tekening.breedte, "y": rij.y, "tekst": _n(rij.staaf)} for rij in shown]
        self.tekening.schrijf(aantallen, **midden, fontSize=vast(KLEIN), fill=vast(self.thema.subtiel))

    def _draw_bars(self) -> None:
        thema = self.thema
        rijen = [
            {
                "y": rij.y,
                "w": getal(cijfer.waarde),
                "open": cijfer.voorlopig,
                "o": getal(cijfer.onder),
                "b": getal(cijfer.boven),
            }
            for rij in self.rijen
            if (cijfer := rij.staaf.cijfer).waarde is not None
        ]
        balk = {
            "x": {"scale": "x", "value": 0},
            "x2": op("x", "w"),
            "y": {"field": "y", "offset": -_DIKTE / 2},
            "height": vast(_DIKTE),
        }
        vol = [rij for rij in rijen if not rij["open"]]
        self.tekening.teken("rect", vol, **balk, fill=vast(thema.schaal[3]))
        leeg = [rij for rij in rijen if rij["open"]]
        rand = {"stroke": vast(thema.accent), "strokeWidth": vast(1.4), "strokeDash": vast([4, 3])}
        self.tekening.teken("rect", leeg, **balk, **rand)
        # The end of a bar is what it says; the rest only leads there.
        einde = {
            "x": op("x", "w"),
            "y": {"field": "y", "offset": -_DIKTE / 2},
            "y2": {"field": "y", "offset": _DIKTE / 2},
        }
        self.tekening.teken("rule", rijen, **einde, stroke=vast(thema.accent), strokeWidth=vast(3))
        met_interval = [rij for rij in rijen if rij["o"] is not None]
        inkt = {"stroke": vast(thema.tekst), "strokeWidth": vast(1.4)}
        self.tekening.teken("rule", met_interval, x=op("x", "o"), x2=op("x", "b"), y=veld("y"), **inkt)
        for kant in ("o", "b"):
            kap = {"y": {"field": "y", "offset": -4}, "y2": {"field": "y", "offset": 4}}
            self.tekening.teken("rule", met_interval, x=op("x", kant), **kap, **inkt)
        self._draw_down(self.boven, x={"scale": "x", "value": 0}, stroke=vast(thema.subtiel))

    def _draw_missing(self) -> None:
        for reden, woord in ONTBREEKT.items():
            rijen = [{"y": rij.y} for rij in self.rijen if rij.staaf.cijfer.reden == reden]
            x = {"scale": "x", "value": 0}
            self.tekening.teken("symbol", rijen, x=x | {"offset": 14}, y=veld("y"), **teken_van(reden, self.thema))
            self.tekening.schrijf(
                [rij | {"tekst": woord} for rij in rijen],
                x=x | {"offset": 26},
                baseline=vast("middle"),
                fontStyle=vast("italic"),
                fill=vast(self.thema.subtiel),
            )

    def _draw_lines(self) -> None:
        for kop in self.koppen:
            lijn = {"x": vast(kop.x), "stroke": vast(kop.lijn.kleur), "strokeWidth": vast(1.8)}
            self._draw_down(self.boven - 5, **lijn, strokeDash=vast(kop.lijn.streep))
            vet = {"fontSize": vast(KLEIN), "fontWeight": vast("bold"), "fill": vast(kop.lijn.kleur)}
            self.tekening.schrijf([{"x": kop.x_tekst, "y": kop.y, "tekst": kop.lijn.tekst}], **vet)

    def _draw_down(self, van: float, **hoe: Spec) -> None:
        """A line past all bars, interrupted where names stand between them."""
        if self.smal:
            rijen = [{"y": rij.y - _DIKTE / 2 - 5, "y2": rij.y + _DIKTE / 2 + 5} for rij in self.rijen]
            if van < self.boven:
                rijen.append({"y": van, "y2": self.boven})
        else:
            rijen = [{"y": van, "y2": self.onder}]
        self.tekening.teken("rule", rijen, y=veld("y"), y2=veld("y2"), **hoe)

    def _headings(self) -> Iterator[_Kop]:
        """The names of the lines, above them: the lower one to the left of its line, the higher one to the right."""
        lijnen = sorted(self._lijnen(), key=lambda lijn: lijn.waarde)
        plekken = [self._x(lijn.waarde) for lijn in lijnen]
        breed = [breedte_van(lijn.tekst, KLEIN, vet=True) for lijn in lijnen]
        rechts = [self.tekening.breedte - een for een in breed]
        if len(lijnen) == 1:
            yield _Kop(lijnen[0], plekken[0], min(max(plekken[0] - breed[0] / 2, 0), rechts[0]), REGEL)
        elif lijnen:
            links, rechts_van = max(plekken[0] - breed[0], 0), min(plekken[1], rechts[1])
            onder = REGEL if links + breed[0] + 8 <= rechts_van else 2 * REGEL
            yield _Kop(lijnen[0], plekken[0], links, onder)
            yield _Kop(lijnen[1], plekken[1], rechts_van, REGEL)

    def _x(self, waarde: Decimal) -> float:
        laag, hoog = self.laag, self.hoog
        return self.links + float((waarde - laag) / (hoog - laag)) * (self.rechts - self.links)

    def _lijnen(self) -> Iterator[_Lijn]:
        """What the bars are held against."""
        if self.groep.streefwaarde is not None:
            tekst = f"streefwaarde {self._waarde(self.groep.streefwaarde)}"
            yield _Lijn(self.groep.streefwaarde, tekst, self.thema.goed, [6, 4])
        totaal = self.groep.totaal
        if totaal is not None and totaal.waarde is not None:
            tekst = f"{self.groep.totaal_naam} {self._waarde(totaal.waarde)}"
            yield _Lijn(totaal.waarde, tekst, self.thema.tekst, [])

    def _waarde(self, waarde: Decimal | None) -> str:
        assert waarde is not None
        return met_eenheid(waarde, self.groep.eenheid if len(self.groep.eenheid) <= 5 else "")

    def _key(self) -> Iterator[Uitleg]:
        if any(staaf.cijfer.onder is not None for staaf in self.getoond):
            yield Uitleg("95%-interval", "rule", {"stroke": vast(self.thema.tekst), "strokeWidth": vast(1.4)})
        if any(staaf.cijfer.voorlopig for staaf in self.getoond):
            rand = {"stroke": vast(self.thema.accent), "strokeWidth": vast(1.4), "strokeDash": vast([4, 3])}
            yield Uitleg("voorlopig", "rect", rand)
        yield from uitleg_van((staaf.cijfer for staaf in self.groep.staven), self.thema)


def _n(staaf: Staaf) -> str:
    n = staaf.cijfer.n
    # Of a count of people it is the figure itself.
    return "" if n is None or n == staaf.cijfer.waarde else f"n = {n}"


def _extent(groep: Groep) -> tuple[Decimal, Decimal]:
    """From 0, or below it, to the highest that is drawn."""
    cijfers = [staaf.cijfer for staaf in groep.staven] + ([groep.totaal] if groep.totaal else [])
    alle = [waarde for cijfer in cijfers for waarde in (cijfer.waarde, cijfer.onder, cijfer.boven)]
    waarden = [Decimal(0), *(waarde for waarde in [*alle, groep.streefwaarde] if waarde is not None)]
    laag, hoog = min(waarden), max(waarden)
    return laag, hoog if hoog > laag else laag + 1


def _describe(groep: Groep) -> str:
    if not groep.staven:
        return "Er zijn geen delen om te tonen."
    delen = [f"{staaf.naam}: {in_woorden(staaf.cijfer, groep.eenheid)}" for staaf in groep.staven]
    zinnen = [f"Staven over {periode_naam(groep.periode)}.", *(f"{deel}." for deel in delen)]
    if groep.totaal is not None:
        zinnen.append(f"Samen ({groep.totaal_naam}): {in_woorden(groep.totaal, groep.eenheid)}.")
    if groep.streefwaarde is not None:
        zinnen.append(f"De streefwaarde is {met_eenheid(groep.streefwaarde, groep.eenheid)}.")
    return " ".join(zinnen)
