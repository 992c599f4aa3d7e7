"""An attack on anonymity: lay the rows of two tables side by side, by whatever their columns or PostgreSQL's own tell.

The attacker reads the whole database, afterwards. The test knows which row of the one table truly belongs to which of
the other (`who`), and asks of each pair of columns whether it points at the true partner better than chance.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import asyncpg

# What PostgreSQL keeps of each row besides its columns: who wrote it when, and where it lies.
_SYSTEM = {
    "xmin": "xmin::text::bigint",
    "xmax": "xmax::text::bigint",
    "cmin": "cmin::text::bigint",
    "cmax": "cmax::text::bigint",
    "place": "(ctid::text::point)[0]::bigint * 100000 + (ctid::text::point)[1]::bigint",
    "page": "(ctid::text::point)[0]::bigint",
    "tableoid": "tableoid::bigint",
}
# How far a figure may stray by chance, in standard deviations: of a thousand looks, one strays further in 3,000 runs.
SIGMA = 5.0


@dataclass(frozen=True)
class Column:
    """One thing that a table tells of each person, in the order of the persons."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Finding:
    """How well one column points at another. auc: 0.5 is guessing, 1 is knowing. strays: in standard deviations."""

    columns: str
    auc: float
    strays: float


async def columns_of(owner: asyncpg.Connection, table: str, where: str, who: Any) -> list[Column]:
    """Every column and system column of the rows `where`; who: gives the number of the person to whom a row belongs."""
    named = ", ".join(f"{expression} AS sys_{name}" for name, expression in _SYSTEM.items())
    rows = sorted(await owner.fetch(f"SELECT {named}, * FROM {table} WHERE {where}"), key=who)
    names = list(rows[0].keys())
    return [Column(f"{table}.{name}", tuple(row[name] for row in rows)) for name in names]


def attack(left: Sequence[Column], right: Sequence[Column]) -> list[Finding]:
    """Try every column of the one side on every column of the other; the most telling first."""
    findings = [_compare(one, other) for one, other in product(left, right)]
    return sorted(findings, key=lambda finding: finding.strays, reverse=True)


def mean_aucs(runs: Sequence[Sequence[Finding]]) -> dict[str, float]:
    """What each pair of columns tells on average over runs that have nothing in common, the most telling first."""
    aucs: dict[str, list[float]] = {}
    for finding in (finding for findings in runs for finding in findings):
        aucs.setdefault(finding.columns, []).append(finding.auc)
    means = {columns: sum(found) / len(found) for columns, found in aucs.items()}
    return dict(sorted(means.items(), key=lambda item: item[1], reverse=True))


def _compare(one: Column, other: Column) -> Finding:
    x, y = _ranks(one.values), _ranks(other.values)
    # Whoever came n-th here came n-th there, or n-th from the end, or simply has the same value.
    auc = max(_auc_by_nearness(x, y), _auc_by_nearness([1 - rank for rank in x], y), _auc_by_equality(one, other))
    # A partner chosen at random is beaten by any part of the others, each as likely: variance 1/12 per person.
    by_order = (auc - 0.5) / math.sqrt(1 / (12 * len(x)))
    return Finding(f"{one.name} ~ {other.name}", auc, max(by_order, _strays_of_groups(one.values, other.values)))


def _ranks(values: Sequence[Any]) -> list[float]:
    """Where each value stands among all, from 0 to 1; equal ones in the middle of their places."""
    keys = values if len({type(value) for value in values}) == 1 and isinstance(values[0], int) else _texts(values)
    in_order = sorted(keys)
    return [(bisect_left(in_order, key) + bisect_right(in_order, key) - 1) / 2 / (len(keys) - 1) for key in keys]


def _texts(values: Sequence[Any]) -> list[str]:
    # Of equal length where they are bytes or ids, so that the order of the text is the order of the value.
    return [value.hex() if isinstance(value, bytes) else str(value) for value in values]


def _auc_by_nearness(x: Sequence[float], y: Sequence[float]) -> float:
    """How often the true partner is nearer in rank than another one; ties count half."""
    in_order, others, total = sorted(y), len(y) - 1, 0.0
    for mine, partner in zip(x, y, strict=True):
        near, far = abs(mine - partner) - 1e-9, abs(mine - partner) + 1e-9
        within_far = bisect_right(in_order, mine + far) - bisect_left(in_order, mine - far)
        nearer = max(0, bisect_right(in_order, mine + near) - bisect_left(in_order, mine - near))
        as_near = within_far - nearer - 1
        total += (others - nearer - as_near / 2) / others
    return total / len(x)


def _auc_by_equality(one: Column, other: Column) -> float:
    x, y = _texts(one.values), _texts(other.values)
    counts, others, total = Counter(y), len(y) - 1, 0.0
    for mine, partner in zip(x, y, strict=True):
        hit = mine == partner
        total += 0.5 + (hit - (counts[mine] - hit) / others) / 2
    return total / len(x)


def _strays_of_groups(one: Sequence[Any], other: Sequence[Any]) -> float:
    """Whether groups of the one side fall together with groups of the other: chi-squared, as a z-score."""
    a, b = _texts(one), _texts(other)
    rows, columns, n = Counter(a), Counter(b), len(a)
    freedom = (len(rows) - 1) * (len(columns) - 1)
    # With fewer than five expected in a cell the approximation does not hold, and there is hardly a group to speak of.
    if not freedom or n / (len(rows) * len(columns)) < 5:
        return 0.0
    together = Counter(zip(a, b, strict=True))
    chi_squared = sum(
        (together[row, column] - expected) ** 2 / expected
        for row, column in product(rows, columns)
        for expected in [rows[row] * columns[column] / n]
    )
    # Wilson and Hilferty (1931): the cube root is nearly normal.
    spread = 2 / (9 * freedom)
    return float(((chi_squared / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread))
