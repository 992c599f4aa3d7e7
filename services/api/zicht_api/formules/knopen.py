"""What a formula consists of, and how each part of it is computed. All arithmetic runs in the context of `compute`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, Overflow
from typing import Protocol

from zicht_api.getallen import exact

# Together with 60 digits this leaves room for both: no figure of a gemeente comes near the one, and what lies below
# the other is what divisions leave behind. Without it 1 / 3 * 3 would not be 1, and one could divide by 1 / 3 * 3 - 1.
_GROOTSTE_EXPONENT = 25
_KLEINSTE = Decimal("1e-30")

Waarden = Mapping[str, Decimal | None]


class Onberekenbaar(Exception):
    """All operands are known, and yet there is no outcome."""


class DelenDoorNul(Onberekenbaar):
    """A divisor that is needed is 0."""


class UitkomstTeGroot(Onberekenbaar):
    """The outcome, or something on the way to it, has more than 26 digits before the point."""


class Knoop(Protocol):
    def bereken(self, waarden: Waarden) -> Decimal | None: ...


def compute(wortel: Knoop, waarden: Waarden) -> Decimal | None:
    """The outcome to 30 decimals; None when a value that is needed is missing.

    Raises DelenDoorNul or UitkomstTeGroot.
    """
    with exact() as context:
        context.Emax = _GROOTSTE_EXPONENT
        try:
            uitkomst = wortel.bereken(waarden)
            return None if uitkomst is None else _without_residue(uitkomst)
        except (Overflow, InvalidOperation) as fout:
            raise UitkomstTeGroot from fout


@dataclass(frozen=True, slots=True)
class Getal:
    waarde: Decimal

    def bereken(self, waarden: Waarden) -> Decimal | None:
        return self.waarde


@dataclass(frozen=True, slots=True)
class Verwijzing:
    code: str

    def bereken(self, waarden: Waarden) -> Decimal | None:
        waarde = waarden[self.code]
        return None if waarde is None else +waarde


@dataclass(frozen=True, slots=True)
class Keten:
    """Operations of the same rank, from left to right. Not a tree of pairs: a thousand of those would nest too deep."""

    eerste: Knoop
    stappen: tuple[tuple[Callable[[Decimal, Decimal], Decimal], Knoop], ...]

    def bereken(self, waarden: Waarden) -> Decimal | None:
        operanden = _all_known([self.eerste, *(knoop for _, knoop in self.stappen)], waarden)
        if operanden is None:
            return None
        uitkomst = operanden[0]
        for (bewerking, _), operand in zip(self.stappen, operanden[1:], strict=True):
            uitkomst = bewerking(uitkomst, operand)
        return uitkomst


@dataclass(frozen=True, slots=True)
class Aanroep:
    functie: Callable[..., Decimal]
    operanden: Sequence[Knoop]

    def bereken(self, waarden: Waarden) -> Decimal | None:
        operanden = _all_known(self.operanden, waarden)
        return None if operanden is None else self.functie(*operanden)


@dataclass(frozen=True, slots=True)
class Keuze:
    vergelijking: Callable[[Decimal, Decimal], bool]
    links: Knoop
    rechts: Knoop
    dan: Knoop
    anders: Knoop

    def bereken(self, waarden: Waarden) -> Decimal | None:
        operanden = _all_known([self.links, self.rechts], waarden)
        if operanden is None:
            return None
        links, rechts = operanden
        waar = self.vergelijking(_without_residue(links - rechts), Decimal(0))
        return (self.dan if waar else self.anders).bereken(waarden)


def _all_known(knopen: Sequence[Knoop], waarden: Waarden) -> list[Decimal] | None:
    uitkomsten = [knoop.bereken(waarden) for knoop in knopen]
    known = [uitkomst for uitkomst in uitkomsten if uitkomst is not None]
    return known if len(known) == len(uitkomsten) else None


def _without_residue(waarde: Decimal) -> Decimal:
    """The value without what the last digits of divisions left behind; never a negative zero."""
    return waarde.quantize(_KLEINSTE, rounding=ROUND_HALF_EVEN) + 0


def divide_unless_zero(teller: Decimal, noemer: Decimal) -> Decimal:
    if _without_residue(noemer) == 0:
        raise DelenDoorNul
    return teller / noemer


def round_to(waarde: Decimal, decimalen: int) -> Decimal:
    """To a number of decimals, half to even, as everywhere in Zicht."""
    return _without_residue(waarde).quantize(Decimal(1).scaleb(-decimalen), rounding=ROUND_HALF_EVEN)
