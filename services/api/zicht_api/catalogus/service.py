"""What there is to know about the indicators that somebody sees, for the catalogue and for the page of definitions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.catalogus import queries
from zicht_api.formaten.tabel import Definitie
from zicht_api.gemeenten.queries import Stand, load_geraakt
from zicht_api.indicatoren.definities import definitie_of
from zicht_api.indicatoren.models import Indicator
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_shared.auth import Doel, Principal


@dataclass(frozen=True, slots=True)
class Beschrijving:
    """An indicator, in words. sinds: when it came to be. jaren: the first and the last year that there are data of."""

    indicator: Indicator
    definitie: Definitie
    sinds: datetime
    jaren: tuple[int, int] | None

    @property
    def openbaar(self) -> bool:
        """Whether who has no key sees it: what is there to learn from is nobody else's, whatever it is called."""
        return self.indicator.openbaar and Doel.verantwoorden in self.indicator.doelen


@dataclass(frozen=True, slots=True)
class Beschrijvingen:
    """Of one gemeente, for one pair of eyes. bijgewerkt: when any figure or definition last changed."""

    gemeente: str
    gemeente_naam: str
    stand: Stand
    bijgewerkt: datetime | None
    indicatoren: tuple[Beschrijving, ...]

    @property
    def jaren(self) -> tuple[int, int] | None:
        """The first and the last year of all of them together."""
        known = [jaar for each in self.indicatoren if each.jaren for jaar in each.jaren]
        return (min(known), max(known)) if known else None


async def load_beschrijvingen(db: AsyncSession, caller: Principal, stand: Stand) -> Beschrijvingen:
    """Of every indicator that the caller sees, by pijler and code."""
    indicatoren = (await db.scalars(indicatoren_of(caller, stand.peil).order_by(Indicator.code))).all()
    maatstaven = await load_maatstaven(db, caller, stand.peil)
    codes = [indicator.code for indicator in indicatoren]
    sinds = await queries.load_sinds(db, caller.gemeente_id, codes)
    by_hand = await queries.load_years_by_hand(db, caller.gemeente_id, codes, stand.dataversie)
    delivered = await _delivered(db, caller, stand)
    return Beschrijvingen(
        caller.gemeente,
        caller.gemeente_naam,
        stand,
        await queries.find_tijdstip(db, caller.gemeente_id, stand.dataversie),
        tuple(
            Beschrijving(
                indicator,
                definitie_of(indicator, maatstaven, codes),
                sinds[indicator.code],
                by_hand.get(indicator.code) if indicator.rekenwijze == "handmatig" else delivered,
            )
            for indicator in indicatoren
        ),
    )


async def _delivered(db: AsyncSession, caller: Principal, stand: Stand) -> tuple[int, int] | None:
    """The first and the last year, up to now, that anything was delivered over."""
    geraakt = await load_geraakt(db, caller.gemeente_id, stand.dataversie)
    years = [jaar for jaar in geraakt if 0 < jaar <= stand.dag.year]
    return (min(years), max(years)) if years else None
