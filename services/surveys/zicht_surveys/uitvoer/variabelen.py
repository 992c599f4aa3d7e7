"""The columns of an export: what each is called, and what stands in it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zicht_surveys.resultaten.velden import Veld, label_of, velden_of
from zicht_surveys.vragenlijsten.schemas import WEET_NIET, Tekst, Vragenlijst

# SPSS: at most 64 bytes, a letter first, and none of these words.
_LONGEST_NAME: Final = 64
_RESERVED: Final = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))
# No scale has it. SPSS, PSPP and R leave it out of figures, as it is declared to be missing.
WEET_NIET_GETAL: Final = -9
_NUMBERED: Final = ("likert5", "rapportcijfer", "nps")
_JA_NEE: Final[Mapping[str, int]] = {"ja": 1, "nee": 0}
_GEKOZEN: Final[Mapping[int, Tekst]] = {0: {"nl": "Niet gekozen"}, 1: {"nl": "Gekozen"}}


@dataclass(frozen=True)
class Variabele:
    """One column: a veld, or one option of a veld of which several may be chosen.

    getallen: the number for each value, and what it means, in order. varianten: the variants that ask it.
    """

    naam: str
    veld: Veld
    optie: str | None
    varianten: tuple[str, ...]
    getallen: Mapping[int, Tekst]
    _codes: Mapping[str, int]

    def number(self, answers: Mapping[str, Any]) -> int | None:
        """What one respondent answered, as a number; None when they did not."""
        given = answers.get(self.veld.code)
        if given is None:
            return None
        if self.optie is not None:
            unknown = WEET_NIET in given and self.optie != WEET_NIET
            return None if unknown else int(self.optie in given)
        return self._codes.get(given)

    def codes(self) -> dict[int, str]:
        """The value of the questionnaire behind each number."""
        return {number: code for code, number in self._codes.items()}


def variabelen_of(varianten: Sequence[Vragenlijst]) -> list[Variabele]:
    """Every column for these variants, in the order of the pages; what is the same in two of them is one column."""
    known: dict[tuple[str, str, tuple[str, ...]], tuple[Veld, list[str]]] = {}
    for definition in varianten:
        for veld in velden_of(definition).values():
            key = (veld.code, veld.soort, tuple(veld.labels))
            known.setdefault(key, (veld, []))[1].append(definition.variant)
    names: set[str] = {"variant", "aanbieder"}
    return [variabele for veld, asked_in in known.values() for variabele in _of_veld(veld, tuple(asked_in), names)]


def _of_veld(veld: Veld, varianten: tuple[str, ...], names: set[str]) -> Iterable[Variabele]:
    if veld.soort != "meer":
        codes = _codes(veld)
        labels = {number: label_of(veld, code) for code, number in codes.items()}
        yield Variabele(_name(veld.code, names), veld, None, varianten, labels, codes)
        return
    for optie in [*veld.labels, *([WEET_NIET] if veld.weet_niet else [])]:
        # A code has no two hyphens in a row: so no veld has this name.
        name = _name(f"{veld.code}--{optie}", names)
        yield Variabele(name, veld, optie, varianten, _GEKOZEN, {})


def _codes(veld: Veld) -> dict[str, int]:
    if veld.soort in _NUMBERED:
        codes = {waarde: int(waarde) for waarde in veld.labels}
    elif veld.soort == "ja-nee":
        codes = dict(_JA_NEE)
    else:
        codes = {waarde: number for number, waarde in enumerate(veld.labels, start=1)}
    return codes | ({WEET_NIET: WEET_NIET_GETAL} if veld.weet_niet else {})


def _name(code: str, taken: set[str]) -> str:
    """A name that every format can carry and that no other column has."""
    name = code.replace("-", "_")
    if not name[0].isalpha() or name in _RESERVED:
        name = f"v_{name}"
    candidate, number = name[:_LONGEST_NAME], 1
    while candidate in taken:
        number += 1
        candidate = f"{name[: _LONGEST_NAME - len(str(number)) - 1]}_{number}"
    taken.add(candidate)
    return candidate
