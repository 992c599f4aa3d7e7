"""The language in which an indicator follows from others: `[uren] / [clienten-bereikt] * 100`.

    formule      = product (("+" | "-") product)*
    product      = factor (("*" | "/") factor)*
    factor       = "-" factor | getal | "[" code "]" | "(" formule ")" | functie "(" ... ")"
    functie      = min(a, b, ...) | max(a, b, ...) | abs(a) | rond(a, decimalen) | als(voorwaarde, dan, anders)
    voorwaarde   = formule ("<" | "<=" | ">" | ">=" | "=" | "<>") formule

Pure, and nothing is ever executed: a text becomes a tree of the few nodes of knopen.py. A parser of our own: a grammar
of this size is no reason for a dependency, and the faults that it names are for people who do not program.
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from graphlib import TopologicalSorter
from typing import NamedTuple

from zicht_api.formules.knopen import (
    Aanroep,
    DelenDoorNul,
    Getal,
    Keten,
    Keuze,
    Knoop,
    Onberekenbaar,
    UitkomstTeGroot,
    Verwijzing,
    Waarden,
    compute,
    divide_unless_zero,
    round_to,
)

__all__ = [
    "DelenDoorNul",
    "Formule",
    "FormuleFout",
    "Onberekenbaar",
    "UitkomstTeGroot",
    "find_kring",
    "parse",
    "volgorde",
]

MAX_LENGTE = 1000
MAX_DIEPTE = 50
MAX_CIJFERS = 25
MAX_DECIMALEN = 10


class FormuleFout(Exception):
    """The text is not a formula. positie: of the character where it goes wrong, the first is 1. reden: Dutch."""

    def __init__(self, positie: int, reden: str) -> None:
        super().__init__(f"Positie {positie}: {reden}")
        self.positie = positie
        self.reden = reden


@dataclass(frozen=True, slots=True)
class Formule:
    """A formula that was understood. verwijzingen: the codes of all indicators that it names."""

    tekst: str
    verwijzingen: frozenset[str]
    _wortel: Knoop

    def bereken(self, waarden: Waarden) -> Decimal | None:
        """The outcome to 30 decimals; None when the value of an indicator that is needed for it is missing.

        waarden: the value of every indicator in verwijzingen, None where it is missing. Of `als` only the branch that
        is taken is needed. Raises DelenDoorNul or UitkomstTeGroot.
        """
        return compute(self._wortel, waarden)


_OPTELLEN = {"+": operator.add, "-": operator.sub}
_VERMENIGVULDIGEN = {"*": operator.mul, "/": divide_unless_zero}
_VERGELIJKINGEN: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}

_TEKENS = re.compile(
    r"""(?P<ruimte>\s+)
      | (?P<komma>(?<=[0-9]),(?=[0-9]))
      | (?P<getal>[0-9]+(?:\.[0-9]+)?)
      | \[(?P<code>[A-Za-z0-9][A-Za-z0-9._-]{0,63})\]
      | (?P<naam>[^\W\d_]+)
      | (?P<teken><=|>=|<>|[-+*/(),<>=])""",
    re.VERBOSE,
)
_KOMMA = "Schrijf decimalen met een punt: 1.5. Zijn het twee getallen, zet dan een spatie na de komma: 1, 5."
_VERGEET = "Hier eindigt de formule te vroeg: er ontbreekt nog iets."
_HINTS = {
    ".": "Schrijf een getal met cijfers voor en na één punt, bijvoorbeeld 0.5.",
    "[": "Tussen vierkante haken hoort de code van een indicator, bijvoorbeeld [clienten-bereikt].",
    "]": "Hier sluit een vierkante haak die niet geopend is.",
    ";": "Scheid de delen van een functie met een komma.",
    ":": "Gebruik / om te delen.",
    "÷": "Gebruik / om te delen.",
    "×": "Gebruik * om te vermenigvuldigen.",
    "·": "Gebruik * om te vermenigvuldigen.",
    "−": "Gebruik het gewone minteken: -.",
    "–": "Gebruik het gewone minteken: -.",
    "≤": "Schrijf <= voor kleiner dan of gelijk aan.",
    "≥": "Schrijf >= voor groter dan of gelijk aan.",
    "≠": "Schrijf <> voor ongelijk aan.",
    "!": "Schrijf <> voor ongelijk aan.",
    "%": "Reken een percentage uit met * 100.",
    "^": "Machtsverheffen kan niet; vermenigvuldig met *.",
}


class _Teken(NamedTuple):
    soort: str
    tekst: str
    positie: int


def parse(text: str) -> Formule:
    """Understand a formula; raises FormuleFout at the first character that cannot be understood."""
    if len(text) > MAX_LENGTE:
        raise FormuleFout(MAX_LENGTE + 1, f"Een formule heeft hoogstens {MAX_LENGTE} tekens.")
    tekens = _split(text)
    if len(tekens) == 1:
        raise FormuleFout(1, "De formule is leeg.")
    lezer = _Lezer(tekens)
    wortel = lezer.read_formule()
    lezer.expect_end()
    return Formule(text, frozenset(teken.tekst for teken in tekens if teken.soort == "code"), wortel)


def _split(text: str) -> list[_Teken]:
    tekens = []
    plek = 0
    while plek < len(text):
        gevonden = _TEKENS.match(text, plek)
        if gevonden is None:
            raise FormuleFout(plek + 1, _HINTS.get(text[plek], "Dit teken hoort niet in een formule."))
        soort = gevonden.lastgroup
        assert soort is not None
        if soort == "komma":
            raise FormuleFout(plek + 1, _KOMMA)
        if soort != "ruimte":
            tekens.append(_Teken(soort, gevonden[soort], plek + 1))
        plek = gevonden.end()
    return [*tekens, _Teken("einde", "", len(text) + 1)]


class _Lezer:
    """Reads the signs from left to right, one method per rule of the grammar."""

    def __init__(self, tekens: Sequence[_Teken]) -> None:
        self._tekens = tekens
        self._plek = 0
        self._diepte = 0

    def read_formule(self) -> Knoop:
        return self._read_keten(_OPTELLEN, self._read_product)

    def expect_end(self) -> None:
        teken = self._hier
        if teken.tekst == ")":
            raise FormuleFout(teken.positie, "Hier sluit een haakje dat niet geopend is.")
        if teken.tekst == ",":
            raise FormuleFout(teken.positie, "Een komma kan alleen tussen de delen van een functie.")
        if teken.soort != "einde":
            self._refuse_after_value()

    @property
    def _hier(self) -> _Teken:
        return self._tekens[self._plek]

    def _take(self) -> _Teken:
        teken = self._hier
        self._plek += 1
        return teken

    def _refuse_after_value(self) -> None:
        teken = self._hier
        if teken.tekst in _VERGELIJKINGEN:
            raise FormuleFout(
                teken.positie, "Vergelijken kan alleen in het eerste deel van als(...): één keer, zonder haakjes."
            )
        raise FormuleFout(teken.positie, "Hier ontbreekt een bewerking: +, -, * of /.")

    def _expect(self, tekst: str, reden: str) -> None:
        if self._hier.tekst == tekst:
            self._plek += 1
        elif self._hier.soort == "einde" or self._hier.tekst in ("(", ")", ","):
            raise FormuleFout(self._hier.positie, reden)
        else:
            self._refuse_after_value()

    def _read_product(self) -> Knoop:
        return self._read_keten(_VERMENIGVULDIGEN, self._read_factor)

    def _read_keten(
        self, bewerkingen: Mapping[str, Callable[[Decimal, Decimal], Decimal]], read_operand: Callable[[], Knoop]
    ) -> Knoop:
        eerste = read_operand()
        stappen = []
        while self._hier.tekst in bewerkingen:
            bewerking = bewerkingen[self._take().tekst]
            stappen.append((bewerking, read_operand()))
        return Keten(eerste, tuple(stappen)) if stappen else eerste

    def _read_factor(self) -> Knoop:
        teken = self._take()
        if teken.soort == "getal":
            return _getal(teken)
        if teken.soort == "code":
            return Verwijzing(teken.tekst)
        self._diepte += 1
        if self._diepte > MAX_DIEPTE:
            raise FormuleFout(teken.positie, f"De formule is dieper genest dan {MAX_DIEPTE} niveaus.")
        knoop = self._read_nested(teken)
        self._diepte -= 1
        return knoop

    def _read_nested(self, teken: _Teken) -> Knoop:
        if teken.tekst == "-":
            return Aanroep(operator.neg, (self._read_factor(),))
        if teken.tekst == "(":
            knoop = self.read_formule()
            self._expect(")", "Hier ontbreekt een sluitend haakje.")
            return knoop
        if teken.soort == "naam":
            return self._read_functie(teken)
        if teken.soort == "einde":
            raise FormuleFout(teken.positie, _VERGEET)
        raise FormuleFout(teken.positie, "Hier verwachten we een getal, een indicator of een functie.")

    def _read_functie(self, naam: _Teken) -> Knoop:
        functie = naam.tekst.lower()
        if functie not in ("min", "max", "abs", "rond", "als"):
            raise FormuleFout(
                naam.positie,
                "Deze naam kennen we niet. Een functie is min, max, abs, rond of als; de code van een indicator staat "
                "tussen vierkante haken: [clienten-bereikt].",
            )
        self._expect("(", "Na de naam van een functie hoort een haakje openen.")
        match functie:
            case "als":
                return self._read_keuze()
            case "rond":
                return self._read_rond()
            case "abs":
                operand = self.read_formule()
                self._expect(")", "abs heeft één deel: abs(getal).")
                return Aanroep(abs, (operand,))
            case _:
                return self._read_uiterste(min if functie == "min" else max)

    def _read_uiterste(self, functie: Callable[..., Decimal]) -> Knoop:
        operanden = [self.read_formule()]
        self._expect(",", "min en max hebben minstens twee delen, met een komma ertussen.")
        operanden.append(self.read_formule())
        while self._hier.tekst == ",":
            self._take()
            operanden.append(self.read_formule())
        self._expect(")", "Hier ontbreekt een sluitend haakje.")
        return Aanroep(functie, operanden)

    def _read_rond(self) -> Knoop:
        reden = "rond heeft twee delen: rond(getal, decimalen)."
        operand = self.read_formule()
        self._expect(",", reden)
        teken = self._take()
        if teken.soort == "einde":
            raise FormuleFout(teken.positie, _VERGEET)
        if teken.soort != "getal" or not teken.tekst.isdecimal() or Decimal(teken.tekst) > MAX_DECIMALEN:
            raise FormuleFout(
                teken.positie, f"Het aantal decimalen is een heel getal van 0 tot en met {MAX_DECIMALEN}."
            )
        self._expect(")", reden)
        return Aanroep(partial(round_to, decimalen=int(teken.tekst)), (operand,))

    def _read_keuze(self) -> Knoop:
        reden = "als heeft drie delen: als(voorwaarde, dan, anders)."
        links = self.read_formule()
        vergelijking = self._take()
        if vergelijking.tekst not in _VERGELIJKINGEN:
            raise FormuleFout(vergelijking.positie, "Een voorwaarde vergelijkt met <, <=, >, >=, = of <>.")
        rechts = self.read_formule()
        self._expect(",", reden)
        dan = self.read_formule()
        self._expect(",", reden)
        anders = self.read_formule()
        self._expect(")", reden)
        return Keuze(_VERGELIJKINGEN[vergelijking.tekst], links, rechts, dan, anders)


def _getal(teken: _Teken) -> Getal:
    if len(teken.tekst.replace(".", "")) > MAX_CIJFERS:
        raise FormuleFout(teken.positie, f"Een getal heeft hoogstens {MAX_CIJFERS} cijfers.")
    return Getal(Decimal(teken.tekst))


def find_kring(code: str, verwijzingen_van: Mapping[str, Collection[str]]) -> list[str] | None:
    """The shortest path along which an indicator depends on itself, as [code, ..., code]; None when there is none.

    verwijzingen_van: for each formula, that of code included, the codes it names. What is not in it names nothing.
    """
    vanuit: dict[str, str] = {}
    open_ = [code]
    for hier in open_:
        for volgende in sorted(verwijzingen_van.get(hier, ())):
            if volgende == code:
                terug = [hier]
                while terug[-1] != code:
                    terug.append(vanuit[terug[-1]])
                return [*reversed(terug), code]
            if volgende not in vanuit:
                vanuit[volgende] = hier
                open_.append(volgende)
    return None


def volgorde(codes: Collection[str], verwijzingen_van: Mapping[str, Collection[str]]) -> list[str]:
    """The codes and all that they depend on, each after its operands. Raises graphlib.CycleError when there is a cycle.

    verwijzingen_van: for each formula the codes it names. What is not in it names nothing.
    """
    graaf: dict[str, list[str]] = {}
    open_ = sorted(codes)
    for code in open_:
        if code not in graaf:
            graaf[code] = sorted(verwijzingen_van.get(code, ()))
            open_.extend(graaf[code])
    return list(TopologicalSorter(graaf).static_order())
