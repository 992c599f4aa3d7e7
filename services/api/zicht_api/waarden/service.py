"""Answering what an indicator was: over which periods, for which cells, and what of it may be shown."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import get_indicator
from zicht_api.perioden import Periode
from zicht_api.waarden.figuren import factor_of
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.rekening import Rekening, start_rekening
from zicht_api.waarden.schemas import Waarden, WaardenVraag
from zicht_api.waarden.selectie import Selectie, select
from zicht_api.waarden.vergelijken import comparison_periods
from zicht_shared.auth import Principal


@dataclass(frozen=True)
class Opdracht:
    """A question that was understood: of which indicator, as of which data version."""

    indicator: Indicator
    vraag: WaardenVraag
    stand: Stand


@dataclass(frozen=True)
class Antwoord:
    """An answer of which the cells are worked out when they leave: there may be 250,000.

    kop: all but these. selectie: which cells they are.
    """

    kop: Waarden
    selectie: Selectie
    waarden: Iterator[Waarde]


async def understand(db: AsyncSession, caller: Principal, stand: Stand, code: str, vraag: WaardenVraag) -> Opdracht:
    """Begin an answer. Raises NietGevonden for an indicator that the caller does not see."""
    return Opdracht(await get_indicator(db, caller, code, stand.peil), vraag, stand)


async def answer(db: AsyncSession, caller: Principal, opdracht: Opdracht) -> Antwoord:
    """Every cell that was asked for, as it may be shown."""
    indicator, stand = opdracht.indicator, opdracht.stand
    kop = Waarden(
        indicator=indicator.code,
        dataversie=stand.dataversie,
        drempel=stand.drempel,
        factor=factor_of(indicator),
        waarden=[],
    )
    rekening = await begin(db, caller, stand, [indicator.code], opdracht.vraag)
    return Antwoord(kop, rekening.selectie, rekening.publish(indicator.code))


async def load_waarden(
    db: AsyncSession, caller: Principal, stand: Stand, codes: Collection[str], vraag: WaardenVraag
) -> dict[str, list[Waarde]]:
    """Every cell that was asked for, as it may be shown, per indicator that the caller may see."""
    rekening = await begin(db, caller, stand, codes, vraag)
    return {code: list(rekening.publish(code)) for code in rekening.codes}


async def begin(
    db: AsyncSession, caller: Principal, stand: Stand, codes: Collection[str], vraag: WaardenVraag
) -> Rekening:
    """Read all that the cells that are asked for follow from: working these out takes no database."""
    selectie = await select(db, caller, stand, vraag)

    def held_against(indicator: Indicator, periode: Periode) -> Iterable[Periode]:
        return comparison_periods(indicator, periode, selectie.tegenover).values()

    return await start_rekening(db, caller, stand, codes, selectie, held_against=held_against)
