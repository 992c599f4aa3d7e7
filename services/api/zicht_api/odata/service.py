"""Answering a question in OData: of which moment, from which rows, and where the next page begins."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from odata_query import ast
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.formaten.tabel import TOTAAL
from zicht_api.gemeenten.queries import NEDERLAND, Stand, bevroren_stand
from zicht_api.odata import queries
from zicht_api.odata.csdl import DIMENSIES, OBSERVATIONS, Verzameling
from zicht_api.odata.lezen import Blad, Bloklezer, Lezer, Lijstlezer
from zicht_api.odata.lijsten import load_lijst
from zicht_api.odata.paginas import Plek, Token
from zicht_api.odata.snoeien import Behalve, Bekend, Tussen, may_match
from zicht_api.odata.vorm import PAGINA, Vorm
from zicht_api.odata.vraag import Bron, Opties
from zicht_api.peildatum import stand_at
from zicht_api.waarden.dimensies import Dimensie
from zicht_api.waarnemingen.queries import Publicatie
from zicht_api.waarnemingen.service import Blokwens, prepare
from zicht_shared.app import VERSION
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden


@dataclass(frozen=True)
class Verzoek:
    """A question that was understood. grootte: of a page, when one was asked for. adres: of the service root."""

    caller: Principal
    bron: Bron
    opties: Opties
    vorm: Vorm
    grootte: int | None
    peildatum: str | None
    adres: str

    @property
    def verzameling(self) -> Verzameling:
        assert self.bron.verzameling is not None
        return self.bron.verzameling

    @property
    def names(self) -> Sequence[str]:
        return self.opties.select or tuple(self.verzameling.eigenschappen)

    def fingerprint(self, stand: Stand, url: str) -> str:
        """The same for two answers that are the same, without working out either."""
        caller = self.caller
        parts = (
            VERSION, caller.gemeente, caller.aanbieder or "", caller.rol, caller.doel, f"{caller.alleen_openbaar}",
            f"{stand.dataversie}", f"{stand.drempel}", f"{stand.dag}", url, self.vorm.media_type, f"{self.grootte}",
        )  # fmt: skip
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Pagina:
    """regels: JSON objects, in runs with commas inside. volgende: where the next page begins, if there is one."""

    regels: Sequence[bytes]
    totaal: int | None
    volgende: Plek | None


async def read_stand(db: AsyncSession, verzoek: Verzoek, token: Token | None) -> Stand:
    """The state that the answer stands on: that of the page before it, of the peildatum, or of now."""
    gemeente_id = verzoek.caller.gemeente_id
    if token is None:
        return await stand_at(db, gemeente_id, verzoek.peildatum)
    # That state does not change any more, so that it takes no snapshot to read it as one.
    return await bevroren_stand(db, gemeente_id, token.dataversie, token.dag)


def today() -> date:
    return datetime.now(UTC).astimezone(NEDERLAND).date()


async def open_lezer(db: AsyncSession, verzoek: Verzoek, stand: Stand) -> Lezer:
    """Whoever reads the rows of this answer. What is wrong with the filter is said before anything is worked out.

    What it worked out is kept once this transaction ends, also when reading it then takes too long.
    """
    caller, verzameling, opties = verzoek.caller, verzoek.verzameling, verzoek.opties
    sleutel, tree = verzoek.bron.sleutel, opties.filter
    if sleutel is not None:
        tree = ast.Compare(ast.Eq(), ast.Identifier(verzameling.sleutel), ast.String(sleutel))
    blad = Blad(verzameling, tree, opties.orde, verzoek.names, verzoek.vorm, verzoek.adres)
    if verzameling is OBSERVATIONS:
        Bloklezer(blad, caller.gemeente_id, []).check()
        return Bloklezer(blad, caller.gemeente_id, await _prepare(db, caller, stand, tree))
    return Lijstlezer(blad, await load_lijst(db, caller, stand, verzameling))


async def load_page(db: AsyncSession, verzoek: Verzoek, lezer: Lezer, token: Token | None) -> Pagina:
    """One page of a set."""
    opties = verzoek.opties
    plek = token.plek if token is not None else Plek(over=opties.skip)
    if opties.count and plek.totaal is None:
        plek = replace(plek, totaal=await lezer.count(db))
    left = PAGINA if verzoek.grootte is None else verzoek.grootte
    if opties.top is not None:
        left = min(left, opties.top - plek.gegeven)
    regels, volgende = await lezer.read(db, plek, left)
    if volgende is not None and opties.top is not None and volgende.gegeven >= opties.top:
        volgende = None
    return Pagina(regels, plek.totaal, volgende)


async def load_one(db: AsyncSession, lezer: Lezer) -> bytes:
    """The first there is: one of a set by its key, or the one thing that there is. Raises NietGevonden."""
    regels, _ = await lezer.read(db, Plek(), 1)
    if not regels:
        raise NietGevonden("regel")
    return regels[0]


async def _prepare(db: AsyncSession, caller: Principal, stand: Stand, tree: ast._Node | None) -> list[Publicatie]:
    """The blocks that an answer can come from: those of which the filter may hold for a row."""
    if tree is None:
        return await prepare(db, caller, stand, Blokwens())
    codes = [each.code for each in await queries.load_indicatoren(db, caller, stand)]
    jaren = await queries.load_jaren(db, caller, stand)
    wens = Blokwens(
        indicatoren=tuple(code for code in codes if may_match(tree, {"Measure": Tussen.precies(code)})),
        jaren=tuple(jaar for jaar in jaren if may_match(tree, {"Perioden": Tussen(f"{jaar}", f"{jaar}-W53")})),
        dimensies=tuple(each for each in Dimensie if may_match(tree, _about_dimensie(each))),
    )
    return await prepare(db, caller, stand, wens)


def _about_dimensie(dimensie: Dimensie) -> Bekend:
    """What all rows of a breakdown have in common."""
    totalen = dict.fromkeys(DIMENSIES.values(), Tussen.precies(TOTAAL))
    return totalen | {DIMENSIES[dimensie]: Behalve(TOTAAL)}
