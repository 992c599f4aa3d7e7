"""Laying down and changing indicators. A definition changes figures, so it raises the data version as facts do."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.doelenbomen.queries import codes_with_indicator
from zicht_api.formaten.tabel import Definitie
from zicht_api.gemeenten.queries import DEFINITIES, next_dataversie
from zicht_api.handmatige_waarden.queries import close_all
from zicht_api.indicatoren import queries
from zicht_api.indicatoren.definities import definitie_of
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.regels import find_faults
from zicht_api.indicatoren.schemas import Indicator as IndicatorSchema
from zicht_api.indicatoren.schemas import IndicatorGegevens, NieuweIndicator
from zicht_api.indicatoren.verwijzingen import codes_referring_to, find_reference_faults
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.revisies import revise
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import BestaatAl, InvoerOngeldig, Probleem


class IndicatorInGebruik(Probleem):
    status, code, title = 409, "indicator-in-gebruik", "Deze indicator kan nu niet weg."

    def __init__(self, formules: Collection[str], doelenbomen: Collection[str]) -> None:
        named = ", ".join([*sorted(formules), *(f"doelenboom {code}" for code in sorted(doelenbomen))])
        waar = f": {named}" if named else ""
        super().__init__(f"Een formule of een doelenboom gebruikt deze indicator{waar}. Wijzig die eerst.")


async def load_definities(db: AsyncSession, caller: Principal, peil: int | None) -> dict[str, Definitie]:
    """What each indicator is that the caller sees, by code."""
    rows = list(await db.scalars(queries.indicatoren_of(caller, peil).order_by(Indicator.code)))
    maatstaven = await load_maatstaven(db, caller, peil)
    zichtbaar = {row.code for row in rows}
    return {row.code: definitie_of(row, maatstaven, zichtbaar) for row in rows}


async def create_indicator(db: AsyncSession, caller: Principal, nieuw: NieuweIndicator) -> Indicator:
    dataversie = await next_dataversie(db, caller.gemeente_id, "indicator", (DEFINITIES,))
    await _check(db, caller, nieuw.code, nieuw)
    last = await queries.find_last(db, caller, nieuw.code)
    if last is not None and last.versie_tot is None:
        raise BestaatAl("indicator")
    row = Indicator(
        gemeente_id=caller.gemeente_id,
        # Who still holds the ETag of one that was deleted must not overwrite this one with it.
        versie=1 if last is None else last.versie + 1,
        versie_van=dataversie,
        **nieuw.model_dump(),
    )
    db.add(row)
    await db.flush()
    await record(db, caller, "indicator.aangemaakt", row.code, na=_as_json(row))
    return row


async def change_indicator(
    db: AsyncSession, caller: Principal, code: str, gegevens: IndicatorGegevens, if_match: str | None
) -> Indicator:
    """Replace the definition. Raises 412/428 by the rules of If-Match."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "indicator", (DEFINITIES,))
    await _check(db, caller, code, gegevens)
    row = await queries.get_indicator(db, caller, code)
    check_if_match(if_match, row.versie)
    before = _as_json(row)
    row = await revise(db, row, dataversie, gegevens.model_dump())
    await record(db, caller, "indicator.gewijzigd", code, voor=before, na=_as_json(row))
    return row


async def delete_indicator(db: AsyncSession, caller: Principal, code: str, if_match: str | None) -> None:
    """End the indicator, with what was entered for it by hand. Raises 412/428 by the rules of If-Match."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "indicator", (DEFINITIES,))
    row = await queries.get_indicator(db, caller, code)
    check_if_match(if_match, row.versie)
    used_by = codes_referring_to(code, await queries.load_formules(db, caller))
    hangs_on = await codes_with_indicator(db, caller, code)
    if used_by or hangs_on:
        # A formula that the caller may not see holds it too, but is not named.
        raise IndicatorInGebruik(used_by & (await queries.load_doelen(db, caller)).keys(), hangs_on)
    row.versie_tot = dataversie
    await db.flush()
    await close_all(db, caller.gemeente_id, code, dataversie)
    await record(db, caller, "indicator.verwijderd", code, voor=_as_json(row))


async def _check(db: AsyncSession, caller: Principal, code: str, gegevens: IndicatorGegevens) -> None:
    """Raises InvoerOngeldig with every fault. Under the gemeente's lock: two formulas laid down at once could else form
    a circle."""
    faults = find_faults(gegevens, await load_maatstaven(db, caller))
    faults += find_reference_faults(
        code, gegevens, await queries.load_doelen(db, caller), await queries.load_formules(db, caller)
    )
    if faults:
        raise InvoerOngeldig(faults)


def _as_json(row: Indicator) -> str:
    return IndicatorSchema.model_validate(row).model_dump_json(by_alias=True)
