"""Laying down and changing indicators. A definition changes figures, so it raises the data version as facts do."""

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import next_dataversie
from zicht_api.indicatoren import queries
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.regels import find_faults
from zicht_api.indicatoren.schemas import Indicator as IndicatorSchema
from zicht_api.indicatoren.schemas import IndicatorGegevens, NieuweIndicator
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.revisies import revise
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, InvoerOngeldig


async def create_indicator(db: AsyncSession, caller: Principal, nieuw: NieuweIndicator) -> Indicator:
    await _check(db, caller, nieuw)
    dataversie = await next_dataversie(db, caller.gemeente_id, "indicator", ())
    if await queries.is_taken(db, caller, nieuw.code):
        raise BestaatAl("indicator")
    row = Indicator(gemeente_id=caller.gemeente_id, versie=1, versie_van=dataversie, **nieuw.model_dump())
    db.add(row)
    await db.flush()
    await record(db, caller, "indicator.aangemaakt", row.code, na=_as_json(row))
    return row


async def change_indicator(
    db: AsyncSession, caller: Principal, code: str, gegevens: IndicatorGegevens, if_match: str | None
) -> Indicator:
    """Replace the definition. Raises 412/428 by the rules of If-Match."""
    await _check(db, caller, gegevens)
    dataversie = await next_dataversie(db, caller.gemeente_id, "indicator", ())
    row = await queries.get_indicator(db, caller, code)
    check_if_match(if_match, row.versie)
    before = _as_json(row)
    row = await revise(db, row, dataversie, gegevens.model_dump())
    await record(db, caller, "indicator.gewijzigd", code, voor=before, na=_as_json(row))
    return row


async def _check(db: AsyncSession, caller: Principal, gegevens: IndicatorGegevens) -> None:
    faults = find_faults(gegevens, await load_maatstaven(db, caller))
    if faults:
        raise InvoerOngeldig(faults)


def _as_json(row: Indicator) -> str:
    return IndicatorSchema.model_validate(row).model_dump_json(by_alias=True)
