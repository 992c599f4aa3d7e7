"""What was answered: to statements, as bars round their middle, and to the question whether people speak well of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from zicht_api.beelden.beeld import Beeld
from zicht_api.beelden.cijfers import Beeldcijfer, Npsverdeling, Stelling
from zicht_api.beelden.opmaak import KLEIN, LETTERS, REGEL, Tekening, Uitleg, getal, op, teken_uitleg, vast, veld
from zicht_api.beelden.tekst import breedte_van, breek
from zicht_api.beelden.thema import Thema
from zicht_api.beelden.woorden import ONTBREEKT, in_woorden, teken_van, uitleg_van
from zicht_api.duiding.woorden import in_getal, met_eenheid

_DIKTE: Final = 24
_MIDDEN: Final = 2
_HEEL: Final = 100
# Where the bar of a NPS has its middle: below the score and its scale.
_Y_BALK: Final = 108


class _Deel(NamedTuple):
    """A piece of a bar: from where to where in percents left (below 0) or right of the middle."""

    van: Decimal
    tot: Decimal
    kleur: int
    aandeel: Decimal


def likert(titel: str, stellingen: Sequence[Stelling], thema: Thema, *, breedte: int = 640) -> Beeld:
    """breedte: of the picture, in pixels, from 300. The middle of the scale lies below each other."""
    tekening = Tekening(thema, breedte)
    balken = [_pieces(stelling) for stelling in stellingen]
    _draw_likert(tekening, stellingen, balken)
    beschrijving = " ".join(["Balken met de antwoorden per vraag.", *map(_describe, stellingen)])
    return Beeld(titel, beschrijving, breedte, tekening.hoogte, tekening.specificatie())


def _draw_likert(tekening: Tekening, stellingen: Sequence[Stelling], balken: Sequence[list[_Deel]]) -> None:
    thema = tekening.thema
    alle = [grens for balk in balken for deel in balk for grens in (deel.van, deel.tot)]
    domein = [getal(min(alle, default=Decimal(-1))), getal(max(alle, default=Decimal(1)))]
    aantallen = [f"n = {stelling.n}" if stelling.antwoorden else "" for stelling in stellingen]
    rechts = tekening.breedte - max((breedte_van(een, KLEIN) for een in aantallen), default=0) - 10
    tekening.schalen.append({"name": "x", "type": "linear", "zero": False, "domain": domein, "range": [0, rechts]})
    per_procent = rechts / float(Decimal(str(domein[1])) - Decimal(str(domein[0])))
    y = teken_uitleg(tekening, list(_scale_key(stellingen, thema)), 0, 8.0) + 6 if alle else 0.0
    midden = {"baseline": vast("middle")}
    for stelling, balk, n in zip(stellingen, balken, aantallen, strict=True):
        regels = breek(stelling.tekst, tekening.breedte, LETTERS, 3)
        tekening.schrijf([{"x": 0, "y": y + REGEL - 3, "tekst": regels}])
        y += len(regels) * REGEL + 4 + _DIKTE / 2
        _draw_bar(tekening, balk, y, per_procent)
        klein = {"fontSize": vast(KLEIN), "fill": vast(thema.subtiel)}
        tekening.schrijf([{"x": tekening.breedte, "y": y, "tekst": n}], align=vast("right"), **midden, **klein)
        if stelling.reden is not None:
            tekening.teken("symbol", [{"x": 9, "y": y}], x=veld("x"), y=veld("y"), **teken_van(stelling.reden, thema))
            schuin = {"fontStyle": vast("italic"), "fill": vast(thema.subtiel)}
            tekening.schrijf([{"x": 22, "y": y, "tekst": ONTBREEKT[stelling.reden]}], **midden, **schuin)
        y += _DIKTE / 2 + 12
    weg = list(uitleg_van((Beeldcijfer(None, stelling.reden) for stelling in stellingen if stelling.reden), thema))
    tekening.hoogte = round(teken_uitleg(tekening, weg, 0, y + 6) if weg else max(y - 6, REGEL))


def _draw_bar(tekening: Tekening, balk: Sequence[_Deel], y: float, per_procent: float) -> None:
    thema = tekening.thema
    hoogte = {"y": vast(y - _DIKTE / 2), "height": vast(_DIKTE)}
    rand = {"stroke": vast(thema.achtergrond), "strokeWidth": vast(1.5)}
    stukken = [
        {"van": getal(deel.van), "tot": getal(deel.tot), "kleur": thema.schaal[deel.kleur]}
        for deel in balk
        if deel.tot > deel.van
    ]
    tekening.teken("rect", stukken, x=op("x", "van"), x2=op("x", "tot"), **hoogte, **rand, fill=veld("kleur"))
    teksten = [
        {"x": getal((deel.van + deel.tot) / 2), "tekst": tekst, "kleur": thema.op_schaal[deel.kleur]}
        for deel in balk
        if float(deel.aandeel) * per_procent >= breedte_van(tekst := _percentage(deel.aandeel), KLEIN, vet=True) + 6
    ]
    midden = {"align": vast("center"), "baseline": vast("middle")}
    vet = {"fontSize": vast(KLEIN), "fontWeight": vast("bold"), "fill": veld("kleur")}
    tekening.schrijf(teksten, x=op("x", "x"), y=vast(y), **midden, **vet)


def _pieces(stelling: Stelling) -> list[_Deel]:
    """The bar of a question: what is below the middle of the scale to the left, the middle itself on both sides."""
    n = stelling.n
    if not n:
        return []
    paren = list(zip(stelling.antwoorden, stelling.kleuren, strict=True))
    aandelen = [Decimal(_HEEL * antwoord.aantal) / n for antwoord, _ in paren]
    van = -sum(
        (aandeel if kleur < _MIDDEN else aandeel / 2)
        for aandeel, (_, kleur) in zip(aandelen, paren, strict=True)
        if kleur <= _MIDDEN
    )
    found = []
    for aandeel, (_, kleur) in zip(aandelen, paren, strict=True):
        found.append(_Deel(Decimal(van), van + aandeel, kleur, aandeel))
        van += aandeel
    return [_Deel(round(deel.van, 2), round(deel.tot, 2), deel.kleur, deel.aandeel) for deel in found]


def _scale_key(stellingen: Sequence[Stelling], thema: Thema) -> Iterator[Uitleg]:
    """What each colour stands for, once."""
    paren = {
        (kleur, antwoord.tekst): None
        for stelling in stellingen
        for antwoord, kleur in zip(stelling.antwoorden, stelling.kleuren, strict=False)
    }
    for kleur, tekst in sorted(paren):
        yield _swatch(tekst, kleur, thema)


def _swatch(tekst: str, kleur: int, thema: Thema) -> Uitleg:
    # The lightest of them would not be seen without a rim.
    hoe = {"fill": vast(thema.schaal[kleur]), "stroke": vast(thema.subtiel), "strokeWidth": vast(0.6)}
    return Uitleg(tekst, "rect", hoe)


def _percentage(aandeel: Decimal) -> str:
    return f"{round(aandeel)}%"


def _describe(stelling: Stelling) -> str:
    if not stelling.antwoorden:
        return f"{stelling.tekst}: {ONTBREEKT[stelling.reden or 'geen-gegevens']}."
    delen = [
        f"{antwoord.tekst} {_percentage(Decimal(_HEEL * antwoord.aantal) / stelling.n)}"
        for antwoord in stelling.antwoorden
    ]
    return f"{stelling.tekst} (n = {stelling.n}): {', '.join(delen)}."


class _Groep(NamedTuple):
    """Who gave what: their name, the answers, how many they are, and their colour on the scale."""

    naam: str
    cijfers: str
    aantal: int
    kleur: int


def nps(verdeling: Npsverdeling, thema: Thema, *, breedte: int = 640) -> Beeld:
    """The score with its interval on its scale, and who it is made of. breedte: in pixels, from 300."""
    tekening = Tekening(thema, breedte)
    groepen = [
        _Groep("criticasters", "0 tot en met 6", verdeling.criticasters, 0),
        _Groep("passief", "7 en 8", verdeling.passief, 2),
        _Groep("promotors", "9 en 10", verdeling.promotors, 4),
    ]
    n = sum(groep.aantal for groep in groepen)
    _draw_score(tekening, verdeling.score, n)
    # One bar, whole: unlike an answer in the middle of a scale, who is passive is not half against it.
    van = Decimal(0)
    balk = []
    for groep in groepen if n else []:
        aandeel = Decimal(_HEEL * groep.aantal) / n
        balk.append(_Deel(van, van + aandeel, groep.kleur, aandeel))
        van += aandeel
    tekening.schalen.append({"name": "x", "type": "linear", "domain": [0, _HEEL], "range": [0, breedte]})
    _draw_bar(tekening, balk, _Y_BALK, breedte / _HEEL)
    uitleg = [_swatch(f"{groep.naam} ({groep.cijfers}): {groep.aantal}", groep.kleur, thema) for groep in groepen]
    tekening.hoogte = round(teken_uitleg(tekening, uitleg, 0, _Y_BALK + _DIKTE / 2 + 16))
    delen = ", ".join(f"{groep.naam} {_percentage(deel.aandeel)}" for groep, deel in zip(groepen, balk, strict=False))
    beschrijving = f"De score is {in_woorden(verdeling.score, 'NPS')}, op een schaal van -100 tot 100. {delen}."
    return Beeld(verdeling.tekst, beschrijving, breedte, tekening.hoogte, tekening.specificatie())


def _draw_score(tekening: Tekening, score: Beeldcijfer, n: int) -> None:
    thema, breed = tekening.thema, tekening.breedte
    if score.waarde is None:
        return
    tekst = f"{'+' if score.waarde > 0 else ''}{in_getal(score.waarde)}"
    tekening.schrijf(
        [{"x": 0, "y": 26, "tekst": tekst}], fontSize=vast(28), fontWeight=vast("bold"), fill=vast(thema.accent)
    )
    naast = breedte_van(tekst, 28, vet=True) + 10
    regels = ["NPS, van -100 tot 100", f"n = {n}"]
    if score.onder is not None and score.boven is not None:
        regels[1] += f", 95%-interval {met_eenheid(score.onder, 'NPS')} tot {met_eenheid(score.boven, 'NPS')}"
    tekening.schrijf([{"x": naast, "y": 12, "tekst": regels}], fontSize=vast(KLEIN), fill=vast(thema.subtiel))
    schaal = {"type": "linear", "domain": [-_HEEL, _HEEL], "range": [14, breed - 14]}
    tekening.schalen.append({"name": "score", **schaal})
    y = 54
    tekening.teken(
        "rule", [{}], x=vast(14), x2=vast(breed - 14), y=vast(y), stroke=vast(thema.lijn), strokeWidth=vast(2)
    )
    streepjes = [{"x": waarde, "tekst": str(waarde)} for waarde in (-_HEEL, -50, 0, 50, _HEEL)]
    kort = {"x": op("score", "x"), "y": vast(y - 5), "y2": vast(y + 5), "stroke": vast(thema.subtiel)}
    tekening.teken("rule", streepjes, **kort)
    klein = {"fontSize": vast(KLEIN), "fill": vast(thema.subtiel), "align": vast("center")}
    tekening.schrijf(streepjes, x=op("score", "x"), y=vast(y + 20), **klein)
    if score.onder is not None and score.boven is not None:
        rij = {"van": getal(score.onder), "tot": getal(score.boven)}
        dik = {"stroke": vast(thema.accent), "strokeWidth": vast(7), "strokeOpacity": vast(0.3)}
        tekening.teken("rule", [rij], x=op("score", "van"), x2=op("score", "tot"), y=vast(y), **dik)
    rij = {"x": getal(score.waarde)}
    tekening.teken("symbol", [rij], x=op("score", "x"), y=vast(y), size=vast(110), fill=vast(thema.accent))
