"""From what each gemeente brings in to what is settled. Pure: who asks, and when, has no part in it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zicht_api.benchmarkgroepen.queries import Uitkomst
from zicht_api.benchmarkgroepen.verdeling import MINSTENS, describe


@dataclass(frozen=True, slots=True)
class Bijdrage:
    """What one gemeente brings in for an indicator: what it means by it, and the totals that it shows, by period."""

    definitie: str
    stap: Decimal | None
    waarden: Mapping[str, Decimal]


def summarize(bijdragen: Sequence[Mapping[str, Bijdrage]], perioden: Collection[str]) -> list[Uitkomst]:
    """What is settled over these periods. bijdragen: of each gemeente, by the code of the indicator.

    Of a code that fewer than MINSTENS gemeenten have nothing is settled: it would only tell that it is there.
    """
    codes = Counter(code for each in bijdragen for code in each)
    return [
        uitkomst
        for code, gemeenten in sorted(codes.items())
        if gemeenten >= MINSTENS
        for uitkomst in _summarize_one(code, [each[code] for each in bijdragen if code in each], perioden)
    ]


def _summarize_one(code: str, bijdragen: Sequence[Bijdrage], perioden: Collection[str]) -> list[Uitkomst]:
    found = []
    for definitie in sorted({bijdrage.definitie for bijdrage in bijdragen}):
        alike = [bijdrage for bijdrage in bijdragen if bijdrage.definitie == definitie]
        for periode in perioden:
            waarden = [bijdrage.waarden[periode] for bijdrage in alike if periode in bijdrage.waarden]
            found.append(
                Uitkomst(
                    periode,
                    code,
                    definitie,
                    describe(waarden, alike[0].stap),
                    andere_definitie=len(bijdragen) - len(alike),
                    zonder_waarde=len(alike) - len(waarden),
                )
            )
    return found
