"""A year cut into the periods that figures are given for: the unit in which facts are added up and kept. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, cached_property

from zicht_api.perioden import Periode, PeriodeSoort


class BlokSoort(StrEnum):
    """kalender: the year, its quarters and its months. weken: the ISO weeks of an ISO year. delen: the parts into which
    weeks and months cut the year, which is what someone would know who subtracts one from the other."""

    kalender = "kalender"
    weken = "weken"
    delen = "delen"


@dataclass(frozen=True)
class Blok:
    soort: BlokSoort
    jaar: int

    @cached_property
    def perioden(self) -> Mapping[str, tuple[date, date]]:
        """Every period of the block by its code, with its first and its last day."""
        match self.soort:
            case BlokSoort.kalender:
                codes = [f"{self.jaar}", *(f"{self.jaar}-K{kwartaal}" for kwartaal in range(1, 5)), *self.maanden]
                return {code: (Periode.parse(code).begin, Periode.parse(code).eind) for code in codes}
            case BlokSoort.weken:
                found = {}
                week = Periode.parse(f"{self.jaar}-W01")
                while week.code.startswith(f"{self.jaar}-"):
                    found[week.code] = (week.begin, week.eind)
                    week = week.next()
                return found
            case BlokSoort.delen:
                return _delen(self.jaar)

    @property
    def maanden(self) -> list[str]:
        return [f"{self.jaar}-{maand:02}" for maand in range(1, 13)]

    @cached_property
    def nesting(self) -> Mapping[str, tuple[str, ...]]:
        """The finest periods, that together are the block, each with all periods that it lies in, itself first."""
        if self.soort is not BlokSoort.kalender:
            return {code: (code,) for code in self.perioden}
        return {
            maand: (maand, f"{self.jaar}-K{(nummer + 2) // 3}", f"{self.jaar}")
            for nummer, maand in enumerate(self.maanden, 1)
        }

    @property
    def begin(self) -> date:
        return min(begin for begin, _ in self.perioden.values())

    @property
    def eind(self) -> date:
        return max(eind for _, eind in self.perioden.values())

    @property
    def jaren(self) -> Iterable[int]:
        """The calendar years of which a change of facts changes this block."""
        return range(self.begin.year, self.eind.year + 1)


def blok_of(periode: Periode) -> Blok:
    """The block that holds the figure of a period."""
    if periode.soort is PeriodeSoort.week:
        return Blok(BlokSoort.weken, int(periode.code[:4]))
    return Blok(BlokSoort.kalender, periode.begin.year)


def week_en_maand(deel: str) -> tuple[str, str]:
    """The week and the month of a part."""
    week, _, maand = deel.partition("/")
    return week, maand


@cache
def _delen(jaar: int) -> dict[str, tuple[date, date]]:
    found: dict[str, tuple[date, date]] = {}
    dag = date(jaar, 1, 1)
    while dag.year == jaar:
        iso_jaar, week, _ = dag.isocalendar()
        code = f"{iso_jaar}-W{week:02}/{dag:%Y-%m}"
        found[code] = (found[code][0] if code in found else dag, dag)
        dag += timedelta(days=1)
    return found
