"""Which cells may be shown, so that no hidden one follows from what is shown. Pure; docs/decisions/0011 says why so.

The rules work on one figure over one year, and on how many people (n) stand behind each cell:

1. A member of a breakdown is shown down to one fineness for the whole year: by year, by quarter or by month. All that
   is shown of it is 0 or at least the drempel.
2. What is hidden of a family (the members that together make their parent) is, in every period, at least two members
   with together at least the drempel people behind them, or nothing at all: else more members are hidden, the smallest
   first. So a parent minus what is shown of it is never small.
3. Below what is hidden, everything is hidden.
4. In a year that is still going, the last period with figures is filling up. Where that is small, it is hidden with the
   running quarter and year, rather than all earlier months. Rule 2 then holds for the members whose year is shown and
   for the others apart: of both what is hidden follows together.
5. A member without people shows zeros, but not where others of its family are hidden all year: see `judge_empty`.
6. Leefgebieden overlap. What is beside one (the rest of the cell that it is part of) is 0 or at least the drempel too.
7. A combination of dimensies is shown as a whole or not at all: see `choose_combinations`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations, product

from zicht_api.waarden.blokken import Blok, BlokSoort, week_en_maand
from zicht_api.waarden.dimensies import Dimensie

# How many people stand behind a member, per period in which anyone does.
Aantallen = Mapping[str, int]
Combinatie = frozenset[Dimensie]

# The parts of a year, roughest first: year, quarters, months, and the parts into which weeks cut the months.
NIVEAUS = 4
DELEN = NIVEAUS - 1

_Hide = Callable[["Fijnheid"], None]


@dataclass(frozen=True)
class Tijd:
    """The periods of one year by fineness, and of each fineness the ones that are still filling up."""

    vast: tuple[tuple[str, ...], ...]
    lopend: tuple[tuple[str, ...], ...]

    def niveau_of(self, periode: str) -> int:
        """At which fineness this period is."""
        return self._niveaus[periode]

    @cached_property
    def _niveaus(self) -> Mapping[str, int]:
        return {code: index for index in range(NIVEAUS) for code in (*self.vast[index], *self.lopend[index])}


@dataclass
class Fijnheid:
    """How finely something may be shown. niveaus: how many, from the roughest; 0: not at all. lopend: whether also the
    periods that are still filling up."""

    niveaus: int
    lopend: bool

    def shows(self, tijd: Tijd, periode: str) -> bool:
        niveau = tijd.niveau_of(periode)
        return niveau < self.niveaus and (self.lopend or periode not in tijd.lopend[niveau])


@dataclass(frozen=True)
class Gezin:
    """The members that together make a parent. onzichtbaar: those that no answer shows, but that can be computed."""

    ouder: int | None
    leden: Mapping[int | None, Aantallen]
    onzichtbaar: Collection[int | None] = ()


def make_tijd(jaar: int, totaal: Aantallen, *, lopend_jaar: bool) -> Tijd:
    """The time of a year. totaal: people per period, of which the last month with any is the one that fills up."""
    kalender, delen = Blok(BlokSoort.kalender, jaar), Blok(BlokSoort.delen, jaar)
    kwartalen = [code for code in kalender.perioden if "-K" in code]
    alle = ((f"{jaar}",), tuple(kwartalen), tuple(kalender.maanden), tuple(delen.perioden))
    laatste = max((maand for maand in kalender.maanden if totaal.get(maand)), default=None) if lopend_jaar else None
    if laatste is None:
        return Tijd(alle, ((), (), (), ()))
    kwartaal = f"{jaar}-K{(int(laatste[-2:]) + 2) // 3}"
    lopend = (
        (f"{jaar}",),
        (kwartaal,),
        (laatste,),
        tuple(deel for deel in delen.perioden if week_en_maand(deel)[1] == laatste),
    )
    vast = tuple(tuple(code for code in codes if code not in lopend[index]) for index, codes in enumerate(alle))
    return Tijd(vast, lopend)


def own_fijnheid(aantallen: Aantallen, tijd: Tijd, drempel: int, grens: Fijnheid) -> Fijnheid:
    """The finest at which all that would be shown is 0 or enough; never finer than the limit."""
    niveaus = 0
    while niveaus < min(grens.niveaus, DELEN) and _enough(aantallen, tijd.vast[niveaus], drempel):
        niveaus += 1
    lopend = grens.lopend and all(_enough(aantallen, codes, drempel) for codes in tijd.lopend[:niveaus])
    # Parts come last and decide nothing about longer periods, so that an answer without weeks need not read them.
    delen = tijd.vast[DELEN] + (tijd.lopend[DELEN] if lopend else ())
    if niveaus == DELEN < grens.niveaus and _enough(aantallen, delen, drempel):
        niveaus += 1
    return Fijnheid(niveaus, lopend)


def judge_family(
    gezin: Gezin, ouder: Aantallen, tijd: Tijd, drempel: int, grenzen: Callable[[int | None], Fijnheid]
) -> dict[int | None, Fijnheid]:
    """How finely each member may be shown.

    ouder: the people behind the parent. grenzen: the limit of each member: that of the parent, and what a rougher
    figure that it is part of allows.
    """
    leden = {lid: aantallen for lid, aantallen in gezin.leden.items() if any(aantallen.values())}
    fijn = {lid: own_fijnheid(aantallen, tijd, drempel, grenzen(lid)) for lid, aantallen in leden.items()}
    # Who can be hidden without loss goes first, then who has the fewest people.
    order = sorted(
        leden, key=lambda lid: (lid not in gezin.onzichtbaar, max(leden[lid].values()), lid is None, lid or 0)
    )

    def hide_until_safe(
        codes: Sequence[str], hidden: Callable[[Fijnheid], bool], may_hide: Callable[[Fijnheid], bool], hide: _Hide
    ) -> bool:
        """False: there is nothing left to hide."""
        while True:
            verborgen = [lid for lid in leden if hidden(fijn[lid])]
            if not verborgen or _is_safe(verborgen, leden, ouder, codes, drempel):
                return True
            rest = [fijn[lid] for lid in order if may_hide(fijn[lid]) and not hidden(fijn[lid])]
            if not rest:
                return False
            hide(rest[0])

    before: list[Fijnheid] = []
    while before != list(fijn.values()):
        before = [replace(een) for een in fijn.values()]
        hide_until_safe(tijd.lopend[DELEN - 1], lambda een: not een.lopend, lambda een: een.lopend, _hide_running)
        for lopend, niveau in product((True, False), range(DELEN)):
            # Of members whose year is shown the earlier periods follow together, and so do those of the others.
            done = hide_until_safe(
                tijd.vast[niveau] + (tijd.lopend[niveau] if lopend else ()),
                lambda een: een.lopend is lopend and een.niveaus <= niveau,  # noqa: B023
                lambda een: een.lopend is lopend,  # noqa: B023
                partial(_hide_from, niveau=niveau),
            )
            running = [fijn[lid] for lid in order if fijn[lid].lopend]
            if not done and 0 < len(running) < len(fijn):
                _hide_running(running[0])
    hide_until_safe(
        tijd.vast[DELEN], lambda een: een.niveaus <= DELEN, lambda een: True, partial(_hide_from, niveau=DELEN)
    )
    hide_until_safe(
        tijd.lopend[DELEN],
        lambda een: een.niveaus <= DELEN or not een.lopend,
        lambda een: True,
        partial(_hide_from, niveau=DELEN),
    )
    return fijn


def _hide_from(een: Fijnheid, niveau: int) -> None:
    een.niveaus = min(een.niveaus, niveau)


def _hide_running(een: Fijnheid) -> None:
    een.lopend = False


def judge_empty(familie: Iterable[Fijnheid], tijd: Tijd) -> Fijnheid:
    """How finely zeros may be shown of a member that nobody stands behind, all year long.

    familie: its parent and the others of its family. Where their year is hidden so is this one, or hidden would mean
    that there is somebody.
    """
    (jaar,) = tijd.vast[0] or tijd.lopend[0]
    verborgen = [een.niveaus for een in familie if not een.shows(tijd, jaar)]
    return Fijnheid(min(verborgen), lopend=False) if verborgen else Fijnheid(NIVEAUS, lopend=True)


def is_complete(cellen: Iterable[Aantallen], codes: Iterable[str], drempel: int) -> bool:
    """Whether no cell of a combination is small in any of these periods."""
    codes = tuple(codes)
    return all(_enough(aantallen, codes, drempel) for aantallen in cellen)


def choose_combinations(volledig: Collection[Combinatie]) -> set[Combinatie]:
    """Of the combinations without small cells, those that may be shown together.

    Two-way tables that are safe each by itself can, three in a ring, give away a cell of the table of all three. Not
    when the dimensies that are shown together form a graph that can be taken apart (a chordal one, each of its cliques
    shown as a whole): then a hidden cell has the bounds of Frechet, and those are wide (Dobra and Fienberg 2000, PNAS
    97). Pairs that would break that are left out, the last ones first.
    """
    pairs = sorted((combinatie for combinatie in volledig if len(combinatie) == 2), key=_order)
    while not _can_be_taken_apart(pairs, volledig):
        pairs.pop()
    return {
        combinatie for combinatie in volledig if all(frozenset(pair) in pairs for pair in combinations(combinatie, 2))
    }


def _can_be_taken_apart(pairs: Sequence[Combinatie], volledig: Collection[Combinatie]) -> bool:
    """By removing, one by one, a dimensie whose neighbours are all each other's neighbours too."""
    buren = {
        dimensie: {other for pair in pairs if dimensie in pair for other in pair - {dimensie}} for dimensie in Dimensie
    }
    # Leefgebieden overlap, so that they do not part the others from each other.
    if any(other not in buren[one] for one, other in combinations(buren[Dimensie.leefgebied], 2)):
        return False
    left = set(Dimensie)
    while left:
        free = [
            dimensie
            for dimensie in left
            if all(other in buren[one] for one, other in combinations(buren[dimensie] & left, 2))
        ]
        if not free:
            return False
        clique = frozenset({free[0], *(buren[free[0]] & left)})
        if len(clique) > 2 and clique not in volledig:
            return False
        left.remove(free[0])
    return True


def _order(combinatie: Combinatie) -> list[int]:
    names = list(Dimensie)
    return sorted(names.index(dimensie) for dimensie in combinatie)


def _enough(aantallen: Aantallen, codes: Iterable[str], drempel: int) -> bool:
    return not any(0 < aantallen.get(code, 0) < drempel for code in codes)


def _is_safe(
    verborgen: Sequence[int | None],
    leden: Mapping[int | None, Aantallen],
    ouder: Aantallen,
    codes: Sequence[str],
    drempel: int,
) -> bool:
    """Whether the parent minus all that is shown says nothing small, in none of these periods."""
    if not any(leden[lid].get(code) for lid in verborgen for code in codes):
        return True
    return len(verborgen) > 1 and all(
        _at_least(verborgen, leden, ouder, code) >= drempel
        for code in codes
        if any(leden[lid].get(code) for lid in verborgen)
    )


def _at_least(
    verborgen: Sequence[int | None], leden: Mapping[int | None, Aantallen], ouder: Aantallen, code: str
) -> int:
    """How many different people there are at least behind what is hidden; someone may stand behind several members."""
    largest = max(leden[lid].get(code, 0) for lid in verborgen)
    shown = sum(aantallen.get(code, 0) for lid, aantallen in leden.items() if lid not in verborgen)
    return max(largest, ouder.get(code, 0) - shown)
