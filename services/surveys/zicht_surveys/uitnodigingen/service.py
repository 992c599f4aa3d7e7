"""Inviting residents: one link each, of which only a hash is kept."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared import klok
from zicht_shared.audit import record
from zicht_shared.auth import Principal, Rol
from zicht_shared.crypto import sha256
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.wisregister import remember_erased
from zicht_surveys.core import CoreOfCaller
from zicht_surveys.herstel.soorten import Wissoort
from zicht_surveys.metingen.models import Meting
from zicht_surveys.metingen.queries import find_meting
from zicht_surveys.metingen.service import MetingGesloten, end_of, last_day
from zicht_surveys.post.kantoor import GEEN_MAILSERVER, Postkantoor
from zicht_surveys.post.models import WACHT
from zicht_surveys.post.queries import Brief
from zicht_surveys.uitnodigingen import queries
from zicht_surveys.uitnodigingen.afleiding import id_at, new_seed, token_at
from zicht_surveys.uitnodigingen.invoer import Invoer
from zicht_surveys.uitnodigingen.models import Uitnodiging
from zicht_surveys.uitnodigingen.schemas import Intrekking, NieuweUitnodigingen
from zicht_surveys.uitnodigingen.uitvoer import Recept, path_of
from zicht_surveys.vragenlijsten.families import Familie
from zicht_surveys.vragenlijsten.service import load_familie


async def create_uitnodigingen(
    db: AsyncSession, caller: Principal, core: CoreOfCaller, invoer: Invoer, kantoor: Postkantoor, stem: str
) -> Recept:
    """Make a link for each resident, all or none, and returns from what these links follow.

    stem: what every link begins with. Raises InvoerOngeldig with every fault, MetingGesloten.
    """
    nieuw = invoer.nieuw
    meting = await meting_for(db, caller, nieuw.meting_id, invoer.place("/metingId"))
    if meting.gesloten_op is not None:
        raise MetingGesloten
    verloopt_op = nieuw.verloopt_op or end_of(meting.eindigt_op)
    familie = await load_familie(db, caller.gemeente_id, meting.vragenlijst, meting.vragenlijst_versie)
    assert familie is not None  # a meting only ever refers to what was published
    # The core takes no result with a gebied that it does not know: it would hold up those of the whole meting.
    gebieden = await core.codes_of("gebieden") if meting.per_gebied else set()
    faults = [
        *expiry_faults(meting, verloopt_op, await klok.now(db)),
        *(
            fault
            for index, uitnodiging in enumerate(nieuw.uitnodigingen)
            for fault in group_faults(
                caller, meting, gebieden, f"/uitnodigingen/{index}", uitnodiging.aanbieder, uitnodiging.gebied
            )
        ),
        *_letter_faults(meting, familie, kantoor, nieuw),
    ]
    if faults:
        raise InvoerOngeldig(Fout(invoer.place(fout.pointer), fout.code, fout.reason) for fout in faults)

    recept = Recept(
        seed=new_seed(),
        gemeente=caller.gemeente,
        gemeente_naam=caller.gemeente_naam,
        vragenlijst=familie.code,
        versie=familie.versie,
        kort_tot_en_met=meting.kort_tot_en_met,
        tot=min(meting.eindigt_op, last_day(verloopt_op)),
    )
    rows = []
    brieven: list[tuple[UUID | None, Brief]] = []
    for index, uitnodiging in enumerate(nieuw.uitnodigingen):
        token, uitnodiging_id = token_at(recept.seed, caller.gemeente, index), id_at(recept.seed, index)
        if uitnodiging.email:
            url = stem + path_of(token, uitnodiging.taal)
            brieven.append((uitnodiging_id, Brief(uitnodiging.email, url, uitnodiging.taal, "uitnodiging")))
        rows.append(
            {
                "token_hash": sha256(token),
                "id": uitnodiging_id,
                "variant": familie.variant_for(uitnodiging.contactmomenten, meting.kort_tot_en_met),
                "aanbieder": uitnodiging.aanbieder,
                "gebied": uitnodiging.gebied,
                "mail": WACHT if uitnodiging.email else None,
            }
        )
    await queries.insert_uitnodigingen(
        db, rows, gemeente_id=caller.gemeente_id, meting_id=meting.id, verloopt_op=verloopt_op, open_link_id=None
    )
    await kantoor.hand_in(db, caller.gemeente_id, meting.id, brieven)
    na = f'{{"aantal": {len(rows)}, "perMail": {len(brieven)}}}'
    await record(db, caller, "uitnodigingen.gemaakt", str(meting.id), na=na)
    return recept


async def withdraw_uitnodigingen(db: AsyncSession, caller: Principal, intrekking: Intrekking) -> int:
    """Let these links no longer work, or all of the meting; returns how many worked before.

    Raises InvoerOngeldig when one of them is not there: then none of them is withdrawn.
    """
    meting = await meting_for(db, caller, intrekking.meting_id, "/metingId")
    if intrekking.ids is not None:
        known = await queries.known_ids(db, caller, meting.id, intrekking.ids)
        reason = "Deze uitnodiging hoort niet bij de meting, of is niet van u."
        faults = [
            Fout(f"/ids/{index}", "onbekende-uitnodiging", reason)
            for index, uitnodiging_id in enumerate(intrekking.ids)
            if uitnodiging_id not in known
        ]
        if faults:
            raise InvoerOngeldig(faults)
    withdrawn = await queries.withdraw_uitnodigingen(db, caller, meting.id, intrekking.ids)
    if withdrawn:
        await record(db, caller, "uitnodigingen.ingetrokken", str(meting.id), na=f'{{"aantal": {len(withdrawn)}}}')
        await remember_erased(db, caller.gemeente_id, Wissoort.uitnodiging, *withdrawn)
    return len(withdrawn)


async def withdraw_uitnodiging(db: AsyncSession, caller: Principal, uitnodiging_id: UUID) -> Uitnodiging:
    """Let a link no longer work. The answer is the same whether it was used or not, withdrawn before or not."""
    row = await queries.get_uitnodiging(db, caller, uitnodiging_id)
    if row.ingetrokken_op is None:
        row.ingetrokken_op = datetime.now(UTC)
        await db.flush()
        await record(db, caller, "uitnodiging.ingetrokken", str(row.id))
        await remember_erased(db, caller.gemeente_id, Wissoort.uitnodiging, row.id)
    return row


async def meting_for(db: AsyncSession, caller: Principal, meting_id: UUID, pointer: str) -> Meting:
    """The meting, if the caller may invite for it; for an aanbieder, one that it does not take part in is not there."""
    meting = await find_meting(db, caller, meting_id)
    if meting is None or (caller.rol is Rol.aanbieder and caller.aanbieder not in meting.aanbieders):
        raise InvoerOngeldig([Fout(pointer, "onbekende-meting", "Deze meting is er niet, of niet voor u.")])
    return meting


def expiry_faults(meting: Meting, verloopt_op: datetime, now: datetime) -> Iterator[Fout]:
    if verloopt_op <= now:
        yield Fout("/verlooptOp", "al-voorbij", "Dit tijdstip is al voorbij: niemand zou nog kunnen antwoorden.")
    elif verloopt_op > end_of(meting.eindigt_op):
        yield Fout("/verlooptOp", "na-de-meting", "De meting eindigt eerder dan de link.")


def group_faults(
    caller: Principal, meting: Meting, gebieden: Collection[str], pointer: str, aanbieder: str, gebied: str | None
) -> Iterator[Fout]:
    """What is wrong with the aanbieder and gebied that stand at this pointer. gebieden: those of the gemeente."""
    if caller.rol is Rol.aanbieder and aanbieder != caller.aanbieder:
        yield Fout(f"{pointer}/aanbieder", "niet-uw-aanbieder", "U kunt alleen eigen cliënten uitnodigen.")
    elif aanbieder not in meting.aanbieders:
        yield Fout(f"{pointer}/aanbieder", "onbekende-aanbieder", "Deze aanbieder doet niet mee aan de meting.")
    if gebied is None:
        return
    if not meting.per_gebied:
        yield Fout(f"{pointer}/gebied", "niet-per-gebied", "Deze meting telt niet per gebied; laat gebied weg.")
    elif gebied not in gebieden:
        yield Fout(f"{pointer}/gebied", "onbekend-gebied", "Dit gebied kent de gemeente niet.")


def _letter_faults(
    meting: Meting, familie: Familie, kantoor: Postkantoor, nieuw: NieuweUitnodigingen
) -> Iterator[Fout]:
    talen = {definition.variant: definition.talen for definition in familie.varianten}
    for index, uitnodiging in enumerate(nieuw.uitnodigingen):
        variant = familie.variant_for(uitnodiging.contactmomenten, meting.kort_tot_en_met)
        if uitnodiging.taal not in talen[variant]:
            yield Fout(f"/uitnodigingen/{index}/taal", "taal-ontbreekt", "Deze vragenlijst is er niet in deze taal.")
        if uitnodiging.email and not kantoor.open:
            yield Fout(f"/uitnodigingen/{index}/email", "geen-mailserver", GEEN_MAILSERVER)
