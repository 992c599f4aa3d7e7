"""Taking part in a group, leaving it, and holding an indicator of ours against it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.benchmarkgroepen import queries
from zicht_api.benchmarkgroepen.definities import Definities
from zicht_api.benchmarkgroepen.rondes import WACHTTIJD, settled_from
from zicht_api.benchmarkgroepen.schemas import (
    Benchmarkgroep,
    Groepscijfers,
    Groepsvergelijking,
    NieuweGroep,
    Plaats,
    Reden,
    VergelekenPeriode,
    VergelijkingVraag,
)
from zicht_api.benchmarkgroepen.verdeling import MINSTENS
from zicht_api.gemeenten.queries import Stand
from zicht_api.herstel.soorten import Wissoort
from zicht_api.indicatoren.queries import get_indicator, indicatoren_of
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.perioden import Periode
from zicht_api.waarden.onderdrukking import Waarde
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared import klok
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.errors import NietGevonden, Probleem
from zicht_shared.wisregister import remember_erased, with_version

METHODE = (
    "Over alle deelnemende gemeenten met een waarde, elk even zwaar; eenmaal vastgesteld, daarna niet meer gewijzigd. "
    "Een kwartiel ligt lineair tussen de plaatsen (Hyndman en Fan, type 7); een plaats telt als het gemiddelde van de "
    "vijf gemeenten eromheen, zodat een kwartiel van geen gemeente alleen is. Afgerond op een stap: hele procenten en "
    "NPS-punten, en anders 1 tot 5 procent van het grootste cijfer."
)


class GeenDeelname(Probleem):
    status, code, title = 409, "geen-deelname", "Uw gemeente doet niet mee aan deze groep."

    def __init__(self) -> None:
        super().__init__("Wie niet deelt, ziet niet. Laat beheer de gemeente aanmelden bij /v1/benchmarkdeelnames.")


class NietVergelijkbaar(Probleem):
    status, code, title = 409, "niet-vergelijkbaar", "Dit cijfer is niet tussen gemeenten te vergelijken."


async def create_groep(db: AsyncSession, nieuw: NieuweGroep, dag: date) -> bool:
    """For the operator, as the owner of the database. False when there is a group with this code.

    dag: the day on which it is made.
    """
    return await queries.insert_groep(db, **nieuw.model_dump(), aangemaakt_op=dag)


async def join(db: AsyncSession, caller: Principal, code: str) -> Benchmarkgroep:
    """Take part from now on. Who does so already, goes on doing so."""
    await queries.get_groep(db, caller, code)
    if await queries.insert_deelname(db, caller, code, await klok.today(db)):
        await record(db, caller, "benchmarkdeelname.begonnen", code)
    return as_schema(await queries.get_groep(db, caller, code))


async def leave(db: AsyncSession, caller: Principal, code: str) -> None:
    """Take part no longer; what was settled stays. Raises NietGevonden for who did not take part."""
    if not await queries.delete_deelname(db, caller, code):
        raise NietGevonden("benchmarkdeelname")
    await record(db, caller, "benchmarkdeelname.beeindigd", code)
    einde = with_version(code, (await klok.today(db)).isoformat())
    await remember_erased(db, caller.gemeente_id, Wissoort.benchmarkdeelname, einde)


def as_schema(row: Row[Any]) -> Benchmarkgroep:
    return Benchmarkgroep(
        code=row.code,
        naam=row.naam,
        omschrijving=row.omschrijving,
        vanaf=row.vanaf,
        deelnemers=row.deelnemers if row.deelnemers >= MINSTENS else None,
        deelname_sinds=row.sinds,
    )


async def compare(
    db: AsyncSession, caller: Principal, stand: Stand, code: str, vraag: VergelijkingVraag
) -> Groepsvergelijking:
    """Our figures beside those of a group. Raises NietGevonden, GeenDeelname or NietVergelijkbaar."""
    indicator = await get_indicator(db, caller, code, stand.peil)
    groep = await queries.get_groep(db, caller, vraag.groep)
    if groep.sinds is None:
        raise GeenDeelname
    indicatoren = {row.code: row for row in await db.scalars(indicatoren_of(caller, stand.peil))}
    definities = Definities(indicatoren, await load_maatstaven(db, caller, stand.peil))
    if (obstacle := definities.find_obstacle(indicator.code)) is not None:
        raise NietVergelijkbaar(obstacle)
    waarden = (await load_waarden(db, caller, stand, [code], WaardenVraag(periode=vraag.periode)))[code]
    settled = await queries.load_uitkomsten(
        db, groep.code, code, definities.compute(code), [waarde.periode for waarde in waarden], stand.dag
    )
    return Groepsvergelijking(
        indicator=code,
        groep=groep.code,
        dataversie=stand.dataversie,
        methode=METHODE,
        perioden=[_beside(waarde, settled.get(waarde.periode), groep, stand) for waarde in waarden],
    )


def _beside(eigen: Waarde, uitkomst: Row[Any] | None, groep: Row[Any], stand: Stand) -> VergelekenPeriode:
    if uitkomst is None:
        reden = _why_nothing(Periode.parse(eigen.periode), groep, stand.dag)
        return VergelekenPeriode(
            eigen=eigen, groep=None, plaats=None, reden=reden, vastgesteld_op=None, andere_definitie=None,
            zonder_waarde=None,
        )  # fmt: skip
    cijfers = Groepscijfers.model_validate(uitkomst) if uitkomst.gemeenten is not None else None
    return VergelekenPeriode(
        eigen=eigen,
        groep=cijfers,
        plaats=None if cijfers is None or eigen.waarde is None else place_of(eigen.waarde, cijfers),
        reden="te-weinig-gemeenten" if cijfers is None else None,
        vastgesteld_op=uitkomst.vastgesteld_op,
        andere_definitie=uitkomst.andere_definitie,
        zonder_waarde=uitkomst.zonder_waarde,
    )


def place_of(waarde: Decimal, cijfers: Groepscijfers) -> Plaats:
    """Where a value lies between the figures that are shown: on a boundary, towards the middle."""
    if waarde < cijfers.kwartiel1:
        return "laagste-kwart"
    if waarde > cijfers.kwartiel3:
        return "hoogste-kwart"
    return "onder-het-midden" if waarde < cijfers.mediaan else "boven-het-midden"


def _why_nothing(periode: Periode, groep: Row[Any], dag: date) -> Reden:
    if periode.begin < groep.vanaf:
        return "voor-het-begin"
    seen_from = max(settled_from(periode), groep.aangemaakt_op + WACHTTIJD) + timedelta(days=1)
    if groep.deelnemers < MINSTENS and seen_from <= dag:
        return "te-weinig-gemeenten"
    return "nog-niet-vastgesteld"
