"""Which periods a page is about. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from zicht_api.perioden import Periode, PeriodeSoort
from zicht_api.waarden.onderdrukking import Waarde

SOORTEN: Final = (PeriodeSoort.jaar, PeriodeSoort.kwartaal, PeriodeSoort.maand)
# How many periods a trend has.
_LENGTE: Final = {PeriodeSoort.jaar: 5, PeriodeSoort.kwartaal: 8, PeriodeSoort.maand: 13}


def last_complete(soort: PeriodeSoort, dag: date) -> Periode:
    """The last period of a kind that is over on this day."""
    return Periode.containing(soort, dag).previous()


def window(periode: Periode) -> tuple[Periode, ...]:
    """The periods of the trend that ends with this one, the earliest first."""
    found = [periode]
    while len(found) < _LENGTE[periode.soort]:
        try:
            found.append(found[-1].previous())
        except ValueError:
            break
    return tuple(reversed(found))


def choose_periode(reeks: Sequence[Periode], waarden: Mapping[str, Sequence[Waarde]]) -> Periode:
    """The last of these periods over which there is a figure to show; the last of all where there is none."""
    shown = {waarde.periode for rij in waarden.values() for waarde in rij if waarde.waarde is not None}
    return next((periode for periode in reversed(reeks) if periode.code in shown), reeks[-1])


def next_periode(periode: Periode, dag: date) -> Periode | None:
    """The one after it, once it has begun."""
    after = periode.next()
    return after if after.begin <= dag else None


def previous_periode(periode: Periode) -> Periode | None:
    try:
        return periode.previous()
    except ValueError:
        return None


def as_soort(periode: Periode, soort: PeriodeSoort, dag: date) -> Periode:
    """The period of another kind that goes with this one: around it, or the last of those in it that has begun."""
    if soort is periode.soort:
        return periode
    return Periode.containing(soort, min(periode.eind, max(dag, periode.begin)))
