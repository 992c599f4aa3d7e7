"""From one meting of a series to the next: its period and its days. Pure."""

import calendar
from datetime import date, timedelta

_WEEK = timedelta(days=7)


def next_periode(periode: str) -> str:
    """The period of the same kind that follows: a year, quarter, month or week (`2026`, `2026-K1`, `2026-03`)."""
    year, _, part = periode.partition("-")
    if not part:
        return f"{int(year) + 1}"
    if part.startswith("W"):
        after = (date.fromisocalendar(int(year), int(part[1:]), 1) + _WEEK).isocalendar()
        return f"{after.year}-W{after.week:02}"
    prefix, last = ("K", 4) if part.startswith("K") else ("", 12)
    number = int(part.removeprefix("K"))
    if number == last:
        year, number = f"{int(year) + 1}", 0
    return f"{year}-{prefix}{number + 1 if prefix else f'{number + 1:02}'}"


def next_days(periode: str, eindigt_op: date) -> tuple[date, date]:
    """First and last day of the meting after one of this period that ended then: right behind it, and a period longer.

    One that ended with the month ends with the month again.
    """
    begint_op = eindigt_op + timedelta(days=1)
    _, _, part = periode.partition("-")
    if part.startswith("W"):
        return begint_op, eindigt_op + _WEEK
    months = 12 if not part else 3 if part.startswith("K") else 1
    year, month = divmod(eindigt_op.year * 12 + eindigt_op.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    at_the_end = begint_op.day == 1
    return begint_op, date(year, month + 1, last if at_the_end else min(eindigt_op.day, last))
