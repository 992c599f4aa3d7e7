"""Preparing, changing and closing a meting."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared import klok
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.db import Database
from zicht_shared.errors import Fout, InvoerOngeldig, Probleem
from zicht_shared.wisregister import remember_erased
from zicht_surveys.core import CoreOfCaller
from zicht_surveys.herstel.soorten import Wissoort
from zicht_surveys.metingen import queries
from zicht_surveys.metingen.models import Meting
from zicht_surveys.metingen.reeks import next_days, next_periode
from zicht_surveys.metingen.schemas import Meting as MetingSchema
from zicht_surveys.metingen.schemas import MetingGegevens, NieuweMeting
from zicht_surveys.outbox.queries import enqueue, list_gemeenten
from zicht_surveys.vragenlijsten.service import is_unpublished, load_familie

_HERE = ZoneInfo("Europe/Amsterdam")


class MetingGesloten(Probleem):
    status, code, title = 409, "meting-gesloten", "Deze meting is gesloten."

    def __init__(self) -> None:
        super().__init__("Aan een gesloten meting verandert niets meer. Maak een nieuwe meting.")


class VragenlijstNietGoedgekeurd(Probleem):
    status, code, title = 409, "vragenlijst-niet-goedgekeurd", "Deze vragenlijst is nog niet goedgekeurd."

    def __init__(self) -> None:
        super().__init__("Laat een collega het concept goedkeuren; daarna kunt u er inwoners mee vragen.")


def end_of(day: date) -> datetime:
    """The moment at which this day is over in the Netherlands."""
    return datetime.combine(day + timedelta(days=1), time.min, _HERE).astimezone(UTC)


def last_day(moment: datetime) -> date:
    """The last day in the Netherlands on which it is still before this moment."""
    return (moment - timedelta(microseconds=1)).astimezone(_HERE).date()


async def create_meting(db: AsyncSession, caller: Principal, core: CoreOfCaller, nieuw: NieuweMeting) -> Meting:
    familie = await load_familie(db, caller.gemeente_id, nieuw.vragenlijst)
    unpublished = familie is None and await is_unpublished(db, caller.gemeente_id, nieuw.vragenlijst)
    faults = [
        *_date_faults(nieuw.begint_op, nieuw.eindigt_op, await klok.today(db)),
        *await _aanbieder_faults(core, nieuw.aanbieders),
    ]
    if familie is None and not unpublished:
        faults.append(Fout("/vragenlijst", "onbekende-vragenlijst", "Deze vragenlijst is er niet; zie /vragenlijsten."))
    if faults:
        raise InvoerOngeldig(faults)
    if familie is None:
        raise VragenlijstNietGoedgekeurd
    await queries.register_gemeente(db, caller)
    row = Meting(
        gemeente_id=caller.gemeente_id,
        id=uuid4(),
        vragenlijst_versie=familie.versie,
        versie=1,
        aangemaakt_op=await klok.now(db),
        **nieuw.model_dump(),
    )
    db.add(row)
    await db.flush()
    await record(db, caller, "meting.aangemaakt", str(row.id), na=_as_json(row))
    return row


async def change_meting(
    db: AsyncSession,
    caller: Principal,
    core: CoreOfCaller,
    meting_id: UUID,
    gegevens: MetingGegevens,
    if_match: str | None,
) -> Meting:
    """Change name, end and aanbieders. Raises MetingGesloten, and 412/428 by the rules of If-Match."""
    row = await queries.get_meting_for_update(db, caller, meting_id)
    check_if_match(if_match, row.versie)
    if row.gesloten_op is not None:
        raise MetingGesloten
    faults = [
        *_date_faults(row.begint_op, gegevens.eindigt_op, await klok.today(db)),
        *await _aanbieder_faults(core, gegevens.aanbieders, known=row.aanbieders),
    ]
    if not set(row.aanbieders) <= set(gegevens.aanbieders):
        faults.append(
            Fout(
                "/aanbieders", "aanbieder-ontbreekt", "Er kan een aanbieder bij, maar niet een af: hij kan al meedoen."
            )
        )
    if faults:
        raise InvoerOngeldig(faults)
    before, renamed = _as_json(row), gegevens.naam != row.naam
    await queries.move_end_of_uitnodigingen(db, row, van=end_of(row.eindigt_op), tot=end_of(gegevens.eindigt_op))
    for name, value in gegevens.model_dump().items():
        setattr(row, name, value)
    row.versie += 1
    await db.flush()
    await record(db, caller, "meting.gewijzigd", str(row.id), voor=before, na=_as_json(row))
    if renamed and row.resultaat_versie:
        # The core knows it by its old name.
        await enqueue(db, row.gemeente_id, [row.id])
    return row


async def close_meting(db: AsyncSession, caller: Principal, meting_id: UUID) -> Meting:
    """Close a meting; one that is closed already stays as it is. The next release gives what is left in the box."""
    row = await queries.get_meting_for_update(db, caller, meting_id)
    if row.gesloten_op is None:
        row.gesloten_op = await klok.now(db)
        # Who closes it stops the series as well.
        row.vervolg = False
        row.versie += 1
        await db.flush()
        await record(db, caller, "meting.gesloten", str(row.id))
        await remember_erased(db, caller.gemeente_id, Wissoort.meting, row.id)
    return row


async def continue_series(database: Database) -> int:
    """Prepare the next meting where one of a series has ended; returns how many."""
    async with database.transaction(None) as db:
        gemeenten = await list_gemeenten(db)
    made = 0
    for gemeente, _ in gemeenten:
        async with database.transaction(gemeente) as db:
            for ended in await queries.hand_on(db, gemeente):
                await _follow(db, ended)
                made += 1
    return made


async def _follow(db: AsyncSession, ended: Meting) -> None:
    familie = await load_familie(db, ended.gemeente_id, ended.vragenlijst)
    assert familie is not None  # what was published never goes
    begint_op, eindigt_op = next_days(ended.periode, ended.eindigt_op)
    row = Meting(
        gemeente_id=ended.gemeente_id,
        id=uuid4(),
        naam=ended.naam,
        vragenlijst=ended.vragenlijst,
        vragenlijst_versie=familie.versie,
        periode=next_periode(ended.periode),
        begint_op=begint_op,
        eindigt_op=eindigt_op,
        aanbieders=ended.aanbieders,
        kort_tot_en_met=ended.kort_tot_en_met,
        per_gebied=ended.per_gebied,
        drempel=ended.drempel,
        vervolg=True,
        vorige_id=ended.id,
        versie=1,
        aangemaakt_op=await klok.now(db),
    )
    db.add(row)
    await db.flush()
    await queries.record_of_series(db, row, _as_json(row))


def _date_faults(begint_op: date, eindigt_op: date, vandaag: date) -> Iterator[Fout]:
    if eindigt_op < begint_op:
        yield Fout("/eindigtOp", "eindigt-voor-begin", "De meting eindigt voordat zij begint.")
    elif eindigt_op < vandaag:
        yield Fout("/eindigtOp", "al-voorbij", "Deze dag is al voorbij: niemand zou nog kunnen antwoorden.")


async def _aanbieder_faults(core: CoreOfCaller, codes: Sequence[str], known: Sequence[str] = ()) -> list[Fout]:
    faults = [
        Fout(f"/aanbieders/{index}", "dubbel", "Deze aanbieder staat er al.")
        for index, code in enumerate(codes)
        if code in codes[:index]
    ]
    unknown = set(codes) - set(known)
    if unknown:
        unknown -= await core.codes_of("aanbieders")
    return faults + [
        Fout(f"/aanbieders/{index}", "onbekende-aanbieder", "Deze aanbieder kent de gemeente niet.")
        for index, code in enumerate(codes)
        if code in unknown
    ]


def _as_json(row: Meting) -> str:
    return MetingSchema.model_validate(row).model_dump_json(by_alias=True)
