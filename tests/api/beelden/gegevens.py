"""Figures and trees to draw."""

import random
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from hypothesis import strategies as st

from zicht_api.beelden.cijfers import Antwoord, Beeldcijfer, Groep, Npsverdeling, Punt, Reeks, Staaf, Stelling
from zicht_api.beelden.takken import Tak
from zicht_api.doelenbomen.schemas import KnoopRealisatie, Realisatie
from zicht_api.perioden import Periode

SVG = "{http://www.w3.org/2000/svg}"
VERBORGEN = Beeldcijfer(None, "te-weinig")
GEEN_GEGEVENS = Beeldcijfer(None, "geen-gegevens")
# What a name may hold: it stands in an SVG, inside a page.
LASTIG = 'Zorg & <script>alert("1")</script> \'s-Gravenland ]]> {{x}}'


def cijfer(waarde: str, n: int = 40, marge: str | None = None, *, voorlopig: bool = False) -> Beeldcijfer:
    midden = Decimal(waarde)
    grenzen = (None, None) if marge is None else (midden - Decimal(marge), midden + Decimal(marge))
    return Beeldcijfer(midden, None, n, *grenzen, voorlopig)


def maanden(aantal: int, begin: str = "2025-01") -> list[str]:
    found, periode = [], Periode.parse(begin)
    for _ in range(aantal):
        found.append(periode.code)
        periode = periode.next()
    return found


def reeks(*cijfers: Beeldcijfer, **fields: Any) -> Reeks:
    doel = fields.pop("streefwaarde", None)
    punten = tuple(Punt(code, each, doel) for code, each in zip(maanden(len(cijfers)), cijfers, strict=True))
    return Reeks(**{"titel": "Genoeg keuze", "eenheid": "%", "punten": punten, "telt": False} | fields)


def groep(**cijfers: Beeldcijfer) -> Groep:
    staven = tuple(Staaf(naam, each) for naam, each in cijfers.items())
    return Groep("Genoeg keuze per gebied", "%", "2026", staven, cijfer("61.5", 400, "3"), streefwaarde=Decimal(75))


def stelling(tekst: str, *aantallen: int) -> Stelling:
    return Stelling(tekst, tuple(Antwoord(str(nr), aantal) for nr, aantal in enumerate(aantallen, 1)))


NPS = Npsverdeling("Hoe praten inwoners erover", 98, 40, 32, cijfer("38.8235", 170, "11"))

_waarden = st.decimals(min_value=-10_000, max_value=10_000, places=2)
_getoond = st.builds(
    lambda waarde, n, marge, voorlopig: Beeldcijfer(waarde, None, n, waarde - marge, waarde + marge, voorlopig),
    _waarden,
    st.integers(10, 10_000),
    st.decimals(min_value=0, max_value=100, places=2),
    st.booleans(),
)
_weg = st.sampled_from([VERBORGEN, GEEN_GEGEVENS, Beeldcijfer(None, "noemer-nul")])
beeldcijfers = st.one_of(_getoond, _weg)
reeksen = st.builds(
    lambda cijfers, doel, nul, telt: reeks(*cijfers, streefwaarde=doel, nulmeting=nul, telt=telt),
    st.lists(beeldcijfers, min_size=1, max_size=40),
    st.none() | _waarden,
    st.none() | _waarden,
    st.booleans(),
)


def knoop(code: str, soort: Any, ouder: str | None, score: str | None, **fields: Any) -> KnoopRealisatie:
    known: dict[str, Any] = {
        "naam": f"Knoop {code}",
        "gewicht": None,
        "score": None if score is None else Decimal(score),
        "dekking": None if score is None else Decimal(1),
        "ontbreekt": "geen-indicatoren" if score is None else None,
        "gedeelde_verantwoordelijkheid": ouder is None,
        "toelichting": None,
        "indicatoren": [],
    }
    return KnoopRealisatie(code=code, soort=soort, ouder=ouder, **known | fields)


def realisatie(knopen: list[KnoopRealisatie], naam: str = "Zelfregie") -> Realisatie:
    return Realisatie(
        doelenboom="boom",
        naam=naam,
        versie=1,
        dataversie=1,
        drempel=10,
        periode="2026",
        gebied=None,
        doelgroep=None,
        minimum_dekking=Decimal("0.5"),
        uitleg="",
        knopen=knopen,
    )


def boom_van(aantal: int, seed: int = 1) -> Realisatie:
    """A tree of about so many knopen, of any shape, with long and short names."""
    # The same for every run, and no secret.
    keuze = random.Random(seed)
    soorten = ("factor", "subdoel", "activiteit")
    knopen = [knoop("top", "maatschappelijk-resultaat", None, "61.4")]
    lagen: list[list[str]] = [["top"], [], []]
    while len(knopen) < aantal:
        diepte = keuze.choice([nr for nr in range(3) if lagen[nr]])
        code = f"k{len(knopen)}"
        naam = " ".join(
            keuze.choices(["inwoners", "hulpvraag", "verhelderen", "en", "keukentafelgesprek"], k=keuze.randint(1, 9))
        )
        score = None if keuze.random() < 0.2 else str(keuze.randint(0, 100))
        knopen.append(knoop(code, soorten[diepte], keuze.choice(lagen[diepte]), score, naam=naam))
        if diepte < 2:
            lagen[diepte + 1].append(code)
    return realisatie(knopen)


def tak(code: str, takken: tuple[Tak, ...] = (), naam: str = "") -> Tak:
    return Tak(code, naam or code, "activiteit", "op-weg", "op weg", 0.6, "60", "100%", "", False, (), takken)


@st.composite
def bomen(draw: st.DrawFn, diepte: int = 3) -> Tak:
    """Trees of any shape, with codes of their own."""
    nrs = iter(range(10_000))

    def grow(diepte: int) -> Tak:
        aantal = draw(st.integers(0, 4)) if diepte else 0
        return tak(f"t{next(nrs)}", tuple(grow(diepte - 1) for _ in range(aantal)))

    return grow(diepte)


def parse(svg: str) -> Element:
    return fromstring(svg)


def words(svg: str) -> list[str]:
    """Every text that stands in a drawing, as it is read."""
    return ["".join(element.itertext()) for element in parse(svg).iter(f"{SVG}text")]
