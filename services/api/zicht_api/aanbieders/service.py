"""Laying down and changing aanbieders."""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders import queries
from zicht_api.aanbieders.models import Aanbieder
from zicht_api.aanbieders.schemas import Aanbieder as AanbiederSchema
from zicht_api.aanbieders.schemas import AanbiederGegevens, NieuweAanbieder
from zicht_api.codelijsten.queries import load_codes
from zicht_api.gemeenten.queries import DEFINITIES, next_dataversie
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.revisies import revise
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, Fout, InvoerOngeldig


async def create_aanbieder(db: AsyncSession, caller: Principal, nieuw: NieuweAanbieder) -> Aanbieder:
    await _check_codes(db, caller, nieuw)
    dataversie = await next_dataversie(db, caller.gemeente_id, "aanbieder", (DEFINITIES,))
    if await queries.find_nr(db, caller, nieuw.code) is not None:
        raise BestaatAl("aanbieder")
    row = Aanbieder(
        gemeente_id=caller.gemeente_id,
        nr=await queries.next_nr(db, caller),
        id=uuid4(),
        versie=1,
        versie_van=dataversie,
        **nieuw.model_dump(),
    )
    db.add(row)
    await db.flush()
    await record(db, caller, "aanbieder.aangemaakt", str(row.id), na=_as_json(row))
    return row


async def change_aanbieder(
    db: AsyncSession, caller: Principal, aanbieder_id: UUID, gegevens: AanbiederGegevens, if_match: str | None
) -> Aanbieder:
    """Replace what is known of an aanbieder. Raises 412/428 by the rules of If-Match."""
    await _check_codes(db, caller, gegevens)
    dataversie = await next_dataversie(db, caller.gemeente_id, "aanbieder")
    row = await queries.get_aanbieder_for_update(db, caller, aanbieder_id)
    check_if_match(if_match, row.versie)
    before = _as_json(row)
    row = await revise(db, row, dataversie, gegevens.model_dump())
    await record(db, caller, "aanbieder.gewijzigd", str(row.id), voor=before, na=_as_json(row))
    return row


async def _check_codes(db: AsyncSession, caller: Principal, gegevens: AanbiederGegevens) -> None:
    codes = await load_codes(db)
    known: dict[str, Collection[str]] = {
        "doelgroepen": codes["doelgroep"],
        "leefgebieden": codes["leefgebied"],
        "tellingen_voor": await load_maatstaven(db, caller),
    }
    faults = [
        Fout(
            f"/{AanbiederGegevens.model_fields[name].alias or name}/{index}",
            "onbekende-waarde",
            "Deze code kennen we niet.",
        )
        for name, allowed in known.items()
        for index, code in enumerate(getattr(gegevens, name))
        if code not in allowed
    ]
    if faults:
        raise InvoerOngeldig(faults)


def _as_json(row: Aanbieder) -> str:
    return AanbiederSchema.model_validate(row).model_dump_json(by_alias=True)
