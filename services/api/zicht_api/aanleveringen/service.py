"""Taking in a delivery: all of it, its good rows, or nothing; and a receipt that leaves nothing unsaid."""

from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from zicht_api.aanleveringen import queries
from zicht_api.aanleveringen.delen import Deel, ahead, joined, read_parts
from zicht_api.aanleveringen.laders import Lader, lader_for
from zicht_api.aanleveringen.schemas import Aanleverfout, Aanlevering, BijFouten, Ontvangstbewijs, Soort, Status
from zicht_api.aanleveringen.uitkomst import Uitkomst, count_delivered
from zicht_api.aanleveringen.vast import refuse_vast
from zicht_api.gebeurtenissen.melden import meld
from zicht_api.gebeurtenissen.soorten import Gebeurtenissoort
from zicht_api.gemeenten.queries import lock_dataversie, next_dataversie
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring
from zicht_shared.db import driver_connection
from zicht_shared.errors import NietGevonden
from zicht_shared.failpoints import afailpoint

FOUTEN_IN_BEWIJS = 1000


@dataclass(frozen=True)
class Levering:
    """What came in, and how the sender wants it taken."""

    soort: Soort
    bij_fouten: BijFouten
    droogloop: bool
    body: BinaryIO
    media_type: str
    inhoud_hash: bytes


async def receive(db: AsyncSession, caller: Principal, levering: Levering, keyring: Keyring) -> Ontvangstbewijs:
    """Take in a delivery in the caller's transaction. Faulty rows are in the receipt; they do not raise.

    Raises InvoerOngeldig when the delivery as a whole cannot be read; then nothing is kept, not even a receipt.
    """
    aanlevering_id = uuid4()
    # Also for a dry run: what it says must be what a real delivery would have done at this moment. And before the codes
    # are read: nobody changes an aanbieder or a gebied from here on.
    versie = await lock_dataversie(db, caller.gemeente_id) + 1
    lader = await lader_for(levering.soort, db, caller, keyring)
    uitkomst, met_fouten, status = await _process(db, caller, levering, lader, aanlevering_id, versie)
    changed = uitkomst.changes > 0 and status is Status.verwerkt
    if changed:
        await next_dataversie(db, caller.gemeente_id, f"aanlevering {aanlevering_id}", uitkomst.jaren)
    await queries.insert_aanlevering(
        db,
        gemeente_id=caller.gemeente_id,
        id=aanlevering_id,
        aanbieder_nr=caller.aanbieder_nr,
        sleutel_id=caller.sleutel_id,
        soort=levering.soort,
        status=status,
        bij_fouten=levering.bij_fouten,
        dataversie=versie if changed else None,
        ontvangen=uitkomst.ontvangen,
        nieuw=uitkomst.nieuw,
        gewijzigd=uitkomst.gewijzigd,
        ongewijzigd=uitkomst.ongewijzigd,
        verwijderd=uitkomst.verwijderd,
        afgekeurd=uitkomst.afgekeurd,
        regels_met_fouten=met_fouten,
        inhoud_hash=levering.inhoud_hash,
    )
    bewijs = await get_ontvangstbewijs(db, caller, aanlevering_id)
    receipt = bewijs.model_dump_json(by_alias=True, exclude={"fouten", "alle_fouten"})
    await record(db, caller, f"aanlevering.{status}", str(aanlevering_id), na=receipt)
    if status is Status.verwerkt:
        await meld(
            db,
            caller.gemeente_id,
            Gebeurtenissoort.aanlevering_ontvangen,
            aanlevering_id,
            pad=f"/v1/aanleveringen/{aanlevering_id}",
            alleen_leren=False,
            aanbieder=caller.aanbieder,
            gegevens={"soort": levering.soort, "dataversie": versie if changed else None},
        )
    if status is not Status.droogloop:
        count_delivered(uitkomst)
    await afailpoint("push.voor-commit")
    return bewijs


async def get_ontvangstbewijs(db: AsyncSession, caller: Principal, aanlevering_id: UUID) -> Ontvangstbewijs:
    row = await queries.find_aanlevering(db, caller, aanlevering_id)
    if row is None:
        raise NietGevonden("aanlevering")
    fouten = await queries.list_fouten(db, caller, aanlevering_id, (0, -1), FOUTEN_IN_BEWIJS)
    return Ontvangstbewijs(
        **Aanlevering.model_validate(row).model_dump(),
        fouten=[Aanleverfout.model_validate(fout) for fout in fouten],
        alle_fouten=f"/v1/aanleveringen/{aanlevering_id}/fouten",
    )


async def _process(
    db: AsyncSession, caller: Principal, levering: Levering, lader: Lader, aanlevering_id: UUID, versie: int
) -> tuple[Uitkomst, int, Status]:
    """Write the parts one after another; gives the counts, how many rows had faults, and what became of the whole."""
    connection = await driver_connection(db)
    uitkomst, met_fouten, eerste = Uitkomst(), 0, 1
    status = Status.droogloop if levering.droogloop else Status.verwerkt

    async def write(deel: Deel) -> Uitkomst:
        if deel.parameters is None:
            return Uitkomst()
        return await lader.write(connection, caller.gemeente_id, versie, deel.parameters)

    await connection.execute("SAVEPOINT voor_aanlevering")
    async for gelezen in ahead(joined(read_parts(levering.body, levering.media_type, lader))):
        deel = await _without_vast(connection, caller, lader, gelezen, eerste)
        eerste += deel.ontvangen
        met_fouten += len(deel.fouten)
        uitkomst += Uitkomst(afgekeurd=len(deel.fouten))
        if deel.fouten and status is Status.verwerkt and levering.bij_fouten is BijFouten.alles_of_niets:
            await connection.execute("ROLLBACK TO voor_aanlevering")
            status = Status.geweigerd
        match status:
            case Status.verwerkt:
                uitkomst += await write(deel)
            case Status.droogloop:
                await connection.execute("SAVEPOINT droog")
                uitkomst += await write(deel)
                await connection.execute("ROLLBACK TO droog")
            case Status.geweigerd:
                uitkomst += Uitkomst(afgekeurd=deel.ontvangen - len(deel.fouten))
        if deel.fouten:
            await queries.insert_fouten(connection, caller.gemeente_id, aanlevering_id, deel.fouten)
        await afailpoint("push.na-deel")
    if status is Status.geweigerd:
        # Rows of earlier parts were counted as written before the first fault was met; they were rolled back.
        uitkomst = Uitkomst(afgekeurd=uitkomst.ontvangen)
    return uitkomst, met_fouten, status


async def _without_vast(
    connection: asyncpg.Connection, caller: Principal, lader: Lader, deel: Deel, eerste: int
) -> Deel:
    """The part, with rows that would change a closed period among its faults. eerste: the number of its first row."""
    if lader.find_vast is None or deel.parameters is None:
        return deel
    return refuse_vast(deel, eerste, await lader.find_vast(connection, caller.gemeente_id, deel.parameters))
