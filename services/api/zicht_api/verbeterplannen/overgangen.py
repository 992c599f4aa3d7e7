"""Which steps a plan and an actie can take, and what stands in the way. Pure: the one place that says so."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum


class Planstatus(StrEnum):
    concept = "concept"
    vastgesteld = "vastgesteld"
    in_uitvoering = "in-uitvoering"
    afgerond = "afgerond"
    gestopt = "gestopt"


class Actiestatus(StrEnum):
    gepland = "gepland"
    bezig = "bezig"
    uitgevoerd = "uitgevoerd"
    afgesloten = "afgesloten"
    vervallen = "vervallen"


PLAN: Mapping[Planstatus, frozenset[Planstatus]] = {
    Planstatus.concept: frozenset({Planstatus.vastgesteld, Planstatus.gestopt}),
    Planstatus.vastgesteld: frozenset({Planstatus.in_uitvoering, Planstatus.gestopt}),
    Planstatus.in_uitvoering: frozenset({Planstatus.afgerond, Planstatus.gestopt}),
    Planstatus.afgerond: frozenset(),
    Planstatus.gestopt: frozenset(),
}
ACTIE: Mapping[Actiestatus, frozenset[Actiestatus]] = {
    Actiestatus.gepland: frozenset({Actiestatus.bezig, Actiestatus.vervallen}),
    Actiestatus.bezig: frozenset({Actiestatus.uitgevoerd, Actiestatus.vervallen}),
    Actiestatus.uitgevoerd: frozenset({Actiestatus.afgesloten}),
    Actiestatus.afgesloten: frozenset(),
    Actiestatus.vervallen: frozenset(),
}
# Of which it must be said why.
MET_REDEN = frozenset({Planstatus.gestopt, Actiestatus.vervallen})

PLAN_OPEN = frozenset(status for status, verder in PLAN.items() if verder)
# What is done may still be measured when the plan stops halfway; what is not, will not be done any more.
ACTIE_ONAF = frozenset({Actiestatus.gepland, Actiestatus.bezig})
ACTIE_GEDAAN = frozenset({Actiestatus.uitgevoerd, Actiestatus.afgesloten})
ACTIE_KLAAR = frozenset(status for status, verder in ACTIE.items() if not verder)

# In which plans an actie can take this step.
ACTIE_IN_PLAN: Mapping[Actiestatus, frozenset[Planstatus]] = {
    Actiestatus.bezig: frozenset({Planstatus.in_uitvoering}),
    Actiestatus.uitgevoerd: frozenset({Planstatus.in_uitvoering}),
    Actiestatus.afgesloten: frozenset({Planstatus.in_uitvoering, Planstatus.gestopt}),
    Actiestatus.vervallen: PLAN_OPEN,
}


def find_unfinished(acties: Mapping[str, Actiestatus]) -> list[str]:
    """The codes of the acties that keep a plan from being afgerond, in order."""
    return sorted(code for code, status in acties.items() if status not in ACTIE_KLAAR)


def find_waiting_for(hangt_af_van: Iterable[str], acties: Mapping[str, Actiestatus]) -> list[str]:
    """The codes of the acties that must be done before this one can begin, in order."""
    return sorted(code for code in hangt_af_van if acties.get(code) not in ACTIE_GEDAAN)


def has_cycle(actie: str, hangt_af_van: Collection[str], anderen: Mapping[str, Collection[str]]) -> bool:
    """Whether an actie would wait for itself. anderen: what each other actie of the plan depends on."""
    seen: set[str] = set()
    ahead = list(hangt_af_van)
    while ahead:
        code = ahead.pop()
        if code == actie:
            return True
        if code not in seen:
            seen.add(code)
            ahead += anderen.get(code, ())
    return False
