"""What may be said of the figures of several gemeenten together, so that none of them can be singled out. Pure.

- Never over fewer than MINSTENS gemeenten.
- Each quartile is a mean of five gemeenten around that place, so that it is nobody's figure: of 11 gemeenten the
  ordinary median is the figure of one of them.
- Everything is rounded to steps. Of the one figure in which two groups differ, their means tell no more than that it
  lies within a stretch of over twice MINSTENS steps. When all but two of a group put their own figures together, each
  of those two still lies within a stretch of some 14 steps; when all but one do, the last lies within some 4. Against
  ten gemeenten in league against one nothing helps but knowing with whom one takes part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from zicht_api.getallen import DECIMALEN, divide, exact

# Ten besides the one who asks. Also the fewest of which the five around a quartile can be taken with room to spare.
MINSTENS = 11

_RONDOM = 2
_KLEINSTE_STAP = Decimal(1).scaleb(-DECIMALEN)


@dataclass(frozen=True, slots=True)
class Verdeling:
    """gemeenten: over how many. All figures are whole multiples of stap."""

    gemeenten: int
    gemiddelde: Decimal
    kwartiel1: Decimal
    mediaan: Decimal
    kwartiel3: Decimal
    stap: Decimal


def describe(waarden: Sequence[Decimal], vaste_stap: Decimal | None = None) -> Verdeling | None:
    """The figures of a group; None when there are too few.

    waarden: one of each gemeente, in any order. vaste_stap: to what to round on a scale that is known, such as
    percentages; without it, to between 1 and 5 % of the largest figure.
    """
    if len(waarden) < MINSTENS:
        return None
    with exact():
        ordered = sorted(waarden)
        gemiddelde = divide(sum(ordered, Decimal(0)), Decimal(len(ordered)))
        onder, midden, boven = (_quartile(ordered, kwart) for kwart in (1, 2, 3))
        stap = vaste_stap or _step(max(abs(figure) for figure in (gemiddelde, onder, boven)))
        return Verdeling(
            gemeenten=len(ordered),
            gemiddelde=_round(gemiddelde, stap),
            kwartiel1=_round(onder, stap),
            mediaan=_round(midden, stap),
            kwartiel3=_round(boven, stap),
            stap=stap,
        )


def _quartile(ordered: Sequence[Decimal], kwart: int) -> Decimal:
    """Linear between places (Hyndman and Fan, type 7), of figures that are each the mean of five around their place."""
    whole, part = divmod((len(ordered) - 1) * kwart, 4)
    here = _around(ordered, whole)
    return here if not part else here + (_around(ordered, whole + 1) - here) * part / 4


def _around(ordered: Sequence[Decimal], place: int) -> Decimal:
    near = ordered[place - _RONDOM : place + _RONDOM + 1]
    return divide(sum(near, Decimal(0)), Decimal(len(near)))


def _step(largest: Decimal) -> Decimal:
    """1, or below 20, 2, 0.2 ... half of one, in the second digit: 76 to whole ones, 14 to halves, 3.4 to tenths."""
    if not largest:
        return Decimal(1)
    digit = Decimal(1).scaleb(largest.adjusted() - 1)
    return max(digit if largest >= 20 * digit else digit / 2, _KLEINSTE_STAP)


def _round(figure: Decimal, stap: Decimal) -> Decimal:
    return (figure / stap).to_integral_value(ROUND_HALF_EVEN) * stap
