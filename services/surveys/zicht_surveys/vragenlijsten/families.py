"""A family: the questionnaires with one code, that differ in how much they ask of whom."""

from functools import cache
from typing import Final

from zicht_shared.schemas import Schema
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten, vragenlijst
from zicht_surveys.vragenlijsten.schemas import Taal, Vragenlijst

KORT: Final = "kort"
UITGEBREID: Final = "uitgebreid"


class Familie(Schema):
    """Een vragenlijst met al haar varianten, in de nieuwste versie die ze gemeen hebben."""

    code: str
    versie: int
    varianten: list[Vragenlijst]

    def variant_for(self, contactmomenten: int, kort_tot_en_met: int) -> str:
        """The variant for someone who had this many contacts; a family of one variant always gives that one."""
        if len(self.varianten) == 1:
            return self.varianten[0].variant
        return KORT if contactmomenten <= kort_tot_en_met else UITGEBREID


class FamilieOverzicht(Schema):
    """Een vragenlijst in het overzicht."""

    code: str
    versie: int
    titel: dict[Taal, str]
    talen: list[Taal]
    varianten: list[str]


@cache
def families() -> dict[str, Familie]:
    """Every family of the library by code, in order. Raises ValueError when one cannot be used as a whole."""
    versions: dict[str, dict[str, set[int]]] = {}
    for definition in alle_vragenlijsten():
        versions.setdefault(definition.code, {}).setdefault(definition.variant, set()).add(definition.versie)
    return {code: _family(code, per_variant) for code, per_variant in sorted(versions.items())}


def _family(code: str, versions: dict[str, set[int]]) -> Familie:
    shared = set.intersection(*versions.values())
    if not shared:
        raise ValueError(f"De varianten van vragenlijst {code} hebben geen versie gemeen.")
    if len(versions) > 1 and set(versions) != {KORT, UITGEBREID}:
        raise ValueError(f"Vragenlijst {code} heeft varianten waaruit niet te kiezen is.")
    versie = max(shared)
    return Familie(code=code, versie=versie, varianten=[vragenlijst(code, variant, versie) for variant in versions])


def overview(familie: Familie) -> FamilieOverzicht:
    first = familie.varianten[0]
    return FamilieOverzicht(
        code=familie.code,
        versie=familie.versie,
        titel=first.titel,
        talen=list(first.talen),
        varianten=[definition.variant for definition in familie.varianten],
    )
