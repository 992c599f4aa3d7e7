"""Reading a page of rows: block after block where nobody asked for another order, or from all of them at once."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from odata_query import ast
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.odata import queries
from zicht_api.odata.csdl import Verzameling
from zicht_api.odata.filter import translate
from zicht_api.odata.paginas import Plek
from zicht_api.odata.queries import Stuk, Tafel, Vraagstuk
from zicht_api.odata.vorm import Vorm
from zicht_api.waarnemingen.queries import WAARNEMINGEN, Publicatie

# How many rows are looked at in one statement, and for one page: then the page ends, however little it holds.
_GROEP: Final = 50_000
_BEKEKEN: Final = 250_000
# How many rows one statement gives.
_STUK: Final = 10_000

# The rows of a page, in runs of JSON objects with commas inside; and where the next one begins, if there is one.
Gelezen = tuple[list[bytes], Plek | None]


@dataclass(frozen=True)
class Blad:
    """Which rows of a set, in which order and form. names: of the properties that are shown. adres: of the root."""

    verzameling: Verzameling
    tree: ast._Node | None
    orde: Sequence[tuple[str, bool]]
    names: Sequence[str]
    vorm: Vorm
    adres: str


class Lezer(ABC):
    """Reads the rows of one answer."""

    def __init__(self, blad: Blad) -> None:
        self.blad = blad

    @abstractmethod
    def _tafel(self) -> Tafel:
        """All rows that there are."""

    def check(self) -> None:
        """Raises what is wrong with the filter."""
        self._waar(self._tafel())

    async def count(self, db: AsyncSession) -> int:
        """How many rows the filter leaves."""
        tafel = self._tafel()
        return await queries.count(db, tafel, self._waar(tafel))

    async def read(self, db: AsyncSession, plek: Plek, left: int) -> Gelezen:
        """A page of at most `left` rows, from a place on."""
        tafel = self._tafel()
        waar, regels = self._waar(tafel), []
        while True:
            stuk = await self._load(db, tafel, waar, plek.over, left)
            plek = replace(plek, over=plek.over + stuk.aantal, gegeven=plek.gegeven + stuk.aantal)
            left -= stuk.aantal
            regels += [stuk.regels] if stuk.aantal else []
            if not stuk.meer or not left:
                return regels, plek if stuk.meer else None

    def _waar(self, tafel: Tafel) -> list[ColumnElement[bool]]:
        return [] if self.blad.tree is None else [translate(self.blad.tree, tafel.velden)]

    async def _load(
        self, db: AsyncSession, tafel: Tafel, waar: Sequence[ColumnElement[bool]], over: int, left: int
    ) -> Stuk:
        blad = self.blad
        vraagstuk = Vraagstuk(waar, blad.orde, over, min(left, _STUK))
        adres = f"{blad.adres}/{blad.verzameling.naam}"
        return await queries.load_stuk(db, tafel, blad.verzameling, vraagstuk, blad.vorm, blad.names, adres)


class Lijstlezer(Lezer):
    """Reads a list that is in memory."""

    def __init__(self, blad: Blad, rows: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(blad)
        self.rows = rows

    def _tafel(self) -> Tafel:
        return queries.tafel_of_rows(self.blad.verzameling, self.rows)


class Bloklezer(Lezer):
    """Reads the observations of these blocks."""

    def __init__(self, blad: Blad, gemeente_id: UUID, blokken: Sequence[Publicatie]) -> None:
        super().__init__(blad)
        self.gemeente_id, self.blokken = gemeente_id, blokken

    def _tafel(self) -> Tafel:
        return self._tafel_of(self.blokken)

    def _tafel_of(self, blokken: Sequence[Publicatie]) -> Tafel:
        return queries.tafel_of_observations(self.gemeente_id, self.blad.verzameling, [blok.id for blok in blokken])

    async def count(self, db: AsyncSession) -> int:
        if self.blad.tree is None:
            return sum(blok.aantal for blok in self.blokken)
        return await super().count(db)

    async def read(self, db: AsyncSession, plek: Plek, left: int) -> Gelezen:
        if self.blad.orde:
            return await super().read(db, plek, left)
        return await self._walk(db, plek, left)

    async def _walk(self, db: AsyncSession, plek: Plek, left: int) -> Gelezen:
        """A page in our own order. It looks at a bounded number of rows, whatever the filter."""
        regels: list[bytes] = []
        looked = 0
        plek = self._pass_over(plek)
        while plek.blok < len(self.blokken) and looked < _BEKEKEN and (left or self.blad.tree is not None):
            end, rows = self._group(plek, left)
            looked += rows
            tafel = self._tafel_of(self.blokken[plek.blok : end])
            waar = self._waar(tafel)
            if plek.nr:
                # Of the first block only: of the others nothing was read.
                waar.append((tafel.orde[0] > 1) | (WAARNEMINGEN.c.nr >= plek.nr))
            if plek.over and (passed := await queries.count(db, tafel, waar)) <= plek.over:
                plek = replace(plek.at(end), over=plek.over - passed)
                continue
            stuk = await self._load(db, tafel, waar, plek.over, left)
            if stuk.meer and not left:
                break
            left -= stuk.aantal
            regels += [stuk.regels] if stuk.aantal else []
            after = plek.at(end)
            if stuk.meer:
                assert stuk.laatste is not None
                blok, nr = stuk.laatste
                after = plek.at(plek.blok + blok - 1, nr + 1)
            plek = self._pass_over(replace(after, over=0, gegeven=plek.gegeven + stuk.aantal))
        return regels, plek if plek.blok < len(self.blokken) else None

    def _pass_over(self, plek: Plek) -> Plek:
        """Skip rows without looking at them: where nothing is filtered, every row of a block counts."""
        if self.blad.tree is not None:
            return plek
        blok, nr = plek.blok, plek.nr + plek.over
        while blok < len(self.blokken) and nr >= self.blokken[blok].aantal:
            nr -= self.blokken[blok].aantal
            blok += 1
        return replace(plek.at(blok, nr), over=0)

    def _group(self, plek: Plek, left: int) -> tuple[int, int]:
        """Up to which block to read in one statement, and how many rows those blocks have."""
        wanted = min(left, _STUK) + plek.nr + 1 if self.blad.tree is None else _GROEP
        end, rows = plek.blok, 0
        while end < len(self.blokken) and rows < wanted:
            rows += self.blokken[end].aantal
            end += 1
        return end, rows
