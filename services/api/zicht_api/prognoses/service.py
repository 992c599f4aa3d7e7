"""Drawing the trend of an indicator through, from its published figures."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import dropwhile

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.gemeenten.queries import Stand
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import get_indicator
from zicht_api.perioden import MAX_REEKS, Periode, PeriodeSoort
from zicht_api.prognoses import berekening
from zicht_api.prognoses.berekening import ReeksTeKort, minste_lengte, voorspel
from zicht_api.prognoses.schemas import Marge, Periodesoort, Prognose, Stap
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared.auth import Principal
from zicht_shared.errors import Probleem

_SEIZOEN = {"maand": 12, "kwartaal": 4}
_PERCENTAGES = {"top2", "ja"}
_MOST_NAMED = 24


class ReeksOnvolledig(Probleem):
    status, code, title = 409, "reeks-onvolledig", "Voor een prognose ontbreken cijfers."

    def __init__(self, ontbreekt: Sequence[str]) -> None:
        named = ", ".join(ontbreekt[:_MOST_NAMED]) + (" ..." if len(ontbreekt) > _MOST_NAMED else "")
        super().__init__(
            f"Over deze perioden is geen waarde getoond: {named}. Kies minder perioden of langere, of vul ze aan."
        )


class TeWeinigPerioden(Probleem):
    status, code, title = 409, "reeks-te-kort", "De reeks is te kort voor een prognose."

    def __init__(self, nodig: int, aanwezig: int) -> None:
        super().__init__(f"Er zijn minstens {nodig} perioden met een waarde nodig; het zijn er {aanwezig}.")


@dataclass(frozen=True)
class PrognoseVraag:
    """How many periods ahead, of which kind, and from how many before."""

    stappen: int
    periodesoort: Periodesoort
    perioden: int


async def forecast(db: AsyncSession, caller: Principal, stand: Stand, code: str, vraag: PrognoseVraag) -> Prognose:
    """The forecast. Raises ReeksOnvolledig and TeWeinigPerioden: a gap is not guessed, and a trend needs a past."""
    indicator = await get_indicator(db, caller, code, stand.peil)
    last = Periode.containing(PeriodeSoort(vraag.periodesoort), stand.dag).previous()
    first = last
    for _ in range(min(vraag.perioden, MAX_REEKS) - 1):
        first = first.previous()
    asked = WaardenVraag(periode=f"{first}..{last}")
    waarden = _delivered((await load_waarden(db, caller, stand, [code], asked))[code])
    missing = [waarde.periode for waarde in waarden if waarde.waarde is None]
    if missing:
        raise ReeksOnvolledig(missing)
    figures = [waarde.waarde for waarde in waarden if waarde.waarde is not None]
    try:
        # The library takes a second the first time that it is needed; other requests go on meanwhile.
        found = await asyncio.to_thread(_compute, figures, vraag, indicator)
    except ReeksTeKort as fault:
        raise TeWeinigPerioden(fault.nodig, fault.aanwezig) from None
    return Prognose(
        indicator=code,
        periodesoort=vraag.periodesoort,
        dataversie=stand.dataversie,
        methode=found.methode,
        historie=waarden,
        stappen=_steps(found, Periode.parse(waarden[-1].periode)),
    )


def _delivered(waarden: Sequence[Waarde]) -> list[Waarde]:
    """From the first period of which something was delivered up to the last: outside it there is no gap."""

    def is_empty(waarde: Waarde) -> bool:
        return waarde.reden == "geen-gegevens"

    begun = list(dropwhile(is_empty, waarden))
    return list(dropwhile(is_empty, reversed(begun)))[::-1]


def _compute(figures: Sequence[Decimal], vraag: PrognoseVraag, indicator: Indicator) -> berekening.Prognose:
    seizoen = _SEIZOEN[vraag.periodesoort]
    onder, boven = _bounds(indicator, figures)
    return voorspel(
        figures,
        stappen=vraag.stappen,
        seizoen=seizoen if len(figures) >= minste_lengte(seizoen) else None,
        ondergrens=onder,
        bovengrens=boven,
    )


def _bounds(indicator: Indicator, figures: Sequence[Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """What the figure cannot be less or more than."""
    if indicator.maat in _PERCENTAGES:
        return Decimal(0), Decimal(100)
    if indicator.maat == "nps":
        return Decimal(-100), Decimal(100)
    # What is counted is not negative; of a formula or a figure by hand only its past tells.
    return (Decimal(0) if min(figures, default=Decimal(0)) >= 0 else None), None


def _steps(found: berekening.Prognose, last: Periode) -> list[Stap]:
    steps, periode = [], last
    for stap in found.stappen:
        periode = periode.next()
        marges = [
            Marge(zekerheid=zekerheid, onder=onder, boven=boven)
            for zekerheid, onder, boven in ((80, stap.onder_80, stap.boven_80), (95, stap.onder_95, stap.boven_95))
            if onder is not None and boven is not None
        ]
        steps.append(Stap(periode=periode.code, verwachting=stap.verwachting, marges=marges, begrensd=stap.begrensd))
    return steps
