"""From what facts add up to, to every cell of the answer. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod

from zicht_api.waarden.dimensies import Dimensie, Selectie
from zicht_api.waarden.onderdrukking import Cel

MAX_CELLEN = 250_000

# Per period the aanbieders that delivered something from which a side of the figure follows.
Bekend = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Kant:
    """The teller or the noemer of a cell: its sum, and how many people stand behind it."""

    som: Decimal
    n: int


@dataclass(frozen=True, slots=True)
class Groep:
    """What the facts of one cell add up to.

    leden: the number per asked dimension; None: not broken down by it. kanten: the teller, and for a quotient the
    noemer; None where no fact contributes to it.
    """

    periode: str
    leden: tuple[int | None, ...]
    kanten: tuple[Kant | None, ...]


def count_cells(selectie: Selectie) -> int:
    """How many cells an answer has, apart from those for what was not broken down."""
    return len(selectie.perioden) * prod(len(leden) for leden in selectie.per.values())


def fill_cells(selectie: Selectie, groepen: Sequence[Groep], bekend: Sequence[Bekend]) -> Iterator[Cel]:
    """Every period with every member of every asked dimension, in that order.

    bekend: for each side of the figure, where something was delivered: there nothing found is a counted zero, elsewhere
    it is unknown. What was not broken down by a dimension comes after its members, where it occurs.
    """
    found = {(groep.periode, groep.leden): groep.kanten for groep in groepen}
    nothing = (None,) * len(bekend)
    options = [
        [*leden.items(), *([(None, None)] if any(groep.leden[place] is None for groep in groepen) else [])]
        for place, leden in enumerate(selectie.per.values())
    ]
    for periode in selectie.perioden:
        for members in product(*options):
            codes = {dimensie.value: code for dimensie, (code, _) in zip(selectie.per, members, strict=True)}
            nrs = tuple(nr for _, nr in members)
            aanbieder = dict(zip(selectie.per, nrs, strict=True)).get(Dimensie.aanbieder)
            kanten = [
                kant or _empty(known.get(periode.code, frozenset()), aanbieder)
                for kant, known in zip(found.get((periode.code, nrs), nothing), bekend, strict=True)
            ]
            yield _cel(periode.code, codes, kanten)


def _empty(delivered: frozenset[int], aanbieder: int | None) -> Kant | None:
    """A counted zero; or None where nothing was delivered from which it could be counted."""
    known = bool(delivered) if aanbieder is None else aanbieder in delivered
    return Kant(Decimal(0), 0) if known else None


def _cel(periode: str, dimensies: Mapping[str, str | None], kanten: Sequence[Kant | None]) -> Cel:
    known = [kant for kant in kanten if kant is not None]
    if len(known) < len(kanten):
        return Cel(periode, dimensies, None, None, 0, ())
    noemer = known[1].som if len(known) > 1 else None
    return Cel(periode, dimensies, known[0].som, noemer, known[-1].n, tuple(kant.n for kant in known))
