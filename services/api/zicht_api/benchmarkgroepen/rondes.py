"""Settling the figures of each group: every period once, some time after it is over, and never again.

The same numbers go to everyone who asks, whenever they ask. So nobody can subtract two answers between which a gemeente
came, left or corrected its figures, nor two answers that leave out the one who asks. For that the tables allow the
service to add a round, and not to change one.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

import structlog
from sqlalchemy import text

from zicht_api.benchmarkgroepen import queries
from zicht_api.benchmarkgroepen.bijdragen import Bijdrage, summarize
from zicht_api.benchmarkgroepen.definities import Definities, stap_of
from zicht_api.benchmarkgroepen.queries import Groep
from zicht_api.benchmarkgroepen.verdeling import MINSTENS
from zicht_api.gemeenten.queries import get_stand
from zicht_api.indicatoren.queries import indicatoren_of
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.perioden import MAX_REEKS, Periode, PeriodeSoort
from zicht_api.waarden.schemas import WaardenVraag
from zicht_api.waarden.service import load_waarden
from zicht_shared import klok
from zicht_shared.auth import Doel, Principal, Rol
from zicht_shared.db import Database
from zicht_shared.tenancy import gemeente_id

log = structlog.get_logger()

# Weeks are left out: over so short a time the figures of gemeenten differ by chance.
SOORTEN = (PeriodeSoort.maand, PeriodeSoort.kwartaal, PeriodeSoort.jaar)
# For what is delivered late, and for gemeenten to join a group that is new.
WACHTTIJD = timedelta(days=30)

_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


async def settle_overal(database: Database, dag: date | None = None) -> None:
    """Settle what is due, of every group. dag: today, in the Netherlands, when not given.

    Of a group that cannot be settled now the others are settled all the same.
    """
    async with database.transaction(None) as db:
        dag = dag or await klok.today(db)
        groepen = await queries.load_groepen(db)
    faults = []
    for groep in groepen:
        try:
            await _settle_one(database, groep, dag)
        except Exception as fault:
            log.warning("benchmark_failed", groep=groep.code, fault=type(fault).__name__)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("benchmarkrondes", faults)


async def _settle_one(database: Database, groep: Groep, dag: date) -> None:
    perioden = [periode for periode in due(groep, dag) if periode.code not in groep.vastgesteld]
    if not perioden or len(groep.deelnemers) < MINSTENS:
        return
    # One by one: nobody waits for it, and the connections are for those who do wait.
    bijdragen = [await _read(database, deelnemer, perioden) for deelnemer in groep.deelnemers]
    codes = [periode.code for periode in perioden]
    uitkomsten = summarize(bijdragen, codes)
    async with database.transaction(None) as db:
        # Who left while we were reading does not count; the next round finds who is there then.
        if await queries.load_deelnemers(db, groep.code) == groep.deelnemers:
            await queries.settle(db, groep.code, codes, dag, uitkomsten)


def due(groep: Groep, dag: date) -> Iterator[Periode]:
    """The periods that are to be settled by a day, of each soort in order."""
    if groep.aangemaakt_op + WACHTTIJD > dag:
        return
    for soort in SOORTEN:
        periode = Periode.containing(soort, groep.vanaf)
        if periode.begin < groep.vanaf:
            periode = periode.next()
        while settled_from(periode) <= dag:
            yield periode
            periode = periode.next()


def settled_from(periode: Periode) -> date:
    """The first day on which a period can be settled."""
    return periode.eind + WACHTTIJD


async def _read(database: Database, code: str, perioden: Sequence[Periode]) -> dict[str, Bijdrage]:
    """The totals that a gemeente shows, by indicator; in a transaction of that gemeente, as its own bi sees them."""
    caller = _principal_of(code)
    async with database.transaction(caller.gemeente_id) as db:
        await db.execute(_SNAPSHOT)
        stand = await get_stand(db, caller.gemeente_id)
        indicatoren = {row.code: row for row in await db.scalars(indicatoren_of(caller))}
        definities = Definities(indicatoren, await load_maatstaven(db, caller))
        codes = [code for code in indicatoren if definities.find_obstacle(code) is None]
        waarden: dict[str, dict[str, Decimal]] = {code: {} for code in codes}
        for reeks in _ranges(perioden):
            found = await load_waarden(db, caller, stand, codes, WaardenVraag(periode=reeks))
            for code, cells in found.items():
                waarden[code] |= {cell.periode: cell.waarde for cell in cells if cell.waarde is not None}
    return {code: Bijdrage(definities.compute(code), stap_of(indicatoren[code]), waarden[code]) for code in codes}


def _ranges(perioden: Sequence[Periode]) -> Iterator[str]:
    """As few ranges as hold all of these, and at most what lies between them."""
    for _, same in groupby(perioden, key=lambda periode: periode.soort):
        alike = list(same)
        for start in range(0, len(alike), MAX_REEKS):
            part = alike[start : start + MAX_REEKS]
            yield f"{part[0]}..{part[-1]}"


def _principal_of(code: str) -> Principal:
    return Principal(
        gemeente_id=gemeente_id(code),
        gemeente=code,
        gemeente_naam=code,
        sleutel_id="benchmark",
        rol=Rol.bi,
        doel=Doel.leren,
    )
