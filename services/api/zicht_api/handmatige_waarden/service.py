"""Entering figures by hand. They are figures as any other: kept by revision, and each change is a data version."""

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import DEFINITIES, next_dataversie
from zicht_api.handmatige_waarden import queries
from zicht_api.handmatige_waarden.models import HandmatigeWaarde
from zicht_api.handmatige_waarden.schemas import HandmatigeWaarde as HandmatigeWaardeSchema
from zicht_api.handmatige_waarden.schemas import HandmatigeWaardeGegevens
from zicht_api.indicatoren.queries import get_indicator
from zicht_api.revisies import revise
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import NietGevonden, Probleem

_OORZAAK = "handmatige-waarde"


class NietHandmatig(Probleem):
    status, code, title = 409, "niet-handmatig", "Deze indicator wordt niet met de hand ingevuld."

    def __init__(self, rekenwijze: str) -> None:
        super().__init__(
            f"De rekenwijze is {rekenwijze}. Alleen bij de rekenwijze handmatig vult u zelf een waarde in."
        )


async def put_waarde(
    db: AsyncSession,
    caller: Principal,
    code: str,
    periode: str,
    gegevens: HandmatigeWaardeGegevens,
    if_match: str | None,
) -> HandmatigeWaarde:
    """Enter or change the figure of a period; a new one has no former to match. Raises NietHandmatig, 404, 412, 428."""
    dataversie = await next_dataversie(db, caller.gemeente_id, _OORZAAK, (DEFINITIES,))
    indicator = await get_indicator(db, caller, code)
    if indicator.rekenwijze != "handmatig":
        raise NietHandmatig(indicator.rekenwijze)
    last = await queries.find_last(db, caller.gemeente_id, code, periode)
    if last is not None and last.versie_tot is None:
        check_if_match(if_match, last.versie)
        before = _as_json(last)
        row = await revise(db, last, dataversie, gegevens.model_dump())
        await record(db, caller, "handmatige-waarde.gewijzigd", _object(row), voor=before, na=_as_json(row))
        return row
    if if_match is not None:
        # Who sends it changes what was there, and that is gone.
        raise NietGevonden("handmatige waarde")
    row = HandmatigeWaarde(
        gemeente_id=caller.gemeente_id,
        indicator=code,
        periode=periode,
        versie=1 if last is None else last.versie + 1,
        versie_van=dataversie,
        **gegevens.model_dump(),
    )
    db.add(row)
    await db.flush()
    await record(db, caller, "handmatige-waarde.ingevoerd", _object(row), na=_as_json(row))
    return row


async def delete_waarde(db: AsyncSession, caller: Principal, code: str, periode: str, if_match: str | None) -> None:
    """End the figure of a period, also when the indicator is not handmatig any more. Raises 404, 412, 428."""
    dataversie = await next_dataversie(db, caller.gemeente_id, _OORZAAK, (DEFINITIES,))
    await get_indicator(db, caller, code)
    row = await queries.get_waarde(db, caller.gemeente_id, code, periode)
    check_if_match(if_match, row.versie)
    row.versie_tot = dataversie
    await db.flush()
    await record(db, caller, "handmatige-waarde.verwijderd", _object(row), voor=_as_json(row))


def _object(row: HandmatigeWaarde) -> str:
    return f"{row.indicator}/{row.periode}"


def _as_json(row: HandmatigeWaarde) -> str:
    return HandmatigeWaardeSchema.model_validate(row).model_dump_json(by_alias=True)
