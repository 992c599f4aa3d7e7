"""Does a gebied or a doelgroep that used to come no longer come? Pure, and only over what was published.

The people behind a part are held against its usual share of the whole. What the whole does (holidays, seasons, growth,
a month of which a delivery is late) the part is expected to do too, so that needs no model of its own. A published zero
is a zero; of a figure that is hidden nothing is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaincc, gammaln

# How often a part that goes on as before may be called silent, while it is looked at for HORIZON months.
FOUTKANS = 0.05
HORIZON = 24
# Which months are one run is decided by looking at them, and that makes a run more surprising than it is.
_TERUGHOUDEND = 0.5

# In months of which something is known.
MIN_HISTORIE = 12
MAX_HISTORIE = 24
_LANGSTE_STILTE = 24
# It is low when at most this part of what was expected came.
_LAAG = 0.25
# Below this a part never came: where hardly anybody comes, nobody can see that they stay away.
_MIN_VERWACHT = 1.0

# Over which shares and dispersions (variance / mean; people come in families, and through one school) is averaged.
_AANDELEN = np.exp(np.linspace(-1.2, 1.2, 33))
_SPREIDINGEN = np.array([1.0, 1.5, 2.5, 5.0])
# A first look with the best estimate alone: what is this far from the limit needs no second.
_RUIM = 30.0

Grid = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tijdvak:
    """A month, or a longer period where no month is shown. deel, geheel: the people behind the part and the whole;
    None: not known. maanden: how long it is."""

    deel: int | None
    geheel: int | None
    maanden: int = 1


@dataclass(frozen=True, slots=True)
class Stilte:
    """Since when it is silent (a place in the series), how many were expected since, and how likely so few are."""

    sinds: int
    verwacht: float
    kans: float


def find_stilte(tijdvakken: Sequence[Tijdvak], *, reeksen: int = 1) -> Stilte | None:
    """Whether the part is silent in the last of these; None: it is not, or it cannot be known.

    tijdvakken: in order, without gaps. reeksen: how many series are looked at together; the chance of one false call is
    shared among them. The call is made when the chance of so few in the present run of low figures is below half of
    FOUTKANS / HORIZON / reeksen, under a negative binomial of which share and dispersion are averaged over what the
    time before says about them.
    """
    run = _low_run(tijdvakken)
    if run is None:
        return None
    before = _history(tijdvakken, run)
    if sum(tijdvak.maanden for tijdvak in before) < MIN_HISTORIE:
        return None
    # Of the low figures those before the first zero may have been low by chance.
    sinds = next((place for place in range(run, len(tijdvakken)) if tijdvakken[place].deel == 0), run)
    during = [tijdvak for tijdvak in tijdvakken[run:] if _is_known(tijdvak)]
    return _judge(sinds, before, during, _TERUGHOUDEND * FOUTKANS / HORIZON / reeksen)


def _is_known(tijdvak: Tijdvak) -> bool:
    return tijdvak.deel is not None and bool(tijdvak.geheel)


def _history(tijdvakken: Sequence[Tijdvak], until: int) -> list[Tijdvak]:
    """What is known of the MAX_HISTORIE months before a place, the latest first."""
    found, months = [], 0
    for place in range(until - 1, -1, -1):
        months += tijdvakken[place].maanden
        if months > MAX_HISTORIE:
            break
        if _is_known(tijdvakken[place]):
            found.append(tijdvakken[place])
    return found


def _parts(tijdvakken: Sequence[Tijdvak]) -> int:
    return sum(tijdvak.deel or 0 for tijdvak in tijdvakken)


def _wholes(tijdvakken: Sequence[Tijdvak]) -> int:
    return sum(tijdvak.geheel or 0 for tijdvak in tijdvakken)


def _expected_whole(before: Sequence[Tijdvak], tijdvak: Tijdvak) -> float:
    """Of the whole in this period what counts: where far more came elsewhere, nobody stayed away here."""
    usual = median((other.geheel or 0) / other.maanden for other in before) * tijdvak.maanden
    return min(float(tijdvak.geheel or 0), usual)


def _low_run(tijdvakken: Sequence[Tijdvak]) -> int | None:
    """Where the run of low figures begins that lasts until the last; None when the last is not low."""
    start = None
    for place in range(len(tijdvakken) - 1, max(0, len(tijdvakken) - _LANGSTE_STILTE) - 1, -1):
        tijdvak = tijdvakken[place]
        if tijdvak.deel is None or not tijdvak.geheel:
            if start is None:
                return None
            # Not known: it does not end a silence.
            continue
        before = _history(tijdvakken, place)
        if not before:
            break
        if tijdvak.deel > _LAAG * _expected_whole(before, tijdvak) * _parts(before) / _wholes(before):
            break
        start = place
    return start


def _judge(sinds: int, before: Sequence[Tijdvak], during: Sequence[Tijdvak], limit: float) -> Stilte | None:
    share, came = _parts(before) / _wholes(before), _parts(during)
    whole = sum(_expected_whole(before, tijdvak) for tijdvak in during)
    expected = share * whole
    if expected < _MIN_VERWACHT * len(during) or float(gammaincc(came + 1, expected)) > limit * _RUIM:
        return None
    shares = share * _AANDELEN
    means = shares[:, None] * np.array([tijdvak.geheel for tijdvak in before], dtype=float)
    weights = _likelihood(means, np.array([tijdvak.deel for tijdvak in before], dtype=float))
    kans = float((weights * np.array([_cdf(came, shares * whole, phi) for phi in _SPREIDINGEN])).sum())
    if kans >= limit:
        return None
    return Stilte(sinds, float((weights.sum(axis=0) * shares).sum() * whole), kans)


def _likelihood(means: Grid, counts: Grid) -> Grid:
    """How well each dispersion (first axis) and share (second) agrees with the history; adds up to 1."""
    logs = np.array([_log_pmf(counts, means, phi).sum(axis=1) for phi in _SPREIDINGEN])
    weights = np.exp(logs - logs.max())
    found: Grid = weights / weights.sum()
    return found


def _log_pmf(counts: Grid, means: Grid, phi: float) -> Grid:
    """Negative binomial with variance phi × mean, of which a sum has the same form; phi 1 is Poisson."""
    if phi == 1:
        poisson: Grid = counts * np.log(means) - means - gammaln(counts + 1)
        return poisson
    size = means / (phi - 1)
    found: Grid = (
        gammaln(counts + size) - gammaln(size) - gammaln(counts + 1) - size * np.log(phi) + counts * np.log(1 - 1 / phi)
    )
    return found


def _cdf(count: int, means: Grid, phi: float) -> Grid:
    """The chance of at most so many."""
    found: Grid = gammaincc(count + 1, means) if phi == 1 else betainc(means / (phi - 1), count + 1, 1 / phi)
    return found
