"""Telling residents what was heard and what was done, and letting the core know that it was told."""

import json
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared import klok
from zicht_shared.audit import record
from zicht_shared.auth import Principal, check_leren
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import InvoerOngeldig, Probleem
from zicht_shared.wisregister import remember_erased, with_version
from zicht_surveys.herstel.soorten import Wissoort
from zicht_surveys.metingen.models import Meting
from zicht_surveys.metingen.queries import get_meting, get_meting_for_update
from zicht_surveys.outbox.queries import enqueue
from zicht_surveys.terugkoppeling import queries
from zicht_surveys.terugkoppeling.models import Terugkoppeling
from zicht_surveys.terugkoppeling.schemas import TerugkoppelingGegevens
from zicht_surveys.terugkoppeling.screening import faults

_HERE: Final = ZoneInfo("Europe/Amsterdam")


class Geschreven(NamedTuple):
    """A meting and what was written about it; None: nothing yet, which is version 0."""

    meting: Meting
    tekst: Terugkoppeling | None

    @property
    def versie(self) -> int:
        return self.tekst.versie if self.tekst else 0


class TerugkoppelingLeeg(Probleem):
    status, code, title = 409, "terugkoppeling-leeg", "Er is nog niets om te publiceren."

    def __init__(self) -> None:
        super().__init__("Schrijf in het Nederlands wat u hoorde en wat u daarmee doet, of trek de publicatie in.")


async def get_terugkoppeling(db: AsyncSession, caller: Principal, meting_id: UUID) -> Geschreven:
    """Raises AlleenOmTeLeren, NietGevonden."""
    check_leren(caller)
    meting = await get_meting(db, caller, meting_id)
    return Geschreven(meting, await queries.find_terugkoppeling(db, meting))


async def change_terugkoppeling(
    db: AsyncSession, caller: Principal, meting_id: UUID, gegevens: TerugkoppelingGegevens, if_match: str | None
) -> Geschreven:
    """Write it anew; what is published changes for its readers at once.

    Raises as _for_update, InvoerOngeldig for each text that says who somebody is, and TerugkoppelingLeeg when nothing
    would be left of what is published.
    """
    meting, before = await _for_update(db, caller, meting_id, if_match)
    if found := list(faults(gegevens, caller.gemeente_naam)):
        raise InvoerOngeldig(found)
    if meting.teruggekoppeld_op is not None and not gegevens.teksten:
        raise TerugkoppelingLeeg
    voor = _as_json(before) if before else None
    tekst = before or queries.start_terugkoppeling(db, meting)
    tekst.teksten = gegevens.model_dump(mode="json", by_alias=True, exclude_none=True)["teksten"]
    tekst.geen_personen = gegevens.geen_personen
    tekst.verwacht_op = gegevens.verwacht_op
    tekst.gewijzigd_op = datetime.now(UTC)
    tekst.versie += 1
    await db.flush()
    await record(db, caller, "terugkoppeling.gewijzigd", str(meting_id), voor=voor, na=_as_json(tekst))
    if meting.teruggekoppeld_op is not None:
        await _forget(db, caller, tekst)
    return Geschreven(meting, tekst)


async def publish(db: AsyncSession, caller: Principal, meting_id: UUID, if_match: str | None) -> Geschreven:
    """Let everybody read it; what is published already stays as it is. Raises as _for_update, TerugkoppelingLeeg."""
    meting, tekst = await _for_update(db, caller, meting_id, if_match)
    if tekst is None or not tekst.teksten:
        raise TerugkoppelingLeeg
    if meting.teruggekoppeld_op is None:
        meting.teruggekoppeld_op = await klok.today(db)
        await _announce(db, caller, meting, tekst, "terugkoppeling.gepubliceerd")
    return Geschreven(meting, tekst)


async def withdraw(db: AsyncSession, caller: Principal, meting_id: UUID, if_match: str | None) -> Geschreven:
    """Let nobody read it any more; the text stays, as a draft. Raises as _for_update."""
    meting, tekst = await _for_update(db, caller, meting_id, if_match)
    if tekst is not None and meting.teruggekoppeld_op is not None:
        meting.teruggekoppeld_op = None
        await _announce(db, caller, meting, tekst, "terugkoppeling.ingetrokken")
        await _forget(db, caller, tekst)
    return Geschreven(meting, tekst)


async def _for_update(db: AsyncSession, caller: Principal, meting_id: UUID, if_match: str | None) -> Geschreven:
    """Raises AlleenOmTeLeren, NietGevonden, and 412/428 by the rules of If-Match."""
    check_leren(caller)
    # The row of the meting is the lock: there may be no text yet. Besides, a release of answers waits for it too.
    meting = await get_meting_for_update(db, caller, meting_id)
    geschreven = Geschreven(meting, await queries.find_terugkoppeling(db, meting))
    check_if_match(if_match, geschreven.versie)
    return geschreven


async def _announce(db: AsyncSession, caller: Principal, meting: Meting, tekst: Terugkoppeling, actie: str) -> None:
    tekst.versie += 1
    await db.flush()
    await record(db, caller, actie, str(meting.id))
    await enqueue(db, meting.gemeente_id, [meting.id])


async def _forget(db: AsyncSession, caller: Principal, tekst: Terugkoppeling) -> None:
    """Of a backup that is put back nobody may read what stood there before this version."""
    oud = with_version(tekst.meting_id, tekst.versie)
    await remember_erased(db, caller.gemeente_id, Wissoort.terugkoppeling, oud)


def _as_json(tekst: Terugkoppeling) -> str:
    verwacht_op = tekst.verwacht_op.isoformat() if tekst.verwacht_op else None
    return json.dumps({"teksten": tekst.teksten, "verwachtOp": verwacht_op, "geenPersonen": tekst.geen_personen})
