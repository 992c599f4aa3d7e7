"""A figure over periods: with its interval, its target and its nulmeting, and what of it is not shown."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.cijfers import Punt, Reeks
from zicht_api.beelden.opmaak import KLEIN, REGEL, Tekening, Uitleg, getal, op, spread, teken_uitleg, ticks, vast
from zicht_api.beelden.tekst import breedte_van, in_schaal, periode_kort, periode_naam
from zicht_api.beelden.thema import Thema
from zicht_api.beelden.woorden import ONTBREEKT, in_woorden, teken_van, uitleg_van
from zicht_api.duiding.woorden import met_eenheid
from zicht_api.waarden.meten import Reden

_BOVEN: Final = 22
_PUNT: Final = 42
# More points than this are a line.
_MET_PUNTEN: Final = 60
# A word that stands upright is as wide as it is high.
_RECHTOP: Final = 13
_VERSCHOVEN: Final = 3
_STREEP: Final = [7, 4]
_STIP: Final = [1.5, 3.5]


def trend(reeks: Reeks, thema: Thema, *, breedte: int = 640) -> Beeld:
    """breedte: of the picture, in pixels, from 300."""
    tekening = Tekening(thema, breedte)
    _Trend(reeks, tekening).draw()
    return Beeld(reeks.titel, _describe(reeks), breedte, tekening.hoogte, tekening.specificatie())


class _Label(NamedTuple):
    """What stands right of the plot, at the height of a value."""

    waarde: Decimal
    regels: list[str]
    kleur: str
    vet: bool


class _Run(NamedTuple):
    """Points that follow each other, by their places."""

    begin: int
    punten: Sequence[Punt]

    @property
    def eind(self) -> int:
        return self.begin + len(self.punten) - 1


class _Trend:
    """What the parts of one drawing share: the figures, and where the plot is."""

    def __init__(self, reeks: Reeks, tekening: Tekening) -> None:
        self.reeks, self.tekening, self.thema = reeks, tekening, tekening.thema
        self.getoond = [(nr, punt) for nr, punt in enumerate(reeks.punten) if punt.cijfer.waarde is not None]
        self.labels = list(self._labels())
        self.ticks = _axis(reeks)
        self.links = 8 + max((breedte_van(in_schaal(tick), KLEIN) for tick in self.ticks), default=0)
        breedst = max((breedte_van(regel, KLEIN, vet=True) for een in self.labels for regel in een.regels), default=0)
        self.rechts = tekening.breedte - (breedst + 14 if self.labels else 4)
        self.onder = _BOVEN + round(min(max(tekening.breedte * 0.42, 150), 250))
        self.stap = (self.rechts - self.links) / max(len(reeks.punten), 1)

    def draw(self) -> None:
        laag, hoog = (self.ticks[0], self.ticks[-1]) if self.ticks else (Decimal(0), Decimal(1))
        self.tekening.schalen += [
            {
                "name": "x",
                "type": "linear",
                "domain": [-0.5, len(self.reeks.punten) - 0.5],
                "range": [self.links, self.rechts],
            },
            {
                "name": "y",
                "type": "linear",
                "zero": False,
                "domain": [getal(laag), getal(hoog)],
                "range": [self.onder, _BOVEN],
            },
        ]
        self._draw_axes()
        self._draw_gaps()
        self._draw_band()
        self._draw_guides()
        self._write_gaps()
        self._draw_line()
        self._draw_labels()
        y = self.onder + REGEL + 6 + (0 if self._is_yearly() else REGEL)
        uitleg = list(self._key())
        self.tekening.hoogte = round(teken_uitleg(self.tekening, uitleg, 0, y + 12) if uitleg else y)

    def _y(self, waarde: Decimal) -> float:
        laag, hoog = self.ticks[0], self.ticks[-1]
        return self.onder - float((waarde - laag) / (hoog - laag)) * (self.onder - _BOVEN)

    def _is_yearly(self) -> bool:
        return all(len(punt.periode) == 4 for punt in self.reeks.punten)

    def _draw_axes(self) -> None:
        thema, tekening = self.thema, self.tekening
        rijen = [{"y": getal(tick), "tekst": in_schaal(tick)} for tick in self.ticks]
        lijn = {"x": vast(self.links), "x2": vast(self.rechts), "y": op("y", "y"), "strokeWidth": vast(1)}
        tekening.teken("rule", rijen, **lijn, stroke=vast(thema.lijn))
        if Decimal(0) in self.ticks:
            tekening.teken("rule", [{"y": 0}], **lijn, stroke=vast(thema.subtiel))
        klein = {"fontSize": vast(KLEIN), "fill": vast(thema.subtiel)}
        tekening.schrijf(
            rijen, x=vast(self.links - 6), y=op("y", "y"), align=vast("right"), baseline=vast("middle"), **klein
        )
        tekening.schrijf([{"x": 0, "y": 10, "tekst": self.reeks.eenheid}], **klein)
        x = [{"x": nr, "tekst": regels} for nr, regels in _period_labels(self.reeks.punten, self.stap)]
        tekening.schrijf(x, x=op("x", "x"), y=vast(self.onder + REGEL + 2), align=vast("center"), **klein)

    def _draw_gaps(self) -> None:
        """What is not shown: the place stays open, with a sign."""
        for reden in ONTBREEKT:
            rijen = [
                {"van": run.begin - 0.5, "tot": run.eind + 0.5, "m": (run.begin + run.eind) / 2}
                for run in self._gaps(reden)
            ]
            vlak = {"x": op("x", "van"), "x2": op("x", "tot"), "y": vast(_BOVEN), "y2": vast(self.onder)}
            rand = {"stroke": vast(self.thema.lijn), "strokeDash": vast([2, 3])}
            self.tekening.teken("rect", rijen, **vlak, **{"fill": vast(self._ground(reden))} | rand)
            plek = {"x": op("x", "m"), "y": vast(self.onder - 12)}
            self.tekening.teken("symbol", rijen, **plek, **teken_van(reden, self.thema))

    def _write_gaps(self) -> None:
        """The word, across or upright, where there is room for it."""
        for reden, woord in ONTBREEKT.items():
            dwars, rechtop = [], []
            for run in self._gaps(reden):
                rij = {"m": (run.begin + run.eind) / 2, "tekst": woord}
                ruimte = len(run.punten) * self.stap
                if ruimte >= breedte_van(woord, KLEIN) + 6:
                    dwars.append(rij)
                elif ruimte >= _RECHTOP:
                    rechtop.append(rij)
            hoe = {
                "x": op("x", "m"),
                "baseline": vast("middle"),
                "fontSize": vast(KLEIN),
                "fill": vast(self.thema.subtiel),
            }
            ground = self._ground(reden)
            self.tekening.schrijf_op(ground, dwars, **hoe, y=vast(self.onder - 30), align=vast("center"))
            self.tekening.schrijf_op(ground, rechtop, **hoe, y=vast(self.onder - 24), angle=vast(-90))

    def _gaps(self, reden: Reden) -> list[_Run]:
        return [
            run
            for run in _runs(self.reeks.punten, lambda punt: punt.cijfer.reden)
            if run.punten[0].cijfer.reden == reden
        ]

    def _ground(self, reden: Reden) -> str:
        return self.thema.vlak if reden == "te-weinig" else self.thema.achtergrond

    def _draw_band(self) -> None:
        kleur = {"fill": vast(self.thema.accent), "fillOpacity": vast(0.16)}
        for run in _runs(self.reeks.punten, lambda punt: punt.cijfer.onder is not None):
            rijen = [
                {"x": nr, "onder": getal(cijfer.onder), "boven": getal(cijfer.boven)}
                for nr, cijfer in enumerate((punt.cijfer for punt in run.punten), run.begin)
                if cijfer.onder is not None and cijfer.boven is not None
            ]
            hoogte = {"y": op("y", "boven"), "y2": op("y", "onder")}
            if len(rijen) > 1:
                self.tekening.teken("area", rijen, x=op("x", "x"), **hoogte, **kleur)
            else:
                half = min(self.stap / 2, 9)
                self.tekening.teken(
                    "rect", rijen, x=op("x", "x", offset=-half), x2=op("x", "x", offset=half), **hoogte, **kleur
                )

    def _draw_guides(self) -> None:
        rijen = [
            {"van": run.begin - 0.5, "tot": run.eind + 0.5, "y": getal(streefwaarde)}
            for run in _runs(self.reeks.punten, lambda punt: punt.streefwaarde)
            if (streefwaarde := run.punten[0].streefwaarde) is not None
        ]
        self.tekening.teken(
            "rule",
            rijen,
            x=op("x", "van"),
            x2=op("x", "tot"),
            y=op("y", "y"),
            stroke=vast(self.thema.goed),
            strokeWidth=vast(1.8),
            strokeDash=vast(_STREEP),
        )
        if self.reeks.nulmeting is not None:
            self.tekening.teken(
                "rule",
                [{"y": getal(self.reeks.nulmeting)}],
                x=vast(self.links),
                x2=vast(self.rechts),
                y=op("y", "y"),
                stroke=vast(self.thema.subtiel),
                strokeWidth=vast(1.8),
                strokeDash=vast(_STIP),
                strokeCap=vast("round"),
            )

    def _draw_line(self) -> None:
        lijn = {"stroke": vast(self.thema.accent), "strokeWidth": vast(2.4)}
        for run in _runs(self.reeks.punten, _is_firm):
            rijen = [
                {"x": nr, "y": getal(punt.cijfer.waarde)}
                for nr, punt in enumerate(run.punten, run.begin)
                if punt.cijfer.waarde is not None
            ]
            if len(rijen) > 1:
                self.tekening.teken("line", rijen, x=op("x", "x"), y=op("y", "y"), strokeJoin=vast("round"), **lijn)
        naar_voorlopig = [
            {"x": een, "y": getal(van.cijfer.waarde), "x2": ander, "y2": getal(naar.cijfer.waarde)}
            for (een, van), (ander, naar) in pairwise(self.getoond)
            if ander == een + 1 and (van.cijfer.voorlopig or naar.cijfer.voorlopig)
            if van.cijfer.waarde is not None and naar.cijfer.waarde is not None
        ]
        van_naar = {"x": op("x", "x"), "x2": op("x", "x2"), "y": op("y", "y"), "y2": op("y", "y2")}
        self.tekening.teken("rule", naar_voorlopig, **van_naar, **lijn, strokeDash=vast([4, 3]))
        plek = {"x": op("x", "x"), "y": op("y", "y"), "size": vast(_PUNT)}
        vol = [row for row in self._points() if not row["open"]]
        self.tekening.teken("symbol", vol, **plek, fill=vast(self.thema.accent))
        leeg = [row for row in self._points() if row["open"]]
        self.tekening.teken(
            "symbol", leeg, **plek, **lijn | {"strokeWidth": vast(2)}, fill=vast(self.thema.achtergrond)
        )

    def _points(self) -> Iterator[dict[str, object]]:
        """Those to mark: all of them, or of many only those that the line does not show."""
        shown = {nr for nr, _ in self.getoond}
        for nr, punt in self.getoond:
            alone = not {nr - 1, nr + 1} & shown
            if len(shown) <= _MET_PUNTEN or alone or nr == max(shown) or punt.cijfer.voorlopig:
                assert punt.cijfer.waarde is not None
                yield {"x": nr, "y": getal(punt.cijfer.waarde), "open": punt.cijfer.voorlopig}

    def _draw_labels(self) -> None:
        hoogten = [len(een.regels) * (REGEL - 1) + 3.0 for een in self.labels]
        plekken = [self._y(een.waarde) for een in self.labels]
        for een, plek, hoogte, y in zip(
            self.labels, plekken, hoogten, spread(plekken, hoogten, _BOVEN - 10, self.onder + 10), strict=True
        ):
            # A label that had to make room for another is led back to its value.
            van_naar = {"x": vast(self.rechts), "x2": vast(self.rechts + 6), "y": vast(plek), "y2": vast(y)}
            if abs(plek - y) > _VERSCHOVEN:
                self.tekening.teken("rule", [{}], **van_naar, stroke=vast(een.kleur))
            self.tekening.schrijf(
                [{"x": self.rechts + 9, "y": y - hoogte / 2 + REGEL - 3, "tekst": een.regels}],
                fontSize=vast(KLEIN),
                lineHeight=vast(REGEL - 1),
                fill=vast(een.kleur),
                fontWeight=vast("bold" if een.vet else "normal"),
            )

    def _labels(self) -> Iterator[_Label]:
        eenheid = self.reeks.eenheid
        if self.getoond:
            nr, punt = self.getoond[-1]
            assert punt.cijfer.waarde is not None
            regels = [met_eenheid(punt.cijfer.waarde, _short(eenheid))]
            if nr < len(self.reeks.punten) - 1:
                regels.append(periode_naam(punt.periode))
            yield _Label(punt.cijfer.waarde, regels, self.thema.accent, vet=True)
        streefwaarde = self.reeks.punten[-1].streefwaarde if self.reeks.punten else None
        if streefwaarde is not None:
            regels = ["streefwaarde", met_eenheid(streefwaarde, _short(eenheid))]
            yield _Label(streefwaarde, regels, self.thema.goed, vet=False)
        if self.reeks.nulmeting is not None:
            regels = ["nulmeting", met_eenheid(self.reeks.nulmeting, _short(eenheid))]
            yield _Label(self.reeks.nulmeting, regels, self.thema.subtiel, vet=False)

    def _key(self) -> Iterator[Uitleg]:
        if any(punt.cijfer.onder is not None for punt in self.reeks.punten):
            yield Uitleg("95%-interval", "rect", {"fill": vast(self.thema.accent), "fillOpacity": vast(0.16)})
        if any(punt.cijfer.voorlopig for _, punt in self.getoond):
            rand = {"stroke": vast(self.thema.accent), "strokeWidth": vast(2)}
            yield Uitleg("voorlopig", "symbol", {"size": vast(_PUNT), "fill": vast(self.thema.achtergrond), **rand})
        yield from uitleg_van((punt.cijfer for punt in self.reeks.punten), self.thema)


def _runs(punten: Sequence[Punt], soort: Callable[[Punt], object]) -> Iterator[_Run]:
    """Points that follow each other and are the same by soort; those of which it is false or nothing are left out."""
    begin = 0
    for found, groep in groupby(punten, soort):
        run = _Run(begin, list(groep))
        begin += len(run.punten)
        if found is not None and found is not False:
            yield run


def _is_firm(punt: Punt) -> bool:
    return punt.cijfer.waarde is not None and not punt.cijfer.voorlopig


def _axis(reeks: Reeks) -> list[Decimal]:
    """Round numbers that hold all there is to draw; none when there is nothing."""
    cijfers = [punt.cijfer for punt in reeks.punten]
    alle = [waarde for cijfer in cijfers for waarde in (cijfer.waarde, cijfer.onder, cijfer.boven)]
    alle += [reeks.nulmeting, *(punt.streefwaarde for punt in reeks.punten)]
    waarden = [waarde for waarde in alle if waarde is not None]
    if not waarden:
        return []
    laag, hoog = min(waarden), max(waarden)
    if reeks.telt:
        laag, hoog = min(laag, Decimal(0)), max(hoog, Decimal(0))
    if laag == hoog:
        laag, hoog = laag - 1 if laag else laag, hoog + 1
    return ticks(laag, hoog, 5)


def _period_labels(punten: Sequence[Punt], stap: float) -> Iterator[tuple[int, list[str]]]:
    """Below which points a period stands: as many as there is room for, with the year where it begins."""
    namen = [periode_kort(punt.periode) for punt in punten]
    breedst = max((breedte_van(kort or jaar, KLEIN) for kort, jaar in namen), default=0) + 6
    elke = next((aantal for aantal in (1, 2, 3, 4, 6, 12, 24, 48, 96) if aantal * stap >= breedst), 200)
    gezegd = None
    for nr, (kort, jaar) in enumerate(namen):
        if nr % elke == 0:
            yield nr, [deel for deel in (kort, "" if jaar == gezegd and kort else jaar) if deel]
            gezegd = jaar


def _describe(reeks: Reeks) -> str:
    """The story of the picture: from where to where, and what is not in it."""
    if not reeks.punten:
        return "Er zijn geen perioden om te tonen."
    van, tot = periode_naam(reeks.punten[0].periode), periode_naam(reeks.punten[-1].periode)
    zinnen = [f"Lijn over {van} tot en met {tot}." if len(reeks.punten) > 1 else f"Punt over {van}."]
    getoond = [punt for punt in reeks.punten if punt.cijfer.waarde is not None]
    if getoond:
        zinnen.append(f"Het eerste getoonde cijfer is {_as_told(getoond[0], reeks)}.")
        if len(getoond) > 1:
            zinnen.append(f"Het laatste is {_as_told(getoond[-1], reeks)}.")
        if len(getoond) > 2:
            laagst, hoogst = min(getoond, key=_waarde), max(getoond, key=_waarde)
            zinnen.append(f"Het laagste is {_as_told(laagst, reeks)}, het hoogste {_as_told(hoogst, reeks)}.")
    else:
        zinnen.append("Er is geen cijfer te tonen.")
    streefwaarde = reeks.punten[-1].streefwaarde
    if streefwaarde is not None:
        zinnen.append(f"De streefwaarde is {met_eenheid(streefwaarde, reeks.eenheid)}.")
    if reeks.nulmeting is not None:
        zinnen.append(f"De nulmeting is {met_eenheid(reeks.nulmeting, reeks.eenheid)}.")
    for reden, woord in ONTBREEKT.items():
        perioden = [periode_naam(punt.periode) for punt in reeks.punten if punt.cijfer.reden == reden]
        if perioden:
            zinnen.append(f"{woord.capitalize()}: {', '.join(perioden)}.")
    return " ".join(zinnen)


def _as_told(punt: Punt, reeks: Reeks) -> str:
    return f"{in_woorden(punt.cijfer, reeks.eenheid)} in {periode_naam(punt.periode)}"


def _waarde(punt: Punt) -> Decimal:
    assert punt.cijfer.waarde is not None
    return punt.cijfer.waarde


def _short(eenheid: str) -> str:
    """A long unit stands above the axis, and is not said again with every figure."""
    return eenheid if len(eenheid) <= 5 else ""
