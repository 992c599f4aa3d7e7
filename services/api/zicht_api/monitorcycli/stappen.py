"""From what was found to the steps of a view. Pure: checks in, steps out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicht_api.monitorcycli.schemas import Cyclusregel, Cyclusstap
from zicht_api.monitorcycli.toetsen import NAMEN, TOETSEN, Cyclus, Kompas, Toets, Weergave

# Of what misses and of where to look, as many are named as a person reads.
MAX_GENOEMD = 50


@dataclass(frozen=True, slots=True)
class Vondst:
    """What one check found. gevonden: how many of what was looked for; nodig: how many there should be.

    ontbreekt: what misses, by its code. paden: where a reader can look.
    """

    gevonden: int
    nodig: int
    paden: Sequence[str]
    ontbreekt: Sequence[str] = ()

    @property
    def is_er(self) -> bool:
        return self.gevonden >= self.nodig


def make_stappen(vondsten: Mapping[str, Vondst], weergave: Weergave) -> list[Cyclusstap]:
    """Every step of the view, in order, with what is there, what misses and what comes next.

    vondsten: by the code of their check; a check without one is as if it did not exist.
    """
    stappen: list[Kompas] | list[Cyclus] = list(Kompas) if weergave is Weergave.kwaliteitskompas else list(Cyclus)
    return [
        _make_stap(stap, [toets for toets in TOETSEN if toets.stap(weergave) is stap], vondsten) for stap in stappen
    ]


def find_missing(vondsten: Mapping[str, Vondst]) -> list[Toets]:
    """The checks that found something missing, in the order in which one does them."""
    return [toets for toets in TOETSEN if toets.code in vondsten and not vondsten[toets.code].is_er]


def find_next(toetsen: Sequence[Toets], vondsten: Mapping[str, Vondst]) -> Toets | None:
    """The first of these that misses while nothing that comes before it does; None: nothing can be done here now."""
    missing = {toets.code for toets in find_missing(vondsten)}
    ready = (toets for toets in toetsen if toets.code in missing and not missing.intersection(toets.na))
    return next(ready, None)


def _make_stap(stap: Kompas | Cyclus, toetsen: Sequence[Toets], vondsten: Mapping[str, Vondst]) -> Cyclusstap:
    regels = [(toets, vondsten[toets.code]) for toets in toetsen if toets.code in vondsten]
    volgende = find_next(toetsen, vondsten)
    return Cyclusstap(
        code=stap.value,
        naam=NAMEN[stap],
        aanwezig=[_as_regel(toets, vondst) for toets, vondst in regels if vondst.is_er],
        ontbreekt=[_as_regel(toets, vondst) for toets, vondst in regels if not vondst.is_er],
        volgende=volgende.code if volgende else None,
    )


def _as_regel(toets: Toets, vondst: Vondst) -> Cyclusregel:
    return Cyclusregel(
        toets=toets.code,
        vraag=toets.vraag,
        gevonden=vondst.gevonden,
        nodig=vondst.nodig,
        ontbreekt=list(vondst.ontbreekt[:MAX_GENOEMD]),
        advies=None if vondst.is_er else toets.advies,
        paden=list(vondst.paden[:MAX_GENOEMD]),
    )
