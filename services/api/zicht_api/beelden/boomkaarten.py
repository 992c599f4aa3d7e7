"""A small doelenboom: cards from left to right, from the maatschappelijk resultaat to what is done for it."""

from typing import Final

from zicht_api.beelden.boomtekens import kleur_van, teken_van_status
from zicht_api.beelden.indeling import Kaart, place_cards
from zicht_api.beelden.opmaak import KLEIN, LETTERS, Tekening, vast, veld
from zicht_api.beelden.takken import GEDEELD, STATUSWOORD, Tak
from zicht_api.beelden.tekst import breek
from zicht_api.beelden.thema import Thema
from zicht_api.doelenbomen.boom import NIVEAUS

_KOPPEN: Final = ("maatschappelijk resultaat", "factoren", "subdoelen", "activiteiten")
_GANG: Final = 40
_BREEDST: Final = 300
# So that the outermost borders are whole.
_LINKS: Final = 1
_BOVEN: Final = 24
_TUSSEN: Final = 10
_RAND: Final = 14
_NAAMREGEL: Final = 15
# Below the name: the status, and the bar of the score.
_VOET: Final = 34
_STREEP: Final = 5


def draw_cards(tekening: Tekening, top: Tak) -> float:
    """The tree in the whole width. Returns where it ends."""
    diepte = max(NIVEAUS.index(tak.soort) for tak in top.alle()) + 1
    kolom = min((tekening.breedte - 2 + _GANG) / max(diepte, 2), _BREEDST + _GANG)
    breedte = kolom - _GANG
    kaarten = place_cards(top, lambda tak: _height(tak, breedte), kolom, _TUSSEN)
    klein = {"fontSize": vast(KLEIN), "fill": vast(tekening.thema.subtiel)}
    tekening.schrijf([{"x": _LINKS + nr * kolom, "y": 10, "tekst": _KOPPEN[nr]} for nr in range(diepte)], **klein)
    _draw_links(tekening, kaarten, breedte)
    _draw_all(tekening, kaarten, breedte)
    return max(kaart.y + kaart.hoogte for kaart in kaarten) + _BOVEN


def _height(tak: Tak, breedte: float) -> float:
    return 8 + len(_name(tak, breedte)) * _NAAMREGEL + (_NAAMREGEL if tak.gedeeld else 0) + _VOET


def _name(tak: Tak, breedte: float) -> list[str]:
    return breek(tak.naam, breedte - _RAND - 10, LETTERS, 4, vet=_is_bold(tak))


def _is_bold(tak: Tak) -> bool:
    return tak.soort != "activiteit"


def _draw_links(tekening: Tekening, kaarten: list[Kaart], breedte: float) -> None:
    """From every card to those below it: straight, halfway up or down, straight again."""
    half = _GANG / 2
    pad = "".join(
        f"M{_LINKS + ouder.x + breedte:.1f},{ouder.midden + _BOVEN:.1f}h{half}V{kaart.midden + _BOVEN:.1f}h{half}"
        for kaart in kaarten
        if (ouder := kaart.ouder) is not None
    )
    lijn = {"stroke": vast(tekening.thema.subtiel), "strokeWidth": vast(1.2), "strokeJoin": vast("round")}
    tekening.teken("path", [{}] if pad else [], path=vast(pad), **lijn)


def _draw_all(tekening: Tekening, kaarten: list[Kaart], breedte: float) -> None:
    """All cards, part by part: fewer and larger pieces of a specification are drawn in a fraction of the time."""
    thema = tekening.thema
    rijen = [_row(kaart, breedte, thema) for kaart in kaarten]
    met_score = [rij for rij in rijen if "score" in rij]
    vlak = {"x": veld("x"), "y": veld("y"), "width": vast(breedte), "height": veld("hoogte")}
    rand = {"stroke": vast(thema.subtiel), "fill": vast(thema.achtergrond), "cornerRadius": vast(3)}
    tekening.teken("rect", met_score, **vlak, **rand)
    tekening.teken("rect", [rij for rij in rijen if "score" not in rij], **vlak, **rand, strokeDash=vast([4, 3]))
    tekening.teken("rect", met_score, **vlak | {"width": vast(_STREEP)}, fill=veld("kleur"))
    x, voet = {"field": "x", "offset": _RAND}, {"field": "onder", "offset": -20}
    for gewicht in ("bold", "normal"):
        namen = [{**rij, "tekst": rij["naam"]} for rij in rijen if rij["gewicht"] == gewicht]
        hoe = {"x": x, "y": {"field": "y", "offset": 18}, "lineHeight": vast(_NAAMREGEL)}
        tekening.schrijf(namen, **hoe, fontWeight=vast(gewicht))
    klein = {"fontSize": vast(KLEIN), "fill": vast(thema.subtiel)}
    gedeeld = [{"x": rij["x"], "y": rij["onder"], "tekst": GEDEELD} for rij in rijen if rij["gedeeld"]]
    tekening.schrijf(gedeeld, **klein, x=x, y={"field": "y", "offset": -_VOET - 2}, fontStyle=vast("italic"))
    for status in STATUSWOORD:
        deze = [{"x": rij["x"], "onder": rij["onder"]} for rij in rijen if rij["status"] == status]
        tekening.teken("symbol", deze, x={"field": "x", "offset": _RAND + 5}, y=voet, **teken_van_status(status, thema))
    midden = {"y": voet, "baseline": vast("middle")}
    tekening.schrijf(rijen, **klein, **midden, x={"field": "x", "offset": _RAND + 15}, text=veld("woorden"))
    rechts = {"x": {"field": "x", "offset": breedte - 10}, "align": vast("right"), "fontWeight": vast("bold")}
    tekening.schrijf(met_score, **rechts, **midden, text=veld("score"))
    balk = {"x": x, "y": {"field": "onder", "offset": -9}, "height": vast(4)}
    tekening.teken("rect", met_score, **balk, width=vast(_bar(breedte)), fill=vast(thema.lijn))
    tekening.teken("rect", met_score, **balk, width=veld("deel"), fill=veld("kleur"))


def _row(kaart: Kaart, breedte: float, thema: Thema) -> dict[str, object]:
    tak, x, y = kaart.tak, kaart.x + _LINKS, kaart.y + _BOVEN
    rij: dict[str, object] = {
        "x": x,
        "y": y,
        "hoogte": kaart.hoogte,
        "onder": y + kaart.hoogte,
        "naam": _name(tak, breedte),
        "gewicht": "bold" if _is_bold(tak) else "normal",
        "status": tak.status,
        "kleur": kleur_van(tak.status, thema),
        "woorden": status_in_words(tak),
        "gedeeld": tak.gedeeld,
    }
    return rij if tak.deel is None else rij | {"score": tak.score, "deel": _bar(breedte) * tak.deel}


def _bar(breedte: float) -> float:
    return breedte - _RAND - 10


def status_in_words(tak: Tak) -> str:
    """`op weg, dekking 80%`, `geen score: te weinig gemeten`."""
    if tak.status == "ontbreekt":
        return f"{tak.statuswoord}: {tak.uitleg}"
    return tak.statuswoord if tak.dekking == "100%" else f"{tak.statuswoord}, dekking {tak.dekking}"
