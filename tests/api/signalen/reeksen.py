"""Series of published figures to look at in tests, known or simulated."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate

import numpy as np

from zicht_api.perioden import Periode
from zicht_api.signalen.stilte import Tijdvak
from zicht_api.waarden.figuren import Cel, Registratie, Uitslag
from zicht_api.waarden.meten import Meetwaarde
from zicht_api.waarden.onderdrukking import Plek, Waarde, publish, show
from zicht_api.waarden.vergelijken import Vergelijking

# Of a year: August is quiet, and so is December.
SEIZOEN = (1.1, 1.0, 1.05, 1.0, 0.95, 0.9, 0.6, 0.55, 1.1, 1.2, 1.2, 0.8)
DREMPEL = 10


def perioden(eerste: str, aantal: int) -> list[str]:
    reeks = accumulate(range(aantal), lambda periode, _: periode.next(), initial=Periode.parse(eerste))
    return [periode.code for periode in reeks][:aantal]


def mensen(aantallen: Sequence[int | None], eerste: str = "2023-01", **plaats: str) -> list[Waarde]:
    """A series of a count of people, as it is published; None: nothing was delivered."""
    figuur = Registratie("contacten", "contacten")
    cellen = [None if aantal is None else Cel(str(aantal), aantal, aantal) for aantal in aantallen]
    return _publish([Meetwaarde((figuur,), (cel,), Decimal(1)) for cel in cellen], eerste, plaats)


def proporties(delen: Sequence[tuple[int, int]], eerste: str = "2024-K1") -> list[Waarde]:
    """A series of percentages of respondents, as they are published."""
    figuur = Uitslag("putten", "helpend", "top2")
    cellen = [Cel(str(teller), noemer, noemer) for teller, noemer in delen]
    return _publish([Meetwaarde((figuur,), (cel,), Decimal(100)) for cel in cellen], eerste, {})


def _publish(ruw: Sequence[Meetwaarde], eerste: str, plaats: Mapping[str, str]) -> list[Waarde]:
    return [
        publish(
            Plek(periode, plaats, voorlopig=False),
            show(waarde, zichtbaar=all(cel is None or cel.n == 0 or cel.n >= DREMPEL for cel in waarde.cellen)),
            Vergelijking(),
        )
        for periode, waarde in zip(perioden(eerste, len(ruw)), ruw, strict=True)
    ]


def draw(rng: np.random.Generator, per_maand: float, maanden: int, spreiding: float = 1.0) -> list[int]:
    """Counts per month with the season in them; spreiding: variance / mean (1: Poisson, more: negative binomial)."""
    means = [per_maand * SEIZOEN[maand % 12] for maand in range(maanden)]
    if spreiding == 1:
        return [int(rng.poisson(mean)) for mean in means]
    return [int(rng.negative_binomial(mean / (spreiding - 1), 1 / spreiding)) for mean in means]


def as_tijdvakken(deel: Sequence[int], rest: Sequence[int], *, drempel: int) -> list[Tijdvak]:
    """What is shown of a gebied beside the rest of the gemeente, from the first month of a year on.

    Of each year the months, else the quarters, else the year: the finest of which all are 0 or at least the drempel.
    """
    found: list[Tijdvak] = []
    for begin in range(0, len(deel), 12):
        parts, wholes = deel[begin : begin + 12], [a + b for a, b in zip(deel, rest, strict=True)][begin : begin + 12]
        for lengte in (1, 3, 12):
            ends = range(0, len(parts) // lengte * lengte, lengte)
            sums = [sum(parts[place : place + lengte]) for place in ends]
            if sums and not any(0 < som < drempel for som in sums):
                found += [
                    Tijdvak(som, sum(wholes[place : place + lengte]), lengte)
                    for place, som in zip(ends, sums, strict=True)
                ]
                break
        else:
            found += [Tijdvak(None, None)] * len(parts)
    return found
