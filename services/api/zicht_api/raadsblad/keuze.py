"""What goes on the council's page: so little that it is read in a minute. Pure, and looks at published figures only."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zicht_api.indicatoren.models import Indicator
from zicht_api.verbeterplannen.overgangen import Actiestatus, Planstatus
from zicht_api.verbeterplannen.schemas import VerbeteractieInLijst
from zicht_api.verhalen.schemas import Verhaal
from zicht_api.waarden.onderdrukking import Waarde

PIJLERS: Final = ("bereik", "tevredenheid", "doelrealisatie")
MEESTE_CIJFERS: Final = 6
PER_PIJLER: Final = 3
MEESTE_ACTIES: Final = 3
# A longer quote is a story, and does not fit beside the picture.
LANGSTE_CITAAT: Final = 160
# Fewer points make no line.
MINSTE_PUNTEN: Final = 3

# What it brought matters most to a council, then what people found of it.
_GEWICHT: Final = ("doelrealisatie", "tevredenheid", "bereik")
_SOORTEN: Final = ("outcome", "ervaring", "output", "input")
_STATUSSEN: Final = ("niet-behaald", "op-weg", "behaald", None)
_GEDAAN: Final = (Actiestatus.afgesloten, Actiestatus.uitgevoerd, Actiestatus.bezig, Actiestatus.gepland)
_PLANNEN: Final = frozenset({Planstatus.vastgesteld, Planstatus.in_uitvoering, Planstatus.afgerond})


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """An indicator with its published figure over the period of the page."""

    indicator: Indicator
    cijfer: Waarde


@dataclass(frozen=True, slots=True)
class Planregel:
    """An actie, with how far the plan is that it is part of and until when that runs."""

    actie: VerbeteractieInLijst
    plan: Planstatus
    eind: date

    @property
    def gemeten(self) -> bool:
        """Whether its effect is known."""
        return any(meting.vergeleken for meting in self.actie.effectmetingen)


def choose_cijfers(kandidaten: Sequence[Kandidaat]) -> dict[str, list[Kandidaat]]:
    """At most six figures, by pijler, the one that matters most first.

    Only what the gemeente needs to know. A pijler is never crowded out by another: each has two of them, and a third
    where another has fewer. Of a pijler first what is known, then what is public, then what has a target. What is not
    known is shown once, where its pijler has nothing else.
    """
    rijen = {pijler: _in_order(kandidaten, pijler) for pijler in PIJLERS}
    aantallen = dict.fromkeys(PIJLERS, 0)
    for plaats in range(PER_PIJLER):
        for pijler in _GEWICHT:
            if plaats < len(rijen[pijler]) and sum(aantallen.values()) < MEESTE_CIJFERS:
                aantallen[pijler] += 1
    return {pijler: rij[: aantallen[pijler]] for pijler, rij in rijen.items()}


def _in_order(kandidaten: Sequence[Kandidaat], pijler: str) -> list[Kandidaat]:
    mine = [each for each in kandidaten if each.indicator.pijler == pijler and each.indicator.belang == "need-to-know"]
    mine.sort(key=_rank)
    known = [each for each in mine if each.cijfer.waarde is not None]
    return known or mine[:1]


def _rank(kandidaat: Kandidaat) -> tuple[object, ...]:
    indicator, cijfer = kandidaat.indicator, kandidaat.cijfer
    return (
        not indicator.openbaar,
        cijfer.verschillen.streefwaarde is None,
        _SOORTEN.index(indicator.soort),
        # People before what was done for them.
        indicator.rekenwijze != "uniek",
        indicator.code,
    )


def choose_verloop(
    gekozen: Mapping[str, Sequence[Kandidaat]], reeksen: Mapping[str, Sequence[Waarde]]
) -> Kandidaat | None:
    """Of which of the figures on the page the course over time is drawn; None when there is none to draw.

    What went wrong before what went well, and that before what stayed as it was; then what it brought before what
    people found of it; then what is furthest from its target.
    """

    def rank(kandidaat: Kandidaat) -> tuple[object, ...]:
        indicator, status = kandidaat.indicator, kandidaat.cijfer.status
        return _urgency(kandidaat), _GEWICHT.index(indicator.pijler), _STATUSSEN.index(status)

    drawn = [each for each in _all(gekozen) if _points(reeksen.get(each.indicator.code, ())) >= MINSTE_PUNTEN]
    return min(drawn, key=rank, default=None)


def _urgency(kandidaat: Kandidaat) -> int:
    vorige, richting = kandidaat.cijfer.verschillen.vorige, kandidaat.indicator.richting
    if vorige is None or not vorige.significant or richting == "neutraal":
        return 2
    return 1 if (vorige.verschil > 0) == (richting == "hoger") else 0


def _points(reeks: Sequence[Waarde]) -> int:
    return sum(waarde.waarde is not None for waarde in reeks)


def _all(gekozen: Mapping[str, Sequence[Kandidaat]]) -> Iterator[Kandidaat]:
    return (each for kandidaten in gekozen.values() for each in kandidaten)


def choose_acties(regels: Sequence[Planregel], getoond: Collection[str], begin: date) -> list[VerbeteractieInLijst]:
    """At most three acties of plans that were decided on and had not ended before the period began.

    getoond: the codes of the indicators on the page: what aims at those comes first, then what is known to have had an
    effect, then what is done or furthest on its way.
    """

    def rank(regel: Planregel) -> tuple[object, ...]:
        actie = regel.actie
        aim = actie.meetpunt.indicator if actie.meetpunt is not None else None
        return (
            aim not in getoond,
            not regel.gemeten,
            _GEDAAN.index(actie.status),
            actie.deadline,
            actie.plan,
            actie.code,
        )

    mine = [
        regel
        for regel in regels
        if regel.plan in _PLANNEN and regel.eind >= begin and regel.actie.status is not Actiestatus.vervallen
    ]
    return [regel.actie for regel in sorted(mine, key=rank)[:MEESTE_ACTIES]]


def choose_citaat(verhalen: Sequence[Verhaal], getoond: Collection[str]) -> Verhaal | None:
    """The story that is quoted. verhalen: those that may be read here, the latest first; one about a figure on the page
    goes before others."""

    def rank(verhaal: Verhaal) -> bool:
        return not any(indicator.code in getoond for indicator in verhaal.indicatoren)

    short = [each for each in verhalen if each.citaat is not None and len(each.citaat) <= LANGSTE_CITAAT]
    return min(short, key=rank, default=None)
