"""Periods: a year, a quarter, a month or an ISO week, and a range of them. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

MAX_REEKS = 200

_VORM = re.compile(r"(?P<jaar>\d{4})(?:-(?:K(?P<kwartaal>[1-4])|W(?P<week>\d{2})|(?P<maand>\d{2})))?", re.ASCII)
_JAREN = range(1900, 2200)


class PeriodeSoort(StrEnum):
    jaar = "jaar"
    kwartaal = "kwartaal"
    maand = "maand"
    week = "week"


@dataclass(frozen=True, slots=True)
class Periode:
    """A period by its code, with its first and its last day."""

    code: str
    soort: PeriodeSoort
    begin: date
    eind: date

    # The same few hundred are asked for over and over, thousands of times for one page of figures.
    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> "Periode":
        """`2026`, `2026-K1`, `2026-03` or `2026-W10` (ISO 8601). Raises ValueError, never with the text."""
        found = _VORM.fullmatch(text)
        if found is None or int(found["jaar"]) not in _JAREN:
            raise ValueError("Dit is geen periode, zoals 2026, 2026-K1, 2026-03 of 2026-W10.")
        jaar = int(found["jaar"])
        if found["week"]:
            return cls._week(jaar, int(found["week"]))
        if found["maand"]:
            return cls._maanden(text, PeriodeSoort.maand, jaar, int(found["maand"]), 1)
        if found["kwartaal"]:
            return cls._maanden(text, PeriodeSoort.kwartaal, jaar, 3 * int(found["kwartaal"]) - 2, 3)
        return cls._maanden(text, PeriodeSoort.jaar, jaar, 1, 12)

    @classmethod
    def containing(cls, soort: PeriodeSoort, dag: date) -> "Periode":
        """The period of a soort in which a day lies."""
        match soort:
            case PeriodeSoort.jaar:
                return cls.parse(f"{dag.year}")
            case PeriodeSoort.kwartaal:
                return cls.parse(f"{dag.year}-K{(dag.month + 2) // 3}")
            case PeriodeSoort.maand:
                return cls.parse(f"{dag:%Y-%m}")
            case PeriodeSoort.week:
                year, week, _ = dag.isocalendar()
                return cls.parse(f"{year}-W{week:02}")

    @classmethod
    def _maanden(cls, code: str, soort: PeriodeSoort, jaar: int, maand: int, aantal: int) -> "Periode":
        if not 1 <= maand <= 12:
            raise ValueError("Een maand loopt van 01 tot en met 12.")
        volgende = maand - 1 + aantal
        after = date(jaar + volgende // 12, volgende % 12 + 1, 1)
        return cls(code, soort, date(jaar, maand, 1), after - timedelta(days=1))

    @classmethod
    def _week(cls, jaar: int, week: int) -> "Periode":
        try:
            begin = date.fromisocalendar(jaar, week, 1)
        except ValueError:
            raise ValueError("Dit jaar heeft geen week met dit nummer.") from None
        return cls(f"{jaar}-W{week:02}", PeriodeSoort.week, begin, begin + timedelta(days=6))

    def next(self) -> "Periode":
        """The period of the same soort that begins the day after this one."""
        return Periode.containing(self.soort, self.eind + timedelta(days=1))

    def previous(self) -> "Periode":
        """The period of the same soort that ends the day before this one. Raises ValueError before the first year."""
        eind = self.begin - timedelta(days=1)
        match self.soort:
            case PeriodeSoort.jaar:
                return Periode.parse(f"{eind.year}")
            case PeriodeSoort.kwartaal:
                return Periode.parse(f"{eind.year}-K{(eind.month + 2) // 3}")
            case PeriodeSoort.maand:
                return Periode.parse(f"{eind:%Y-%m}")
            case PeriodeSoort.week:
                year, week, _ = eind.isocalendar()
                return Periode.parse(f"{year}-W{week:02}")

    def year_before(self) -> "Periode":
        """The same period a year earlier. Raises ValueError when that year has no such week, or before the first."""
        return Periode.parse(f"{int(self.code[:4]) - 1}{self.code[4:]}")

    @property
    def dagen(self) -> int:
        return (self.eind - self.begin).days + 1

    def contains(self, other: "Periode") -> bool:
        """Whether every day of the other period lies in this one."""
        return self.begin <= other.begin and other.eind <= self.eind

    def __str__(self) -> str:
        return self.code


def parse_reeks(text: str) -> tuple[Periode, ...]:
    """Every period of a range such as `2025-01..2025-12`, in order; a single period is a range of one.

    Both ends are of the same soort. Raises ValueError, also for more than MAX_REEKS periods.
    """
    first, found, last = text.partition("..")
    periode = Periode.parse(first)
    if not found:
        return (periode,)
    end = Periode.parse(last)
    if end.soort is not periode.soort:
        raise ValueError("Begin en einde van een reeks zijn van dezelfde soort: allebei een maand, bijvoorbeeld.")
    if end.begin < periode.begin:
        raise ValueError("Een reeks begint met de vroegste periode.")
    reeks = [periode]
    while reeks[-1] != end:
        if len(reeks) == MAX_REEKS:
            raise ValueError(f"Een reeks heeft hoogstens {MAX_REEKS} perioden.")
        reeks.append(reeks[-1].next())
    return tuple(reeks)


def _is_periode(text: str) -> str:
    Periode.parse(text)
    return text


# The code of a period in what comes in.
PeriodeCode = Annotated[str, StringConstraints(max_length=8), AfterValidator(_is_periode)]
