"""Whether the figures of an indicator can be compared between gemeenten, and whether two gemeenten mean the same. Pure.

A gemeente is compared under the code of an indicator, and codes are free: what counts is what lies behind it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from zicht_api.formules.taal import Onberekenbaar, parse
from zicht_api.indicatoren.models import Indicator
from zicht_api.maatstaven.models import Maatstaf
from zicht_api.waarden.vergelijken import OPTELLEND
from zicht_shared.auth import Doel

_GROEIT_MEE = (
    "Dit cijfer groeit mee met de grootte van een gemeente. Vergelijk een verhouding, zoals een aantal per cliënt. Per "
    "1.000 inwoners kan niet: Zicht kent de inwonertallen niet."
)
_MET_DE_HAND = "Dit cijfer is met de hand ingevoerd; of andere gemeenten hetzelfde tellen, is niet na te gaan."
_FORMULE_GROEIT_MEE = (
    "De uitkomst van deze formule groeit mee met de grootte van een gemeente. Deel door iets dat ook meegroeit, zoals "
    "het aantal cliënten."
)
_FORMULE_MET_DE_HAND = (
    "Deze formule steunt op een cijfer dat met de hand is ingevoerd; of andere gemeenten hetzelfde tellen, is niet na "
    "te gaan."
)

# Steps on the scales of answers: a whole percentage, a whole point of the NPS.
_STAPPEN = {"top2": Decimal(1), "ja": Decimal(1), "nps": Decimal(1)}
# Figures to try a formula with; none is a multiple of another, and there are large and small ones.
_PROEVEN = (Decimal("7"), Decimal("0.13"), Decimal("310"), Decimal("1999"))
_MAAL = (Decimal(2), Decimal("0.3"))


def stap_of(indicator: Indicator) -> Decimal | None:
    """To what its figures over a group are rounded; None: that depends on how large they are."""
    return _STAPPEN.get(indicator.maat or "")


@dataclass
class Definities:
    """The definitions of one gemeente, by code. What formulas share is looked at once."""

    indicatoren: Mapping[str, Indicator]
    maatstaven: Mapping[str, Maatstaf]
    _meanings: dict[str, str] = field(default_factory=dict)
    _by_hand: dict[str, bool] = field(default_factory=dict)

    def find_obstacle(self, code: str) -> str | None:
        """Why the figures of gemeenten of different size cannot be compared; None: they can."""
        match self.indicatoren[code].rekenwijze:
            case "maatstaf" | "uniek":
                return _GROEIT_MEE
            case "handmatig":
                return _MET_DE_HAND
            case "formule" if self._rests_on_hand(code):
                return _FORMULE_MET_DE_HAND
            case "formule" if self._grows(code):
                return _FORMULE_GROEIT_MEE
        return None

    def compute(self, code: str) -> str:
        """The same text for indicators that mean the same, and another for others; of one without an obstacle.

        Whether it may serve to account with is part of it: figures that others only learn from must not end up, even
        taken together, with who accounts (doelbinding), and a figure that is settled twice, with them and without,
        tells theirs.
        """
        return _digest([Doel.verantwoorden in self.indicatoren[code].doelen, self._meaning_of(code)])

    def _meaning_of(self, code: str) -> str:
        if code not in self._meanings:
            indicator = self.indicatoren[code]
            if indicator.formule is not None:
                operands = {operand: self._meaning_of(operand) for operand in parse(indicator.formule).verwijzingen}
                self._meanings[code] = _digest(["".join(indicator.formule.split()), operands])
            else:
                self._meanings[code] = _digest(self._source_of(indicator))
        return self._meanings[code]

    def _source_of(self, indicator: Indicator) -> list[object]:
        sides = [_counted(self.maatstaven[code]) for code in (indicator.teller, indicator.noemer) if code is not None]
        factor = f"{(indicator.factor or Decimal(1)).normalize():f}"
        return [indicator.rekenwijze, sides, factor, indicator.vragenlijst, indicator.vraag, indicator.maat]

    def _rests_on_hand(self, code: str) -> bool:
        if code not in self._by_hand:
            indicator = self.indicatoren.get(code)
            operands = parse(indicator.formule).verwijzingen if indicator is not None and indicator.formule else ()
            self._by_hand[code] = (
                indicator is None
                or indicator.rekenwijze == "handmatig"
                or any(self._rests_on_hand(operand) for operand in operands)
            )
        return self._by_hand[code]

    def _grows(self, code: str) -> bool:
        """Whether a gemeente that has more of everything that is counted has another outcome."""
        outcomes = [
            (self._try(code, proef, Decimal(1), {}), self._try(code, proef, maal, {}))
            for proef in range(len(_PROEVEN))
            for maal in _MAAL
        ]
        known = [(small, large) for small, large in outcomes if small is not None and large is not None]
        return not known or any(small != large for small, large in known)

    def _try(self, code: str, proef: int, maal: Decimal, known: dict[str, Decimal | None]) -> Decimal | None:
        """The outcome with made-up figures, of which what is counted is multiplied. None: there is none."""
        if code not in known:
            indicator = self.indicatoren[code]
            if indicator.formule is not None:
                formule = parse(indicator.formule)
                operands = {operand: self._try(operand, proef, maal, known) for operand in sorted(formule.verwijzingen)}
                try:
                    known[code] = formule.bereken(operands)
                except Onberekenbaar:
                    known[code] = None
            else:
                figure = _PROEVEN[(proef + len(known)) % len(_PROEVEN)] + len(known)
                known[code] = figure * maal if indicator.rekenwijze in OPTELLEND else figure
        return known[code]


def _counted(maatstaf: Maatstaf) -> list[str]:
    """Of what only comes as tellingen, nothing but its name says what it is."""
    if maatstaf.berekening is not None:
        return [maatstaf.berekening]
    return [maatstaf.code, maatstaf.naam, maatstaf.eenheid]


def _digest(meaning: list[object]) -> str:
    return sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()
