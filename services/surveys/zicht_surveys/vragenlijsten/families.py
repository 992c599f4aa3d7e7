"""A family: the questionnaires with one code, that differ in how much they ask of whom."""

from functools import cache
from typing import Any, Final

from pydantic import Field

from zicht_shared.errors import Fout
from zicht_shared.schemas import Invoer, Schema
from zicht_surveys.vragenlijsten.bibliotheek import alle_vragenlijsten, vragenlijst
from zicht_surveys.vragenlijsten.schemas import Gevuld, Inhoud, Vragenlijst, faults_of

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


class Conceptinhoud(Invoer):
    """Een vragenlijst zoals zij wordt gemaakt: dezelfde vorm als de gepubliceerde, maar er mag nog iets ontbreken."""

    varianten: Gevuld[Inhoud] = Field(
        max_length=2, description="Een variant, of precies de varianten kort en uitgebreid."
    )


@cache
def families() -> dict[str, Familie]:
    """Every family of the library by code, in order. Raises ValueError when one cannot be used as a whole."""
    versions: dict[str, dict[str, set[int]]] = {}
    for definition in alle_vragenlijsten():
        versions.setdefault(definition.code, {}).setdefault(definition.variant, set()).add(definition.versie)
    return {code: _family(code, per_variant) for code, per_variant in sorted(versions.items())}


def library_familie(code: str, versie: int | None = None) -> Familie | None:
    """A family of the library in this version, or else the newest; None when the library does not have it."""
    newest = families().get(code)
    if newest is None or versie in (None, newest.versie):
        return newest
    found = [
        definition for definition in alle_vragenlijsten() if (definition.code, definition.versie) == (code, versie)
    ]
    return Familie(code=code, versie=found[0].versie, varianten=found) if found else None


def _family(code: str, versions: dict[str, set[int]]) -> Familie:
    shared = set.intersection(*versions.values())
    if not shared:
        raise ValueError(f"De varianten van vragenlijst {code} hebben geen versie gemeen.")
    if len(versions) > 1 and set(versions) != {KORT, UITGEBREID}:
        raise ValueError(f"Vragenlijst {code} heeft varianten waaruit niet te kiezen is.")
    versie = max(shared)
    return Familie(code=code, versie=versie, varianten=[vragenlijst(code, variant, versie) for variant in versions])


def content_of(familie: Familie) -> Conceptinhoud:
    """What a published questionnaire asks, as the draft that a next one begins with."""
    return Conceptinhoud(varianten=tuple(Inhoud(**_members(variant)) for variant in familie.varianten))


def published_as(inhoud: Conceptinhoud, code: str, versie: int) -> Familie:
    """A draft without faults, as it is published. Raises ValidationError when it has any."""
    varianten = [Vragenlijst(code=code, versie=versie, **_members(variant)) for variant in inhoud.varianten]
    return Familie(code=code, versie=versie, varianten=varianten)


def _members(inhoud: Inhoud) -> dict[str, Any]:
    return {name: getattr(inhoud, name) for name in Inhoud.model_fields}


def draft_faults(inhoud: Conceptinhoud) -> list[Fout]:
    """Everything that stands in the way of publishing this draft, each with a JSON pointer."""
    faults = [
        Fout(f"/varianten/{index}{fault.pointer}", fault.code, fault.reason)
        for index, variant in enumerate(inhoud.varianten)
        for fault in faults_of(variant)
    ]
    if len(inhoud.varianten) > 1 and {variant.variant for variant in inhoud.varianten} != {KORT, UITGEBREID}:
        reason = "Twee varianten heten kort en uitgebreid; een andere keuze tussen varianten is er niet."
        faults.insert(0, Fout("/varianten", "onbekende-varianten", reason))
    return faults
