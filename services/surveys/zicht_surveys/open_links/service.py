"""One address for many: whoever opens it gets an invitation of their own, out of a supply that was made beforehand."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from random import SystemRandom
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from zicht_shared import klok
from zicht_shared.audit import record
from zicht_shared.auth import Principal
from zicht_shared.crypto import Keyring, sha256
from zicht_shared.db import Database
from zicht_shared.errors import Fout, InvoerOngeldig
from zicht_shared.failpoints import afailpoint
from zicht_shared.tenancy import gemeente_code_of, new_token
from zicht_shared.wisregister import remember_erased
from zicht_surveys.core import CoreOfCaller
from zicht_surveys.herstel.soorten import Wissoort
from zicht_surveys.metingen.service import MetingGesloten, end_of
from zicht_surveys.open_links import queries
from zicht_surveys.open_links.models import OpenLink
from zicht_surveys.open_links.schemas import NieuweOpenLink
from zicht_surveys.outbox.queries import list_gemeenten
from zicht_surveys.uitnodigingen.afleiding import id_at, new_seed, token_at
from zicht_surveys.uitnodigingen.queries import insert_uitnodigingen
from zicht_surveys.uitnodigingen.service import expiry_faults, group_faults, meting_for
from zicht_surveys.vragenlijsten.families import Familie
from zicht_surveys.vragenlijsten.service import load_familie

_ZAAD = "open-link"
_random = SystemRandom()


async def create_open_link(
    db: AsyncSession, caller: Principal, core: CoreOfCaller, keyring: Keyring, nieuw: NieuweOpenLink
) -> tuple[OpenLink, str]:
    """Make an open link and the invitations that it will give out; returns it with its token.

    Raises InvoerOngeldig with every fault, MetingGesloten.
    """
    meting = await meting_for(db, caller, nieuw.meting_id, "/metingId")
    if meting.gesloten_op is not None:
        raise MetingGesloten
    end = end_of(meting.eindigt_op)
    familie = await load_familie(db, caller.gemeente_id, meting.vragenlijst, meting.vragenlijst_versie)
    assert familie is not None  # a meting only ever refers to what was published
    gebieden = await core.codes_of("gebieden") if meting.per_gebied else set()
    faults = [
        *expiry_faults(meting, nieuw.verloopt_op or end, await klok.now(db)),
        *group_faults(caller, meting, gebieden, "", nieuw.aanbieder, nieuw.gebied),
        *_variant_faults(familie, nieuw.variant),
    ]
    if faults:
        raise InvoerOngeldig(faults)

    token, zaad = new_token(caller.gemeente), new_seed()
    row = OpenLink(
        gemeente_id=caller.gemeente_id,
        id=uuid4(),
        token_hash=sha256(token),
        verloopt_op=nieuw.verloopt_op or end,
        zaad=keyring.seal(_ZAAD, zaad),
        uitgegeven=0,
        in_uur=0,
        **nieuw.model_dump(exclude={"verloopt_op"}),
    )
    db.add(row)
    await db.flush()
    seed = _seed(zaad, token)
    supply = [
        {
            "token_hash": sha256(token_at(seed, caller.gemeente, index)),
            "id": id_at(seed, index),
            "variant": nieuw.variant,
            "aanbieder": nieuw.aanbieder,
            "gebied": nieuw.gebied,
            "mail": None,
        }
        for index in range(nieuw.maximum)
    ]
    # The place of a row must not tell the how manieth it is that is given out.
    _random.shuffle(supply)
    await insert_uitnodigingen(
        db, supply, gemeente_id=caller.gemeente_id, meting_id=meting.id, verloopt_op=end, open_link_id=row.id
    )
    await record(db, caller, "open-link.gemaakt", str(row.id), na=f'{{"maximum": {nieuw.maximum}}}')
    return row, token


async def withdraw_open_link(db: AsyncSession, caller: Principal, open_link_id: UUID) -> OpenLink:
    """Let nobody begin by this link any more; whoever began can go on. Withdrawn twice stays as it was."""
    row = await queries.get_open_link_for_update(db, caller, open_link_id)
    if row.ingetrokken_op is None:
        await queries.withdraw(db, row, datetime.now(UTC))
        await record(db, caller, "open-link.ingetrokken", str(row.id))
        await remember_erased(db, caller.gemeente_id, Wissoort.open_link, row.id)
    return row


async def begin(db: AsyncSession, keyring: Keyring, gemeente: UUID, token: str) -> str | None:
    """The token of an invitation that nobody has yet, for who holds the open link with this one; None when not now."""
    code = gemeente_code_of(token)
    taken = await queries.take(db, gemeente, sha256(token))
    if taken is None or code is None:
        return None
    count, sealed = taken
    return token_at(_seed(keyring.unseal(_ZAAD, sealed), token), code, count - 1)


async def forget_hours(database: Database) -> None:
    """Forget of every open link how many began in an hour that is over."""
    async with database.transaction(None) as db:
        gemeenten = await list_gemeenten(db)
    for gemeente, _ in gemeenten:
        async with database.transaction(gemeente) as db:
            await queries.forget_hours(db, gemeente)
            await afailpoint("opruimen.uren")


def _seed(zaad: bytes, token: str) -> bytes:
    """From what the supply follows: neither the database, nor the poster, nor the service's secrets alone give it."""
    return hmac.digest(zaad, token.encode(), "sha256")


def _variant_faults(familie: Familie, variant: str) -> Iterator[Fout]:
    if variant not in {definition.variant for definition in familie.varianten}:
        yield Fout("/variant", "onbekende-variant", "Deze vragenlijst heeft deze variant niet.")
