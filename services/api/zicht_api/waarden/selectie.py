"""Understanding which cells are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebieden.queries import load_below
from zicht_api.gemeenten.queries import Stand
from zicht_api.perioden import Periode
from zicht_api.waarden.dimensies import Dimensie, load_leden
from zicht_api.waarden.kubussen import Leden
from zicht_api.waarden.schemas import WaardenVraag
from zicht_shared.auth import Principal, Rol
from zicht_shared.errors import Fout, InvoerOngeldig

MAX_CELLEN = 250_000


@dataclass(frozen=True)
class Selectie:
    """Which cells are asked for.

    tegenover: the period that they are held against besides. getoond: the members to show, code to number, of each
    dimensie that is broken down by, in the order asked. vast: the number of the one member that counts, of each
    dimensie that is filtered on. eigen: only an aanbieder's own rows.
    """

    perioden: tuple[Periode, ...]
    tegenover: Periode | None
    getoond: Mapping[Dimensie, Mapping[str, int]]
    vast: Mapping[Dimensie, int]
    eigen: bool

    @cached_property
    def per(self) -> tuple[Dimensie, ...]:
        """All dimensions that a cell is about, in the order in which a Kubus has them."""
        return tuple(dimensie for dimensie in Dimensie if dimensie in self.getoond or dimensie in self.vast)

    @property
    def hoogstens(self) -> int:
        """How many cells there are at most."""
        return len(self.perioden) * prod(len(codes) + 1 for codes in self.getoond.values())

    @property
    def is_heel(self) -> bool:
        """Whether the figures are about the whole gemeente."""
        return not self.per and not self.eigen

    def cellen(self, met_rest: frozenset[Dimensie]) -> list[tuple[dict[str, str | None], Leden]]:
        """Every combination of members, as codes by name and as the key of a cell.

        met_rest: the dimensions of which what was not broken down by it is shown too, after the members.
        """
        options = [
            [*leden.items(), *([(None, None)] if dimensie in met_rest else [])]
            for dimensie, leden in self.getoond.items()
        ]
        found = []
        for members in product(*options):
            nrs = dict(self.vast) | {dimensie: nr for dimensie, (_, nr) in zip(self.getoond, members, strict=True)}
            codes = {dimensie.value: code for dimensie, (code, _) in zip(self.getoond, members, strict=True)}
            found.append((codes, tuple(nrs[dimensie] for dimensie in self.per)))
        return found


async def select(db: AsyncSession, caller: Principal, stand: Stand, vraag: WaardenVraag) -> Selectie:
    """The cells that are asked for. Raises InvoerOngeldig for codes that the caller does not have, and for too many."""
    leden = await load_leden(db, caller, stand.peil, {*vraag.uitsplitsing, *vraag.codes})
    faults = [
        Fout(f"?{dimensie}", "onbekende-waarde", "Deze code kennen we niet.")
        for dimensie, code in vraag.codes.items()
        if code not in leden[dimensie]
    ]
    if faults:
        raise InvoerOngeldig(faults)
    vast = {dimensie: leden[dimensie][code] for dimensie, code in vraag.codes.items()}
    chosen = {dimensie: {nr} for dimensie, nr in vast.items()}
    if Dimensie.gebied in vast:
        chosen[Dimensie.gebied] = await load_below(db, caller.gemeente_id, vast[Dimensie.gebied], stand.peil)
    getoond = {
        dimensie: {code: nr for code, nr in leden[dimensie].items() if dimensie not in chosen or nr in chosen[dimensie]}
        for dimensie in vraag.uitsplitsing
    }
    selectie = Selectie(vraag.perioden, vraag.ander, getoond, vast, eigen=caller.rol is Rol.aanbieder)
    if selectie.hoogstens > MAX_CELLEN:
        reason = f"Dit zijn meer dan {MAX_CELLEN} cijfers. Vraag minder perioden of minder uitsplitsingen."
        raise InvoerOngeldig([Fout("?per", "te-veel", reason)])
    return selectie


def has_rest(selectie: Selectie) -> frozenset[Dimensie]:
    """Of which dimensions something may stand beside the members; an aanbieder's own rows all have an aanbieder."""
    eigen = {Dimensie.aanbieder} if selectie.eigen else set()
    return frozenset(set(selectie.getoond) - set(selectie.vast) - eigen)
