"""The periods within a cycle. Pure."""

from collections.abc import Sequence
from datetime import date

from zicht_api.perioden import Periode, PeriodeSoort

# The coarsest first: what is asked of a year of residents shows in no month.
_SOORTEN = (PeriodeSoort.jaar, PeriodeSoort.kwartaal, PeriodeSoort.maand)

# Five years.
MAX_DAGEN = 5 * 366


def is_denkbaar(begin: date) -> bool:
    """Whether a cycle could begin on this day: periods have no other years."""
    return 1900 <= begin.year < 2100


def perioden_in(begin: date, eind: date) -> list[list[Periode]]:
    """The years, the quarters and the months that lie wholly from begin up to and including eind; of each soort that
    has any, in order."""
    found = []
    for soort in _SOORTEN:
        periode = Periode.containing(soort, begin)
        if periode.begin < begin:
            periode = periode.next()
        perioden = []
        while periode.eind <= eind:
            perioden.append(periode)
            periode = periode.next()
        if perioden:
            found.append(perioden)
    return found


def as_reeks(perioden: Sequence[Periode]) -> str:
    """As it is asked for: `2025-01..2025-12`, or the one period that it is."""
    return perioden[0].code if len(perioden) == 1 else f"{perioden[0]}..{perioden[-1]}"
