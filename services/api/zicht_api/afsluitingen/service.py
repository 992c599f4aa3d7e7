"""Closing a period, so that what was accounted for stays as it was, and reopening it, with a reason."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.afsluitingen import queries
from zicht_api.afsluitingen.models import Afsluiting
from zicht_api.afsluitingen.schemas import AfgeslotenPeriode, Periodeovergang, PeriodeStand
from zicht_api.gemeenten.queries import lock_dataversie, next_dataversie
from zicht_api.perioden import Periode
from zicht_api.revisies import revise
from zicht_shared import klok
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.errors import Probleem
from zicht_shared.failpoints import afailpoint


class PeriodeAfgesloten(Probleem):
    status, code, title = 409, "periode-afgesloten", "Deze periode is afgesloten."

    def __init__(self) -> None:
        super().__init__("In een afgesloten periode verandert niets meer. Laat beheer haar heropenen, met een reden.")


class PeriodeNietAfgesloten(Probleem):
    status, code, title = 409, "periode-niet-afgesloten", "Deze periode is niet afgesloten."

    def __init__(self) -> None:
        super().__init__("Er valt niets te heropenen. Kijk bij /v1/perioden welke perioden zijn afgesloten.")


class PeriodeLooptNog(Probleem):
    status, code, title = 409, "periode-loopt-nog", "Deze periode is nog niet voorbij."

    def __init__(self) -> None:
        super().__init__("Sluit een periode af als zij voorbij is, en alles is aangeleverd.")


async def close(db: AsyncSession, caller: Principal, periode: Periode, reden: str) -> None:
    """Close a period. Closed already, for the same reason: nothing changes."""
    # The lock that deliveries take: one that is under way comes before the closing, whole, or after it.
    await lock_dataversie(db, caller.gemeente_id)
    if periode.eind >= await klok.today(db):
        raise PeriodeLooptNog
    row = await queries.find_afsluiting(db, caller, periode.code)
    if row is not None and row.afgesloten and row.reden == reden:
        return
    await _follow(db, caller, periode, row, {"afgesloten": True, "reden": reden})
    await afailpoint("afsluiting.halverwege")
    await record(db, caller, "periode.afgesloten", periode.code, na=json.dumps({"reden": reden}))


async def reopen(db: AsyncSession, caller: Principal, periode: Periode, reden: str) -> None:
    """Let changes in again. Raises PeriodeNietAfgesloten when the period itself was not closed."""
    await lock_dataversie(db, caller.gemeente_id)
    row = await queries.find_afsluiting(db, caller, periode.code)
    if row is None or not row.afgesloten:
        raise PeriodeNietAfgesloten
    await _follow(db, caller, periode, row, {"afgesloten": False, "reden": reden})
    await record(db, caller, "periode.heropend", periode.code, na=json.dumps({"reden": reden}))


async def _follow(
    db: AsyncSession, caller: Principal, periode: Periode, row: Afsluiting | None, gebeurtenis: dict[str, Any]
) -> None:
    """Begin a revision. row: the one that it follows, if the period was ever closed. gebeurtenis: what is new in it."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "afsluiting", ())
    values = {**gebeurtenis, "sleutel_id": caller.sleutel_id, "tijdstip": datetime.now(UTC)}
    if row is not None:
        await revise(db, row, dataversie, values)
        return
    db.add(
        Afsluiting(
            gemeente_id=caller.gemeente_id,
            periode=periode.code,
            begin=periode.begin,
            eind=periode.eind,
            versie=1,
            versie_van=dataversie,
            **values,
        )
    )
    await db.flush()


async def get_stand(db: AsyncSession, caller: Principal, periode: Periode, peil: int | None) -> PeriodeStand:
    """Whether a period is closed, and each time that it became so or not; one that never was closed is open."""
    rows = await queries.list_geschiedenis(db, caller, periode.code, peil)
    return PeriodeStand(
        periode=periode.code,
        begin=periode.begin,
        eind=periode.eind,
        afgesloten=bool(rows) and rows[-1].afgesloten,
        geschiedenis=_as_geschiedenis(rows),
    )


def _as_geschiedenis(rows: Sequence[Afsluiting]) -> list[Periodeovergang]:
    return [
        Periodeovergang(
            gebeurtenis="afgesloten" if row.afgesloten else "heropend",
            tijdstip=row.tijdstip,
            door=row.sleutel_id,
            reden=row.reden,
        )
        for row in rows
    ]


def as_schema(row: Afsluiting) -> AfgeslotenPeriode:
    return AfgeslotenPeriode(
        periode=row.periode,
        begin=row.begin,
        eind=row.eind,
        afgesloten_op=row.tijdstip,
        door=row.sleutel_id,
        reden=row.reden,
    )


async def check_open(db: AsyncSession, gemeente_id: UUID, *perioden: tuple[date, date]) -> None:
    """For who changes facts over these periods, given by their first and last day, under the lock of the data version.

    Raises PeriodeAfgesloten when a day of one of them is closed.
    """
    dagen = await queries.load_dagen(db, gemeente_id)
    if any(dagen.overlaps(begin, eind) for begin, eind in perioden):
        raise PeriodeAfgesloten
