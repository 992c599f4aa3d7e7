"""Laying down what is expected of aanbieders, and showing what became of it."""

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanbieders.models import Aanbieder
from zicht_api.aanbieders.queries import load_codes as load_aanbieders
from zicht_api.gemeenten.queries import next_dataversie
from zicht_api.leverkalender import queries
from zicht_api.leverkalender.aanleverstatus import Leverstatus
from zicht_api.leverkalender.afspraken import find_faults, overlap
from zicht_api.leverkalender.models import Leverafspraak
from zicht_api.leverkalender.schemas import (
    Aanleverstatus,
    Bron,
    LeverafspraakGegevens,
    NieuweLeverafspraak,
    Volledigheid,
)
from zicht_api.leverkalender.schemas import Leverafspraak as LeverafspraakSchema
from zicht_api.maatstaven.queries import load_maatstaven
from zicht_api.revisies import revise
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.concurrency import check_if_match
from zicht_shared.errors import Fout, InvoerOngeldig, Probleem


class LeverafspraakOverlapt(Probleem):
    status, code, title = 409, "leverafspraak-overlapt", "Hierover is al een afspraak."

    def __init__(self) -> None:
        super().__init__(
            "Deze aanbieder levert dit over een deel van deze perioden al. Wijzig die afspraak, of geef haar een "
            "laatste periode."
        )


async def create_leverafspraak(db: AsyncSession, caller: Principal, nieuw: NieuweLeverafspraak) -> LeverafspraakSchema:
    dataversie = await next_dataversie(db, caller.gemeente_id, "leverafspraak", ())
    aanbieders = await load_aanbieders(db, caller)
    if nieuw.aanbieder not in aanbieders:
        raise InvoerOngeldig([Fout("/aanbieder", "onbekende-waarde", "Deze aanbieder kennen we niet.")])
    aanbieder, leverafspraak_id = aanbieders[nieuw.aanbieder], uuid4()
    await _check(db, caller, nieuw, aanbieder, leverafspraak_id)
    row = Leverafspraak(
        gemeente_id=caller.gemeente_id,
        id=leverafspraak_id,
        aanbieder_nr=aanbieder.nr,
        versie=1,
        versie_van=dataversie,
        **nieuw.model_dump(exclude={"aanbieder"}),
    )
    db.add(row)
    await db.flush()
    made = as_schema(row, aanbieder.code)
    await record(db, caller, "leverafspraak.aangemaakt", str(row.id), na=made.model_dump_json(by_alias=True))
    return made


async def change_leverafspraak(
    db: AsyncSession, caller: Principal, leverafspraak_id: UUID, gegevens: LeverafspraakGegevens, if_match: str | None
) -> tuple[LeverafspraakSchema, int]:
    """Replace an agreement, also for periods that are over. Gives it with its version. Raises 412/428 by If-Match."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "leverafspraak", ())
    row = await queries.get_leverafspraak(db, caller, leverafspraak_id)
    check_if_match(if_match, row.versie)
    aanbieder = await _aanbieder_of(db, caller, row)
    await _check(db, caller, gegevens, aanbieder, leverafspraak_id)
    before = as_schema(row, aanbieder.code)
    row = await revise(db, row, dataversie, gegevens.model_dump())
    after = as_schema(row, aanbieder.code)
    await record(
        db,
        caller,
        "leverafspraak.gewijzigd",
        str(row.id),
        voor=before.model_dump_json(by_alias=True),
        na=after.model_dump_json(by_alias=True),
    )
    return after, row.versie


async def delete_leverafspraak(
    db: AsyncSession, caller: Principal, leverafspraak_id: UUID, if_match: str | None
) -> None:
    """Expect nothing more, nor that anything had been expected. It can still be read at an earlier peildatum."""
    dataversie = await next_dataversie(db, caller.gemeente_id, "leverafspraak", ())
    row = await queries.get_leverafspraak(db, caller, leverafspraak_id)
    check_if_match(if_match, row.versie)
    before = as_schema(row, (await _aanbieder_of(db, caller, row)).code)
    row.versie_tot = dataversie
    await db.flush()
    await record(db, caller, "leverafspraak.verwijderd", str(row.id), voor=before.model_dump_json(by_alias=True))


def as_schema(row: Leverafspraak, aanbieder: str) -> LeverafspraakSchema:
    gegevens = LeverafspraakGegevens.model_validate(row)
    return LeverafspraakSchema(id=row.id, aanbieder=aanbieder, **gegevens.model_dump())


def describe_status(een: Leverstatus) -> Aanleverstatus:
    return Aanleverstatus(
        aanbieder=een.aanbieder,
        leverafspraak=een.leverafspraak,
        soort=een.soort,
        periode=een.verwachting.periode.code,
        status=een.oordeel.status,
        uiterlijk=een.verwachting.uiterlijk,
        omvang=een.oordeel.omvang,
        tekort=list(een.oordeel.tekort),
        eerste_ontvangst=een.oordeel.eerste,
        laatste_ontvangst=een.oordeel.laatste,
        volledigheid=None if een.volledigheid is None else Volledigheid(**een.volledigheid),
        aanleveringen=[Bron(aanlevering=nummer, verwerkt_op=moment) for nummer, moment in een.aanleveringen],
    )


async def load_codes(db: AsyncSession, caller: Principal, peil: int | None) -> dict[int, str]:
    """The codes of the aanbieders that the caller may see, by number."""
    return {row.nr: code for code, row in (await load_aanbieders(db, caller, peil)).items()}


async def _aanbieder_of(db: AsyncSession, caller: Principal, row: Leverafspraak) -> Aanbieder:
    aanbieders = await load_aanbieders(db, caller)
    return next(aanbieder for aanbieder in aanbieders.values() if aanbieder.nr == row.aanbieder_nr)


async def _check(
    db: AsyncSession, caller: Principal, gegevens: LeverafspraakGegevens, aanbieder: Aanbieder, leverafspraak_id: UUID
) -> None:
    """Raises InvoerOngeldig or LeverafspraakOverlapt. The caller of this holds the gemeente's lock."""
    faults = list(find_faults(gegevens, await load_maatstaven(db, caller), aanbieder.tellingen_voor))
    if faults:
        raise InvoerOngeldig(faults)
    rows = await queries.load_leverafspraken(db, caller, None, [aanbieder.nr])
    if any(overlap(gegevens, LeverafspraakGegevens.model_validate(row)) for row in rows if row.id != leverafspraak_id):
        raise LeverafspraakOverlapt
