"""Whether a formula may refer to what it refers to. Pure.

A figure that follows from others tells something of them: it may not serve a purpose that they do not serve
(doelbinding), and it may not, by whatever way around, follow from itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from zicht_api.formules.taal import Formule, FormuleFout, find_kring, parse, volgorde
from zicht_api.indicatoren.schemas import IndicatorGegevens
from zicht_shared.auth import Doel
from zicht_shared.errors import Fout

# A figure that follows from more layers of figures than this, nobody can explain.
MAX_LAGEN = 10


@dataclass(frozen=True, slots=True)
class FormuleIndicator:
    """A formula as it is laid down now. doelen: which purposes it serves."""

    code: str
    doelen: Collection[str]
    formule: str

    @property
    def verwijzingen(self) -> frozenset[str]:
        return parse(self.formule).verwijzingen


def find_reference_faults(
    code: str,
    gegevens: IndicatorGegevens,
    doelen_van: Mapping[str, Collection[str]],
    formules: Collection[FormuleIndicator],
) -> list[Fout]:
    """Every way in which this definition does not fit with the formulas there are.

    code: of the indicator that is laid down. doelen_van: the purposes of each indicator that the caller may see.
    formules: all of the gemeente.
    """
    faults = _faults_for_who_refers(code, gegevens, formules)
    if gegevens.rekenwijze != "formule" or gegevens.formule is None:
        return faults
    try:
        formule = parse(gegevens.formule)
    except FormuleFout as fout:
        return [*faults, _fout(fout.positie, "formule-onleesbaar", fout.reden)]
    # A circle by way of one that the caller does not see would tell that it is there.
    bekend = formule.verwijzingen & {code, *doelen_van}
    verwijzingen_van = {other.code: other.verwijzingen for other in formules} | {code: bekend}
    return [
        *faults,
        *_faults_in_operands(code, gegevens, formule, doelen_van),
        *_faults_in_layers(code, formule, verwijzingen_van),
    ]


def codes_referring_to(code: str, formules: Iterable[FormuleIndicator]) -> set[str]:
    return {other.code for other in formules if code in other.verwijzingen}


def _faults_for_who_refers(code: str, gegevens: IndicatorGegevens, formules: Iterable[FormuleIndicator]) -> list[Fout]:
    if Doel.verantwoorden in gegevens.doelen:
        return []
    serving = [other for other in formules if Doel.verantwoorden in other.doelen and other.code != code]
    if not codes_referring_to(code, serving):
        return []
    reason = (
        "Een indicator met het doel verantwoorden gebruikt deze in zijn formule; dan moet dit doel er ook bij staan."
    )
    return [Fout("/doelen", "past-niet", reason)]


def _faults_in_operands(
    code: str, gegevens: IndicatorGegevens, formule: Formule, doelen_van: Mapping[str, Collection[str]]
) -> list[Fout]:
    if not formule.verwijzingen:
        return [_fout(1, "te-weinig", "Een formule noemt minstens één indicator, tussen vierkante haken.")]
    verantwoordt = Doel.verantwoorden in gegevens.doelen
    faults = []
    for operand in sorted(formule.verwijzingen - {code}, key=lambda operand: _place(formule, operand)):
        if operand not in doelen_van:
            faults.append(_fout(_place(formule, operand), "onbekende-waarde", "Deze indicator kennen we niet."))
        elif verantwoordt and Doel.verantwoorden not in doelen_van[operand]:
            reason = "Deze indicator is er alleen om van te leren; een formule om mee te verantwoorden kan er niet op."
            faults.append(_fout(_place(formule, operand), "past-niet", reason))
    return faults


def _faults_in_layers(code: str, formule: Formule, verwijzingen_van: Mapping[str, Collection[str]]) -> list[Fout]:
    kring = find_kring(code, verwijzingen_van)
    if kring is not None:
        via = f", via {', '.join(kring[1:-1])}" if kring[1:-1] else ""
        return [_fout(_place(formule, kring[1]), "kring", f"Zo volgt de indicator uit zichzelf{via}.")]
    lagen: dict[str, int] = {}
    for each in volgorde(verwijzingen_van, verwijzingen_van):
        operanden = verwijzingen_van.get(each)
        lagen[each] = 0 if operanden is None else 1 + max((lagen[operand] for operand in operanden), default=0)
    if max(lagen.values()) <= MAX_LAGEN:
        return []
    deepest = max(sorted(verwijzingen_van[code]), key=lambda operand: lagen[operand])
    reason = f"Zo steunen er meer dan {MAX_LAGEN} formules op elkaar."
    return [_fout(_place(formule, deepest), "te-diep", reason)]


def _place(formule: Formule, operand: str) -> int:
    """Where an indicator is first named; as in a FormuleFout, the first character is 1."""
    return formule.tekst.index(f"[{operand}]") + 1


def _fout(positie: int, code: str, reason: str) -> Fout:
    return Fout("/formule", code, f"Positie {positie}: {reason}")
