"""Laying down and changing gebieden; the tree stays a tree."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gebieden import queries
from zicht_api.gebieden.schemas import Gebied as GebiedSchema
from zicht_api.gebieden.schemas import GebiedGegevens, NieuwGebied
from zicht_api.gemeenten.queries import next_dataversie
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, Fout, InvoerOngeldig, NietGevonden


async def create_gebied(db: AsyncSession, caller: Principal, nieuw: NieuwGebied) -> Row[Any]:
    dataversie = await next_dataversie(db, caller.gemeente_id, "gebied")
    if await queries.find_gebied(db, caller.gemeente_id, nieuw.code) is not None:
        raise BestaatAl("gebied")
    await queries.insert_gebied(
        db,
        caller.gemeente_id,
        dataversie,
        code=nieuw.code,
        naam=nieuw.naam,
        soort=nieuw.soort,
        ouder_nr=await _ouder_nr(db, caller, nieuw.ouder),
    )
    row = await get_gebied(db, caller, nieuw.code)
    await record(db, caller, "gebied.aangemaakt", nieuw.code, na=_as_json(row))
    return row


async def change_gebied(
    db: AsyncSession, caller: Principal, code: str, gegevens: GebiedGegevens, if_match: str | None
) -> Row[Any]:
    """Rename or move a gebied. Moving it below itself is refused."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "gebied")
    before = await get_gebied(db, caller, code)
    check_if_match(if_match, before.versie)
    ouder_nr = await _ouder_nr(db, caller, gegevens.ouder)
    if ouder_nr is not None and await queries.is_below(db, caller.gemeente_id, ouder_nr, before.nr):
        raise InvoerOngeldig([Fout("/ouder", "kring", "Een gebied kan niet onder zichzelf liggen.")])
    await queries.revise_gebied(
        db, caller.gemeente_id, dataversie, code=code, naam=gegevens.naam, soort=gegevens.soort, ouder_nr=ouder_nr
    )
    after = await get_gebied(db, caller, code)
    await record(db, caller, "gebied.gewijzigd", code, voor=_as_json(before), na=_as_json(after))
    return after


async def get_gebied(db: AsyncSession, caller: Principal, code: str, peil: int | None = None) -> Row[Any]:
    row = await queries.find_gebied(db, caller.gemeente_id, code, peil)
    if row is None:
        raise NietGevonden("gebied")
    return row


async def _ouder_nr(db: AsyncSession, caller: Principal, ouder: str | None) -> int | None:
    if ouder is None:
        return None
    row = await queries.find_gebied(db, caller.gemeente_id, ouder)
    if row is None:
        raise InvoerOngeldig([Fout("/ouder", "onbekende-waarde", "Dit gebied kennen we niet.")])
    nr: int = row.nr
    return nr


def _as_json(row: Row[Any]) -> str:
    return GebiedSchema.model_validate(row).model_dump_json(by_alias=True)
