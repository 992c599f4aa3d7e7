"""A doelenboom with what is reached of it as a tree of words: what a picture shows, and what is read aloud instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final, Literal

from zicht_api.doelenbomen.boom import NIVEAUS, TOP
from zicht_api.doelenbomen.schemas import (
    IndicatorOntbreekt,
    IndicatorRealisatie,
    KnoopOntbreekt,
    KnoopRealisatie,
    Realisatie,
    Soort,
)
from zicht_api.duiding.woorden import in_getal, met_eenheid

Status = Literal["behaald", "op-weg", "nog-ver", "ontbreekt"]
STATUSWOORD: Final[Mapping[Status, str]] = {
    "behaald": "behaald",
    "op-weg": "op weg",
    "nog-ver": "nog ver",
    "ontbreekt": "geen score",
}
# What the words mean: a score runs from 0 to 100, and is 100 when the targets below it are reached.
STATUSUITLEG: Final[Mapping[Status, str]] = {
    "behaald": "behaald: score 100",
    "op-weg": "op weg: 50 of meer",
    "nog-ver": "nog ver: onder 50",
    "ontbreekt": "geen score",
}
SOORTWOORD: Final[Mapping[Soort, str]] = {
    "maatschappelijk-resultaat": "maatschappelijk resultaat",
    "factor": "factor",
    "subdoel": "subdoel",
    "activiteit": "activiteit",
}
GEDEELD: Final = "gedeelde verantwoordelijkheid"
_HALVERWEGE: Final = 50
_HEEL: Final = 100
_TIENDE: Final = Decimal("0.1")
_KNOOP_ONTBREEKT: Final[Mapping[KnoopOntbreekt, str]] = {
    "geen-indicatoren": "geen indicatoren",
    "te-weinig-dekking": "te weinig gemeten",
}
_INDICATOR_ONTBREEKT: Final[Mapping[IndicatorOntbreekt, str]] = {
    "geen-richting": "telt niet mee: hoger noch lager is beter",
    "geen-streefwaarde": "geen streefwaarde",
    "geen-nulmeting": "geen nulmeting",
    "onderdrukt": "verborgen, om mensen te beschermen",
    "geen-gegevens": "geen gegevens",
    "noemer-nul": "niets te delen",
}


@dataclass(frozen=True, slots=True)
class Tak:
    """A knoop with what hangs below it, in words ('' where there is nothing to say).

    deel: which part of the way is covered, 0 to 1; None without a score. score, dekking: as they are written. uitleg:
    why there is no score. indicatoren: each in a sentence.
    """

    code: str
    naam: str
    soort: Soort
    status: Status
    statuswoord: str
    deel: float | None
    score: str
    dekking: str
    uitleg: str
    gedeeld: bool
    indicatoren: tuple[str, ...]
    takken: tuple["Tak", ...]

    def alle(self) -> Iterator["Tak"]:
        """This one and all below it, from the top down."""
        yield self
        for tak in self.takken:
            yield from tak.alle()


def tak_of(realisatie: Realisatie) -> Tak:
    """The tree, from the maatschappelijk resultaat down, in the order in which its knopen were laid down."""
    onder: dict[str | None, list[KnoopRealisatie]] = {}
    for knoop in sorted(realisatie.knopen, key=lambda knoop: NIVEAUS.index(knoop.soort)):
        onder.setdefault(knoop.ouder, []).append(knoop)

    def make(knoop: KnoopRealisatie) -> Tak:
        return _tak(knoop, tuple(make(kind) for kind in onder.get(knoop.code, [])))

    return make(next(knoop for knoop in realisatie.knopen if knoop.soort == TOP))


def _tak(knoop: KnoopRealisatie, takken: tuple[Tak, ...]) -> Tak:
    status = _status(knoop.score)
    return Tak(
        code=knoop.code,
        naam=knoop.naam,
        soort=knoop.soort,
        status=status,
        statuswoord=STATUSWOORD[status],
        deel=None if knoop.score is None else float(knoop.score) / _HEEL,
        # Down: what is not quite 50 or 100 is not said to be.
        score="" if knoop.score is None else in_getal(knoop.score.quantize(_TIENDE, ROUND_FLOOR)),
        dekking="" if knoop.dekking is None else f"{round(knoop.dekking * _HEEL)}%",
        uitleg="" if knoop.ontbreekt is None else _KNOOP_ONTBREEKT[knoop.ontbreekt],
        gedeeld=knoop.gedeelde_verantwoordelijkheid,
        indicatoren=tuple(map(_sentence, knoop.indicatoren)),
        takken=takken,
    )


def _status(score: Decimal | None) -> Status:
    if score is None:
        return "ontbreekt"
    if score >= _HEEL:
        return "behaald"
    return "op-weg" if score >= _HALVERWEGE else "nog-ver"


def _sentence(indicator: IndicatorRealisatie) -> str:
    """`Genoeg keuze: 61,3% (streefwaarde 80%), score 47,5`, or why there is none."""
    delen = [] if indicator.cijfer.waarde is None else [met_eenheid(indicator.cijfer.waarde, indicator.eenheid)]
    if indicator.streefwaarde is not None:
        delen.append(f"streefwaarde {met_eenheid(indicator.streefwaarde, indicator.eenheid)}")
    if indicator.score is not None:
        delen.append(f"score {in_getal(indicator.score)}")
    elif indicator.ontbreekt is not None:
        delen.append(_INDICATOR_ONTBREEKT[indicator.ontbreekt])
    return f"{indicator.naam}: {', '.join(delen)}"
