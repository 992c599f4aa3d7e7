"""Inviting residents: one link each, of which only a hash is kept."""

import asyncio
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared.audit import record
from zicht_shared.auth import Principal, Rol
from zicht_shared.crypto import sha256
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.tenancy import new_token
from zicht_surveys.core import CoreOfCaller
from zicht_surveys.metingen.models import Meting
from zicht_surveys.metingen.queries import find_meting
from zicht_surveys.metingen.service import MetingGesloten, end_of
from zicht_surveys.uitnodigingen import queries
from zicht_surveys.uitnodigingen.models import Uitnodiging
from zicht_surveys.uitnodigingen.qr import qr_codes
from zicht_surveys.uitnodigingen.schemas import Link, NieuweUitnodigingen
from zicht_surveys.vragenlijsten.families import families


async def create_uitnodigingen(
    db: AsyncSession, caller: Principal, core: CoreOfCaller, nieuw: NieuweUitnodigingen, public_url: str
) -> list[Link]:
    """Make a link for each resident, all or none. Raises InvoerOngeldig with every fault, MetingGesloten."""
    meting = await _meting_of(db, caller, nieuw.meting_id)
    if meting.gesloten_op is not None:
        raise MetingGesloten
    verloopt_op = nieuw.verloopt_op or end_of(meting.eindigt_op)
    # The core takes no result with a gebied that it does not know: it would hold up those of the whole meting.
    gebieden = await core.codes_of("gebieden") if meting.per_gebied else set()
    faults = [*_expiry_faults(meting, verloopt_op), *_faults(caller, meting, gebieden, nieuw)]
    if faults:
        raise InvoerOngeldig(faults)

    familie = families()[meting.vragenlijst]
    tokens = [new_token(caller.gemeente) for _ in nieuw.uitnodigingen]
    rows = [
        {
            "token_hash": sha256(token),
            "id": uuid4(),
            "variant": familie.variant_for(uitnodiging.contactmomenten, meting.kort_tot_en_met),
            "aanbieder": uitnodiging.aanbieder,
            "gebied": uitnodiging.gebied,
        }
        for token, uitnodiging in zip(tokens, nieuw.uitnodigingen, strict=True)
    ]
    await queries.insert_uitnodigingen(
        db, rows, gemeente_id=caller.gemeente_id, meting_id=meting.id, verloopt_op=verloopt_op
    )
    await record(db, caller, "uitnodigingen.gemaakt", str(meting.id), na=f'{{"aantal": {len(rows)}}}')
    stem = f"{public_url}/i/"
    pictures = await asyncio.to_thread(qr_codes, stem, tokens) if nieuw.qr == "svg" else [None] * len(tokens)
    return [
        Link(id=row["id"], url=stem + token, qr=qr, variant=row["variant"], aanbieder=row["aanbieder"])
        for row, token, qr in zip(rows, tokens, pictures, strict=True)
    ]


async def withdraw_uitnodiging(db: AsyncSession, caller: Principal, uitnodiging_id: UUID) -> Uitnodiging:
    """Let a link no longer work. The answer is the same whether it was used or not, withdrawn before or not."""
    row = await queries.get_uitnodiging(db, caller, uitnodiging_id)
    if row.ingetrokken_op is None:
        row.ingetrokken_op = datetime.now(UTC)
        await db.flush()
        await record(db, caller, "uitnodiging.ingetrokken", str(row.id))
    return row


async def _meting_of(db: AsyncSession, caller: Principal, meting_id: UUID) -> Meting:
    """The meting, if the caller may invite for it; for an aanbieder, one that it does not take part in is not there."""
    meting = await find_meting(db, caller, meting_id)
    if meting is None or (caller.rol is Rol.aanbieder and caller.aanbieder not in meting.aanbieders):
        raise InvoerOngeldig([Fout("/metingId", "onbekende-meting", "Deze meting is er niet, of niet voor u.")])
    return meting


def _expiry_faults(meting: Meting, verloopt_op: datetime) -> Iterator[Fout]:
    if verloopt_op <= datetime.now(UTC):
        yield Fout("/verlooptOp", "al-voorbij", "Dit tijdstip is al voorbij: niemand zou nog kunnen antwoorden.")
    elif verloopt_op > end_of(meting.eindigt_op):
        yield Fout("/verlooptOp", "na-de-meting", "De meting eindigt eerder dan de link.")


def _faults(caller: Principal, meting: Meting, gebieden: Collection[str], nieuw: NieuweUitnodigingen) -> Iterator[Fout]:
    for index, uitnodiging in enumerate(nieuw.uitnodigingen):
        pointer = f"/uitnodigingen/{index}"
        if caller.rol is Rol.aanbieder and uitnodiging.aanbieder != caller.aanbieder:
            yield Fout(f"{pointer}/aanbieder", "niet-uw-aanbieder", "U kunt alleen eigen cliënten uitnodigen.")
        elif uitnodiging.aanbieder not in meting.aanbieders:
            yield Fout(f"{pointer}/aanbieder", "onbekende-aanbieder", "Deze aanbieder doet niet mee aan de meting.")
        if uitnodiging.gebied is None:
            continue
        if not meting.per_gebied:
            yield Fout(f"{pointer}/gebied", "niet-per-gebied", "Deze meting telt niet per gebied; laat gebied weg.")
        elif uitnodiging.gebied not in gebieden:
            yield Fout(f"{pointer}/gebied", "onbekend-gebied", "Dit gebied kent de gemeente niet.")
