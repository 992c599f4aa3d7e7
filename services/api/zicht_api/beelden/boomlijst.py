"""A large doelenboom: a list that flows over columns, with lines from what hangs below to what it hangs under."""

from collections.abc import Sequence
from typing import Final

from zicht_api.beelden.boomkaarten import status_in_words
from zicht_api.beelden.boomtekens import kleur_van, teken_van_status
from zicht_api.beelden.indeling import Kolom, Rij, list_rows
from zicht_api.beelden.opmaak import KLEIN, LETTERS, REGEL, Tekening, vast, veld
from zicht_api.beelden.takken import GEDEELD, Status, Tak
from zicht_api.beelden.tekst import breek

# Where a column goes on with what began before it: room for two lines that say so.
VERVOLG: Final = 34.0
_INSPRINGEN: Final = 16
_TEKEN: Final = 18
_RECHTS: Final = 100
_SCORE: Final = 36
_TOP: Final = 16


def list_of(top: Tak, kolom: float) -> list[Rij]:
    """All but the top, for columns of this width."""
    return list_rows(top.takken, lambda tak, niveau: _height(tak, niveau, kolom), (top,))


def top_height(top: Tak, breedte: float) -> float:
    return 14 + len(_top_name(top, breedte)) * 20 + 18


def draw_top(tekening: Tekening, top: Tak) -> None:
    """The maatschappelijk resultaat, across the whole width."""
    thema, hoogte = tekening.thema, top_height(top, tekening.breedte)
    vlak = {"x": vast(0.5), "y": vast(0.5), "width": vast(tekening.breedte - 1), "height": vast(hoogte - 1)}
    rand = {"stroke": vast(thema.subtiel), "strokeDash": vast([4, 3] if top.status == "ontbreekt" else [])}
    tekening.teken("rect", [{}], **vlak, **rand, cornerRadius=vast(3))
    if top.status != "ontbreekt":
        tekening.teken("rect", [{}], **vlak | {"width": vast(6)}, fill=vast(kleur_van(top.status, thema)))
    naam = {"fontSize": vast(_TOP), "fontWeight": vast("bold"), "lineHeight": vast(20)}
    tekening.schrijf([{"x": 16, "y": 24, "tekst": _top_name(top, tekening.breedte)}], **naam)
    rechts = {"align": vast("right"), "fontSize": vast(_TOP), "fontWeight": vast("bold")}
    tekening.schrijf([{"x": tekening.breedte - 12, "y": 24, "tekst": top.score}] if top.score else [], **rechts)
    y = hoogte - 14
    tekening.teken("symbol", [{}], x=vast(22), y=vast(y), **teken_van_status(top.status, thema))
    woorden = f"{status_in_words(top)}{f'  ({GEDEELD})' if top.gedeeld else ''}"
    klein = {"fontSize": vast(KLEIN), "fill": vast(thema.subtiel), "baseline": vast("middle")}
    tekening.schrijf([{"x": 33, "y": y, "tekst": woorden}], **klein)


def draw_columns(tekening: Tekening, kolommen: Sequence[Kolom], kolom: float, tussen: float, y: float) -> None:
    """The columns beside each other, from y down."""
    for nr, een in enumerate(kolommen):
        _draw_column(tekening, een, nr * (kolom + tussen), kolom, y)


def _draw_column(tekening: Tekening, kolom: Kolom, x: float, breedte: float, y: float) -> None:
    thema = tekening.thema
    klein = {"fontSize": vast(KLEIN), "fill": vast(thema.subtiel)}
    if kolom.vervolg:
        tekst = breek(f"vervolg van: {' › '.join(tak.naam for tak in kolom.vervolg)}", breedte, KLEIN, 2)
        tekening.schrijf([{"x": x, "y": y + 11, "tekst": tekst}], **klein, fontStyle=vast("italic"))
    lijn = {"stroke": vast(thema.lijn), "strokeWidth": vast(1)}
    koppen = [{"y": y + top} for rij, top in kolom.rijen if rij.niveau == 1 and top > 0]
    tekening.teken("rule", koppen, x=vast(x), x2=vast(x + breedte), y=veld("y"), **lijn)
    pad = _links(kolom, x, y)
    takken = {"stroke": vast(thema.subtiel), "strokeWidth": vast(1.1)}
    tekening.teken("path", [{}] if pad else [], path=vast(pad), **takken)
    namen: dict[bool, list[dict[str, object]]] = {True: [], False: []}
    tekens: dict[Status, list[dict[str, object]]] = {}
    woorden, scores = [], []
    for rij, top in kolom.rijen:
        tak, links, regel = rij.tak, x + _left(rij.niveau), y + top + _pad(rij.niveau) + LETTERS
        namen[rij.niveau == 1].append({"x": links + _TEKEN, "y": regel, "tekst": _name(tak, rij.niveau, breedte)})
        tekens.setdefault(tak.status, []).append({"x": links + 6, "y": regel - 4})
        eind = x + breedte
        scores.append({"x": eind, "y": regel, "tekst": tak.score})
        over = [tak.statuswoord, *_more(tak)]
        woorden.append({"x": eind - (_SCORE if tak.score else 0), "y": regel, "tekst": over[0]})
        woorden += [{"x": eind, "y": regel + REGEL - 1, "tekst": een} for een in over[1:]]
    for status, plekken in tekens.items():
        tekening.teken("symbol", plekken, x=veld("x"), y=veld("y"), **teken_van_status(status, thema))
    for vet, rijen in namen.items():
        tekening.schrijf(rijen, fontWeight=vast("bold" if vet else "normal"))
    rechts = {"align": vast("right")}
    tekening.schrijf([score for score in scores if score["tekst"]], **rechts, fontWeight=vast("bold"))
    tekening.schrijf(woorden, **rechts, **klein)


def _links(kolom: Kolom, x: float, y: float) -> str:
    """Down from each sign to the last that hangs below it, and across to each of those."""
    begin: dict[str, float] = {}
    eind: dict[str, float] = {}
    dwars = []
    for rij, top in kolom.rijen:
        midden = y + top + _pad(rij.niveau) + LETTERS - 4
        begin[rij.tak.code] = midden + 7
        if rij.niveau > 1:
            ouder = rij.boven[-1].code
            begin.setdefault(ouder, y + VERVOLG - 4)
            eind[ouder] = midden
            dwars.append(f"M{x + _left(rij.niveau - 1) + 6:.1f},{midden:.1f}h{_INSPRINGEN - 8}")
    niveaus = {rij.boven[-1].code: rij.niveau - 1 for rij, _ in kolom.rijen}
    neer = [f"M{x + _left(niveaus[code]) + 6:.1f},{begin[code]:.1f}V{tot:.1f}" for code, tot in eind.items()]
    return "".join([*neer, *dwars])


def _left(niveau: int) -> float:
    return (niveau - 1) * _INSPRINGEN


def _pad(niveau: int) -> float:
    return 8 if niveau == 1 else 2


def _height(tak: Tak, niveau: int, kolom: float) -> float:
    rechts = 1 + len(_more(tak))
    return _pad(niveau) + max(len(_name(tak, niveau, kolom)), rechts) * REGEL + 6


def _name(tak: Tak, niveau: int, kolom: float) -> list[str]:
    return breek(tak.naam, kolom - _left(niveau) - _TEKEN - _RECHTS, LETTERS, 4, vet=niveau == 1)


def _top_name(top: Tak, breedte: float) -> list[str]:
    return breek(top.naam, breedte - 90, _TOP, 3, vet=True)


def _more(tak: Tak) -> list[str]:
    """What is to be known of the status besides: why there is none, or on how little it rests."""
    if tak.status == "ontbreekt":
        return [tak.uitleg]
    return [] if tak.dekking == "100%" else [f"dekking {tak.dekking}"]
