"""A doelenboom with what is reached of it: as cards beside each other, or as a list over columns and pages."""

from collections import Counter
from typing import Final

from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.boomkaarten import draw_cards, status_in_words
from zicht_api.beelden.boomlijst import VERVOLG, draw_columns, draw_top, list_of, top_height
from zicht_api.beelden.boomtekens import draw_key
from zicht_api.beelden.indeling import Kolom, balance, flow
from zicht_api.beelden.opmaak import KLEIN, REGEL, Tekening, vast
from zicht_api.beelden.takken import GEDEELD, STATUSWOORD, Tak, tak_of
from zicht_api.beelden.tekst import periode_naam
from zicht_api.beelden.thema import Thema
from zicht_api.doelenbomen.schemas import Realisatie

# With more knopen than this, or in less room, cards beside each other are too small or too far apart.
_KAARTEN: Final = 30
_BREED_GENOEG: Final = 760
_KOLOM: Final = 290
_TUSSEN: Final = 26
_ONDER_TOP: Final = 12
_BLADKOP: Final = REGEL + 10
_UITLEG: Final = 44


def boom(realisatie: Realisatie, thema: Thema, *, breedte: int = 1000) -> Beeld:
    """The whole tree in one picture, however large. breedte: in pixels, from 300."""
    top = tak_of(realisatie)
    tekening = Tekening(thema, breedte)
    is_small = len(list(top.alle())) <= _KAARTEN and breedte >= _BREED_GENOEG
    y = draw_cards(tekening, top) if is_small else _draw_list(tekening, top)
    tekening.hoogte = round(draw_key(tekening, y + 20))
    return Beeld(realisatie.naam, _describe(realisatie, top), breedte, tekening.hoogte, tekening.specificatie())


def boom_bladen(realisatie: Realisatie, thema: Thema, *, breedte: int = 640, hoogte: int = 920) -> tuple[Beeld, ...]:
    """The tree on pages, to be printed. On A4 that stands upright a page as wide as this has letters of 9 point."""
    top = tak_of(realisatie)
    aantal, kolom = _columns(breedte)
    onder_top = top_height(top, breedte) + _ONDER_TOP

    def ruimte(nr: int) -> float:
        return hoogte - _UITLEG - (onder_top if nr < aantal else _BLADKOP)

    kolommen = flow(list_of(top, kolom), ruimte, VERVOLG)
    bladen = [kolommen[nr : nr + aantal] for nr in range(0, len(kolommen), aantal)] or [[]]
    return tuple(
        _draw_page(realisatie, top, Tekening(thema, breedte, hoogte), blad, f"blad {nr} van {len(bladen)}")
        for nr, blad in enumerate(bladen, 1)
    )


def _draw_list(tekening: Tekening, top: Tak) -> float:
    aantal, kolom = _columns(tekening.breedte)
    draw_top(tekening, top)
    y = top_height(top, tekening.breedte) + _ONDER_TOP
    kolommen = balance(list_of(top, kolom), aantal, VERVOLG)
    draw_columns(tekening, kolommen, kolom, _TUSSEN, y)
    return y + max((een.hoogte for een in kolommen), default=0)


def _draw_page(realisatie: Realisatie, top: Tak, tekening: Tekening, blad: list[Kolom], nummer: str) -> Beeld:
    _, kolom = _columns(tekening.breedte)
    titel = f"{realisatie.naam}, {nummer}"
    takken = [rij.tak for een in blad for rij, _ in een.rijen]
    if takken and takken[0] is not top.takken[0]:
        y: float = _BLADKOP
        klein = {"fontSize": vast(KLEIN), "fill": vast(tekening.thema.subtiel)}
        tekening.schrijf([{"x": 0, "y": 11, "tekst": titel}], **klein)
    else:
        takken.insert(0, top)
        draw_top(tekening, top)
        y = top_height(top, tekening.breedte) + _ONDER_TOP
    draw_columns(tekening, blad, kolom, _TUSSEN, y)
    draw_key(tekening, tekening.hoogte - 24)
    beschrijving = " ".join(f"{tak.naam}: {_in_words(tak)}." for tak in takken)
    return Beeld(titel, beschrijving, tekening.breedte, tekening.hoogte, tekening.specificatie())


def _columns(breedte: int) -> tuple[int, float]:
    """How many columns there is room for, and how wide each is."""
    aantal = max((breedte + _TUSSEN) // (_KOLOM + _TUSSEN), 1)
    return aantal, (breedte - (aantal - 1) * _TUSSEN) / aantal


def _describe(realisatie: Realisatie, top: Tak) -> str:
    alle = list(top.alle())
    geteld = Counter(tak.status for tak in alle)
    telling = ", ".join(f"{geteld[status]} {woord}" for status, woord in STATUSWOORD.items() if geteld[status])
    zinnen = [
        f"Doelenboom over {periode_naam(realisatie.periode)}, met {len(alle)} knopen: {telling}.",
        f"Bovenaan: {top.naam}, {_in_words(top)}{f'; {GEDEELD}' if top.gedeeld else ''}.",
        *(f"Daaronder {tak.naam}: {_in_words(tak)}." for tak in top.takken),
    ]
    return " ".join(zinnen)


def _in_words(tak: Tak) -> str:
    return f"{status_in_words(tak)}{f', score {tak.score}' if tak.score else ''}"
