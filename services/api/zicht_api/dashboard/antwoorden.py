"""What residents answered to each question, as far as it may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.dashboard.gegevens import Cijfers
from zicht_api.indicatoren.models import Indicator
from zicht_api.waarden.verdeling import Verdeling, load_verdelingen
from zicht_shared.auth import Principal


@dataclass(frozen=True, slots=True)
class Uitslag:
    indicator: Indicator
    verdeling: Verdeling


@dataclass(frozen=True, slots=True)
class Uitslagen:
    """stellingen: questions with an answer on a scale of five. nps: whether people would speak well of it."""

    stellingen: Sequence[Uitslag]
    nps: Sequence[Uitslag]


async def load_uitslagen(db: AsyncSession, caller: Principal, cijfers: Cijfers) -> Uitslagen:
    """Of the questions with a figure over the period. The answers of the whole gemeente, and of nothing less: who looks
    at a part of it sees the figures of that part above."""
    if not cijfers.heel:
        return Uitslagen([], [])
    shown = [row for row in cijfers.indicatoren.values() if row.vraag and cijfers.nu[row.code].waarde is not None]
    vragen = {(row.vragenlijst or "", row.vraag or "") for row in shown}
    verdelingen = await load_verdelingen(db, caller, cijfers.stand, vragen, cijfers.periode) if vragen else {}
    found = [Uitslag(row, verdelingen[row.vragenlijst or "", row.vraag or ""]) for row in shown]
    return Uitslagen(
        [uitslag for uitslag in found if uitslag.indicator.maat == "top2"],
        [uitslag for uitslag in found if uitslag.indicator.maat == "nps"],
    )
