"""By what a figure can be broken down, and the codes that exist for it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.queries import aanbieders_of
from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.codelijsten.queries import load_codes, load_names
from zicht_api.formaten.tabel import ONBEKEND, TOTAAL
from zicht_api.gebieden.queries import load_gebieden, load_nrs
from zicht_api.gemeenten.queries import Stand
from zicht_shared.auth import Principal


class Dimensie(StrEnum):
    gebied = "gebied"
    aanbieder = "aanbieder"
    doelgroep = "doelgroep"
    leefgebied = "leefgebied"
    vorm = "vorm"


# Per dimension: code to the number that facts hold, in the order in which an answer lists them.
Leden = Mapping[Dimensie, Mapping[str, int]]


async def load_leden(db: AsyncSession, caller: Principal, peil: int | None, dimensies: Iterable[Dimensie]) -> Leden:
    """The members that the caller may name and see, of the dimensions that are asked for."""
    asked = set(dimensies)
    leden: dict[Dimensie, Mapping[str, int]] = {}
    if Dimensie.gebied in asked:
        leden[Dimensie.gebied] = dict(sorted((await load_nrs(db, caller.gemeente_id, peil)).items()))
    if Dimensie.aanbieder in asked:
        rows = await load_aanbieders(db, caller, peil)
        leden[Dimensie.aanbieder] = {code: rows[code].nr for code in sorted(rows)}
    if asked - {Dimensie.gebied, Dimensie.aanbieder}:
        lijsten = await load_codes(db)
        leden |= {dimensie: lijsten[dimensie] for dimensie in asked - {Dimensie.gebied, Dimensie.aanbieder}}
    return leden


async def load_namen(db: AsyncSession, caller: Principal, stand: Stand, dimensie: Dimensie) -> Mapping[str, str]:
    """Code to name of every member that the caller may see, with what stands for all and for what is not known."""
    match dimensie:
        case Dimensie.gebied:
            named = [(row.code, row.naam) for row in await load_gebieden(db, caller.gemeente_id, stand.peil)]
        case Dimensie.aanbieder:
            named = sorted((row.code, row.naam) for row in await db.scalars(aanbieders_of(caller, stand.peil)))
        case _:
            named = (await load_names(db))[dimensie]
    return {TOTAAL: "Totaal", **dict(named), ONBEKEND: "Niet bekend"}
